"""Loops that overrun a layer: walk still computes the layer, count follows it, and what is printed reads back."""

from math import prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_accesses import of, slides
from test_loopnest import ragged

from dnnlib.dataflow.accesses import count, run, walk
from dnnlib.dataflow.loopnest import DIMS, Mapping
from dnnlib.dataflow.printed import nest
from dnnlib.dataflow.ragged import Placed, rooms, within
from dnnlib.dataflow.tiles import (
    bounds,
    check,
    over,
    padded,
    place,
    steps,
    tiles,
)
from dnnlib.kernels import direct
from dnnlib.shapes import ConvShape


@given(ragged(), st.integers(0, 999))
@settings(deadline=None, max_examples=150)
def test_a_ragged_walk_computes_the_convolution_bit_for_bit(one, seed):
    shape, mapping = one
    rng = np.random.default_rng(seed)
    I, F = (rng.integers(-99, 99, shape.tensor(tensor)) for tensor in "IF")
    O, accesses = run(shape, mapping, I, F)
    assert np.array_equal(O, direct.conv(I, F, shape.U, shape.G))
    assert accesses == walk(shape, mapping)


def cut(shape, mapping, dim):
    """The loops in time over a dimension that its loops overrun."""
    loops = over(place(shape, mapping), dim)
    if prod(loop.bound for loop in loops) == bounds(shape)[dim]:
        return []
    return [loop for loop in loops if loop.bound > 1 and not loop.spatial]


@given(ragged())
@settings(deadline=None, max_examples=400)
def test_count_is_walk_on_ragged_nests_but_for_the_short_turn(one):
    """Where a cut dimension has one loop in time the two are equal; with more, the formula may move more, not less."""
    shape, mapping = one
    walked, counted = walk(shape, mapping), count(shape, mapping)
    once = all(len(cut(shape, mapping, dim)) < 2 for dim in DIMS)
    for tensor in "FO" if slides(shape) else "IFO":
        mine, theirs = of(counted, tensor), of(walked, tensor)
        if once:
            assert mine == theirs
        # a sum that the formula sends out and fetches back is not read where it would have stayed
        sure = [key for key in theirs if tensor != "O" or key[2] != "read"]
        assert all(mine[key] >= theirs[key] for key in sure)


def test_the_short_turn():
    """M2 around M2 around M2 over M=5: the last turn has one tile, which stays for both pixels."""
    shape, mapping = ConvShape(M=5, P=2), Mapping.parse("DRAM: M2 P2 M2 / RF: M2")
    fill = ("RF", "F", "fill")
    assert (count(shape, mapping)[fill], walk(shape, mapping)[fill]) == (10, 9)


@given(ragged())
@settings(deadline=None, max_examples=150)
def test_steps_and_tiles_are_those_that_run(one):
    """Witness: the places themselves, listed turn by turn; a step runs where the first PE has work."""
    shape, mapping = one
    loops = place(shape, mapping)
    sizes, listed = bounds(shape), 1
    for dim in DIMS:
        listed *= len(
            places([l for l in over(loops, dim) if not l.spatial], sizes[dim])
        )
    assert steps(shape, mapping) == listed <= mapping.steps
    filters = prod(len(places(over(loops, dim), sizes[dim])) for dim in "GMCRS")
    assert tiles(shape, mapping)["DRAM", "F"] == filters == shape.size("F")


def places(loops, size):
    """Every place within a size that loops lead to, one by one."""
    found = {0}
    for loop in loops:
        found = {at + k * loop.stride for at in found for k in range(loop.bound)}
    return {at for at in found if at < size}


@given(st.lists(st.integers(1, 4), max_size=4), st.data())
@settings(deadline=None, max_examples=150)
def test_places_and_rooms_are_those_listed(factors, data):
    stride, loops = 1, []
    for factor in factors:
        loops.append(Placed(0, "M", factor, False, stride))
        stride *= factor
    size, most = data.draw(st.integers(1, stride)), data.draw(st.integers(1, 9))
    some = [loop for loop in loops if data.draw(st.booleans())]
    listed = places(some, size)
    assert within(size, some) == len(listed)
    found = rooms(size, some, most)
    assert sorted(found.elements()) == sorted(min(most, size - at) for at in listed)


@given(ragged())
@settings(deadline=None, max_examples=100)
def test_a_printed_ragged_nest_reads_back_and_its_padded_layer_is_not_cut(one):
    shape, mapping = one
    text = nest(shape, mapping)
    assert Mapping.parse(text) == mapping
    full = padded(shape, mapping)
    assert nest(full, mapping) == str(mapping)
    assert full.macs >= shape.macs
    assert (text == str(mapping)) or full != shape


def test_the_printed_nest_says_where_it_is_cut():
    mapping = Mapping.parse("DRAM: M2 / GLB: M3 / RF: M4*")
    lines = nest(ConvShape(M=17), mapping).splitlines()
    assert lines[0].endswith("for m2 in range(2):")
    assert "for m1 in range(min(3, ceil((17 - 12*m2) / 4))):" in lines[1]
    assert "parallel-for m0 in range(min(4, 17 - 12*m2 - 4*m1)):" in lines[2]


@pytest.mark.parametrize(
    "text, message",
    [
        ("DRAM: M4 / RF: M4*", r"M5 for M4 would do, .* a layer padded to 20"),
        ("DRAM: M6 / RF: M4*", r"make 6\*4 = 24, .*M6 has empty turns: M5 would do"),
        ("DRAM: M20 / RF:", r"M20 has empty turns: M17 would do"),
    ],
)
def test_loops_that_stop_short_or_turn_in_vain_are_told_what_would_do(text, message):
    with pytest.raises(ValueError, match=message):
        check(Mapping.parse(text), ConvShape(M=17))
