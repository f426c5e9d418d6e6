"""A design as a picture: its gates, its energy beside the naive design's, where it goes, and the front."""

from dnnlib.plots.dataflow.energy_bars import LEVELS
from dnnlib.plots.field import Axis, Field
from dnnlib.plots.look import (
    GREY,
    INK,
    SIZE,
    fill,
    heading,
    human,
    label,
    lines,
    picture,
    rectangles,
    stroke,
)
from dnnlib.studio.brief import BRIEF, front, judged, missed, par, points
from dnnlib.studio.design import KNOBS, NAIVE, WIDTHS, Design
from dnnlib.studio.evaluate import Card
from dnnlib.studio.knobs import said
from dnnlib.table import Table

KNOB_STOPS = {name: list(values) for name, values in KNOBS.items()}
READERS = {said(width): width for width in WIDTHS["standard"]}
GOOD, BAD, PAR = "#009E73", "#B30000", "#0072B2"
LEFT, WIDTH = 0.2, 4.5  # of bars, in inches
FIELD = Field(Axis(5.95, 3.8, 4e6, 200e6, log=True), Axis(0.95, 3.75, 0, 1))


def studio(
    width="300-100",
    bits=16,
    density=1.0,
    dataflow="OS_B",
    pes=64,
    rf=16,
    glb=64,
    batch=1,
):
    """A network and a chip: three gates, the energy of a picture beside the naive design's, and the front.

    width: outputs of fc1 and fc2; bits of weights and activations; density: the share of weights that
    stay; rf: bytes in a PE; glb: kB of buffer. Units: energies of a 16-bit MAC. Errors: ValueError says
    which store overflows, or what would fit. Source: dnnlib.studio.
    """
    if width not in READERS:
        raise ValueError(f"width={width!r}: there are {', '.join(READERS)}")
    design = Design(READERS[width], bits, density, dataflow, pes, rf, glb, batch)
    card = judged(design)
    if not card.feasible:
        raise ValueError(f"This design does not fit its chip: {card.overflow}.")
    figure = picture(10, 5.9)
    _headings(figure, card)
    _gates(figure, card)
    _energies(figure, card)
    _shares(figure, card)
    _front(figure, card)
    figure.table = _table(card)
    return figure  # fmt: skip


def _headings(figure, card: Card) -> None:
    times = judged(NAIVE).energy / card.energy
    than = "the naive design" if times == 1 else f"{_times(times)} the naive design"
    text = f"Energy of a picture: {human(card.energy)}, {than}"
    heading(figure, LEFT, 5.45, text)
    wrong = missed(card)
    verdict = f"misses {' and '.join(wrong)}: 0 points" if wrong else _verdict(card)
    colour = BAD if wrong else GOOD
    label(figure, LEFT, 5.15, verdict, color=colour, fontsize=SIZE, weight="bold")


def _times(times: float) -> str:
    return f"{times:.3g} times below" if times > 1 else f"{1 / times:.3g} times"


def _verdict(card: Card) -> str:
    return f"passes all gates: {points(card):.0f} points of 100"


def _gates(figure, card: Card) -> None:
    """A bar a gate, in shares of what is allowed; the gate itself is a line."""
    rows = (
        ("area", card.area.relative, BRIEF.area, "{:.2f} Eyeriss"),
        ("latency", card.latency, BRIEF.latency, "{:,.0f} cycles"),
        ("points lost", max(card.loss, 0), BRIEF.loss, "{:.2f}"),
    )
    at = LEFT + WIDTH / 2
    for k, (name, value, most, form) in enumerate(rows):
        y = 4.3 - 0.62 * k
        good, share = value <= most, min(value / most, 2)
        colour = GOOD if good else BAD
        text = f"{name}: {form.format(value)} of {form.format(most).split()[0]}"
        label(
            figure, LEFT, y + 0.31, f"{'✓' if good else '✗'} {text}", fontsize=SIZE - 3
        )
        fill(figure, rectangles([LEFT], [y], share * WIDTH / 2, 0.16), colour)
        if value > 2 * most:
            label(figure, LEFT + WIDTH + 0.05, y + 0.08, "→", color=BAD)
        stroke(figure, lines([(at, y - 0.06)], [(at, y + 0.22)]), INK, 2)


def _energies(figure, card: Card) -> None:
    """The naive design's energy, this one's and the best there is, in one proportion."""
    naive, best = judged(NAIVE).energy, par()
    most = max(naive, card.energy)
    for k, (name, value, colour) in enumerate(
        (
            ("naive", naive, GREY),
            ("yours", card.energy, INK),
            ("best there is", best, PAR),
        )
    ):
        y, long = 2.42 - 0.3 * k, (WIDTH - 1.9) * value / most
        label(figure, LEFT, y + 0.1, name, fontsize=SIZE - 3)
        fill(figure, rectangles([LEFT + 1.25], [y], long, 0.2), colour)
        text = human(value)
        label(figure, LEFT + 1.32 + long, y + 0.1, text, fontsize=SIZE - 3)


def _shares(figure, card: Card) -> None:
    """All of this design's energy: by level, and by the layers that take it."""
    levels = card.breakdown.by_level
    parts = [(LEVELS[n][0], LEVELS[n][1], levels.get(n, 0)) for n in LEVELS]
    layers = {"CONV": 0.0, "FC": 0.0}
    for one in card.by_layer.values():
        dense = one.shape.P == one.shape.R == 1 and one.shape.Q == 1
        layers["FC" if dense else "CONV"] += one.energy.total
    kinds = [
        ("CONV layers", "#999999", layers["CONV"]),
        ("FC", "#DDDDDD", layers["FC"]),
    ]
    label(figure, LEFT, 1.42, "where yours goes", fontsize=SIZE - 3, color="#555555")
    for y, row in ((0.92, parts), (0.42, kinds)):
        _stack(figure, y, row)


def _stack(figure, y: float, parts) -> None:
    """One bar as long as all parts; a name where there is room for it."""
    total, x = sum(part for _, _, part in parts), LEFT
    for name, colour, part in parts:
        long = WIDTH * part / total
        fill(figure, rectangles([x], [y], long, 0.36), colour)
        if long > 0.105 * len(name) + 0.06:
            pale = colour == LEVELS["MAC"][1]
            ink = "white" if pale else INK
            middle = x + long / 2
            label(
                figure,
                middle,
                y + 0.17,
                name,
                ha="center",
                color=ink,
                fontsize=SIZE - 4,
            )
        x += long


def _front(figure, card: Card) -> None:
    """Energy against area: the front of all designs that pass the other two gates, and where this one stands."""
    steps = [s for s in front() if s.area <= FIELD.y.high]
    FIELD.rows(figure, (0, 0.2, 0.4, 0.6, 0.8, 1))
    FIELD.columns(figure, (5e6, 10e6, 20e6, 50e6, 100e6), say=human)
    FIELD.row(figure, BRIEF.area, BAD, 1.5, linestyle="--")
    corners = _stairs(steps)
    FIELD.curve(figure, corners, PAR, 2.5)
    FIELD.under(figure, "energy of a picture (logarithmic)", 0.42)
    label(figure, 5.3, 2.8, "area, Eyeriss = 1", rotation=90, fontsize=SIZE - 2)
    low = float(FIELD.y.at(corners[-1][1])) + 0.15
    how = {"ha": "right", "fontsize": SIZE - 3}
    label(figure, 9.75, low, "front of all designs", color=PAR, **how)
    at = FIELD.y.at(BRIEF.area) + 0.14
    label(figure, 9.75, at, "area's gate", color=BAD, ha="right", fontsize=SIZE - 4)
    if card.design != NAIVE:
        _mark(figure, judged(NAIVE), "■", "#777777", "naive")
    _mark(figure, card, "★", "#D55E00", "yours")


def _stairs(steps) -> list[tuple[float, float]]:
    """Less energy takes more area: from each design straight right to the next one's energy, then down."""
    corners = [(steps[0].energy, FIELD.y.high)]
    for step in steps:
        corners += [(step.energy, corners[-1][1]), (step.energy, step.area)]
    return [*corners, (FIELD.x.high, corners[-1][1])]


def _mark(figure, card: Card, sign: str, colour: str, name: str) -> None:
    x = float(FIELD.x.at(min(card.energy, FIELD.x.high)))
    y = float(FIELD.y.at(min(card.area.relative, FIELD.y.high)))
    label(figure, x, y, sign, ha="center", color=colour, fontsize=SIZE + 6)
    left = x > FIELD.x.end - 0.6
    how = {"ha": "right" if left else "left", "color": colour, "fontsize": SIZE - 3}
    high = y > FIELD.y.end - 0.3
    label(
        figure,
        x + (-0.15 if left else 0.15),
        y + (-0.22 if high else 0.18),
        name,
        **how,
    )


def _table(card: Card) -> Table:
    rows = [
        ("energy of a picture", round(card.energy), round(par())),
        ("area, Eyeriss = 1", round(card.area.relative, 3), BRIEF.area),
        ("latency, cycles", round(card.latency), BRIEF.latency),
        ("points lost", round(card.loss, 2), BRIEF.loss),
        ("points of 100", round(points(card), 1), 100),
    ]
    return Table(("what", "yours", "gate or best"), rows)
