"""A network's bill: sums of its layers' best mappings, bounds that hold, and `dnnlib price` on the command line."""

import csv
import io

import pytest
import torch
from torch import nn
from typer.testing import CliRunner

from dnnlib import cli
from dnnlib.dataflow import priced
from dnnlib.dataflow.appraisal import appraise
from dnnlib.dataflow.hardware import EYERISS, HARDWARE
from dnnlib.dataflow.mapper import search
from dnnlib.models import MODELS
from dnnlib.models.found import found

FIVE = MODELS["LeNet-5"]


def said(*words: str) -> tuple[int, str]:
    """Exit code and output of `dnnlib price`, in a terminal wide enough to fold nothing."""
    result = CliRunner().invoke(cli.app, ["price", *words], env={"COLUMNS": "300"})
    return result.exit_code, result.output


def test_a_bill_is_the_sum_of_its_layers_best_mappings():
    bill = priced.price("LeNet-5", FIVE.layers, EYERISS, "RS")
    each = [search(layer.shape, EYERISS, "RS") for layer in FIVE.layers]
    assert bill.energy == sum(one.total for one in each)
    assert bill.cycles == sum(one.cycles for one in each)
    assert bill.macs == FIVE.macs


def test_the_bound_is_the_floor_of_an_appraisal():
    for one in priced.price("LeNet-5", FIVE.layers, EYERISS, "RS").layers:
        by_hand = appraise(one.layer.shape, one.best.mapping, EYERISS)
        assert one.energy_bound == by_hand.floor and one.best.dram == by_hand.dram


@pytest.mark.parametrize("name", HARDWARE)
def test_every_hardware_has_a_dataflow_of_its_own_and_keeps_the_bounds(name):
    bill = priced.price("LeNet-5", FIVE.layers, HARDWARE[name])
    assert not bill.refused
    for one in bill.layers:
        assert one.best.total >= one.energy_bound
        assert (
            one.latency.cycles >= one.cycles_bound
            and one.best.dram >= one.best.at_least
        )
        assert 0 < one.share <= 1 and one.best.energy[one.most] == max(
            one.best.energy.values()
        )


def test_a_narrow_dram_bounds_what_a_wide_one_does_not():
    """fc1's weights are used once: at one word a cycle DRAM takes at least as long as there are words."""
    narrow = priced.price("LeNet-5", FIVE.layers, priced.with_dram(EYERISS, 1.0), "RS")
    fc1 = narrow.layers[2]
    assert fc1.bound_by == "DRAM" and fc1.latency.cycles == fc1.best.dram
    wide = priced.price("LeNet-5", FIVE.layers, EYERISS, "RS")
    assert wide.layers[2].bound_by == "idle PEs" and wide.cycles <= narrow.cycles
    assert priced.with_dram(EYERISS, None) is EYERISS


def test_a_batch_shares_the_weights():
    one, many = (priced.price("x", FIVE.layers, EYERISS, "RS", n) for n in (1, 8))
    assert many.macs == 8 * one.macs and many.energy < 8 * one.energy
    assert many.name == "x, batch 8"


def test_the_csv_has_the_exact_numbers():
    bill = priced.price("LeNet-5", FIVE.layers, EYERISS, "RS")
    rows = list(csv.DictReader(io.StringIO(bill.csv())))
    assert [row["layer"] for row in rows] == [layer.name for layer in FIVE.layers]
    assert sum(int(row["macs"]) for row in rows) == FIVE.macs
    assert sum(float(row["energy"]) for row in rows) == pytest.approx(bill.energy)
    assert tuple(rows[0]) == priced.CSV


def test_the_dearest_layers_stand_in_their_order():
    table = priced.price("LeNet-5", FIVE.layers, EYERISS, "RS").table(2)
    assert table.column("layer") == ["conv2", "fc1", "all"]


def test_the_command_prices_a_model_and_writes_a_csv(tmp_path):
    out = tmp_path / "five.csv"
    code, text = said("lenet5", "--hardware", "Eyeriss", "--csv", str(out))
    assert code == 0, text
    for words in ("LeNet-5 on Eyeriss, RS", "conv1", "all", "x bound", "DRAM F"):
        assert words in text
    assert out.read_text().startswith("layer,kind,macs")


@pytest.mark.parametrize(
    "words, sentence",
    [
        (("alexnt",), "'alexnt' is none of LeNet-5, AlexNet"),
        (("mobilenet",), "'mobilenet' is none of"),
        (("alexnet", "--hardware", "abacus"), "'abacus' is none of"),
        (("alexnet", "--dataflow", "up"), "no dataflow 'up'"),
        (("lenet5", "--dram", "0"), "bandwidth"),
        (("net.pth",), "may hold any program"),
        (("none.onnx",), "there is no file none.onnx"),
        (("none.pt2",), "there is no file none.pt2"),
        (("none.py:net", "--size", "1x3"), "there is no file none.py"),
        (("none.py:net", "--size", "3by3"), "such as 1x3x224x224"),
    ],
)
def test_what_is_wrong_is_a_sentence(words, sentence):
    code, text = said(*words)
    assert code == 1 and sentence in text.replace("\n", " ")


NET = """
from torch import nn

def net():
    return nn.Sequential(nn.Conv2d(3, 8, 3, 2), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 9, 10))

number = 3
"""


def test_files_of_torch_and_onnx_are_priced_alike(tmp_path):
    """One network as Python, as an exported program and as ONNX: the same layers, the same energy."""
    onnx = pytest.importorskip("onnx")
    (tmp_path / "net.py").write_text(NET)
    by_python = found(f"{tmp_path}/net.py:net", ["1x3x7x7"])
    module = nn.Sequential(
        nn.Conv2d(3, 8, 3, 2), nn.ReLU(), nn.Flatten(), nn.Linear(72, 10)
    )
    program = torch.export.export(module, (torch.zeros(1, 3, 7, 7),))
    torch.export.save(program, tmp_path / "net.pt2")
    by_export = found(str(tmp_path / "net.pt2"))
    make, info = onnx.helper.make_node, onnx.helper.make_tensor_value_info
    nodes = [
        make("Conv", ["I", "a"], ["x"], strides=[2, 2]),
        make("Flatten", ["x"], ["y"]),
    ]
    nodes.append(make("Gemm", ["y", "b"], ["O"], transB=1))
    weights = [
        onnx.numpy_helper.from_array(module[k].weight.detach().numpy(), n)
        for k, n in ((0, "a"), (3, "b"))
    ]
    graph = onnx.helper.make_graph(
        nodes, "g", [info("I", 1, (1, 3, 7, 7))], [info("O", 1, None)], weights
    )
    onnx.save(onnx.helper.make_model(graph), tmp_path / "net.onnx")
    by_file = found(str(tmp_path / "net.onnx"))
    shapes = [[one.shape for one in m.layers] for m in (by_python, by_export, by_file)]
    assert shapes[0] == shapes[1] == shapes[2]
    assert (by_python.name, by_export.name, by_file.name) == ("net", "net", "net")
    code, text = said(f"{tmp_path}/net.pt2", "--hardware", "phone")
    assert code == 0 and "net on phone-sized" in text
    for words, sentence in (
        (":none", "has no 'none'"),
        (":number", "is no torch.nn.Module"),
    ):
        code, text = said(f"{tmp_path}/net.py{words}", "--size", "1x3x7x7")
        assert code == 1 and sentence in text.replace("\n", "")
    code, text = said(f"{tmp_path}/net.py:net")
    assert code == 1 and "give the size of the module's input" in text


def test_a_name_means_one_model():
    for name in MODELS:
        plain = "".join(letter for letter in name.lower() if letter.isalnum())
        assert found(plain) is MODELS[name]
    assert (
        found("googlenet") is MODELS["GoogLeNet v1"]
        and found("vit") is MODELS["ViT-B/16"]
    )
    assert found("efficientnetlite0").macs == 385_187_552
