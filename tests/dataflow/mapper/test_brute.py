"""The mapper finds what its definition finds: every mapping of the rules, written down and priced one by one."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dnnlib.costs import NORMALIZED
from dnnlib.dataflow.hardware import Hardware, Store
from dnnlib.dataflow.mapper.brute import brute, mappings
from dnnlib.dataflow.mapper.floors import floors
from dnnlib.dataflow.mapper.search import search
from dnnlib.dataflow.mapper.space import Rules
from dnnlib.dataflow.taxonomy import DATAFLOWS
from dnnlib.dataflow.tiles import check
from dnnlib.shapes import ConvShape

MOST = 8  # MACs: so that a brute force is done in a blink


@st.composite
def layers(draw, most=MOST):
    """A layer of a few MACs, of any of the eight dimensions."""
    left, sides = most, {}
    for dim in draw(st.permutations("NMCPQRSG")):
        sides[dim] = draw(st.sampled_from([k for k in (1, 2, 3, 4) if k <= left]))
        left //= sides[dim]
    for dim in "MC":
        sides[dim] *= sides["G"]
    return ConvShape(U=draw(st.integers(1, 2)), **sides)


@st.composite
def machines(draw):
    """A machine of a few PEs, whose stores may be too small; the register file in one part or in three."""
    parts = st.fixed_dictionaries(dict.fromkeys("IFO", st.integers(1, 4)))
    register = draw(st.integers(3, 9) | parts)
    stores = (
        Store("DRAM"),
        Store("GLB", draw(st.integers(3, 40))),
        Store("RF", register),
    )
    price = st.sampled_from([0, 0.5, 1, 6, 200])
    costs = dict.fromkeys(NORMALIZED.levels)
    levels = {name: draw(price) for name in costs}
    sides = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    return Hardware("drawn", *sides, stores, replace(NORMALIZED, levels=levels))


def agree(shape, machine, flow):
    try:
        least, mapping = brute(shape, machine, flow)
    except ValueError:
        with pytest.raises(ValueError, match="no mapping of"):
            search(shape, machine, flow)
        return
    best = search(shape, machine, flow)
    assert best.total == pytest.approx(least, rel=1e-12)
    assert best.exhaustive
    check(mapping, shape, machine)


@given(layers(), machines(), st.sampled_from([*DATAFLOWS]))
@settings(deadline=None, max_examples=100)
def test_search_finds_what_trying_all_finds(shape, machine, flow):
    agree(shape, machine, flow)


@pytest.mark.parametrize("flow", ["weight", "output", "input"])
@pytest.mark.parametrize("dram", [0, 0.5, 6])
def test_where_nothing_leaves_the_wanted_tensor_still_another_one_may_rest(flow, dram):
    """Without loops over N, P, Q the order of M and C is free though the weights stay: once it was not tried."""
    stores = Store("DRAM"), Store("GLB", 3), Store("RF", 3)
    levels = {"DRAM": dram, "GLB": 0.5, "NoC": 0, "RF": 0}
    machine = Hardware("drawn", 2, 1, stores, replace(NORMALIZED, levels=levels))
    for shape in (ConvShape(M=2, C=4), ConvShape(M=4, P=4), ConvShape(N=2, M=2, P=2)):
        agree(shape, machine, flow)


@given(layers(most=4), machines())
@settings(deadline=None, max_examples=30)
def test_so_it_does_with_any_loops_anywhere(shape, machine):
    agree(shape, machine, None)


@pytest.mark.slow
@given(layers(), machines(), st.sampled_from([*DATAFLOWS]))
@settings(deadline=None, max_examples=2500)
def test_search_finds_it_on_thousands_of_layers(shape, machine, flow):
    agree(shape, machine, flow)


def test_what_is_written_down_fits_and_differs_and_is_no_more_than_the_space():
    shape, stores = ConvShape(M=2, P=4, R=2), (Store("DRAM"), Store("GLB"), Store("RF"))
    # one row of PEs: along two sides the same loops would be written down twice
    machine = Hardware("m", 1, 4, stores)
    found = [one.levels for one in mappings(shape, machine, "row")]
    assert len(found) == len(set(found)) > 100
    rules = Rules(shape, machine, DATAFLOWS["row"], "F")
    assert len(found) <= rules.size()
    assert search(shape, machine, "row").total == brute(shape, machine, "row")[0]


@pytest.mark.parametrize("flow", ["row", "weight", "output A"])
def test_no_choice_costs_less_than_its_floor(flow):
    shape, machine = ConvShape(M=4, C=2, P=4, R=3), Hardware("m", 3, 4, (Store("DRAM"), Store("GLB", 64), Store("RF", 16)))  # fmt: skip
    seen = floors(shape, machine, flow)
    best = search(shape, machine, flow)
    assert (seen.floor <= seen.best * (1 + 1e-9)).all() and (
        seen.floor[1:] >= seen.floor[:-1]
    ).all()
    assert seen.best.min() == pytest.approx(best.total) == seen.least
    assert 1 <= seen.opened <= len(seen.floor)


def test_prices_in_whole_numbers_beside_halves_are_added_up():
    """Whole numbers alone made an array of integers, which took no halves."""
    levels = {"DRAM": 2, "GLB": 1, "NoC": 1, "RF": 0.5}
    stores = (Store("DRAM"), Store("GLB", 9), Store("RF", 9))
    costs = replace(NORMALIZED, levels=levels)
    for flow in DATAFLOWS:
        agree(ConvShape(C=2, P=2), Hardware("m", 1, 2, stores, costs), flow)
