"""What the depthwise pair saves."""

from dnnlib.puzzle import Puzzle


def separable_saving(M: int, C: int, R: int) -> float:
    """How many times fewer weights has a depthwise-separable pair than the dense RxR layer from C to M channels?

    The pair is RxR a channel, then 1x1 from C to M; biases are not counted.
    Source: Howard et al. 2017, 3.1; Sze et al. 2017, VII-B-3.
    """
    if min(M, C, R) < 1:
        raise ValueError("all are 1 or more")
    dense = pair = 0
    for _ in range(C):
        dense += M * R * R
        pair += R * R + M
    return dense / pair


def _letters(rng):
    return int(rng.integers(2, 65)), int(rng.integers(2, 65)), int(rng.integers(2, 8))


separable_saving_puzzle = Puzzle(
    separable_saving,
    _letters,
    lines=2,
    lenient=True,
    points=3,
    examples=((256, 64, 3), (2, 5, 3), (5, 2, 3), (8, 8, 5), (64, 3, 7), (10, 1, 2)),
    wrong={
        "The 1x1 layer is left out: it mixes the channels, and has most of the weights.": lambda M, C, R: (
            float(M)
        ),
        "The depthwise layer is left out.": lambda M, C, R: float(R * R),
        "The ratio is upside down: times fewer is above 1.": lambda M, C, R: 1 / M + 1 / R**2,
        "C stands for M: the share is 1/M + 1/R^2, whatever C is.": lambda M, C, R: 1 / (1 / C + 1 / R**2),
        "The shares are multiplied: the weights of two layers add up.": lambda M, C, R: float(M * R * R),
        "A filter has R weights a channel: it has R*R.": lambda M, C, R: 1 / (1 / M + 1 / R),
        "The savings are added: add the shares, then divide.": lambda M, C, R: float(M + R * R),
        "The difference is given: how many times is a quotient.": (
            lambda M, C, R: float(C * M * R * R - C * R * R - C * M)
        ),
        "The pair's weights alone are given.": lambda M, C, R: float(C * (R * R + M)),
        "The 1x1 layer is counted as RxR: then nothing is saved.": lambda M, C, R: M / (1 + M),
        "The fractions are cut off: the quotient is seldom whole, so divide with /, not with //.": lambda M, C, R: (
            float(M * R * R // (R * R + M))
        ),
        "The mean of both savings is taken: weights add up, savings do not.": lambda M, C, R: (M + R * R) / 2,
    },
)
