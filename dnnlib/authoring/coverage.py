"""How far the course covers the survey: a page with one row a topic, made from topics.py; tests look up each place."""

from collections import Counter
from dataclasses import dataclass

from dnnlib.authoring.topics import ROWS

PAGE = "dnnlib/COVERAGE.md"
STATES = ("full", "partly", "left out")
HEAD = """# The survey, topic by topic

Where the course has each topic of the survey (Sze, Chen, Yang, Emer 2017), and what one can do there.
Written by `dnnlib new lists` from dnnlib/authoring/topics.py.

*Full*: a cell runs it on data, and there is a prediction, an explorer, a graded puzzle, or a published number beside ours.
*Partly* and *left out* say what is missing, and why.

"""
BESIDE = ("prediction", "explorer", "puzzle", "published")


@dataclass(frozen=True)
class Topic:
    """A row: the survey's section, the topic, its places in the course, the evidence, and what is missing."""

    section: str
    name: str
    places: tuple[str, ...]
    evidence: tuple[str, ...]
    missing: str

    @property
    def state(self) -> str:
        """One of STATES."""
        if not self.places:
            return "left out"
        return "partly" if self.missing else "full"

    @property
    def kinds(self) -> dict[str, list[str]]:
        """The evidence by what it is: {"run": [...], "prediction": ["02/toy-macs"], ...}."""
        found: dict[str, list[str]] = {}
        for word in self.evidence:
            found.setdefault(kind(word), []).append(word)
        return found

    @property
    def shown(self) -> bool:
        """Whether a cell runs it and something of BESIDE stands with it: what *full* promises."""
        return "run" in self.kinds and any(one in self.kinds for one in BESIDE)


def kind(word: str) -> str:
    """What a word of evidence is, by its form."""
    if word in ("run", "published"):
        return word
    if "/" in word:
        return "prediction"
    return "puzzle" if "." in word else "explorer"


def topics(text: str = ROWS) -> tuple[Topic, ...]:
    """All rows, in the survey's order. Errors: ValueError names a row that has not four cells."""
    found, section = [], ""
    for line in text.strip().splitlines():
        if line.startswith("# "):
            section = line[2:]
            continue
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) != 4:
            raise ValueError(f"topic | places | evidence | what is missing: {line}")
        name, places, evidence, missing = cells
        split = tuple(filter(None, places.split(", ")))
        found.append(Topic(section, name, split, tuple(evidence.split()), missing))
    return tuple(found)


def page() -> str:
    """The whole page: how many of each state, then a table a section."""
    every = topics()
    parts = [HEAD, _counts(every)]
    for section in dict.fromkeys(one.section for one in every):
        parts.append(f"\n## {section}\n\n| topic | where | drag, guess, solve | |\n")
        parts.append("|---|---|---|---|\n")
        parts += [_row(one) for one in every if one.section == section]
    return "".join(parts)


def _counts(every: tuple[Topic, ...]) -> str:
    lines = ["| section | " + " | ".join(STATES) + " |\n|---|--:|--:|--:|\n"]
    for section in dict.fromkeys(one.section for one in every):
        states = Counter(one.state for one in every if one.section == section)
        lines.append(_count(section, states))
    return "".join([*lines, _count("all", Counter(one.state for one in every))])


def _count(name: str, states: Counter) -> str:
    return f"| {name} | " + " | ".join(str(states[one]) for one in STATES) + " |\n"


def _row(one: Topic) -> str:
    kinds = one.kinds
    todo = [word for word in one.evidence if kind(word) in BESIDE[:3]]
    words = ", ".join(f"`{word}`" for word in todo)
    if "published" in kinds:
        words = f"{words}, ours beside published" if words else "ours beside published"
    said = f"{one.state}: {one.missing}" if one.missing else one.state
    return f"| {one.name} | {', '.join(one.places)} | {words} | {said} |\n"
