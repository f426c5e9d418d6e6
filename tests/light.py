"""The chapters as a browser's Python runs them: torch is not there, and no process may start.

python tests/light.py [--imports] NOTEBOOK ...    each cell that fails is a line; --imports runs the imports alone

What runs is the browser's own copy (.ci/lite.py), whose imports of torch are a cell apart. A cell that lacks torch, or a
name that such a cell would have made, may fail; every other failure is one.
"""

import ast
import json
import os
import runpy
import subprocess
import sys
import tempfile
from pathlib import Path

NEEDS_TORCH = "No module named 'torch'"
TORCH = " (needs torch)"
LITE = runpy.run_path(str(Path(__file__).parents[1] / ".ci/lite.py"))


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


def copy(path: Path) -> list[tuple[str, str]]:
    """The code cells of a chapter's copy for a browser, with their names; fetching packages is left out."""
    cells = json.loads(path.read_text("utf-8"))["cells"]
    named = {cell["id"]: f"cell {number}" for number, cell in enumerate(cells)}
    made = LITE["for_a_browser"]({"cells": cells, "metadata": {}})["cells"]
    code = [c for c in made if c["cell_type"] == "code" and c["id"] != "lite-code"]
    return [
        (named.get(c["id"], "imports of torch"), "".join(c["source"])) for c in code
    ]


def makes(source: str) -> set[str]:
    """The names that a cell binds."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.alias):
            found.add((node.asname or node.name).partition(".")[0])
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
    return found


def failures(path: Path, imports: bool = False) -> list[str]:
    """The cells that fail, each with its error's first line, and "needs torch" behind those that may."""
    from dnnlib.lecture.rehearsal import Rehearsal

    stage, found, lacking = Rehearsal(), [], set()
    code = copy(path)
    apart = [name for name, _ in code[:2]].count("imports of torch")
    for name, source in code[: 1 + apart] if imports else code:
        try:
            stage.run(source)
        except RuntimeError as error:
            said = str(error).splitlines()[0]
            lost = set(said.split("'")[1:2]) if said.startswith("NameError") else set()
            torch = NEEDS_TORCH in said or lost & lacking
            lacking |= makes(source) if torch else set()
            found.append(f"{path.stem}, {name}: {said}{TORCH if torch else ''}")
    return found


def main(words: list[str]) -> int:
    imports, paths = "--imports" in words, [w for w in words if w != "--imports"]
    make_light()
    from dnnlib import doctor

    print(doctor.verdict())
    wrong = 0
    for path in map(Path, paths):
        found = failures(path, imports)
        wrong += sum(not line.endswith(TORCH) for line in found)
        print("\n".join(found) or f"{path.stem}: no cell fails", flush=True)
    print(f"{len(paths)} chapters: {wrong} cells fail that do not need torch")
    return wrong > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
