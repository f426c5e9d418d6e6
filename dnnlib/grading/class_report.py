"""Where a class fails: each question's points and its mistakes, by the name that the feedback gave them.

report = class_report(Course(), "ch02")
report.questions, report.mistakes          two tables
write(report, "class.html")                a page to print or to show: no student is named on it
"""

import builtins
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from html import escape
from pathlib import Path

from dnnlib.door import save
from dnnlib.grading.examine import Result, Verdict
from dnnlib.grading.nbgrader import Course
from dnnlib.grading.registrar import question
from dnnlib.table import Table

OWN_ERROR = "raised an error of a class of its own"
BUDGET = re.compile(
    r"(statements in the body|words? of \w+|reads? of \w+|writes? to \w+)"
)
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>
<style>body {{ font: 18px sans-serif; max-width: 62em; margin: 2em auto; padding: 0 1em; color: #222 }}
table {{ border-collapse: collapse; margin: 1em 0 2em }} caption {{ font-weight: bold; padding: 0.5em 0 }}
tr:nth-child(even) td {{ background: #f3f3f3 }} th {{ border-bottom: 2px solid #222 }}</style>
<h1>{title}</h1>{tables}</html>
"""


@dataclass(frozen=True)
class ClassReport:
    """One assignment of a class: points by question, and mistakes by name, the most frequent first."""

    assignment: str
    submissions: int
    questions: Table
    mistakes: Table


def class_report(course: Course, assignment: str) -> ClassReport:
    """Count what the kept verdicts of an assignment say. Errors: FileNotFoundError where none was graded in isolation."""
    found = verdicts(course, assignment)
    answers: dict[str, list[Result]] = defaultdict(list)
    for verdict in found:
        for result in verdict.results:
            if result.points is not None:
                answers[question(result.cell)].append(result)
    points = [_points(name, results) for name, results in answers.items()]
    mistakes = [
        row for name, results in answers.items() for row in _mistakes(name, results)
    ]
    head = f"{assignment}: {len(found)} {'submissions' if len(found) > 1 else 'submission'} graded"
    return ClassReport(
        assignment,
        len(found),
        Table(
            ("question", "right", "in part", "none", "mean points", "of"), points, head
        ),
        Table(
            ("question", "mistake", "students", "share"),
            mistakes,
            "Where the class fails",
        ),
    )


def write(report: ClassReport, to: Path | str) -> Path:
    """The report as one page of HTML."""
    title = f"{report.assignment}: where the class fails"
    tables = report.questions._repr_html_() + report.mistakes._repr_html_()
    return save(to, PAGE.format(title=escape(title), tables=tables))


def kind(result: Result) -> str:
    """What went wrong, in words that several students can share; "" where all points were given."""
    if result.points == result.most:
        return ""
    if result.mistake:
        return result.mistake
    if result.stopped:
        return f"stopped: {result.stopped}"
    message = result.text.partition(": ")[2].strip()
    if raised := re.match(r"raised (\w+)", message):
        return f"raised {raised[1]}" if _is_pythons(raised[1]) else OWN_ERROR
    if message.startswith("not written yet"):
        return "not written yet"
    if message.startswith("right values, but") and (budget := BUDGET.search(message)):
        return f"right values, but over the budget: {budget[1]}"
    return "wrong in a way that has no name: read some of these yourself"


def _is_pythons(name: str) -> bool:
    """Whether an exception's class is one of Python's: a class that a student names may name a student."""
    kind = getattr(builtins, name, None)
    return isinstance(kind, type) and issubclass(kind, BaseException)


def _points(name: str, results: list[Result]) -> tuple:
    points = [r.points or 0.0 for r in results]
    right = sum(r.points == r.most for r in results)
    none = sum(r.points == 0 for r in results)
    mean = round(sum(points) / len(results), 2)
    return (
        name,
        right,
        len(results) - right - none,
        none,
        mean,
        max(r.most for r in results),
    )


def _mistakes(name: str, results: list[Result]) -> list[tuple]:
    counted = Counter(filter(None, map(kind, results)))
    unnamed = ("not written yet", "raised ", "stopped: ")  # after what is learnt from
    order = sorted(
        counted.items(), key=lambda row: (row[0].startswith(unnamed), -row[1], row[0])
    )
    return [(name, what, n, f"{n / len(results):.0%}") for what, n in order]


def verdicts(course: Course, assignment: str) -> list[Verdict]:
    """The kept verdicts of an assignment. Errors: FileNotFoundError where nothing was graded in isolation."""
    folder = (
        Path(course.folders.db_url.removeprefix("sqlite:///")).parent
        / "verdicts"
        / assignment
    )
    found = [
        Verdict.from_json(path.read_text()) for path in sorted(folder.glob("*.json"))
    ]
    if not found:
        raise FileNotFoundError(
            f"{assignment} has no verdicts in {folder}: grade it first (dnnlib grade {assignment})"
        )
    return found
