"""Processes that read, judge and record what students wrote, under limits: what breaks one breaks that piece of work alone.

with Pool(2) as pool:
    for item, done, result in pool.each(read, papers, seconds=60): ...   # result: a value, or why there is none
"""

import atexit
import ctypes
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from threading import Lock
from typing import Any

TO_START = 120  # seconds: a process imports what it needs
BEGUN = "begun", None
MEMORY = 4 << 30  # bytes of addresses a process, its libraries among them
_one_at_a_time = Lock()  # a formgrader has threads
_limited = False  # whether this process is one of a pool


class Failed(Exception):
    """A piece of work that has no result; the text says why."""


@dataclass
class _Worker:
    """A process of the pool, its pipe, and what it is at."""

    process: BaseProcess
    pipe: Connection
    item: Any = None
    word: tuple | None = None
    until: float = 0.0
    busy: bool = field(default=False)


class Pool:
    """So many processes, each replaced when it is too slow, too large or gone; to be used in a `with`."""

    def __init__(self, workers: int, memory: int = MEMORY):
        self.size, self.memory = max(1, workers), memory
        self._workers: list[_Worker] = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for worker in self._workers:
            worker.pipe.close()
            worker.process.kill()
            worker.process.join()
        self._workers = []

    def each(
        self, function: Callable, items: Sequence, seconds: float
    ) -> Iterator[tuple[Any, Any]]:
        """(item, result) as they are done; a result is function(item), or Failed."""
        left = list(reversed(items))
        while left or any(worker.busy for worker in self._workers):
            self._hand_out(function, left, seconds)
            yield from self._finished(seconds)

    def _hand_out(self, function, left: list, seconds: float) -> None:
        # one that idles may be gone: it ends with the thread that began it
        gone = [w for w in self._workers if not w.busy and not w.process.is_alive()]
        for worker in gone:
            self._replaced(worker, "")
        while left and len(self._workers) < min(self.size, len(left) + self._busy):
            self._workers.append(self._born())
        for worker in self._workers:
            if left and not worker.busy:
                worker.item, worker.busy = left.pop(), True
                worker.until = time.monotonic() + seconds + TO_START
                worker.pipe.send((function, worker.item))

    @property
    def _busy(self) -> int:
        return sum(worker.busy for worker in self._workers)

    def _finished(self, seconds: float) -> Iterator[tuple[Any, Any]]:
        busy = [worker for worker in self._workers if worker.busy]
        first = min(worker.until for worker in busy) - time.monotonic()
        ready = wait([worker.pipe for worker in busy], max(0.0, first))
        for worker in busy:
            if worker.pipe in ready and self._has_begun(worker, seconds):
                continue
            if worker.pipe in ready:
                yield worker.item, self._received(worker)
            elif time.monotonic() >= worker.until:
                yield (
                    worker.item,
                    self._replaced(worker, f"it took more than {seconds:g} seconds"),
                )

    def _has_begun(self, worker: _Worker, seconds: float) -> bool:
        """Whether what came is the word that the work begins: from now on its seconds count."""
        try:
            worker.word = worker.pipe.recv()
        except (EOFError, OSError):
            worker.word = None
        if worker.word != BEGUN:
            return False
        worker.until = time.monotonic() + seconds
        return True

    def _received(self, worker: _Worker):
        if worker.word is None:
            return self._replaced(worker, "the process that did it ended")
        sound, result = worker.word
        worker.busy = False
        if sound:
            return result
        if result.startswith("MemoryError"):  # what it holds is not given back
            return self._replaced(worker, "it took more memory than it may")
        return Failed(result)

    def _replaced(self, worker: _Worker, why: str) -> Failed:
        worker.pipe.close()
        worker.process.kill()
        worker.process.join()
        self._workers.remove(worker)
        return Failed(why)

    def _born(self) -> _Worker:
        spawn = get_context("spawn")
        ours, theirs = spawn.Pipe()
        process = spawn.Process(target=_serve, args=(theirs, os.getpid(), self.memory))
        process.start()
        theirs.close()
        return _Worker(process, ours)


def limited(function: Callable, item, seconds: float):
    """function(item), done under limits: here in a process of a pool, elsewhere in one that is kept. Errors: Failed."""
    if _limited:
        return function(item)
    with _one_at_a_time:
        ((_, result),) = _kept().each(function, [item], seconds)
    if isinstance(result, Failed):
        raise result
    return result


@cache
def _kept() -> Pool:
    """A pool of one for this process, until it ends."""
    pool = Pool(1)
    atexit.register(pool.__exit__)
    return pool


def end_with(parent: int) -> None:
    """On Linux, end this process when the one that started it ends, however that ended: no grader is left behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, 9)  # PR_SET_PDEATHSIG, SIGKILL
        if os.getppid() != parent:
            os._exit(1)


def _serve(pipe: Connection, parent: int, memory: int) -> None:
    global _limited
    end_with(parent)
    _limited = True
    _at_most(memory)
    while True:
        try:
            function, item = pipe.recv()
        except EOFError:
            return
        pipe.send(BEGUN)
        try:
            pipe.send((True, function(item)))
        except Exception as error:
            pipe.send((False, f"{type(error).__name__}: {error}"[:2000]))


def _at_most(memory: int) -> None:
    """This process's own limit; the box takes its own below it."""
    try:
        import resource
    except ImportError:  # Windows has none
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    most = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
