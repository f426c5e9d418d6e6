"""DRAM traffic of the Eyeriss chip: what run-length coding leaves of the fmaps, and filters that come again and again.

Source: Chen, Krishna, Emer, Sze, JSSC 52(1), 2017, IV-A (Fig. 7), IV-B and VI-A.
"""

from dnnlib.dataflow.eyeriss.chip import Pass, strips
from dnnlib.door import checked
from dnnlib.shapes import ConvShape

WORD = 2  # bytes
LINK_MHZ, LINK_BYTES = 60, 8  # as measured


@checked
def run_length_share(zeros: float) -> float:
    """What run-length coding leaves of words of which a share is zero, and at random: (1-z) / (1-z^32) * 64/3 / 16.

    A code word is a run of up to 31 zeros (5 bits) and the word after them (16); three make 64 bits.
    Errors: ValueError where the share is not within 0 and 1. Source: JSSC 2017, IV-B.
    """
    if not 0 <= zeros < 1:
        raise ValueError(f"zeros={zeros!r}: a share from 0 to below 1")
    return (1 - zeros) / (1 - zeros**32) * (64 / 3) / 16


@checked
def dram_words(
    shape: ConvShape, cut: Pass, zeros_in: float | None, zeros_out: float
) -> dict[str, float]:
    """Words between DRAM and chip: filters once for n images of a strip, ifmaps once for m filters, ofmaps once.

    Fmaps are run-length coded, but for the image (zeros_in=None). Zeros around a layer of stride 1 are not stored.
    Units: words of 16 bits. Source: JSSC 2017, IV-A (Fig. 7), IV-B.
    """
    # such a layer's ifmap is as large as its ofmap, its padding apart
    same = shape.U == 1
    high, wide = (shape.P, shape.Q) if same else (shape.H, shape.W)
    cuts = strips(shape, cut)
    rows = high + (len(cuts) - 1) * (shape.R - shape.U)
    fresh = shape.N * shape.C * rows * wide * -(-(shape.M // shape.G) // cut.m)
    return {
        "F": shape.size("F") * -(-shape.N // cut.n) * len(cuts),
        "I": fresh * (1 if zeros_in is None else run_length_share(zeros_in)),
        "O": shape.size("O") * run_length_share(zeros_out),
    }


@checked
def dram_wait_ms(words: dict[str, float]) -> float:
    """Milliseconds in which the chip loads ifmaps or stores ofmaps and computes nothing; filters come meanwhile."""
    return (words["I"] + words["O"]) * WORD / LINK_BYTES / LINK_MHZ / 1e3
