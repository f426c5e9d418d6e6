"""Sensitivity: what each knob does, one at a time."""

import numpy as np

from dnnlib.puzzle import Puzzle


def sensitivity(energy: np.ndarray, base: tuple) -> np.ndarray:
    """For each of three knobs: how many times the least energy is the most, when it alone is turned?

    energy [a,b,c]: of the design at stop a of the first knob, b of the second, c of the third; inf where there is
    no such design. base: the stops where the two other knobs stay; there is a design at base itself. Designs that
    are none do not count. Give three ratios, each 1 or more.
    """
    if energy.ndim != 3 or energy[base] == np.inf or energy.min() <= 0:
        raise ValueError("energy [a,b,c] is above 0, and base is a design")
    ratios = np.zeros(3)
    for knob in range(3):
        least = most = energy[base]
        for stop in range(energy.shape[knob]):
            turned = list(base)
            turned[knob] = stop
            here = energy[tuple(turned)]
            if here < np.inf:
                least, most = min(least, here), max(most, here)
        ratios[knob] = most / least
    return ratios


def _knobs(rng):
    shape = tuple(int(v) for v in rng.integers(1, 5, 3))
    energy = rng.integers(2, 17, shape) / 4
    energy[rng.random(shape) < 0.2] = np.inf
    return energy, tuple(int(rng.integers(side)) for side in shape)


def _alone(energy, base, knob):
    """The energies as one knob turns, those that are none left out."""
    place = tuple(slice(None) if k == knob else base[k] for k in range(3))
    return energy[place]


def _bars(bar):
    """Three ratios, each by bar(energies of the knob alone, stop of the base, whole table, knob)."""

    def wrong(energy, base):
        energy = np.asarray(energy)
        return np.array([bar(_alone(energy, base, k), base[k], energy, k) for k in range(3)], float)

    return wrong


def _finite(values):
    return values[values < np.inf]


def _ratio(values):
    values = _finite(values)
    return values.max() / values.min() if len(values) else 1.0


def _means(energy, knob):
    """The mean over all other knobs, at each stop of this one."""
    rows = np.moveaxis(energy, knob, 0).reshape(energy.shape[knob], -1)
    return np.array([_finite(row).mean() if len(_finite(row)) else np.inf for row in rows])


def _best_others(energy, knob):
    return np.moveaxis(energy, knob, 0).reshape(energy.shape[knob], -1).min(axis=1)


sensitivity_puzzle = Puzzle(
    sensitivity,
    _knobs,
    points=4,
    axes="k",
    limit={"energy": lambda energy, base: sum(energy.shape)},
    easier=("where every stop is a design", lambda energy, base: bool((energy < np.inf).all())),
    examples=(
        (np.array([[[1.0]], [[4.0]]]), (0, 0, 0)),
        (np.array([[[2.0, 1.0], [3.0, np.inf]]]), (0, 0, 0)),
        (np.array([[[2.0, 1.0, 4.0]], [[0.5, 8.0, 2.0]]]), (0, 0, 2)),
        (np.array([[[1.5, 1.0, 3.0], [2.0, 4.0, np.inf]], [[0.5, 1.0, 2.0], [2.5, 2.0, 8.0]]]), (1, 1, 0)),
        (np.array([[[2.0, 3.0, 2.0]]]), (0, 0, 1)),  # neither the ends nor the first step say it all
    ),
    wrong={
        "The other knobs were turned too, and the mean taken: leave them at the base.": _bars(
            lambda alone, at, energy, knob: _ratio(_means(energy, knob))
        ),
        "The other knobs were set to their best for every stop: leave them at the base.": _bars(
            lambda alone, at, energy, knob: _ratio(_best_others(energy, knob))
        ),
        "That is the whole table's range for every knob: turn one at a time.": _bars(
            lambda alone, at, energy, knob: _ratio(energy.ravel())
        ),
        "A design that there is none of counts as dear here: leave it out.": _bars(
            lambda alone, at, energy, knob: alone.max() / alone.min()
        ),
        "The most was divided by the base's energy: a knob may also go down.": _bars(
            lambda alone, at, energy, knob: _finite(alone).max() / alone[at]
        ),
        "The base's energy was divided by the least: a knob may also go up.": _bars(
            lambda alone, at, energy, knob: alone[at] / alone.min()
        ),
        "The last stop was compared with the first: the most and the least may lie between.": _bars(
            lambda alone, at, energy, knob: max(_finite(alone)[[0, -1]]) / min(_finite(alone)[[0, -1]])
        ),
        "Only the neighbours of the base were tried: every stop of the knob counts.": _bars(
            lambda alone, at, energy, knob: _ratio(alone[max(at - 1, 0) : at + 2])
        ),
        "The ratio is upside down: most over least.": _bars(
            lambda alone, at, energy, knob: 1 / _ratio(alone)
        ),
        "Most minus least: their ratio is asked.": _bars(
            lambda alone, at, energy, knob: _finite(alone).max() - _finite(alone).min()
        ),
        "The knobs are in the wrong order: first the first.": lambda energy, base: _bars(
            lambda alone, at, energy, knob: _ratio(alone)
        )(energy, base)[::-1],
        "The fractions are cut off: keep what is behind the point.": _bars(
            lambda alone, at, energy, knob: int(_ratio(alone))
        ),
        "The base is left out: knobs stayed at their first stops.": lambda energy, base: _bars(
            lambda alone, at, energy, knob: _ratio(alone)
        )(energy, (0, 0, 0)),
    },
)
