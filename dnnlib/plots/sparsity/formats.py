"""Which sparse format for which density: how many times smaller than dense each makes a matrix."""

from functools import lru_cache

import numpy as np

from dnnlib.compress import formats, prune
from dnnlib.plots.field import Field
from dnnlib.plots.look import (
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

LOOK = {  # colour and dashes: I, F and O keep theirs
    "dense": (INK, "-"),
    "bitmap": ("#E69F00", "-"),
    "rlc": ("#56B4E9", "--"),
    "csr": ("#CC79A7", "-"),
    "csc": ("#CC79A7", ":"),
    "eie": (INK, "-."),
    "2:4": ("#E69F00", "--"),
}
SHAPES = {
    "128 x 256": (128, 256),
    "32 x 1024 (wide)": (32, 1024),
    "1024 x 32 (tall)": (1024, 32),
}
DENSITIES = tuple(float(f"{d:.2g}") for d in np.geomspace(0.005, 1, 15))
LOWEST, HIGHEST = 0.25, 100.0  # times smaller
PLACE = LEFT, BOTTOM, WIDTH, HEIGHT = 0.95, 0.75, 7.35, 3.75
FIELD = Field.at(*PLACE, (DENSITIES[0], 1), (LOWEST, HIGHEST), log=True)


def format_sizes(density=0.1, word=8, index=4, shape="128 x 256"):
    """How many times smaller than dense each format makes a matrix, over its density; both axes logarithmic.

    The zeros lie at random. 2:4 is counted for a matrix that was pruned so, at half of the values or fewer.
    Units: word bits a value, index bits a run ("rlc") or gap ("eie"); formats.widths has the other fields.
    Errors: ValueError lists the shapes, or says what a density is.
    Source: dnnlib.compress.formats; Sze et al. 2017, VII-B.
    """
    if shape not in SHAPES:
        raise ValueError(f"shape={shape!r} is unknown; choose from {', '.join(SHAPES)}")
    prune.kept(1, density)
    here = _sizes(shape, word, index, density)
    curves = [_sizes(shape, word, index, d) for d in DENSITIES]
    best = min(here, key=here.get)
    figure = picture(10, 5.2)
    smaller = (
        f"{here['dense'] / here[best]:.3g} times smaller than dense"
        if best != "dense"
        else "nothing is smaller"
    )
    heading(
        figure,
        0.15,
        4.8,
        f"density {density:g}, {shape}, {word}-bit values: {best}, {smaller}",
    )
    _grid(figure)
    _mark(figure, density, here["dense"] / here[best])
    ends = {}
    for name in here:
        known = [
            (d, size["dense"] / size[name])
            for d, size in zip(DENSITIES, curves)
            if name in size
        ]
        path = _inches(known)
        colour, dashes = LOOK[name]
        stroke(
            figure,
            lines(path[:-1], path[1:]),
            colour,
            4.5 if name == best else 2.5,
            linestyle=dashes,
        )
        ends[name] = path[0][1]
    _names(figure, ends, best)
    rows = [
        (d, *(size.get(name) for name in LOOK)) for d, size in zip(DENSITIES, curves)
    ]
    rows.append((density, *(here.get(name) for name in LOOK)))
    figure.table = Table(("density", *(f"{name}, bits" for name in LOOK)), sorted(rows))
    return figure


@lru_cache(maxsize=1024)
def _sizes(shape: str, word: int, index: int, density: float) -> dict[str, int]:
    """Bits by format of a matrix with that share of values, at random places."""
    fields = {"rlc": index, "eie": index}
    bits = {
        name: _size(shape, density, name, word, fields.get(name))
        for name in formats.FORMATS
        if name != "2:4"
    }
    if density <= 0.5:
        bits["2:4"] = formats.size(_matrices(shape, density)[1], "2:4", word)
    return bits


@lru_cache(maxsize=4096)
def _size(shape: str, density: float, name: str, word: int, index: int | None) -> int:
    return formats.size(_matrices(shape, density)[0], name, word, index)


@lru_cache(maxsize=256)
def _matrices(shape: str, density: float) -> tuple[np.ndarray, np.ndarray]:
    """One matrix with that share of values, and one of which two of four are left."""
    scores = np.random.default_rng(0).random(SHAPES[shape])
    return prune.keep(scores, density).astype(np.int8), prune.n_of_m(scores).astype(
        np.int8
    )


def _grid(figure):
    ticks = (0.25, 0.5, 1, 2, 5, 10, 20, 50, 100)
    FIELD.rows(figure, ticks, strong=1)
    shares = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1)
    FIELD.columns(figure, shares, width=0.5)
    FIELD.under(figure, "density: the share of values that are not zero", 0.18)
    how = {"ha": "center", "fontsize": SIZE - 2, "rotation": 90}
    middle = BOTTOM + HEIGHT / 2
    label(figure, 0.22, middle, "times smaller than dense", **how)


def _inches(points):
    """Places [n, 2] of (density, times smaller): what is off the picture stands at its edge."""
    density, smaller = np.array(points, float).T
    return FIELD.inches(np.c_[density, np.clip(smaller, LOWEST, HIGHEST)])


def _mark(figure, density, smaller):
    """Where the slider stands."""
    here = max(density, DENSITIES[0])
    FIELD.column(figure, here, tint("#555555", 0.2), 2, zorder=1)
    ((x, y),) = _inches([(density, smaller)])
    fill(figure, rectangles(x - 0.09, y - 0.09, 0.18, 0.18), INK, zorder=4)


def _names(figure, ends: dict, best: str):
    """The formats' names beside the picture, each with a piece of its line, in their order at the left end."""
    for k, name in enumerate(sorted(ends, key=lambda n: (-ends[n], n))):
        y = BOTTOM + HEIGHT - 0.2 - 0.42 * k
        colour, dashes = LOOK[name]
        stroke(
            figure,
            lines([(8.5, y)], [(8.95, y)]),
            colour,
            4.5 if name == best else 2.5,
            linestyle=dashes,
        )
        label(
            figure,
            9.05,
            y,
            name,
            weight="bold" if name == best else "normal",
            fontsize=SIZE - 1,
        )
