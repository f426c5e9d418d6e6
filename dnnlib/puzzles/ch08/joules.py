"""From the bars of a figure to a network's energy: operations are not MACs."""

import numpy as np

from dnnlib.puzzle import Puzzle


def network_energy(bars: np.ndarray, layers: np.ndarray) -> tuple:
    """What does a network take on a chip whose figure shows fJ an operation, and how efficient is it?

    A row of `bars` belongs to one precision: what word lines, neurons and input pulses take for an *operation*, in fJ.
    A MAC is two operations. A row of `layers` is (MACs, which row of bars). Return the energy of all layers in fJ, and
    the efficiency of the whole in operations a pJ, which is TOPS/W: operations / energy * 1000.
    Shapes: bars [K, 3], layers [L, 2] -> (energy, efficiency). Source: Wan et al., Nature 608, 2022, Fig. 12.
    """
    bars, layers = np.asarray(bars), np.asarray(layers)
    if bars.ndim != 2 or layers.ndim != 2 or layers.shape[1] != 2 or not bars.size or not layers.size:
        raise ValueError("rows of bars, and rows of MACs and a precision")
    if bars.min() < 1 or layers.min() < 0 or layers[:, 0].min() < 1 or layers[:, 1].max() >= len(bars):
        raise ValueError("every bar takes energy, and every layer has a row of bars")
    energy, operations = 0, 0
    for macs, precision in layers:
        for bar in bars[precision]:
            energy += 2 * int(macs) * int(bar)
        operations += 2 * int(macs)
    return energy, operations / energy * 1000


def _network(rng):
    K, L = int(rng.integers(1, 4)), int(rng.integers(1, 5))
    layers = np.stack([rng.integers(1, 40, L), rng.integers(0, K, L)], 1)
    return rng.integers(1, 30, (K, 3)), layers


def _worked(
    per=lambda b: b.sum(axis=1), ops=2, paid=2, many=lambda macs: macs, scale=1000.0, which=lambda p: p
):
    """Energy and efficiency with one thing wrong."""

    def wrong(bars, layers):
        bars, (macs, precision) = np.asarray(bars), np.asarray(layers).T
        each = per(bars)[which(precision)]
        energy = int(paid * (many(macs) * each).sum())
        return energy, float(ops * macs.sum() / energy * scale)

    return wrong


def _mean(average):
    """The energy is right, the efficiency a mean of the layers' own."""

    def wrong(bars, layers):
        bars, (macs, precision) = np.asarray(bars), np.asarray(layers).T
        each = 1000 / bars.sum(axis=1)[precision]
        energy = int((2 * macs * bars.sum(axis=1)[precision]).sum())
        return energy, float(average(each, macs))

    return wrong


def _single(bars, layers) -> float:
    """Four roundings in single precision: answers may use it."""
    return 4 * 2.0**-23 * network_energy(bars, layers)[1]


def _cut_off(bars, layers):
    energy, efficiency = network_energy(bars, layers)
    return energy, float(int(efficiency))


network_energy_puzzle = Puzzle(
    network_energy,
    _network,
    points=4,
    tolerance=_single,
    examples=(
        (np.array([[9, 11, 3]]), np.array([[100, 0]])),
        (np.array([[2, 2, 4], [5, 8, 7]]), np.array([[10, 0], [30, 1]])),
        (np.array([[1, 1, 2], [4, 8, 4]]), np.array([[8, 1], [8, 0], [8, 0]])),
        (np.array([[3, 2, 5], [10, 9, 1]]), np.array([[7, 1]])),
    ),
    wrong={
        "The fractions are cut off: an efficiency is seldom whole, so divide with /, not with //.": _cut_off,
        "A MAC is taken as one operation: it is two.": _worked(ops=1, paid=1),
        "Operations are counted as MACs: the energy is right, the efficiency half of it.": _worked(ops=1),
        "The largest bar alone is paid: all three add up.": _worked(per=lambda b: b.max(axis=1)),
        "The first bar alone is paid: all three add up.": _worked(per=lambda b: b[:, 0]),
        "All layers are paid at the first precision: each has its own.": _worked(which=lambda p: p * 0),
        "Each layer counts once: it counts with its MACs.": _worked(many=lambda macs: np.ones_like(macs)),
        "The layers' efficiencies are averaged: energies add up, efficiencies do not.": _mean(
            lambda e, m: e.mean()
        ),
        "The efficiencies are averaged by MACs: that is a mean of ratios; divide the sums.": _mean(
            lambda e, m: (e * m).sum() / m.sum()
        ),
        "The efficiencies are added up: what takes more energy is not more efficient.": _mean(
            lambda e, m: e.sum()
        ),
        "The harmonic mean leaves out how many MACs a layer has.": _mean(lambda e, m: len(e) / (1 / e).sum()),
        "fJ are not turned into pJ: times 1000.": _worked(scale=1.0),
        "Energy an operation is returned: operations for an energy are wanted.": (
            lambda bars, layers: (
                network_energy(bars, layers)[0],
                1000 / network_energy(bars, layers)[1],
            )
        ),
        "The worst layer's efficiency is returned: all layers count.": _mean(lambda e, m: e.min()),
    },
)
