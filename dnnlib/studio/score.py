"""How near a design is to the best that there is.

    score = 100 * par / energy      0 where it misses a gate

par is the least energy of all designs that pass the same gates: they were all tried. So 100 is the best of the space.
"""

from collections.abc import Iterable
from math import inf

from dnnlib.door import checked
from dnnlib.studio.evaluate import Card
from dnnlib.studio.gates import Gates, passes


@checked
def par(gates: Gates, cards: Iterable[Card]) -> float:
    """The least energy of an image among cards that pass the gates; infinity where none does."""
    fit = (card.energy for card in cards if all(passes(card, gates).values()))
    return min(fit, default=inf)


@checked
def score(card: Card, gates: Gates, par: float) -> float:
    """Points of a design: 100 * par / energy, and 0 where it misses a gate or does not fit. Errors: none."""
    if not all(passes(card, gates).values()):
        return 0.0
    return 100 * par / card.energy
