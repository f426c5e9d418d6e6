"""The crossbar bench: every knob of an array, and what real digits say to it."""

from functools import cache, lru_cache

import numpy as np

from dnnlib import data
from dnnlib.door import checked, whole
from dnnlib.neardata import Adc, Crossbar
from dnnlib.neardata.cells import levels
from dnnlib.nearness import converters, digits
from dnnlib.nearness.chips import Chip
from dnnlib.plots.look import (
    COLOURS,
    GREY,
    INK,
    SIZE,
    fill,
    heading,
    label,
    lines,
    picture,
    rectangles,
    stroke,
    tint,
)
from dnnlib.table import Table

EVERY = 66  # every so-many-th test image: the first ones are easy
WIDE = 4096  # columns drawn as one array: bit lines do not know their neighbours
RANGES = {"full": 1, "1/2": 2, "1/4": 4, "1/8": 8, "step 1": None}
BARS = 48
FEWEST = 16  # rows: with fewer, a picture takes too long
WIRES = {"none": np.inf, "100,000": 1e5, "10,000": 1e4, "1,000": 1e3}


@checked
def crossbar_bench(
    rows: int = 128,
    cell_bits: int = 2,
    signs: str = "pair",
    adc_bits: int = 8,
    range: str = "full",
    noise: float = 0.0,
    wires: str = "none",
):
    """LeNet-300-100 on a crossbar: accuracy, converters, wires, as the knobs stand.

    rows of an array; bits of a cell; where the sign goes; bits of the ADC and the part
    of the array's largest sum that they span ("step 1": one code a sum); programming
    noise in percent of the largest conductance; wires: 1 : so many of wire to cell.
    Accuracy is of 152 test digits; 8-bit numbers, one input bit a cycle.
    Errors: ValueError lists what there is. Source: dnnlib.nearness.digits.
    """
    chip = _chip(rows, cell_bits, signs, adc_bits, range, noise, wires)
    shares, seen = _tried(chip)
    spent = converters.per_mac(digits.shapes(), chip.crossbar)
    often = converters.converts_per_mac(digits.shapes(), chip.crossbar)
    figure = picture(10, 5.4)
    words = f"{shares:.1%} right, {often:.2g} conversions and {spent:.2g} pJ a MAC"
    heading(figure, 0.15, 5.0, words)
    _histogram(figure, seen, chip)
    arrives = _rows(chip)
    _profile(figure, arrives)
    _bar(figure, shares)
    figure.table = Table(
        ("what", "value"),
        [
            ("right of 152 test digits", shares),
            ("conversions a MAC", often),
            ("conversion energy, pJ a MAC", spent),
            ("bits of an exact ADC", converters.exact_bits(chip.crossbar)),
            ("largest sum that converts", _top(chip)),
            ("largest sum seen", float(np.abs(seen).max())),
            ("share of sums that clip", float((np.abs(seen) > _top(chip)).mean())),
            ("worst row: share of its current", float(arrives.min())),
        ],
    )
    return figure


def _chip(rows, cell_bits, signs, adc_bits, range, noise, wires) -> Chip:
    if range not in RANGES:
        raise ValueError(f"range={range!r}: choose from {', '.join(RANGES)}")
    plain = Crossbar(rows, WIDE, 8, 8, cell_bits, 1, signs)
    if wires not in WIRES:
        raise ValueError(f"wires={wires!r}: choose from {', '.join(WIRES)}")
    whole("rows", rows, FEWEST, 1024)
    part = RANGES[range]
    codes = Adc(adc_bits).codes(signs == "difference")
    top = codes if part is None else max(plain.largest / part, 1)
    adc = Adc(adc_bits, top)
    made = Crossbar(rows, WIDE, 8, 8, cell_bits, 1, signs, adc)
    return Chip(made, sigma=noise / 100, ratio=WIRES[wires], seed=1)


def _top(chip: Chip) -> float:
    return float(_adc(chip).range(chip.crossbar.largest))


def _adc(chip: Chip) -> Adc:
    """The converter, which every chip of the bench has."""
    if chip.crossbar.adc is None:
        raise ValueError("this chip converts nothing: give it an Adc")
    return chip.crossbar.adc


@cache
def _images():
    test = data.mnist("test")
    return test.images[::EVERY], test.labels[::EVERY]


@lru_cache(maxsize=64)
def _tried(chip: Chip) -> tuple[float, np.ndarray]:
    """The share of digits that is right, and sums that came to the converters."""
    images, labels = _images()
    seen: list[np.ndarray] = []
    found = digits.scores(chip, images, seen).argmax(axis=1)
    return float((found == labels).mean()), np.concatenate(seen)


@cache
def _rows(chip: Chip) -> np.ndarray:
    """What arrives of each row's current, in one array of the network's first layer."""
    crossbar = chip.crossbar
    W = digits.weights("fc1", crossbar.weight_bits)[0]
    first = min(3 * crossbar.rows, len(W) - crossbar.rows) if crossbar.rows < 784 else 0
    G = levels(W[max(first, 0) :][: crossbar.rows], crossbar).astype(float)
    G = G.reshape(len(G), -1)[:, :128]
    left = chip.lines(G) if chip.ratio < np.inf else G
    return left.sum(axis=1) / np.maximum(G.sum(axis=1), 1e-9)


def _histogram(figure, seen, chip: Chip):
    """How often a column brings which sum; what lies beyond the ADC's top is hatched."""
    left, bottom, wide, high = 0.45, 1.75, 5.5, 2.65
    top, low = _top(chip), min(seen.min(), 0)
    most = max(seen.max() * 1.05, min(top * 1.25, chip.crossbar.largest))
    counts, edges = np.histogram(seen, BARS, (low, most))
    x = left + wide * (edges[:-1] - low) / (most - low)
    h = high * np.log1p(counts) / np.log1p(counts.max())
    clips = np.maximum(np.abs(edges[:-1]), np.abs(edges[1:])) > top
    width = 0.9 * wide / BARS
    for these, colour, hatch in ((~clips, COLOURS["O"], ""), (clips, GREY, "///")):
        if these.any():
            bars = rectangles(x[these], bottom, width, h[these])
            fill(figure, bars, colour, hatch=hatch, edgecolor="white")
    stroke(figure, lines([(left, bottom)], [(left + wide, bottom)]), INK, 1.2)
    for side in (-top, top) if low < 0 else (top,):
        at = left + wide * (side - low) / (most - low)
        if left <= at <= left + wide:
            stroke(figure, lines([(at, bottom)], [(at, bottom + high)]), INK, 2, linestyle="--")  # fmt: skip
    _codes(figure, chip, left, bottom, wide, low, most)
    label(figure, left, 4.7, "sums of a column, how often (log)", fontsize=SIZE - 1)
    step = top / _adc(chip).codes(chip.crossbar.signs == "difference")
    words = f"ADC: steps of {step:.3g}, clips above {top:.4g}"
    label(figure, left + wide / 2, 1.12, words, ha="center", fontsize=SIZE - 1)


def _codes(figure, chip, left, bottom, wide, low, most):
    """A tick a code, where there is room for them, and the ends of the scale."""
    top, signed = _top(chip), chip.crossbar.signs == "difference"
    codes = _adc(chip).codes(signed)
    at = top / codes * np.arange(-codes if signed else 0, codes + 1)
    at = at[(at >= low) & (at <= most)]
    if len(at) <= 130:
        x = left + wide * (at - low) / (most - low)
        ends = np.stack([x, np.full(len(x), bottom - 0.12)], 1)
        stroke(figure, lines(ends + [0, 0.12], ends), INK, 1)
    for value in (low, most):
        x = left + wide * (value - low) / (most - low)
        label(figure, x, bottom - 0.28, f"{value:.0f}", ha="center", fontsize=SIZE - 3)


def _profile(figure, arrives):
    """What arrives of each row's current: the row farthest from the end is on top."""
    left, bottom, wide, high = 7.0, 1.75, 2.55, 2.65
    n = len(arrives)
    y = bottom + high * (1 - (np.arange(n) + 1) / n)
    fill(figure, rectangles(left, bottom, wide, high), tint(GREY, 0.6), zorder=0)
    fill(figure, rectangles(left, y, wide * np.minimum(arrives, 1), high / n), COLOURS["F"])  # fmt: skip
    label(figure, left, 4.7, "current that arrives, by row", fontsize=SIZE - 1)
    label(figure, left - 0.1, bottom + high - 0.1, "0", ha="right", fontsize=SIZE - 3)
    label(figure, left - 0.1, bottom + 0.1, f"{n - 1}", ha="right", fontsize=SIZE - 3)
    for share in (0, 50, 100):
        x = left + wide * share / 100
        label(figure, x, bottom - 0.22, f"{share} %", ha="center", fontsize=SIZE - 3)
    words = f"worst row: {arrives.min():.0%}"
    label(figure, left + wide / 2, 1.12, words, ha="center", fontsize=SIZE - 1)


def _bar(figure, share):
    """The share of digits that are right, and where chance is."""
    left, bottom, wide, high = 1.6, 0.3, 7.2, 0.4
    label(figure, left - 0.1, bottom + high / 2, "digits right", ha="right")
    fill(figure, rectangles(left, bottom, wide, high), tint(GREY, 0.6), zorder=0)
    fill(figure, rectangles(left, bottom, wide * share, high), COLOURS["MACs"])
    at = left + wide / 10
    stroke(figure, lines([(at, bottom - 0.06)], [(at, bottom + high + 0.06)]), INK, 2)
    label(figure, at, bottom - 0.17, "chance", ha="center", fontsize=SIZE - 4)
    label(figure, left + wide + 0.1, bottom + high / 2, f"{share:.1%}")
