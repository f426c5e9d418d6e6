"""A chapter played once, cell by cell, before the lecture: what each cell shows, kept as the objects themselves.

A notebook's saved outputs are pictures; here are the explorers, the films, the questions and their answers,
so that they can be drawn ahead. The chapter runs in a process of its own, with a learner's empty progress.
"""

import os
import pickle
import subprocess
import sys
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import nbformat
from IPython.core.interactiveshell import InteractiveShell

from dnnlib.lecture.shows import Text, shown

PACKAGE = Path(__file__).parents[1]


class Rehearsal:
    """One run of a notebook; `run(source)` gives what a cell shows, in order."""

    def __init__(self):
        InteractiveShell.clear_instance()
        self.shell = InteractiveShell.instance()
        # every value on its way to a screen comes by here, of display() and of a cell's last line alike
        self.shell.display_formatter.format = self._look
        self.shell.displayhook.write_output_prompt = lambda: None
        self._made, self._printed = [], StringIO()

    def run(self, source: str) -> list:
        """What one cell shows. Errors: RuntimeError where the cell fails, with the cell's own words."""
        self._made, self._printed = [], StringIO()
        with redirect_stdout(self._printed), redirect_stderr(StringIO()):
            outcome = self.shell.run_cell(source, store_history=False)
        error = outcome.error_before_exec or outcome.error_in_exec
        if error:
            raise RuntimeError(f"{type(error).__name__}: {error}\n{source}")
        self._keep_text()
        return self._made

    def _look(self, value, include=None, exclude=None):
        self._keep_text()
        self._made.append(shown(value))
        return {}, {}

    def _keep_text(self) -> None:
        text = self._printed.getvalue()
        # a carriage return goes back to the line's beginning, as progress bars do
        lines = [line.rpartition("\r")[2] for line in text.split("\n")]
        self._printed.seek(0)
        self._printed.truncate()
        if text.strip():
            self._made.append(Text("\n".join(lines).strip("\n")))


def rehearse(notebook: dict) -> list[list]:
    """What every cell of a notebook shows, by its number; text cells show nothing.

    Errors: RuntimeError names the cell that fails, and its error.
    """
    stage, found = Rehearsal(), []
    for number, cell in enumerate(notebook["cells"]):
        source = "".join(cell["source"])
        try:
            played = cell["cell_type"] == "code"
            found.append(stage.run(source) if played else [])
        except RuntimeError as error:
            raise RuntimeError(f"cell {number} fails: {error}") from None
    return found


@dataclass(frozen=True)
class Played:
    """What every cell showed, and the library's files that were in use: its modules and its assets."""

    shown: list[list]
    files: list[str]


def rehearsed(path: Path) -> Played:
    """What every cell of a notebook's file shows: run in a process of its own, from the folder it lies in.

    Errors: RuntimeError names the cell that fails, and its error.
    """
    with tempfile.TemporaryDirectory(prefix="dnnlib-home-") as home:
        out = Path(home) / "shown"
        command = [sys.executable, "-m", __name__, str(path.resolve()), str(out)]
        environment = {**os.environ, "DNNLIB_HOME": home, "MPLBACKEND": "agg"}
        here = str(PACKAGE.parent)
        ways = [here, environment.get("PYTHONPATH", "")]
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, ways))
        done = subprocess.run(
            command,
            cwd=path.parent,
            env=environment,
            capture_output=True,
            text=True,
        )
        if not out.exists():
            said = done.stderr.strip().removeprefix("RuntimeError: ")
            raise RuntimeError(f"{path.name} cannot be shown: {said[-1500:]}")
        return Played(*pickle.loads(out.read_bytes()))


def _used() -> list[str]:
    """The library's files that this process has in use, as paths from the package's folder."""
    found = [getattr(one, "__file__", None) for one in list(sys.modules.values())]
    files = {Path(name) for name in found if name}
    files |= {one for one in (PACKAGE / "assets").iterdir() if one.is_file()}
    ours = [one for one in files if one.is_relative_to(PACKAGE)]
    return sorted(one.relative_to(PACKAGE).as_posix() for one in ours)


def _main(path: str, out: str) -> None:
    notebook = nbformat.read(path, as_version=4)
    try:
        found = pickle.dumps((rehearse(notebook), _used()))
    except RuntimeError as error:
        sys.exit(str(error))
    from dnnlib.door import save

    save(out, found)


if __name__ == "__main__":
    _main(*sys.argv[1:])
