"""A bit line that resists: what arrives of each cell's current."""

import numpy as np

from dnnlib.puzzle import Puzzle
from dnnlib.puzzles.ch02.arrays import NO_FRACTIONS, whole


def effective(g: np.ndarray, wire: float) -> np.ndarray:
    """What are the effective conductances of a bit line whose wire resists?

    Cell i stands between word line i and node i of the bit line. A piece of wire joins node i to node i + 1, and
    the last node to the sense amplifier, which is at 0 volts. With 1 V on word line i and 0 V on all others, the
    current into the amplifier is the effective conductance of cell i.
    Shapes: g [rows] -> [rows]. Units: g times wire is a number. Source: Kirchhoff's laws; Sze et al. 2017, VI-C.
    """
    g = np.asarray(g, float)
    if g.ndim != 1 or not g.size or not (g >= 0).all() or not 0 < wire < 1e6 or g.max() > 1e6:
        raise ValueError("conductances of 0 or more, and a wire that resists")
    n, currents = len(g), []
    for i in range(n):
        # node k: g[k] + what its pieces of wire lead away; the last row of the nodes is solved first
        own = [g[k] + (1 if k == 0 else 2) / wire for k in range(n)]
        into = [g[k] if k == i else 0.0 for k in range(n)]
        for k in range(1, n):
            own[k] -= 1 / wire / wire / own[k - 1]
            into[k] += into[k - 1] / wire / own[k - 1]
        currents.append(into[-1] / own[-1] / wire)
    return np.array(currents)


def _line(rng):
    g = rng.integers(0, 7, int(rng.integers(1, 7))) / 2
    return g, float(rng.choice([0.125, 0.25, 0.5, 1.0]))


def _share(shares):
    """g times the share of its current that a wrong model lets arrive."""
    return lambda g, wire: np.asarray(g, float) * shares(np.asarray(g, float), wire)


def _ladder(g, wire, first=True):
    """The shares of the real ladder; first: with the piece of wire to the amplifier."""
    seen, share = 0.0, []
    for k, one in enumerate(g):
        seen = one + seen / (1 + wire * seen)
        last = k == len(g) - 1 and not first
        share.append(1.0 if last else 1 / (1 + wire * seen))
    return np.cumprod(share[::-1])[::-1]


def _once(g, wire):
    """The drop worked out from ideal currents of all cells, once."""
    below = np.cumsum(g)
    return np.clip(1 - wire * np.cumsum(below[::-1])[::-1], 0, 1)


effective_puzzle = Puzzle(
    effective,
    _line,
    points=5,
    axes="i",
    examples=(
        (np.array([1.0]), 0.5),
        (np.array([1.0, 1.0]), 0.5),
        (np.array([2.0, 0.0, 1.0]), 0.25),
        (np.array([0.5, 1.5, 3.0, 1.0]), 0.125),
        (np.array([1.0, 1.0, 1.0, 1.0, 1.0]), 1.0),
        (np.array([0.0, 2.0]), 1.0),
    ),
    wrong={
        NO_FRACTIONS: whole(effective),
        "The wire is left out.": _share(lambda g, wire: np.ones(len(g))),
        "Each cell is taken by itself, g / (1 + g * wire * pieces): the others' nodes lead current away, too.": _share(
            lambda g, wire: 1 / (1 + g * wire * np.arange(len(g), 0, -1))
        ),
        "The drop is worked out from the ideal currents: with the drop they are smaller.": _share(_once),
        "The amplifier is at the top: it stands below the last row.": _share(
            lambda g, wire: _ladder(g[::-1], wire)[::-1]
        ),
        "The last piece of wire is left out: it joins the last node to the amplifier.": _share(
            lambda g, wire: _ladder(g, wire, first=False)
        ),
        "All wire is in one piece at the end: each node has its own share of it.": _share(
            lambda g, wire: np.full(len(g), 1 / (1 + wire * len(g) * g.sum()))
        ),
        "All cells share one piece of wire: there is one between every two.": _share(
            lambda g, wire: np.full(len(g), 1 / (1 + wire * g.sum()))
        ),
        "The current falls in a straight line with the distance.": _share(
            lambda g, wire: np.clip(1 - wire * np.arange(len(g), 0, -1), 0, 1)
        ),
        "The cells above are added without the wire between them: it parts them, too.": _share(
            lambda g, wire: np.cumprod((1 / (1 + wire * np.cumsum(g)))[::-1])[::-1]
        ),
        "Only the cell's own conductance divides at its node: those above pull at it as well.": _share(
            lambda g, wire: np.cumprod((1 / (1 + wire * g))[::-1])[::-1]
        ),
        "The shares are returned: times g they are conductances.": lambda g, wire: _ladder(
            np.asarray(g, float), wire
        ),
        "The shares run the wrong way: the first row is farthest from the amplifier.": _share(
            lambda g, wire: _ladder(g, wire)[::-1]
        ),
    },
)
