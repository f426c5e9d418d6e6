"""The box around a worker: bubblewrap where it is, and what of it this machine can do."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

import dnnlib
from dnnlib.sandbox import filter, group
from dnnlib.sandbox.names import course
from dnnlib.sandbox.refusal import refusal

WORKER = Path(__file__).with_name("worker.py")
# numbers that no account has: each worker is a user of its own
_groups: dict[int, group.Group] = {}  # of the workers that run, by process
FIRST_USER = 2_000_000_000


class Untrusted(RuntimeError):
    """There is no box here, and nobody said that the code may run without."""


@dataclass(frozen=True)
class Limits:
    """What a submission may spend. Seconds of wall time; bytes of memory, of a file, of the private /tmp.

    question: for all calls of one question; cell: for one cell; total: for a submission. processes: threads among them.
    Where a control group can be made (systemd, or a folder of /sys/fs/cgroup that is ours), `memory` + `disk` and
    `processes` hold for the box as a whole: children, /tmp and all. Elsewhere `memory` holds for each process, and
    isolation().lacks says "limits for the box as a whole": a submission may then take `processes` * `memory`.
    Without any box, as with --trust, `processes` and `disk` do not hold.
    """

    question: float = 10
    cell: float = 20
    total: float = 120
    memory: int = 2 << 30
    processes: int = 8
    file: int = 16 << 20
    disk: int = 64 << 20

    @property
    def together(self) -> tuple[int, int]:
        """Bytes and processes of the box as a whole: bubblewrap's own two among them."""
        return self.memory + self.disk, self.processes + 4

    @property
    def resources(self) -> dict[str, int]:
        """The limits that the kernel keeps for us, by the names of setrlimit."""
        seconds = int(self.total) + 1
        most = {
            "AS": self.memory,
            "FSIZE": self.file,
            "CPU": seconds,
            "CORE": 0,
            "NOFILE": 64,
            "NPROC": self.processes,
        }
        return most | {"MSGQUEUE": 0, "MEMLOCK": 0}


@dataclass(frozen=True)
class Isolation:
    """How workers are kept apart here: in words, what is lacking, and the words of the command before Python's."""

    name: str
    lacks: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    drops: bool = False
    filtered: bool = False
    grouped: bool = False


OPEN = Isolation(
    "none",
    ("the code runs with your own rights: it can read, write and send what you can",),
)


@cache
def isolation() -> Isolation:
    """The strongest box that works on this machine, tried out; OPEN where there is none."""
    bwrap, root = shutil.which("bwrap"), hasattr(os, "geteuid") and os.geteuid() == 0
    if not bwrap:
        return OPEN
    alone = (
        "--unshare-ipc",
        "--unshare-pid",
        "--unshare-net",
        "--unshare-uts",
        "--unshare-cgroup-try",
    )
    become = ("--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID")
    offers = []
    # root's workers become users of their own: no rights are left, whatever happens
    if root:
        offers += [Isolation("bubblewrap", (), (bwrap, *alone, *become), True)]
    own = ("--unshare-user", "--disable-userns")
    offers += [Isolation("bubblewrap", (), (bwrap, *own, *alone))]
    offers += [Isolation("bubblewrap", (), (bwrap, "--unshare-user", *alone))]
    offers += [
        Isolation(
            "bubblewrap",
            ("its own network",),
            (bwrap, "--unshare-user-try", "--unshare-pid"),
        )
    ]
    for offer in offers:
        if _works(offer):
            return _grouped(_filtered(_timed(offer)))
    return OPEN


def _timed(offer: Isolation) -> Isolation:
    command = (shutil.which("unshare") or "", "--time", *offer.command)
    timed = replace(offer, command=command)
    if command[0] and _works(timed):
        return timed
    return replace(offer, lacks=(*offer.lacks, "its own clock"))


def _filtered(offer: Isolation) -> Isolation:
    filtered = replace(offer, filtered=True)
    if filter.program() and _works(filtered):
        return filtered
    return replace(offer, lacks=(*offer.lacks, "a filter of system calls"))


def _grouped(offer: Isolation) -> Isolation:
    known = group.made(64 << 20, 8)
    if known:
        known.end()
        return replace(offer, grouped=True)
    return replace(offer, lacks=(*offer.lacks, "limits for the box as a whole"))


def _works(offer: Isolation) -> bool:
    try:
        with _command(offer, [*_walls(1 << 20), "true"]) as (words, passed):
            done = subprocess.run(
                words,
                capture_output=True,
                timeout=10,
                env={"PATH": os.defpath},
                pass_fds=passed,
            )
        return done.returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


@contextmanager
def _command(box: Isolation, words: list[str]) -> Iterator[tuple[list[str], list[int]]]:
    """A command in its box, with the filter's descriptor, which is open as long as this is."""
    descriptor = filter.opened() if box.filtered else None
    if descriptor is None:
        yield [*box.command, *words], []
        return
    try:
        yield [*box.command, "--seccomp", str(descriptor), *words], [descriptor]
    finally:
        os.close(descriptor)


def start(
    limits: Limits, trust: bool | str = False, number: int = 0
) -> subprocess.Popen:
    """A worker, its stdin and stdout ours. Errors: Untrusted where there is no box, unless told to trust."""
    box = OPEN if trust == "open" else isolation()
    if box is OPEN and not trust:
        raise Untrusted(
            f"no box for the students' code: {refusal() or 'this needs Linux, and bubblewrap'}. "
            "On a machine that you can lose, --trust runs the code with your own rights"
        )
    paths = [str(Path(np.__file__).parents[1]), str(Path(dnnlib.__file__).parents[1])]
    user = FIRST_USER + number % 100_000_000 if box.drops else 0
    resources = limits.resources
    if box is OPEN:
        resources.pop("NPROC")  # it would count all that the instructor runs
    told = {"paths": paths, "limits": resources, "user": user, "room": course()}
    walls = _walls(limits.disk) if box.command else []
    python = [sys.executable, "-I", str(WORKER), json.dumps(told)]
    shared = group.made(*limits.together) if box.grouped else None
    with _command(box, [*walls, *python]) as (words, passed):
        process = subprocess.Popen(
            [*(shared.words if shared else ()), *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            start_new_session=True,
            pass_fds=passed,
        )
    if shared:
        _groups[process.pid] = shared
    return process


def ended(process: subprocess.Popen) -> None:
    """To be told of a worker that has ended: its group is taken away."""
    shared = _groups.pop(process.pid, None)
    if shared:
        shared.end()


def _environment() -> dict[str, str]:
    """All that a worker hears of where it is: no secret, no home."""
    threads = dict.fromkeys(
        ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"
    )
    # Windows starts nothing without
    system = {k: os.environ[k] for k in ("SYSTEMROOT",) if k in os.environ}
    return (
        threads
        | system
        | {"HOME": "/tmp", "MPLBACKEND": "Agg", "PATH": os.defpath, "LANG": "C.UTF-8"}
    )


def _walls(disk: int) -> list[str]:
    """What a worker sees: the system, Python and the library, read-only, and an empty /tmp of its own."""
    words = ["--die-with-parent", "--new-session", "--hostname", "box"]
    for name in ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64"):
        link = Path(name).is_symlink()
        words += (
            ["--symlink", os.readlink(name), name]
            if link
            else ["--ro-bind-try", name, name]
        )
    words += [
        "--ro-bind-try",
        "/etc/ld.so.cache",
        "/etc/ld.so.cache",
        "--ro-bind-try",
        "/etc/alternatives",
        "/etc/alternatives",
    ]
    words += [
        "--proc",
        "/proc",
        "--dev",
        "/dev",
        "--size",
        str(disk),
        "--perms",
        "1777",
        "--tmpfs",
        "/tmp",
    ]
    for names_keys in ("/proc/keys", "/proc/key-users"):
        words += ["--ro-bind-try", "/dev/null", names_keys]
    needed = [
        sys.base_prefix,
        sys.prefix,
        Path(np.__file__).parents[1],
        Path(dnnlib.__file__).parent,
    ]
    for place in dict.fromkeys(map(str, needed)):
        if not Path(place).is_relative_to("/usr"):
            # bubblewrap would make them for root alone
            for above in reversed(Path(place).parents[:-1]):
                words += ["--perms", "0755", "--dir", str(above)]
            words += ["--ro-bind", place, place]
    # the specifications are not there: dnnlib.sandbox.room puts names in their place
    puzzles = str(Path(dnnlib.__file__).parent / "puzzles")
    words += ["--size", "4096", "--tmpfs", puzzles, "--remount-ro", puzzles]
    return [
        *words,
        "--size",
        "65536",
        "--perms",
        "1777",
        "--tmpfs",
        "/dev/shm",
        "--remount-ro",
        "/",
        "--chdir",
        "/tmp",
    ]
