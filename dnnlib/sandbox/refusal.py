"""Why there is no box on this machine, in bubblewrap's own words, and what to do about it.

Found is not working: Ubuntu 24.04 has bwrap on the PATH and lets it make no user namespace; so have most containers.
"""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

TRY = ("--ro-bind", "/", "/", "--unshare-user", "--unshare-pid", "true")
RESTRICTED = Path("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")
INSTALL = "Debian and Ubuntu: apt-get install bubblewrap"
APPARMOR = (
    "Ubuntu 24.04 and later keep namespaces from programs without an AppArmor profile: give bwrap one that says "
    "`userns,`, or: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
)
CONTAINER = (
    "this system lets programs make no user namespaces, as most containers do: allow them there (docker run "
    "--security-opt seccomp=unconfined), or grade on the machine itself"
)


@dataclass(frozen=True)
class Refusal:
    """What bubblewrap said, and what would help; the words are empty where it is not installed."""

    words: str
    fix: str

    def __str__(self) -> str:
        if not self.words:
            return f"bubblewrap is not installed ({self.fix})"
        return f"bubblewrap is installed, and refused: {self.words!r}. {self.fix}"


def refusal() -> Refusal | None:
    """Why bubblewrap makes no box here, tried out; None where it makes one."""
    bwrap = shutil.which("bwrap")
    if not bwrap:
        return Refusal("", INSTALL)
    try:
        done = subprocess.run(
            [bwrap, *TRY], capture_output=True, timeout=10, env={"PATH": os.defpath}
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return Refusal(str(error), CONTAINER)
    if done.returncode == 0:
        return None
    said = done.stderr.decode(errors="replace").strip().splitlines()
    words = (
        said[-1][:200] if said else f"it ended with {done.returncode}, without a word"
    )
    return Refusal(words, APPARMOR if _restricted() else CONTAINER)


def _restricted() -> bool:
    try:
        return RESTRICTED.read_text().strip() == "1"
    except OSError:
        return False
