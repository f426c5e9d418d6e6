"""The products of an ONNX file, read from its graph: nothing is run, and the weights' values are not looked at.

    calls("resnet50.onnx")      [Call("conv1", "convolution", ...), ...]

Shapes are those that ONNX infers from the input's. The package is an optional extra: pip install 'dnnlib[onnx]'.
Source: the ONNX operator specification: Conv, ConvTranspose, Gemm, MatMul, their integer forms, LSTM, GRU and RNN.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import prod
from pathlib import Path

from dnnlib.door import checked
from dnnlib.models.products import Call

CONVOLUTIONS = {"Conv": (0, 1), "ConvInteger": (0, 1), "QLinearConv": (0, 3)}
CONVOLUTIONS["ConvTranspose"] = (0, 1)
MATRICES = {"MatMul": (0, 1), "MatMulInteger": (0, 1), "QLinearMatMul": (0, 3)}
MATRICES["Gemm"] = (0, 1)
RECURRENT = ("GRU", "LSTM", "RNN")
# they multiply and add within, and we have no rule for them
HIDES = {
    "Attention", "Col2Im", "DFT", "DeformConv", "Einsum", "GroupQueryAttention", "If", "Loop", "MultiHeadAttention",
    "STFT", "Scan",
}  # fmt: skip
LIBRARIES = ("", "ai.onnx")


@dataclass
class _Graph:
    """What a graph says of its values: shapes, and which come of stored values alone, and of which first."""

    shapes: dict[str, tuple[int, ...]] = field(default_factory=dict)
    stored: dict[str, str] = field(default_factory=dict)

    def shape(self, name: str, node) -> tuple[int, ...]:
        """The shape of a value. Errors: ValueError where ONNX cannot infer it."""
        if name not in self.shapes:
            raise ValueError(
                f"{_said(node)}: the shape of {name!r} is not known; give the sizes of the file's inputs"
            )
        return self.shapes[name]

    def weight(self, name: str) -> tuple | None:
        """Which stored value it is, with its number of values; None where it is computed from the input."""
        root = self.stored.get(name)
        return None if root is None else (root, prod(self.shapes[name]))


@checked
def calls(file: str | Path, sizes: Mapping[str, int] | None = None) -> list[Call]:
    """Every product of a file, in the order of its nodes.

    sizes: names of sizes that the file leaves open, such as {"sequence": 128}; a batch that it leaves open is 1.
    Errors: ImportError says what to install; ValueError where the file is none of ONNX's, leaves sizes open, or has
    an operator that multiplies within; FileNotFoundError.
    """
    model = _loaded(Path(file))
    _close(model, dict(sizes or {}))
    graph = _graph(model)
    found = []
    for number, node in enumerate(model.graph.node):
        _know(graph, node)
        if node.domain not in LIBRARIES and node.op_type not in MATRICES:
            raise ValueError(_refusal(node))
        if node.op_type in HIDES:
            raise ValueError(_refusal(node))
        if node.op_type in CONVOLUTIONS:
            found.append(_convolution(graph, node, number))
        elif node.op_type in MATRICES:
            found += _product(graph, node, number)
        elif node.op_type in RECURRENT:
            found += _recurrent(graph, node, number)
    return found


def _loaded(path: Path):
    try:
        import onnx
    except ImportError:
        raise ImportError(
            "reading ONNX is an optional extra: pip install 'dnnlib[onnx]'"
        ) from None
    if not path.exists():
        raise FileNotFoundError(f"there is no file {path}")
    try:
        # the weights may lie in files beside it; their shapes stand in this one
        return onnx.load(path, load_external_data=False)
    except Exception as why:
        raise ValueError(f"{path} is no ONNX file: {type(why).__name__}") from None


def _close(model, sizes: dict[str, int]) -> None:
    """Give each open size of an input a number: those of `sizes`, 1 for a batch."""
    stored = {one.name for one in model.graph.initializer}
    missing = []
    for value in model.graph.input:
        if value.name in stored:
            continue
        for axis, dim in enumerate(value.type.tensor_type.shape.dim):
            if dim.HasField("dim_value") and dim.dim_value > 0:
                continue
            name = dim.dim_param or f"{value.name}.{axis}"
            if name in sizes or axis == 0:
                dim.dim_value = sizes.get(name, 1)
            else:
                missing.append(name)
    if missing:
        names = ", ".join(f"{name}=..." for name in dict.fromkeys(missing))
        raise ValueError(f"the file leaves sizes open; give {names}")


def _graph(model) -> _Graph:
    from onnx import shape_inference

    # what was inferred before, with open sizes, would be kept
    del model.graph.value_info[:]
    for out in model.graph.output:
        out.type.tensor_type.ClearField("shape")
    inferred = shape_inference.infer_shapes(model, data_prop=True).graph
    graph = _Graph()
    for one in inferred.initializer:
        graph.shapes[one.name] = tuple(one.dims)
        graph.stored[one.name] = one.name
    for value in (*inferred.input, *inferred.value_info, *inferred.output):
        dims = value.type.tensor_type.shape.dim
        if value.name not in graph.shapes and all(d.dim_value > 0 for d in dims):
            graph.shapes[value.name] = tuple(d.dim_value for d in dims)
    return graph


def _know(graph: _Graph, node) -> None:
    """What comes of stored values alone is stored, under the name of the first; a constant under its own."""
    inputs = [name for name in node.input if name]
    roots = [graph.stored.get(name) for name in inputs]
    if all(root is not None for root in roots):
        for out in node.output:
            graph.stored[out] = roots[0] if roots else out  # type: ignore[assignment]


def _convolution(graph: _Graph, node, number: int) -> Call:
    I, F = (node.input[k] for k in CONVOLUTIONS[node.op_type])
    first, second = graph.shape(I, node), graph.shape(F, node)
    axes = len(first) - 2
    how = _attributes(node)
    stride = tuple(how.get("strides", (1,) * axes))
    dilation = tuple(how.get("dilations", (1,) * axes))
    kind = (stride, dilation, node.op_type == "ConvTranspose", how.get("group", 1))
    out, weight = graph.shape(node.output[0], node), graph.weight(F)
    name = _name(node, number, weight)
    return Call(name, "convolution", first, second, out, weight, kind)


def _product(graph: _Graph, node, number: int) -> Iterator[Call]:
    """A product with a stored matrix is an FC layer, rows along all other axes; any other is one of activations."""
    left, right = (node.input[k] for k in MATRICES[node.op_type])
    A, B = graph.shape(left, node), graph.shape(right, node)
    how = _attributes(node)
    A = A[::-1] if how.get("transA") else A
    B = B[::-1] if how.get("transB") else B
    ours, theirs = graph.weight(left), graph.weight(right)
    name = _name(node, number, theirs or ours)
    out = graph.shape(node.output[0], node)
    if ours and theirs:
        return  # worked out once, before any input
    if theirs and len(B) == 2:
        yield Call(name, "linear", A, B[::-1], out, theirs)
    elif ours and len(A) == 2 and len(B) >= 2:
        rows = (*B[:-2], B[-1], B[-2])
        yield Call(name, "linear", rows, A, out, ours)
    else:
        whole = max(len(A), len(B))
        batch = out[: whole - 2] if min(len(A), len(B)) > 1 else ()
        yield Call(name, "matmul", (*batch, *A[-2:]), (*batch, *B[-2:]), out, None)


def _recurrent(graph: _Graph, node, number: int) -> Iterator[Call]:
    """Each direction multiplies all steps' inputs by its W, and all steps' states by its R."""
    X, W, R = (graph.shape(name, node) for name in node.input[:3])
    rows = prod(X[:-1])
    for d in range(W[0]):
        for kind, F, place in (("W", W, 1), ("R", R, 2)):
            values = graph.stored.get(node.input[place], node.input[place])
            weight = (f"{values} {d}", prod(F[1:]))
            name = f"{_name(node, number, None)} {kind}" + " back" * d
            yield Call(name, "linear", (rows, F[-1]), F[1:], (rows, F[1]), weight)


def _attributes(node) -> dict:
    from onnx import helper

    return {one.name: helper.get_attribute_value(one) for one in node.attribute}


def _name(node, number: int, weight: tuple | None) -> str:
    """The path of the layer: that of its weight, or the node's own, or its operator with a number."""
    if weight is not None and weight[0].endswith(".weight"):
        return weight[0].removesuffix(".weight")
    return node.name.strip("/") or f"{node.op_type} {number}"


def _said(node) -> str:
    return f"{node.op_type} {node.name}".strip()


def _refusal(node) -> str:
    return f"{_said(node)} multiplies within, and no rule of ours counts it: export that part as MatMul, Gemm or Conv"
