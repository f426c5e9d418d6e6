"""The explorers of chapter 09: levels, number lines, bits."""

from collections.abc import Callable

from dnnlib import plots
from dnnlib.plots.precision.bits import ROUNDINGS
from dnnlib.plots.precision.levels import NAMES
from dnnlib.screen.explore import Explorer, explore


def levels() -> Explorer:
    """A real layer's values under any quantizer: levels, edges, rounding against clipping (chapter 09)."""
    return explore(
        plots.levels,
        values=list(plots.QUANTIZED),
        quantizer=list(NAMES),
        bits=(2, 8),
        clip=(0.1, 1.0, 0.1),
    )


def number_line() -> Explorer:
    """Every number of a format, on a linear and on a logarithmic line (chapter 09)."""
    return explore(plots.number_line, format=list(plots.LINES), zoom=(0, 10))


def bits_by_layer() -> Explorer:
    """Bits a layer: accuracy of the network that ships, run at once, and its energy (chapter 09)."""
    few = [1, 2, 3, 4, 6, 8]
    return explore(plots.bits_by_layer, fc1=few, fc2=few, fc3=few, inputs=[1, 2, 3, 4, 8, 16], rounding=list(ROUNDINGS),
                   batch=[1, 16])  # fmt: skip


BAKED: dict[Callable, dict] = {
    levels: {
        "values": ["LeNet-300-100 fc1", "relu1 of LeNet-300-100"],
        "clip": [0.2, 0.4, 0.7, 1.0],
    },
    number_line: {"zoom": [0, 2, 4, 6]},
    bits_by_layer: {
        "fc1": [1, 2, 3, 4, 8],
        "fc2": [1, 2, 4],
        "fc3": [2, 4, 8],
        "inputs": [2, 8],
        "rounding": ["nearest"],
        "batch": [1],
    },
}
