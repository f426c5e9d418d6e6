"""The brief of chapter 14: gates that everybody in the class has, what a design gets under them, and the best there is.

judged(design)       its card with the points lost, looked up
points(card)         100 * par / energy, or 0
"""

from dataclasses import replace
from functools import cache
from typing import NamedTuple

from dnnlib.door import checked
from dnnlib.studio.design import Design
from dnnlib.studio.evaluate import Card
from dnnlib.studio.gates import Gates, passes
from dnnlib.studio.knobs import card
from dnnlib.studio.lessons import loss
from dnnlib.studio.score import front_in_a_plane, score
from dnnlib.studio.score import par as least

# a chip of 0.4 Eyeriss, 250,000 cycles (1.25 ms) for what a batch needs, half a point lost
BRIEF = Gates(0.4, 250_000, 0.5)


class Step(NamedTuple):
    """A design on the front of energy and area: energies of a 16-bit MAC, areas of Eyeriss."""

    energy: float
    area: float


@checked
def judged(design: Design) -> Card:
    """A design's card on the public layers, with the points that its network loses on the validation digits."""
    return replace(card(design), loss=loss(design))


@checked
def missed(card: Card) -> list[str]:
    """The names of the gates of BRIEF that a card misses."""
    return [name for name, good in passes(card, BRIEF).items() if not good]


@checked
def points(card: Card) -> float:
    """Of 100: how near the least energy of all designs that pass BRIEF; 0 where a gate is missed."""
    return score(card, BRIEF)


def par() -> float:
    """The least energy of all designs that pass BRIEF: all of them were tried (enumerated)."""
    return least(BRIEF)


@cache
def front() -> tuple[Step, ...]:
    """The front of energy and area among all designs that pass latency and loss, least energy first."""
    found = front_in_a_plane(replace(BRIEF, area=100.0), "area")
    return tuple(Step(energy, area) for area, energy in reversed(found))
