"""One submission examined: its cells run in a box, its functions are asked, and the points are decided here.

examine(Job(student, assignment, notebook, cells, seed)) -> Verdict          # data in, data out: for any Executor
"""

import ast
import hashlib
import hmac
import json
import time
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from pathlib import Path

import dnnlib
from dnnlib.grading.returned import returned
from dnnlib.puzzle import check
from dnnlib.puzzles import HIDDEN_TRIALS, find
from dnnlib.sandbox import Limits, Session, isolation
from dnnlib.sandbox.printable import one_line, printable
from dnnlib.sandbox.session import Lost

PACKAGE = Path(dnnlib.__file__).parent
NOT_SHOWN = "(What this cell printed is not shown: it ran after a hidden check.)\n"
MOST_PRINTED = 200_000  # letters that a submission's cells print in all
MOST_ERROR = 400  # characters of what a cell raises


@dataclass(frozen=True)
class Question:
    """What a graded cell asks: a puzzle of a chapter, the function that answers it, the most points."""

    chapter: str
    puzzle: str
    answer: str
    most: float


@dataclass(frozen=True)
class Cell:
    """A code cell: its name in the gradebook or its place, its source, and what it asks if it is graded."""

    name: str
    source: str
    question: Question | None = None
    graded: bool = False


@dataclass(frozen=True)
class Job:
    """All that is needed to examine a submission, anywhere."""

    student: str
    assignment: str
    notebook: str
    cells: tuple[Cell, ...]
    seed: bytes
    limits: Limits = Limits()
    trust: bool | str = False

    @property
    def draws(self) -> bytes:
        """What hidden cases are drawn from: the student's seed and the paper itself.

        The same paper meets the same cases at every regrade. One that is handed in again
        meets others, so what feedback has shown of the old ones helps nobody.
        """
        text = json.dumps([(cell.name, cell.source) for cell in self.cells])
        return hmac.new(self.seed, text.encode(), hashlib.sha256).digest()

    @property
    def key(self) -> str:
        """A digest of what the verdict depends on: the cells, the seed, the limits, the puzzles and their judge."""
        text = json.dumps(
            [
                self.student,
                self.assignment,
                self.notebook,
                [asdict(c) for c in self.cells],
            ]
        )
        rest = [
            hashlib.sha256(self.seed).hexdigest(),
            repr(self.limits),
            repr(self.trust),
            edition(),
        ]
        return hashlib.sha256("\n".join([text, *rest]).encode()).hexdigest()


@dataclass(frozen=True)
class Result:
    """What became of one cell: points of most where it is graded, the feedback, what it printed, why it was stopped."""

    cell: str
    points: float | None = None
    most: float = 0
    text: str = ""
    html: str = ""
    mistake: str = ""
    printed: str = ""
    stopped: str = ""
    returned: str = ""  # of a wrong answer without a name, on cases that everybody has


@dataclass(frozen=True)
class Verdict:
    """A submission's results, cell by cell; how it was isolated; the seconds it took; how often it began again."""

    student: str
    assignment: str
    notebook: str
    key: str
    results: tuple[Result, ...]
    isolation: str = ""
    seconds: float = 0
    restarts: int = 0
    remarks: dict[str, str] = field(default_factory=dict)

    @property
    def points(self) -> float:
        """The sum over the questions."""
        return sum(result.points or 0 for result in self.results)

    def to_json(self) -> str:
        """The verdict as text, to be kept."""
        return json.dumps(asdict(self), indent=1)

    @staticmethod
    def from_json(text: str) -> "Verdict":
        """The verdict that a text keeps."""
        data = json.loads(text)
        return Verdict(
            **data | {"results": tuple(Result(**result) for result in data["results"])}
        )


@cache
def edition() -> str:
    """A digest of the files that decide points: once a puzzle is put right, its submissions are examined again."""
    files = [
        p
        for part in ("puzzle", "puzzles", "sandbox")
        for p in sorted(Path(PACKAGE, part).rglob("*.py"))
    ]
    return hashlib.sha256(b"".join(p.read_bytes() for p in files)).hexdigest()


def student_seed(secret: bytes, student: str) -> bytes:
    """A student's share in what hidden cases are drawn from, so that no student's cases tell another's.

    seed = HMAC-SHA256(secret, student)
    """
    return hmac.new(secret, student.encode(), hashlib.sha256).digest()


def asked(source: str, most: float) -> Question | None:
    """The question of a graded cell: its last `grade(ch02.conv, conv)`, or `check(...)`; None if there is none."""
    try:
        calls = [
            node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)
        ]
    except SyntaxError:
        return None
    for call in reversed(calls):
        match call:
            case ast.Call(
                func=ast.Name(id="grade" | "check"),
                args=[
                    ast.Attribute(value=ast.Name(id=chapter), attr=puzzle),
                    ast.Name(id=answer),
                ],
            ):
                return Question(chapter, puzzle, answer, most)
    return None


def examine(job: Job) -> Verdict:
    """Run the cells from top to bottom, ask each question where it stands, and go on whatever happens.

    A cell that ends or outlives its worker is left out when a new worker begins again from the top.
    Errors: sandbox.Untrusted where there is no box and none was waived.
    """
    begun, run = time.monotonic(), _Run(job)
    try:
        results = [run.examined(k) for k in range(len(job.cells))]
    finally:
        run.close()
    name = "none" if job.trust == "open" else isolation().name
    seconds = round(time.monotonic() - begun, 3)
    return Verdict(
        job.student,
        job.assignment,
        job.notebook,
        job.key,
        tuple(results),
        name,
        seconds,
        run.restarts,
    )


class _Run:
    """The worker of a submission, begun again when it is lost."""

    def __init__(self, job: Job):
        self.job, self.restarts = job, -1
        self.left_out: set[int] = set()
        self.room = MOST_PRINTED
        self.worker: Session | None = None
        self.until, self.asked = time.monotonic() + job.limits.total, False

    @property
    def session(self) -> Session:
        """The worker, which `_ready` has begun."""
        if self.worker is None:
            raise LookupError("no worker was begun")
        return self.worker

    def examined(self, k: int) -> Result:
        """What becomes of a cell, in words that can be kept and shown anywhere."""
        found = self._examined(k)
        printed = printable(found.printed, self.room) if found.printed else ""
        self.room = max(0, self.room - len(printed))
        return replace(
            found,
            text=printable(found.text),
            html=printable(found.html),
            printed=printed,
            mistake=one_line(found.mistake, 500),
            stopped=one_line(found.stopped, 300),
            returned=one_line(found.returned, 300),
        )

    def _examined(self, k: int) -> Result:
        cell = self.job.cells[k]
        if cell.graded and cell.question is None:
            return Result(
                cell.name,
                0,
                text="This cell asks no puzzle of the course: it needs a person.",
                stopped="asks no puzzle",
            )
        if not self._ready(k):
            text = f"The submission had spent its {self.job.limits.total:g} seconds before this cell."
            return Result(
                cell.name,
                0 if cell.graded else None,
                _most(cell),
                text,
                stopped="no time left",
            )
        if cell.question:
            return self._ask(cell, cell.question)
        return self._run(k, cell)

    def _run(self, k: int, cell: Cell) -> Result:
        try:
            error, printed = self.session.cell(cell.source, cell.name)
            self.session.settle()
        except Lost as lost:
            self.left_out.add(k)
            return Result(cell.name, text=f"This cell {lost}.", stopped=str(lost))
        if self.asked and printed.strip():  # it may print the cases that it was asked
            printed = NOT_SHOWN
        return Result(cell.name, text=error[:MOST_ERROR], printed=printed)

    def _ask(self, cell: Cell, question: Question) -> Result:
        self.asked = True
        try:
            puzzle = find(question.chapter, question.puzzle)
            written = self.session.written(question.answer) if puzzle.lines else None
            run = self.session.run(question.answer, written)
            report = check(puzzle, written or "", self.job.draws, HIDDEN_TRIALS, run)
            shown = returned(puzzle, written or "", run, report)
            self.session.settle()
        except Exception as error:  # ours, not the learner's: a person must look
            text = f"The grader failed here ({type(error).__name__}: {error}): this needs a person."
            return Result(
                cell.name, 0, question.most, text, stopped="the grader failed"
            )
        points = question.most * report.points / report.out_of
        words = {
            "text": repr(report)[:20_000],
            "html": report._repr_html_()[:60_000],
            "mistake": report.mistake,
            "returned": shown,
        }
        return Result(
            cell.name, points, question.most, **words, stopped=self.session.lost
        )

    def _ready(self, k: int) -> bool:
        """A worker that has run the cells before k, or False once the time is up."""
        while self.worker is None or self.worker.lost:
            if time.monotonic() > self.until:
                return False
            self.close()
            self.restarts += 1
            self.worker = session = Session(self._limits(), self.job.trust)
            for j, cell in enumerate(self.job.cells[:k]):
                if cell.question is None and j not in self.left_out:
                    try:
                        session.cell(cell.source, cell.name)
                    except Lost:
                        self.left_out.add(j)
                        break
        return time.monotonic() <= self.until

    def _limits(self) -> Limits:
        left = max(1.0, self.until - time.monotonic())
        limits = self.job.limits
        return replace(
            limits, question=min(limits.question, left), cell=min(limits.cell, left)
        )

    def close(self) -> None:
        if self.worker:
            self.worker.__exit__()


def _most(cell: Cell) -> float:
    return cell.question.most if cell.question else 0
