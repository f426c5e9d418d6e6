"""What we write for other tools is read back as it was, and Timeloop counts the toy layer as we do."""

import csv
import io
from math import prod

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from dnnlib.dataflow import stationary
from dnnlib.dataflow.accesses import count, walk
from dnnlib.dataflow.array import cycles
from dnnlib.dataflow.exchange import (
    from_timeloop,
    read_topology,
    to_timeloop,
    write_topology,
)
from dnnlib.dataflow.hardware import EYERISS, HARDWARE, Hardware, Store
from dnnlib.dataflow.loopnest import Mapping
from dnnlib.models import MODELS, Layer
from dnnlib.shapes import ConvShape

FLOWS = (
    "weight_stationary",
    "output_stationary",
    "input_stationary",
    "row_stationary",
    "no_local_reuse",
)


@pytest.mark.parametrize("name", HARDWARE)
@pytest.mark.parametrize("flow", FLOWS)
def test_a_nest_and_its_hardware_come_back(name, flow):
    hardware = HARDWARE[name]
    layers = MODELS["AlexNet"].layers[:6] + MODELS["MobileNet v1"].layers[:3]
    for layer in layers:
        try:
            mapping = getattr(stationary, flow)(layer.shape, hardware)
        except ValueError:  # this machine has no such dataflow
            continue
        text = to_timeloop(layer.shape, mapping, hardware)
        shape, back, machine = from_timeloop(text)
        assert (shape, machine) == (layer.shape, hardware)
        for one, other in zip(back.levels, mapping.levels, strict=True):
            assert (one.name, one.holds) == (other.name, other.holds)
            for side in (True, False):  # side by side has no order
                loops = [[x for x in level.loops if x.spatial is side] for level in (one, other)]  # fmt: skip
                assert sorted(map(str, loops[0])) == sorted(map(str, loops[1]))
                assert side or loops[0] == loops[1]
        assert count(shape, back) == count(shape, mapping)


BY_HAND = Hardware("toy", 1, 2, (Store("DRAM"), Store("GLB", 64), Store("RF", 8)))


def test_the_permutation_runs_from_the_innermost_out():
    shape = ConvShape(M=4, P=6, R=3)
    mapping = Mapping.parse("DRAM: M2 P3 / GLB: R3 M2* / RF[IF]: P2")
    text = to_timeloop(shape, mapping, BY_HAND)
    assert "{target: DRAM, type: temporal, factors: [M=2, P=3, G=1, N=1, C=1, Q=1, R=1, S=1], permutation: GNCQRSPM}" in text  # fmt: skip
    assert "{target: PE_column, type: spatial, factors: [M=2, " in text
    assert "{target: RF, type: dataspace, keep: [Inputs, Weights], bypass: [Outputs]}" in text  # fmt: skip
    assert from_timeloop(text) == (shape, mapping, BY_HAND)


@pytest.mark.parametrize("target, most", [("PE_column", 14), ("PE", 12)])
def test_the_loops_across_fit_the_columns_and_those_down_the_rows(target, most):
    shape = MODELS["AlexNet"].layers[1].shape
    text = to_timeloop(shape, stationary.row_stationary(shape, EYERISS), EYERISS)
    lines = [line for line in text.splitlines() if "type: spatial" in line]
    (one,) = [d for d in yaml.safe_load("\n".join(lines)) if d["target"] == target]
    bounds = [int(factor[2:]) for factor in one["factors"]]
    assert 1 < prod(bounds) <= most


def test_what_cannot_be_said_is_refused():
    shape = ConvShape(M=4, P=6)
    for nest, message in (
        ("DRAM: M2 P6 M2 / GLB: / RF:", "two loops over M at DRAM"),
        ("DRAM: P6 / GLB: M4* / RF:", "M4 do not fit|M4\\* do not fit"),
        ("DRAM: M4 P6 / L2: / RF:", "DRAM, L2, RF; toy has DRAM, GLB, RF"),
        ("DRAM: P6 M2* / GLB: M2 / RF:", "a spatial loop at DRAM"),
        ("DRAM: P6 / GLB: M2 / RF:", "M"),
    ):
        with pytest.raises(ValueError, match=message):
            to_timeloop(shape, Mapping.parse(nest), BY_HAND)
    text = to_timeloop(shape, Mapping.parse("DRAM: M4 P6 / GLB: / RF:"), BY_HAND)
    for old, new, message in (
        ("mapping:", "mappings:", "has no mapping"),
        ("nodes:", "subtree:", "version 0.4"),
        ("M=4", "K=4", "factor 'K=4'"),
        ("Wstride: 1}", "Wstride: 2}", "strides 1 and 2"),
        ("bypass: []", "bypass: [Psums]", "no data space 'Psums'"),
        ("problem:", "problem: [", "no YAML"),
    ):
        if message:
            with pytest.raises(ValueError, match=message):
                from_timeloop(text.replace(old, new))


# Timeloop's own exercise, 01-model-conv1d-2level: R = 3, P = 16, one buffer of 64 words, its ref-output of both
# nests. reads / fills / updates of Weights, Inputs, Outputs, at Buffer and MainMemory.
TIMELOOP = {
    ("RF", "F", "read"): 48, ("RF", "F", "fill"): 3,
    ("RF", "I", "read"): 48, ("RF", "I", "fill"): 18,
    ("RF", "O", "read"): 32, ("RF", "O", "update"): 48,
    ("DRAM", "F", "read"): 3, ("DRAM", "I", "read"): 18, ("DRAM", "O", "update"): 16,
}  # fmt: skip


@pytest.mark.parametrize("nest", ["DRAM: R3 / RF: P16", "DRAM: P16 / RF: R3"])
@pytest.mark.parametrize("counter", [walk, count])
def test_timeloop_counts_the_toy_layer_as_we_do(nest, counter):
    """Witness: Timeloop's recorded output, weight stationary and output stationary."""
    found = counter(ConvShape(P=16, R=3), Mapping.parse(nest))
    assert {key: words for key, words in found.items() if words} == TIMELOOP


LAYERS = st.builds(
    lambda M, C, P, Q, R, S, U: ConvShape(M=M, C=C, P=P, Q=Q, R=R, S=S, U=U),
    *[st.integers(1, 9)] * 7,
)


@given(st.lists(LAYERS, max_size=4))
@settings(max_examples=60, deadline=None)
def test_a_topology_comes_back(shapes):
    back = read_topology(write_topology(shapes))
    assert len(back) == len(shapes)
    for layer, shape in zip(back, shapes):
        assert (layer.macs, layer.weights) == (shape.macs, shape.size("F"))
        if layer.kind == "conv":
            assert layer.shape == shape


def test_each_group_is_a_line():
    text = write_topology([MODELS["AlexNet"].layer("conv2")])
    assert text.splitlines()[1:] == ["conv2 g1,31,31,5,5,48,128,1,", "conv2 g2,31,31,5,5,48,128,1,"]  # fmt: skip
    assert sum(one.macs for one in read_topology(text)) == 223_948_800


def test_a_file_of_theirs_is_read():
    """As SCALE-Sim ships its files: blanks in the header, a comma at the end of each line."""
    text = (
        "Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, Strides,\n"
        "CONV1,227,227,11,11,3,96,4,\nFC6,6,6,6,6,256,4096,1,\n"
    )
    conv1, fc6 = read_topology(text)
    assert conv1 == Layer("CONV1", MODELS["AlexNet"].layer("conv1").shape, "conv")
    assert (fc6.kind, fc6.macs) == ("fc", 37_748_736)
    assert [cycles(conv1.shape, 16, 16, flow) for flow in ("output",)] == [448_020]
    assert len(list(csv.reader(io.StringIO(write_topology([conv1]))))) == 2


@pytest.mark.parametrize(
    "text, message",
    [
        ("CONV1,1,1,1,1,1,1,1,", "begins with its header"),
        ("filter\nA,1,1,1,1,1,1", "line 2"),
        ("filter\nA,1,1,3,1,1,1,1,", "3 x 1 filter does not fit 1 x 1"),
        ("filter\nA,1,1,x,1,1,1,1,", "line 2"),
    ],
)
def test_a_bad_line_is_shown(text, message):
    with pytest.raises(ValueError, match=message):
        read_topology(text)


def test_a_batch_and_a_comma_are_refused():
    with pytest.raises(ValueError, match="batch of N=2"):
        write_topology([ConvShape(N=2)])
    with pytest.raises(ValueError, match="no comma"):
        write_topology([Layer("a,b", ConvShape(), "conv")])
