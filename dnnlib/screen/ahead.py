"""Frames drawn while nobody waits: a slider that moved one stop will likely move one more.

A frame is a pure function of where the sliders stand. So the ones near by can be drawn while Python has nothing
else to do, and be in the browser before they are asked for.
"""

import asyncio
import time
from collections.abc import Callable

KEPT = 48  # frames
PAUSE = 0.002  # seconds: what stands in the kernel's queue goes first
# a frame that takes longer keeps a learner waiting who moves elsewhere: then none is drawn ahead
SLOW = 0.25


class Ahead:
    """The frames of an explorer that are drawn already; `frame` gives one, `look` draws the likely next ones.

    draw: a state (slider name -> index of its stop) to its frame. send: called with the key and the frame of each
    that was drawn ahead. sizes: how many stops each slider has.
    """

    def __init__(self, draw: Callable, send: Callable, sizes: dict[str, int]):
        self._draw, self._send, self._sizes = draw, send, sizes
        self._kept: dict[str, dict] = {}
        self._waiting: asyncio.TimerHandle | None = None
        self._took = 0.0

    def key(self, state: dict) -> str:
        """A state as the view spells it: the indices in the sliders' order."""
        return ",".join(str(state[name]) for name in self._sizes)

    def frame(self, state: dict) -> dict:
        """The frame at a state, drawn unless it is here."""
        key = self.key(state)
        if key not in self._kept:
            began = time.perf_counter()
            self._keep(key, self._draw(state))
            self._took = time.perf_counter() - began
        return self._kept[key]

    def look(self, before: dict, state: dict) -> None:
        """Draw what may be asked next, one frame at a time, once the kernel is idle; a new move ends the old plan."""
        if self._waiting:
            self._waiting.cancel()
        wanted = [
            one
            for one in neighbours(before, state, self._sizes)
            if self.key(one) not in self._kept
        ]
        if self._took < SLOW:
            self._plan(wanted)

    def _plan(self, wanted: list[dict]) -> None:
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return  # no kernel, nobody who waits
        if wanted:
            self._waiting = loop.call_later(PAUSE, self._next, wanted)

    def _next(self, wanted: list[dict]) -> None:
        state, *rest = wanted
        self._send(self.key(state), self.frame(state))
        self._plan(rest)

    def _keep(self, key: str, frame: dict) -> None:
        self._kept[key] = frame
        if len(self._kept) > KEPT:
            del self._kept[next(iter(self._kept))]


def neighbours(before: dict, state: dict, sizes: dict[str, int]) -> list[dict]:
    """The states that likely follow a move: the same step again, one stop on, one stop back.

    before, state: slider name -> index. sizes: how many stops each slider has. Where nothing moved, or two sliders
    did, nobody knows.
    """
    moved = [name for name in sizes if before[name] != state[name]]
    if len(moved) != 1:
        return []
    name, found = moved[0], list[dict]()
    step = state[name] - before[name]
    on = 1 if step > 0 else -1
    for by in dict.fromkeys((step, on, -on)):
        index = state[name] + by
        if 0 <= index < sizes[name] and index != before[name]:
            found.append({**state, name: index})
    return found
