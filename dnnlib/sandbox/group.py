"""A control group round a box: memory and processes of all that is in it, counted together.

group = made(memory=2 << 30, processes=12)     # None where this machine lets us make none
Popen([*group.words, "bwrap", ...]); ...; group.end()
"""

import contextlib
import itertools
import os
import shlex
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

MOUNT = Path("/sys/fs/cgroup")
PREFIX = "dnnlib-box-"
_numbers = itertools.count()


@dataclass(frozen=True)
class Group:
    """The words before a command that put it into the group, and the folders that are the group, if they are ours."""

    words: tuple[str, ...]
    folders: tuple[Path, ...] = ()

    def end(self) -> None:
        """Take the group away once all in it have ended; one that is still dying is left for the next sweep."""
        for _ in range(20):
            with contextlib.suppress(OSError):
                for folder in self.folders:
                    if folder.exists():
                        folder.rmdir()
                return
            time.sleep(0.005)


def made(memory: int, processes: int) -> Group | None:
    """A group of so many bytes and processes, those of the box's own among them; None where there is none."""
    way = _way()
    return way(memory, processes) if way else None


@cache
def _way():
    """How groups are made on this machine: by systemd, or by hand; tried out once."""
    for way in (_by_systemd, _by_hand):
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            group = way(64 << 20, 8)
            if group is None:
                continue
            words = [*group.words, "true"]
            sound = subprocess.run(words, capture_output=True, timeout=10)
            group.end()
            if sound.returncode == 0:
                _sweep()
                return way
    return None


def _by_systemd(memory: int, processes: int) -> Group | None:
    program = shutil.which("systemd-run")
    if not program or not Path("/run/systemd/system").is_dir():
        return None
    mine = () if os.geteuid() == 0 else ("--user",)
    limits = (
        f"MemoryMax={memory}",
        "MemorySwapMax=0",
        f"TasksMax={processes}",
    )
    told = [word for limit in limits for word in ("-p", limit)]
    scope = (program, *mine, "--scope", "--quiet", "--collect", *told, "--")
    return Group(scope)


def _by_hand(memory: int, processes: int) -> Group | None:
    name = f"{PREFIX}{os.getpid()}-{next(_numbers)}"
    wanted = {"memory": memory, "pids": processes}
    found = list(_above())
    if {kind for _, files in found for kind in files.values()} != wanted.keys():
        return None
    folders = []
    for above, files in found:
        folder = above / name
        folder.mkdir()
        folders.append(folder)
        for file, controller in files.items():
            _tell(folder / file, wanted[controller])
    enter = [f"echo $$ > {shlex.quote(str(f / 'cgroup.procs'))}" for f in folders]
    script = " && ".join([*enter, 'exec "$@"'])
    return Group(("/bin/sh", "-c", script, "sh"), tuple(folders))


def _tell(file: Path, value: int) -> None:
    """Say a number to the kernel: its files take it in one write."""
    descriptor = os.open(file, os.O_WRONLY)
    try:
        os.write(descriptor, str(value).encode())
    finally:
        os.close(descriptor)


def _above() -> Iterator[tuple[Path, dict[str, str]]]:
    """Folders in which groups can be made, and which file of theirs limits what."""
    rows = Path("/proc/self/cgroup").read_text().splitlines()
    own = {
        kinds: path.lstrip("/")
        for _, kinds, path in (row.split(":", 2) for row in rows)
    }
    whole = MOUNT / own.get("", "")
    control = whole / "cgroup.subtree_control"
    if control.exists() and {"memory", "pids"} <= set(control.read_text().split()):
        yield whole, {"memory.max": "memory", "pids.max": "pids"}
        return
    for controller, file in (("memory", "memory.limit_in_bytes"), ("pids", "pids.max")):
        folder = MOUNT / controller / own.get(controller, "")
        if controller in own and os.access(folder, os.W_OK):
            yield folder, {file: controller}


def _sweep() -> None:
    """Take away groups whose grader was killed."""
    for above, _ in _above():
        for folder in above.glob(f"{PREFIX}*"):
            number = folder.name.removeprefix(PREFIX).split("-")[0]
            if not Path("/proc", number).exists():
                with contextlib.suppress(OSError):
                    folder.rmdir()
