"""A mapper's numbers do not wrap, and a machine has one buffer.

Seen to fail: costs a million times finer gave another mapping (424 energies a MAC for 7.47), and
`DRAM: M4* / GLB: ...` had four buffers and "beat" the proven optimum.
"""

from dataclasses import replace

import pytest

from dnnlib import MODELS, ConvShape
from dnnlib.costs import NORMALIZED
from dnnlib.dataflow.appraisal import appraise
from dnnlib.dataflow.array import cycles
from dnnlib.dataflow.hardware import EYERISS, PHONE, TIMELOOP_EYERISS
from dnnlib.dataflow.mapper import search
from dnnlib.dataflow.tiles import check, tiles

CONV2 = MODELS["LeNet-5"].layer("conv2").shape
GATE = ConvShape(M=14336, C=4096, P=512)  # Llama 3 8B


def finer(hardware, k: int):
    """The hardware with costs in a unit k times smaller."""
    levels = {name: k * cost for name, cost in NORMALIZED.levels.items()}
    return replace(hardware, costs=replace(NORMALIZED, mac=k, levels=levels))


@pytest.mark.parametrize("shape", [CONV2, GATE], ids=["conv2", "gate"])
@pytest.mark.parametrize("k", [2, 1000, 2**20, 2**40])
def test_a_finer_unit_changes_no_mapping(shape, k):
    plain = search(shape, TIMELOOP_EYERISS, "row")
    fine = search(shape, finer(TIMELOOP_EYERISS, k), "row")
    assert fine.mapping == plain.mapping
    assert fine.total == pytest.approx(k * plain.total, rel=1e-12)


def test_what_cannot_be_counted_is_said():
    huge = ConvShape(N=2**20, M=2**14, C=2**14, P=64)
    with pytest.raises(ValueError, match="too many to count"):
        search(huge, TIMELOOP_EYERISS, "row")


@pytest.mark.parametrize("star", ["M2*", "M5*", "C2* M5*", "P4*"])
@pytest.mark.parametrize("hardware", [EYERISS, PHONE], ids=lambda h: h.name)
def test_copies_of_the_buffer_fit_into_the_one_there_is(star, hardware):
    """Copies times tile is what they take: as much as fits the buffer, and no word more."""
    shape = ConvShape(M=10, C=20, P=8, Q=8, R=5, S=5)
    left = {"M": 10, "C": 20, "P": 8, "Q": 8, "R": 5, "S": 5}
    for loop in star.replace("*", "").split():
        left[loop[0]] //= int(loop[1:])
    inside = " ".join(f"{dim}{bound}" for dim, bound in left.items() if bound > 1)
    text = f"DRAM: {star} / GLB: {inside} / RF:"
    from dnnlib.dataflow.loopnest import Mapping

    mapping = Mapping.parse(text)
    held = sum(n for (level, _), n in tiles(shape, mapping).items() if level == "GLB")
    taken = mapping.pes * held
    for words, fits in ((taken, True), (taken - 1, False)):
        stores = [
            replace(s, words=words) if s.name == "GLB" else s for s in hardware.stores
        ]
        machine = replace(hardware, stores=stores)
        if fits:
            check(mapping, shape, machine)
            continue
        with pytest.raises(
            ValueError, match=r"copies of it, which take [\d,]+ words in all"
        ):
            check(mapping, shape, machine)


@pytest.mark.parametrize(
    "text, words",
    [
        ("GLB: C5 P8 Q8 M5* C2* R5* / RF: M10 C2 S5", "the outermost level is GLB, .* begin with DRAM"),
        ("DRAM: / RF: M10 / GLB: C5 P8 Q8 M5* C2* R5* C2 S5", "not in the order of Eyeriss: .* DRAM, GLB, RF"),
    ],
)  # fmt: skip
def test_levels_are_the_hardwares_in_its_order(text, words):
    with pytest.raises(ValueError, match=words):
        appraise(CONV2, text, EYERISS)


@pytest.mark.parametrize("name", ["dw2", "dw4"])
def test_strips_of_rows_fill_the_array_where_nothing_else_can(name):
    """A depthwise layer has one channel and one filter a group: rows of PEs have strips of ofmap rows, as in `array`.

    Seen to fail: 42 of 168 PEs, three rows of twelve, and four times the cycles. What is left of the array's cycles is
    its start-up: Q*S + R - 1 steps a pass for Q*S.
    """
    shape = MODELS["MobileNet v1"].layer(name).shape
    best = search(shape, EYERISS, "RS", "cycles")
    assert best.mapping.pes == EYERISS.pes
    built = cycles(shape, EYERISS.rows, EYERISS.cols, "row")
    passes = built / (shape.Q * shape.S + shape.R - 1)
    assert best.cycles == passes * shape.Q * shape.S < built
