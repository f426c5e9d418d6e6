"""A window of the row-stationary array's run: what every PE holds, and every event."""

from collections.abc import Iterator

import numpy as np

from dnnlib.dataflow.array.events import TENSORS, Events, Frames
from dnnlib.dataflow.array.events import events as event
from dnnlib.dataflow.array.operands import Words
from dnnlib.dataflow.array.row_stationary import PassStart, RowArray
from dnnlib.door import checked


@checked
def frames(plan: RowArray, words: Words, start: int, stop: int) -> Frames:
    """What every PE holds in the cycles from start up to stop: the word of I and F of its MAC, and its own sum."""
    parts = []
    for _, this, _, first, last in plan.parts(start, stop):
        run = Run(plan, words, this)
        tick = np.arange(first, last)
        at = np.minimum(tick, plan.steps - 1)
        active = run.active[at] & (tick < plan.steps)[:, None, None]
        word = np.where(active[:, None], run.words_of[at], -1)
        held = np.stack([run.i[at], run.f[at], run.after[at]], axis=1)
        value = np.where(active[:, None], held, 0)
        parts.append((word, value, active))
    return Frames(start, *(np.concatenate(part) for part in zip(*parts)))


@checked
def events(plan: RowArray, words: Words, start: int, stop: int) -> Events:
    """What happens in the cycles from start up to stop."""
    found = []
    for number, this, base, first, last in plan.parts(start, stop):
        run = Run(plan, words, this)
        for part in _events(run, number, base):
            tick = part.cycle - base
            found.append(part[(tick >= first) & (tick < last)])
    return Events.joined(found)


@checked
class Run:
    """One pass, worked out whole: arrays [step, row, col], a step being one MAC in each PE."""

    def __init__(self, plan: RowArray, words: Words, this: PassStart):
        self.plan, self.words, self.this = plan, words, this
        s = plan.shape
        strips, channels, filters = plan.sets
        row = np.arange(plan.rows)[:, None]
        col = np.arange(plan.cols)
        above, r = np.divmod(row, s.R)
        # which channel's set, 0 the topmost
        strip, self.set = np.divmod(above, channels)
        beside, x = np.divmod(col, plan.width)
        p = this.row + strip * plan.width + x
        m = this.filter + beside
        steps = np.arange(plan.steps)[:, None, None]
        self.turn, q, t = np.unravel_index(steps, (plan.inner, s.Q, s.S))
        c = this.channel + self.turn * channels + self.set
        self.q, self.s, self.row, self.col = q, t, row, col
        placed = (strip < strips) & (beside < filters)
        placed = placed & (p < s.P) & (m < s.M // s.G)
        self.active = placed & (c < s.C // s.G)
        # idle PEs are given words, too, which nobody looks at
        c = np.clip(c, 0, s.C // s.G - 1)
        p = np.clip(p, 0, s.P - 1)
        m = np.clip(m, 0, s.M // s.G - 1)
        pixel = (this.image * s.P + p) * s.Q + q
        tap = (c * s.R + r) * s.S + t
        of = (
            words.i(pixel, tap, this.group),
            words.f(m, tap, this.group),
            words.o(pixel, m, this.group),
        )
        self.words_of = np.stack(np.broadcast_arrays(*of, self.active)[:3], axis=1)
        i = words.I.ravel()[of[0]]
        f = words.F.ravel()[of[1]]
        self.i = np.where(self.active, i, 0)
        self.f = np.where(self.active, f, 0)
        self.top, self.bottom = self._ends(r)
        self.before, self.after, self.down = self._sums()

    def _ends(self, r) -> tuple[np.ndarray, np.ndarray]:
        """The PEs where a sum begins its way down, and where it leaves: [row, col]."""
        s, used = self.plan.shape, self.active[0]
        left = s.C // s.G - self.this.channel  # channels of this pass and later ones
        last = min(self.plan.sets[1], left) - 1
        top = used & (self.set == 0) & (r == 0)
        bottom = used & (self.set == last) & (r == s.R - 1)
        return top, bottom

    def _sums(self):
        """Sums before and after each MAC [step, row, col], and the sum that leaves each PE downwards [q, row, col]."""
        plan, s = self.plan, self.plan.shape
        pes = plan.rows, plan.cols
        products = self.i * self.f
        products = products.reshape(plan.inner, s.Q, s.S, *pes).swapaxes(0, 1)
        products = products.reshape(s.Q, plan.inner * s.S, *pes)
        begin = np.zeros((s.Q, 1, plan.rows, plan.cols), products.dtype)
        if self.this.channel:
            begin[:, 0] = np.where(self.top, self._earlier(), 0)
        terms = np.concatenate([begin, products], axis=1)
        sums = np.add.accumulate(terms, axis=1)
        flat = (sums[:, :-1], sums[:, 1:])
        shape = (s.Q, plan.inner, s.S, plan.rows, plan.cols)
        before, after = (
            part.reshape(shape).swapaxes(0, 1).reshape(-1, plan.rows, plan.cols)
            for part in flat
        )
        down = np.where(self.active[0], sums[:, -1], 0)
        for row in range(1, plan.rows):
            above = down[:, row - 1]
            down[:, row] += np.where(self.top[row], 0, above)
        return before, after, down

    def _earlier(self) -> np.ndarray:
        """The sums over the channels of earlier passes, [q, row, col]."""
        plan, s, this = self.plan, self.plan.shape, self.this
        earlier = this.channel * s.R * s.S
        taps = slice(0, earlier)
        found = np.zeros((s.Q, plan.rows, plan.cols), self.i.dtype)
        for row, col in np.argwhere(self.top):
            p = this.row + row // plan.chain * plan.width + col % plan.width
            pixel = (this.image * s.P + p) * s.Q + np.arange(s.Q)
            m = this.filter + col // plan.width
            sums = self.words.sums(pixel, [m], taps, this.group)
            found[:, row, col] = sums[:, 0]
        return found


def _events(run: Run, number: int, base: int) -> Iterator[Events]:
    plan = run.plan
    cycle = base + np.arange(plan.steps)[:, None, None]
    wires = plan.active > 1

    def at(where, level, tensor, kind, value):
        word = run.words_of[:, TENSORS.index(tensor)]
        return event(
            cycle,
            run.active & where,
            run.row,
            run.col,
            level,
            tensor,
            kind,
            word,
            value,
        )

    for tensor, value, new in (
        ("I", run.i, _new_inputs(run, number)),
        ("F", run.f, _new_weights(run, number)),
    ):
        yield at(new & _first(run, tensor), "GLB", tensor, "read", value)
        yield at(new & wires, "NoC", tensor, "read", value)
        yield at(new, "RF", tensor, "fill", value)
        yield at(True, "RF", tensor, "read", value)
    begins = (run.turn == 0) & (run.s == 0)
    returns = run.top & bool(run.this.channel)
    yield at(begins & returns, "GLB", "O", "read", run.before)
    yield at(begins & returns, "RF", "O", "fill", run.before)
    yield at(~begins | returns, "RF", "O", "read", run.before)
    yield at(True, "MAC", "O", "update", run.after)
    yield at(True, "RF", "O", "update", run.after)
    yield from _downwards(run, base)


def _downwards(run: Run, base: int) -> Iterator[Events]:
    """Finished sums go down one PE a cycle, and leave at the bottom."""
    plan, s, used = run.plan, run.plan.shape, run.active[0]
    q = np.arange(s.Q)[:, None, None]
    cycle = base + plan.steps - (s.Q - q - 1) * s.S - 1 + run.row % plan.chain
    word = run.words_of[(plan.inner - 1) * s.Q * s.S :: s.S, 2]
    mask = np.broadcast_to(used, run.down.shape)
    yield event(
        cycle, mask & ~run.top, run.row, run.col, "NoC", "O", "update", word, run.down
    )
    yield event(
        cycle, mask & run.bottom, run.row, run.col, "GLB", "O", "update", word, run.down
    )


def _new_inputs(run: Run, number: int) -> np.ndarray:
    """Steps at which a PE needs a word of I that it does not hold: the window's new columns."""
    plan, s = run.plan, run.plan.shape
    slid = min(s.S, s.U)
    new = run.s >= s.S - slid
    stays = number % (plan.passes // s.G) > 0 and plan.keeps_inputs
    begins = run.s < s.U * (s.Q - 1) if stays else True
    return np.where(run.q == 0, begins, new)


def _new_weights(run: Run, number: int) -> np.ndarray:
    """Steps at which a PE needs a word of F that it does not hold: its row's first use."""
    *_, turns, strip_turns = run.plan.turns
    again = number % (turns * strip_turns) > 0
    return (run.q == 0) & (not again)


def _first(run: Run, tensor: str) -> np.ndarray:
    """Of the PEs that take the same word in a step, the first: for it the buffer reads, the others get it with it."""
    word = run.words_of[:, TENSORS.index(tensor)]
    first = np.zeros(word.shape, bool)
    for turn in range(run.plan.inner):
        step = turn * run.plan.shape.Q * run.plan.shape.S
        words = np.where(run.active[step], word[step], -1).ravel()
        _, places = np.unique(words, return_index=True)
        here = np.zeros(words.shape, bool)
        here[places] = True
        first[run.turn[:, 0, 0] == turn] = here.reshape(word.shape[1:])
    return first
