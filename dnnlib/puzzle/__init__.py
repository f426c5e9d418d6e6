"""Puzzles: a function said by a slow one, an answer checked against it, and feedback that names the mistake.

check(Puzzle(spec, cases, limit, lines, wrong), answer) -> Report    # repr(Report) is the feedback

Knows nothing of convolutions, and needs NumPy alone.

puzzle      what is asked: the spec, its cases, its rules, the mistakes known beforehand
judge       an answer against it: attempt runs it, compare finds the first difference, shrink the smallest case
message     the sentence that a learner reads; report holds it
spies       arrays that count their reads; source says how many statements an answer has
"""

from dnnlib.puzzle.judge import check, grade
from dnnlib.puzzle.puzzle import Puzzle
from dnnlib.puzzle.report import Report
from dnnlib.puzzle.spies import Spy, spy

__all__ = ["Puzzle", "Report", "Spy", "check", "grade", "spy"]
