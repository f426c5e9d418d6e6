"""Answers that are alike, as a table for a person to judge: never a verdict, and no point depends on it.

similar(course, "ch02")      # question, tokens, how alike, who

Two answers are compared without comments, docstrings and layout, and with their names in the order of appearance, so
that renaming hides nothing. Short answers are alike by themselves, and so is what a quarter of a class writes.
"""

import io
import json
import keyword
import tokenize
from collections import defaultdict
from collections.abc import Iterable, Sequence
from inspect import getsource
from itertools import combinations
from pathlib import Path
from textwrap import dedent

import nbformat
from rapidfuzz import process
from rapidfuzz.distance import Indel

from dnnlib import puzzles
from dnnlib.grading.nbgrader import Course
from dnnlib.table import Table

SHORTEST = 40  # tokens: a formula of one line is written alike by everybody
ALIKE = 0.95  # share of tokens in the same order
SPECIFICATION = "the specification"
LARGEST = 20_000  # letters of an answer
LAYOUT = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}
HEADER = ("question", "tokens", "alike", "answers of")


def similar(course: Course, assignment: str) -> Table:
    """The groups of answers that are alike, the longest first."""
    answers = _answers(course, assignment)
    rows = [
        row
        for question, given in sorted(answers.items())
        for row in _alike(question, assignment, given)
    ]
    rows.sort(key=lambda row: (-row[1], row[0]))
    caption = f"{assignment}: answers alike in {ALIKE:.0%} of {SHORTEST} or more tokens. A person must judge"
    return Table(HEADER, rows, caption)


def tokens(source: str) -> tuple[str, ...]:
    """The tokens of a program that tell it from others: names by order of appearance, no comments, no docstrings."""
    found, fresh = [], True
    names: dict[str, str] = {}
    for token in _read(source[:LARGEST]):
        if token.type in LAYOUT:
            fresh = fresh or token.type in (tokenize.NEWLINE, tokenize.INDENT)
            continue
        if not (token.type == tokenize.STRING and fresh):
            is_name = token.type == tokenize.NAME and not keyword.iskeyword(
                token.string
            )
            found.append(
                names.setdefault(token.string, f"name {len(names)}")
                if is_name
                else token.string
            )
        fresh = False
    return tuple(found)


def _read(source: str) -> Iterable[tokenize.TokenInfo]:
    """The tokens of a text, as far as they can be read."""
    try:
        yield from tokenize.generate_tokens(io.StringIO(source).readline)
    except (tokenize.TokenError, SyntaxError, ValueError):
        return


def _answers(course: Course, assignment: str) -> dict[str, dict[str, str]]:
    """{question: {student: source}} of what was graded: the notebooks as they were mended."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for folder in sorted(course.step("autograded").glob("*")):
        for path in sorted((folder / assignment).glob("*.ipynb")):
            for question, source in _of_notebook(path).items():
                found[question][folder.name] = source
    return found


def _of_notebook(path: Path) -> dict[str, str]:
    if path.is_symlink() or not path.is_file():
        return {}
    told = [
        (cell.metadata.get("nbgrader", {}), cell.source)
        for cell in nbformat.read(path, 4).cells
    ]
    answers = {
        meta.get("grade_id", ""): source
        for meta, source in told
        if meta.get("solution")
    }
    return {
        name.removesuffix("-answer").replace("-", "_"): source
        for name, source in answers.items()
    }


def _alike(question: str, assignment: str, given: dict[str, str]) -> list[tuple]:
    """Rows of one question."""
    read = {who: tokens(source) for who, source in given.items()}
    stub, public = (
        tokens(_stub(assignment, question)),
        tokens(_specification(assignment, question)),
    )
    read = {
        who: one for who, one in read.items() if len(one) >= SHORTEST and one != stub
    }
    if len(public) >= SHORTEST:
        read[SPECIFICATION] = public
    kinds = defaultdict(list)
    for who, one in read.items():
        kinds[one].append(who)
    rows = []
    for group in _groups(list(kinds)):
        students = sorted(who for k in group for who in kinds[k])
        many = len(students) > max(3, len(given) / 4) and SPECIFICATION not in students
        if len(students) > 1 and not many:
            rows.append((question, len(group[0]), _share(group), ", ".join(students)))
    return rows


def _groups(kinds: Sequence[tuple[str, ...]]) -> list[list[tuple[str, ...]]]:
    """Kinds of answers joined where two of them are alike."""
    if not kinds:
        return []
    signs = {
        token: chr(0x100 + k)
        for k, token in enumerate(sorted({t for one in kinds for t in one}))
    }
    texts = ["".join(signs[token] for token in one) for one in kinds]
    score = process.cdist(
        texts, texts, scorer=Indel.normalized_similarity, score_cutoff=ALIKE
    )
    group = list(range(len(kinds)))
    for a, b in combinations(range(len(kinds)), 2):
        if score[a, b] >= ALIKE:
            old, new = group[b], group[a]
            group = [new if one == old else one for one in group]
    found = defaultdict(list)
    for k, one in enumerate(kinds):
        found[group[k]].append(one)
    return list(found.values())


def _share(group: Sequence[tuple[str, ...]]) -> str:
    if len(group) == 1:
        return "same tokens"
    least = min(Indel.normalized_similarity(a, b) for a, b in combinations(group, 2))
    return f"{least:.0%} or more"


def _specification(assignment: str, question: str) -> str:
    try:
        return dedent(getsource(puzzles.find(assignment, question).spec))
    except Exception:  # no puzzle of the course, or one without a text
        return ""


def _stub(assignment: str, question: str) -> str:
    path = Path(puzzles.__file__).parent / assignment / "stubs.json"
    stubs = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return stubs.get(question, "")
