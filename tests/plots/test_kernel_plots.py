"""The figures of chapter 4 show what was counted and measured, and the roofline bends where it must."""

from itertools import combinations

import numpy as np
import pytest

from dnnlib import plots
from dnnlib.kernels import rounding, selection, timings, winograd
from dnnlib.metrics import Machine, attainable, intensity
from dnnlib.models import MODELS
from dnnlib.screen.explore import svg
from dnnlib.shapes import ConvShape


@pytest.mark.parametrize(
    "layer", [(3, 32, 32, 1), (11, 8, 64, 4), (1, 128, 8, 1)], ids=str
)
def test_which_kernel_shows_the_count_and_the_measurement(layer):
    R, C, P, N = layer
    figure, seen = plots.which_kernel(*layer), timings.measured(*layer)
    counted = selection.predicted(ConvShape(N=N, M=C, C=C, P=P, Q=P, R=R, S=R))
    assert figure.table.column("kernel") == list(counted) == list(seen.ms)
    assert figure.table.column("milliseconds, measured") == list(seen.ms.values())
    assert figure.table.column("operations, counted") == [
        p.ops.mults + p.ops.adds for p in counted.values()
    ]
    assert seen.quickest in figure.title


def test_which_kernel_off_the_grid_says_where_the_grid_is():
    with pytest.raises(ValueError, match=r"R in \(1, 3, 5, 7, 11\)"):
        plots.which_kernel(R=2)


def test_measured_errors_are_within_the_bound():
    """Recorded numbers too must obey theory: the bound on F(4x4) for inputs of at most 6 standard deviations."""
    for (R, C, _, _), seen in timings.grid().items():
        assert set(seen.errors) == set(seen.ms) and min(seen.ms.values()) > 0
        if R == 3:
            assert seen.errors["winograd"] < winograd.error_bound(4, 3, C)


def test_multiplications_of_vgg_are_the_literatures_four_times():
    table = plots.multiplications("VGG-16").table
    assert table.column("winograd: times fewer")[1:10] == [4.0] * 9
    ahead, each = (
        plots.multiplications("AlexNet", a).table.column("fft: times fewer")
        for a in (True, False)
    )
    assert all(a > b for a, b in zip(ahead, each)) and each[2] < 1 < ahead[2]


def test_every_offered_model_can_be_drawn():
    for model in ("AlexNet", "VGG-16", "ResNet-50"):
        assert len(plots.multiplications(model).table.rows) == len(
            MODELS[model].of_kind("conv")
        )


def test_rounding_draws_overflow_and_keeps_the_numbers():
    errors = {
        "float16": {"a": 1e-3, "b": float("inf")},
        "float32": {"a": 1e-7, "b": 1e-5},
    }
    figure = plots.rounding(errors)
    assert figure.table.rows == (("a", 1e-3, 1e-7), ("b", float("inf"), 1e-5))
    assert "overflow" in [text.get_text().strip() for text in figure.texts]
    with pytest.raises(ValueError, match="no errors to draw"):
        plots.rounding({})


def test_rounding_errors_are_ordered_as_theory_orders_them():
    """More tile, more loss; whole points lose more; half precision loses more than single; all are within 2."""
    rng = np.random.default_rng(0)
    I, F = rng.standard_normal((1, 64, 12, 12)), rng.standard_normal((8, 64, 3, 3))
    single, half, double = (
        rounding.errors(I, F, dtype) for dtype in (np.float32, np.float16, np.float64)
    )
    tiles = [single[f"winograd F({m}x{m})"] for m in (2, 4, 6)]
    assert (
        tiles == sorted(tiles) and tiles[1] < single["winograd F(4x4), points 0 ±1 ±2"]
    )
    assert all(
        double[kernel] < single[kernel] < half[kernel] for kernel in rounding.KERNELS
    )
    assert half["winograd F(6x6), points 0 ±1 ±2 ±3"] == float("inf")


def test_roofline_puts_points_without_a_rate_on_the_roof():
    machine = Machine("any", 100e9, 20e9)
    table = plots.roofline(
        machine, [("low", 0.5, None), ("high", 50, None), ("slow", 50, 20e9)]
    ).table
    assert table.column("FLOP/s") == [10e9, 100e9, 20e9]
    assert table.column("share of the roof") == [1, 1, 0.2]
    assert table.column("roof there") == [
        attainable(100e9, 20e9, x) for x in (0.5, 50, 50)
    ]
    whole = plots.roofline(Machine("8 bits", 92e12, 34e9, operation="OP"))
    assert whole.table.header[1:3] == ("OP a byte", "OP/s")
    assert "OP/s" in svg(whole) and "FLOP" not in svg(whole)
    with pytest.raises(ValueError, match="above 0"):
        plots.roofline(machine, [("none", 0, None)])


def test_names_on_a_roofline_keep_apart_whatever_the_ridge():
    """At a ridge of 3.5 conv5 ended 0.005 inches before conv1: one word to the eye."""
    layers = MODELS["AlexNet"].layers
    points = [(one.name, intensity(one.shape), None) for one in layers]
    for ridge in (1, 3.5, 7.6, 24.3, 47.8, 200):
        figure = plots.roofline(Machine("any", 1e11, 1e11 / ridge), points, title="t")
        drawn = {text.get_text(): text.get_position() for text in figure.texts}
        for a, b in combinations([one.name for one in layers], 2):
            (x, y), (u, v) = drawn[a], drawn[b]
            apart = abs(x - u) - 0.105 * len(a if x < u else b)
            assert abs(y - v) > 0.19 or apart > 0.1, (ridge, a, b)
