"""Reuse: how often each word is used, how a hierarchy splits it, and what that costs."""

from dnnlib.costs import NORMALIZED, Costs
from dnnlib.door import checked
from dnnlib.shapes import ConvShape
from dnnlib.table import Table


@checked
def uses(shape: ConvShape) -> dict[str, float]:
    """MACs that use each word of I, F and O, on average: MACs / size.

    F: N*P*Q (filter reuse N, convolutional reuse P*Q); O: (C/G)*R*S;
    I: about (M/G)*R*S/U**2 (fmap reuse M, convolutional reuse R*S).
    Units: MACs a word. Source: Sze et al. 2017, Fig. 23.
    """
    return {tensor: shape.macs / shape.wanted(tensor) for tensor in "IFO"}


@checked
def reuse(layers) -> Table:
    """The kinds of reuse, a row a layer (a value with .name and .shape): across images, positions, filters, and sums.

    Source: Sze et al. 2017, Fig. 23.
    """
    rows = []
    for layer in layers:
        s, used = layer.shape, uses(layer.shape)
        window = s.R * s.S / s.U**2
        rows.append(
            (
                layer.name,
                s.N,
                s.P * s.Q,
                s.M // s.G,
                window if s.P * s.Q > 1 else 1,
                used["F"],
                used["I"],
                used["O"],
            )
        )
    header = (
        "layer",
        "filter reuse (N)",
        "of a weight in a map (PQ)",
        "fmap reuse (M/G)",
        "of an input in a map (RS/UU)",
    )
    return Table(
        (*header, "uses of a weight", "uses of an input", "products a sum"), rows
    )


@checked
def input_energy(a: int, b: int, c: int, d: int, costs: Costs = NORMALIZED) -> float:
    """Energy of an input or weight that comes from DRAM a times, each of those b times from GLB, and so on.

    a*DRAM + a*b*GLB + a*b*c*NoC + a*b*c*d*RF. Units: those of the costs. Errors: ValueError where a factor is below 1.
    Source: Chen, Emer, Sze, ISCA 2016, Eq. (3).
    """
    _positive(a, b, c, d)
    return (
        a * costs["DRAM"]
        + a * b * costs["GLB"]
        + a * b * c * costs["NoC"]
        + a * b * c * d * costs["RF"]
    )


@checked
def psum_energy(a: int, b: int, c: int, d: int, costs: Costs = NORMALIZED) -> float:
    """Energy of one sum of a*b*c*d products, whose last level hands it out a times, and so on inwards.

    (2a-1)*DRAM + 2a(b-1)*GLB + ab(c-1)*NoC + 2abc(d-1)*RF: an unfinished sum is written and read back, the first
    is not read; a hop to the next PE is charged once. Units, errors and source: as `input_energy`, Eq. (4).
    """
    _positive(a, b, c, d)
    inside = a * b * (c - 1) * costs["NoC"] + 2 * a * b * c * (d - 1) * costs["RF"]
    return (2 * a - 1) * costs["DRAM"] + 2 * a * (b - 1) * costs["GLB"] + inside


def _positive(*factors: int) -> None:
    for name, factor in zip("abcd", factors):
        if factor < 1:
            raise ValueError(f"{name}={factor}: a level is passed 1 time or more")
