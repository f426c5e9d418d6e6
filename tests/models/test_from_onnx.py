"""Model.from_onnx against torch's own dispatcher on the same layers, and against arithmetic in words."""

import numpy as np
import pytest
import torch
from torch import nn

onnx = pytest.importorskip("onnx")
from onnx import TensorProto, helper, numpy_helper  # noqa: E402

from dnnlib.models import MODELS, Model  # noqa: E402


def graph(path, nodes, inputs: dict, weights: dict, outputs=("O",)):
    """An ONNX file of some nodes: inputs by shape, weights as zeros of a shape."""
    stored = [
        numpy_helper.from_array(np.zeros(s, np.float32), n) for n, s in weights.items()
    ]
    given = [
        helper.make_tensor_value_info(n, TensorProto.FLOAT, s)
        for n, s in inputs.items()
    ]
    made = [helper.make_tensor_value_info(n, TensorProto.FLOAT, None) for n in outputs]
    whole = helper.make_graph(nodes, "g", given, made, stored)
    opset = [helper.make_opsetid("", 17)]
    onnx.save(helper.make_model(whole, opset_imports=opset), path)
    return path


def network(path, layers):
    """A file with CONV layers one after the other, each framed as it needs."""
    nodes, weights, I, size = [], {}, "I", layers[0].shape.H
    for one in layers:
        s, F, O = one.shape, f"{one.name}.weight", f"{one.name} O"
        weights[F] = s.tensor("F")
        frame = [(s.H - size + 1) // 2] * 4
        how = dict(strides=[s.U] * 2, pads=frame, group=s.G)
        nodes.append(helper.make_node("Conv", [I, F], [O], **how))
        I, size = O, s.P
    return graph(path, nodes, {"I": layers[0].shape.tensor("I")}, weights, (I,))


def test_mobilenet_v1_read_from_a_file_is_our_table(tmp_path):
    convs = MODELS["MobileNet v1"].of_kind("conv")
    found = Model.from_onnx(network(tmp_path / "mobilenet.onnx", convs))
    assert found.layers == convs and found.name == "mobilenet"


@pytest.mark.parametrize(
    "module, how",
    [
        (nn.Conv2d(4, 6, 3, 2, 1, groups=2), dict(strides=[2, 2], pads=[1] * 4, group=2)),
        (nn.Conv2d(4, 4, 3, 1, 2, 2, groups=4), dict(pads=[2] * 4, dilations=[2, 2], group=4)),
        (nn.Conv2d(4, 6, (3, 1), (2, 1)), dict(strides=[2, 1])),
        (nn.ConvTranspose2d(4, 6, 4, 2, 1), dict(strides=[2, 2], pads=[1] * 4)),
    ],
)  # fmt: skip
def test_convolutions_are_what_torch_sees(tmp_path, module, how):
    kind = type(module).__name__.removesuffix("2d")
    node = helper.make_node(kind, ["I", "c.weight"], ["O"], **how)
    weights = {"c.weight": tuple(module.weight.shape)}
    path = graph(tmp_path / "c.onnx", [node], {"I": (1, 4, 12, 10)}, weights)
    found = Model.from_onnx(path)
    seen = Model.from_torch(module, torch.zeros(1, 4, 12, 10))
    assert [one.shape for one in found.layers] == [one.shape for one in seen.layers]
    assert (found.macs, found.weights) == (seen.macs, seen.weights)
    assert ("not exact" in found.source) == ("not exact" in seen.source)


def test_matrix_products_are_fc_layers_or_products_of_activations(tmp_path):
    """12 heads of 64 at 10 tokens: projections share weights over rows, scores are a group a head."""
    nodes = [
        helper.make_node("MatMul", ["I", "w"], ["q"], "attn/q"),
        helper.make_node("Transpose", ["v"], ["vt"], perm=[1, 0]),
        helper.make_node("MatMul", ["q", "vt"], ["k"], "attn/k"),
        helper.make_node("Reshape", ["q", "heads"], ["Q"]),
        helper.make_node("Reshape", ["k", "across"], ["K"]),
        helper.make_node("MatMul", ["Q", "K"], ["O"], "scores"),
    ]
    path = graph(
        tmp_path / "a.onnx",
        nodes,
        {"I": (1, 10, 768)},
        {"w": (768, 768), "v": (768, 768)},
    )
    model = onnx.load(path)
    for name, sizes in (("heads", [1, 12, 10, 64]), ("across", [1, 12, 64, 10])):
        model.graph.initializer.append(numpy_helper.from_array(np.array(sizes), name))
    onnx.save(model, path)
    q, k, scores = Model.from_onnx(path).layers
    assert [one.kind for one in (q, k, scores)] == ["fc", "fc", "matmul"]
    assert q.macs == k.macs == 10 * 768 * 768 and q.weights == 768 * 768
    assert scores.macs == 12 * 10 * 10 * 64 and scores.weights == 0
    assert (scores.shape.G, scores.shape.P) == (12, 10)


def test_gemm_may_turn_either_operand(tmp_path):
    """[7 x 5], turned, times [3 x 5], turned: 3 outputs for 7 rows; the weight may stand on the left, too."""
    node = helper.make_node("Gemm", ["I", "w"], ["O"], transA=1, transB=1)
    path = graph(tmp_path / "g.onnx", [node], {"I": (5, 7)}, {"w": (3, 5)})
    node = helper.make_node("Gemm", ["w", "I"], ["O"])
    left = graph(tmp_path / "l.onnx", [node], {"I": (5, 7)}, {"w": (3, 5)})
    for file in (path, left):
        (layer,) = Model.from_onnx(file).layers
        s = layer.shape
        assert (s.M, s.C, s.P, layer.weights, layer.macs) == (3, 5, 7, 15, 105)


def test_a_weight_used_twice_is_stored_once(tmp_path):
    nodes = [
        helper.make_node("MatMul", [a, "w"], [b]) for a, b in (("I", "x"), ("x", "O"))
    ]
    path = graph(tmp_path / "t.onnx", nodes, {"I": (3, 5)}, {"w": (5, 5)})
    assert Model.from_onnx(path).weights == 25 and Model.from_onnx(path).macs == 150


def test_open_sizes_are_asked_for_and_an_open_batch_is_one(tmp_path):
    node = helper.make_node("Conv", ["I", "w"], ["O"], "c")
    path = graph(
        tmp_path / "o.onnx", [node], {"I": ("n", 3, "h", 8)}, {"w": (4, 3, 3, 3)}
    )
    with pytest.raises(ValueError, match=r"give h=\.\.\."):
        Model.from_onnx(path)
    (layer,) = Model.from_onnx(path, {"h": 6}).layers
    assert (layer.shape.N, layer.shape.P, layer.shape.Q) == (1, 4, 6)
    (layer,) = Model.from_onnx(path, {"h": 6, "n": 5}).layers
    assert layer.shape.N == 5


@pytest.mark.parametrize("kind, gates", [("LSTM", 4), ("GRU", 3), ("RNN", 1)])
@pytest.mark.parametrize("directions", [1, 2])
def test_recurrent_layers_are_what_torch_sees(tmp_path, kind, gates, directions):
    """5 steps: each direction's W and R, by torch's dispatcher as by the file."""
    way = "bidirectional" if directions == 2 else "forward"
    how = dict(hidden_size=6, direction=way)
    node = helper.make_node(kind, ["I", "w", "r"], ["O"], "cell", **how)
    weights = {"w": (directions, gates * 6, 3), "r": (directions, gates * 6, 6)}
    path = graph(tmp_path / "r.onnx", [node], {"I": (5, 1, 3)}, weights)
    found = Model.from_onnx(path)
    module = getattr(nn, kind)(3, 6, bidirectional=directions == 2)
    seen = Model.from_torch(module, torch.zeros(5, 1, 3))
    assert (found.macs, found.weights) == (seen.macs, seen.weights)
    assert len(found.layers) == 2 * directions


def test_what_hides_its_products_is_refused(tmp_path):
    node = helper.make_node("Einsum", ["I", "w"], ["O"], "sum", equation="ij,jk->ik")
    path = graph(tmp_path / "e.onnx", [node], {"I": (5, 3)}, {"w": (3, 4)})
    with pytest.raises(ValueError, match="Einsum sum multiplies within"):
        Model.from_onnx(path)
    (tmp_path / "no.onnx").write_text("hello")
    with pytest.raises(ValueError, match="is no ONNX file"):
        Model.from_onnx(tmp_path / "no.onnx")
    with pytest.raises(FileNotFoundError, match="no file"):
        Model.from_onnx(tmp_path / "none.onnx")
