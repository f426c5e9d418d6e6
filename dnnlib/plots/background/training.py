"""A network while it learns: its loss, what it gets right, and what its first neurons look for."""

import numpy as np

from dnnlib.background.course import HIDDEN, IMAGES, Run, run
from dnnlib.door import checked, listed
from dnnlib.plots.field import Field
from dnnlib.plots.look import (
    COLOURS,
    GREY,
    INK,
    SIZE,
    axes,
    fill,
    heading,
    label,
    lines,
    picture,
    rectangles,
    stroke,
)
from dnnlib.table import Table

STOPS = (0, 500, 1000, 2000, 3000, 5000, 7500, 10_000, 15_000, 20_000, 30_000, 40_000)
RATES = (0.001, 0.01, 0.03, 0.1, 0.3, 0.5, 1.0, 2.0)
BATCHES = (1, 8, 32, 128, 512)
SEEN, ACROSS = 20, 10  # neurons whose weights are shown


def training(rate=0.1, batch=32, hidden="100", images=0):
    """A network learns 10,000 digits: drag how many images it has looked at, the rate, the batch, the layers.

    Accuracy is that on 1,000 digits that it never learns from. Errors: ValueError lists the choices of hidden layers.
    Source: Sze et al. 2017, II-C; dnnlib.background.course.
    """
    listed("hidden", hidden, HIDDEN)
    one = run(rate, batch, HIDDEN[hidden])
    net, right = one.at(images)
    return lesson(one, net, right, images)


@checked
def lesson(one: Run, net, right: float, images: int, most: int = 40_000):
    """The picture of a run: losses so far, accuracy, and what twenty neurons of the first layer learned."""
    steps = one.steps(images)
    losses, seen = np.array(one.losses[:steps]), np.array(one.seen[:steps])
    figure = picture(10, 5.5)
    names = "-".join(map(str, (784, *one.hidden, 10)))
    said = f"{names} has seen {images:,} digits: {right:.1%} right"
    heading(figure, 0.15, 5.08, said, weight="bold")
    field = Field.at(0.85, 3.05, 6.2, 1.65, (0, max(most, images)), (0, 2.5))
    _curve(figure, field, losses, seen)
    _score(figure, right)
    _learned(figure, net[0].W - one.kept[0][0][0].W)
    shown = losses[-1] if steps else None
    rows = [
        ("images", images),
        ("steps", steps),
        ("last loss", shown),
        ("right", right),
    ]
    figure.table = Table(
        ("what", "value"), [*rows, ("rate", one.rate), ("batch", one.batch)]
    )
    return figure


def _curve(figure, field, losses, seen):
    """The loss of each step, and its mean over the last 1,000 images as a thick line."""
    field.rows(figure, (0, 1, 2))
    for k in range(0, int(field.x.high) + 1, IMAGES):
        field.column(figure, k)
        field.tick_below(figure, k, f"{k // 1000:g} k" if k else "0")
    label(figure, 0.15, 4.83, "loss", fontsize=SIZE - 2)
    label(figure, 7.3, 2.85, "digits seen", fontsize=SIZE - 3)
    usual = 2.3026  # of ten equal chances: -log(1/10)
    field.row(figure, usual, INK, 1, linestyle=":")
    label(figure, 7.1, field.y.at(usual), "a guess", fontsize=SIZE - 3)
    if len(losses) < 2:
        return
    good = np.nan_to_num(losses, nan=9, posinf=9)
    few = slice(None, None, max(1, len(good) // 700))
    thin = np.c_[seen[few], np.minimum(good[few], field.y.high)]
    field.curve(figure, thin, GREY, 0.8, zorder=1)
    window = max(1, min(round(1000 * len(seen) / seen[-1]), len(good)))
    sums = np.cumsum(np.r_[0, good])
    ends = np.unique(np.linspace(window, len(good), min(len(good), 200)).astype(int))
    mean = np.minimum((sums[ends] - sums[ends - window]) / window, field.y.high)
    field.curve(figure, np.c_[seen[ends - 1], mean], COLOURS["O"], 3, zorder=2)


def _score(figure, right):
    """The share of new digits that it names right, as a column."""
    left, bottom, high = 8.65, 3.05, 1.65
    label(
        figure, left + 0.3, 4.83, "right, of new digits", ha="center", fontsize=SIZE - 3
    )
    fill(figure, rectangles([left], [bottom], 0.6, high), "#EEEEEE")
    fill(figure, rectangles([left], [bottom], 0.6, high * right), COLOURS["O"])
    label(
        figure,
        left + 0.7,
        bottom + high * min(right, 0.95),
        f"{right:.1%}",
        fontsize=SIZE - 2,
    )
    stroke(
        figure,
        lines([(left, bottom + 0.1 * high)], [(left + 0.6, bottom + 0.1 * high)]),
        INK,
        1,
        linestyle=":",
    )


def _learned(figure, change):
    """What the weights of the first neurons have gained since the start, as pictures of 28 x 28."""
    said = "what twenty neurons have learned: red wants ink, blue wants none"
    label(figure, 0.15, 2.42, said, fontsize=SIZE - 2)
    change = np.nan_to_num(np.asarray(change[:SEEN], float), nan=0, posinf=0, neginf=0)
    side, gap, rows = 28, 3, -(-len(change) // ACROSS)
    sheet = np.full((rows * (side + gap) - gap, ACROSS * (side + gap) - gap), np.nan)
    for k, row in enumerate(change):
        up, left = (k // ACROSS) * (side + gap), (k % ACROSS) * (side + gap)
        sheet[up : up + side, left : left + side] = row.reshape(side, side)
    ax = axes(figure, 0.015, 0.02, 0.97, 0.385)
    top = max(float(np.abs(change).max()) * 0.6, 1e-6)
    ax.imshow(sheet, cmap="RdBu_r", vmin=-top, vmax=top, interpolation="nearest")
