"""Five designs, their gates and their energies: which one wins depends on which line is printed."""

from dnnlib.metrics.report_card import (
    LINES,
    MOST_ERROR,
    MOST_MS,
    Design,
    designs,
    energy,
    fails,
    ranking,
)
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
from dnnlib.table import Table

CHIP, DRAM, WIN = "#56B4E9", "#0072B2", "#E69F00"
FADED = "#767676"  # the lightest grey that can be read on white: 4.5 to 1
LEFT, WIDTH = 5.0, 3.9  # where bars begin, and how long the longest is, in inches
STEP, TOP = 0.72, 4.05
DROPPED = tuple(LINES)  # what the card may leave out


def report_card(dropped="nothing", most_error=MOST_ERROR, most_ms=MOST_MS):
    """Five designs on 256 PEs: error, latency and energy an image; one line may be left out.

    dropped: "nothing", "accuracy", "latency" or "off-chip": the line that nobody prints.
    most_error, most_ms: the gates. Units: percent of top-5, ms, energies of a 16-bit MAC.
    Errors: ValueError lists the lines. Source: dnnlib.metrics.report_card.
    """
    ranked = ranking(dropped, most_error, most_ms)
    best = ranked[0].name if ranked else "nobody"
    left = "Every line printed" if dropped == "nothing" else f"Without {dropped}"
    figure = picture(10, 5.4)
    heading(figure, 0.15, 4.95, f"{left}: {best} wins")
    for x, name in (
        (0.45, "design"),
        (2.75, "error"),
        (3.9, "latency"),
        (LEFT, "energy an image, in MACs"),
    ):
        label(figure, x, TOP + 0.5, name, fontsize=SIZE - 2, color="#555555")
    most = max(d.chip + d.off_chip for d in designs())
    for k, design in enumerate(designs()):
        y = TOP - STEP * k
        wrong = fails(design, dropped, most_error, most_ms)
        _row(figure, design, y, dropped, wrong, design.name == best)
        _bar(figure, design, y, dropped, wrong, most)
    _legend(figure, dropped, most_error, most_ms)
    figure.table = _table(dropped, most_error, most_ms)
    return figure  # fmt: skip


def _row(figure, design: Design, y, dropped, wrong, won) -> None:
    """The design's name and its two gates; a gate that is not passed is crossed out in words."""
    if won:
        fill(figure, rectangles([0.1], [y - 0.3], 9.8, 0.6), "#FDF1D8", zorder=0.05)
        label(figure, 0.15, y, "★", color=WIN, fontsize=SIZE + 2)
    ink = FADED if wrong else INK
    label(figure, 0.45, y, design.name, color=ink, fontsize=SIZE - 1)
    for x, line, text in (
        (2.75, "accuracy", f"{design.error:.1f} %"),
        (3.9, "latency", f"{design.latency_ms:.0f} ms"),
    ):
        shown = "?" if dropped == line else text + (" ✗" if line in wrong else "")
        bad = line in wrong
        label(figure, x, y, shown, color="#B30000" if bad else ink, fontsize=SIZE - 1)


def _bar(figure, design: Design, y, dropped, wrong, most) -> None:
    """The energy's bar, as long as what it means: chip, then DRAM behind it."""
    chip, dram = (WIDTH * part / most for part in (design.chip, design.off_chip))
    pale = 0.35 if wrong else 1
    fill(figure, rectangles([LEFT], [y - 0.2], chip, 0.4), CHIP, alpha=pale)
    if dropped != "off-chip":
        bar = rectangles([LEFT + chip], [y - 0.2], dram, 0.4)
        fill(figure, bar, DRAM, alpha=pale)
    end = LEFT + chip + (0 if dropped == "off-chip" else dram)
    text = human(energy(design, dropped))
    label(figure, end + 0.1, y, text, fontsize=SIZE - 1, color=FADED if wrong else INK)


def _legend(figure, dropped, most_error, most_ms) -> None:
    entries = [("chip", CHIP)] + ([] if dropped == "off-chip" else [("DRAM", DRAM)])
    for k, (name, colour) in enumerate(entries):
        fill(figure, rectangles([LEFT + 0.4 + 1.2 * k], [0.32], 0.25, 0.25), colour)
        label(figure, LEFT + 0.75 + 1.2 * k, 0.44, name, fontsize=SIZE - 2)
    gates = [
        f"error at most {most_error:g} %" if dropped != "accuracy" else "",
        f"latency at most {most_ms:g} ms" if dropped != "latency" else "",
    ]
    text = "gates: " + ", ".join(filter(None, gates))
    label(figure, 0.15, 0.44, text, fontsize=SIZE - 2, color="#555555")


def _table(dropped, most_error, most_ms) -> Table:
    rows = []
    for design in designs():
        wrong = fails(design, dropped, most_error, most_ms)
        rows.append(
            (
                design.name,
                None if dropped == "accuracy" else design.error,
                None if dropped == "latency" else design.latency_ms,
                design.chip,
                None if dropped == "off-chip" else design.off_chip,
                ", ".join(wrong) or "passes",
            )
        )
    header = ("design", "error, %", "latency, ms", "chip", "DRAM", "gates")
    return Table(header, rows)
