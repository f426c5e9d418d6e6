"""One dense CONV layer, and what compact blocks put in its place at the same window: five costs side by side.

    swapped("3x3, 128 channels", "depthwise separable", 16)     Costs(weights, macs, words, energy, ms)

Words are those that cross DRAM for one image, energy is in energies of a MAC, both by the engine of chapter 6 at
this batch; ms were measured once, in PyTorch on one thread: `experiments`.
Source: Sze et al. 2017, VII-B-3, Figs. 13 to 15.
"""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from dnnlib.compact.blocks import BLOCKS
from dnnlib.costs import NORMALIZED
from dnnlib.models.layer_tables import Layer, conv
from dnnlib.slim.bill import bill_of
from dnnlib.slim.results import results
from dnnlib.table import Table

LAYERS: Mapping[str, Layer] = {
    "3x3, 128 channels": conv("3x3", 128, 128, 28, 3),
    "3x3, 256 channels": conv("3x3", 256, 256, 14, 3),
    "5x5, 64 channels": conv("5x5", 64, 64, 28, 5),
}
# the block's own number: inner channels, squeezed channels and so on, as a function of C
OPTIONS = {
    "bottleneck": lambda C: (C // 4,),
    "fire": lambda C: (C // 8,),
    "grouped": lambda C: (4,),
    "inverted residual": lambda C: (2,),
}
DENSE = "dense"
FORMS = (DENSE, *BLOCKS)
BATCHES = (1, 16)


class Costs(NamedTuple):
    """What one image costs: weights; MACs; words that cross DRAM; energy, in energies of a MAC; milliseconds."""

    weights: int
    macs: int
    words: float
    energy: float
    ms: float


def layers(name: str, form: str) -> tuple[Layer, ...]:
    """A layer of LAYERS as one of FORMS. Errors: ValueError lists what there is."""
    if name not in LAYERS or form not in FORMS:
        raise ValueError(
            f"{name!r} as {form!r}: choose a layer from {', '.join(LAYERS)}; a form from {', '.join(FORMS)}"
        )
    layer = LAYERS[name]
    if form == DENSE:
        return (layer,)
    option = OPTIONS.get(form, lambda C: ())(layer.shape.C)
    return BLOCKS[form][0](layer, *option)


@cache
def swapped(name: str, form: str, batch: int = 1) -> Costs:
    """The costs of a layer as a form at a batch of BATCHES. Errors: as in `layers`; KeyError for another batch."""
    at = bill_of(form, layers(name, form), batch)
    ms = results()["swapped"][f"{name}, batch {batch}"][form] / batch
    words = at.spent.by_level["DRAM"] / NORMALIZED["DRAM"]
    return Costs(at.weights, at.macs, words, at.energy, ms)


def table(name: str, batch: int = 1) -> Table:
    """A row a form: how many times less than the dense layer it takes of each cost; below 1 it takes more."""
    dense = swapped(name, DENSE, batch)
    rows = []
    for form in FORMS:
        one = swapped(name, form, batch)
        rows.append((form, *(round(d / o, 2) for d, o in zip(dense, one))))
    heads = ("weights", "MACs", "DRAM words", "energy", "time")
    return Table(
        ("form", *heads), rows, f"{name}, batch {batch}: times less than dense"
    )
