"""A card obeys what must hold of any machine; the area model and the prices have their published points."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from dnnlib.costs import NORMALIZED
from dnnlib.dataflow import isca16
from dnnlib.shapes import ConvShape
from dnnlib.studio import (
    KNOBS,
    NAIVE,
    PUBLIC,
    Design,
    Gates,
    area,
    dominated,
    drawn,
    evaluate,
    front,
    hypervolume,
    par,
    passes,
    reader,
    score,
    workload,
)
from dnnlib.studio.area import claims
from dnnlib.studio.chip import price
from dnnlib.studio.design import WIDTHS
from dnnlib.studio.fronts import dominated_by_definition
from dnnlib.studio.gates import AREAS, LATENCIES, LOSSES

CHIP = ("bits", "density", "dataflow", "pes", "rf", "glb", "batch")
LAYER = ConvShape(M=12, C=8, P=6, Q=6, R=3, S=3)
WIDE = ConvShape(M=4, C=3, P=6, Q=6, R=7, S=7, U=2)


def anyhow(random: Random) -> Design:
    """A design with every knob anywhere."""
    knobs = {knob: random.choice(KNOBS[knob]) for knob in CHIP}
    kind = random.choice(KNOBS["kind"])
    return Design(width=random.choice(WIDTHS[kind]), kind=kind, **knobs)


def test_eyeriss_is_found_to_62_percent():
    core = claims().rows[0]
    assert core[1] == pytest.approx(7.6, abs=0.05) and core[2] == 12.25
    assert core[1] / core[2] == pytest.approx(0.62, abs=0.005)


def test_prices_go_through_the_two_points_of_the_survey():
    assert price(0.75 * 1024) == 1
    assert price(224 * 1024) == pytest.approx(NORMALIZED["GLB"])


def test_laws_of_any_machine():
    """No less energy than the floor, no fewer steps than MACs / PEs, every word of DRAM takes its time."""
    random, seen = Random(25), set()
    for _ in range(60):
        design = anyhow(random)
        card = evaluate(design, [LAYER, WIDE, reader(design)[-1]])
        seen.add(card.feasible)
        if not card.feasible:
            assert card.energy == card.latency == np.inf and card.overflow.by > 0
            continue
        assert card.floor <= card.energy == pytest.approx(card.breakdown.total)
        assert card.rate == design.batch / card.latency
        for one in card.by_layer.values():
            macs = design.batch * one.shape.macs
            assert one.latency.steps * design.pes >= macs
            assert one.latency.cycles >= one.latency.stores["DRAM"]
        assert set(area(design)) == set(card.area) and card.area.relative > 0
    assert seen == {True, False}


@pytest.mark.parametrize("flow", isca16.DATAFLOWS)
def test_steps_are_those_of_the_tiles(flow):
    """PEs at work times steps are the MACs where every tile divides its extent, and never fewer."""
    random = Random(flow)
    for _ in range(10):
        sizes = {dim: random.choice((1, 2, 3, 4, 6, 8)) for dim in "MCPQ"}
        shape = ConvShape(N=2, R=3, S=3, U=random.choice((1, 2)), **sizes)
        best = isca16.optimum(flow, shape, 64, 2)
        assert best.active * isca16.steps(flow, shape, best.tiles) >= shape.macs
    ones = isca16.Tiles(**dict.fromkeys("mnefpqrt", 1))
    alone = {"RS": 3, "WS": 9}.get(flow, 1)
    assert isca16.steps(flow, shape, ones) * alone == shape.macs


def test_a_short_last_pass_takes_as_long_as_its_busiest_pe():
    """10 filters, 4 in a PE, 2 PEs: 8 in four steps, the last two in one."""
    from dnnlib.dataflow.isca16.cycles import turns

    assert turns(10, 4, 2) == 4 + 1
    assert turns(11, 4, 2) == 4 + 2
    assert turns(8, 4, 2) == 4


def test_what_overflows_is_an_outcome_with_its_words():
    wide = ConvShape(M=1, C=1, P=1, Q=1, R=7, S=7)
    card = evaluate(replace(NAIVE, dataflow="WS", pes=16), [wide])
    assert (card.overflow.store, card.overflow.by) == ("PEs", 49 - 16)
    assert "33 too few" in str(card) and card.rate == 0
    small = replace(NAIVE, dataflow="OS_A", rf=16)
    assert evaluate(small, [wide]).overflow.by == 1 + 1 + 7 - 8
    # a register file of OS_A holds a sum, U and U*R inputs
    assert evaluate(replace(small, bits=8), [wide]).feasible


def test_half_the_bits_never_take_more():
    layers = [LAYER, *reader(NAIVE)]
    for flow in isca16.DATAFLOWS:
        one = replace(NAIVE, dataflow=flow, rf=256)
        cards = [evaluate(replace(one, bits=b), layers) for b in (4, 8, 16)]
        energies = [card.energy for card in cards]
        assert energies == sorted(energies)
        areas = [card.area.total for card in cards]
        assert areas == sorted(areas)


def test_pruned_weights_cross_dram_as_a_bitmap_and_what_stays():
    dense = evaluate(NAIVE, [LAYER]).breakdown
    pruned = evaluate(replace(NAIVE, density=0.3), [LAYER]).breakdown
    assert pruned["DRAM", "F"] == pytest.approx(dense["DRAM", "F"] * (0.3 + 1 / 16))
    assert {k for k in dense if dense[k] != pruned[k]} == {("DRAM", "F")}
    few = replace(NAIVE, bits=2, density=0.5)
    # a bitmap of 2-bit words at half the density saves nothing
    whole = evaluate(replace(few, density=1.0), [LAYER]).energy
    assert evaluate(few, [LAYER]).energy == whole


def test_dominated_is_its_definition():
    random = np.random.default_rng(25)
    for k in (1, 2, 3, 4):
        points = random.integers(0, 5, (40, k)).astype(float)
        points[0, 0] = np.inf
        assert (dominated(points) == dominated_by_definition(points)).all()
    assert list(dominated([(1, 1), (1, 1), (1, 2)])) == [False, False, True]
    with pytest.raises(ValueError, match="NaN"):
        dominated([(1, float("nan"))])


def test_hypervolume_is_the_share_of_cells_that_are_beaten():
    random = np.random.default_rng(25)
    x, y = np.meshgrid(np.arange(8) + 0.5, np.arange(8) + 0.5)
    for _ in range(20):
        points = random.integers(0, 10, (5, 2))
        cells = [(x > a) & (y > b) for a, b in points]
        assert hypervolume(points, (8, 8)) == np.any(cells, axis=0).sum()
    assert hypervolume([], (1, 1)) == 0


def test_the_front_holds_the_best_for_any_gates():
    random = Random(7)
    cards = [evaluate(anyhow(random), [LAYER]) for _ in range(60)]
    cards = [replace(card, loss=random.choice((0.1, 0.6, 3.0))) for card in cards]
    for name in map(str, range(20)):
        gates = drawn(name)
        least = par(gates, cards)
        assert least == par(gates, front(cards))
        assert all(score(card, gates, least) <= 100 for card in cards)


def test_gates_are_the_names_own():
    assert drawn("ada") == drawn("ada")
    classes = {drawn(f"student {k}") for k in range(500)}
    assert len(classes) > 100
    tightest = Gates(min(AREAS), min(LATENCIES), min(LOSSES))
    card = replace(evaluate(NAIVE, workload(NAIVE)), loss=0.0)
    assert all(passes(card, tightest).values()), "the naive design passes everybody's"
    assert score(card, tightest, card.energy / 2) == 50
    assert not passes(replace(card, loss=float("nan")), tightest)["loss"]


def test_the_public_layers_are_small_ones_of_the_tables():
    assert len(PUBLIC) == 4
    assert all(0 < layer.shape.macs < 10**7 for layer in PUBLIC)
