"""One grader at a time in a course: the second one hears a sentence, not a traceback.

with alone(course, "grading ch02"): ...
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from dnnlib.door import save
from dnnlib.grading.nbgrader import Course
from dnnlib.grading.office.files import beside_gradebook


class Busy(RuntimeError):
    """Somebody else works in this course."""


@contextmanager
def alone(course: Course, what: str) -> Iterator[None]:
    """Hold the course's lock, which ends with this process, however it ends. Errors: Busy; OSError."""
    lock = beside_gradebook(course.folders.db_url, "at_work.lock")
    who = lock.with_suffix(".txt")
    lock.parent.mkdir(parents=True, exist_ok=True)
    held = FileLock(lock, timeout=0)
    try:
        held.acquire()
    except Timeout:
        busy = f"{_said(who)} in this course now: wait until that has ended, and start again. Nothing is lost."
        raise Busy(busy) from None
    try:
        now = time.strftime("%H:%M")
        save(who, f"{what} began at {now} (process {os.getpid()})")
        yield
    finally:
        who.unlink(missing_ok=True)
        held.release()


def _said(who) -> str:
    """What the one at work said of itself."""
    try:
        return f"Somebody is at work ({who.read_text(encoding='utf-8')})"
    except OSError:
        return "Somebody is at work"
