"""Which dataflow wins at which prices: a map over the price of DRAM and of a register file, and one place of it."""

from dnnlib.dataflow.isca16 import prices
from dnnlib.dataflow.isca16.prices import DRAM_PRICES, RF_PRICES, at_prices
from dnnlib.dataflow.isca16.storage import DATAFLOWS
from dnnlib.plots.look import (
    INK,
    SIZE,
    fill,
    heading,
    label,
    picture,
    rectangles,
    stroke,
)
from dnnlib.table import Table

# Okabe and Ito's palette, but the three colours of I, F and O
SHADES = dict(zip(DATAFLOWS, ("#56B4E9", "#E69F00", "#F5D9A0", "#FBEFD5", "#CC79A7", "#F0E442")))  # fmt: skip
LEFT, BOTTOM, WIDE, HIGH = 0.9, 0.95, 0.78, 0.62
BARS, LONGEST = 6.6, 2.5


def winners(DRAM=200, RF=1, kind="conv"):
    """The dataflow of least energy at each pair of prices; at one pair, the energy per MAC of all six.

    DRAM, RF: the price of an access, in energies of a MAC. kind: AlexNet's layers, "conv" or "fc"; 256 PEs, batch 16.
    Source: the published model at other prices, `isca16.prices`.
    """
    figure = picture(10, 4.9)
    found = at_prices(DRAM, RF, kind)
    best = min(found, key=lambda flow: found[flow])
    text = f"AlexNet's {kind.upper()} layers at DRAM {DRAM:g}, RF {RF:g}: {best} wins"
    heading(figure, 0.2, 4.45, text)
    _map(figure, DRAM, RF, kind)
    _bars(figure, found, best)
    rows = [(flow, energy, energy / found[best]) for flow, energy in found.items()]
    figure.table = Table(("dataflow", "energy per MAC", "times the least"), rows)
    return figure


def _map(figure, DRAM: float, RF: float, kind: str):
    """A cell a pair of prices, with its winner's name; the pair chosen has a frame."""
    label(figure, LEFT, 4.22, "the winner at each pair of prices", fontsize=SIZE - 2)
    for i, dear in enumerate(RF_PRICES):
        y = BOTTOM + HIGH * i
        label(figure, LEFT - 0.12, y + HIGH / 2, f"{dear:g}", ha="right")
        for k, price in enumerate(DRAM_PRICES):
            x = LEFT + WIDE * k
            name = prices.winner(price, dear, kind)
            cell = rectangles(x, y, WIDE, HIGH)
            fill(figure, cell, SHADES[name], edgecolor="white", linewidth=1.5)
            how = {"weight": "bold"} if name == "RS" else {}
            middle = x + WIDE / 2
            label(figure, middle, y + HIGH / 2, name, ha="center", fontsize=SIZE - 2, **how)  # fmt: skip
    if DRAM in DRAM_PRICES and RF in RF_PRICES:
        x = LEFT + WIDE * DRAM_PRICES.index(DRAM)
        y = BOTTOM + HIGH * RF_PRICES.index(RF)
        stroke(figure, rectangles(x, y, WIDE, HIGH), INK, 4)
    for k, price in enumerate(DRAM_PRICES):
        label(figure, LEFT + WIDE * (k + 0.5), BOTTOM - 0.2, f"{price:g}", ha="center")
    label(figure, LEFT, 0.4, "price of DRAM (across), of RF (up)", fontsize=SIZE - 2)


def _bars(figure, found, best: str):
    """The six energies at the pair chosen, from 0."""
    label(figure, BARS - 0.75, 4.22, "here: energy per MAC", fontsize=SIZE - 2)
    scale = LONGEST / max(found.values())
    for k, (flow, energy) in enumerate(found.items()):
        y = 3.68 - 0.52 * k
        weight = "bold" if flow == best else "normal"
        label(figure, BARS - 0.1, y, flow, ha="right", weight=weight)
        bar = rectangles(BARS, y - 0.17, scale * energy, 0.34)
        fill(figure, bar, SHADES[flow], edgecolor=INK, linewidth=0.8)
        label(figure, BARS + scale * energy + 0.08, y, f"{energy:.2f}", weight=weight)
