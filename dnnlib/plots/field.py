"""Axes drawn on the picture itself, in inches: where a value stands, the grid and its ticks.

    field = Field.at(1.0, 0.7, 8.5, 3.8, x=(1, 1e6), y=(0.5, 100), log=True)
    field.rows(figure, [1, 10, 100])       faint lines from left to right, each with its number
    field.curve(figure, points, INK, 3)

matplotlib's own Axes take longer to make than a slider's picture may take (look.py).
"""

from dataclasses import dataclass

import numpy as np

from dnnlib.door import checked
from dnnlib.plots.look import GREY, INK, SIZE, Picture, label, lines, stroke


@dataclass(frozen=True)
class Axis:
    """One axis: it begins at `start` inches with the value low and ends `length` further with high.

    at = start + length * (v - low) / (high - low), of the values' logarithms where log.
    """

    start: float
    length: float
    low: float
    high: float
    log: bool = False

    @property
    def end(self) -> float:
        """Where it ends, in inches."""
        return self.start + self.length

    def at(self, values):
        """Where values stand, in inches: a number or an array, as given."""
        v, low, high = np.asarray(values, float), self.low, self.high
        if self.log:
            v, low, high = np.log10(v), np.log10(low), np.log10(high)
        return self.start + self.length * (v - low) / (high - low)

    def powers(self, base: float = 10.0) -> np.ndarray:
        """The powers of a base that lie on it."""
        ends = np.log([self.low, self.high]) / np.log(base)
        first, last = np.ceil(ends[0] - 1e-9), np.floor(ends[1] + 1e-9)
        return base ** np.arange(first, last + 1)


@checked
@dataclass(frozen=True)
class Field:
    """Two axes: x goes right, y goes up."""

    x: Axis
    y: Axis

    @classmethod
    def at(cls, left, bottom, width, height, x=(0, 1), y=(0, 1), log=False) -> "Field":
        """A field at a place of the picture, in inches; x and y are the ranges of its values."""
        (x_least, x_most), (y_least, y_most) = x, y
        return cls(
            Axis(left, width, x_least, x_most, log),
            Axis(bottom, height, y_least, y_most, log),
        )

    def inches(self, points) -> np.ndarray:
        """Places [n,2] of points [n,2]."""
        x, y = np.asarray(points, float).reshape(-1, 2).T
        return np.stack([self.x.at(x), self.y.at(y)], 1)

    def row(self, figure: Picture, value: float, colour=GREY, width=0.8, **how):
        """A line from left to right at a value of y."""
        y, how = self.y.at(value), {"zorder": 0, **how}
        ends = [(self.x.start, y)], [(self.x.end, y)]
        stroke(figure, lines(*ends), colour, width, **how)

    def column(self, figure: Picture, value: float, colour=GREY, width=0.8, **how):
        """A line from bottom to top at a value of x."""
        x, how = self.x.at(value), {"zorder": 0, **how}
        ends = [(x, self.y.start)], [(x, self.y.end)]
        stroke(figure, lines(*ends), colour, width, **how)

    def rows(
        self, figure: Picture, values, say="{:g}".format, gap=0.1, strong=None, **how
    ):
        """A faint line at each value of y, its number `gap` inches to the left; at `strong` the line is of ink."""
        for value in values:
            self.row(
                figure, value, **how | ({"colour": INK} if value == strong else {})
            )
            self.tick_left(figure, value, say(value), gap)

    def columns(self, figure: Picture, values, say="{:g}".format, gap=0.2, **how):
        """A faint line at each value of x, its number `gap` inches below."""
        for value in values:
            self.column(figure, value, **how)
            self.tick_below(figure, value, say(value), gap)

    def tick_left(self, figure: Picture, value: float, text: str, gap=0.1, **how):
        """A number on the axis y."""
        how = {"ha": "right", "fontsize": SIZE - 2, **how}
        label(figure, self.x.start - gap, self.y.at(value), text, **how)

    def tick_below(self, figure: Picture, value: float, text: str, gap=0.2, **how):
        """A number under the axis x."""
        how = {"ha": "center", "fontsize": SIZE - 2, **how}
        label(figure, self.x.at(value), self.y.start - gap, text, **how)

    def under(self, figure: Picture, text: str, y: float, **how):
        """What the axis x counts, under its middle."""
        middle = self.x.start + self.x.length / 2
        label(figure, middle, y, text, **{"ha": "center", "fontsize": SIZE - 2, **how})

    def curve(self, figure: Picture, points, colour, width: float, **how) -> np.ndarray:
        """A line through points [n,2]; returns their places."""
        path = self.inches(points)
        stroke(figure, lines(path[:-1], path[1:]), colour, width, **how)
        return path


def round_steps(most: int, low: float, high: float, steps=(1, 2, 5)) -> np.ndarray:
    """Round values from low to high, 0 among them: the finest steps that make no more than `most` intervals."""
    span = high - low
    sizes = (s * 10.0**k for k in range(-12, 18) for s in steps)
    step = next(size for size in sizes if span / size <= most)
    return np.arange(np.ceil(low / step), np.floor(1e-9 + high / step) + 1) * step
