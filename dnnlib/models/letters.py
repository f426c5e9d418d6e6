"""Table II's other rows: filter sizes, channels, filters, strides and errors; and what more arithmetic buys.

Counts of weights and MACs are `table_ii`; these rows follow from the same layers.
"""

from math import log2

from dnnlib.door import checked
from dnnlib.models.layer_tables import conv
from dnnlib.models.model import MODELS, Model
from dnnlib.models.printed import TABLE_II_MODELS
from dnnlib.table import Claim, Table, compare

# Sze et al. 2017, Table II, as printed, CONV layers; a range from least to most
PRINTED = {
    "LeNet-5": ("5", "1, 20", "20, 50", "1"),
    "AlexNet": ("3, 5, 11", "3-256", "96-384", "1, 4"),
    "OverFeat fast": ("3, 5, 11", "3-1024", "96-1024", "1, 4"),
    "VGG-16": ("3", "3-512", "64-512", "1"),
    "GoogLeNet v1": ("1, 3, 5, 7", "3-832", "16-384", "1, 2"),
    "ResNet-50": ("1, 3, 7", "3-2048", "64-2048", "1, 2"),
}
ROWS = ("filter sizes", "channels", "filters", "strides")


@checked
def letters(model: Model) -> dict[str, tuple[int, ...]]:
    """Which R, C (in a group), M and U the CONV layers of a model have, each once, from least to most."""
    shapes = [layer.shape for layer in model.of_kind("conv")]
    values = (
        {s.R for s in shapes},
        {s.C // s.G for s in shapes},
        {s.M for s in shapes},
        {s.U for s in shapes},
    )
    return {row: tuple(sorted(found)) for row, found in zip(ROWS, values)}


def table_ii_letters() -> Table:
    """One row a network: the four rows of Table II that follow from its layers, and the two errors that it prints.

    Errors are of the top five guesses on ImageNet, in percent. Source: Sze et al. 2017, Table II.
    """
    rows, same = [], 0
    for name in TABLE_II_MODELS:
        net = MODELS[name]
        said = [_said(values, row) for row, values in letters(net).items()]
        same += sum(ours == printed for ours, printed in zip(said, PRINTED[name]))
        errors = [
            net.published.get(f"top5_error{how}", "n/a") for how in ("_single_crop", "")
        ]
        rows.append((name, *said, *errors))
    heads = ("network", *ROWS, "top-5 error, one crop", "several crops")
    caption = f"{same} of {4 * len(PRINTED)} as printed; errors are the survey's"
    return Table(heads, rows, caption)


def _said(values: tuple[int, ...], row: str) -> str:
    """As the table prints it: a range where there are more than a few channels or filters."""
    if row in ("channels", "filters") and len(values) > 2:
        return f"{values[0]}-{values[-1]}"
    return ", ".join(map(str, values))


# network | instead of | points less top-5 error | times the MACs: Sze et al. 2017, III-B
MORE = (
    ("VGG-19", "VGG-16", 0.1, 1.27),
    ("ResNet-152", "ResNet-50", 1.0, 2.9),
    ("OverFeat accurate", "OverFeat fast", 0.65, 1.9),
    ("Inception v3", "GoogLeNet v1", 3.0, 2.5),
)


def more_work() -> Table:
    """What more MACs bought, as published: points of top-5 error, and the points for each doubling.

    points / log2(times). Source: Sze et al. 2017, III-B.
    """
    rows = [(a, b, p, times, p / log2(times)) for a, b, p, times in MORE]
    heads = ("network", "instead of", "points less error", "times the MACs", "points a doubling")  # fmt: skip
    return Table(heads, rows, "What more arithmetic buys, as published")


def vgg_19() -> Table:
    """The one of these that our layers give: VGG-19 has three 3 x 3 layers more than VGG-16, ours beside the published."""
    added = [conv("conv3_4", 256, 256, 56, 3), conv("conv4_4", 512, 512, 28, 3), conv("conv5_4", 512, 512, 14, 3)]  # fmt: skip
    base = MODELS["VGG-16"].macs
    ours = (base + sum(layer.macs for layer in added)) / base
    why = "three layers more, at 56, 28 and 14"
    return compare([Claim("VGG-19 / VGG-16, MACs", ours, MORE[0][3], why)])
