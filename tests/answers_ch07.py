"""Right answers to the puzzles of chapter 7, each puzzle in at least three different ways: all of them must pass."""

from fractions import Fraction
from itertools import product

import numpy as np

from dnnlib import ConvShape
from dnnlib.dataflow import array
from dnnlib.dataflow.array.row_stationary import RowArray
from dnnlib.puzzles import ch07

# ---------------------------------------------------------------- a PE's step


@ch07.in_array
def step_in_a_line(kept, left, above):
    return kept, left, above + left * kept


@ch07.in_array
def step_in_words(weight, value, total):
    """Whatever the registers are called."""
    total = total + weight * value
    return weight, value, total


@ch07.in_array
def step_gated(kept, left, above):
    """A zero saves the multiplication."""
    if left == 0:
        return kept, left, above
    product = left * kept
    return kept, left, product + above


@ch07.in_array
def step_by_dot(kept, left, above):
    return kept, left, np.dot([left, 1], [kept, above])


@ch07.in_array
def step_in_a_list(kept, left, above):
    return [kept, left, above + left * kept]


@ch07.in_array
def step_in_an_array(kept, left, above):
    registers = np.zeros(3)
    registers[:] = kept, left, above
    registers[2] += left * kept
    return registers


STEP = (
    step_in_a_list,
    step_in_an_array,
    step_in_a_line,
    step_in_words,
    step_gated,
    step_by_dot,
)

# ---------------------------------------------------------------- folds


def folds_by_ranges(K, M, rows, cols):
    return np.array(
        [
            (k, m, min(rows, K - k), min(cols, M - m))
            for m in range(0, M, cols)
            for k in range(0, K, rows)
        ]
    )


def folds_of_the_plan(K, M, rows, cols):
    plan = array.plan(ConvShape(M=M, C=K), rows, cols, "weight")
    found = [plan.fold(number) for number in range(plan.folds)]
    return np.array(
        [(fold.first_row, fold.first_col, fold.rows, fold.cols) for fold in found]
    )


def folds_by_pieces(K, M, rows, cols):
    """NumPy cuts the taps and the filters."""
    taps = np.split(np.arange(K), range(rows, K, rows))
    filters = np.split(np.arange(M), range(cols, M, cols))
    return np.array([(k[0], m[0], len(k), len(m)) for m, k in product(filters, taps)])


FOLDS = (folds_by_ranges, folds_of_the_plan, folds_by_pieces)

# ---------------------------------------------------------------- cycles


def cycles_closed(rows, cols, K, M, T, dataflow="weight"):
    down, across, time = {"weight": (K, M, T), "input": (K, T, M), "output": (T, M, K)}[
        dataflow
    ]
    lead = 0 if dataflow == "output" else rows
    return -(-down // rows) * -(-across // cols) * (lead + rows + cols + time - 2)


def cycles_of_the_library(rows, cols, K, M, T, dataflow="weight"):
    return array.cycles(ConvShape(M=M, C=K, P=T), rows, cols, dataflow)


def cycles_that_happen(rows, cols, K, M, T, dataflow="weight"):
    """The array is run, and its record counted."""
    trace = array.run(
        np.ones((1, K, T, 1)), np.ones((M, K, 1, 1)), rows, cols, dataflow
    )
    return len(trace.busy())


CYCLES = (cycles_closed, cycles_of_the_library, cycles_that_happen)

# ---------------------------------------------------------------- utilization


def utilization_closed(rows, cols, K, M, T):
    turns = -(-K // rows) * -(-M // cols)
    return K * M * T / (turns * (2 * rows + cols + T - 2) * rows * cols)


def utilization_of_the_record(rows, cols, K, M, T):
    busy = array.plan(ConvShape(M=M, C=K, P=T), rows, cols, "weight")
    return float(np.mean(busy.busy(0, busy.cycles)) / (rows * cols))


def utilization_by_parts(rows, cols, K, M, T):
    """The share of time times the share of PEs."""
    in_time = T / (2 * rows + cols + T - 2)
    in_space = K * M / (-(-K // rows) * rows * -(-M // cols) * cols)
    return in_time * in_space


def utilization_in_single(rows, cols, K, M, T):
    turns = np.ceil(np.float32(K) / rows) * np.ceil(np.float32(M) / cols)
    steps = turns * np.float32(2 * rows + cols + T - 2)
    return np.float32(K * M * T) / (steps * rows * cols)


def utilization_in_fractions(rows, cols, K, M, T):
    turns = -(-K // rows) * -(-M // cols)
    return Fraction(K * M * T, turns * (2 * rows + cols + T - 2) * rows * cols)


UTILIZATION = (
    utilization_in_single,
    utilization_in_fractions,
    utilization_closed,
    utilization_of_the_record,
    utilization_by_parts,
)

# ---------------------------------------------------------------- the stall


def stall_by_counting(rows, cols, T, width):
    first, cycles = -1, 0
    for t in range(rows + cols + T - 2):
        words = 0
        for side in (rows, cols):
            for k in range(side):
                words += k <= t < k + T
        takes = max(1, -(-words // width))
        if first < 0 and takes > 1:
            first = t
        cycles += takes
    return {"first": first, "cycles": cycles}


def stall_by_arrays(rows, cols, T, width):
    t = np.arange(rows + cols + T - 2)
    words = sum(
        np.clip(t + 1, 0, side) - np.clip(t + 1 - T, 0, side) for side in (rows, cols)
    )
    takes = np.maximum(1, np.ceil(words / width)).astype(int)
    stalls = np.flatnonzero(takes > 1)
    return {"first": int(stalls[0]) if len(stalls) else -1, "cycles": int(takes.sum())}


def stall_of_the_record(rows, cols, T, width):
    """The words that a run reads from its buffer, cycle by cycle."""
    trace = array.run(
        np.ones((1, T, rows, 1)), np.ones((cols, T, 1, 1)), rows, cols, "output"
    )
    read = [trace.events.of("GLB", tensor, "read").cycle for tensor in "IF"]
    words = np.bincount(np.concatenate(read), minlength=trace.cycles)
    takes = [max(1, -(-int(n) // width)) for n in words]
    return {
        "first": next((t for t, n in enumerate(takes) if n > 1), -1),
        "cycles": sum(takes),
    }


STALL = (stall_by_counting, stall_by_arrays, stall_of_the_record)

# ---------------------------------------------------------------- sets of rows


def active_closed(P, R, C, M, rows=12, cols=14):
    e, above = min(P, cols), rows // R
    piled = min(-(-P // e), above)
    return min(P, piled * e) * R * min(C, above // piled) * min(M, cols // e)


def active_of_the_library(P, R, C, M, rows=12, cols=14):
    return RowArray(ConvShape(M=M, C=C, P=P, R=R), rows, cols).active


def active_one_by_one(P, R, C, M, rows=12, cols=14):
    """Set after set, each where it fits."""
    e = min(P, cols)
    places, total, channel = rows // R, 0, 0
    pile = [min(e, P - p) for p in range(0, P, e)][:places]
    while channel < C and places >= len(pile):
        places, channel = places - len(pile), channel + 1
        total += sum(pile) * R
    return total * min(M, cols // e)


ACTIVE = (active_closed, active_of_the_library, active_one_by_one)

# ---------------------------------------------------------------- the sides


def sides_by_trying(layers, pes):
    best = []
    for rows in range(1, pes + 1):
        for cols in range(1, pes // rows + 1):
            cycles = sum(
                -(-K // rows) * -(-M // cols) * (2 * rows + cols + T - 2)
                for K, M, T in layers.tolist()
            )
            best.append((cycles, rows * cols, rows, cols))
    return min(best)[2:]


def sides_by_the_library(layers, pes):
    shapes = [ConvShape(M=M, C=K, P=T) for K, M, T in layers.tolist()]
    choices = [(r, c) for r, c in product(range(1, pes + 1), repeat=2) if r * c <= pes]
    return min(
        choices,
        key=lambda s: (
            sum(array.cycles(shape, *s) for shape in shapes),
            s[0] * s[1],
            s[0],
        ),
    )


def sides_at_once(layers, pes):
    """All arrays as one array of arrays."""
    r, c = (side.ravel()[:, None] for side in np.mgrid[1 : pes + 1, 1 : pes + 1])
    K, M, T = layers.T
    cycles = (-(-K // r) * -(-M // c) * (2 * r + c + T - 2)).sum(axis=1)
    r, c = r[:, 0], c[:, 0]
    order = np.lexsort((r, r * c, np.where(r * c <= pes, cycles, np.iinfo(int).max)))
    return int(r[order[0]]), int(c[order[0]])


def sides_in_an_array(layers, pes):
    return np.array(sides_by_trying(layers, pes))


SIDES = (sides_in_an_array, sides_by_trying, sides_by_the_library, sides_at_once)

ANSWERS = {
    "step": STEP,
    "folds": FOLDS,
    "cycles": CYCLES,
    "utilization": UTILIZATION,
    "stall": STALL,
    "active": ACTIVE,
    "sides": SIDES,
}


# ---------------------------------------------------------------- zeros


def gated_in_loops(I, machine):
    macs = cycles = idle = 0
    for one in I:
        nonzeros = [len([x for x in inputs if x]) for inputs in one]
        takes = I.shape[2] if machine == "gating" else max(nonzeros)
        macs += sum(nonzeros)
        cycles += takes
        idle += sum(takes - busy for busy in nonzeros)
    return macs, cycles, idle


def gated_by_a_clock(I, machine):
    """The array runs: each PE takes its next input, or waits."""
    macs = cycles = idle = 0
    for one in I.tolist():
        queues = [[x for x in inputs if x or machine == "gating"] for inputs in one]
        while any(queues):
            cycles += 1
            for queue in queues:
                made = bool(queue) and queue.pop(0) != 0
                macs += made
                idle += not made
    return macs, cycles, idle


def gated_by_sorting(I, machine):
    """Nonzeros first in every row: a column that is all zero takes no cycle."""
    packed = -np.sort(-(I != 0).astype(int), axis=2)
    columns = packed.any(axis=1) if machine == "skipping" else np.ones(I.shape[::2])
    cycles = int(columns.sum())
    return [packed.sum(), cycles, cycles * I.shape[1] - packed.sum()]


ANSWERS["gated"] = (gated_in_loops, gated_by_a_clock, gated_by_sorting)
