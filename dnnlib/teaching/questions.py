"""A puzzle as a question: a case with small numbers, its right value, and what named mistakes make of it.

    one = question(psum_energy, seed=7)
    one.call            psum_energy(a=2, b=3, c=3, d=2)
    one.options         five values; each wrong one is a mistake with a name
    one.right           which of them it is

Every option comes from code, so no key is typed, and other numbers come with another seed.
"""

import inspect
import random
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from dnnlib.door import checked, whole
from dnnlib.puzzle import Puzzle
from dnnlib.puzzle.literal import literal, spelled
from dnnlib.puzzle.verdict import judge, run_on

DRAWN = 40  # cases looked at, for the one with the most different mistakes
LONG = 60  # letters of a value or a call on paper
LONG_NUMBER = re.compile(r"\d+\.\d{5,}(?:e-?\d+)?")  # within a value
DIGITS = 4  # of a number that is worked out by hand


@dataclass(frozen=True)
class Option:
    """A value to choose: as it is printed, and the mistake that gives it ("" for the right one)."""

    text: str
    mistake: str = ""


@checked
@dataclass(frozen=True)
class Question:
    """What is asked, about which case, and the values to choose from, in the order of the seed.

    told: what the puzzle says of its arguments and its rules, without which nobody could answer on paper.
    """

    puzzle: str
    statement: str
    call: str
    options: tuple[Option, ...]
    case: tuple
    told: str = ""

    @property
    def right(self) -> int:
        """The place of the right value among the options."""
        return [bool(one.mistake) for one in self.options].index(False)

    def __repr__(self) -> str:
        rows = [f"  {letter}  {o.text}" for letter, o in zip("ABCDEFGH", self.options)]
        return "\n".join([self.statement, "", self.call, *rows])


@checked
def question(puzzle: Puzzle, seed=0, options: int = 5) -> Question:
    """A question from a puzzle: of the cases that the seed draws, the one on which most mistakes part.

    seed: of any kind, such as a student's name with a secret. options: values to choose from.
    Errors: ValueError where no case of the puzzle has small values, or its mistakes give none on it (see `askable`).
    """
    options = whole("options", options, 2)
    best: tuple[int, tuple, dict[str, str]] | None = None
    for case in _cases(puzzle, seed):
        found = _values(puzzle, case)
        if found and (best is None or len(found) > best[0]):
            best = len(found), case, found
        if best and best[0] >= options:
            break
    if best is None:
        raise ValueError(
            f"{puzzle.name} makes no question on paper: its values are long or its mistakes alike; see askable(puzzle)"
        )
    return _asked(puzzle, best[1], best[2], seed, options)


@checked
def question_on(puzzle: Puzzle, case: tuple, seed=0, options: int = 5) -> Question:
    """A question on a case that was chosen by hand; the seed draws the options and their order.

    Errors: ValueError where no mistake gives another value on it than the right one.
    """
    found = _values(puzzle, case)
    if not found:
        raise ValueError(f"{puzzle.name}: on {case} no mistake gives another value")
    return _asked(puzzle, case, found, seed, options)


@checked
def askable(puzzle: Puzzle, seed=0, options: int = 3) -> bool:
    """Whether a puzzle makes a question with at least so many values to choose from."""
    try:
        return len(question(puzzle, seed).options) >= options
    except ValueError:
        return False


def _cases(puzzle: Puzzle, seed) -> Iterator[tuple]:
    """Cases that a student has not seen: drawn ones, the smallest first. A design has none."""
    if puzzle.score or puzzle.given is not None:
        return
    seen = {spelled(puzzle.spec, _tuple(case)) for case in puzzle.examples}
    drawn = puzzle.draw(f"question {seed}", DRAWN)[len(puzzle.examples) :]
    for case in drawn:
        if spelled(puzzle.spec, case) in seen:
            continue
        if len(spelled(puzzle.spec, puzzle.filled(case))) <= 2 * LONG:
            yield case


def _tuple(case) -> tuple:
    return case if isinstance(case, tuple) else (case,)


def _values(puzzle: Puzzle, case: tuple) -> dict[str, str]:
    """The right value and what the mistakes give on a case, as printed: {text: mistake}; {} where one is too long."""
    right = _printed(run_on(puzzle, puzzle.spec, case).value)
    if not right:
        return {}
    found = {right: ""}
    for mistake, wrong in puzzle.wrong.items():
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")  # a mistake may divide by zero
            made = run_on(puzzle, wrong, case)
        fault = judge(puzzle, case, made)
        apart = fault and fault.kind != "budget" and not made.failure
        told = _printed(made.value) if apart else ""
        if told:
            found.setdefault(told, mistake)
    return found if len(found) > 1 else {}


def _printed(value) -> str:
    """A value as a person writes it; "" where it is too long for paper."""
    if isinstance(value, float | np.floating):
        # as a count is written: the form tells nothing
        number = float(value)
        text = f"{number:,.0f}" if abs(number) >= 1000 else f"{number:.4g}"
        return text if np.isfinite(number) and abs(number) < 10**DIGITS * 10 else ""
    if isinstance(value, int | np.integer) and not isinstance(value, bool | np.bool_):
        return f"{value:,}" if abs(value) < 10 ** (DIGITS + 1) else ""
    if value is None:
        return ""
    text = LONG_NUMBER.sub(lambda found: f"{float(found[0]):.5g}", literal(value))
    return text if len(text) <= LONG and "<" not in text else ""


def _asked(puzzle: Puzzle, case, found: dict[str, str], seed, most: int) -> Question:
    order = random.Random(f"{puzzle.name} {seed}")
    (text, _), *wrong = found.items()
    chosen = [(text, ""), *_either_side(text, wrong, most - 1, order)]
    order.shuffle(chosen)
    options = tuple(Option(text, mistake) for text, mistake in chosen)
    values = map(literal, puzzle.filled(case))
    named = map("=".join, zip(puzzle.parameters, values))
    call = f"{puzzle.spec.__name__}({', '.join(named)})"
    return Question(puzzle.name, puzzle.statement, call, options, case, _rules(puzzle))


def _rules(puzzle: Puzzle) -> str:
    """What follows the statement in the puzzle's text, without its source."""
    words = (inspect.getdoc(puzzle.spec) or "").split("\n\n")[1:]
    told = " ".join(" ".join(map(_listed, words)).split())
    return re.split(r"\s*\bSources?: ", told)[0]


def _listed(words: str) -> str:
    """A paragraph; of an indented one each line is an item, "name   what it is"."""
    if not words.startswith("    "):
        return words
    rows = [re.sub(r"^ *(\S+)  +", r"\1: ", row) for row in words.split("\n")]
    return "; ".join(re.sub(r"; +", ", ", row) for row in rows) + "."


def _either_side(right: str, wrong: list, count: int, order: random.Random) -> list:
    """So many mistakes, the right value's rank among them drawn first: or it would be the middle one too often."""
    count = min(count, len(wrong))
    try:
        low = [one for one in wrong if _number(one[0]) < _number(right)]
    except ValueError:  # no numbers: they have no order
        return order.sample(wrong, count)
    high = [one for one in wrong if one not in low]
    least, most = max(0, count - len(high)), min(count, len(low))
    below = order.randint(least, most)
    return order.sample(low, below) + order.sample(high, count - below)


def _number(text: str) -> float:
    return float(text.replace(",", ""))
