"""Average pooling, on the survey's own example."""

import numpy as np

from dnnlib.puzzle import Puzzle
from dnnlib.puzzles.ch02.arrays import example, quarters


def average_pool(I: np.ndarray, size: int = 2, stride: int = 2) -> np.ndarray:
    """Average each size x size window of one feature map I [H,W], the windows `stride` apart: what is O [P,Q]?

    Source: Sze et al. 2017, III-A and Fig. 12, whose first average is printed as 18.
    """
    H, W = I.shape
    if not 1 <= size <= min(H, W) or stride < 1:
        raise ValueError("the window does not fit")
    P, Q = (H - size) // stride + 1, (W - size) // stride + 1
    O = np.zeros((P, Q))
    for p in range(P):
        for q in range(Q):
            for r in range(size):
                for s in range(size):
                    O[p, q] += I[stride * p + r, stride * q + s] / size**2
    return O


def _pool_case(rng):
    H, W = (int(k) for k in rng.integers(1, 8, 2))
    return quarters(rng, 0, 9, (H, W)), *(int(k) for k in rng.integers(1, 4, 2))


def _pooled(reduce, size_=None, stride_=None, short=0):
    """Pooling with one thing wrong: what is made of a window, its size, its stride, its number."""

    def wrong(I, size=2, stride=2):
        size, stride = size_ or size, {"size": size}.get(stride_, stride_) or stride
        P, Q = ((length - size) // stride + 1 - short for length in I.shape)
        O = np.zeros((max(P, 0), max(Q, 0)))
        for p, q in np.ndindex(*O.shape):
            O[p, q] = reduce(I[stride * p : stride * p + size, stride * q : stride * q + size])
        return O

    return wrong


average_pool_puzzle = Puzzle(
    average_pool,
    _pool_case,
    lines=6,
    lenient=True,
    points=2,
    easier=("for 2 x 2 windows side by side", lambda I, size=2, stride=2: size == stride == 2),
    axes="pq",
    examples=(
        (np.array([[9.0, 3, 5, 3], [10, 32, 2, 2], [1, 3, 21, 9], [2, 6, 11, 7]]), 2, 2),  # Fig. 12
        (example(5, 6) + 3, 3, 2),
    ),
    wrong={
        "The windows are summed: divide by the size*size values in each.": _pooled(np.sum),
        "The largest value is taken: that is max pooling.": _pooled(np.max),
        "The fractions are cut off: use / and let O hold floats.": _pooled(
            lambda window: window.sum() // window.size
        ),
        "The fractions are cut off by rounding: leave the average a float.": _pooled(
            lambda window: np.round(window.mean())
        ),
        "The sum is divided by size: a window has size*size values.": (
            _pooled(lambda window: window.sum() / len(window))
        ),
        "The windows move by 1: they are `stride` apart.": _pooled(np.mean, stride_=1),
        "The windows move by their size: they are `stride` apart, and may overlap or leave gaps.": (
            _pooled(np.mean, stride_="size")
        ),
        "The windows are always 2 x 2: use `size`.": _pooled(np.mean, size_=2),
        "Zeros are left out of the average: a zero is a value like any other.": (
            _pooled(lambda window: window.sum() / max(np.count_nonzero(window), 1))
        ),
        "The first value of each window is taken: that is subsampling, and the other values are lost.": (
            _pooled(lambda window: window[0, 0])
        ),
        "The middle between smallest and largest is taken: the average counts every value.": (
            _pooled(lambda window: (window.min() + window.max()) / 2)
        ),
        "The median is taken: the average counts how large the values are.": _pooled(np.median),
        "A row and a column of windows are missing: P = (H - size)//stride + 1.": _pooled(np.mean, short=1),
    },
)
