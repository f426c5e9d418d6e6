"""The brief of chapter 14: gates that everybody in the class has, what a design gets under them, and the best there is.

judged(design)       its card with the points lost, looked up
points(card)         100 * par / energy, or 0
"""

from dataclasses import replace
from functools import cache
from typing import NamedTuple

import numpy as np

from dnnlib.door import checked
from dnnlib.studio.chips import chips
from dnnlib.studio.design import Design
from dnnlib.studio.evaluate import Card
from dnnlib.studio.fronts import dominated
from dnnlib.studio.gates import Gates, passes
from dnnlib.studio.knobs import card
from dnnlib.studio.lessons import loss
from dnnlib.studio.score import score

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
    return score(card, BRIEF, par())


@cache
def par() -> float:
    """The least energy of all designs that pass BRIEF.

    READER is the network that takes the least among those that lose so little, and all its chips are known: of the
    others with 3 bits each stores more words, and with 4 bits every CONV word costs a third more (tests/studio).
    """
    energy = chips().energy[chips().passing(BRIEF)]
    return float(energy.min())


@cache
def front() -> tuple[Step, ...]:
    """The front of energy and area among READER's chips that pass the latency gate, least energy first."""
    points = chips().points(replace(BRIEF, area=100.0))
    pairs = points[:, [0, 2]]
    kept = pairs[~dominated(pairs)]
    order = np.lexsort(kept.T[::-1])
    return tuple(Step(*map(float, pair)) for pair in kept[order])
