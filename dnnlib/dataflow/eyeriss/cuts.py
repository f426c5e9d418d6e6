"""Other cuts of a layer for the Eyeriss chip: all that fit, and the best of them.

Source: the model of dataflow.eyeriss; Chen et al., JSSC 52(1), 2017, gives one cut a layer.
"""

from collections.abc import Iterator
from itertools import product
from typing import Literal

from dnnlib.dataflow.eyeriss.chip import Pass, fit
from dnnlib.dataflow.eyeriss.silicon import Prediction, predict
from dnnlib.door import checked

# what is tried of each: images n, ofmap rows e, filters p and channels q in a PE, channel sets r, filter sets t
STOPS = {
    "n": (1, 2, 4),
    "e": (4, 7, 13, 14, 27, 28),
    "p": (1, 2, 4, 8, 16, 24),
    "q": (1, 2, 3, 4),
    "r": (1, 2, 3, 4),
    "t": (1, 2, 3, 4),
}


@checked
def cuts(layer: str) -> Iterator[Prediction]:
    """The prediction of each cut of an AlexNet layer that fits the chip, of STOPS; m is p*t."""
    shape = predict("AlexNet", layer).shape
    for n, e, p, q, r, t in product(*STOPS.values()):
        cut = Pass(p * t, n, min(e, shape.P), p, q, r, t)
        try:
            fit(shape, cut)
        except ValueError:
            continue
        yield predict("AlexNet", layer, cut)


@checked
def best(layer: str, least: Literal["ms", "MB"] = "ms") -> Prediction:
    """The cut of the least processing time, or of the least buffer traffic; of equals the first."""
    cost = {"ms": lambda one: one.cycles.ms, "MB": lambda one: one.buffer_mb}[least]
    return min(cuts(layer), key=cost)
