"""Real values under a quantizer: histogram, levels and edges, and what rounding and clipping lose."""

from functools import cache

import numpy as np

from dnnlib import data
from dnnlib.networks.lenet import lenet_300_100
from dnnlib.networks.network import activations
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
    lost = noise(x, book)
    figure = picture(10, 5.4)
    count, way = (
        len(np.unique(book.levels)),
        f"{quantizer}, {book.bits} bit{'s' * (book.bits != 1)}",
    )
    heading(
        figure, 0.2, 5.0, f"{values}, {way}: {count} levels, SQNR {lost.sqnr:.1f} dB"
    )
    field = _Field(x)
    field.histogram(figure, x, COLOURS["I" if values.startswith("relu") else "F"])
    field.levels(figure, book)
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
    """The values in question; of activations those above 0, for 200 training images, and of many some, evenly."""
    if name not in VALUES:
        raise ValueError(f"values={name!r}: choose {', '.join(VALUES)}")
    if name.startswith("relu"):
        made = activations(lenet_300_100(), data.mnist("train").images[:200])[
            name.split(" ")[0]
        ]
        return made[made > 0].ravel()
    network, layer = name.rsplit(" ", 1)
    x = data.weights(network)[f"{layer}.weight"].ravel()
    return x[:: -(-x.size // 40_000)]


class _Field:
    """Where a value and a count stand, in inches."""

    def __init__(self, x):
        self.low, self.high = min(float(x.min()), 0.0), max(float(x.max()), 0.0)

    def across(self, values):
        """Inches from the left for values."""
        return LEFT + WIDTH * (np.asarray(values, float) - self.low) / (
            self.high - self.low
        )

    def histogram(self, figure, x, colour):
        """Bars, the highest as high as the field; few values far out are made visible by a root scale."""
        counts, edges = np.histogram(x, BINS, (self.low, self.high))
        high = HEIGHT * np.sqrt(counts / counts.max())
        fill(
            figure,
            rectangles(self.across(edges[:-1]), BOTTOM, WIDTH / BINS, high),
            tint(colour, 0.3),
        )
        stroke(figure, lines([(LEFT, BOTTOM)], [(LEFT + WIDTH, BOTTOM)]), INK, 1.2)
        label(
            figure,
            LEFT,
            BOTTOM + HEIGHT + 0.2,
            "height: root of the count",
            fontsize=SIZE - 3,
        )
        for value in _ticks(self.low, self.high):
            label(
                figure,
                self.across(value),
                BOTTOM - 0.52,
                f"{value:g}",
                ha="center",
                fontsize=SIZE - 2,
            )

    def levels(self, figure, book: Codebook):
        """A comb below the axis for levels; dashed lines up for edges, where they are few enough to see."""
        at = self.across(np.unique(book.levels))
        at = at[(at >= LEFT - 0.05) & (at <= LEFT + WIDTH + 0.3)]
        stroke(figure, lines(np.stack([at, 0 * at + BOTTOM - 0.06], 1), np.stack([at, 0 * at + BOTTOM - 0.34], 1)), INK,
               3 if len(at) < 40 else 1.2)  # fmt: skip
        edges = self.across(book.edges)
        edges = edges[(edges > LEFT) & (edges < LEFT + WIDTH)]
        if 0 < len(edges) <= MOST:
            ends = (
                np.stack([edges, 0 * edges + y], 1) for y in (BOTTOM, BOTTOM + HEIGHT)
            )
            stroke(figure, lines(*ends), INK, 1, linestyle="--")
            label(figure, LEFT + WIDTH, BOTTOM + HEIGHT + 0.2, "thick below: levels; dashed: edges", ha="right",
                  fontsize=SIZE - 3)  # fmt: skip
        else:
            label(
                figure,
                LEFT + WIDTH,
                BOTTOM + HEIGHT + 0.2,
                "comb below: levels",
                ha="right",
                fontsize=SIZE - 3,
            )


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


def _ticks(low: float, high: float) -> list[float]:
    """Round values, seven or fewer, 0 among them."""
    step = next(
        s * 10.0**k
        for k in range(-6, 6)
        for s in (1, 2, 5)
        if (high - low) / (s * 10.0**k) <= 7
    )
    return [
        round(step * k, 9)
        for k in range(int(np.ceil(low / step)), int(np.floor(high / step)) + 1)
    ]
