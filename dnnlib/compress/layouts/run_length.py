"""Run-length coding as on the Eyeriss chip: pairs of a run of zeros and the value after it, three to a 64-bit word.

A run field of r bits holds at most 2^r - 1. A longer run is cut: a filler pair (2^r - 1, 0) stands for 2^r zeros, its
own value among them. The tensor's last value always has a pair, even if it is 0: so the stream says where it ends.
Source: Chen et al., JSSC 52(1), 2017, Fig. 9 (5-bit runs, 16-bit values); Sze et al. 2017, VII-B.
"""

import numpy as np

from dnnlib.compress.layouts.zeros import stored
from dnnlib.door import checked

RUN_BITS = 5
WORD_BITS = 64


@checked
def encode(X: np.ndarray, bits: int = RUN_BITS) -> dict[str, np.ndarray]:
    """Fields "runs" [n], zeros before each value, and "values" [n], fillers among them, in memory order."""
    flat = X.ravel()
    ends = _ends(flat)
    runs, real = cut(np.diff(ends, prepend=-1) - 1, bits)
    values = np.zeros(runs.size, X.dtype)
    values[real] = flat[ends]
    return {"runs": runs, "values": values}


@checked
def encode_by_scan(X: np.ndarray, bits: int = RUN_BITS) -> dict[str, np.ndarray]:
    """The definition of `encode`: count zeros, and give out a pair at a value, at a full run, at the end."""
    most, run, pairs = 2**bits - 1, 0, []
    for k, x in enumerate(X.ravel()):
        if stored(x) or run == most or k == X.size - 1:
            pairs.append((run, x))
            run = 0
        else:
            run += 1
    return {
        "runs": np.array([run for run, _ in pairs], np.int64),
        "values": np.array([x for _, x in pairs], X.dtype),
    }


@checked
def decode(
    fields: dict[str, np.ndarray], rows: int, cols: int, bits: int = RUN_BITS
) -> np.ndarray:
    """The matrix [rows, cols] again. Errors: ValueError where a run is too long, or the pairs do not end with it."""
    runs, values = fields["runs"], fields["values"]
    check_runs(runs, values, bits)
    ends = np.cumsum(runs + 1) - 1
    covered = int(ends[-1]) + 1 if ends.size else 0
    if covered != rows * cols:
        raise ValueError(
            f"the runs cover {covered} values, but {rows} x {cols} has {rows * cols}"
        )
    X = np.zeros(rows * cols, values.dtype)
    X[ends] = values
    return X.reshape(rows, cols)


@checked
def decode_by_scan(
    fields: dict[str, np.ndarray], rows: int, cols: int, bits: int = RUN_BITS
) -> np.ndarray:
    """The definition of `decode`: for each pair, so many zeros and then the value."""
    X = []
    for run, value in zip(fields["runs"], fields["values"]):
        X += [0] * int(run) + [value]
    return np.array(X, fields["values"].dtype).reshape(rows, cols)


@checked
def entries(X: np.ndarray, bits: int = RUN_BITS) -> int:
    """How many pairs there are: one for each value that must be stored, one for each filler, maybe one at the end."""
    gaps = np.diff(_ends(X.ravel()), prepend=-1) - 1
    return int(gaps.size + (gaps >> bits).sum())


@checked
def pairs_per_word(word: int, bits: int = RUN_BITS) -> tuple[int, int]:
    """How many pairs stand in a memory word, and its bits: 64, or the next multiple that holds a pair and the flag."""
    width = WORD_BITS * -(-(word + bits + 1) // WORD_BITS)
    return (width - 1) // (word + bits), width


@checked
def cut(gaps: np.ndarray, bits: int) -> tuple[np.ndarray, np.ndarray]:
    """Gaps [n] as runs that fit the field, 2^bits - 1 for each filler, and where the n real entries stand in them."""
    real = np.cumsum((gaps >> bits) + 1) - 1
    runs = np.full(int(real[-1]) + 1 if real.size else 0, 2**bits - 1, np.int64)
    runs[real] = gaps & (2**bits - 1)
    return runs, real


@checked
def check_runs(runs: np.ndarray, values: np.ndarray, bits: int) -> None:
    """ValueError where there are not as many runs as values, or a run does not fit its field."""
    if runs.size != values.size:
        raise ValueError(
            f"{runs.size} runs but {values.size} values: they come in pairs"
        )
    if runs.size and not 0 <= runs.min() <= runs.max() < 2**bits:
        raise ValueError(
            f"runs from {runs.min()} to {runs.max()}: a field of {bits} bits holds 0 to {2**bits - 1}"
        )


def _ends(flat: np.ndarray) -> np.ndarray:
    """Where a run ends: at each value that must be stored, and at the last."""
    mask = stored(flat)
    mask[-1:] = True
    return np.flatnonzero(mask)
