"""A bar of the survey's comparison of dataflows: its energy by level, where row stationary is 1."""

import numpy as np

from dnnlib.puzzle import Puzzle


def bars(mine: np.ndarray, rs: np.ndarray, prices: np.ndarray) -> np.ndarray:
    """How high are the parts of a dataflow's bar, one a level and the MAC last, if row stationary's whole bar is 1?

    mine, rs [T,K] are accesses for one MAC: a row a tensor (I, F, O), a column a level. prices [K]: what an access costs
    there, in energies of a MAC; the MAC itself costs 1 in every dataflow. Returns K + 1 parts.
    Source: Sze et al. 2017, Fig. 33(a); Chen et al., ISCA 2016, VI.
    """
    if mine.shape != rs.shape or mine.ndim != 2 or mine.shape[1:] != prices.shape:
        raise ValueError("each level has a price")
    T, K = mine.shape
    total = 1.0
    for t in range(T):
        for k in range(K):
            total += rs[t, k] * prices[k]
    parts = np.zeros(K + 1)
    for k in range(K):
        for t in range(T):
            parts[k] += mine[t, k] * prices[k] / total
    parts[K] = 1 / total
    return parts


def _counts(rng):
    """Quarters; RS goes to every level, so that it may be divided by, and its whole divides well."""
    K = int(rng.integers(1, 4))
    mine, whole = rng.integers(0, 8, (3, K)) / 4, 0.0
    while whole not in (2.5, 4, 5, 8, 10, 16, 20, 25, 40):
        rs, prices = rng.integers(1, 6, (3, K)) / 4, rng.integers(1, 21, K).astype(float)
        whole = rs.sum(0) @ prices + 1
    return mine, rs, prices


def _bar(mine, rs, prices):
    """Both energies by level, the MAC last."""
    return tuple(np.append(x.sum(0) * prices, 1.0) for x in (mine, rs))


bars_puzzle = Puzzle(
    bars,
    _counts,
    points=5,
    axes="k",
    easier=("with one level", lambda mine, rs, prices: len(prices) == 1),
    examples=(
        (
            np.array([[0.5, 1.0], [0.0, 2.0], [0.5, 0.0]]),
            np.array([[0.25, 0.5], [0.0, 0.25], [0.25, 0.25]]),
            np.array([200.0, 6.0]),
        ),
        (np.array([[1.0], [0.5], [2.0]]), np.array([[0.5], [0.5], [0.5]]), np.array([2.0])),
        (
            np.array([[1.0, 0.0], [0.25, 0.5], [0.5, 2.0]]),
            np.array([[0.5, 0.5], [0.5, 0.5], [0.5, 0.5]]),
            np.array([5.0, 1.0]),
        ),
    ),
    wrong={
        "The MAC has no part: it costs 1 in every dataflow, and stands last.": (
            lambda mine, rs, prices: mine.sum(0) * prices / _bar(mine, rs, prices)[1].sum()
        ),
        "RS's bar is without its MAC: the 1 belongs to the whole.": (
            lambda mine, rs, prices: _bar(mine, rs, prices)[0] / (rs.sum(0) @ prices)
        ),
        "It is divided by its own whole: then every bar is 1 high, and nothing is compared.": (
            lambda mine, rs, prices: _bar(mine, rs, prices)[0] / _bar(mine, rs, prices)[0].sum()
        ),
        "Each level is divided by RS's at that level: the parts must add up to the bar, so one number divides all.": (
            lambda mine, rs, prices: np.divide(*_bar(mine, rs, prices))
        ),
        "The accesses are counted and not priced: a word from DRAM is dearer than one from a register.": (
            lambda mine, rs, prices: np.append(mine.sum(0), 1.0) / (rs.sum() + 1)
        ),
        "RS's accesses are not priced: both bars are energies.": (
            lambda mine, rs, prices: _bar(mine, rs, prices)[0] / (rs.sum() + 1)
        ),
        "The parts are energies still: divide them by RS's whole, which is then 1.": (
            lambda mine, rs, prices: _bar(mine, rs, prices)[0]
        ),
        "The sides are exchanged: that is RS's bar, measured in yours.": (
            lambda mine, rs, prices: _bar(rs, mine, prices)[0] / _bar(rs, mine, prices)[1].sum()
        ),
        "The parts are those of the tensors, Fig. 33(b): here it is by level, 33(a).": (
            lambda mine, rs, prices: np.append(mine @ prices, 1.0) / _bar(mine, rs, prices)[1].sum()
        ),
        "The sums are left out: O moves as well, in both dataflows.": (
            lambda mine, rs, prices: np.divide(
                _bar(mine[:2], rs, prices)[0], _bar(rs[:2], rs, prices)[0].sum()
            )
        ),
        "The MAC's part is 1: measured in RS's bar it is less.": (
            lambda mine, rs, prices: np.append(
                _bar(mine, rs, prices)[0][:-1] / _bar(mine, rs, prices)[1].sum(), 1.0
            )
        ),
        "The MAC stands first: the outermost level does, the MAC last.": (
            lambda mine, rs, prices: np.roll(_bar(mine, rs, prices)[0] / _bar(mine, rs, prices)[1].sum(), 1)
        ),
        "That is in percent: RS is 1, not 100.": (
            lambda mine, rs, prices: 100 * _bar(mine, rs, prices)[0] / _bar(mine, rs, prices)[1].sum()
        ),
        "The fractions are cut off: let arrays hold floats, and divide with /.": (
            lambda mine, rs, prices: np.trunc(_bar(mine, rs, prices)[0] / _bar(mine, rs, prices)[1].sum())
        ),
    },
)
