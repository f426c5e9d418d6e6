"""Sparse products: a column of weights for each input, and how even the work of many PEs is."""

import numpy as np

from dnnlib.puzzle import Puzzle


def csc_product(
    values: np.ndarray, rows: np.ndarray, pointers: np.ndarray, I: np.ndarray, M: int
) -> np.ndarray:
    """Multiply a matrix in CSC by a vector, and read only what the inputs that are not zero ask for.

    Column c has the weights values[k] in rows[k], for k from pointers[c] up to, but without, pointers[c + 1].
    Shapes: values, rows [n]; pointers [C + 1]; I [C] -> O [M].
    Source: EIE, Han et al., ISCA 2016; Sze et al. 2017, Fig. 44.
    """
    _check(values, rows, pointers, I, M)
    O = np.zeros(M, int)
    for m in range(M):
        for c in range(len(I)):
            for k in range(pointers[c], pointers[c + 1]):
                if rows[k] == m:
                    O[m] += values[k] * I[c]
    return O


def _check(values, rows, pointers, I, M):
    ends, where = np.array(pointers), np.array(rows)
    if M < 1 or len(I) < 1 or len(ends) != len(I) + 1 or len(where) != len(values):
        raise ValueError("the lengths do not fit together")
    if ends[0] != 0 or ends[-1] != len(where) or (np.diff(ends) < 0).any():
        raise ValueError("pointers rise from 0 to the number of values")
    if len(where) and not 0 <= where.min() <= where.max() < M:
        raise ValueError("a row is 0 to M - 1")
    if any((np.diff(where[a:b]) <= 0).any() for a, b in zip(ends, ends[1:])):
        raise ValueError("rows rise within a column")


def _matrix(rng):
    M, C = (int(k) for k in rng.integers(1, 5, 2))
    W = np.where(rng.random((M, C)) < 0.5, rng.integers(1, 4, (M, C)) * rng.choice([-1, 1], (M, C)), 0)
    I = np.where(rng.random(C) < 0.6, rng.integers(-3, 4, C), 0)
    return _csc(W, I)


def _csc(W, I):
    W = np.array(W)
    column, row = np.nonzero(W.T)
    pointers = np.concatenate([[0], np.cumsum(np.bincount(column, minlength=W.shape[1]))])
    return W[row, column], row, pointers, np.array(I), len(W)


def _asked(values, rows, pointers, I, M) -> int:
    """Weights in the columns of inputs that are not zero."""
    return int(sum(b - a for a, b, x in zip(pointers, pointers[1:], I) if x != 0))


def _product(skip=lambda x: x == 0, start=lambda p, c: p[c], stop=lambda p, c: p[c + 1], columns=lambda I: len(I),
             again=False, add=True, row=lambda rows, k: rows[k], size=lambda M, I: M):  # fmt: skip
    """The product with one thing wrong."""

    def wrong(values, rows, pointers, I, M):
        O = np.zeros(size(M, I), int)
        for c in range(columns(I)):
            x = I[c]
            if skip(x):
                continue
            for k in range(start(pointers, c), stop(pointers, c)):
                x = I[c] if again else x
                m = row(rows, k)
                O[m] = (O[m] if add else 0) + values[k] * x
        return O

    return wrong


def _by_rows(values, rows, pointers, I, M):
    """The loops of the definition: all of the matrix once for each output."""
    O = np.zeros(M, int)
    for m in range(M):
        for c in range(len(I)):
            for k in range(pointers[c], pointers[c + 1]):
                if rows[k] == m:
                    O[m] += values[k] * I[c]
    return O


def _as_csr(values, rows, pointers, I, M):
    """Pointers taken for those of rows."""
    O = np.zeros(max(M, len(I)), int)
    for m in range(len(pointers) - 1):
        for k in range(pointers[m], pointers[m + 1]):
            O[m] += values[k] * (I[rows[k]] if rows[k] < len(I) else 0)
    return O[:M]


csc_product_puzzle = Puzzle(
    csc_product,
    _matrix,
    limit={"I": lambda values, rows, pointers, I, M: len(I), "values": _asked, "rows": _asked},
    points=5,
    axes="m",
    examples=(
        _csc([[0, 2, 0], [1, 0, 0], [0, 3, 4]], [5, 0, 7]),
        _csc([[1, 2, 0], [0, 3, 0]], [2, -1, 3]),
        _csc([[0, 2, 0, 1], [1, 0, 0, 2], [2, 3, 0, 0]], [-1, 2, 3, 0]),
        _csc([[1, 1], [1, 1]], [0, 2]),
    ),
    wrong={
        "Each output looks through all columns: turn the loops round, and let each input find its outputs.": _by_rows,
        "The columns of zero inputs are read: skip them, and copy no whole array first.": _product(
            skip=lambda x: False
        ),
        "The input is read again for each weight: keep it in a variable.": _product(again=True),
        "A product replaces the sum: several columns meet in one output, so add.": _product(add=False),
        "The last column is left out: C columns have C + 1 pointers.": _product(columns=lambda I: len(I) - 1),
        "A column is taken to begin at 0: it begins where the one before ends, at pointers[c].": _product(
            start=lambda p, c: 0
        ),
        "Weights up to the end are taken: a column stops before pointers[c + 1].": _product(
            stop=lambda p, c: p[-1]
        ),
        "A negative input is skipped: only those that are zero save work.": _product(skip=lambda x: x <= 0),
        "Pointers are taken for those of rows, as in CSR: here they say where a column begins.": _as_csr,
        "Rows are counted from 1: the first is 0.": _product(row=lambda rows, k: rows[k] - 1),
        "The result has an output for each input: it has M.": lambda values, rows, pointers, I, M: np.resize(
            _product()(values, rows, pointers, I, M), len(I)
        ),
    },
)


def eie_cycles(W: np.ndarray, I: np.ndarray, pes: int) -> int:
    """How many cycles do `pes` PEs take for W times I, if row m belongs to PE m % pes and all wait for the slowest?

    Each input that is not zero is sent to all PEs at once. Each PE does its products with it, one a cycle, and none
    with a weight that is zero. The next input comes when all are done.
    Source: EIE, Han et al., ISCA 2016, without its queues.
    """
    if W.ndim != 2 or W.shape[1:] != I.shape or min(W.shape) < 1 or pes < 1:
        raise ValueError("W has a column for each input")
    cycles = 0
    for c in range(len(I)):
        if I[c] == 0:
            continue
        work = [0] * pes
        for m in range(len(W)):
            if W[m, c] != 0:
                work[m % pes] += 1
        cycles += max(work)
    return cycles


def _work(W, I, pes):
    """Products by PE and input, [pes, inputs that are not zero]."""
    made = (W != 0)[:, I != 0]
    return np.array([made[k::pes].sum(axis=0) for k in range(pes)])


def _layer(rng):
    M, C, pes = int(rng.integers(2, 8)), int(rng.integers(1, 5)), int(rng.integers(2, 4))
    sparse = lambda *shape: np.where(rng.random(shape) < 0.6, rng.integers(-3, 4, shape), 0)
    return sparse(M, C), sparse(C), pes


def _blocks(W, I, pes):
    """Rows in blocks, not interleaved."""
    per, made = -(-len(W) // pes), (W != 0)[:, I != 0]
    return int(np.max([made[k * per : (k + 1) * per].sum(axis=0) for k in range(pes)], axis=0).sum())


eie_cycles_puzzle = Puzzle(
    eie_cycles,
    _layer,
    lines=3,
    lenient=True,
    points=4,
    examples=(
        (np.array([[1, 0], [0, 2], [3, 0], [0, 4]]), np.array([1, 1]), 2),
        (np.array([[1, 0, 2], [1, 3, 0], [1, 0, 0], [0, 0, 5], [2, 0, 1]]), np.array([2, 0, -1]), 2),
        (np.array([[1, 1, 0], [1, 0, 0], [1, 0, 0], [1, 1, 0]]), np.array([1, 1, 1]), 3),
    ),
    wrong={
        "The PEs do not wait: at the end of each input the slowest is waited for, so add the largest of each column.": (
            lambda W, I, pes: int(_work(W, I, pes).sum(axis=1).max(initial=0))
        ),
        "The work is taken to be even: products / PEs, rounded up.": lambda W, I, pes: int(
            -(-_work(W, I, pes).sum() // pes)
        ),
        "Each column's work is taken to be even: rows are fixed to their PEs.": (
            lambda W, I, pes: int((-(-_work(W, I, pes).sum(axis=0) // pes)).sum())
        ),
        "One PE does it all: the products of the PEs run side by side.": lambda W, I, pes: int(
            _work(W, I, pes).sum()
        ),
        "Zero inputs are not skipped: they are never sent.": lambda W, I, pes: int(
            _work(W, np.ones_like(I), pes).max(axis=0).sum()
        ),
        "Zero weights take a cycle: they are not stored.": lambda W, I, pes: int(
            np.count_nonzero(I) * -(-len(W) // pes)
        ),
        "The rows are dealt in blocks: row m belongs to PE m % pes.": _blocks,
        "The fastest PE is waited for: all wait for the slowest.": lambda W, I, pes: int(
            _work(W, I, pes).min(axis=0).sum()
        ),
        "An input whose column is empty takes a cycle: nobody has work.": (
            lambda W, I, pes: int(np.maximum(_work(W, I, pes).max(axis=0), 1).sum())
        ),
        "A negative input is skipped: only those that are zero are.": lambda W, I, pes: int(
            _work(W, np.maximum(I, 0), pes).max(axis=0).sum()
        ),
        "Columns are dealt to the PEs: it is the rows.": lambda W, I, pes: int(
            max(np.count_nonzero(W[:, k::pes][:, I[k::pes] != 0]) for k in range(pes))
        ),
    },
)
