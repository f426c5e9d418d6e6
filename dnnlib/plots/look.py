"""The look of every figure: colours that never change meaning, type readable from the back of a room."""

from functools import cache
from io import BytesIO

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.textpath import TextPath
from matplotlib.ticker import NullLocator

from dnnlib.door import checked
from dnnlib.table import Table

# Okabe and Ito's palette, which the colour-blind can tell apart. I, F and O keep theirs in every figure.
COLOURS = {"I": "#0072B2", "F": "#009E73", "O": "#D55E00", "MACs": "#555555"}
KINDS = {"conv": ("#555555", ""), "fc": ("#E69F00", "///"), "matmul": ("#CC79A7", "xx")}
INK, GREY = "#222222", "#BBBBBB"
SIZE = 15  # points, in a figure 10 inches wide
SEEN = 3.0  # the contrast that a shape needs against white
RIM = 0.8  # points of the line around a shape that has less


class Picture(Figure):
    """A matplotlib Figure that carries its title in words and its numbers as a Table, and shows itself in any notebook."""

    title: str = ""
    table: Table | None = None

    def _repr_png_(self) -> bytes:
        png = BytesIO()
        self.savefig(png, format="png", dpi=90, metadata={"Software": None})
        return png.getvalue()


def picture(width: float = 10, height: float = 4.5) -> Picture:
    """An empty white figure, in inches."""
    return Picture(figsize=(width, height), facecolor="white")


# Drawn on the picture itself, in inches from its lower left corner. An explorer draws thirty pictures a second:
# matplotlib's Axes alone take 10 ms, a Text 0.5 ms, and a path of any number of outlines 0.2 ms.


@checked
def label(figure: Picture, x, y, text, **how):
    """Text at (x, y) inches, in the house's size and ink; spaces stay where there are several."""
    # a browser shows several spaces of an SVG text as one: a nest of loops would lose its steps
    text = text.replace("  ", "\N{NO-BREAK SPACE}" * 2)
    how = {"fontsize": SIZE, "color": INK, "va": "center", **how}
    return figure.text(x, y, text, transform=figure.dpi_scale_trans, **how)


@checked
def heading(figure: Picture, x, y, text, **how):
    """Text a little larger, which also says in words what the picture shows."""
    figure.title = f"{figure.title}; {text}" if figure.title else text
    return label(figure, x, y, text, **{"fontsize": SIZE + 1, "va": "bottom", **how})


@checked
def fill(figure: Picture, path: Path, colour, **how):
    """A path in inches, filled; a pale one between white edges gets a thin dark line around it, or nobody would see where it ends."""
    how = {
        "facecolor": colour,
        "linewidth": 0,
        "transform": figure.dpi_scale_trans,
        **how,
    }
    made = figure.add_artist(PathPatch(path, **how))
    if how.get("edgecolor") == "white" and contrast(how["facecolor"]) < SEEN:
        rim = {**how, "facecolor": "none", "edgecolor": INK, "linewidth": RIM}
        figure.add_artist(PathPatch(path, **{**rim, "hatch": ""}))
    return made


@cache
def contrast(colour) -> float:
    """A colour against white, 1 to 21: 1.05 / (its luminance + 0.05). Source: WCAG 2.2, relative luminance."""
    parts = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in to_rgb(colour)]  # fmt: skip
    luminance = sum(w * v for w, v in zip((0.2126, 0.7152, 0.0722), parts))
    return 1.05 / (luminance + 0.05)


@checked
def stroke(figure: Picture, path: Path, colour, width: float, **how):
    """A path in inches, drawn as a line of `width` points."""
    return fill(
        figure, path, "none", **{"edgecolor": colour, "linewidth": width, **how}
    )


@checked
def outlines(corners) -> Path:
    """Polygons [n, corners, 2] as one path."""
    corners = np.asarray(corners, float)
    closed = np.concatenate([corners, corners[:, :1]], axis=1)
    codes = [Path.MOVETO, *[Path.LINETO] * (corners.shape[1] - 1), Path.CLOSEPOLY]
    return Path(closed.reshape(-1, 2), codes * len(corners))


def rectangles(x, y, width, height) -> Path:
    """Rectangles with lower left corners x, y [n] as one path; width and height may differ or be one number."""
    x, y, w, h = np.broadcast_arrays(
        *(np.atleast_1d(np.asarray(v, float)) for v in (x, y, width, height))
    )
    return outlines(
        np.stack(
            [np.stack([x, x + w, x + w, x], 1), np.stack([y, y, y + h, y + h], 1)], 2
        )
    )


def lines(starts, ends) -> Path:
    """Straight lines from starts [n,2] to ends [n,2] as one path."""
    both = np.stack([np.asarray(starts, float), np.asarray(ends, float)], 1)
    return Path(both.reshape(-1, 2), [Path.MOVETO, Path.LINETO] * len(both))


def numerals(places, texts, height: float, weight="normal") -> Path:
    """Short texts centred at places [n,2], of one height, as one path. Units: inches."""
    letters = [_letters(str(text), weight) for text in texts]
    vertices = [
        height * np.asarray(one.vertices) + place for one, place in zip(letters, places)
    ]
    return Path(
        np.concatenate(vertices), np.concatenate([one.codes for one in letters])
    )


@cache
def _letters(text: str, weight: str) -> Path:
    """The outline of a text of type size 1, its middle at the origin."""
    font = FontProperties(family="DejaVu Sans", weight=weight)
    path = TextPath((0, 0), text, size=100, prop=font)
    box, middle = path.get_extents(), 36  # half the height of a digit
    return Path((path.vertices - [(box.x0 + box.x1) / 2, middle]) / 100, path.codes)


@checked
def tint(colour: str, white: float) -> tuple:
    """A colour mixed with white: 0 is the colour itself, 1 is white."""
    rgb = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    return tuple(white + (1 - white) * v for v in rgb)


@checked
def axes(figure: Picture, left, bottom, width, height, title="", frame=False):
    """Axes at a place in the figure (fractions), without ticks: making a tick costs more than drawing a bar."""
    ax = figure.add_axes((left, bottom, width, height))
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(NullLocator())
        axis.set_minor_locator(NullLocator())
    for spine in ax.spines.values():
        spine.set_visible(frame)
    if title:
        ax.set_title(title, fontsize=SIZE + 1, loc="left", color=INK)
        figure.title = title
    return ax


@checked
def note(ax, x, y, text, **how):
    """Text at data coordinates of axes, in the house's size and ink."""
    return ax.text(
        x, y, text, **{"fontsize": SIZE, "color": INK, "va": "center", **how}
    )


@checked
def human(value: float) -> str:
    """A count as one reads it aloud: 2.33 M, 724 M, 15.5 G."""
    if value == 0:
        return "0"
    power = min(max(int(np.floor(np.log10(abs(value)) / 3 + 1e-12)), 0), 5)
    if abs(value) / 1000**power >= 999.5 and power < 5:  # 999,999 is 1 M, not 1e+03 k
        power += 1
    return f"{value / 1000**power:.3g} {' kMGTP'[power].strip()}".strip()
