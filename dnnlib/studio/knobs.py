"""What each knob does when it alone is turned: the bars of a tornado.

    bars = sensitivity(design)
    bars[0].knob, bars[0].ratio        the knob that matters most here, and how much

A bar belongs to a design: turn another knob first, and the bars change.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from math import inf
from typing import Any

from dnnlib.door import checked
from dnnlib.studio.design import KNOBS, Design
from dnnlib.studio.evaluate import Card, evaluate
from dnnlib.studio.workload import PUBLIC, reader, workload
from dnnlib.table import Table

TURNED = ("width", "bits", "density", "batch", "dataflow", "pes", "rf", "glb")
OF_THE_NETWORK = ("width", "bits", "density")
# what the energy is counted of
WORKLOADS: dict[str, Callable[[Design], Iterable]] = {
    "all layers": workload,
    "FC layers": reader,
    "CONV layers": lambda design: PUBLIC,
}


@checked
@dataclass(frozen=True)
class Bar:
    """One knob: the cards of its values, the other knobs as in the design.

    cards: {value: Card}, those that do not fit among them; at: the value that the design itself has.
    """

    knob: str
    at: Any
    cards: dict[Any, Card] = field(repr=False)

    @property
    def energies(self) -> dict[Any, float]:
        """{value: energy of an image}, of the values that fit."""
        return {v: c.energy for v, c in self.cards.items() if c.feasible}

    @property
    def misfits(self) -> tuple:
        """Values that no chip has room for."""
        return tuple(value for value, card in self.cards.items() if not card.feasible)

    @property
    def ends(self) -> tuple[Any, Any]:
        """The values of the least and of the most energy."""
        energies = self.energies
        return min(energies, key=energies.__getitem__), max(
            energies, key=energies.__getitem__
        )

    @property
    def ratio(self) -> float:
        """The most energy over the least, 1 or more."""
        energies = self.energies.values()
        return max(energies) / min(energies)


@checked
def turned(design: Design, knob: str) -> dict[Any, Design]:
    """The design with each value of one knob: {value: Design}. Errors: KeyError where there is no such knob."""
    values = KNOBS[knob]
    if knob == "width":
        values = tuple(v for v in values if len(v) == len(design.width))
    return {value: replace(design, **{knob: value}) for value in values}


@checked
def sensitivity(design: Design, of: str = "all layers") -> tuple[Bar, ...]:
    """A bar for each knob of a design, longest first: ratio = most energy / least energy, the others held.

    of: one of WORKLOADS, the layers whose energy counts. Errors: ValueError where the design does not fit; KeyError
    lists the workloads.
    """
    if not card(design, of).feasible:
        raise ValueError(
            f"bars begin at a design that fits; this one {card(design, of)}"
        )
    bars = []
    for knob in TURNED:
        cards = {v: card(one, of) for v, one in turned(design, knob).items()}
        bars.append(Bar(knob, getattr(design, knob), cards))
    return tuple(sorted(bars, key=lambda bar: -bar.ratio))


@checked
def bars_table(design: Design, of: str = "all layers") -> Table:
    """A row a knob: where it stands, its best and its worst value, most over least, the values that do not fit."""
    rows = []
    for bar in sensitivity(design, of):
        best, worst = bar.ends
        gone = ", ".join(map(said, bar.misfits)) or "-"
        cells = (said(bar.at), said(best), said(worst), round(bar.ratio, 2), gone)
        rows.append((bar.knob, *cells))
    head = ("knob", "stands at", "least at", "most at", "most / least", "does not fit")
    return Table(head, rows, f"Energy of {of}, one knob turned at a time")


@checked
def said(value: Any) -> str:
    """A knob's value in a word: (300, 100) is 300-100."""
    return "-".join(map(str, value)) if isinstance(value, tuple) else f"{value}"


@checked
def card(design: Design, of: str = "all layers") -> Card:
    """The card of a design on one of WORKLOADS; what was asked before is kept."""
    return _card(_plain(design, of), of)


@lru_cache(maxsize=4096)
def _card(design: Design, of: str) -> Card:
    return evaluate(design, WORKLOADS[of](design))


def _plain(design: Design, of: str) -> Design:
    """Layers that are no network's own do not know its width: one card for all."""
    if of == "CONV layers" and design.kind == "standard":
        return replace(design, width=KNOBS["width"][0])
    return design


NOWHERE = inf  # the energy of what misses a gate
