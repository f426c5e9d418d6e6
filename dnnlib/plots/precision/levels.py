"""Real values under a quantizer: histogram, levels and edges, and what rounding and clipping lose."""

from functools import cache

import numpy as np

from dnnlib import data
from dnnlib.networks.lenet import lenet_300_100
from dnnlib.networks.network import activations
from dnnlib.plots.field import Field, round_steps
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
from dnnlib.quant.codebook import QUANTIZERS, Codebook, binary, ternary
from dnnlib.quant.noise import noise
from dnnlib.table import Table

VALUES = ("LeNet-300-100 fc1", "LeNet-300-100 fc2", "LeNet-300-100 fc3", "LeNet-5 conv1", "LeNet-5 conv2",
          "LeNet-5 fc1", "relu1 of LeNet-300-100", "relu2 of LeNet-300-100")  # fmt: skip
SIGNS = ("binary", "ternary")
NAMES = (*QUANTIZERS, *SIGNS)
LEFT, BOTTOM, WIDTH, HEIGHT = 0.35, 1.75, 9.3, 2.6
BINS, MOST = 120, 64  # bars; levels that are drawn one by one
LOSS = {"rounding": ("#56B4E9", ""), "clipping": ("#E69F00", "///")}


def levels(values="LeNet-300-100 fc1", quantizer="linear", bits=4, clip=1.0):
    """A real layer's weights or activations, the levels of a quantizer, and what it loses by rounding and by clipping.

    clip: the share of max|x| to draw levels from; all beyond goes to the last level. binary and ternary have their own
    number of bits. Errors: ValueError of the quantizer, as that linear needs 2 bits, stands in the picture's place.
    Source: Sze et al. 2017, VII-A, Fig. 37; dnnlib.quant.
    """
    x = _values(values)
    book = _book(values, quantizer, bits, clip)
    lost = noise(x, book)  # of all values; only the histogram takes some of many
    figure = picture(10, 5.4)
    count, way = (
        len(np.unique(book.levels)),
        f"{quantizer}, {book.bits} bit{'s' * (book.bits != 1)}",
    )
    heading(
        figure, 0.2, 5.0, f"{values}, {way}: {count} levels, SQNR {lost.sqnr:.1f} dB"
    )
    span = min(float(x.min()), 0.0), max(float(x.max()), 0.0)
    field = Field.at(LEFT, BOTTOM, WIDTH, HEIGHT, span)
    _histogram(figure, field, x, COLOURS["I" if values.startswith("relu") else "F"])
    _levels(figure, field, book)
    _losses(figure, lost)
    codes = book.encode(x)
    shares = np.bincount(codes.ravel(), minlength=len(book.levels)) / x.size
    rows = [
        (k, float(level), f"{share:.2%}")
        for k, (level, share) in enumerate(zip(book.levels, shares))
    ]
    caption = f"rounding {lost.rounding / lost.signal:.3g}, clipping {lost.clipping / lost.signal:.3g} of the power"
    figure.table = Table(("code", "level", "values there"), rows[:MOST], caption)
    return figure


def _book(values: str, quantizer: str, bits: int, clip: float) -> Codebook:
    if quantizer not in (*QUANTIZERS, *SIGNS):
        raise ValueError(
            f"quantizer={quantizer!r}: choose {', '.join((*QUANTIZERS, *SIGNS))}"
        )
    x = _values(values)
    kept = np.clip(x, -clip * np.abs(x).max(), clip * np.abs(x).max())
    if quantizer in SIGNS:
        return {"binary": binary, "ternary": ternary}[quantizer](kept)
    return QUANTIZERS[quantizer](kept, bits)


@cache
def _values(name: str) -> np.ndarray:
    """All the values in question; of activations those above 0, for 200 training images."""
    if name not in VALUES:
        raise ValueError(f"values={name!r}: choose {', '.join(VALUES)}")
    if name.startswith("relu"):
        made = activations(lenet_300_100(), data.mnist("train").images[:200])[
            name.split(" ")[0]
        ]
        return made[made > 0].ravel()
    network, layer = name.rsplit(" ", 1)
    return data.weights(network)[f"{layer}.weight"].ravel()


def _histogram(figure, field: Field, x, colour):
    """Bars, the highest as high as the field; few values far out are made visible by a root scale."""
    counts, edges = np.histogram(x, BINS, (field.x.low, field.x.high))
    high = HEIGHT * np.sqrt(counts / counts.max())
    bars = rectangles(field.x.at(edges[:-1]), BOTTOM, WIDTH / BINS, high)
    fill(figure, bars, tint(colour, 0.3))
    field.row(figure, 0, INK, 1.2, zorder=1)
    _above(figure, LEFT, "height: root of the count")
    for value in round_steps(7, field.x.low, field.x.high):
        field.tick_below(figure, value, f"{value:g}", 0.52)


def _levels(figure, field: Field, book: Codebook):
    """A comb below the axis for levels; dashed lines up for edges, where they are few enough to see."""
    at = field.x.at(np.unique(book.levels))
    at = at[(at >= LEFT - 0.05) & (at <= LEFT + WIDTH + 0.3)]
    comb = (np.c_[at, 0 * at + BOTTOM - y] for y in (0.06, 0.34))
    stroke(figure, lines(*comb), INK, 3 if len(at) < 40 else 1.2)
    edges = field.x.at(book.edges)
    edges = edges[(edges > LEFT) & (edges < LEFT + WIDTH)]
    if 0 < len(edges) <= MOST:
        ends = (np.c_[edges, 0 * edges + y] for y in (BOTTOM, BOTTOM + HEIGHT))
        stroke(figure, lines(*ends), INK, 1, linestyle="--")
        words = "thick below: levels; dashed: edges"
    else:
        words = "comb below: levels"
    _above(figure, LEFT + WIDTH, words, ha="right")


def _above(figure, x: float, words: str, **how):
    label(figure, x, BOTTOM + HEIGHT + 0.2, words, fontsize=SIZE - 3, **how)


def _losses(figure, lost):
    """One bar: of the noise, which part is rounding and which clipping; and how large each is against the signal."""
    total, x = lost.total or 1.0, LEFT + 1.05
    label(figure, LEFT, 0.75, "noise", fontsize=SIZE)
    for name, (colour, hatch) in LOSS.items():
        share = getattr(lost, name) / total
        wide = (WIDTH - 1.05) * share
        if wide > 0:
            fill(
                figure,
                rectangles(x, 0.57, wide, 0.36),
                colour,
                hatch=hatch,
                edgecolor="white",
            )
        x += wide
    x = LEFT + 1.05
    for k, (name, (colour, hatch)) in enumerate(LOSS.items()):
        part = getattr(lost, name)
        size = (
            f"{-10 * np.log10(part / lost.signal):.1f} dB below the signal"
            if part
            else "none"
        )
        fill(
            figure,
            rectangles(x + 4.3 * k, 0.15, 0.3, 0.22),
            colour,
            hatch=hatch,
            edgecolor="white",
        )
        label(figure, x + 0.4 + 4.3 * k, 0.26, f"{name}: {size}", fontsize=SIZE - 2)
    stroke(figure, lines([(LEFT + 1.05, 0.57)], [(LEFT + WIDTH, 0.57)]), GREY, 0.8)
