"""The look of every figure: colours that never change meaning, type readable from the back of a room."""

from functools import cache
from io import BytesIO

import numpy as np
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.path import Path
from matplotlib.textpath import TextPath
from matplotlib.ticker import NullLocator

# Okabe and Ito's palette, which the colour-blind can tell apart. I, F and O keep theirs in every figure.
COLOURS = {"I": "#0072B2", "F": "#009E73", "O": "#D55E00", "MACs": "#555555"}
KINDS = {"conv": ("#555555", ""), "fc": ("#E69F00", "///"), "matmul": ("#CC79A7", "xx")}
INK, GREY = "#222222", "#BBBBBB"
SIZE = 15  # points, in a figure 10 inches wide


class Picture(Figure):
    """A matplotlib Figure that carries its numbers as a Table and shows itself in any notebook."""

    table = None

    def _repr_png_(self) -> bytes:
        png = BytesIO()
        self.savefig(png, format="png", dpi=90, metadata={"Software": None})
        return png.getvalue()


def picture(width: float = 10, height: float = 4.5) -> Picture:
    """An empty white figure, in inches."""
    return Picture(figsize=(width, height), facecolor="white")


def axes(figure: Picture, left, bottom, width, height, title="", frame=False):
    """Axes at a place in the figure (fractions), without ticks: making a tick costs more than drawing a bar."""
    ax = figure.add_axes([left, bottom, width, height])
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(NullLocator())
        axis.set_minor_locator(NullLocator())
    for spine in ax.spines.values():
        spine.set_visible(frame)
    if title:
        ax.set_title(title, fontsize=SIZE + 1, loc="left", color=INK)
    return ax


def label(ax, x, y, text, **how):
    """Text at data coordinates, in the house's size and ink."""
    return ax.text(x, y, text, **{"fontsize": SIZE, "color": INK, "va": "center", **how})


def numbers(ax, places, texts, size, colour=INK, weight="normal"):
    """Short texts centred at many places [n,2], drawn as outlines: a tenth of the time of as many Text objects."""
    places, texts = np.asarray(places, float), np.asarray(texts)
    for text in np.unique(texts):
        glyphs = PathCollection([_glyph(str(text), size, weight)], offsets=places[texts == text], facecolor=colour,
                                linewidth=0, offset_transform=ax.transData)
        glyphs.set_transform(ax.figure.dpi_scale_trans.frozen().scale(1 / 72))
        ax.add_collection(glyphs, autolim=False)


@cache
def _glyph(text: str, size: float, weight: str) -> Path:
    path = TextPath((0, 0), text, size=size, prop={"family": "DejaVu Sans", "weight": weight})
    box, height = path.get_extents(), size * 0.36  # half the height of a digit
    return Path(path.vertices - [(box.x0 + box.x1) / 2, height], path.codes)


def decades(ax, low: int, high: int):
    """A logarithmic x axis drawn by hand from 10**low to 10**high: faint lines with a name every third power."""
    ax.set_xlim(low, high)
    bottom, top = ax.get_ylim()
    powers = range(low, high + 1)
    ax.vlines(powers, bottom, top, color=GREY, linewidth=[1.4 if k % 3 == 0 else 0.4 for k in powers], zorder=0)
    for k in powers:
        if k % 3 == 0:
            label(ax, k, bottom - 0.03 * (top - bottom), human(10.0**k), ha="center", va="top", fontsize=SIZE - 2)


def human(value: float) -> str:
    """A count as one reads it aloud: 2.33 M, 724 M, 15.5 G."""
    if value == 0:
        return "0"
    power = min(max(int(np.floor(np.log10(abs(value)) / 3 + 1e-12)), 0), 5)
    if abs(value) / 1000**power >= 999.5 and power < 5:  # 999,999 is 1 M, not 1e+03 k
        power += 1
    return f"{value / 1000**power:.3g} {' kMGTP'[power].strip()}".strip()
