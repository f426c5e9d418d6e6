"""The corpus: one small assignment of three questions, and every hostile submission of it."""

import json
import os
import socket
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import nbformat

from dnnlib.grading.archive import unpacked
from dnnlib.grading.examine import Job, Verdict, examine, student_seed
from dnnlib.grading.mend import Damaged, Known, mend
from dnnlib.grading.preprocessor import job_of, received
from dnnlib.sandbox import Limits
from hostile.code import CONV1D, HONEST, OUTPUT_SIZE, RIGHT
from hostile.files import FILES
from hostile.folders import ARCHIVES, FOLDERS
from hostile.walls import READING, WALLS

ROOT = Path(__file__).resolve().parents[2]
SECRET = "a secret that must not be seen"
LIMITS = Limits(question=8, cell=6, total=90, memory=1 << 30)
FILE, ARCHIVE = "layers.ipynb", "submissions.zip"
NAMES = ("output-size", "weights", "conv1d")
WEIGHTS = "def weights(M, C, R, S, G=1):\n    return M * (C // G) * R * S\n"


@dataclass(frozen=True)
class Attack:
    """A submission: what it does; the files; the points it deserves (None: no notebook); what must be said.

    files: {name: bytes, or a link's target, or the length of a file of zeros, or None: a named pipe}. An archive comes
    from a learning platform.
    """

    name: str
    what: str
    files: dict[str, bytes | str | int | None]
    deserves: tuple[float, float, float] | None
    says: str


@dataclass(frozen=True)
class Seen:
    """What became of an attack: points by question, or None where there is no notebook; all that was said."""

    points: tuple[float, float, float] | None
    said: str
    verdict: Verdict | None = None


@cache
def known() -> list[Known]:
    """The cells of the three questions, as nbgrader keeps them: stubs, and checks with their hidden tests."""
    wanted = {
        "setup",
        *(f"{name}-{part}" for name in NAMES for part in ("answer", "check")),
    }
    found = []
    stubs = {
        cell.metadata.get("nbgrader", {}).get("grade_id"): cell.source
        for cell in _read("exercises").cells
    }
    for cell in _read("solutions").cells:
        meta = cell.metadata.get("nbgrader", {})
        if meta.get("grade_id") in wanted:
            points = float(meta["points"]) if meta["grade"] else None
            source = stubs[meta["grade_id"]] if meta["solution"] else cell.source
            found.append(
                Known(
                    meta["grade_id"],
                    source,
                    "code",
                    meta["solution"],
                    points,
                    meta["locked"],
                )
            )
    return found


def _read(folder: str):
    return nbformat.read(ROOT / folder / "ch02/layers.ipynb", 4)


def notebook(answers: dict[str, str]) -> dict:
    """An honest submission with these answers: {"output-size-answer": source}."""
    cells = []
    for k, one in enumerate(known()):
        source = answers.get(one.name, one.source.split("### BEGIN HIDDEN")[0])
        cell = {
            "cell_type": "code",
            "source": source,
            "outputs": [],
            "execution_count": None,
            "id": f"c{k}",
        }
        cells.append(cell | {"metadata": {"nbgrader": one.metadata}})
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {"kernelspec": kernel},
        "cells": cells,
    }


def corpus() -> list[Attack]:
    """Every attack on the assignment."""
    honest = {
        "output-size-answer": RIGHT,
        "weights-answer": WEIGHTS,
        "conv1d-answer": HONEST,
    }
    found = []
    for name, (what, source, points, says) in (OUTPUT_SIZE | WALLS).items():
        data = json.dumps(notebook(honest | {"output-size-answer": source})).encode()
        found.append(
            Attack(
                name,
                what,
                {FILE: data},
                points if isinstance(points, tuple) else (points, 2, 4),
                says,
            )
        )
    for name, (what, source, points, says) in CONV1D.items():
        data = json.dumps(notebook(honest | {"conv1d-answer": source})).encode()
        found.append(Attack(name, what, {FILE: data}, (2, 2, points), says))
    for name, (what, made, first, rest, says) in (
        FILES | {f"reading: {k}": v for k, v in READING.items()}
    ).items():
        deserves = None if first is None else (first, 2, 4) if rest else (first, 0, 0)
        found.append(
            Attack(
                f"file: {name}", what, {FILE: made(notebook(honest))}, deserves, says
            )
        )
    data = json.dumps(notebook(honest)).encode()
    for kind, attacks in (("folder", FOLDERS), ("archive", ARCHIVES)):
        for name, (what, made, right, says) in attacks.items():
            found.append(
                Attack(
                    f"{kind}: {name}",
                    what,
                    made(data),
                    (2, 2, 4) if right else None,
                    says,
                )
            )
    return found


def _handed_in(files: dict) -> bytes:
    """The notebook as the grader finds it: in a folder, or in an archive. Errors: what the grader says to it."""
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files.items():
            path = Path(folder, name)
            match data:
                case bytes():
                    path.write_bytes(data)
                case str():
                    path.symlink_to(data)
                case int():
                    path.touch()
                    os.truncate(path, data)
                case None:
                    os.mkfifo(path)
        if ARCHIVE not in files:
            return received(Path(folder), "layers")
        papers = list(unpacked(Path(folder, ARCHIVE), ["layers"]))
        counts = next(
            (
                paper.data
                for paper in papers
                if paper.student == "mallory" and not paper.why
            ),
            None,
        )
        if counts is None:
            raise Damaged("; ".join(paper.why for paper in papers))
        return counts


def attacked(attack: Attack) -> Seen:
    """Grade an attack as a submission is graded."""
    # somebody to call, if there is a way out
    with socket.create_server(("127.0.0.1", 0)) as server:
        try:
            data = _handed_in(attack.files).replace(
                b"PORT", str(server.getsockname()[1]).encode()
            )
            mended, remarks = mend(data, known())
        except (Damaged, OSError) as refused:
            return Seen(None, str(refused))
        told = {"student": "mallory", "assignment": "ch02", "notebook": "layers"}
        job = job_of(nbformat.from_dict(mended), told)
        verdict = examine(
            Job(
                "mallory",
                "ch02",
                "layers",
                job.cells,
                student_seed(SECRET.encode(), "mallory"),
                LIMITS,
            )
        )
    points = {
        result.cell.removesuffix("-check"): result.points
        for result in verdict.results
        if result.points is not None
    }
    said = [
        *remarks.values(),
        *(r.text for r in verdict.results),
        *(r.stopped for r in verdict.results),
    ]
    return Seen(tuple(points.get(name) for name in NAMES), "\n".join(said), verdict)
