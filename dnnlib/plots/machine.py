"""The machine of the course, from DRAM to the multiplier: what each step inwards costs, and how often it is taken."""

from dataclasses import replace

from dnnlib.costs import NORMALIZED
from dnnlib.dataflow.reuse import input_energy, psum_energy
from dnnlib.door import checked
from dnnlib.plots.dataflow.energy_bars import LEVELS
from dnnlib.plots.look import (
    COLOURS,
    GREY,
    INK,
    SIZE,
    fill,
    heading,
    label,
    lines,
    outlines,
    picture,
    rectangles,
    stroke,
    tint,
)
from dnnlib.table import Table

USES = 24
WORDS = {"input": COLOURS["I"], "sum": COLOURS["O"]}
NAMES = ("DRAM", "GLB", "NoC", "RF")


@checked
def machine(
    word: str = "input",
    a: int = 1,
    b: int = 2,
    c: int = 3,
    DRAM: float = 200,
    GLB: float = 6,
    NoC: float = 2,
    RF: float = 1,
):
    """One word, used 24 times: how often each level hands it on, what that costs, and where the energy goes.

    DRAM gives it a times; each time the buffer b times; each of those to c PEs; each PE uses it d = 24/(a*b*c) times.
    A sum goes both ways: Eq. (4) of the source. Units: energies of a MAC.
    Errors: ValueError where a*b*c does not divide 24. Source: Sze et al. 2017, Fig. 22; Chen et al., ISCA 2016, Eqs. (3), (4).
    """
    if word not in WORDS:
        raise ValueError(f"word={word!r}: choose {' or '.join(WORDS)}")
    if min(a, b, c) < 1 or USES % (a * b * c):
        raise ValueError(f"a*b*c = {a * b * c} does not divide {USES} uses")
    d = USES // (a * b * c)
    prices = dict(zip(NAMES, (DRAM, GLB, NoC, RF)))
    parts = _parts(word, (a, b, c, d), prices)
    total = sum(parts.values())
    figure = picture(10, 5.4)
    split = f"{a} x {b} x {c} x {d} = {USES}"
    heading(
        figure, 0.2, 5.0, f"one {word}, split as {split}: {total:g} energies of a MAC"
    )
    _boxes(figure)
    _arrows(figure, WORDS[word], (a, a * b, a * b * c, USES), prices)
    _bar(figure, parts, total)
    rows = [(name, prices[name], part) for name, part in parts.items()]
    figure.table = Table(
        ("level", "an access costs", "energy"), [*rows, ("all", None, total)]
    )
    return figure


def _parts(
    word: str, split: tuple[int, int, int, int], prices: dict
) -> dict[str, float]:
    """The energy at each level: that of the whole formula with the other prices 0."""
    energy = input_energy if word == "input" else psum_energy
    found = {}
    for name in NAMES:
        alone = {level: prices[level] if level == name else 0 for level in NAMES}
        a, b, c, d = split
        found[name] = energy(a, b, c, d, replace(NORMALIZED, levels=alone))
    return found


# left, bottom, width, height of each store, in inches
PLACES = {
    "DRAM": (0.2, 1.95, 1.5, 2.6),
    "GLB": (3.0, 2.35, 1.15, 1.8),
}
ARRAY = (5.5, 1.75)  # lower left corner of the PEs
PE = 0.98


def _boxes(figure):
    chip = rectangles(2.75, 1.5, 7.1, 3.35)
    fill(figure, chip, "#F7F7F7", edgecolor=GREY, linewidth=1.5)
    label(figure, 2.85, 4.68, "the chip", fontsize=SIZE - 2)
    for name, (x, y, w, h) in PLACES.items():
        _, colour, hatch = LEVELS[name]
        look = {"edgecolor": INK, "linewidth": 1.2}
        fill(figure, rectangles(x, y, w, h), tint(colour, 0.5), **look)
        label(figure, x + w / 2, y + h / 2 + 0.15, name, ha="center", weight="bold")
    label(figure, 0.95, 2.9, "gigabytes", ha="center", fontsize=SIZE - 3)
    label(figure, 3.57, 3.02, "100-500", ha="center", fontsize=SIZE - 3)
    label(figure, 3.57, 2.8, "kB", ha="center", fontsize=SIZE - 3)
    x0, y0 = ARRAY
    for row in range(3):
        for column in range(4):
            _pe(figure, x0 + 1.06 * column, y0 + 0.94 * row)


def _pe(figure, x: float, y: float):
    box = {"edgecolor": GREY, "linewidth": 1}
    fill(figure, rectangles(x, y, PE, 0.82), "white", **box)
    fill(
        figure,
        rectangles(x + 0.06, y + 0.16, 0.36, 0.5),
        tint(LEVELS["RF"][1], 0.4),
        **box,
    )
    fill(
        figure,
        rectangles(x + 0.58, y + 0.16, 0.34, 0.5),
        tint(COLOURS["MACs"], 0.6),
        **box,
    )
    small = {"ha": "center", "fontsize": SIZE - 5}
    label(figure, x + 0.24, y + 0.41, "RF", **small)
    label(figure, x + 0.75, y + 0.41, "x+", **small)


def _arrows(figure, colour: str, counts: tuple, prices: dict):
    """An arrow a level, as thick as it is busy, with how often and at which price."""
    x0, y0 = ARRAY
    ends = [(1.7, 2.95), (4.15, 5.4)]
    for name, count, (left, right) in zip(NAMES, counts, ends):
        _arrow(figure, left + 0.05, right, 3.25, count, colour)
        middle = (left + right) / 2
        label(
            figure, middle, 3.62, f"{count} x", ha="center", color=colour, weight="bold"
        )
        label(figure, middle, 2.9, f"{prices[name]:g}", ha="center", fontsize=SIZE - 1)
    for row in range(3):  # the network: along the rows of PEs
        y = y0 + 0.94 * row + 0.07
        wide = 0.8 + counts[2] / 8
        path = lines([(x0 - 0.08, y)], [(x0 + 3.18 + PE, y)])
        stroke(figure, path, colour, wide, zorder=3)
    over = {"color": colour, "weight": "bold", "fontsize": SIZE - 1}
    label(figure, x0 - 0.05, 4.68, f"NoC {counts[2]} x at {prices['NoC']:g}", **over)
    label(figure, x0 + 2.25, 4.68, f"RF {counts[3]} x at {prices['RF']:g}", **over)
    x, y = x0 + 0.42, y0 + 2 * 0.94 + 0.41
    _arrow(figure, x, x + 0.16, y, counts[3], colour)


def _arrow(figure, left: float, right: float, y: float, count: int, colour: str):
    """An arrow to the right; its shaft grows with the count."""
    half, head = 0.03 + 0.11 * count / USES, min(0.28, 0.6 * (right - left))
    neck = right - head
    shaft = [(left, y - half), (neck, y - half), (neck, y + half), (left, y + half)]
    point = [(neck, y - half - 0.1), (right, y), (neck, y + half + 0.1), (neck, y)]
    fill(figure, outlines([shaft, point]), colour, zorder=4)


def _bar(figure, parts: dict[str, float], total: float):
    """The energy as one bar, a part a level, and each part in words."""
    x, room = 0.2, 9.6
    label(figure, x, 1.32, "its energy, by level", fontsize=SIZE - 2)
    for k, (name, part) in enumerate(parts.items()):
        wide = room * part / total if total else 0
        word, colour, hatch = LEVELS[name]
        look = {"hatch": hatch, "edgecolor": "white", "linewidth": 0.5}
        fill(figure, rectangles(x, 0.75, wide, 0.4), colour, **look)
        x += wide
        key = 0.2 + 2.4 * k
        fill(figure, rectangles(key, 0.3, 0.35, 0.22), colour, **look)
        label(figure, key + 0.45, 0.41, f"{word} {part:g}", fontsize=SIZE - 2)
