"""A film of an array's run: what every PE holds in each cycle, and from where each word came there.

    film(trace)  ->  Film .word .sums .busy    [cycle, ...]       what is where
                          .moves(cycle)                           what moved there, from which side

A word comes from the neighbour that had it, or from the buffer where there is none. On a row-stationary array all PEs
that want a word take it in the same cycle: it is drawn as it runs, from one to the next of them.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from dnnlib.dataflow.array.events import TENSORS
from dnnlib.dataflow.array.row_stationary import RowArray
from dnnlib.dataflow.array.systolic import AXES
from dnnlib.dataflow.array.trace import Trace
from dnnlib.door import checked

MOST_WORDS = 2**22  # held in all cycles together: about 20 MB to show
# from where a word comes into a PE; "out" goes to the buffer
WAYS = ("left", "above", "diagonal", "out")


class Moves(NamedTuple):
    """Words that move in one cycle, one array a field: into PE row, col (or out of it), tensor and way by number.

    tensor indexes "IFO" and way WAYS; buffer: whether the other end is the buffer.
    """

    row: np.ndarray
    col: np.ndarray
    tensor: np.ndarray
    way: np.ndarray
    buffer: np.ndarray


@checked
@dataclass(frozen=True, eq=False)
class Film:
    """Some cycles of a run, to be drawn.

    Shapes: word [cycle, tensor, row, col] (-1: none), sums and busy [cycle, row, col].
    I and F are the operands, of which a word is a place in ravel(); sums are the values of O so far. `stride` rows
    further down, and a column to the left, stands the PE that shares a row of I on a row-stationary array.
    """

    dataflow: str
    stays: str
    start: int
    stride: int
    cycles: int  # of the whole run
    I: np.ndarray
    F: np.ndarray
    output: tuple[int, int, int, int]
    word: np.ndarray
    sums: np.ndarray
    busy: np.ndarray
    first: np.ndarray  # [cycle + 1]: where each cycle's moves begin in `moved`
    moved: Moves

    def __len__(self) -> int:
        return len(self.busy)

    @property
    def rows(self) -> int:
        """Rows of PEs."""
        return self.busy.shape[1]

    @property
    def cols(self) -> int:
        """Columns of PEs."""
        return self.busy.shape[2]

    def moves(self, cycle: int) -> Moves:
        """What moves in a cycle of the film, the first of which is 0."""
        here = slice(self.first[cycle], self.first[cycle + 1])
        return Moves(*(field[here] for field in self.moved))

    def name(self, tensor: int, word: int) -> str:
        """A word by its indices: F[m=0, c=0, r=1, s=2]."""
        shape = (self.I.shape, self.F.shape, self.output)[tensor]
        letters = ("nchw", "mcrs", "nmpq")[tensor]
        at = ", ".join(
            f"{letter}={k}" for letter, k in zip(letters, np.unravel_index(word, shape))
        )
        return f"{TENSORS[tensor]}[{at}]"

    def value(self, cycle: int, tensor: int, row: int, col: int):
        """The value of what a PE holds, None where it holds nothing."""
        word = self.word[cycle, tensor, row, col]
        if word < 0:
            return None
        return (
            self.sums[cycle, row, col]
            if tensor == 2
            else (self.I, self.F)[tensor].ravel()[word]
        )


@checked
def film(trace: Trace, start: int = 0, stop: int | None = None) -> Film:
    """The cycles of a run from start up to stop, all of them where left out.

    Errors: ValueError where they hold more than MOST_WORDS words, or where no such cycles are.
    """
    plan, stop = trace.plan, trace.cycles if stop is None else stop
    a_cycle = 3 * plan.rows * plan.cols
    if (stop - start) * a_cycle > MOST_WORDS:
        raise ValueError(
            f"{stop - start:,} cycles of {plan.rows} x {plan.cols} PEs are too many for one film; it has room for "
            f"{MOST_WORDS // a_cycle:,}, for example start={start}, stop={start + MOST_WORDS // a_cycle}"
        )
    frames = trace.frames(start, stop)
    first, moved = _moves(trace, frames.word, start, stop)
    stays = "" if isinstance(plan, RowArray) else plan.stays
    return Film(
        plan.dataflow, stays, start, trace.shape.U, trace.cycles, trace.words.I, trace.words.F, trace.O.shape,
        frames.word, frames.value[:, 2], frames.busy, first, moved,
    )  # fmt: skip


def _moves(trace: Trace, word, start: int, stop: int) -> tuple[np.ndarray, Moves]:
    """Which moves each cycle has, in the order of cycles."""
    events, plan = trace.window(start, stop), trace.plan
    shape = len(word), 3, plan.rows, plan.cols
    into, out = np.zeros(shape, bool), np.zeros(shape, bool)
    buffer, above = np.zeros(shape, bool), np.zeros(shape, bool)
    for tensor in TENSORS:
        _mark(buffer, events.of("GLB", tensor, "read"), start)
        _mark(into, events.of("NoC", tensor, "read"), start)
        _mark(above, events.of("NoC", tensor, "update"), start)
        _mark(out, events.of("GLB", tensor, "update"), start)
    into |= buffer | above
    if isinstance(plan, RowArray):
        buffer = into & ~above & ~_has_neighbour(into, word, trace.shape.U)
    elif plan.stays != "O":
        _load(into, buffer, word, plan, start)
    way = np.zeros(shape, np.int8)
    for k, tensor in enumerate(TENSORS):
        way[:, k] = WAYS.index(way_of(plan.dataflow, tensor))
    return _listed(
        into, np.where(out & ~into, 3, way), buffer | out & ~into, out & into
    )


def _listed(into, way, buffer, also_out) -> tuple[np.ndarray, Moves]:
    cycle, tensor, row, col = np.nonzero(into | (way == 3))
    parts = [
        (
            cycle,
            row,
            col,
            tensor,
            way[cycle, tensor, row, col],
            buffer[cycle, tensor, row, col],
        )
    ]
    # a sum that came from above, and leaves downwards
    cycle, tensor, row, col = np.nonzero(also_out)
    parts.append(
        (
            cycle,
            row,
            col,
            tensor,
            np.full(len(cycle), 3, np.int8),
            np.ones(len(cycle), bool),
        )
    )
    cycle, *fields = (np.concatenate(part) for part in zip(*parts))
    order = np.argsort(cycle, kind="stable")
    first = np.searchsorted(cycle[order], np.arange(len(into) + 1))
    return first, Moves(*(field[order] for field in fields))


@checked
def way_of(dataflow: str, tensor: str) -> str:
    """From where a tensor's words come into a PE; what stays in a systolic array was shifted in from above."""
    if dataflow == "row":
        return {"I": "diagonal", "F": "left", "O": "above"}[tensor]
    return "left" if tensor == AXES[dataflow][4] else "above"


def _mark(array, events, start: int):
    array[events.cycle - start, events.tensor, events.row, events.col] = True


def _has_neighbour(into, word, stride: int) -> np.ndarray:
    """Row stationary: whether the PE from which a word would come takes the same word in the same cycle."""
    found = np.zeros(into.shape, bool)
    same = (
        into[:, 1, :, 1:]
        & into[:, 1, :, :-1]
        & (word[:, 1, :, 1:] == word[:, 1, :, :-1])
    )
    found[:, 1, :, 1:] = same
    if stride < into.shape[2]:
        upper, lower = np.s_[:, 0, :-stride, 1:], np.s_[:, 0, stride:, :-1]
        found[upper] = into[upper] & into[lower] & (word[upper] == word[lower])
    return found


def _load(into, buffer, word, plan, start: int):
    """What stays is shifted in from above: a word in each used PE of a cycle of the lead came from the row above."""
    k, tick = (
        TENSORS.index(plan.stays),
        (start + np.arange(len(word))) % plan.fold_cycles,
    )
    into[:, k] = (word[:, k] >= 0) & (tick < plan.lead)[:, None, None]
    buffer[:, k] = False
    buffer[:, k, 0] = into[:, k, 0]
