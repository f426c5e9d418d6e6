"""The number line of a format: which numbers it has, where they lie close and where they end."""

from functools import cache

import numpy as np

from dnnlib.plots.look import (
    COLOURS,
    GREY,
    INK,
    SIZE,
    heading,
    label,
    lines,
    picture,
    stroke,
)
from dnnlib.quant.number_formats.formats import FORMATS
from dnnlib.table import Table

INTEGERS = {"INT4": 4, "INT8": 8, "INT16": 16}
POWERS = {"log2, 4 bits": 4, "log2, 5 bits": 5}
NAMES = (*INTEGERS, *(name for name, f in FORMATS.items() if f.bits <= 16), *POWERS)
LEFT, WIDTH = 0.4, 9.2
# of the logarithmic line, powers of ten: both FP8 formats and float16 are whole on it
DECADES = (-8, 6, 2)
MORE = (-42, 42, 12)  # for bfloat16


def number_line(format="FP8 E4M3", zoom=0):
    """Every number of a format on a linear line, to be zoomed into, and the positive ones on a logarithmic line.

    Integers have a scale of 1. zoom: how many times the linear line is halved about 0. Errors: ValueError lists the
    formats. Source: Sze et al. 2017, VII-A-1, Fig. 38; Micikevicius et al. 2022 (FP8); OCP MX v1.0 (FP6, FP4).
    """
    values = _values(format)
    positive, bits = values[values > 0], _bits(format)
    span = positive[-1] / 2**zoom
    gap = np.diff(positive) / positive[:-1] if len(positive) > 1 else np.array([0.0])
    figure = picture(10, 4.4)
    heading(figure, 0.2, 4.0, f"{format}: {bits} bits, {len(values):,} numbers, largest {positive[-1]:.4g}, "
                              f"least above 0 {positive[0]:.3g}")  # fmt: skip
    inside = values[np.abs(values) <= span]
    _line(
        figure,
        2.9,
        LEFT + WIDTH / 2 + WIDTH / 2 * inside / span,
        f"{len(inside):,} numbers within {span:.4g} of 0",
    )
    for tick, side in zip(
        np.linspace(-span, span, 5), ("left", "center", "center", "center", "right")
    ):
        label(
            figure,
            LEFT + WIDTH / 2 + WIDTH / 2 * tick / span,
            2.4,
            f"{tick:.3g}",
            ha=side,
            fontsize=SIZE - 2,
        )
    low, high, step = DECADES if np.log10(positive[-1]) < DECADES[1] else MORE
    at = np.log10(positive)
    at = at[(at >= low) & (at <= high)]
    _line(
        figure,
        1.15,
        LEFT + WIDTH * (at - low) / (high - low),
        "the positive ones, logarithmic",
    )
    for power in range(low, high + 1, step):
        x = LEFT + WIDTH * (power - low) / (high - low)
        label(figure, x, 0.65, f"$10^{{{power}}}$", ha="center", fontsize=SIZE - 2)
    rows = [("bits", bits), ("numbers", len(values)), ("largest", float(positive[-1])),
            ("least above 0", float(positive[0])), ("decades between", float(np.log10(positive[-1] / positive[0]))),
            ("largest step up, relative", float(gap.max())), ("least step up, relative", float(gap.min()))]  # fmt: skip
    figure.table = Table((format, "value"), rows)
    return figure


def _line(figure, y: float, places, words: str):
    """A line with a mark for each number; marks that would fall on each other are one."""
    stroke(figure, lines([(LEFT, y)], [(LEFT + WIDTH, y)]), GREY, 1.2)
    places = np.unique(np.round(places, 2))
    ends = (np.stack([places, np.full(len(places), y + d)], 1) for d in (-0.25, 0.25))
    stroke(figure, lines(*ends), COLOURS["F"], 1.6 if len(places) < 200 else 0.9)
    label(figure, LEFT, y + 0.5, words, fontsize=SIZE - 1, color=INK)


@cache
def _values(format: str) -> np.ndarray:
    if format in INTEGERS:
        half = 2 ** (INTEGERS[format] - 1)
        return np.arange(-half, half, dtype=float)
    if format in POWERS:
        powers = 2.0 ** -np.arange(2 ** (POWERS[format] - 1) - 1)[::-1]
        return np.concatenate([-powers[::-1], [0.0], powers])
    if format not in NAMES:
        raise ValueError(f"format={format!r}: choose {', '.join(NAMES)}")
    return FORMATS[format].values


def _bits(format: str) -> int:
    return INTEGERS.get(format) or POWERS.get(format) or FORMATS[format].bits
