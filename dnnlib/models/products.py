"""A product that was seen as a network ran, or in its file, as a Layer: shapes in, letters out.

    layers_of([Call("conv1", "convolution", (1, 3, 8, 8), (4, 3, 3, 3), (1, 4, 6, 6), ("conv1", 108), how)])

torch_calls and onnx_calls see the products; here is what each of them is.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import prod

from dnnlib.door import checked
from dnnlib.models.layer_tables import Layer
from dnnlib.shapes import ConvShape


@dataclass(frozen=True)
class Call:
    """One product as the dispatcher saw it: in which module, of which operands, to what result.

    name: the path of the module whose weight it is, or of the module that multiplies.
    first, second, out: array shapes. weight: which trained values, None where both are computed.
    how: stride, dilation, transposed, groups of a convolution.
    """

    name: str
    op: str
    first: tuple[int, ...]
    second: tuple[int, ...]
    out: tuple[int, ...]
    weight: tuple | None
    how: tuple = ()


@dataclass(frozen=True)
class Seen:
    """A layer as it was seen, and what is special about it: "" or "depthwise", "dilated by 2", ...

    exact: whether its ConvShape says the size of I, too; MACs, F and O it always says.
    """

    layer: Layer
    word: str = ""
    exact: bool = True
    weight: tuple | None = None


@checked
def layers_of(calls: Iterable[Call]) -> tuple[Seen, ...]:
    """Every product in order; a weight that is used again for the like work grows its layer.

    [P x C] * [C x M] is an FC layer of M outputs for P rows; b such products of activations are a matmul
    of G = b groups. A transposed CONV multiplies each input by all its taps: a 1 x 1 CONV to M*R*S values,
    which are then added where they overlap. A 3-D CONV is a 2-D one of each output frame over C*K channels.
    """
    found: list[Seen] = []
    for call in calls:
        made = _convolution(call) if call.op == "convolution" else _product(call)
        if made is not None:
            _add(found, made)
    return tuple(_named_apart(found))


def _product(call: Call) -> Seen | None:
    A, B = _as_matrices(call)
    groups, (P, C), M = prod(A[:-2]), A[-2:], B[-1]
    if not groups * P * C * M:
        return None  # nothing to do
    if call.weight is not None and call.weight[-1] == prod(A) != prod(B):
        P, M = M, P  # the weight stands on the left: F * I
    shape = ConvShape(M=groups * M, C=groups * C, P=P, G=groups)
    layer = Layer(call.name, shape, "fc" if call.weight else "matmul")
    return Seen(layer, weight=call.weight)


def _as_matrices(call: Call) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Rows of A, columns of B: a vector is one of them; rows along several axes are rows."""
    A, B = call.first, call.second
    if call.op == "linear":
        return (prod(A[:-1]), A[-1]), B[::-1]
    return (1, *A) if len(A) == 1 else A, (*B, 1) if len(B) == 1 else B


def _convolution(call: Call) -> Seen | None:
    if not prod(call.first) * prod(call.second) * prod(call.out):
        return None
    stride, dilation, transposed, groups = call.how
    shape = (_transposed if transposed else _forward)(call, groups, stride)
    word, exact = _word(call.second, groups, transposed, stride, dilation)
    layer = Layer(call.name, shape, "conv" if call.weight else "matmul")
    return Seen(layer, word, exact, call.weight)


def _forward(call: Call, G: int, stride) -> ConvShape:
    M, C, *filter = call.second
    (K, R, S), (D, P, Q) = _three(filter), _three(call.out[2:])
    U = stride[-1] if len({*stride}) == 1 else 1
    N = call.out[0] * D
    return ConvShape(N=N, M=M, C=C * G * K, P=P, Q=Q, R=R, S=S, U=U, G=G)


def _transposed(call: Call, G: int, stride) -> ConvShape:
    C, M, *filter = call.second
    D, P, Q = _three(call.first[2:])
    N, taps = call.first[0] * D, prod(filter)
    return ConvShape(N=N, M=M * G * taps, C=C, P=P, Q=Q, G=G)


def _three(sizes) -> tuple[int, int, int]:
    """Depth, height, width; a signal has a height (its length) alone."""
    if len(sizes) == 1:
        return 1, sizes[0], 1
    return (1, *sizes) if len(sizes) == 2 else tuple(sizes)


def _word(F, G, transposed, stride, dilation) -> tuple[str, bool]:
    """What is special about a convolution, and whether ConvShape can say all of it."""
    C = F[0] if transposed else F[1] * G
    two, spread = len({*stride}) > 1, max(dilation) > 1
    words = ["transposed"] if transposed else []
    if G > 1:
        words += ["depthwise" if G == C else f"{G} groups"]
    words += [f"dilated by {_times(dilation)}"] if spread else []
    words += [f"strides {_times(stride)}"] if two else []
    words += ["3-D"] if len(F) == 5 else []
    return ", ".join(words), transposed or not (two or spread or len(F) == 5)


def _times(sizes) -> str:
    return " x ".join(map(str, sizes if len({*sizes}) > 1 else sizes[:1]))


def _add(found: list[Seen], new: Seen) -> None:
    """A layer whose weight was met before does more of the same work, or is tied to it."""
    for k, old in enumerate(found):
        if new.weight is None or old.weight != new.weight:
            continue
        more = "P" if new.layer.kind == "fc" else "N"
        a, b = old.layer.shape, new.layer.shape
        both = {more: getattr(a, more) + getattr(b, more)}
        if replace(a, **both) == replace(b, **both):
            layer = replace(old.layer, shape=replace(a, **both))
            found[k] = replace(old, layer=layer)
            return
    again = new.weight and any(old.weight == new.weight for old in found)
    found.append(replace(new, layer=replace(new.layer, tied=bool(again))))


def _named_apart(found: list[Seen]) -> list[Seen]:
    """The second layer of a name is its name and "(2)"."""
    met: dict[str, int] = {}
    apart = []
    for one in found:
        name = one.layer.name
        met[name] = met.get(name, 0) + 1
        if met[name] > 1:
            one = replace(one, layer=replace(one.layer, name=f"{name} ({met[name]})"))
        apart.append(one)
    return apart
