"""Folds of a layer on a systolic array: which they are, the cycles they take, and how busy they keep the PEs."""

import numpy as np

from dnnlib.puzzle import Puzzle

FLOWS = ("weight", "input", "output")


def _up(items, places):
    return -(-items // places)


def _check(*sizes):
    if min(sizes) < 1:
        raise ValueError("sizes start at 1")


def folds(K: int, M: int, rows: int, cols: int) -> np.ndarray:
    """List the folds of K taps and M filters on an array of rows x cols PEs.

    A tap takes a row and a filter a column. All folds of the first filters come first. Result: integers [fold, 4], the
    first tap, the first filter, the rows used and the columns used.
    Source: Samajdar et al., ISPASS 2020.
    """
    _check(K, M, rows, cols)
    found = []
    for m in range(0, M, cols):
        for k in range(0, K, rows):
            down = sum(k + r < K for r in range(rows))
            across = sum(m + c < M for c in range(cols))
            found.append((k, m, down, across))
    return np.array(found)


def _folds(cut=min, outer="M", down=None, number=False, up=_up, last=False, even=False):
    """Lists of folds, one thing about each done otherwise."""

    def wrong(K, M, rows, cols):
        rows, cols = (cols, rows) if down else (rows, cols)
        if even:
            rows, cols = _up(K, _up(K, rows)), _up(M, _up(M, cols))
        turns = [(a, b) for b in range(up(M, cols)) for a in range(up(K, rows))]
        turns = turns if outer == "M" else sorted(turns)
        found = []
        for a, b in turns:
            k, m = a * rows, b * cols
            ends = min(k + rows, K), min(m + cols, M)
            used = ends if last else (cut(rows, K - k), cut(cols, M - m))
            found.append((a, b, *used) if number else (k, m, *used))
        return np.array(found).reshape(-1, 4)

    return wrong


def _left_over(places, left):
    """The rest of a division: right for a last fold that is not full, 0 for one that is."""
    return places if left > places else left % places


folds_puzzle = Puzzle(
    folds,
    lambda rng: tuple(int(rng.integers(1, high)) for high in (20, 12, 7, 6)),
    points=3,
    axes="fi",
    examples=((9, 4, 4, 4), (8, 6, 4, 3), (7, 5, 3, 2), (2, 3, 4, 4)),
    wrong={
        "The last fold is taken to use K % rows and M % cols: that is 0 where nothing is left over.": _folds(
            cut=_left_over
        ),
        "Every fold is taken for full: the last ones use the rows and columns that are left.": _folds(
            cut=lambda places, left: places
        ),
        "The other order: all taps of the first filters come first, so that their sums are finished soonest.": _folds(
            outer="K"
        ),
        "Rows and columns are exchanged: taps take rows, filters take columns.": _folds(down=True),
        "The folds are numbered: the first tap and filter of each are wanted.": _folds(number=True),
        "The last folds are left out: what is left over takes a fold too.": _folds(
            up=lambda items, places: items // places
        ),
        "One fold too many: where nothing is left over there is no more.": _folds(
            up=lambda items, places: items // places + 1, cut=lambda places, left: max(0, min(places, left))
        ),
        "The last tap and filter stand where the rows and columns used are wanted.": _folds(last=True),
        "The folds are made alike: an array fills all its rows first, and the last fold has what is left.": _folds(
            even=True
        ),
        "What is left over after a fold stands where what it uses is wanted.": _folds(
            cut=lambda places, left: max(0, left - places)
        ),
        "Only the folds of the first filters are listed: the others follow.": (
            lambda K, M, rows, cols: _folds()(K, min(M, cols), rows, cols)
        ),
    },
)  # fmt: skip


def cycles(rows: int, cols: int, K: int, M: int, T: int, dataflow: str = "weight") -> int:
    """How many cycles does a systolic array take for K taps, M filters and T pixels?

    PE (r, c) works on item t of the time axis in cycle lead + t + r + c of its fold, and a fold takes as long when it
    fills but a part of the array. Folds come one after the other.

        weight   taps along the rows,   filters along the columns, pixels over time;  lead = rows: weights are loaded
        input    taps along the rows,   pixels along the columns,  filters over time; lead = rows
        output   pixels along the rows, filters along the columns, taps over time;    lead = 0

    Source: Samajdar et al., ISPASS 2020.
    """
    _check(rows, cols, K, M, T)
    if dataflow not in FLOWS:
        raise ValueError(f"dataflow {dataflow!r} is none of {FLOWS}")
    down, across, time = {"weight": (K, M, T), "input": (K, T, M), "output": (T, M, K)}[dataflow]
    lead = 0 if dataflow == "output" else rows
    total = 0
    for _ in range(0, down, rows):
        for _ in range(0, across, cols):
            last = 0
            for r in range(rows):
                for c in range(cols):
                    last = max(last, lead + (time - 1) + r + c)
            total += last + 1
    return total


def _axes(dataflow, K, M, T):
    return {"weight": (K, M, T), "input": (K, T, M), "output": (T, M, K)}[dataflow]


def _lead(dataflow, rows):
    return 0 if dataflow == "output" else rows


def _cycles(count=_up, lead=_lead, more=-2, used=False):
    """Cycles with one thing done otherwise."""

    def wrong(rows, cols, K, M, T, dataflow="weight"):
        down, across, time = _axes(dataflow, K, M, T)
        high, wide = (min(rows, down), min(cols, across)) if used else (rows, cols)
        fold = lead(dataflow, rows) + high + wide + time + more
        return count(down, rows) * count(across, cols) * fold

    return wrong


def _of_weight(rows, cols, K, M, T, dataflow="weight"):
    return _up(K, rows) * _up(M, cols) * (_lead(dataflow, rows) + rows + cols + T - 2)


def _one_by_one(rows, cols, K, M, T, dataflow="weight"):
    """Folds overlap: the next is filled while the last one drains."""
    down, across, time = _axes(dataflow, K, M, T)
    return _lead(dataflow, rows) + rows + cols - 2 + _up(down, rows) * _up(across, cols) * time


def _together(rows, cols, K, M, T, dataflow="weight"):
    down, across, time = _axes(dataflow, K, M, T)
    return _up(down * across, rows * cols) * (_lead(dataflow, rows) + rows + cols + time - 2)


cycles_puzzle = Puzzle(
    cycles,
    lambda rng: (*(int(rng.integers(1, high)) for high in (7, 6, 13, 9, 15)), FLOWS[rng.integers(3)]),
    points=4,
    easier=("for weight stationary", lambda rows, cols, K, M, T, dataflow="weight": dataflow == "weight"),
    examples=(
        (3, 2, 3, 2, 16), (4, 4, 9, 6, 16), (4, 4, 9, 6, 16, "output"), (4, 4, 9, 6, 16, "input"), (1, 1, 1, 1, 1)
    ),
    wrong={
        "The folds of both ways are rounded up together: round up along the rows, then along the columns.": (
            _together
        ),
        "There are no folds: a layer larger than the array takes its turns, ceil(items / places) each way.": _cycles(
            count=lambda items, places: 1
        ),
        "The last folds are left out: what is left over takes a fold too, so round up.": _cycles(
            count=lambda items, places: max(1, items // places)
        ),
        "Loading is left out: what stays is first shifted in, which takes `rows` cycles.": _cycles(
            lead=lambda dataflow, rows: 0
        ),
        "Output stationary loads nothing: its sums begin at 0, and leave by wires of their own.": _cycles(
            lead=lambda dataflow, rows: rows
        ),
        "Cycles are counted from 0: the last item starts in the last PE in cycle lead + T-1 + rows-1 + cols-1, "
        "and one more cycle has gone by when it is done.": _cycles(more=-3),
        "Fill and drain are too long: the first PE starts at once, so it is rows + cols - 2.": _cycles(more=0),
        "A fold that fills a part of the array takes as long: its words pass the idle PEs too.": _cycles(used=True),
        "The axes are those of weight stationary for all three: look at the table.": _of_weight,
        "Folds overlap here: each waits for the one before it, so each has its own loading, fill and drain.": (
            _one_by_one
        ),
        "Perfect PEs: MACs / PEs leaves out loading, fill, drain and idle PEs.": (
            lambda rows, cols, K, M, T, dataflow="weight": _up(K * M * T, rows * cols)
        ),
    },
)  # fmt: skip


def utilization(rows: int, cols: int, K: int, M: int, T: int) -> float:
    """Which share of the PEs' cycles is spent multiplying, weight stationary, with K taps, M filters and T pixels?

    utilization = MACs / (cycles * rows * cols), over all folds, with loading, fill and drain.
    Source: Sze et al. 2017, V-B; Samajdar et al., ISPASS 2020.
    """
    _check(rows, cols, K, M, T)
    macs = total = 0
    for k in range(0, K, rows):
        for m in range(0, M, cols):
            macs += min(rows, K - k) * min(cols, M - m) * T
            total += rows + (rows + cols + T - 2)
    return macs / (total * rows * cols)


def _share(rows, cols, K, M, T, cycles=None, pes=None):
    turns = _up(K, rows) * _up(M, cols)
    return K * M * T / ((cycles or turns * (2 * rows + cols + T - 2)) * (pes or rows * cols))


utilization_puzzle = Puzzle(
    utilization,
    lambda rng: tuple(int(rng.integers(1, high)) for high in (9, 9, 20, 20, 40)),
    points=3,
    examples=((3, 2, 3, 2, 16), (4, 4, 9, 6, 16), (8, 8, 9, 1, 100), (2, 2, 4, 4, 1)),
    wrong={
        "The fractions are cut off: a share lies between 0 and 1, so divide with /, not with //.": (
            lambda rows, cols, K, M, T: int(_share(rows, cols, K, M, T))
        ),
        "Only the PEs that are filled are looked at: loading, fill and drain are idle cycles too.": (
            lambda rows, cols, K, M, T: K * M / (_up(K, rows) * rows * _up(M, cols) * cols)
        ),
        "Only time is looked at: PEs that a fold does not fill are idle too.": (
            lambda rows, cols, K, M, T: T / (2 * rows + cols + T - 2)
        ),
        "Loading is left out: in it no PE multiplies.": (
            lambda rows, cols, K, M, T: _share(rows, cols, K, M, T, _up(K, rows) * _up(M, cols) * (rows + cols + T - 2))
        ),
        "The cycles are those of one fold: the layer takes all of them.": (
            lambda rows, cols, K, M, T: _share(rows, cols, K, M, T, 2 * rows + cols + T - 2)
        ),
        "The layer's MACs are divided by the cycles alone: divide by the PEs too, for a share.": (
            lambda rows, cols, K, M, T: _share(rows, cols, K, M, T, pes=1)
        ),
        "It is turned round: the share that is idle is what is left.": (
            lambda rows, cols, K, M, T: 1 - _share(rows, cols, K, M, T)
        ),
        "In percent: a share lies between 0 and 1.": lambda rows, cols, K, M, T: 100 * _share(rows, cols, K, M, T),
        "The idle PEs are left out of the count: divide by all rows * cols of the array.": (
            lambda rows, cols, K, M, T: _share(rows, cols, K, M, T, pes=min(rows, K) * min(cols, M))
        ),
        "Rows and columns are exchanged: taps take rows, filters take columns.": (
            lambda rows, cols, K, M, T: _share(cols, rows, K, M, T)
        ),
        "The last folds are left out: what is left over takes a fold too, so round up.": (
            lambda rows, cols, K, M, T: _share(rows, cols, K, M, T, max(1, K // rows) * max(1, M // cols)
                                               * (2 * rows + cols + T - 2))
        ),
        "Only the first fold is looked at: the last ones may fill fewer PEs.": (
            lambda rows, cols, K, M, T: T / (2 * rows + cols + T - 2) * min(1, K / rows) * min(1, M / cols)
        ),
    },
)  # fmt: skip
