"""Comparing fairly: one unit, one process, one mean."""

from math import prod

import numpy as np

from dnnlib.puzzle import Puzzle


def same_units(number: float, unit: str, side: int) -> float:
    """How many MACs is this, for an image of 224 x 224?

    unit: "MAC", or "FLOP", of which a MAC has two. side: the image that the number was counted on.
    The network has CONV layers only, so its MACs grow with the area of the image.
    """
    if side < 1:
        raise ValueError("an image has a side of 1 or more")
    macs = number / 2 if unit == "FLOP" else number
    return macs * 224 * 224 / (side * side)


def _figure(rng):
    return (
        float(rng.integers(2, 60)) / 4,
        str(rng.choice(["MAC", "FLOP"])),
        int(rng.choice([112, 160, 224, 256, 299, 448])),
    )


def _units(flop=0.5, mac=1.0, area=lambda side: (224 / side) ** 2):
    """The conversion with one factor wrong."""
    return lambda number, unit, side: number * (flop if unit == "FLOP" else mac) * area(side)


same_units_puzzle = Puzzle(
    same_units,
    _figure,
    points=3,
    easier=("at 224 x 224", lambda number, unit, side: side == 224),
    examples=((4.0, "MAC", 224), (4.0, "FLOP", 224), (4.5, "MAC", 448), (9.75, "FLOP", 256)),
    wrong={
        "FLOPs were not halved: a MAC is a multiplication and an addition.": _units(flop=1.0),
        "FLOPs were doubled: there are fewer MACs than FLOPs.": _units(flop=2.0),
        "MACs were halved: they are MACs already.": _units(mac=0.5),
        "The size of the image is left out: MACs grow with its area.": _units(area=lambda side: 1.0),
        "MACs were taken to grow with the side: they grow with its square.": _units(
            area=lambda side: 224 / side
        ),
        "The ratio of areas is upside down: a larger image had more MACs than one of 224.": (
            _units(area=lambda side: (side / 224) ** 2)
        ),
        "Side for side and upside down: (224/side)^2.": _units(area=lambda side: side / 224),
        "Giga is 1000^3 here as there: no 1024 belongs in it.": _units(flop=0.5 * 1.024**3, mac=1.024**3),
        "Sides were cubed: channels do not grow with the image.": _units(area=lambda side: (224 / side) ** 3),
        "The ratio of sides was cut to a whole number: keep its fraction.": (
            _units(
                area=lambda side: (
                    float(max(224 // side, 1) ** 2) if side <= 224 else float((224 // side) ** 2)
                )
            )
        ),
        "The fractions are cut off: keep what is behind the point.": (
            lambda number, unit, side: float(int(_units()(number, unit, side)))
        ),
    },
)


def at_one_process(area: float, energy: float, nm: int, volts: float, to_nm: int, to_volts: float) -> tuple:
    """What would area and energy of a chip be in another process, by the classical rules?

    Area goes with the square of the feature size. Energy is capacitance times voltage squared, and
    capacitance goes with the feature size.
    """
    if min(nm, volts, to_nm, to_volts) <= 0:
        raise ValueError("sizes and voltages are above 0")
    shrink = to_nm / nm
    return area * shrink * shrink, energy * shrink * (to_volts / volts) ** 2


def _process(rng):
    nm, to = (int(v) for v in rng.choice([130, 90, 65, 45, 28, 16], 2, replace=False))
    volts, to_volts = (float(v) for v in rng.choice([1.25, 1.0, 0.75, 0.5], 2))
    return float(rng.integers(2, 80)) / 4, float(rng.integers(2, 80)) / 2, nm, volts, to, to_volts


def _scaled(area=lambda k, v: k * k, energy=lambda k, v: k * v * v):
    """Area and energy times a factor of k = to_nm/nm and v = to_volts/volts."""
    return lambda a, e, nm, volts, to_nm, to_volts: (
        a * area(to_nm / nm, to_volts / volts),
        e * energy(to_nm / nm, to_volts / volts),
    )


at_one_process_puzzle = Puzzle(
    at_one_process,
    _process,
    points=3,
    easier=("at one voltage", lambda a, e, nm, volts, to_nm, to_volts: volts == to_volts),
    examples=((12.25, 12.0, 65, 1.0, 130, 1.0), (3.5, 0.5, 16, 0.75, 65, 0.75), (4.0, 8.0, 90, 1.0, 45, 0.5)),
    wrong={
        "Area was scaled with the feature size: with its square.": _scaled(area=lambda k, v: k),
        "Area was scaled with the voltage: it has none.": _scaled(area=lambda k, v: k * k * v),
        "Energy was scaled with area: capacitance goes with the feature size alone.": _scaled(
            energy=lambda k, v: k * k * v * v
        ),
        "The voltage is left out: energy goes with its square.": _scaled(energy=lambda k, v: k),
        "Energy goes with the square of the voltage, not with the voltage.": _scaled(
            energy=lambda k, v: k * v
        ),
        "The feature size is left out of energy: capacitance goes with it.": _scaled(
            energy=lambda k, v: v * v
        ),
        "Both ratios are upside down: new over old.": _scaled(
            lambda k, v: 1 / k / k, lambda k, v: 1 / k / v / v
        ),
        "The ratio of voltages is upside down: new over old.": _scaled(energy=lambda k, v: k / v / v),
        "The ratio of feature sizes is upside down in energy: new over old.": _scaled(
            energy=lambda k, v: v * v / k
        ),
        "Area was left as it is: a smaller process makes it smaller.": _scaled(area=lambda k, v: 1),
        "Energy first, area second: the other way round.": (lambda *chip: _scaled()(*chip)[::-1]),
        "The fractions are cut off: keep what is behind the point.": lambda *chip: tuple(
            map(int, _scaled()(*chip))
        ),
    },
)


def mean_speedup(old: np.ndarray, new: np.ndarray) -> float:
    """By which one factor is the new machine faster, over these networks, whichever is called old?

    old, new: seconds a network. The mean must turn into its inverse when the two are exchanged, and
    no network may count more because it is large: that is the geometric mean of the ratios.
    """
    if len(old) == 0 or min(*old, *new) <= 0:
        raise ValueError("there is a network, and it takes some time")
    product = 1.0
    for before, after in zip(old, new):
        product *= before / after
    return product ** (1 / len(old))


def _seconds(rng):
    n = int(rng.integers(1, 7))
    return rng.integers(4, 80, n) / 4, rng.integers(4, 80, n) / 4


mean_speedup_puzzle = Puzzle(
    mean_speedup,
    _seconds,
    points=3,
    easier=("for one network", lambda old, new: len(old) == 1),
    examples=(
        (np.array([4.0, 9.0]), np.array([1.0, 1.0])),
        (np.array([2.5]), np.array([1.25])),
        (np.array([1.0, 8.0]), np.array([2.0, 2.0])),
    ),
    wrong={
        "That is the arithmetic mean of ratios: exchange the machines, and both are faster.": (
            lambda old, new: float(np.mean(old / new))
        ),
        "That is the harmonic mean of ratios: exchange the machines, and both are slower.": (
            lambda old, new: float(1 / np.mean(new / old))
        ),
        "That is the ratio of the sums: the slowest network decides it.": lambda old, new: float(
            old.sum() / new.sum()
        ),
        "Upside down: old over new.": lambda old, new: float(prod(new / old) ** (1 / len(old))),
        "The root is missing: a product of n ratios has an n-th root.": lambda old, new: float(
            prod(old / new)
        ),
        "The square root was taken: it is the n-th.": lambda old, new: float(prod(old / new) ** 0.5),
        "That is the median of the ratios.": lambda old, new: float(np.median(old / new)),
        "That is the largest of the ratios: one network's.": lambda old, new: float(max(old / new)),
        "That is the mean of logarithms: raise e to it.": lambda old, new: float(np.log(old / new).mean()),
        "The logarithm and the power have different bases.": lambda old, new: float(
            np.exp(np.log2(old / new).mean())
        ),
        "The fractions are cut off: keep what is behind the point.": lambda old, new: float(
            int(prod(old / new) ** (1 / len(old)))
        ),
    },
)
