"""The chapters as a browser's Python runs them: torch is not there, and no process may start.

python tests/light.py [--imports] NOTEBOOK ...    each cell that fails is a line; --imports runs the first code cell alone
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

NEEDS_TORCH = "No module named 'torch'"


class NoTorch:
    """Finds nothing, and torch least of all."""

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "torch":
            raise ModuleNotFoundError(NEEDS_TORCH, name="torch")


def forbidden(*words, **more):
    raise OSError(95, "no process may start here")


def make_light() -> None:
    """From here on this process is as poor as a browser's."""
    os.environ["DNNLIB_HOME"] = tempfile.mkdtemp(prefix="dnnlib-home-")
    os.environ["MPLBACKEND"] = "agg"
    sys.meta_path.insert(0, NoTorch())
    subprocess.Popen = subprocess._fork_exec = forbidden
    os.fork = os.posix_spawn = os.system = forbidden


def failures(path: Path, imports: bool = False) -> list[str]:
    """The cells that fail, each with its error's first line."""
    from dnnlib.lecture.rehearsal import Rehearsal

    stage, found = Rehearsal(), []
    cells = json.loads(path.read_text("utf-8"))["cells"]
    code = [(k, c) for k, c in enumerate(cells) if c["cell_type"] == "code"]
    for number, cell in code[:1] if imports else code:
        try:
            stage.run("".join(cell["source"]))
        except RuntimeError as error:
            found.append(f"{path.stem}, cell {number}: {str(error).splitlines()[0]}")
    return found


def main(words: list[str]) -> int:
    imports, paths = "--imports" in words, [w for w in words if w != "--imports"]
    make_light()
    from dnnlib import doctor

    print(doctor.verdict())
    found = [line for path in paths for line in failures(Path(path), imports)]
    print("\n".join(found) or f"{len(paths)} chapters: no cell fails")
    return any(NEEDS_TORCH not in line for line in found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
