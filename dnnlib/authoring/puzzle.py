"""A new puzzle: its module, the chapter's list and hints, five cells of the exercise, its right answers."""

import json
from pathlib import Path

from dnnlib.authoring.places import Places, cell, chapter_of, name_of, written

MODULE = '''"""TODO: what the puzzle is about, in a few words."""

import numpy as np

from dnnlib.puzzle import Puzzle


def {name}(x: np.ndarray) -> np.ndarray:
    """TODO: what is asked, as one sentence that ends in a full stop.

    TODO: what the parameters are and their shapes. A ValueError says that arguments are no case.
    Source: TODO.
    """
    if x.ndim != 1 or not len(x):
        raise ValueError("x [n] has a value or more")
    y = np.zeros(len(x))
    for k in range(len(x)):
        y[k] = 2 * x[k]
    return y


def _case(rng):
    """TODO: what is drawn; small cases show a mistake best."""
    return (rng.integers(-9, 10, rng.integers(1, 7)).astype(float),)


{name}_puzzle = Puzzle(
    {name},
    _case,
    points=3,
    axes="n",
    examples=((np.array([1.0, -2.0, 3.0]),),),
    wrong={{
        # TODO: eight or more, each a sentence that names the mistake and says what to do
        "TODO: the first is left as it is.": lambda x: np.array([x[0], *2 * x[1:]]),
    }},
)
'''
HINTS = """HINTS["{name}"] = (
    "TODO: where to look.",
    "TODO: how to go about it.",
    "TODO: nearly the answer.",
)
"""
ANSWERS = """
ANSWERS["{name}"] = (
    # TODO: three or more, in different ways: NumPy, plain loops, a library's function
    lambda x: 2 * x,
)
"""
TEXT = """## {number} TODO: what it is about

TODO: what the learner must know, with a picture in text or a table.

**Rule:** TODO: what makes it hard, such as "12 reads of F, not 192"; or leave this out."""
ANSWER = '''def {name}(x: np.ndarray) -> np.ndarray:
    """TODO: what it returns, in a few words."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION'''
CHECK = """check({chapter}.{name}, {name})
### BEGIN HIDDEN TESTS
from dnnlib.puzzles import grade

grade({chapter}.{name}, {name})
### END HIDDEN TESTS"""
LEFT = """What is left, in this order:
  1. {module}: every TODO. `pytest tests/puzzles -k {name}` says what is missing.
  2. {hints} and {answers}: the hints, the right answers
  3. {exercise}: the text and the solution
  4. dnnlib new lists; make notebooks NB={exercise}; make release; make test"""


def puzzle(root: Path | str, chapter: str, name: str) -> tuple[list[str], str]:
    """Begin a puzzle in every place that it needs: which files were written, and what is left to fill in.

    Errors: ValueError where the name is taken or is none; FileNotFoundError where the chapter has no exercise yet.
    """
    number, name, places = chapter_of(chapter), name_of(name), Places(Path(root))
    folder = f"dnnlib/puzzles/ch{number}"
    module, hints = f"{folder}/{name}.py", f"{folder}/hints.py"
    answers, exercise = f"tests/answers_ch{number}.py", _exercise(places.root, number)
    front, own = f"{folder}/__init__.py", f"dnnlib.puzzles.ch{number}.{name}"
    places.new(module, MODULE.format(name=name))
    places.imports(front, f"from {own} import {name}_puzzle as {name}")
    places.insert(front, f"PUZZLES += ({name},)\n")
    places.insert(hints, HINTS.format(name=name))
    places.insert(answers, ANSWERS.format(name=name))
    _add_cells(places, exercise, f"ch{number}", name)
    left = LEFT.format(
        module=module, hints=hints, answers=answers, exercise=exercise, name=name
    )
    return places.write(), left


def _exercise(root: Path, number: str) -> str:
    found = sorted((root / f"solutions/ch{number}").glob("*.ipynb"))
    if not found:
        raise FileNotFoundError(
            f"chapter {number} has no exercise: dnnlib new chapter {number} NAME begins it"
        )
    return found[0].relative_to(root).as_posix()


def _add_cells(places: Places, exercise: str, chapter: str, name: str) -> None:
    """The five cells of a puzzle, before the last cell, which closes the exercise."""
    notebook = json.loads(places.read(exercise))
    asked = [c for c in notebook["cells"] if c.get("id", "").endswith("-check")]
    notebook["cells"][-1:-1] = cells(chapter, name, len(asked) + 1)
    places.texts[exercise] = written(notebook)


def cells(chapter: str, name: str, number: int) -> list[dict]:
    """Text, specification, answer, check: what nbgrader and the learner meet."""
    word = name.replace("_", "-")
    return [
        cell("markdown", f"{word}-text", TEXT.format(number=number)),
        cell("code", f"{word}-spec", f"{chapter}.{name}"),
        cell(
            "code",
            f"{word}-answer",
            ANSWER.format(name=name),
            locked=False,
            solution=True,
        ),
        cell(
            "code",
            f"{word}-check",
            CHECK.format(chapter=chapter, name=name),
            grade=True,
            points=3,
        ),
    ]
