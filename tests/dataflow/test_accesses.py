"""walk is the definition of an access and computes the convolution; count is equal to it but where a window slides."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_loopnest import nests

from dnnlib.dataflow.accesses import count, run, walk
from dnnlib.dataflow.loopnest import Level, Loop, Mapping
from dnnlib.kernels import direct
from dnnlib.models import MODELS
from dnnlib.shapes import ConvShape

CONV1D = ConvShape(M=4, P=16, R=3)


def of(accesses, tensor):
    return {key: words for key, words in accesses.items() if key[1] == tensor}


def slides(shape):
    """Whether windows overlap along an axis: only then can a step find some of its input already there."""
    return (shape.P > 1 and shape.R > shape.U) or (shape.Q > 1 and shape.S > shape.U)


@given(nests(), st.integers(0, 999))
@settings(deadline=None, max_examples=150)
def test_walk_computes_the_convolution_bit_for_bit(nest, seed):
    shape, mapping = nest
    rng = np.random.default_rng(seed)
    I, F = (rng.integers(-99, 99, shape.tensor(tensor)) for tensor in "IF")
    O, accesses = run(shape, mapping, I, F)
    assert O.dtype == np.int64 and np.array_equal(
        O, direct.conv(I, F, shape.U, shape.G)
    )
    assert accesses == walk(shape, mapping)  # whatever the values


@given(nests())
@settings(deadline=None, max_examples=300)
def test_count_is_walk_for_f_and_o_always_and_for_i_when_no_window_slides(nest):
    shape, mapping = nest
    walked, counted = walk(shape, mapping), count(shape, mapping)
    for tensor in "FO" if slides(shape) else "IFO":
        assert of(walked, tensor) == of(counted, tensor)


@given(nests())
@settings(deadline=None, max_examples=150)
def test_count_is_walk_for_i_too_when_windows_slide_inside_the_innermost_buffer_of_i(
    nest,
):
    shape, mapping = nest
    still = Level(
        "last",
        tuple(Loop(l.dim, l.bound) for _, l in mapping.loops() if l.dim in "PQRS"),
    )
    outer = [
        Level(v.name, [l for l in v.loops if l.dim not in "PQRS"], v.holds)
        for v in mapping.levels
    ]
    mapping = Mapping((*outer, still))
    assert walk(shape, mapping) == count(shape, mapping)


@given(nests())
@settings(deadline=None, max_examples=150)
def test_what_the_formula_forgets_it_fetches_again(nest):
    """The carry is the only way in which buffers fill differently: never less by count than by walk."""
    shape, mapping = nest
    walked, counted = walk(shape, mapping), count(shape, mapping)
    for key, words in walked.items():
        assert words <= counted[key] or key[2] == "read" and key[:2] != ("NoC", "I")


@given(
    st.lists(st.sampled_from([2, 3]), max_size=4),
    st.integers(1, 4),
    st.integers(1, 3),
    st.integers(0, 9),
)
@settings(deadline=None, max_examples=60)
def test_a_window_that_only_slides_on_is_counted_as_walked(factors, R, U, seed):
    """However its one dimension is split over loops and levels, each row is fetched once."""
    levels = [[], [], []]
    for k, factor in enumerate(factors):
        levels[(seed + 2 * k) % 3].append(Loop("P", factor))
    shape = ConvShape(P=int(np.prod(factors, dtype=int)), R=R, U=U)
    mapping = Mapping(
        map(
            Level,
            ("DRAM", "GLB", "RF"),
            map(tuple, (*levels[:2], [*levels[2], Loop("R", R)])),
        )
    )
    assert count(shape, mapping) == walk(shape, mapping)


def test_loops_that_follow_each_other_with_a_gap_are_not_one_loop():
    """Two PEs, each two rows at a time and then four further on: the window is full again, as far as no row returns."""
    shape, mapping = (
        ConvShape(P=8, R=3),
        Mapping.parse("DRAM: P2 P2* / GLB: P2 / RF: R3"),
    )
    assert (
        count(shape, mapping)["RF", "I", "fill"]
        == walk(shape, mapping)["RF", "I", "fill"]
        == 2 * (3 + 1 + 3 + 1)
    )


def test_the_carry():
    """The window wraps back over a value that is still held: the formula fetches 4 values, the loops 3."""
    shape, mapping = ConvShape(P=2, R=2), Mapping.parse("DRAM: R2 P2 / RF:")
    for key in (("DRAM", "I", "read"), ("RF", "I", "fill")):
        assert (count(shape, mapping)[key], walk(shape, mapping)[key]) == (4, 3)


def test_the_neighbour():
    """A PE next needs what its neighbour holds: the formula lets them pass it on and reads 3 values, the loops 4."""
    shape, mapping = ConvShape(P=2, R=2), Mapping.parse("DRAM: P2 R2* / RF:")
    assert (
        count(shape, mapping)["DRAM", "I", "read"],
        walk(shape, mapping)["DRAM", "I", "read"],
    ) == (3, 4)
    assert (
        count(shape, mapping)["RF", "I", "fill"]
        == walk(shape, mapping)["RF", "I", "fill"]
        == 4
    )


def test_a_window_that_slides_on_is_neither():
    for text in (
        "DRAM: P4 / RF: R2",
        "DRAM: P2 / GLB: P2 / RF: R2",
        "DRAM: R2 / RF: P4",
    ):
        counted = count(ConvShape(P=4, R=2), Mapping.parse(text))
        assert counted == walk(ConvShape(P=4, R=2), Mapping.parse(text))
        assert counted["RF", "I", "fill"] == 5


@pytest.mark.parametrize(
    "text, reads",
    [
        ("DRAM: M4 R3 P16 / RF:", 12),  # each weight once: stationary
        ("DRAM: P16 M4 R3 / RF:", 192),  # each weight for each output
        ("DRAM: P4 M4 R3 P4 / RF:", 48),
        ("DRAM: P16 / RF: M4 R3", 12),  # a buffer for all of them
        ("DRAM: P16* M4 R3 / RF:", 12),  # sixteen PEs, one multicast
    ],
)
def test_reads_of_filters_in_a_one_dimensional_convolution(text, reads):
    for how in (walk, count):
        assert how(CONV1D, Mapping.parse(text))["DRAM", "F", "read"] == reads


def test_multicast_and_spatial_reduction_follow_from_the_one_flag():
    """16 PEs in a column: one word of I reaches them all, 16 products become one update, 15 additions on the way."""
    shape = ConvShape(M=4, C=16)
    accesses = walk(shape, Mapping.parse("DRAM: M4 / GLB: C16* / RF:"))
    assert accesses["GLB", "O", "update"] == 4 and accesses["NoC", "O", "update"] == 60
    shape = ConvShape(M=16, C=4)
    accesses = walk(shape, Mapping.parse("DRAM: C4 / GLB: M16* / RF:"))
    assert (
        accesses["GLB", "I", "read"] == 4
        and accesses["NoC", "I", "read"] == accesses["RF", "I", "fill"] == 64
    )


def test_a_diagonal_multicast_reads_each_input_row_once():
    """Row stationary's array: 3 filter rows by 3 output rows use 5 input rows in 9 PEs (Sze et al. 2017, Fig. 28)."""
    accesses = walk(ConvShape(P=3, R=3), Mapping.parse("DRAM: P3* R3* / RF:"))
    assert accesses["DRAM", "I", "read"] == 5 and accesses["RF", "I", "fill"] == 9


def test_partial_sums_visit_the_level_above_as_often_as_eq_4_says():
    """(2a - 1) accesses for a word that is accumulated there a times: ISCA 2016, Eq. (4)."""
    shape, mapping = (
        ConvShape(C=36, M=5),
        Mapping.parse("DRAM: C4 M5 / GLB: C3 / RF: C3"),
    )
    for accesses in (walk(shape, mapping), count(shape, mapping)):
        assert (accesses["DRAM", "O", "update"], accesses["DRAM", "O", "read"]) == (
            4 * 5,
            3 * 5,
        )
        # RF keeps a sum while C3 of GLB runs: b is 1 there
        assert accesses["GLB", "O", "update"] == 4 * 5
        assert (
            accesses["GLB", "O", "fill"]
            == accesses["GLB", "O", "read"]
            == accesses["RF", "O", "fill"]
            == 3 * 5
        )
        assert (accesses["RF", "O", "update"], accesses["RF", "O", "read"]) == (
            36 * 5,
            35 * 5,
        )


def test_bypass_takes_a_tensor_from_the_next_level_that_holds_it():
    shape = ConvShape(M=4, C=3, P=5)
    kept = count(shape, Mapping.parse("DRAM: C3 / GLB: P5 M4 / RF:"))
    past = count(shape, Mapping.parse("DRAM: C3 / GLB[IF]: P5 M4 / RF:"))
    assert past["DRAM", "O", "update"] == kept["GLB", "O", "update"] == 60
    assert not [key for key in past if key[:2] == ("GLB", "O")]
    assert of(past, "F") == of(kept, "F") and of(past, "I") == of(kept, "I")


@given(nests())
@settings(deadline=None, max_examples=100)
def test_what_must_be_conserved(nest):
    """Every MAC reads two operands; each word is read at least once; what enters a level was read one level out."""
    shape, mapping = nest
    accesses = count(shape, mapping)
    assert accesses["DRAM", "F", "read"] >= shape.size("F") and accesses[
        "DRAM", "O", "update"
    ] >= shape.size("O")
    assert accesses["DRAM", "O", "update"] - accesses[
        "DRAM", "O", "read"
    ] == shape.size("O")
    assert mapping.steps * mapping.pes == shape.macs
    if mapping.pes == 1:
        for tensor in "IF":
            holder = [level.name for level in mapping.levels if tensor in level.holds][
                -1
            ]
            assert accesses[holder, tensor, "read"] == shape.macs
            words = Counter()
            for (_, of_tensor, kind), n in accesses.items():
                words[kind] += n * (of_tensor == tensor)
            assert words["fill"] + shape.macs == words["read"]


def test_a_layer_too_large_to_walk_is_refused_with_its_macs():
    shape = MODELS["AlexNet"].layer("conv3").shape
    mapping = Mapping.parse("DRAM: M384 C256 P13 Q13 R3 S3")
    with pytest.raises(
        ValueError, match="149,520,384 MACs; walk .* stops at 1,048,576: use count"
    ):
        walk(shape, mapping)
    assert count(shape, mapping)["DRAM", "F", "read"] == shape.macs
    with pytest.raises(ValueError, match="R .filter height.: it has no loop"):
        count(CONV1D, Mapping.parse("DRAM: M4 P16"))
    with pytest.raises(ValueError, match="I and F make"):
        run(
            CONV1D,
            Mapping.parse("DRAM: M4 P16 R3"),
            np.ones((1, 1, 9, 1)),
            np.ones((4, 1, 3, 1)),
        )
