"""Designs judged: what each student handed in, on the public layers and digits, and on hidden ones at the end.

    verdicts = judge({"ada": content, "bob": content})                 public scores, at once
    verdicts = judge({"ada": content, "bob": content}, secret="...")   and hidden ones, with the course's secret

A content is the bytes of a file: data, read by studio.design and by nothing else. No code of a student runs.
"""

from collections.abc import Iterable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace

from dnnlib import data
from dnnlib.door import checked
from dnnlib.studio import hidden
from dnnlib.studio.best import Exam
from dnnlib.studio.design import Design, parse
from dnnlib.studio.evaluate import Card
from dnnlib.studio.gates import Gates, drawn, passes
from dnnlib.studio.score import score
from dnnlib.studio.workload import PUBLIC
from dnnlib.table import Table

HIDDEN_DIGITS = 2000


@checked
@dataclass(frozen=True)
class Verdict:
    """What came of one file: a problem, or a card and a score on the public workload, and on the hidden one.

    gates: this student's own, drawn from the name. Scores: 0 to 100; None where nobody looked. hidden_said: why a hidden
    score is 0, for the hidden layers have gates of their own; "" where it is not.
    """

    name: str
    gates: Gates
    problem: str = ""
    public: Card | None = None
    public_score: float = 0.0
    hidden: Card | None = None
    hidden_score: float | None = None
    hidden_said: str = ""

    @property
    def said(self) -> str:
        """What is to be said of it: the problem, what overflows, which gates it misses; "" where all is well."""
        if self.problem or self.public is None:
            return self.problem
        return _said(self.public, self.gates) or self.hidden_said


@checked
def judge(
    contents: Mapping, secret: str | None = None, executor: Executor | None = None
) -> list[Verdict]:
    """The verdict on each file, {name: bytes, or an error that reading it gave}, in the order of the names.

    secret: what hidden layers and digits are drawn from; None leaves them out. The same files and secret give the same
    verdicts. executor: any of concurrent.futures.
    """
    exams = [Exam(PUBLIC, data.mnist("validation"), executor)]
    if secret is not None:
        layers, digits = hidden.layers(secret), hidden.digits(secret, HIDDEN_DIGITS)
        exams.append(Exam(layers, digits, executor))
    designs = {name: _read(name, contents[name]) for name in sorted(contents)}
    for exam in exams:
        exam.prepare(one for one in designs.values() if isinstance(one, Design))
    return [_verdict(name, one, exams) for name, one in designs.items()]


@checked
def table(verdicts: Iterable[Verdict]) -> Table:
    """One row a student: energy, latency, area, public and hidden score side by side, what is to be said."""
    rows = []
    for one in verdicts:
        scores = (one.public_score, one.hidden_score)
        rows.append((one.name, *_aims(one.public), *scores, one.said))
    head = ("student", "energy", "cycles", "area", "public", "hidden", "said")
    return Table(head, rows, f"{len(rows)} designs judged")


def _aims(card: Card | None) -> tuple:
    """Energy, latency and area; None each where there is no card, or nothing fits."""
    if card is None or not card.feasible:
        return None, None, None
    return card.energy, card.latency, card.area.relative


def _read(name: str, content) -> Design | str:
    """The design in a file, or the sentence that says why there is none."""
    if not isinstance(content, bytes):
        return str(content)
    try:
        return parse(content, "the file")
    except (ValueError, TypeError) as wrong:
        return str(wrong)


def _verdict(name: str, design: Design | str, exams: list[Exam]) -> Verdict:
    gates = drawn(name)
    if isinstance(design, str):
        none = 0.0 if len(exams) > 1 else None
        return Verdict(name, gates, design, hidden_score=none)
    public, *rest = exams
    card = public.card(design)
    seen = Verdict(name, gates, public=card, public_score=score(card, gates))
    for exam in rest:
        found, points = exam.card(design), exam.score(design, gates)
        said = _said(found, exam.gates(gates))
        told = said and f"on hidden layers and digits: {said}"
        seen = replace(seen, hidden=found, hidden_score=points, hidden_said=told)
    return seen


def _said(card: Card, gates: Gates) -> str:
    """What overflows, or which gates it misses; "" where it passes."""
    return str(card) if card.overflow else _missed(passes(card, gates))


def _missed(passed: dict[str, bool]) -> str:
    missed = [gate for gate, fine in passed.items() if not fine]
    return f"misses the gate on {' and '.join(missed)}" if missed else ""
