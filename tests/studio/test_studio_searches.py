"""Searches find what they say, on spaces small enough to know; what is shipped for the chapter is what the studio says."""

from dataclasses import replace
from itertools import product
from math import inf
from random import Random

import numpy as np
import pytest

from dnnlib import data
from dnnlib.puzzles.ch14.whole import AREAS, LATENCIES
from dnnlib.studio import (
    NAIVE,
    Gates,
    dominated,
    evaluate,
    prices,
    search,
    slim,
    workload,
)
from dnnlib.studio import lessons as shipped
from dnnlib.studio.brief import BRIEF, front, judged, missed, par, points
from dnnlib.studio.chips import READER, SPACE, chips, design, place
from dnnlib.studio.compared import ranks
from dnnlib.studio.hidden import layers
from dnnlib.studio.knobs import card, sensitivity, turned
from dnnlib.studio.score import par as studio_par


def spaces():
    """Small random spaces with costs and bounds below them; some choices miss a gate."""
    rng = np.random.default_rng(14)
    for loose in (0.2, 0.85) * 10:
        sizes = rng.integers(2, 5, 3)
        space = {name: tuple(range(n)) for name, n in zip("abc", sizes)}
        costs = rng.integers(40, 120, sizes) / 4
        low = costs * rng.uniform(loose, 1, sizes)
        costs[rng.random(sizes) < 0.2] = inf
        yield space, _by(costs), _by(low), costs


def _by(table):
    return lambda choice: float(table[tuple(choice.values())])


def test_a_bound_loses_nothing_and_skips_only_what_cannot_win():
    for space, price, bound, costs in spaces():
        trail = search.exhaustive(space, price, bound)
        assert trail.least == costs.min()
        assert search.admissible(space, price, bound)
        lows = [bound(one) for one in search.choices(space)]
        assert len(trail) <= sum(low <= trail.least for low in lows)


def test_descent_ends_where_no_single_knob_helps():
    for space, price, _, _ in spaces():
        start = {name: values[0] for name, values in space.items()}
        trail = search.descent(space, price, start)
        end = trail.best
        for knob, values in space.items():
            assert all(price({**end, knob: v}) >= trail.least for v in values)
        assert len({tuple(one.values()) for one in trail.choices}) == len(trail)


def test_trails_are_the_same_for_the_same_seed():
    space, price, _, costs = next(spaces())
    one, same = (search.random_search(space, price, 9, seed=3) for _ in range(2))
    assert one == same and len(one) == 9 and search.size(space) == costs.size
    assert one.until(one.least) == 1 + one.prices.index(one.least)
    assert one.until(one.least - 1) is None
    assert (np.diff(one.best_so_far) <= 0).all()
    with pytest.raises(ValueError, match="count"):
        search.random_search(space, price, 0)


def test_bars_are_the_knobs_turned_alone():
    bars = {bar.knob: bar for bar in sensitivity(NAIVE, "FC layers")}
    energies = [card(one, "FC layers").energy for one in turned(NAIVE, "glb").values()]
    assert bars["glb"].ratio == max(energies) / min(energies)
    assert {bar.knob: bar for bar in sensitivity(NAIVE, "CONV layers")}[
        "width"
    ].ratio == 1
    # what the chapter says: FC layers need another network, CONV layers another chip
    assert bars["width"].ratio > 5 > 1.1 > bars["dataflow"].ratio


def test_shipped_chips_are_the_studios():
    random, found = Random(14), chips()
    assert found.energy.size == search.size(SPACE)
    for _ in range(4):
        choice = {knob: random.choice(values) for knob, values in SPACE.items()}
        one = evaluate(design(choice), workload(READER))
        assert found.energy[place(choice)] == pytest.approx(one.energy, rel=1e-6)
        assert found.cycles[place(choice)] == pytest.approx(one.latency, rel=1e-6)
        assert found.area[place(choice)] == pytest.approx(one.area.relative)
        assert found.bound(BRIEF)(choice) in (inf, pytest.approx(one.floor))


def test_shipped_losses_are_the_studios():
    digits = data.mnist("validation")
    for width, bits, density in (((100, 50), 8, 0.5), ((150, 60), 3, 1.0)):
        one = replace(NAIVE, width=width, bits=bits, density=density)
        assert shipped.loss(one) == pytest.approx(slim.loss(one, digits), abs=1e-5)


def test_shipped_prices_are_the_studios():
    usual = prices.ranking()
    for name in ("RS", "OS_A"):
        one = prices.DESIGNS[name]
        assert usual[name] == pytest.approx(
            evaluate(one, workload(one)).energy, rel=1e-6
        )
        dearer = prices.energy(one, DRAM=2, GLB=0.5, RF=1, MAC=2)
        assert prices.ranking(2, 0.5, 1, 2)[name] == pytest.approx(dearer, rel=1e-6)
    with pytest.raises(ValueError, match="DRAM=3"):
        prices.ranking(DRAM=3)


def test_the_best_chip_of_one_network_is_the_best_of_all_designs():
    """Two ways to one number: READER on its chips, and the front of all designs; so for every gate of exercise 10."""
    energy = np.where(chips().passing(BRIEF), chips().energy, inf)
    at = np.unravel_index(energy.argmin(), energy.shape)
    best = design({knob: SPACE[knob][k] for knob, k in zip(SPACE, at)})
    assert judged(best).energy == pytest.approx(par(), rel=1e-9)
    assert points(judged(best)) == pytest.approx(100, abs=1e-6)
    for area, latency in product(AREAS, LATENCIES):
        gates = Gates(area, latency, BRIEF.loss)
        known = chips().energy[chips().passing(gates)].min()
        assert studio_par(gates) == pytest.approx(known, rel=1e-6)


def test_the_front_of_the_picture_is_that_of_the_chips():
    slow = replace(BRIEF, area=100.0)
    pairs = chips().points(slow)[:, [0, 2]]
    mine = pairs[~dominated(pairs)]
    theirs = np.array([(one.energy, one.area) for one in front()])
    assert np.allclose(mine[np.argsort(mine[:, 0])], theirs, rtol=1e-6)


def test_the_naive_design_passes_and_gets_few_points():
    assert missed(judged(NAIVE)) == [] and 0 < points(judged(NAIVE)) < 10
    slow = judged(replace(NAIVE, batch=16))
    assert missed(slow) == ["latency"] and points(slow) == 0


def test_ranks_count_who_is_better():
    designs = [replace(READER, rf=rf, batch=1) for rf in (16, 64, 512)]
    table = ranks(designs, layers("a secret", 2))
    assert table.column("place, public") == [1, 2, 3]
    assert sorted(table.column("place, unseen")) == [1, 2, 3]
    assert max(table.column("points, public")) == 100
    with pytest.raises(ValueError, match="nobody wins"):
        ranks([], layers("a secret", 1))
