"""The survey's classes of dataflows, drawn: what stays in eight PEs, what comes to all of them, what runs along."""

from dnnlib.dataflow.designs import of_class
from dnnlib.dataflow.taxonomy import dataflow, initials
from dnnlib.plots.look import (
    COLOURS,
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

# What happens to each tensor. Fig. 25 has WS, OS_A and NLR; OS_B and OS_C follow from what Fig. 26 puts side by side,
# IS from its name: the eight inputs of a window of channels.
MOVES = {
    "WS":   {"F": "stays",  "I": "to all",    "O": "along"},
    "OS_A": {"F": "to all", "I": "along",     "O": "stays"},
    "OS_B": {"F": "groups", "I": "along",     "O": "stays"},
    "OS_C": {"F": "each",   "I": "to all",    "O": "stays"},
    "IS":   {"F": "each",   "I": "stays",     "O": "along"},
    "NLR":  {"F": "each",   "I": "groups",    "O": "along"},
}  # fmt: skip
WORDS = {
    "stays": "stays in the PE",
    "to all": "one word from the buffer to all PEs (broadcast)",
    "groups": "one word from the buffer to four PEs (multicast)",
    "each": "a word of its own from the buffer to each PE",
    "along": "runs from PE to PE",
}
KEEPS = {
    "WS": [f"F{k}" for k in range(8)],
    "OS_A": [f"m0 p{k}" for k in range(8)],
    "OS_B": [f"m{k // 4} p{k % 4}" for k in range(8)],
    "OS_C": [f"m{k} p0" for k in range(8)],
    "IS": [f"I{k}" for k in range(8)],
    "NLR": [""] * 8,
}
LEFT, PITCH, WIDE, HIGH, FLOOR, ROOF = 0.35, 1.17, 0.98, 0.72, 2.05, 3.75


def dataflow_class(flow="WS"):
    """Eight PEs of a class: the word that each keeps, and where the words of the other tensors come from.

    flow: WS, OS_A, OS_B, OS_C, IS or NLR; row stationary has a picture of its own. Below: designs of the class.
    Errors: ValueError lists the classes. Source: Sze et al. 2017, Figs. 25 and 26.
    """
    short = initials(flow)
    if short not in MOVES:
        raise ValueError(f"no picture of {flow!r}; there are {', '.join(MOVES)}")
    figure = picture(10, 5.3)
    heading(figure, 0.2, 4.75, f"{short}: {dataflow(short).title}")
    fill(figure, rectangles(LEFT, ROOF, 9.2, 0.55), "#E8E8E8")
    label(figure, LEFT + 0.15, ROOF + 0.28, "buffer (GLB)", fontsize=SIZE - 1)
    _pes(figure, short)
    moves = MOVES[short]
    moving = [tensor for tensor in "FIO" if moves[tensor] != "stays"]
    for k, tensor in enumerate(moving):
        _arrows(figure, tensor, moves[tensor], 0.3 + 0.36 * k, _passing(short, tensor))
    for k, tensor in enumerate("FIO"):
        text = f"{tensor}  {WORDS[moves[tensor]]}"
        label(figure, LEFT, 1.62 - 0.29 * k, text, color=COLOURS[tensor], weight="bold", fontsize=SIZE - 1)  # fmt: skip
    cards = of_class(short)
    names = ", ".join(one.name for one in cards)
    label(figure, LEFT, 0.62, f"built so: {names}", fontsize=SIZE - 3)
    says = [f"{one.name}: {one.says}" for one in cards if "cited" not in one.says]
    label(figure, LEFT, 0.3, says[0], fontsize=SIZE - 3)
    rows = [(one.name, one.year, one.says) for one in cards]
    figure.table = Table(("design", "year", "what is said of it"), rows)
    return figure


def _pes(figure, short: str):
    kept = dataflow(short).register
    colour = COLOURS[kept] if kept else "#999999"
    for k, word in enumerate(KEEPS[short]):
        x = LEFT + PITCH * k
        box = rectangles(x, FLOOR, WIDE, HIGH)
        fill(figure, box, tint(colour, 0.6 if kept else 0.9))
        stroke(figure, box, INK, 1.5)
        text = f"{kept} {word}" if kept == "O" else word or "MAC"
        label(figure, x + WIDE / 2, FLOOR + HIGH / 2, text, ha="center", weight="bold", fontsize=SIZE - 2)  # fmt: skip


def _passing(short: str, tensor: str) -> list[int]:
    """The PEs that hand a word of the tensor on: sums leave the last PE, inputs end with their row of pixels."""
    row = 4 if short == "OS_B" else 8
    return [k for k in range(8) if tensor == "O" or (k + 1) % row]


def _arrows(figure, tensor: str, how: str, at: float, ends):
    """From the buffer down, or from PE to PE after those of `ends`; `at` keeps the arrows of two tensors apart."""
    colour = COLOURS[tensor]
    if how == "along":
        y = FLOOR + 0.25 * HIGH
        for k in ends:
            x = LEFT + PITCH * k + WIDE
            _arrow(figure, (x, y), (x + PITCH - WIDE + 0.02, y), colour)
        return
    bus = ROOF - 0.15 - 0.5 * at
    size = {"to all": 8, "groups": 4, "each": 1}[how]
    for k in range(8):
        x = LEFT + PITCH * k + at * WIDE
        first = LEFT + PITCH * (k - k % size) + at * WIDE
        if k % size == 0:
            stroke(figure, lines([(x, ROOF)], [(x, bus)]), colour, 2.5)
        stroke(figure, lines([(first, bus)], [(x, bus)]), colour, 2.5)
        _arrow(figure, (x, bus), (x, FLOOR + HIGH), colour)


def _arrow(figure, start, end, colour):
    """A line with a head at its end, straight down or to the right."""
    stroke(figure, lines([start], [end]), colour, 2.5)
    (x, y), long, half = end, 0.13, 0.07
    down = start[0] == end[0]
    back = [(x - half, y + long), (x + half, y + long)]
    left = [(x - long, y + half), (x - long, y - half)]
    fill(figure, outlines([[end, *(back if down else left)]]), colour)


CLASSES = tuple(MOVES)
