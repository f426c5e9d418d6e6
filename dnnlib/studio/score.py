"""How near a design is to the best that there is.

    score = 100 * par / energy      0 where it misses a gate

par is the least energy of all designs that pass the same gates: they were all tried. So 100 is the best of the space.
"""

from collections.abc import Iterable
from math import inf

import numpy as np

from dnnlib.door import checked, listed
from dnnlib.studio.enumerated import shipped
from dnnlib.studio.evaluate import Card
from dnnlib.studio.gates import Gates, passes

PLANES = {"latency": 1, "area": 2}


@checked
def par(gates: Gates, cards: Iterable[Card] | None = None) -> float:
    """The least energy of an image among designs that pass the gates; infinity where none does.

    cards: those to choose from; without them all designs there are, on the public layers and digits, by the front that
    ships. Units: energies of a 16-bit MAC.
    """
    if cards is None:
        return _least(gates)
    fit = (card.energy for card in cards if all(passes(card, gates).values()))
    return min(fit, default=inf)


@checked
def score(card: Card, gates: Gates, least: float | None = None) -> float:
    """Points of a design: 100 * par / energy, and 0 where it misses a gate or does not fit.

    least: the par, where it is not that of the public layers and digits.
    """
    if not all(passes(card, gates).values()):
        return 0.0
    return 100 * (par(gates) if least is None else least) / card.energy


@checked
def front_in_a_plane(gates: Gates, what: str) -> list[tuple[float, float]]:
    """The true front of energy against "area" or "latency", of all designs that pass some gates: [(area, energy)].

    Errors: ValueError lists the two.
    """
    aims = shipped()["aims"][_passing(gates)]
    column = PLANES[listed("plane", what, PLANES)]
    found: list[tuple[float, float]] = []
    for energy, x in aims[np.lexsort((aims[:, 0], aims[:, column]))][:, [0, column]]:
        if not found or energy < found[-1][1]:
            found.append((float(x), float(energy)))
    return found


def _least(gates: Gates) -> float:
    fit = shipped()["aims"][_passing(gates), 0]
    return float(fit.min()) if len(fit) else inf


def _passing(gates: Gates) -> np.ndarray:
    most = np.array([inf, gates.latency, gates.area, gates.loss])
    return np.all(shipped()["aims"] <= most, axis=1)
