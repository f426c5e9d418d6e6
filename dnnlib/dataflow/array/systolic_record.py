"""A window of a systolic array's run: what every PE holds, and every event."""

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
    parts = [_frames(Window(plan, words, *part)) for part in plan.parts(start, stop)]
    return Frames(start, *(np.concatenate(part) for part in zip(*parts)))


@checked
def events(plan: Systolic, words: Words, start: int, stop: int) -> Events:
    """What happens in the cycles from start up to stop."""
    return Events.joined(
        [
            part
            for p in plan.parts(start, stop)
            for part in _events(Window(plan, words, *p))
        ]
    )


@checked
class Window:
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


def _frames(window: Window) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    word = np.stack(
        [np.where(window.active, window.held[tensor], -1) for tensor in TENSORS], axis=1
    )
    value = np.zeros(word.shape, window.words.I.dtype)
    value[:, 2] = window.after
    if window.plan.stays == "O":
        word[:, 2], value[:, 2] = _kept_sums(window, word[:, 2], value[:, 2])
    else:
        word[:, TENSORS.index(window.plan.stays)] = _shifted_in(window)
    for k, tensor in enumerate((window.words.I, window.words.F)):
        value[:, k] = np.where(word[:, k] >= 0, tensor.ravel()[word[:, k]], 0)
    return word, value, window.active


def _shifted_in(window: Window) -> np.ndarray:
    """The stationary word of each PE: in place after the lead; until then the words of rows below pass through."""
    plan, row = (
        window.plan,
        window.row + np.maximum(window.plan.rows - 1 - window.tick, 0),
    )
    there = (row < window.fold.rows) & (window.col < window.fold.cols)
    return np.where(there, window.word(plan.stays, row, 0), -1)


def _kept_sums(window: Window, word, value) -> tuple[np.ndarray, np.ndarray]:
    """Finished sums stay in their PEs until the fold ends or, drained, move down one row a cycle."""
    plan, fold = window.plan, window.fold
    row = window.row - np.maximum(
        window.tick - (plan.rows + plan.cols + plan.sizes[2] - 2) + 1, 0
    )
    drains = row < window.row
    kept = (
        (row >= 0)
        & (row < fold.rows)
        & (window.col < fold.cols)
        & ((window.item >= plan.sizes[2]) | drains)
    )
    pixels, filters = (
        fold.first_row + np.arange(fold.rows),
        fold.first_col + np.arange(fold.cols),
    )
    if kept.any():
        done = window.words.sums(pixels, filters, slice(None), fold.group)
        sums = done[
            np.clip(row, 0, fold.rows - 1), np.clip(window.col, 0, fold.cols - 1)
        ]
        word = np.where(kept, window.word("O", row, 0), word)
        value = np.where(kept, sums, value)
    return word, value


def _events(window: Window) -> Iterator[Events]:
    plan, values = (
        window.plan,
        {"I": window.words.I.ravel(), "F": window.words.F.ravel()},
    )
    right, wires = AXES[plan.dataflow][4], window.fold.rows * window.fold.cols > 1
    top, left, bottom = (
        window.row == 0,
        window.col == 0,
        window.row == window.fold.rows - 1,
    )

    def at(where, level, tensor, kind, value=None):
        word = window.held[tensor]
        value = values[tensor][word] if value is None else value
        return event(
            window.cycle,
            window.active & where,
            window.row,
            window.col,
            level,
            tensor,
            kind,
            word,
            value,
        )

    if plan.stays != "O":
        yield from _load(window, values[plan.stays], wires)
    for tensor in "IF" if plan.stays == "O" else right:
        yield at(left if tensor == right else top, "GLB", tensor, "read")
        yield at(wires, "NoC", tensor, "read")
    if plan.stays == "O":
        yield at(window.item > 0, "RF", "O", "read", window.before)
        yield at(True, "MAC", "O", "update", window.after)
        yield at(True, "RF", "O", "update", window.after)
        yield from _leave(window)
    else:
        yield at(True, "RF", plan.stays, "read")
        yield at(top & (window.fold.first_row > 0), "GLB", "O", "read", window.before)
        yield at(True, "MAC", "O", "update", window.after)
        yield at(~top, "NoC", "O", "update", window.after)
        yield at(bottom, "GLB", "O", "update", window.after)


def _load(window: Window, values, wires: bool) -> Iterator[Events]:
    """Stationary words: the last row's enters first, at the top; in the last cycle of the lead all are in place."""
    plan, tensor = window.plan, window.plan.stays
    word = window.word(tensor, window.row, 0)
    common = (window.row, window.col)
    enters = window.used & (window.tick == plan.rows - 1 - window.row)
    yield event(
        window.cycle, enters, 0, window.col, "GLB", tensor, "read", word, values[word]
    )
    placed = window.used & (window.tick == plan.rows - 1)
    if wires:
        yield event(
            window.cycle, placed, *common, "NoC", tensor, "read", word, values[word]
        )
    yield event(window.cycle, placed, *common, "RF", tensor, "fill", word, values[word])


def _leave(window: Window) -> Iterator[Events]:
    """Finished sums: with their last product by wires of their own or, drained, over the last row used."""
    plan, fold = window.plan, window.fold
    if not plan.drain:
        last = window.active & (window.item == plan.sizes[2] - 1)
        at = window.row, window.col
        yield event(
            window.cycle,
            last,
            *at,
            "GLB",
            "O",
            "update",
            window.held["O"],
            window.after,
        )
        return
    leaves = window.tick == plan.fold_cycles - 1 - window.row
    if leaves.any():
        pixels, filters = (
            fold.first_row + np.arange(fold.rows),
            fold.first_col + np.arange(fold.cols),
        )
        done = np.zeros((plan.rows, plan.cols), window.words.I.dtype)
        done[: fold.rows, : fold.cols] = window.words.sums(
            pixels, filters, slice(None), fold.group
        )
        yield event(
            window.cycle,
            leaves & window.used,
            plan.rows - 1,
            window.col,
            "GLB",
            "O",
            "update",
            window.held["O"],
            done,
        )
