"""Room against price: why a register file cannot be large. Published energies of one access, by the size of the memory."""

from dnnlib.costs import HOROWITZ_45NM, Costs
from dnnlib.door import checked
from dnnlib.plots.field import Field
from dnnlib.plots.look import (
    COLOURS,
    INK,
    SIZE,
    fill,
    heading,
    label,
    picture,
    rectangles,
)
from dnnlib.table import Table

KB = {"cache 8 KB, 64 bits": 8, "cache 32 KB, 64 bits": 32, "cache 1 MB, 64 bits": 1024}


@checked
def points(costs: Costs = HOROWITZ_45NM) -> list[tuple[int, float]]:
    """Kilobytes of a memory and the picojoules of an access of 64 bits, smallest first. Source: the costs' own."""
    return [(kb, costs[name]) for name, kb in KB.items()]


def capacity():
    """The energy of an access of 64 bits against the size of the memory, on two axes of powers.

    The dashed line grows with the square root of the size: wires as long as the side of a square.
    Units: kilobytes, pJ. Source: Horowitz, ISSCC 2014, 45 nm: costs.HOROWITZ_45NM.
    """
    known = points()
    (first, cheap), (last, dear) = known[0], known[-1]
    figure = picture(10, 4.6)
    words = f"{last // first} times the room, {dear / cheap:.3g} times the price of an access"
    heading(figure, 0.2, 4.15, words)
    field = Field.at(1.1, 0.8, 8.5, 3.1, (4, 2048), (5, 200), log=True)
    field.rows(figure, (5, 10, 20, 50, 100, 200), "{:g}".format, width=0.6)
    field.columns(figure, (4, 8, 32, 128, 512, 1024, 2048), "{:g}".format, width=0.4)
    ends = [(kb, cheap * (kb / first) ** 0.5) for kb in (4, 2048)]
    field.curve(figure, ends, COLOURS["MACs"], 1.5, linestyle="--")
    for (x, y), (kb, pj) in zip(field.inches(known), known):
        mark = rectangles(x - 0.1, y - 0.1, 0.2, 0.2)
        fill(figure, mark, "#56B4E9", edgecolor=INK, linewidth=1, zorder=4)
        side = {"ha": "right"} if kb == last else {"ha": "left"}
        beside = x - 0.2 if kb == last else x + 0.2
        words = f"{kb:,} KB: {pj:g} pJ"
        label(
            figure,
            beside,
            y + (0.16 if kb == last else -0.14),
            words,
            weight="bold",
            **side,
        )
    label(figure, 5.6, 2.25, "square root of the room", fontsize=SIZE - 2)
    field.under(figure, "kilobytes of the memory; each axis in powers", 0.3)
    label(
        figure, 0.3, 2.3, "pJ for 64 bits", rotation=90, ha="center", fontsize=SIZE - 2
    )
    rows = [(kb, pj, kb / first, pj / cheap) for kb, pj in known]
    figure.table = Table(
        ("KB", "pJ for 64 bits", "times the room", "times the price"), rows
    )
    return figure
