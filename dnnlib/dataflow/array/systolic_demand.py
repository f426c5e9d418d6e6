"""What a systolic array asks of its buffer, cycle by cycle: the words at its edges, all folds of a window at once.

    left [cycle, row]    the words that enter each row            top [cycle, col]    those that enter each column
    out  [cycle, col]    the sums that leave each column, finished or not

A word is a sum of two parts, one for each axis of the array or of time that its tensor knows: I = pixel + tap,
F = filter + tap, O = pixel + filter (operands.py). So a fold is three outer sums, written askew.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import as_strided, sliding_window_view

from dnnlib.dataflow.array.operands import Words
from dnnlib.dataflow.array.systolic import AXES, Systolic
from dnnlib.door import checked

BLOCK = 2**18  # words of one edge at one time
NONE = -(2**30)  # a part of no word: a sum with it is below 0
NEEDS = {"I": ("pixel", "tap"), "F": ("filter", "tap"), "O": ("pixel", "filter")}


@checked
@dataclass(frozen=True, eq=False)
class Demand:
    """The words at the edges in the cycles from `start` on, -1 for none: left [cycle, row], top, out [cycle, col].

    left and top name their tensor: ("I", words). Sums that come back to go on are left out, as they are in `top`.
    """

    start: int
    left: tuple[str, np.ndarray]
    top: tuple[str, np.ndarray]
    out: np.ndarray


@checked
def demand(plan: Systolic, words: Words) -> Iterator[Demand]:
    """The demand of a whole run, some folds at a time.

    Source: the demand matrices of Samajdar et al., ISPASS 2020 (SCALE-Sim); the words are places in I, F and O here.
    """
    many = max(1, BLOCK // (plan.fold_cycles * max(plan.rows, plan.cols)))
    for first in range(0, plan.folds, many):
        yield _block(plan, words, np.arange(first, min(first + many, plan.folds)))


def _block(plan: Systolic, words: Words, folds) -> Demand:
    """The demand of consecutive folds."""
    stays, right = AXES[plan.dataflow][3:]
    side = _Side(plan, words, folds)
    left, top, out = (
        np.empty((len(folds), plan.fold_cycles, n), np.int32)
        for n in (plan.rows, plan.cols, plan.cols)
    )
    _askew(left, plan.lead, side.part(right, 0), side.part(right, 2))
    if stays == "O":
        _askew(top, 0, side.part("F", 1), side.part("F", 2))
        _finished(
            plan, out, side.part("O", 0)[:, :, None] + side.part("O", 1)[:, None, :]
        )
    else:
        top.fill(-1)
        kept = side.part(stays, 0)[:, :, None] + side.part(stays, 1)[:, None, :]
        top[:, : plan.rows] = np.maximum(kept, -1)[:, ::-1]  # the last row's first
        for used in np.unique(side.used):
            some = side.used == used
            here = out if some.all() else out[some]
            _askew(
                here, plan.lead + used - 1, side.part("O", 1)[some], side.part("O", 2)
            )
            out[some] = here
    flat = [edge.reshape(-1, edge.shape[2]) for edge in (left, top, out)]
    return Demand(
        int(folds[0]) * plan.fold_cycles,
        (right, flat[0]),
        ("F" if stays == "O" else stays, flat[1]),
        flat[2],
    )


class _Side:
    """The items of some folds along the array's sides, and the parts that they add to a tensor's words."""

    def __init__(self, plan: Systolic, words: Words, folds):
        self.axes, (down, across, T) = AXES[plan.dataflow][:3], plan.sizes
        rest, a = np.divmod(folds, -(-down // plan.rows))
        self.group, b = np.divmod(rest, -(-across // plan.cols))
        self.items = (
            a[:, None] * plan.rows + np.arange(plan.rows),
            b[:, None] * plan.cols + np.arange(plan.cols),
            np.arange(T),
        )
        self.used, self.parts = (
            np.minimum(plan.rows, down - a * plan.rows),
            _parts(plan, words),
        )

    def part(self, tensor: str, side: int) -> np.ndarray:
        """[fold, lane] along rows (0) or columns (1), NONE where the fold has no such item; [item] over time (2)."""
        add = self.parts[tensor, self.axes[side]]
        if side == 2:
            return add
        inside = self.items[side] < len(add)
        found = add[np.where(inside, self.items[side], 0)]
        carries_group = side == 0 or (self.axes[0] not in NEEDS[tensor])
        return np.where(
            inside,
            found + self.group[:, None] * self.parts[tensor, "group"] * carries_group,
            NONE,
        )


def _askew(edge, first: int, lane, time) -> None:
    """edge[fold, first + t + lane, lane] = lane part + time part, -1 elsewhere."""
    _, cycles, lanes = edge.shape
    # backwards, so that a cycle's lanes lie side by side
    padded = np.full(cycles + lanes - 1, NONE, np.int32)
    last = cycles - first
    padded[last - len(time) : last] = time[::-1]
    np.add(
        sliding_window_view(padded, lanes)[::-1],
        lane[:, None, :].astype(np.int32),
        out=edge,
    )
    np.maximum(edge, -1, out=edge)


def _finished(plan: Systolic, out, sums) -> None:
    """Output stationary's sums: PE row, col is done row + col cycles after the first; or all go down together."""
    out.fill(-1)
    if plan.drain:
        out[:, plan.fold_cycles - plan.rows :] = np.maximum(sums, -1)[:, ::-1]
        return
    fold, cycle, one = out.strides
    as_strided(out[:, plan.sizes[2] - 1 :], sums.shape, (fold, cycle, cycle + one))[
        :
    ] = np.maximum(sums, -1)


def _parts(plan: Systolic, words: Words) -> dict:
    """What each axis adds to a tensor's word, and what the next group adds."""
    s, K = plan.shape, len(words.taps)
    pixel, filter = np.arange(len(words.pixels)), np.arange(s.M // s.G)
    found = {
        ("I", "pixel"): words.pixels, ("I", "tap"): words.taps, ("I", "group"): words.i(0, 0, 1) - words.i(0, 0),
        ("F", "filter"): filter * K, ("F", "tap"): np.arange(K), ("F", "group"): s.M // s.G * K,
        ("O", "pixel"): words.o(pixel, 0), ("O", "filter"): filter * s.P * s.Q, ("O", "group"): s.M // s.G * s.P * s.Q,
    }  # fmt: skip
    return {key: np.int32(part) for key, part in found.items()}
