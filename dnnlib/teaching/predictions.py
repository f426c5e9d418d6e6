"""What a chapter told while it ran: the key of every prediction, and what the run took.

    predictions("06")      what chapter 06 asks, in order, and the numbers that its own cells computed
    took("06")             seconds of a processor, megabytes of memory
    believed("06")         what people believe, and the program that refutes it

`.ci/notebooks.py` runs the chapters and writes predictions.json; guide, votes and syllabuses read it.
"""

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path

from dnnlib.door import checked, save
from dnnlib.table import show
from dnnlib.teaching.believed import told as told_of
from dnnlib.teaching.plan import KEY

KEPT = Path(__file__).with_name("predictions.json")
TIMED = "nbval-ignore-output"  # the tag of a cell that measures this machine
DIGITS = 6  # kept of a number that is no integer
ALIKE = (
    1.5  # a run that took up to so many times what the last one took changes nothing
)


@dataclass(frozen=True)
class Predicted:
    """A prediction and its answer. section: of the chapter. measured: the truth is that of one machine."""

    key: str
    section: str
    question: str
    unit: str
    truth: float
    measured: bool

    @property
    def said(self) -> str:
        """The answer as the course writes it, "about" before what another machine says otherwise."""
        about = "about " if self.measured else ""
        return f"{about}{show(self.truth)}{self.unit}"


@dataclass(frozen=True)
class Took:
    """What one run of a chapter's notebook takes, imports included, on the machine that ran it last."""

    cpu_seconds: float
    peak_megabytes: float


@dataclass(frozen=True)
class Believed:
    """A statement that is false, word for word the chapter's, and a program that shows it (`puzzle.item.ran`)."""

    statement: str
    code: str


def chapters() -> tuple[str, ...]:
    """The numbers of the chapters that ran, in order."""
    return tuple(sorted(_kept()))


@checked
def predictions(chapter: str) -> tuple[Predicted, ...]:
    """What a chapter asks, in its order. chapter: "06" or "ch06"; without predictions: ()."""
    found = _kept().get(chapter.removeprefix("ch"), {})
    return tuple(Predicted(**one) for one in found.get("predictions", []))


@checked
def took(chapter: str) -> Took | None:
    """What the run of a chapter took; None for one that never ran."""
    found = _kept().get(chapter.removeprefix("ch"))
    return Took(**found["took"]) if found else None


@checked
def believed(chapter: str) -> tuple[Believed, ...]:
    """What people believe by a chapter that a cell of its refutes, in its order."""
    found = _kept().get(chapter.removeprefix("ch"), {})
    return tuple(Believed(**one) for one in found.get("believed", []))


@checked
def keep(notebook: dict, number: str, told: dict) -> Path:
    """Write what a chapter told while it ran in the place of what it told before.

    notebook: as its file has it. told: {"predictions": {key: {"question", "unit", "truth"}}, "took": {...}}.
    Errors: ValueError names a prediction that was asked and never revealed.
    """
    every = _kept()
    before = every.get(number, {"predictions": [], "took": told["took"]})
    kept = {one["key"]: one for one in before["predictions"]}
    made = []
    for key, section, measured in asked(notebook):
        if key not in told["predictions"]:
            raise ValueError(f"{key} is asked and never revealed")
        one = Predicted(key, section, measured=measured, **told["predictions"][key])
        made.append(_steady(asdict(one), kept.get(key)))
    spent = {what: _near(now, before["took"][what]) for what, now in told["took"].items()}  # fmt: skip
    every[number] = {"took": spent, "predictions": made, "believed": told_of(notebook)}
    text = json.dumps(dict(sorted(every.items())), indent=1, ensure_ascii=False)
    return save(KEPT, text + "\n")


def _kept() -> dict:
    return json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}


def _near(now: float, before: float) -> float:
    """Two figures of what a run took; what it took before where that is about as much."""
    alike = now <= ALIKE * before and before <= ALIKE * now
    return before if alike and before != now else float(f"{now:.2g}")


def _steady(now: dict, before: dict | None) -> dict:
    """What was measured stays as it was: another run would differ, and nobody would be wiser."""
    whole = float(now["truth"]).is_integer()
    now["truth"] = int(now["truth"]) if whole else float(f"{now['truth']:.{DIGITS}g}")
    asked_so = before and before["question"] == now["question"]
    if before and asked_so and now["measured"]:
        now["truth"] = before["truth"]
    return now


@checked
def asked(notebook: dict) -> list[tuple[str, str, bool]]:
    """The predictions of a notebook: key, section, and whether its answer is measured."""
    found, section = [], ""
    cells = notebook["cells"]
    for place, cell in enumerate(cells):
        source = "".join(cell["source"])
        heads = re.findall(r"^## (.+)$", source, re.M)
        if cell["cell_type"] == "markdown":
            section = heads[-1] if heads else section
            continue
        if "predict(" in source:
            answer = next(filter(_reveals, cells[place:]), cell)
            timed = TIMED in answer["metadata"].get("tags", [])
            found += [(key, section, timed) for key in KEY.findall(source)]
    return found


def _reveals(cell: dict) -> bool:
    return cell["cell_type"] == "code" and ".reveal(" in "".join(cell["source"])
