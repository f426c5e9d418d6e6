"""The trusted end: it hands a worker cells and cases, serves the words that it asks for, and takes back data."""

import contextlib
import itertools
import os
import threading
import time
from collections.abc import Callable
from typing import IO, cast

import numpy as np

from dnnlib.puzzle.attempt import Outcome
from dnnlib.puzzle.cell import plain
from dnnlib.puzzle.source import Written, plain_definition
from dnnlib.puzzle.spies import Spy
from dnnlib.sandbox import wire
from dnnlib.sandbox.box import Limits, ended, start

FAILURES = ("", "stub", "nothing", "parameters", "raised", "refused")
MOST_WORDS = 1 << 22  # that one read may ask for
MOST_TEXT = 20_000  # characters of what a cell prints, or raises
_numbers = itertools.count(os.getpid() * 1000)


class Lost(Exception):
    """The worker is gone: it ended, was too slow, or sent what is no data. The text says which."""


class Session:
    """A worker for one submission, to be used in a `with`. Nothing of a learner's runs in this process.

    trust: True runs without a box where there is none, "open" without one anywhere.
    Errors: box.Untrusted where there is no box and none was waived; Lost once the worker is gone.
    """

    def __init__(self, limits: Limits = Limits(), trust: bool | str = False):
        self.limits, self.lost, self._hand, self._number = limits, "", "", 0
        self._texts: dict = {}
        self._process = start(limits, trust, next(_numbers))
        self._in, self._out = (
            cast(IO, self._process.stdin),
            cast(IO, self._process.stdout),
        )
        try:
            self._within(limits.cell, self._receive)
        except Lost as lost:
            raise Lost(f"the worker did not start: {lost}") from None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            try:
                pipe.close()
            except OSError:
                pass
        self._process.wait()
        ended(self._process)

    def cell(self, source: str, name: str = "cell") -> tuple[str, str]:
        """Run a cell as IPython reads it: what it raised ("" for nothing), and what it printed."""
        text = plain(source)
        self._texts.pop(name, None)  # the last one to run stands last
        self._texts[name] = text
        answer = self._within(self.limits.cell, lambda: self._ask("cell", text, name))
        if len(answer) != 3 or not all(isinstance(word, str) for word in answer):
            raise self._gone("sent what is no answer")
        return answer[1][:MOST_TEXT], answer[2][:MOST_TEXT]

    def written(self, name: str) -> Written | None:
        """Where the function of this name is written in the cells that ran, or None.

        The worker says the place; the text is this end's own, and what `run` is then
        given runs from that text. So a false word makes another text run, and no more.
        """
        with contextlib.suppress(Lost):
            place = self._within(self.limits.cell, lambda: self._ask("where", name))
            match place:
                case ["at", str(cell), int(line), str(called)]:
                    found = Written(self._texts.get(cell, ""), line, called)
                    return self._said(name, called) or (found if found.node else None)
        return None

    def _said(self, name: str, called: str) -> Written | None:
        """The def that the cells' text has under the name, where what is called is called otherwise."""
        for text in reversed(self._texts.values()) if called != name else ():
            found = plain_definition(text, name)
            if found:
                return found if isinstance(found, Written) else None
        return None

    def settle(self) -> None:
        """Make sure that nothing is left to say: who says more than was asked is lost here, not at the next question."""
        with contextlib.suppress(Lost):
            self._within(self.limits.cell, lambda: self._ask("ping"))

    def run(
        self, name: str, written: Written | None = None, seconds: float | None = None
    ) -> Callable:
        """A stand-in for dnnlib.puzzle's `attempt`, for one question: (answer, case, names, watched) -> Outcome.

        Its `answer` is ignored: `name` is called where it lives, with the code that `written` says where it is given.
        Once the question's seconds are spent, or the worker is gone, each call fails and says why.
        """
        until = time.monotonic() + (seconds or self.limits.question)

        def call(
            answer, case: tuple, names: tuple = (), watched: tuple = ()
        ) -> Outcome:
            try:
                return self._within(
                    until - time.monotonic(),
                    lambda: self._call(name, written, case, names, watched),
                )
            except Lost as lost:
                return Outcome(
                    failure="stub", message=f"your function {lost}"
                )  # no other case is tried

        return call

    def _call(self, name, written, case, names, watched) -> Outcome:
        called = [*names, *[""] * len(case)]
        spies = {
            k: Spy(x, n)
            for k, (x, n) in enumerate(zip(case, called))
            if n in watched and isinstance(x, np.ndarray)
        }
        shown = tuple(None if k in spies else x for k, x in enumerate(case))
        about = {k: (spy.shape, spy.dtype.str) for k, spy in spies.items()}
        place = (written.text, written.line, written.name) if written else ()
        answer = self._ask("answer", name, place, shown, tuple(names), about)
        while answer[0] in ("read", "write"):
            answer = self._ask(*_served(spies, answer))
        traffic = {
            key: n
            for x in spies.values()
            for key, n in ((x.name, x.reads), (f"{x.name} writes", x.writes))
        }
        return _outcome(answer, traffic, names)

    def _ask(self, *words) -> tuple:
        self._number += 1
        try:
            self._in.write(wire.pack((self._number, *words)))
            self._in.flush()
        except OSError:
            raise self._gone("ended the program it ran in") from None
        return self._receive()

    def _receive(self) -> tuple:
        try:
            head = self._exactly(wire.HEAD.size)
            answer = wire.unpack(head, self._exactly(wire.lengths(head)))
        except wire.WireError as error:
            raise self._gone(f"sent no data, but {error}") from None
        if (
            type(answer) is not tuple
            or len(answer) < 2
            or answer[0] != self._number
            or type(answer[1]) is not str
        ):
            raise self._gone("sent what is no answer")
        return answer[1:]

    def _exactly(self, length: int) -> bytes:
        data = self._out.read(length)
        if len(data) < length:
            raise self._gone("ended the program it ran in")
        return data

    def _within(self, seconds: float, ask: Callable):
        """Ask, and kill the worker if that takes too long: reading and writing then end at once."""
        if self.lost:
            raise Lost(self.lost)
        watch = threading.Timer(max(0.0, seconds), self._too_slow)
        watch.daemon = True
        watch.start()
        try:
            return ask()
        finally:
            watch.cancel()

    def _too_slow(self) -> None:
        self._hand = "took too long and was stopped"
        self._process.kill()

    def _gone(self, why: str) -> Lost:
        self.lost = self.lost or self._hand or why
        self._process.kill()
        return Lost(self.lost)


def _served(spies: dict[int, Spy], request: tuple) -> tuple:
    """The words that a worker asks for, counted by the spy here; or why it gets none."""
    try:
        what, k, key, *value = request
        if k not in spies or len(value) != (what == "write"):
            return "error", "no such array"
        if _asked(key) * max(1, spies[k].size) > MOST_WORDS and not _whole(key):
            return "error", "an index too large"
        if what == "read":
            return "words", spies[k]._take(key)
        spies[k][key] = value[0]
        return "words", None
    except Exception as error:  # a bad index is the worker's own affair
        return "error", str(error)[:200]


def _asked(key) -> int:
    """How many words the arrays and lists in an index hold: times the array's own, a bound of what comes out."""
    if isinstance(key, tuple | list):
        product = 1
        for part in key:
            product *= _asked(part)
        return max(product, len(key) if isinstance(key, list) else 1)
    return max(1, key.size) if isinstance(key, np.ndarray) else 1


def _whole(key) -> bool:
    return not isinstance(key, tuple | list | np.ndarray)


def _outcome(answer: tuple, traffic: dict, names: tuple) -> Outcome:
    """An answer as the Outcome that it claims to be; anything else is refused."""
    try:
        done, failure, message, value, changed = answer
        if done != "done" or failure not in FAILURES or type(message) is not str:
            raise ValueError
        changed = tuple(n for n in names if n in changed)
    except (ValueError, TypeError):
        return Outcome(
            failure="refused", message="what came back is no result", traffic=traffic
        )
    if not failure and value is None:
        return Outcome(
            failure="nothing", message="returned nothing (None)", traffic=traffic
        )
    return Outcome(value, failure, message[:600], traffic, changed)
