"""Predict, then run: a number is committed before the cell that reveals it, kept, and scored by its log ratio."""

import re
from dataclasses import dataclass
from html import escape

import ipywidgets

from dnnlib import progress
from dnnlib.screen import score as scores
from dnnlib.screen import worked
from dnnlib.screen.because import FAR, Because
from dnnlib.screen.lead import Lead
from dnnlib.screen.meant import cell_now, meant
from dnnlib.screen.sure import SURE, sureness
from dnnlib.table import show

PREFIXES = {"": 1.0, "%": 1.0, "k": 1e3, "K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12}
TOLD: dict[str, dict] = {}  # what was revealed in this process, by key
OUT = "The answer is out: your guess of {} stays. `dnnlib reset {} --guesses` begins all guesses of the chapter anew."


@dataclass(frozen=True)
class Reveal:
    """The true value beside the guess, and how far off it was (dnnlib.screen.score). score: 1 is exact, 0 is ten times off."""

    question: str
    truth: float
    unit: str = ""
    guess: float | None = None
    anyway: bool = False
    key: str = ""

    @property
    def factor(self) -> float | None:
        """How many times too high or too low the guess was, 1 or more; of shares, their odds; None without a guess."""
        if self.guess is None:
            return None
        return scores.factor(self.guess, self.truth, self.unit)

    @property
    def score(self) -> float | None:
        """Between 0 and 1; None without a guess."""
        off = self.factor
        return None if off is None else scores.score(off)

    def __repr__(self) -> str:
        if self.guess is None and not self.anyway:
            return f"{self.question}  Commit a guess above, then run this cell again."
        truth = f"{self.question} {show(self.truth)}{self.unit}"
        if self.guess is None:
            return truth
        said = scores.verdict(self.guess, self.truth, self.unit)
        between = ": " if "too" not in said else ", "
        return f"{truth}  You said {show(self.guess)}{self.unit}{between}{said}. Score {self.score:.2f} of 1."

    def _repr_mimebundle_(self, **kwargs):
        """Where the guess was far off, the answer comes with a box for the reason; else it is text alone."""
        if not self.key or self.factor is None or self.factor <= FAR:
            return None
        box = Because(self.key, self._repr_html_())
        return (box._repr_mimebundle_(**kwargs) or {}) | {"text/plain": repr(self)}

    def _repr_html_(self) -> str:
        first, _, rest = repr(self).partition("  ")
        return (
            f"<p style='font-size:1.15em'><b>{escape(first)}</b><br>{escape(rest)}</p>"
        )


class Prediction(ipywidgets.VBox):
    """A question and a box for the guess; `predict` makes one, `.reveal(truth)` answers it."""

    def __init__(self, key: str, question: str, unit: str = ""):
        self.key, self.question, self.unit = f"prediction:{key}", question, unit
        self.cell = ""
        self._box = ipywidgets.Text(
            placeholder="a number, such as 250 k", layout={"width": "14em"}
        )
        self._said = ipywidgets.Label()
        self._sure = sureness()
        self._sure.observe(lambda _: self._how_sure(), "value")
        button = ipywidgets.Button(description="Commit", tooltip="Keep this guess")
        button.on_click(lambda _: self._commit_text())
        self._box.continuous_update = False
        self._box.observe(lambda _: self._commit_text(), "value")
        self._lead = Lead()
        unit_of = ipywidgets.Label(unit)
        parts = [self._box, unit_of, self._sure, button, self._said]
        # a long message goes below; beside the box it was cut, and so was the unit
        line = ipywidgets.HBox(parts, layout={"flex_flow": "row wrap"})
        work = worked.hint(key)
        asked = ipywidgets.HTML(f"<b>{escape(question)}</b> <i>{work}</i>")
        super().__init__([asked, line, self._lead])
        self._show()

    @property
    def guess(self) -> float | None:
        """The committed guess, from this session or an earlier one."""
        return progress.load().get(self.key, {}).get("guess")

    def commit(self, guess, sure: str | None = None) -> "Prediction":
        """Keep a guess: a positive number, or text such as '724 M' or '96 %'; a share of 0 to 100.

        The guess of a revealed answer stays, and that is said. sure: "quite sure", "fairly sure" or "a hunch".

        Errors: ValueError says what was read and what would fit.
        """
        if sure is not None and sure not in SURE:
            raise ValueError(f"sure={sure!r}: choose one of {', '.join(SURE)}")
        number = parse(guess) if isinstance(guess, str) else float(guess)
        if refused := scores.refusal(number, self.unit):
            raise ValueError(refused)
        if "truth" in progress.load().get(self.key, {}):
            self._said.value = self._too_late()
        else:
            within = SURE[sure] if sure else self._sure.value
            progress.record(self.key, {"guess": number, "within": within})
            self._show()
        return self

    def reveal(self, truth: float, anyway: bool = False) -> Reveal:
        """The answer beside the guess, with its score; from now on the guess stays as it was.

        Without a guess the answer stays hidden, unless `anyway`. A cell that is run again answers its own question.
        Errors: ValueError where the truth cannot be scored: not above 0, a share outside 0 to 100.
        """
        own = meant(self, cell_now())
        if own is not self:
            return own.reveal(truth, anyway)
        if refused := scores.refusal(truth, self.unit):
            raise ValueError(refused.replace("a guess", "the truth", 1))
        told = (self.question, truth, self.unit, self.guess, anyway)
        answer = Reveal(*told, self.key)
        asked = self.key.removeprefix("prediction:")
        TOLD[asked] = {"question": self.question, "unit": self.unit, "truth": float(truth)}  # fmt: skip
        if self.guess is not None:
            known = {"guess": self.guess, "truth": truth, "score": answer.score}
            progress.update(self.key, lambda earlier: earlier | known)
        return answer

    def _commit_text(self):
        if not self._box.value.strip():
            return
        try:
            self.commit(self._box.value)
        except ValueError as error:
            self._said.value = str(error)
        else:
            self._lead.on()

    def _how_sure(self):
        """How sure a guess is may be said after it, as long as the answer is not out."""
        kept = progress.load().get(self.key, {})
        if "guess" in kept and "truth" not in kept:
            said = {"within": self._sure.value}
            progress.update(self.key, lambda earlier: earlier | said)

    def _too_late(self) -> str:
        chapter = self.key.removeprefix("prediction:").partition("/")[0]
        name = chapter if chapter.startswith("ch") else f"ch{chapter}"
        return OUT.format(f"{show(self.guess)}{self.unit}", name)

    def _show(self):
        self._said.value = (
            ""
            if self.guess is None
            else f"You said {show(self.guess)}{self.unit}. Now run the next cell."
        )

    def _repr_mimebundle_(self, **kwargs):
        data = super()._repr_mimebundle_(**kwargs) or {}
        data["text/plain"] = f"{self.question} (run this cell and type a number)"
        return data


def predict(key: str, question: str, unit: str = "") -> Prediction:
    """Ask for a number before the cell that shows it; `key` names it in the learner's own progress file."""
    return Prediction(key, question, unit)


def parse(text: str) -> float:
    """A number as one writes it: '666e6', '724 M', '96 %', '1,024', '2.3k'. ValueError says what would fit."""
    match = re.fullmatch(
        r"\s*([0-9][0-9,_ ]*\.?[0-9]*(?:[eE][+-]?[0-9]+)?|\.[0-9]+)\s*([kKMGT%]?)\s*",
        text,
    )
    if not match:
        raise ValueError(
            f"{text!r} is not a number; write it like 0.5, 1,024, 2.3 k, 724 M or 1.5e9"
        )
    return float(re.sub(r"[,_ ]", "", match[1])) * PREFIXES[match[2]]
