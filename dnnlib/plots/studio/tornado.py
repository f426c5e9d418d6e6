"""A tornado: how far each knob alone moves a design's energy."""

from dnnlib.plots.field import Axis, Field
from dnnlib.plots.look import (
    INK,
    SIZE,
    fill,
    heading,
    human,
    label,
    picture,
    rectangles,
)
from dnnlib.studio.design import NAIVE, Design
from dnnlib.studio.knobs import OF_THE_NETWORK, WORKLOADS, Bar, card, said, sensitivity
from dnnlib.table import Table

_RS = Design((200, 100), 3, 1.0, "RS", 256, 16, 32, 1)
STARTS = {"naive": NAIVE, "RS, 3 bits": _RS, "OS_B, 8 bits": Design((200, 100), 8, 1.0, "OS_B", 64, 16, 64, 1)}  # fmt: skip
LAYERS = list(WORKLOADS)
NETWORK, CHIP = "#CC79A7", "#0072B2"


def tornado(start="naive", energy_of="all layers", batch=1):
    """One bar a knob, from its least to its most energy, the others held; longest first.

    start: the design that is turned; energy_of: all layers, FC or CONV ones. The middle line is the design
    itself, and both sides are in one proportion. Errors: ValueError lists the names. Source: dnnlib.studio.knobs.
    """
    for name, known, value in (
        ("start", STARTS, start),
        ("energy_of", WORKLOADS, energy_of),
    ):
        if value not in known:
            raise ValueError(f"{name}={value!r}: there are {', '.join(known)}")
    design = STARTS[start]
    if batch != design.batch:
        design = Design(**{**vars(design), "batch": batch})
    bars = sensitivity(design, energy_of)
    here = card(design, energy_of).energy
    figure = picture(10, 5.6)
    longest = bars[0]
    text = f"most by {_name(longest.knob)}, {longest.ratio:.3g} times"
    heading(figure, 0.15, 5.2, f"Energy of {energy_of}: {text}")
    _bars(figure, bars, here)
    figure.table = _table(bars)
    return figure


def _name(knob: str) -> str:
    return {"rf": "RF", "glb": "buffer", "pes": "PEs"}.get(knob, knob)


def _bars(figure, bars: tuple[Bar, ...], here: float) -> None:
    """Each bar from least to most, on one scale for all."""
    most = max(max(bar.energies.values()) for bar in bars)
    field = Field(Axis(2.2, 5.6, 0, most), Axis(0.9, 3.95, 0, len(bars)))
    field.column(figure, here, INK, 1.5)
    text = f"as it is: {human(here)}"
    label(figure, field.x.at(here), 0.62, text, ha="center", fontsize=SIZE - 3)
    for k, bar in enumerate(bars):
        _row(figure, field, bar, len(bars) - 0.8 - k)
    for x, colour, name in ((0.3, NETWORK, "a knob of the network"), (3.6, CHIP, "of the chip or the batch")):  # fmt: skip
        fill(figure, rectangles([x], [0.12], 0.25, 0.2), colour)
        label(figure, x + 0.35, 0.22, name, fontsize=SIZE - 3)


def _row(figure, field: Field, bar: Bar, y: float) -> None:
    best, worst = bar.ends
    low, high = bar.energies[best], bar.energies[worst]
    x, end = float(field.x.at(low)), float(field.x.at(high))
    at = float(field.y.at(y))
    colour = NETWORK if bar.knob in OF_THE_NETWORK else CHIP
    fill(figure, rectangles([x], [at], max(end - x, 0.02), 0.34), colour)
    middle = at + 0.17
    label(figure, 0.15, middle, _name(bar.knob), fontsize=SIZE - 1)
    label(figure, x - 0.08, middle, said(best), ha="right", fontsize=SIZE - 4)
    if bar.ratio > 1.005:
        text = f"{said(worst)}   {bar.ratio:.3g} x"
        label(figure, end + 0.08, middle, text, fontsize=SIZE - 4)


def _table(bars: tuple[Bar, ...]) -> Table:
    rows = []
    for bar in bars:
        best, worst = map(said, bar.ends)
        rows.append((bar.knob, said(bar.at), best, worst, round(bar.ratio, 3)))
    return Table(("knob", "stands at", "least at", "most at", "most / least"), rows)
