"""Ten designs at other prices: whose bar is shortest, and which conclusions are left."""

from dnnlib.plots.look import (
    GREY,
    INK,
    SIZE,
    fill,
    heading,
    human,
    label,
    picture,
    rectangles,
)
from dnnlib.studio.prices import LEVELS, STOPS, conclusions, ranking
from dnnlib.table import Table

TIMES = list(STOPS)
RS, OTHER, LOST = "#009E73", "#56B4E9", "#B30000"
LEFT, WIDTH, TOP, STEP = 1.95, 2.2, 4.35, 0.4
FOUND = 5.55  # where the conclusions stand


def studio_prices(DRAM=1.0, GLB=1.0, RF=1.0, MAC=1.0):
    """The energy of ten designs where prices are half or twice what they are, and what is still true.

    DRAM, GLB, RF, MAC: times the usual price; each design at the tiles that are best then. Units: energies
    of a 16-bit MAC at its usual price. Errors: ValueError lists the prices. Source: dnnlib.studio.prices.
    """
    found = ranking(DRAM, GLB, RF, MAC)
    usual, now = conclusions(), conclusions(DRAM, GLB, RF, MAC)
    held = sum(now[name] == usual[name] for name in usual)
    figure = picture(10, 5.4)
    text = ", ".join(f"{n} {v:g}x" for n, v in zip(LEVELS, (DRAM, GLB, RF, MAC)))
    heading(figure, 0.15, 4.95, f"{text}: {held} of {len(usual)} conclusions hold")
    _bars(figure, found)
    _conclusions(figure, usual, now)
    rows = [(name, round(value)) for name, value in found.items()]
    rows += [(name, "holds" if now[name] == usual[name] else "turns") for name in now]
    figure.table = Table(("design or conclusion", "energy of a picture"), rows)
    return figure  # fmt: skip


def _bars(figure, found: dict[str, float]) -> None:
    """Cheapest first; all in one proportion, and the naive design's is cut off and says so."""
    most = max(value for name, value in found.items() if name != "naive")
    for k, (name, value) in enumerate(found.items()):
        y = TOP - STEP * k
        long = WIDTH * min(value / most, 1.15)
        colour = GREY if name == "naive" else RS if name.startswith("RS") else OTHER
        label(figure, LEFT - 0.1, y + 0.14, name, ha="right", fontsize=SIZE - 3)
        fill(figure, rectangles([LEFT], [y], long, 0.28), colour)
        text = human(value) + (" →" if value > 1.15 * most else "")
        label(figure, LEFT + long + 0.08, y + 0.14, text, fontsize=SIZE - 4)


def _conclusions(figure, usual: dict[str, bool], now: dict[str, bool]) -> None:
    for k, name in enumerate(usual):
        y = TOP + 0.1 - 0.52 * k
        same = now[name] == usual[name]
        sign, colour = ("✓", RS) if same else ("✗", LOST)
        label(figure, FOUND, y, sign, color=colour, fontsize=SIZE + 2, weight="bold")
        ink = INK if same else LOST
        label(figure, FOUND + 0.35, y, name, color=ink, fontsize=SIZE - 2)
