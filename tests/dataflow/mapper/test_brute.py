"""The mapper finds what its definition finds: every mapping of the rules, written down and priced one by one."""

import os
from dataclasses import replace
from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dnnlib.costs import NORMALIZED
from dnnlib.dataflow.hardware import Hardware, Store
from dnnlib.dataflow.latency import latency
from dnnlib.dataflow.mapper.brute import brute, mappings
from dnnlib.dataflow.mapper.floors import floors
from dnnlib.dataflow.mapper.search import search
from dnnlib.dataflow.mapper.space import Rules
from dnnlib.dataflow.taxonomy import DATAFLOWS
from dnnlib.dataflow.tiles import check
from dnnlib.shapes import ConvShape

# the week's run has time for more
EXAMPLES = int(os.environ.get("DNNLIB_EXAMPLES", 500))
MOST = 8  # MACs: so that a brute force is done in a blink


@st.composite
def layers(draw, most=MOST):
    """A layer of a few MACs, of any of the eight dimensions."""
    left, sides = most, {}
    for dim in draw(st.permutations("NMCPQRSG")):
        sides[dim] = draw(st.sampled_from([k for k in (1, 2, 3, 4, 5, 7) if k <= left]))
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
    levels = {name: draw(price) for name in NORMALIZED.levels}
    written = draw(st.sets(st.sampled_from(["DRAM", "GLB", "RF"])))
    writes = {name: draw(price) for name in sorted(written)}
    sides = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    costs = replace(NORMALIZED, levels=levels, writes=writes)
    leakage = draw(st.sampled_from([0, 0, 0.5, 50]))
    return Hardware("drawn", *sides, stores, costs, leakage=leakage)


def agree(shape, machine, flow, ragged=True, objective="energy"):
    try:
        least, mapping = brute(shape, machine, flow, ragged, objective)
    except ValueError:
        with pytest.raises(ValueError, match="no mapping of"):
            search(shape, machine, flow, objective, ragged=ragged)
        return
    best = search(shape, machine, flow, objective, ragged=ragged)
    if objective == "edp":
        mine, theirs = (timed(shape, one, machine) for one in (best.mapping, mapping))
        assert best.total * mine == pytest.approx(least * theirs, rel=1e-12)
        return
    assert best.total == pytest.approx(least, rel=1e-12)
    if objective == "cycles":
        assert best.cycles == ceil(timed(shape, mapping, machine))
    assert best.exhaustive
    check(mapping, shape, machine)


@given(layers(), machines(), st.sampled_from([*DATAFLOWS]), st.booleans())
@settings(deadline=None, max_examples=100)
def test_search_finds_what_trying_all_finds(shape, machine, flow, ragged):
    agree(shape, machine, flow, ragged)


@pytest.mark.parametrize("flow", ["weight", "output", "input"])
@pytest.mark.parametrize("dram", [0, 0.5, 6])
def test_where_nothing_leaves_the_wanted_tensor_still_another_one_may_rest(flow, dram):
    """Without loops over N, P, Q the order of M and C is free though the weights stay: once it was not tried."""
    stores = Store("DRAM"), Store("GLB", 3), Store("RF", 3)
    levels = {"DRAM": dram, "GLB": 0.5, "NoC": 0, "RF": 0}
    machine = Hardware("drawn", 2, 1, stores, replace(NORMALIZED, levels=levels))
    for shape in (ConvShape(M=2, C=4), ConvShape(M=4, P=4), ConvShape(N=2, M=2, P=2)):
        agree(shape, machine, flow)


def timed(shape, mapping, machine):
    return latency(shape, mapping, machine).cycles


@given(
    layers(),
    machines(),
    st.sampled_from([*DATAFLOWS]),
    st.sampled_from(["cycles", "edp"]),
    st.tuples(*[st.sampled_from([None, 0.5, 2])] * 3),
)
@settings(deadline=None, max_examples=60)
def test_so_it_does_where_stores_have_a_bandwidth(shape, machine, flow, aim, widths):
    pairs = zip(machine.stores, widths)
    stores = [replace(store, bandwidth=width) for store, width in pairs]
    agree(shape, replace(machine, stores=stores), flow, True, aim)


@given(layers(most=4), machines(), st.booleans())
@settings(deadline=None, max_examples=30)
def test_so_it_does_with_any_loops_anywhere(shape, machine, ragged):
    agree(shape, machine, None, ragged)


@pytest.mark.slow
@given(layers(), machines(), st.sampled_from([*DATAFLOWS]), st.booleans())
@settings(deadline=None, max_examples=EXAMPLES)
def test_search_finds_it_on_thousands_of_layers(shape, machine, flow, ragged):
    agree(shape, machine, flow, ragged)


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
