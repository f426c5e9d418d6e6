"""Run-length coding by hand: what becomes of a line of values with many zeros in it."""

import numpy as np

from dnnlib.puzzle import Puzzle


def run_lengths(x: np.ndarray, bits: int) -> np.ndarray:
    """Code a line of values as pairs, each a run of zeros and the value after it, if a run has a field of `bits` bits.

    A run is 0 to 2^bits - 1. A longer one is cut: the pair (2^bits - 1, 0) says that many zeros and one more, its own
    value. The last value always has a pair, even if it is 0, so that the end is known. Shapes: x [n] -> pairs [k, 2].
    Source: the Eyeriss chip, Chen et al., JSSC 2017 (bits = 5); Sze et al. 2017, VII-B.
    """
    if np.ndim(x) != 1 or len(x) < 1 or bits < 1:
        raise ValueError("a line has a value or more, a field a bit or more")
    pairs, run = [], 0
    for k, value in enumerate(x):
        if value != 0 or run == 2**bits - 1 or k == len(x) - 1:
            pairs.append((run, value))
            run = 0
        else:
            run += 1
    return np.array(pairs)


def _line(rng):
    n = int(rng.integers(1, 15))
    return np.where(rng.random(n) < 0.7, 0, rng.integers(-9, 10, n)), int(rng.integers(1, 4))


def _coded(
    most=lambda bits: 2**bits - 1, end=True, swallow=True, zero=lambda value: value == 0, last=0, reset=True
):
    """The coder with one thing wrong."""

    def wrong(x, bits):
        pairs, run = [], 0
        for k, value in enumerate(x):
            if zero(value) and run == most(bits) and not swallow:
                pairs.append((run, 0))
                run = 0
            final = k == len(x) - 1 and end
            if not zero(value) or (run == most(bits) and swallow) or final:
                pairs.append((run + last * (zero(value) and final), value))
                run = 0 if reset else run
            else:
                run += 1
        return np.array(pairs, int).reshape(-1, 2)

    return wrong


def _alike(x, bits):
    """Runs of whatever value, each with its length."""
    pairs = []
    for value in x:
        if pairs and pairs[-1][1] == value:
            pairs[-1] = (pairs[-1][0] + 1, value)
        else:
            pairs.append((1, value))
    return np.array(pairs)


def _after(x, bits):
    """Runs of the zeros that come after a value, not before it."""
    pairs = _coded()(x[::-1], bits)[::-1]
    return pairs[:, ::-1]


def _unfilled(x, bits):
    """The pairs without those of cut runs."""
    pairs = _coded()(x, bits)
    return np.array([pair for k, pair in enumerate(pairs) if pair[1] != 0 or k == len(pairs) - 1])


run_lengths_puzzle = Puzzle(
    run_lengths,
    _line,
    points=4,
    axes="kj",
    easier=(
        "where no run is too long and the last value is not 0",
        lambda x, bits: x[-1] != 0 and _longest(x) < 2**bits,
    ),
    examples=(
        (np.array([0, 0, 5, 0, 7]), 2),
        (np.array([3, 0, 0, 0, 0, 0, -4]), 2),
        (np.array([0, 0, 0, 0, 0, 0, 0, 0, 6]), 2),
        (np.array([0, 6, 0, 0]), 1),
        (np.array([8, 8, 0, 0, 0]), 2),
        (np.array([0] * 35 + [9]), 5),
        (np.array([0]), 3),
    ),
    wrong={
        "A run of any length is written: the field holds 2^bits - 1, so a longer one is cut.": _coded(
            lambda bits: 10**9
        ),
        "The zeros at the end are lost: the last value always has a pair, even if it is 0.": _coded(
            end=False
        ),
        "A cut run stands for its zeros alone: its value is a zero of the line as well, one more.": _coded(
            swallow=False
        ),
        "The field is taken to hold 2^bits: it holds 0 to 2^bits - 1.": _coded(lambda bits: 2**bits),
        "The field is taken to hold `bits` zeros: of `bits` bits it holds up to 2^bits - 1.": _coded(
            lambda bits: bits
        ),
        "The zero at the end is counted in its run: a run is what comes before the value.": _coded(last=1),
        "A negative value is taken for a zero: only 0 is left out.": _coded(zero=lambda value: value <= 0),
        "The run is not set back to 0 after a pair.": _coded(reset=False),
        "Run and value are exchanged: the run comes first.": lambda x, bits: _coded()(x, bits)[:, ::-1],
        "Each value has a pair of its own, zeros too: nothing is saved.": lambda x, bits: np.stack(
            [0 * x, x], 1
        ),
        "Runs of any value are counted: only zeros are left out, and a pair ends with what comes after them.": _alike,
        "The zeros after a value are counted: a pair has those before it.": _after,
        "A cut run's pair is left out: the decoder cannot know of it.": _unfilled,
    },
)


def _longest(x) -> int:
    """The longest run of zeros."""
    return max(map(len, "".join("0" if value == 0 else "x" for value in x).split("x")))
