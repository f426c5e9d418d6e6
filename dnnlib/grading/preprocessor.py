"""nbgrader's autograde without trust: named in nbgrader_config.py, so the formgrader's button uses it too.

c.Autograde.exporter_class = "dnnlib.grading.preprocessor.Mending"            # reads the file, mends it
c.Autograde.autograde_preprocessors = ["dnnlib.grading.preprocessor.Isolated", ...]   # in place of Execute
"""

import os
import warnings
from dataclasses import replace
from pathlib import Path

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat.v4 import new_output
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from dnnlib.door import save
from dnnlib.grading.examine import (
    Cell,
    Job,
    Result,
    Verdict,
    asked,
    examine,
    student_seed,
)
from dnnlib.grading.mend import LARGEST, Damaged, Known, mend
from dnnlib.grading.office.files import beside_gradebook
from dnnlib.grading.pool import limited
from dnnlib.puzzles import hidden_seed
from dnnlib.sandbox.printable import one_line, printable

# set to 1: run without a box where there is none; to open: without one anywhere
TRUST = "DNNLIB_TRUST_SUBMISSIONS"
# set to 1: feedback says points alone
BRIEF = "DNNLIB_BRIEF_FEEDBACK"
SECONDS = 60  # to read a paper, and to judge it beyond what its answers take


class Mending(NotebookExporter):
    """Reads a submitted notebook of any shape: links are refused, damage is mended, remarks go to its metadata."""

    def from_filename(self, filename, resources=None, **kw):
        """nbconvert's own, but for a submitted file."""
        # nbgrader's second pass reads what the first one wrote
        if not getattr(self.parent, "_sanitizing", True):
            return super().from_filename(filename, resources=resources, **kw)
        notebook = read(Path(filename), resources["nbgrader"])
        return self.from_notebook_node(notebook, resources=resources, **kw)


class Isolated(NbGraderPreprocessor):
    """In place of nbgrader's Execute: cells run in a box, points are decided outside it."""

    def preprocess(self, nb, resources):
        """Examine the notebook, or take the verdict that is kept, and write it into the outputs."""
        told = resources["nbgrader"]
        job = job_of(nb, told)
        path = verdict_path(told["db_url"], job.assignment, job.student, job.notebook)
        verdict = kept(path, job.key)
        if verdict is None:
            most = job.limits.total + SECONDS
            verdict = limited(examine, job, most)
            keep(path, verdict)
        show(nb, replace(verdict, remarks=nb.metadata.get("dnnlib", {})))
        return nb, resources


def read(path: Path, told: dict) -> nbformat.NotebookNode:
    """A submitted notebook, mended from what the gradebook knows of its source, in a process under limits.

    told: nbgrader's resources: db_url, assignment, notebook. Errors: pool.Failed, or in a process of a pool those of
    mend and `received`.
    """
    cells = known(told["db_url"], told["assignment"], told["notebook"])
    return limited(_mended, (path, cells), SECONDS)


def _mended(item: tuple[Path, list[Known]]) -> nbformat.NotebookNode:
    path, cells = item
    notebook, remarks = mend(received(path.parent, path.stem), cells)
    notebook.metadata["dnnlib"] = {
        name: one_line(what) for name, what in remarks.items()
    }
    return notebook


def received(folder: Path, name: str) -> bytes:
    """The bytes of NAME.ipynb in a submission's folder.

    Errors: FileNotFoundError says what is there instead; PermissionError names a link that leads out of the folder;
    mend.Damaged where the file is too large.
    """
    refuse_links(folder)
    path = folder / f"{name}.ipynb"
    if not path.exists():
        there = (
            ", ".join(sorted(one.name for one in folder.glob("*.ipynb")))
            or "no notebook"
        )
        raise FileNotFoundError(
            f"there is no {path.name} in the submission, but {there}"
        )
    if path.stat().st_size > LARGEST:
        raise Damaged(
            f"the file has {path.stat().st_size:,} bytes: at most {LARGEST:,} are read"
        )
    return path.read_bytes()


def refuse_links(folder: Path) -> None:
    """Errors: PermissionError names a link in the folder that leads out of it, or what is no plain file."""
    home = folder.resolve()
    for path in [folder, *folder.rglob("*")]:
        if path.is_symlink() and path != folder and not _leads_into(home, path):
            raise PermissionError(
                f"{path.name} is a link to {os.readlink(path)}, out of the submission: not followed"
            )
        if not (path.is_file() or path.is_dir()):
            raise PermissionError(f"{path.name} is no plain file: not read")


def _leads_into(home: Path, link: Path) -> bool:
    try:
        return link.resolve(strict=True).is_relative_to(home)
    except (OSError, RuntimeError):  # to nothing, or to itself
        return False


def known(db_url: str, assignment: str, notebook: str) -> list[Known]:
    """The cells that nbgrader keeps of a source notebook, in order."""
    with warnings.catch_warnings(), Gradebook(db_url) as gradebook:
        warnings.simplefilter("ignore")
        source = gradebook.find_notebook(notebook, assignment)
        points = {cell.name: cell.max_score for cell in source.grade_cells}
        solutions = {cell.name for cell in source.solution_cells}
        cells = [(c.name, c.source, c.cell_type, c.locked) for c in source.source_cells]
    return [
        Known(n, s, kind, n in solutions, points.get(n), bool(locked))
        for n, s, kind, locked in cells
    ]


def job_of(nb, told: dict) -> Job:
    """What is to be examined of a mended notebook: its code cells, and the questions of its graded ones."""
    cells = []
    for k, cell in enumerate(nb.cells):
        meta = cell.metadata.get("nbgrader", {})
        graded = bool(meta.get("grade")) and not meta.get("solution")
        question = asked(cell.source, float(meta["points"])) if graded else None
        if cell.cell_type == "code":
            cells.append(
                Cell(
                    meta.get("grade_id") or f"cell {k + 1}",
                    cell.source,
                    question,
                    graded,
                )
            )
    seed = student_seed(hidden_seed(), told["student"])
    return Job(
        told["student"],
        told["assignment"],
        told["notebook"],
        tuple(cells),
        seed,
        trust=trusted(),
    )


def trusted() -> bool | str:
    """Whether the code may run without a box: True where there is none, "open" anywhere."""
    ways: dict[str, bool | str] = {"1": True, "open": "open"}
    return ways.get(os.environ.get(TRUST, ""), False)


def verdict_path(db_url: str, assignment: str, student: str, notebook: str) -> Path:
    """Where a verdict is kept: beside the gradebook."""
    name = f"{student}.{notebook}.json"
    return beside_gradebook(db_url, "verdicts", assignment, name)


def kept(path: Path, key: str) -> Verdict | None:
    """The verdict in a file, if it is the one for this key."""
    try:
        verdict = Verdict.from_json(path.read_text())
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return verdict if verdict.key == key else None


def keep(path: Path, verdict: Verdict) -> None:
    """Write a verdict where it is kept."""
    save(path, verdict.to_json())


def is_brief() -> bool:
    """Whether feedback says points alone: what a class may see before the deadline."""
    return os.environ.get(BRIEF) == "1"


def show(nb, verdict: Verdict) -> None:
    """The verdict as the outputs of the notebook's code cells: nbgrader reads the points there."""
    cells = [cell for cell in nb.cells if cell.cell_type == "code"]
    for cell, result in zip(cells, verdict.results):
        remark = verdict.remarks.get(result.cell)
        result = brief(result) if is_brief() else result
        printed = result.printed + (f"\nMended: {remark}.\n" if remark else "")
        cell.outputs, cell.execution_count = [], None
        if printed.strip():
            cell.outputs.append(_stream(printed))
        if result.points is not None:
            data = {"text/plain": printable(result.text)}
            data |= {"text/html": printable(result.html)} if result.html else {}
            cell.outputs.append(new_output("display_data", data=data))
            points = {"text/plain": f"{result.points:g}"}
            cell.outputs.append(
                new_output("execute_result", data=points, execution_count=None)
            )
        elif result.text:
            cell.outputs.append(_stream(result.text))


def brief(result: Result) -> Result:
    """A result without its cases: points alone, and nothing that was printed, which may carry cases out."""
    if result.points is None:
        return replace(result, printed="", text="")
    right = "right" if result.points == result.most else "not right yet"
    told = f"{right}: {result.points:g} of {result.most:g}. Why is shown after the deadline."
    return replace(result, printed="", text=told, html="")


def _stream(text: str):
    return new_output("stream", name="stdout", text=printable(text))
