"""Each dataflow fits every layer of five networks on every hardware, and has the property that names it."""

from dataclasses import replace

import pytest

from dnnlib.dataflow import stationary
from dnnlib.dataflow.accesses import count, walk
from dnnlib.dataflow.hardware import EYERISS, HARDWARE, ISCA16, PHONE, Hardware, Store
from dnnlib.dataflow.taxonomy import DATAFLOWS, dataflow
from dnnlib.dataflow.tiles import check
from dnnlib.models import MODELS
from dnnlib.shapes import ConvShape

LAYERS = {str(layer.shape): layer.shape for name in ("LeNet-5", "AlexNet", "VGG-16", "ResNet-50", "MobileNet v1")
          for layer in MODELS[name].layers}  # fmt: skip
SHAPES = [
    *LAYERS.values(),
    *(replace(shape, N=16) for shape in list(LAYERS.values())[4:12]),
]
TINY = ConvShape(N=2, M=4, C=4, P=5, Q=5, R=3, S=3)
BENCH = Hardware("bench", 4, 5, (Store("DRAM"), Store("GLB", 300), Store("RF", 40)))
TIGHT = Hardware("tight", 4, 5, (Store("DRAM"), Store("GLB", 2)))
TWO = Hardware("no register files", 4, 5, (Store("DRAM"), Store("GLB", 300)))


@pytest.mark.parametrize("hardware", HARDWARE.values(), ids=HARDWARE)
def test_every_dataflow_fits_every_layer(hardware):
    for flow in DATAFLOWS.values():
        if (
            flow.register
            and len(hardware.stores) < 3
            or flow.name == "row"
            and hardware.name not in ROOMY
        ):
            continue
        for shape in SHAPES if hardware.name in ROOMY else SHAPES[::4]:
            mapping = stationary.build(shape, hardware, flow)
            check(mapping, shape, hardware)
            assert (
                mapping.pes * mapping.steps == shape.macs
                and mapping.pes <= hardware.pes
            )


# A row of the filter, one of the ifmap and a sum must fit the register file: 11 + 11 + 1 words for AlexNet's CONV1.
ROOMY = {
    "ISCA 2016, RS",
    "Eyeriss",
    "Eyeriss-256 of Timeloop",
    "phone-sized",
    "ISCA 2016, OS_A",
}


@pytest.mark.parametrize("shape", SHAPES[:40], ids=str)
def test_weight_stationary_reads_each_weight_once(shape):
    mapping = stationary.weight_stationary(shape, ISCA16["weight"])
    accesses = count(shape, mapping)
    assert (
        accesses["DRAM", "F", "read"] == accesses["RF", "F", "fill"] == shape.size("F")
    )


@pytest.mark.parametrize("variant", "ABC")
@pytest.mark.parametrize("shape", SHAPES[:40], ids=str)
def test_output_stationary_sends_each_output_out_once_and_takes_none_back(
    shape, variant
):
    accesses = count(
        shape, stationary.output_stationary(shape, ISCA16[f"output {variant}"], variant)
    )
    assert accesses["DRAM", "O", "update"] == shape.size("O")
    assert accesses["DRAM", "O", "read"] == accesses["RF", "O", "fill"] == 0


@pytest.mark.parametrize("shape", SHAPES[:20], ids=str)
def test_input_stationary_moves_its_inputs_however_many_filters_there_are(shape):
    one, many = (replace(shape, M=shape.G * filters) for filters in (1, 64))
    few, lots = (
        count(s, stationary.input_stationary(s, ISCA16["row"])) for s in (one, many)
    )
    assert lots["DRAM", "I", "read"] == few["DRAM", "I", "read"]
    assert lots["RF", "I", "fill"] == few["RF", "I", "fill"]


def test_no_local_reuse_takes_every_operand_from_the_buffer():
    mapping = stationary.no_local_reuse(TINY, TWO)
    accesses = walk(TINY, mapping)
    assert {level for level, _, _ in accesses} == {"DRAM", "GLB", "NoC"}
    assert accesses["GLB", "F", "read"] == TINY.macs  # single-cast
    # multicast to the four columns of M
    assert accesses["GLB", "I", "read"] * 4 == TINY.macs
    assert accesses["GLB", "O", "update"] * 4 == TINY.macs  # the four rows of C add up


def test_row_stationary_shares_rows_along_rows_diagonals_and_columns():
    """In the 3 x 5 PEs of a 3 x 3 filter and a 5 x 5 ofmap: Sze et al. 2017, Figs. 27 and 28."""
    shape = ConvShape(P=5, Q=5, R=3, S=3)
    mapping = stationary.row_stationary(shape, BENCH)
    assert mapping.compact == "DRAM: / GLB[IO]: Q5 P5* R3* / RF: S3"
    accesses = walk(shape, mapping)
    # a filter row: 5 PEs of a row
    assert accesses["DRAM", "F", "read"] == 9 and accesses["RF", "F", "fill"] == 9 * 5
    # an ifmap row: a diagonal
    assert (
        accesses["RF", "I", "fill"] == 15 * 7 and accesses["GLB", "I", "read"] == 7 * 7
    )
    # the sums of a column
    assert (
        accesses["GLB", "O", "update"] == 25
        and accesses["NoC", "O", "update"] == 2 * 25
    )
    assert accesses["RF", "O", "update"] == shape.macs


def test_the_array_of_eyeriss_is_as_busy_as_the_chips_in_alexnets_conv3_to_5():
    """13 columns of 3 rows, four times: 156 of 168 PEs (Chen et al., JSSC 2017, Table V; Sze et al. 2017, Fig. 32)."""
    for layer in ("conv3", "conv4", "conv5"):
        assert (
            stationary.row_stationary(MODELS["AlexNet"].layer(layer).shape, EYERISS).pes
            == 156
        )


@pytest.mark.parametrize(
    "make, message",
    [
        (
            lambda: stationary.row_stationary(TINY, TWO),
            "row stationary needs DRAM, a buffer and a register file",
        ),
        (lambda: stationary.output_stationary(TINY, BENCH, "D"), "no variant 'D'"),
        (lambda: dataflow("rows"), "no dataflow 'rows'; there are weight, output A"),
        (lambda: Store("GLB", 0), "GLB.s words for IFO=0"),
        (lambda: Store("GLB", {"W": 4}), "part for 'W'"),
        (lambda: replace(PHONE, rows=0), "rows=0"),
        (lambda: stationary.no_local_reuse(TINY, TIGHT), "GLB has room for 2 words"),
    ],
)
def test_what_cannot_be_is_named(make, message):
    with pytest.raises(ValueError, match=message):
        make()
