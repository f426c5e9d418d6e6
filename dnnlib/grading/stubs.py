"""The stubs of a release, kept beside the puzzles, so that a learner can begin one again."""

import json
from pathlib import Path

import nbformat

from dnnlib.door import save


def keep_stubs(release: Path, package: Path) -> Path | None:
    """Write {puzzle: stub} of a released assignment to package/chNN/stubs.json; None where the package has no such chapter.

    release: the folder of the released notebooks, named after the assignment. package: dnnlib/puzzles of the course.
    """
    folder = package / release.name
    if not folder.is_dir():
        return None
    stubs = {
        name: source
        for notebook in sorted(release.glob("*.ipynb"))
        for name, source in stubs_in(notebook).items()
    }
    text = json.dumps(stubs, indent=1, ensure_ascii=False) + "\n"
    return save(folder / "stubs.json", text)


def stubs_in(notebook: Path) -> dict[str, str]:
    """The answer cells of a released notebook, by the name of their puzzle."""
    cells = nbformat.read(notebook, 4).cells
    graded = [(c.metadata.get("nbgrader", {}), c.source) for c in cells]
    answers = [
        (m["grade_id"], source)
        for m, source in graded
        if m.get("solution") and m["grade_id"].endswith("-answer")
    ]
    return {
        name.removesuffix("-answer").replace("-", "_"): source
        for name, source in answers
    }
