"""The box around a worker: bubblewrap where it is, and what of it this machine can do."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

import dnnlib
from dnnlib.sandbox.names import course

WORKER = Path(__file__).with_name("worker.py")
# numbers that no account has: each worker is a user of its own
FIRST_USER = 2_000_000_000


class Untrusted(RuntimeError):
    """There is no box here, and nobody said that the code may run without."""


@dataclass(frozen=True)
class Limits:
    """What a submission may spend. Seconds of wall time; bytes of memory a process, of a file, of the private /tmp.

    question: for all calls of one question; cell: for one cell; total: for a submission. processes: threads among them.
    """

    question: float = 10
    cell: float = 20
    total: float = 120
    memory: int = 2 << 30
    processes: int = 8
    file: int = 16 << 20
    disk: int = 64 << 20

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
    offers += [Isolation("bubblewrap", (), (bwrap, "--unshare-user", *alone))]
    offers += [
        Isolation(
            "bubblewrap",
            ("its own network",),
            (bwrap, "--unshare-user-try", "--unshare-pid"),
        )
    ]
    for offer in offers:
        if not _works(offer):
            continue
        timed = Isolation(
            offer.name,
            offer.lacks,
            (shutil.which("unshare") or "", "--time", *offer.command),
            offer.drops,
        )
        if timed.command[0] and _works(timed):
            return timed
        return Isolation(
            offer.name, (*offer.lacks, "its own clock"), offer.command, offer.drops
        )
    return OPEN


def _works(offer: Isolation) -> bool:
    try:
        words = [*offer.command, *_walls(1 << 20), "true"]
        return (
            subprocess.run(
                words, capture_output=True, timeout=10, env={"PATH": os.defpath}
            ).returncode
            == 0
        )
    except (OSError, subprocess.TimeoutExpired):
        return False


def start(
    limits: Limits, trust: bool | str = False, number: int = 0
) -> subprocess.Popen:
    """A worker, its stdin and stdout ours. Errors: Untrusted where there is no box, unless told to trust."""
    box = OPEN if trust == "open" else isolation()
    if box is OPEN and not trust:
        raise Untrusted(
            "no box for the students' code: this needs Linux and bubblewrap (Debian: apt-get install bubblewrap) that "
            "may make namespaces. On a machine that you can lose, --trust runs the code with your own rights"
        )
    paths = [str(Path(np.__file__).parents[1]), str(Path(dnnlib.__file__).parents[1])]
    user = FIRST_USER + number % 100_000_000 if box.drops else 0
    resources = limits.resources
    if box is OPEN:
        resources.pop("NPROC")  # it would count all that the instructor runs
    told = {"paths": paths, "limits": resources, "user": user, "room": course()}
    walls = _walls(limits.disk) if box.command else ()
    words = [*box.command, *walls, sys.executable, "-I", str(WORKER), json.dumps(told)]
    return subprocess.Popen(
        words,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        start_new_session=True,
    )


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
        "--tmpfs",
        "/dev/shm",
        "--remount-ro",
        "/",
        "--chdir",
        "/tmp",
    ]
