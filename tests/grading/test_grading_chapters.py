"""Every exercise of the course in the box: its solutions earn all points, its stubs none."""

from pathlib import Path

import nbformat
import pytest

from dnnlib.grading.examine import examine
from dnnlib.grading.preprocessor import job_of

pytestmark = [pytest.mark.sandbox, pytest.mark.slow]
ROOT = Path(__file__).resolve().parents[2]
EXERCISES = sorted(
    path.relative_to(ROOT / "solutions")
    for path in (ROOT / "solutions").glob("ch*/*.ipynb")
)


def job(folder: str, path: Path):
    """A notebook as a submission."""
    told = {"student": "ada", "assignment": path.parts[0], "notebook": path.stem}
    return job_of(nbformat.read(ROOT / folder / path, 4), told)


@pytest.mark.parametrize("path", EXERCISES, ids=str)
def test_solutions_earn_all_points_in_the_box(path):
    verdict = examine(job("solutions", path))
    graded = [result for result in verdict.results if result.points is not None]
    assert (
        graded
        and [(r.cell, r.points, r.text) for r in graded if r.points != r.most] == []
    )
    assert verdict.restarts == 0 and not [r.cell for r in verdict.results if r.stopped]


@pytest.mark.parametrize("path", EXERCISES[:1], ids=str)
def test_stubs_earn_none(path):
    verdict = examine(job("exercises", path))
    assert (
        verdict.points == 0
        and sum("not written yet" in r.text for r in verdict.results) >= 5
    )
