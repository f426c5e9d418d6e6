"""Layers as SCALE-Sim's topology CSV: one line a layer, padding in the ifmap, one image.

The file knows one stride and no groups: a layer of G groups is G lines, one for each, and
comes back as G layers. Cycles of the lines add up to those of the layer.

    print(write_topology(MODELS["LeNet-5"].layers))
    read_topology(text)                           the layers again
Source: SCALE-Sim (Samajdar et al., ISPASS 2020), its topologies/ folder.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from dnnlib.door import checked
from dnnlib.models.layer_tables import Layer
from dnnlib.shapes import ConvShape

HEADER = "Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, Strides,"  # fmt: skip
COLUMNS = ("H", "W", "R", "S", "C", "M", "U")


@checked
def write_topology(layers: Iterable) -> str:
    """The layers as the text of a topology file: H, W, R, S, C, M, U, each with a comma behind.

    Layers: `Layer`s, or ConvShapes, which are then named layer1, layer2, ... A matrix product is
    a CONV of 1 x 1 whose rows are the ifmap's. Units: values along an axis.
    Errors: ValueError names a layer with a batch, or a name with a comma.
    """
    lines = [HEADER]
    for k, layer in enumerate(layers, 1):
        name = getattr(layer, "name", f"layer{k}")
        shape = ConvShape.of(layer) or layer
        if not isinstance(shape, ConvShape):
            raise TypeError(f"{layer!r} is no layer: give Layers or ConvShapes")
        lines += _lines(name, shape)
    return "\n".join(lines) + "\n"


def _lines(name: str, shape: ConvShape) -> Iterator[str]:
    if "," in name or not name.strip():
        raise ValueError(f"a layer named {name!r}: a name has letters and no comma")
    if shape.N > 1:
        raise ValueError(
            f"{name} has a batch of N={shape.N}; a topology file is of one image: replace N by 1"
        )
    sizes = {dim: getattr(shape, dim) for dim in COLUMNS}
    sizes["C"], sizes["M"] = shape.C // shape.G, shape.M // shape.G
    for g in range(shape.G):
        label = name if shape.G == 1 else f"{name} g{g + 1}"
        yield ",".join([label, *(str(sizes[dim]) for dim in COLUMNS)]) + ","


@checked
def read_topology(text: str) -> tuple[Layer, ...]:
    """The layers of a topology file's text, in order; rows and columns that no window sees are left out.

    A layer of one window (P = Q = 1) is an FC layer. Errors: ValueError shows the line that is none.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines or "filter" not in lines[0].lower():
        raise ValueError(f"a topology file begins with its header: {HEADER}")
    return tuple(_layer(number, line) for number, line in enumerate(lines[1:], 2))


def _layer(number: int, line: str) -> Layer:
    name, *cells = [cell.strip() for cell in line.rstrip().rstrip(",").split(",")]
    if len(cells) != len(COLUMNS) or not all(cell.isdecimal() for cell in cells):
        wanted = ", ".join(COLUMNS)
        raise ValueError(f"line {number} is {line!r}: a name, then {wanted}, all whole")
    H, W, R, S, C, M, U = (int(cell) for cell in cells)
    if R > H or S > W:
        raise ValueError(f"line {number}: a {R} x {S} filter does not fit {H} x {W}")
    P, Q = (H - R) // U + 1, (W - S) // U + 1
    shape = ConvShape(M=M, C=C, P=P, Q=Q, R=R, S=S, U=U)
    if P == Q == 1:
        return Layer(name, replace(shape, U=1), "fc")
    return Layer(name, shape, "conv")
