"""A mapping reads back what it prints; a bad text, cover or tile is named, with its place and its numbers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dnnlib.dataflow.hardware import Hardware, Store
from dnnlib.dataflow.loopnest import DIMS, Level, Loop, Mapping
from dnnlib.dataflow.tiles import bounds, check, place, tiles, words
from dnnlib.shapes import ConvShape

NEST = """\
DRAM    | parallel-for m1 in range(16):
        |   for r0 in range(3):
GLB[IF] |     for m0 in range(2):
RF      |       O[m] += I[r] * F[m,r]"""


@st.composite
def nests(draw, most=200):
    """A random small shape, groups and stride included, and a random mapping that covers it, bypasses included."""
    depth = draw(st.integers(1, 4))
    loops, dims = [[] for _ in range(depth)], dict.fromkeys(DIMS, 1)
    for dim in draw(st.lists(st.sampled_from(DIMS), max_size=9)):
        bound = draw(st.sampled_from([1, 2, 2, 3]))
        if dims[dim] * bound <= 6 and bound <= most:
            dims[dim], most = dims[dim] * bound, most // bound
            loops[draw(st.integers(0, depth - 1))].append(
                Loop(dim, bound, draw(st.integers(0, 3)) == 0)
            )
    G = dims.pop("G")
    shape = ConvShape(
        **{**dims, "M": dims["M"] * G, "C": dims["C"] * G},
        G=G,
        U=draw(st.integers(1, 3)),
    )
    holds = [
        "IFO",
        *draw(
            st.lists(
                st.sampled_from(["IFO", "IFO", "IF", "O", "F", ""]),
                min_size=3,
                max_size=3,
            )
        ),
    ]
    return shape, Mapping(
        map(Level, ("DRAM", "GLB", "PE", "RF"), map(tuple, loops), holds[:depth])
    )


@st.composite
def ragged(draw):
    """The same with dimensions cut: each as long as leaves the last turn of its outermost loop some work."""
    shape, mapping = draw(nests())
    sizes = {}
    for dim, size in bounds(shape).items():
        outermost = [l for l in place(shape, mapping) if l.dim == dim and l.bound > 1]
        least = 1 + sum((l.bound - 1) * l.stride for l in outermost[:1])
        sizes[dim] = draw(st.integers(least, size))
    sizes |= {dim: sizes[dim] * sizes["G"] for dim in "MC"}
    return ConvShape(**sizes, U=shape.U), mapping


@given(nests())
@settings(deadline=None, max_examples=100)
def test_parse_reads_back_what_a_mapping_prints(nest):
    shape, mapping = nest
    assert (
        Mapping.parse(str(mapping))
        == Mapping.parse(mapping.compact)
        == eval(repr(mapping))
        == mapping
    )


def test_a_printed_mapping_is_the_papers_nest_with_the_level_beside_its_loops():
    mapping = Mapping.parse("DRAM: M16* R3 / GLB[IF]: M2 / RF:")
    assert str(mapping) == NEST
    assert mapping == Mapping((
        Level("DRAM", (Loop("M", 16, spatial=True), Loop("R", 3))), Level("GLB", (Loop("M", 2),), "FI"), Level("RF"),
    ))  # fmt: skip
    assert (mapping.steps, mapping.pes, mapping.product("M")) == (6, 16, 32)


@pytest.mark.parametrize(
    "text, message, marked",
    [
        (
            "DRAM: M2 X3 / RF:",
            "'X' is no loop's dimension: choose G N M C P Q R S",
            "X3",
        ),
        ("DRAM: E3 / RF:", "the ofmap's height is P here", "E3"),
        ("DRAM: K3 / RF:", "output channels are M here", "K3"),
        ("DRAM: M2 / RF: P", "'P' is no loop: a loop is a letter, a number", "P"),
        ("DRAM: M2** / RF:", r"'M2\*\*' is no loop", "M2**"),
        ("DRAM: M2P3 / RF:", "'M2P' is no loop's dimension", "M2P3"),
        ("DRAM: M0 / RF:", "'M0' runs 0 times", "0 /"),
        ("DRAM: M2 / RF", "no colon after its name", "RF"),
        ("DRAM: M2 // RF:", "no colon", "/ RF"),
        ("DRAM: M2 / 2RF:", "'2RF' is no level", "2RF"),
        ("DRAM: M2 / GLB[IW]: / RF:", "GLB cannot hold 'W'", "W]"),
        ("DRAM: M2 / GLB[II]: / RF:", "GLB cannot hold 'I'", "I]"),
        ("DRAM: / RF: / RF: M2", "a second level named RF", "RF: M2"),
        ("DRAM: / NoC: M2* / RF:", "NoC stores nothing, so it is no level", "NoC"),
        ("DRAM[IF]: M2 / RF:", "outermost: it must hold I, F and O", "DRAM"),
        (NEST.replace("for r0", "for e0"), "line 2, position 17", "e0"),
        (
            NEST.replace("for r0 in", "for r0 of"),
            "'for r0 of range.3.:' is no loop",
            "for r0",
        ),
        (NEST.replace("range(2)", "range(0)"), "runs 0 times", "0)"),
        (NEST.replace("DRAM  ", "      "), "each line of a nest is", "  "),
    ],
)
def test_a_bad_text_is_shown_with_a_mark_where_it_is_bad(text, message, marked):
    with pytest.raises(ValueError, match=message) as error:
        Mapping.parse(text)
    *_, line, mark = str(error.value).splitlines()
    assert line[mark.index("^") :].startswith(marked) and line.strip() in text


@pytest.mark.parametrize(
    "make, message",
    [
        (lambda: Mapping.parse("  "), "an empty text is no mapping"),
        (lambda: Mapping(()), "a mapping needs a level"),
        (lambda: Mapping((Level("DRAM"), Level("DRAM"))), "two levels are named DRAM"),
        (lambda: Mapping((Level("DRAM", (), "I"),)), r"DRAM\[I\] is outermost"),
        (lambda: Level("a buffer"), "'a buffer' cannot name a level"),
        (lambda: Level("GLB", (), "IX"), "GLB holds 'IX'"),
        (lambda: Loop("H", 2), "'H' is no loop's dimension"),
        (lambda: Loop("M", 0), "bound of M .output channels .filters..=0 must be"),
    ],
)
def test_bad_values_are_named(make, message):
    with pytest.raises(ValueError, match=message):
        make()


SHAPE = ConvShape(M=4, C=6, P=5, R=3, U=2, G=2)


@pytest.mark.parametrize(
    "text, message",
    [
        (
            "DRAM: G2 M2 C3 P5 / RF:",
            r"R \(filter height\): it has no loop, the shape has 3",
        ),
        (
            "DRAM: G2 M2 C3 P3 / RF: R3",
            r"P \(output height\): its loops cover only 3, the shape has 5",
        ),
        (
            "DRAM: G2 M2 C3 P5 R3 / RF: Q2 Q2",
            r"Q \(output width\): its loops make 2\*2 = 4, the shape has 1",
        ),
        (
            "DRAM: G2 M4 C3 P5 R3 / RF:",
            r"M \(output .*\): its loops make 4, the shape has 2 in each of 2 groups",
        ),
        (
            "DRAM: G2 M2 C6 P5 R3 / RF:",
            r"C \(input channels\): its loops make 6, the shape has 3 in each of 2 groups",
        ),
    ],
)
def test_loops_that_do_not_cover_the_shape_are_named_with_product_and_bound(
    text, message
):
    with pytest.raises(ValueError, match=message):
        check(Mapping.parse(text), SHAPE)


def test_loops_over_all_of_m_are_loops_over_groups_and_over_the_m_of_one():
    implied = place(SHAPE, Mapping.parse("DRAM: P5 M4* / RF: C3 R3"))
    assert implied == place(SHAPE, Mapping.parse("DRAM: P5 G2* M2* / RF: C3 R3"))
    twice = place(SHAPE, Mapping.parse("DRAM: M2 P5 / RF: C3 M2 R3"))
    assert twice[:1] + twice[2:] == place(
        SHAPE, Mapping.parse("DRAM: G2 P5 / RF: C3 M2 R3")
    )
    depthwise = ConvShape(M=6, C=6, G=6)
    assert place(depthwise, Mapping.parse("DRAM: M3 / RF: M2*"))[0].dim == "G"


@given(nests())
@settings(deadline=None, max_examples=100)
def test_a_tile_is_the_set_of_words_that_its_loops_touch(nest):
    """Witness: the indices themselves, listed turn by turn."""
    shape, mapping = nest
    loops = place(shape, mapping)
    turns = [{dim: 0 for dim in DIMS}]
    for loop in loops:
        turns = [
            {**turn, loop.dim: turn[loop.dim] + k * loop.stride}
            for turn in turns
            for k in range(loop.bound)
        ]
    index = {
        "I": lambda g, n, m, c, p, q, r, s: (n, g, c, shape.U * p + r, shape.U * q + s),
        "F": lambda g, n, m, c, p, q, r, s: (g, m, c, r, s),
        "O": lambda g, n, m, c, p, q, r, s: (n, g, m, p, q),
    }
    assert {dim: max(turn[dim] for turn in turns) + 1 for dim in DIMS} == bounds(shape)
    for tensor, where in index.items():
        assert words(shape, tensor, loops) == len(
            {where(*turn.values()) for turn in turns}
        )
        assert tiles(shape, mapping)["DRAM", tensor] == words(shape, tensor, loops)


LAYER = ConvShape(M=8, C=4, P=6, Q=6, R=3, S=3)
TOY = Hardware(
    "toy",
    2,
    4,
    (Store("DRAM"), Store("GLB", 400), Store("RF", {"I": 3, "F": 24, "O": 1})),
)


@pytest.mark.parametrize(
    "text, message",
    [
        ("DRAM: M4 C2 / GLB: P6 Q6 R3 M2* C2* / RF: S3", None),
        (
            "DRAM: C2 / GLB: M8 P6 Q6 R3 C2* / RF: S3",
            r"400 .* takes 560: I 128 \+ F 144 \+ O 288; the largest is O",
        ),
        ("DRAM: C2 / GLB[IF]: M8 P6 Q6 R3 C2* / RF: S3", None),
        (
            "DRAM: C4 M8 / GLB: P6 Q3 R3 / RF: Q2 S3",
            r"RF has room for 3 words of I, and the tile takes 4",
        ),
        (
            "DRAM: C4 M8 / GLB: P6 Q6 / RF: R3 S3",
            r"RF has room for 3 words of I, and the tile takes 9",
        ),
        (
            "DRAM: M8 C4 / GLB: Q6 R3 / SRAM: S3 P6",
            r"toy has no store SRAM; it has DRAM, GLB, RF",
        ),
        (
            "DRAM: M8 C4 / GLB: P6* Q6 R3 / RF: S3",
            r"P6\* make 6 copies; .* 2 x 4 array of toy",
        ),
        ("DRAM: C2 M4 / GLB: P2* Q3* M2 P3 Q2 R3 C2 / RF: S3", None),
    ],
)
def test_a_mapping_that_does_not_fit_a_hardware_is_named_with_its_words_or_its_loops(
    text, message
):
    if message is None:
        return check(Mapping.parse(text), LAYER, TOY)
    with pytest.raises(ValueError, match=message):
        check(Mapping.parse(text), LAYER, TOY)


def test_a_store_without_parts_is_shared_by_its_tensors():
    mapping = Mapping.parse("DRAM: M8 C4 / GLB: P6 Q6 R3 / RF: S3")
    check(
        mapping,
        LAYER,
        Hardware("fits", 1, 1, (Store("DRAM"), Store("GLB", 400), Store("RF", 7))),
    )
    with pytest.raises(
        ValueError,
        match=r"RF has room for 6 words, and the tile takes 7: I 3 \+ F 3 \+ O 1",
    ):
        check(
            mapping,
            LAYER,
            Hardware(
                "does not", 1, 1, (Store("DRAM"), Store("GLB", 400), Store("RF", 6))
            ),
        )
