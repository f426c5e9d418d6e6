"""The tables of all designs say what the card of one says; slimming without training is its definition."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from dnnlib import data
from dnnlib.compact.eliminate import eliminate, eliminate_by_trying
from dnnlib.studio import KNOBS, NAIVE, evaluate, workload
from dnnlib.studio.design import WIDTHS
from dnnlib.studio.evaluate import card, stored
from dnnlib.studio.slim import derived, reference, right
from dnnlib.studio.space import TERMS, _part, _place, areas, chip, spent


def test_inputs_that_go_are_those_that_trying_finds():
    random = np.random.default_rng(14)
    for K in (2, 5, 9):
        I = random.normal(size=(50, K)) @ random.normal(size=(K, K))
        F, keep = random.normal(size=(3, K)), int(random.integers(1, K + 1))
        always = (K - 1,)
        kept, G = eliminate(F, I.T @ I, keep, always)
        tried, H = eliminate_by_trying(F, I.T @ I, keep, always)
        assert list(kept) == list(tried) and K - 1 in kept
        assert G == pytest.approx(H, rel=1e-6, abs=1e-9)
    with pytest.raises(ValueError, match="keep=9"):
        eliminate(np.ones((1, 3)), np.eye(3), 9)


def test_tables_say_what_cards_say():
    random = Random(25)
    for flow in KNOBS["dataflow"]:
        task = (random.choice((3, 8)), random.choice((1, 16)), flow, 64)
        net = replace(NAIVE, bits=task[0], density=0.3, width=(60, 30))
        shapes = tuple(layer.shape for layer in workload(net)[1:4])
        terms = _part(shapes, task)
        assert terms.shape[-1] == len(TERMS)
        for _ in range(4):
            rf, glb = random.randrange(6), random.randrange(6)
            at = chip(*_place(task), rf, glb)
            design = replace(at, density=0.3)
            one = evaluate(design, shapes)
            energy, latency = spent(terms[rf, glb], stored(design))
            assert energy == pytest.approx(one.energy, rel=1e-12)
            assert latency == pytest.approx(one.latency, rel=1e-12)


def test_areas_are_those_of_the_designs():
    place = (1, 5, 4, 2, 3)
    design = chip(place[0], 0, *place[1:])
    assert areas()[place] == evaluate(design, workload(design)).area.relative


def test_a_reader_is_made_without_training():
    """Ours on 10,000 test digits, where a prototype had 98.50, 98.45, 98.29, 97.40 %."""
    test = data.mnist("test")
    assert right(reference(), test) == pytest.approx(0.985, abs=0.0005)
    found = {}
    for width in ((150, 60), (100, 50), (60, 30)):
        made = derived(replace(NAIVE, width=width))
        assert made.arrays["fc1.weight"].shape == (width[0], 784)
        found[width] = 100 * right(made, test)
    assert found[150, 60] == pytest.approx(98.45, abs=0.15)
    assert found[100, 50] == pytest.approx(98.29, abs=0.15)
    assert 96.5 < found[60, 30] < found[100, 50] < found[150, 60]


def test_bits_are_those_of_the_packed_file():
    """A bit a place and a word a weight that stays, and a head of some bytes; rounding makes more zeros, never fewer."""
    for bits, density in ((8, 0.3), (4, 0.2), (16, 0.5)):
        design = replace(NAIVE, width=(60, 30), bits=bits, density=density)
        made = derived(design)
        for name, took in made.bits.items():
            F = made.arrays[name]
            assert took <= F.size * bits * stored(design) + 8 * 64
            assert np.count_nonzero(F) <= density * F.size + 1
            assert took >= np.count_nonzero(F) * bits + F.size


def test_the_whole_card_of_a_design():
    found = card(replace(NAIVE, bits=8, width=(150, 60)))
    assert 0.98 < found.right < 0.99 and -0.2 < found.loss < 0.3
    assert "% right" in str(found) and WIDTHS["standard"][2] == (150, 60)
    without = evaluate(NAIVE, workload(NAIVE))
    assert without.right != without.right and without.loss != without.loss
