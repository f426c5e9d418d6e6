"""Writes .ci/constraints.txt: the exact version of every package that dnnlib[test] brings, as installed here.

Run by `make pins` in an environment whose tests have just passed.
"""

from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from dnnlib.door import save

HEADER = """\
# The exact versions that CI uses: pip install -c .ci/constraints.txt '.[course]'. Written by `make pins`.
# pyproject.toml has the ranges. torch stands without its build (+cpu, +cu126), so that either build fits.
"""


def closure(package: str, extras: set[str]) -> set[str]:
    """The canonical names of all installed packages that `package[extras]` needs, itself not among them."""
    found, seen, todo = set(), set(), [(canonicalize_name(package), frozenset(extras))]
    while todo:
        name, extras = todo.pop()
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        found.add(name)
        for requirement in map(Requirement, requires(name) or []):
            wanted = [{"extra": extra} for extra in extras or {""}]
            needed = requirement.marker is None or any(
                map(requirement.marker.evaluate, wanted)
            )
            if needed and installed(requirement.name):
                todo.append(
                    (canonicalize_name(requirement.name), frozenset(requirement.extras))
                )
    return found - {canonicalize_name(package)}


def installed(name: str) -> bool:
    """Whether a package of that name is in this environment."""
    try:
        return bool(version(name))
    except PackageNotFoundError:
        return False


if __name__ == "__main__":
    names = sorted(closure("dnnlib", {"test"}))
    pins = "".join(f"{name}=={Version(version(name)).public}\n" for name in names)
    save(Path(__file__).with_name("constraints.txt"), HEADER + pins)
    print(f".ci/constraints.txt: {len(names)} pins")
