"""Some ticks of a systolic array's run: what every PE holds, and every event."""

from collections.abc import Iterator

import numpy as np

from dnnlib.dataflow.array.events import TENSORS, Events, Frames
from dnnlib.dataflow.array.events import events as event
from dnnlib.dataflow.array.operands import Words
from dnnlib.dataflow.array.systolic import AXES, Fold, Systolic
from dnnlib.door import checked


@checked
def frames(plan: Systolic, words: Words, start: int, stop: int) -> Frames:
    """What every PE holds in the cycles from start up to stop."""
    parts = [_frames(Ticks(plan, words, *part)) for part in plan.parts(start, stop)]
    return Frames(start, *(np.concatenate(part) for part in zip(*parts)))


@checked
def events(plan: Systolic, words: Words, start: int, stop: int) -> Events:
    """What happens in the cycles from start up to stop."""
    return Events.joined(
        [
            part
            for p in plan.parts(start, stop)
            for part in _events(Ticks(plan, words, *p))
        ]
    )


@checked
class Ticks:
    """Some ticks of one fold, as arrays that spread over [tick, row, col]."""

    def __init__(
        self, plan: Systolic, words: Words, fold: Fold, base: int, first: int, last: int
    ):
        self.plan, self.words, self.fold = plan, words, fold
        self.tick = np.arange(first, last)[:, None, None]
        self.row, self.col = np.arange(plan.rows)[:, None], np.arange(plan.cols)
        self.cycle = base + self.tick
        self.used = (self.row < fold.rows) & (self.col < fold.cols)
        # of the time axis, in each PE at each tick
        self.item = self.tick - plan.lead - self.row - self.col
        self.active = (self.item >= 0) & (self.item < plan.sizes[2]) & self.used
        self.held = {
            tensor: self.word(tensor, self.row, self.item) for tensor in TENSORS
        }
        self.before, self.after = self._sums()

    def word(self, tensor: str, row, item) -> np.ndarray:
        """The word of a tensor that a PE of `row` works with at an item; an impossible place gives some other's."""
        fold, at = self.fold, {}
        for axis, index, size in zip(AXES[self.plan.dataflow], (fold.first_row + row, fold.first_col + self.col, item),
                                     self.plan.sizes):  # fmt: skip
            at[axis] = np.clip(index, 0, size - 1)
        if tensor == "O":
            return self.words.o(at["pixel"], at["filter"], fold.group)
        if tensor == "I":
            return self.words.i(at["pixel"], at["tap"], fold.group)
        return self.words.f(at["filter"], at["tap"], fold.group)

    def _sums(self) -> tuple[np.ndarray, np.ndarray]:
        """The sum in every PE before its MAC and after it, [tick, row, col]; 0 where there is no MAC."""
        zero = np.zeros(self.active.shape, self.words.I.dtype)
        if not self.active.any():
            return zero, zero
        low, high = (
            int(self.item[self.active].min()),
            int(self.item[self.active].max()) + 1,
        )
        item, row, col = (
            np.clip(self.item, low, high - 1) - low,
            np.clip(self.row, 0, self.fold.rows - 1),
            self.col,
        )
        col = np.clip(col, 0, self.fold.cols - 1)
        rows, cols = (
            self.fold.first_row + np.arange(self.fold.rows),
            self.fold.first_col + np.arange(self.fold.cols),
        )
        taps = (
            slice(rows[0], rows[-1] + 1) if self.plan.stays != "O" else slice(low, high)
        )
        if self.plan.stays == "F":
            sums, at = (
                self.words.running(np.arange(low, high), cols, taps, self.fold.group),
                (row, item, col),
            )
        elif self.plan.stays == "I":
            sums, at = (
                self.words.running(cols, np.arange(low, high), taps, self.fold.group),
                (row, col, item),
            )
        else:
            sums, at = (
                self.words.running(rows, cols, taps, self.fold.group),
                (item, row, col),
            )
        before, after = (
            np.where(self.active, sums[(at[0] + turn, *at[1:])], zero)
            for turn in (0, 1)
        )
        return before, after


def _frames(ticks: Ticks) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    word = np.stack(
        [np.where(ticks.active, ticks.held[tensor], -1) for tensor in TENSORS], axis=1
    )
    value = np.zeros(word.shape, ticks.words.I.dtype)
    value[:, 2] = ticks.after
    if ticks.plan.stays == "O":
        word[:, 2], value[:, 2] = _kept_sums(ticks, word[:, 2], value[:, 2])
    else:
        word[:, TENSORS.index(ticks.plan.stays)] = _shifted_in(ticks)
    for k, tensor in enumerate((ticks.words.I, ticks.words.F)):
        value[:, k] = np.where(word[:, k] >= 0, tensor.ravel()[word[:, k]], 0)
    return word, value, ticks.active


def _shifted_in(ticks: Ticks) -> np.ndarray:
    """The stationary word of each PE: in place after the lead; until then the words of rows below pass through."""
    plan, row = (
        ticks.plan,
        ticks.row + np.maximum(ticks.plan.rows - 1 - ticks.tick, 0),
    )
    there = (row < ticks.fold.rows) & (ticks.col < ticks.fold.cols)
    return np.where(there, ticks.word(plan.stays, row, 0), -1)


def _kept_sums(ticks: Ticks, word, value) -> tuple[np.ndarray, np.ndarray]:
    """Finished sums stay in their PEs until the fold ends or, drained, move down one row a cycle."""
    plan, fold = ticks.plan, ticks.fold
    row = ticks.row - np.maximum(
        ticks.tick - (plan.rows + plan.cols + plan.sizes[2] - 2) + 1, 0
    )
    drains = row < ticks.row
    kept = (
        (row >= 0)
        & (row < fold.rows)
        & (ticks.col < fold.cols)
        & ((ticks.item >= plan.sizes[2]) | drains)
    )
    pixels, filters = (
        fold.first_row + np.arange(fold.rows),
        fold.first_col + np.arange(fold.cols),
    )
    if kept.any():
        done = ticks.words.sums(pixels, filters, slice(None), fold.group)
        sums = done[
            np.clip(row, 0, fold.rows - 1), np.clip(ticks.col, 0, fold.cols - 1)
        ]
        word = np.where(kept, ticks.word("O", row, 0), word)
        value = np.where(kept, sums, value)
    return word, value


def _events(ticks: Ticks) -> Iterator[Events]:
    plan, values = (
        ticks.plan,
        {"I": ticks.words.I.ravel(), "F": ticks.words.F.ravel()},
    )
    right, wires = AXES[plan.dataflow][4], plan.wires
    top, left, bottom = (
        ticks.row == 0,
        ticks.col == 0,
        ticks.row == ticks.fold.rows - 1,
    )

    def at(where, level, tensor, kind, value=None):
        word = ticks.held[tensor]
        value = values[tensor][word] if value is None else value
        return event(
            ticks.cycle,
            ticks.active & where,
            ticks.row,
            ticks.col,
            level,
            tensor,
            kind,
            word,
            value,
        )

    if plan.stays != "O":
        yield from _load(ticks, values[plan.stays], wires)
    for tensor in "IF" if plan.stays == "O" else right:
        yield at(left if tensor == right else top, "GLB", tensor, "read")
        yield at(wires, "NoC", tensor, "read")
    if plan.stays == "O":
        yield at(ticks.item > 0, "RF", "O", "read", ticks.before)
        yield at(True, "MAC", "O", "update", ticks.after)
        yield at(True, "RF", "O", "update", ticks.after)
        yield from _leave(ticks)
    else:
        yield at(True, "RF", plan.stays, "read")
        yield at(top & (ticks.fold.first_row > 0), "GLB", "O", "read", ticks.before)
        yield at(True, "MAC", "O", "update", ticks.after)
        yield at(~top, "NoC", "O", "update", ticks.after)
        yield at(bottom, "GLB", "O", "update", ticks.after)


def _load(ticks: Ticks, values, wires: bool) -> Iterator[Events]:
    """Stationary words: the last row's enters first, at the top; in the last cycle of the lead all are in place."""
    plan, tensor = ticks.plan, ticks.plan.stays
    word = ticks.word(tensor, ticks.row, 0)
    common = (ticks.row, ticks.col)
    enters = ticks.used & (ticks.tick == plan.rows - 1 - ticks.row)
    yield event(
        ticks.cycle, enters, 0, ticks.col, "GLB", tensor, "read", word, values[word]
    )
    placed = ticks.used & (ticks.tick == plan.rows - 1)
    if wires:
        yield event(
            ticks.cycle, placed, *common, "NoC", tensor, "read", word, values[word]
        )
    yield event(ticks.cycle, placed, *common, "RF", tensor, "fill", word, values[word])


def _leave(ticks: Ticks) -> Iterator[Events]:
    """Finished sums: with their last product by wires of their own or, drained, over the last row used."""
    plan, fold = ticks.plan, ticks.fold
    if not plan.drain:
        last = ticks.active & (ticks.item == plan.sizes[2] - 1)
        at = ticks.row, ticks.col
        yield event(
            ticks.cycle,
            last,
            *at,
            "GLB",
            "O",
            "update",
            ticks.held["O"],
            ticks.after,
        )
        return
    leaves = ticks.tick == plan.fold_cycles - 1 - ticks.row
    if leaves.any():
        pixels, filters = (
            fold.first_row + np.arange(fold.rows),
            fold.first_col + np.arange(fold.cols),
        )
        done = np.zeros((plan.rows, plan.cols), ticks.words.I.dtype)
        done[: fold.rows, : fold.cols] = ticks.words.sums(
            pixels, filters, slice(None), fold.group
        )
        yield event(
            ticks.cycle,
            leaves & ticks.used,
            plan.rows - 1,
            ticks.col,
            "GLB",
            "O",
            "update",
            ticks.held["O"],
            done,
        )
