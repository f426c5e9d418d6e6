"""EIE on AlexNet's fully connected layers: the published times, predicted from densities alone."""

from functools import cache

import numpy as np

from dnnlib.compress.skipping.interleave import Dealt, deal
from dnnlib.door import Unlisted, checked
from dnnlib.models import MODELS
from dnnlib.sparsity.published import inputs_left, weights_left
from dnnlib.table import Claim, Table, compare

PES, GAP_BITS, MHZ = 64, 4, 800
DEPTH = 8  # inputs in a queue: ours
# microseconds: with even work, and actual
PUBLISHED = {"fc6": (28.1, 30.3), "fc7": (11.7, 12.2), "fc8": (8.9, 9.9)}


@cache
def run(layer: str, depth: int = DEPTH, gap_bits: int | None = GAP_BITS) -> Dealt:
    """A layer of AlexNet on 64 PEs, its weights and inputs at random places in the published shares.

    Units: cycles. Errors: KeyError for a layer that is not fully connected.
    Source: Han et al., ISCA 2016 (EIE); shares: Han et al., NIPS 2015, Table 4.
    """
    if layer not in PUBLISHED:
        raise Unlisted(f"no layer {layer!r}; there are {', '.join(PUBLISHED)}")
    shape, rng = MODELS["AlexNet"].layer(layer).shape, np.random.default_rng(0)
    # columns of zero inputs are not looked at
    live = round(shape.C * inputs_left(layer))
    W = rng.random((shape.M, live), np.float32) < weights_left()[layer]
    return deal(W, np.ones(live), PES, depth, gap_bits=gap_bits)


@checked
def microseconds(cycles: float) -> float:
    """Cycles at EIE's clock."""
    return cycles / MHZ


def claims() -> Table:
    """Times of AlexNet's layers with even work and with queues of eight inputs: ours | published | error | why.

    Source: Han et al., ISCA 2016 (EIE), its table of theoretical and actual times; 64 PEs at 800 MHz, gaps of 4 bits.
    """
    rows = []
    for layer, (even, actual) in PUBLISHED.items():
        dealt = run(layer)
        share = microseconds(dealt.busy.sum() / PES)
        rows.append(
            Claim(
                f"{layer}, even work",
                share,
                even,
                "shares in whole percents, of another pruning",
            )
        )
        rows.append(
            Claim(
                f"{layer}, actual",
                microseconds(dealt.cycles),
                actual,
                "as above; no start-up, no pipeline",
            )
        )
    return compare(rows, "EIE, microseconds for one image")
