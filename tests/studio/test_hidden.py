"""What is hidden is drawn from the secret alone; a hidden layer is like those of the tables; the best is found by its bound."""

from dataclasses import replace

import numpy as np
import pytest

from dnnlib import data
from dnnlib.models.layer_tables import Layer
from dnnlib.shapes import ConvShape
from dnnlib.studio import KNOBS, NAIVE, Gates, evaluate, hidden, workload
from dnnlib.studio.best import Exam
from dnnlib.studio.evaluate import floor
from dnnlib.studio.hidden import MOST, warped


def test_the_same_secret_gives_the_same():
    a, b, c = (hidden.digits(seed, 50) for seed in ("one", "one", "another"))
    assert (a.images == b.images).all() and (a.labels == b.labels).all()
    assert not (a.images == c.images).all()
    assert hidden.layers("one", 6) == hidden.layers("one", 6) != hidden.layers("two", 6)
    assert hidden.layers("one", 2) == hidden.layers("one", 6)[:2]


def test_a_warp_by_nothing_is_nothing_and_a_shift_is_a_shift():
    images = data.mnist("test").images[:20]
    none, no = np.zeros(20), np.zeros((20, 2))
    assert (warped(images, none, none + 1, no) == images).all()
    down = warped(images, none, none + 1, no + (1, 0))
    assert (down[:, 1:] == images[:, :-1]).all() and not down[:, 0].any()
    quarter = warped(images, none + np.pi / 2, none + 1, no)
    assert (quarter == np.rot90(images, axes=(2, 1))).mean() > 0.999
    # twice as large: a pixel of the middle is found twice as far from it
    large = warped(images, none, none + 2, no)
    assert large.sum() > 2 * images.sum()


def test_hidden_layers_are_like_those_of_the_tables():
    found = [layer.shape for seed in range(30) for layer in hidden.layers(seed)]
    assert all(shape.macs <= MOST for shape in found)
    assert {(shape.R, shape.U) for shape in found} >= {(1, 1), (3, 1), (3, 2)}
    assert any(shape.G > 1 for shape in found)


SMALL = ConvShape(M=8, C=8, P=4, Q=4, R=3, S=3)
KEPT = {"dataflow": ("OS_A", "OS_C"), "pes": (64,), "rf": (16, 64), "glb": (8, 64)}


class Few(Exam):
    """An exam in a space of 8 chips, 3 batches and a few networks, small enough to try all."""

    def _networks(self, bits, gates):
        nets = [
            replace(NAIVE, bits=bits, width=width) for width in ((300, 100), (100, 50))
        ]
        return nets if bits in (4, 8) else []


def test_the_best_by_bound_is_the_best_of_all(monkeypatch):
    for module in ("space", "best"):
        monkeypatch.setattr(f"dnnlib.studio.{module}.KNOBS", {**KNOBS, **KEPT})
    monkeypatch.setattr("dnnlib.studio.space.SIZES", (6, 3, 2, 1, 2, 2))
    monkeypatch.setattr("dnnlib.studio.best.areas", lambda: np.zeros((6, 2, 1, 2, 2)))
    digits = hidden.digits(1, 500)
    exam = Few((Layer("one", SMALL, "conv"),), digits)
    for latency in (30_000, 200_000, 1e9):
        gates = Gates(0.5, latency, 5)
        least, design = exam.best(gates)
        found = [evaluate(one, workload(one, exam.layers)) for one in every()]
        fit = [
            c.energy for c in found if c.latency <= latency and c.area.relative <= 0.5
        ]
        assert least == min(fit, default=np.inf)
        assert design is None or exam.card(design).energy == least


def every():
    """All designs of that small space."""
    for bits in (4, 8):
        for width in ((300, 100), (100, 50)):
            for batch in KNOBS["batch"]:
                for flow in KEPT["dataflow"]:
                    for rf in KEPT["rf"]:
                        for glb in KEPT["glb"]:
                            yield replace(NAIVE, bits=bits, width=width, batch=batch, dataflow=flow, pes=64, rf=rf, glb=glb)  # fmt: skip


def test_no_floor_lies_above_the_energy():
    for design in every():
        for layer in workload(design)[1:]:
            one = evaluate(design, [layer])
            assert floor(design, layer.shape) == pytest.approx(one.floor)
            assert one.floor <= one.energy
