"""A systolic array as its PEs know it: one register each, a neighbour to the left and one above, and no plan.

    kept, right, down = pe(kept, left, above)      in every PE, every cycle, all at once

This is the definition, in plain loops; systolic.py knows beforehand where each word will be, and a test says that both
agree on every register of every cycle.
"""

from collections.abc import Callable
from itertools import product
from typing import NamedTuple

import numpy as np

from dnnlib.dataflow.array.operands import Words
from dnnlib.dataflow.array.systolic import AXES, Fold, Systolic
from dnnlib.door import checked


def keeps_operand(kept, left, above):
    """Weight or input stationary: multiplies what passes by with what it keeps, and adds that to the sum from above."""
    return kept, left, above + left * kept


def keeps_sum(kept, left, above):
    """Output stationary: multiplies what passes by, and adds that to the sum that it keeps."""
    return kept + left * above, left, above


@checked
def run(
    I,
    F,
    rows: int,
    cols: int,
    dataflow: str = "weight",
    U: int = 1,
    G: int = 1,
    pe: Callable | None = None,
):
    """O [N,M,P,Q] as the PEs make it, and what they held: value [cycle, tensor, row, col], busy [cycle, row, col].

    pe(kept, left, above) -> (kept, right, down) is the PE, the dataflow's own where it is left out; it is asked where
    a word comes from the left and one from above. value: of I, F and O, None where a PE has none.
    Errors: ValueError where the operands do not fit. Source: Kung, Computer 15(1), 1982.
    """
    words = Words.of(I, F, U, G)
    plan = Systolic(words.shape, rows, cols, dataflow)
    pe = pe or (keeps_sum if plan.stays == "O" else keeps_operand)
    tensors = {
        "I": words.I.ravel(),
        "F": words.F.ravel(),
        "O": np.zeros(words.shape.size("O"), words.I.dtype),
    }
    folds = []
    for f in range(plan.folds):
        fold = plan.fold(f)
        feed = _feed(plan, words, fold, tensors)
        made = _fold(plan, feed, fold, pe)
        folds.append(made)
    value, busy = (np.concatenate(part) for part in zip(*folds))
    O = tensors["O"].reshape(words.shape.tensor("O"))
    return O, value, busy


class Feed(NamedTuple):
    """What a fold's edges give and take: functions of a row, a column and an item of the time axis."""

    left: Callable  # (row, item) -> word or None
    above: Callable  # (col, item) -> word or None
    keep: Callable  # (row, col) -> word or None
    take: Callable  # (row, col, item, sum): back to O


def _feed(plan: Systolic, words: Words, fold: Fold, tensors: dict) -> Feed:
    *axes, stays, right = AXES[plan.dataflow]
    moves = {stays, right}
    (below,) = set("IFO") - moves

    def place(tensor, row, col, item):
        places = fold.first_row + row, fold.first_col + col, item
        at = dict(zip(axes, places))
        if tensor == "I":
            return words.i(at["pixel"], at["tap"], fold.group)
        if tensor == "F":
            return words.f(at["filter"], at["tap"], fold.group)
        return words.o(at["pixel"], at["filter"], fold.group)

    def word(tensor, row, col, item):
        inside = row < fold.rows and col < fold.cols
        if not inside or not 0 <= item < plan.sizes[2]:
            return None
        return tensors[tensor][place(tensor, row, col, item)]

    def take(row, col, item, total):
        tensors["O"][place("O", row, col, item)] = total

    return Feed(
        lambda row, item: word(right, row, 0, item),
        lambda col, item: word(below, 0, col, item),
        lambda row, col: word(stays, row, col, 0),
        take,
    )


def _fold(
    plan: Systolic, feed: Feed, fold: Fold, pe: Callable
) -> tuple[np.ndarray, np.ndarray]:
    """One fold, cycle by cycle: what every PE holds of I, F and O, and whether it multiplies."""
    rows, cols = range(plan.rows), range(plan.cols)
    shape = plan.rows, plan.cols
    nothing = np.full(shape, None, object)  # an idle PE holds no word
    kept, right, down = np.stack([nothing] * 3)
    busy = np.zeros((plan.fold_cycles, *shape), bool)
    order = _order(plan)
    values = []
    last = fold.rows - 1
    if plan.stays == "O":
        kept[: fold.rows, : fold.cols] = 0
    for tick in range(plan.fold_cycles):
        t = tick - plan.lead
        west = [feed.left(row, t - row) for row in rows]
        passed = right[:, :-1]
        left = np.column_stack([west, passed])
        north = [feed.above(col, t - col) for col in cols]
        above = np.vstack([north, down[:-1]])
        if t < 0:  # what stays moves down into its place, the last row's first
            entering = [feed.keep(-1 - t, col) for col in cols]
            kept = np.vstack([entering, kept[:-1]])
        right, down = left.copy(), above.copy()
        for at in product(rows, cols):
            held = kept[at], left[at], above[at]
            if all(word is not None for word in held):
                kept[at], right[at], down[at] = pe(*held)
                busy[tick][at] = True
        for col in range(fold.cols):
            if plan.stays != "O" and busy[tick, last, col]:
                item = t - last - col
                feed.take(last, col, item, down[last, col])
        passing = [np.where(busy[tick], value, nothing) for value in (left, down)]
        shown = kept, *passing
        three = [shown[k] for k in order]
        values.append(np.stack(three))
    if plan.stays == "O":
        inside = range(fold.rows), range(fold.cols)
        for row, col in product(*inside):
            feed.take(row, col, 0, kept[row, col])
    return np.array(values), busy


def _order(plan: Systolic) -> list[int]:
    """Where I, F and O are among what stays, what moves right and what moves down."""
    stays, right = AXES[plan.dataflow][3:]
    place = {stays: 0, right: 1}
    return [place.get(tensor, 2) for tensor in "IFO"]
