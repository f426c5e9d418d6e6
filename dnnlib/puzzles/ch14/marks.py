"""A mark that says how far a design is from the best there is."""

import numpy as np

from dnnlib.puzzle import Puzzle


def score(cards: np.ndarray, gates: np.ndarray, mine: int) -> float:
    """How many points of 100 does a design get, when its energy is compared with the best that passes the gates?

    cards [n,4]: energy, area, latency and points lost of every design there is; NaN where nobody measured, inf where
    it does not fit: such a design passes no gate. gates [3]: the most area, latency and loss; just at a gate passes.
    par is the least energy among those that pass all three. mine: your design's row. 100 * par / energy, or 0 if it
    misses a gate.
    """
    if cards.ndim != 2 or cards.shape[1] != 4 or len(gates) != 3 or not 0 <= mine < len(cards):
        raise ValueError("cards [n,4] and three gates, and mine is one of the cards")
    if not cards[:, 0].min() > 0:
        raise ValueError("energies are above 0")
    par, passed = np.inf, []
    for card in cards:
        good = True
        for k in range(3):
            good = good and bool(card[1 + k] <= gates[k])
        passed.append(good and card[0] < np.inf)
        if passed[-1]:
            par = min(par, card[0])
    return float(100 * par / cards[mine, 0]) if passed[mine] else 0.0


def _class(rng):
    n = int(rng.integers(1, 7))
    cards = rng.integers(2, 13, (n, 4)) / 4
    cards[:, 0] += 0.5  # 1 or more: without its fraction an energy is still one
    gates = rng.integers(5, 13, 3) / 4
    for k in np.flatnonzero(rng.random(n) < 0.2):
        cards[k, 3] = np.nan
    for k in np.flatnonzero(rng.random(n) < 0.2):
        cards[k, 0] = np.inf
    good = np.flatnonzero(_passing(cards, gates))
    mine = rng.choice(good) if len(good) and rng.random() < 0.7 else rng.integers(n)
    return cards, gates, int(mine)


def _passing(cards, gates):
    return (cards[:, 1:] <= gates).all(axis=1) & np.isfinite(cards[:, 0])


def _marked(par=None, mark=lambda par, energy: 100 * par / energy, passes=_passing, own=None):
    """The mark with one thing wrong; par: energies and who passes -> what is compared with."""
    par = par or (lambda energies, passed: energies[passed].min(initial=np.inf))

    def wrong(cards, gates, mine):
        passed = passes(cards, gates)
        mine_passes = passed[mine] if own is None else own(cards, gates)[mine]
        if not mine_passes:
            return 0.0
        with np.errstate(all="ignore"):
            return float(mark(par(cards[:, 0], passed), cards[mine, 0]))

    return wrong


def _rank(cards, gates, mine):
    """The share of those that pass which are no better."""
    passed = _passing(cards, gates)
    if not passed[mine]:
        return 0.0
    return 100.0 * float((cards[passed, 0] >= cards[mine, 0]).mean())


def _between(cards, gates, mine):
    """0 for the worst of those that pass, 100 for the best."""
    passed = _passing(cards, gates)
    if not passed[mine]:
        return 0.0
    best, worst = cards[passed, 0].min(), cards[passed, 0].max()
    return 100.0 if best == worst else float(100 * (worst - cards[mine, 0]) / (worst - best))


def _without(column):
    """Who passes when one gate is not asked."""

    def passes(cards, gates):
        open_gates = np.where(np.arange(3) == column, np.inf, gates)
        known = np.where(np.arange(4) == column + 1, 0.0, cards)
        return _passing(known, open_gates)

    return passes


score_puzzle = Puzzle(
    score,
    _class,
    points=3,
    easier=("where one design is all there is", lambda cards, gates, mine: len(cards) == 1),
    examples=(
        (np.array([[2.0, 1.0, 1.0, 1.0]]), np.array([1.0, 1.0, 1.0]), 0),
        (np.array([[2.0, 1.0, 1.0, 1.0], [1.0, 0.5, 1.0, 0.5]]), np.array([1.0, 1.0, 1.0]), 0),
        (np.array([[2.0, 1.0, 1.0, 1.0], [1.0, 1.5, 1.0, 0.5]]), np.array([1.0, 1.0, 1.0]), 0),
        (np.array([[2.0, 1.0, 1.0, 1.0], [1.0, 1.0, 1.0, np.nan]]), np.array([1.0, 1.0, 1.0]), 1),
        (np.array([[3.0, 1.0, 1.0, 1.0], [1.75, 1.0, 0.5, 0.5]]), np.array([1.0, 1.0, 1.0]), 0),
        (np.array([[np.inf, 1.0, 1.0, 0.5]]), np.array([1.0, 1.0, 1.0]), 0),
        (np.array([[np.inf, 1.0, np.inf, 1.0], [4.0, 1.0, 1.0, 0.5]]), np.array([1.0, 1.0, 1.0]), 0),
        (
            np.array([[3.0, 1.0, 1.5, 1.0], [1.5, 1.0, 2.0, 0.5], [2.0, 1.0, 1.0, 1.5]]),
            np.array([1.0, 1.5, 1.0]),
            0,
        ),
    ),
    wrong={
        "par was taken among all designs: one that misses a gate is nobody's aim.": _marked(
            lambda energies, passed: energies.min()
        ),
        "The ratio is upside down: par is the least, so a mark is at most 100.": _marked(
            mark=lambda par, energy: 100 * energy / par
        ),
        "That is a share: of 100 points, it is a hundred times as much.": _marked(
            mark=lambda par, energy: par / energy
        ),
        "That is a rank in this class: it changes with the others, and says not how far the best is.": _rank,
        "The worst design has 0 there, so one bad design lifts all others: compare with par alone.": _between,
        "Your own gates were not asked: a design that misses one gets 0.": _marked(
            own=lambda cards, gates: np.isfinite(cards[:, 0])
        ),
        "A loss that nobody measured passed: NaN is not `more than`, and not `at most` either. Ask for at most.": (
            _marked(
                passes=lambda cards, gates: ~(cards[:, 1:] > gates).any(axis=1) & np.isfinite(cards[:, 0])
            )
        ),
        "No gate was asked: neither par nor your design may miss one.": lambda cards, gates, mine: float(
            100 * cards[:, 0].min() / cards[mine, 0]
        ),
        "Just at a gate was turned away: it passes.": _marked(
            passes=lambda cards, gates: (cards[:, 1:] < gates).all(axis=1) & np.isfinite(cards[:, 0])
        ),
        "Two gates of three are not enough.": _marked(
            passes=lambda cards, gates: ((cards[:, 1:] <= gates).sum(axis=1) >= 2) & np.isfinite(cards[:, 0])
        ),
        "Area was not asked.": _marked(passes=_without(0)),
        "Latency was not asked.": _marked(passes=_without(1)),
        "The loss was not asked.": _marked(passes=_without(2)),
        "The mean of those that pass was taken: 100 is the best there is.": _marked(
            lambda energies, passed: energies[passed].mean() if passed.any() else np.inf
        ),
        "The fractions are cut off: give the mark as it is.": lambda *case: float(int(_marked()(*case))),
        "A mark is a ratio: what you take more than par, in percent, is not subtracted.": _marked(
            mark=lambda par, energy: 100 - 100 * (energy - par) / par
        ),
    },
)
