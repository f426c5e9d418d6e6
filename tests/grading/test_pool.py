"""Work under limits: what breaks a process breaks that piece of work alone, and the others go on."""

import os
import time

import pytest

from dnnlib.grading import pool as module
from dnnlib.grading.pool import Failed, Pool, limited

pytestmark = pytest.mark.slow


def work(item):
    """Half of it, or harm."""
    match item:
        case "end":
            os._exit(3)
        case "abort":
            os.abort()
        case "sleep":
            time.sleep(600)
        case "spin":
            any(iter(int, 1))  # for ever, in little memory
        case "memory":
            return len(bytearray(8 << 30))
        case "raise":
            raise ValueError("no half \ud800")
        case "nothing sound":
            return lambda: 0
    return item / 2


def test_each_piece_has_its_result_or_its_reason():
    items = [1, "end", 2, "sleep", 3, "memory", "raise", "abort", "nothing sound", 4]
    with Pool(2) as pool:
        found = dict(pool.each(work, items, 6))
        again = dict(pool.each(work, [5], 6))
    assert [found[k] for k in (1, 2, 3, 4)] == [0.5, 1, 1.5, 2] and again == {5: 2.5}
    said = {k: str(v) for k, v in found.items() if isinstance(v, Failed)}
    assert said.keys() == {"end", "sleep", "memory", "raise", "abort", "nothing sound"}
    assert "ended" in said["end"] and "ended" in said["abort"]
    assert said["sleep"] == "it took more than 6 seconds"
    assert said["memory"] == "it took more memory than it may"
    assert "no half" in said["raise"]


def test_no_piece_no_process():
    with Pool(4) as pool:
        assert list(pool.each(work, [], 5)) == [] and pool._workers == []


def test_a_process_is_kept_for_the_next_piece_and_gone_afterwards():
    with Pool(2) as pool:
        assert len({r for _, r in pool.each(pid, range(9), 60)}) <= 2
        processes = [worker.process for worker in pool._workers]
        assert all(process.is_alive() for process in processes)
    assert not any(process.is_alive() for process in processes)


def test_one_that_ended_while_it_was_idle_is_replaced():
    with Pool(1) as pool:
        assert dict(pool.each(work, [2], 60)) == {2: 1}
        pool._workers[0].process.kill()
        pool._workers[0].process.join()
        assert dict(pool.each(work, [4], 60)) == {4: 2}


def pid(_item):
    """The process that does it."""
    return os.getpid()


def test_limited_is_direct_within_a_pool_and_another_process_outside(monkeypatch):
    assert limited(pid, 0, 60) == limited(pid, 0, 60) != os.getpid()
    with pytest.raises(Failed, match="it took more"):
        limited(work, "spin", 3)
    monkeypatch.setattr(module, "_limited", True)
    assert limited(pid, 0, 60) == os.getpid()
