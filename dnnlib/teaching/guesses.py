"""What one has guessed: a chapter's own guesses beside the answers, with the reasons that were kept.

    my_guesses("06")       before the summary: guesses, scores, "because ..."
    my_calibration()       how sure one was, and how often one was right

Beside one's mean score stands that of somebody who knows nothing and always says the same: for each unit the number in the
middle of all the course's answers.
"""

from dataclasses import dataclass
from statistics import fmean, median

from dnnlib import progress
from dnnlib.door import checked
from dnnlib.plots.calibration import calibration
from dnnlib.screen import score as scores
from dnnlib.screen.because import FAR
from dnnlib.screen.sure import RIGHT, SURE
from dnnlib.table import Table, show
from dnnlib.teaching.predictions import Predicted, chapters, predictions

KEPT = "prediction:"  # before a question's key in the learner's file


@checked
@dataclass(frozen=True)
class Guessed:
    """A guess whose answer is out. within: at most so many times off, as was said; None where nothing was."""

    asked: Predicted
    guess: float
    truth: float
    within: float | None = None
    because: str = ""

    @property
    def off(self) -> float:
        """How many times off it was; of shares, of the odds."""
        return scores.factor(self.guess, self.truth, self.asked.unit)


@checked
def guessed(chapter: str = "") -> list[Guessed]:
    """Guesses with their answers, in the order of the course. chapter: "06" or "ch06"; "" for all."""
    number, records = chapter.removeprefix("ch"), progress.load()
    found = []
    for asked in _all() if not number else predictions(number):
        kept = records.get(f"{KEPT}{asked.key}", {})
        if {"guess", "truth"} <= kept.keys():
            more = kept.get("within"), kept.get("because", "")
            found.append(Guessed(asked, kept["guess"], kept["truth"], *more))
    return found


@checked
def my_guesses(chapter: str) -> Table:
    """A chapter's guesses beside the answers, the reasons, and the score beside that of one who always says the same."""
    found = guessed(chapter)
    rows = [
        (one.asked.question, _with(one.guess, one), _with(one.truth, one), _why(one))
        for one in found
    ]
    head = ("question", "you said", "it is", "because")
    return Table(head, rows, _caption(found))


def my_calibration():
    """A figure: of the guesses called quite sure, fairly sure, a hunch, how many were as near as that."""
    found = [one for one in guessed() if one.within]
    counted = {}
    for name, within in SURE.items():
        mine = [one.off <= within for one in found if one.within == within]
        counted[name] = (sum(mine), len(mine))
    return calibration(counted, RIGHT)


def same_answer(unit: str) -> float:
    """What one says who always says the same: of all the course's answers in this unit the one in the middle."""
    share = unit in scores.SHARES
    like = [o.truth for o in _all() if (o.unit in scores.SHARES) == share]
    return float(median(like))


def _all() -> list[Predicted]:
    return [one for number in chapters() for one in predictions(number)]


def _caption(found: list[Guessed]) -> str:
    if not found:
        return "No guess of this chapter is kept yet: commit some, and run this again."
    mine = fmean(scores.score(one.off) for one in found)
    units = [(one, one.asked.unit) for one in found]
    same = fmean(
        scores.score(scores.factor(same_answer(unit), one.truth, unit))
        for one, unit in units
    )
    word = "guess" if len(found) == 1 else "guesses"
    return f"{len(found)} {word}, mean score {mine:.2f} of 1; who always says the same gets {same:.2f}"


def _with(number: float, one: Guessed) -> str:
    return f"{show(number)}{one.asked.unit}"


def _why(one: Guessed) -> str:
    if one.because:
        return one.because
    return "?" if one.off > FAR else ""
