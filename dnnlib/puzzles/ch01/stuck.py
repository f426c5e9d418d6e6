"""A weight on a grid."""

from math import floor

from dnnlib.puzzle import Puzzle


def stuck(w: float, gradients: list, rate: float, grid: float) -> float:
    """Where is a weight after several steps, if it is rounded to the nearest multiple of `grid` after each?

    A step takes rate * gradient off, then the weight is rounded; halves go up. w is a multiple of the grid.
    Source: Gupta et al. 2015; Sze et al. 2017, II-C.
    """
    if not grid > 0 or not rate > 0 or w / grid != floor(w / grid):
        raise ValueError("w lies on the grid; grid and rate are above 0")
    for g in gradients:
        w = w - rate * g
        w = grid * floor(w / grid + 0.5)
    return w


def _case(rng):
    grid = float(rng.choice([0.25, 0.5, 1.0]))
    w = grid * int(rng.integers(-6, 7))
    count, size = int(rng.integers(1, 7)), float(rng.choice([0.5, 1.0, 3.0]))
    # eighths: no sum of them is rounded, and some are halves of the grid
    gradients = [size * int(v) / 4 for v in rng.integers(-3, 4, count)]
    return w, gradients, 0.5, grid


def _walk(w, gradients, rate, grid, rounded=lambda v: floor(v + 0.5)):
    for g in gradients:
        w = grid * rounded((w - rate * g) / grid)
    return float(w)


def _walked(rounded):
    return lambda w, gradients, rate, grid: _walk(w, gradients, rate, grid, rounded)


def _up_to_even(v):
    return round(v)


stuck_puzzle = Puzzle(
    stuck,
    _case,
    points=3,
    trials=40,
    examples=(
        (1.0, [0.5], 0.5, 1.0),
        (1.0, [0.5, 0.5, 0.5, 0.5], 0.5, 1.0),
        (1.0, [1.5, 1.5], 0.5, 1.0),
        (2.0, [1.0], 0.5, 1.0),
        (0.0, [-0.25, -0.25, -0.75, 0.25], 0.5, 0.25),
        (-1.0, [1.75, -0.5], 0.5, 0.5),
        (1.0, [-1.0, -1.0], 0.5, 1.0),
        (-2.0, [0.75], 0.5, 1.0),
    ),
    wrong={
        "It is rounded once, at the end: small steps are lost each time, not together.": (
            lambda w, gradients, rate, grid: _walk(w, [sum(gradients)], rate, grid)
        ),
        "It is never rounded: the memory holds multiples of the grid.": lambda w, gradients, rate, grid: (
            w - rate * sum(gradients)
        ),
        "It is rounded down: the nearest multiple is asked.": _walked(floor),
        "It is rounded up: the nearest multiple is asked.": _walked(lambda v: -floor(-v)),
        "It is cut off towards 0: the nearest multiple is asked.": _walked(int),
        "Halves go to the even neighbour, as Python's round does: here they go up.": _walked(_up_to_even),
        "Halves go down: here they go up.": _walked(lambda v: -floor(0.5 - v)),
        "The steps are added: a step downhill takes the gradient off.": lambda w, gradients, rate, grid: (
            _walk(w, [-g for g in gradients], rate, grid)
        ),
        "The rate is missing.": lambda w, gradients, rate, grid: _walk(w, gradients, 1, grid),
        "The step is cut off towards 0 before it is taken: take it, then round the weight to the nearest.": (
            lambda w, gradients, rate, grid: w - sum(grid * int(rate * g / grid) for g in gradients)
        ),
        "It is rounded to whole numbers: to multiples of the grid.": lambda w, gradients, rate, grid: _walk(
            w, gradients, rate, 1.0
        ),
        "The fractions are cut off: a weight lies between whole numbers, too. Leave it a float.": (
            lambda w, gradients, rate, grid: float(int(_walk(w, gradients, rate, grid)))
        ),
        "Only the first step is made.": lambda w, gradients, rate, grid: _walk(w, gradients[:1], rate, grid),
        "It stops at the first step that is lost: a larger one may come.": lambda w, gradients, rate, grid: (
            _until_stuck(w, gradients, rate, grid)
        ),
        "The weight does not move: steps of half the grid and more do move it.": lambda w, gradients, rate, grid: (
            w
        ),
    },
)


def _until_stuck(w, gradients, rate, grid):
    for g in gradients:
        moved = grid * floor((w - rate * g) / grid + 0.5)
        if moved == w:
            break
        w = moved
    return w
