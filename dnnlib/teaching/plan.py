"""A lecture as a plan: stretches of some minutes, what is asked, what is dragged, what the lecturer has in mind.

    plan(notebook)      a row a stretch: the slides between two notes of the notebook
    left(notebook)      sections that stand on no slide: to be read at home

It is read from the notebook's own marks, as the lecture is, so the two are one. A chapter without notes has a
stretch a section, and its minutes are a guess.
"""

import re
from dataclasses import dataclass

from dnnlib.door import checked
from dnnlib.lecture.minutes import guessed, said
from dnnlib.lecture.slides import Slide, slides

KEY = re.compile(r"""["'](\d\d/[\w.-]+)["']""")  # of a prediction
HEADING = re.compile(r"^## (.+)$", re.M)
SHOWN = re.compile(r"\b(?:explorers\.(\w+)|(workbench|animate|pad|watch))\(")
FIRST = re.compile(r"^\*For the lecturer,[^*]*\*\s*")  # of a note: its minutes


@dataclass(frozen=True)
class Stretch:
    """Some slides in a row. sections: their titles. asks: keys of predictions. drags: what moves. note: what to say."""

    minutes: float
    slides: int
    sections: tuple[str, ...]
    asks: tuple[str, ...]
    drags: tuple[str, ...]
    note: str


@checked
def plan(notebook: dict) -> tuple[Stretch, ...]:
    """The stretches of a chapter's lecture. notebook: as its file has it; what no note closes is for reading.

    Errors: ValueError where no cell is marked as a slide.
    """
    every = slides(notebook)
    noted = any(slide.notes for slide in every)
    groups = _by_notes(every) if noted else _by_section(notebook, every)
    return tuple(_stretch(notebook, group) for group in groups)


def _by_notes(every: list[Slide]) -> list[list[Slide]]:
    made: list[list[Slide]] = [[]]
    for slide in every:
        made[-1].append(slide)
        if slide.notes:
            made.append([])
    return made[:-1]


def _by_section(notebook: dict, every: list[Slide]) -> list[list[Slide]]:
    made: dict[str, list[Slide]] = {}
    for slide in every:
        titles = sections(notebook, [slide.steps[0].cell])
        made.setdefault(titles[-1] if titles else "", []).append(slide)
    return list(made.values())


@checked
def text(cell: dict) -> str:
    """A cell's source in one piece: a file may have it as lines."""
    return "".join(cell["source"])


def _stretch(notebook: dict, found: list[Slide]) -> Stretch:
    cells = notebook["cells"]
    places = [step.cell for slide in found for step in slide.steps]
    notes = [text(cells[place]) for slide in found for place in slide.notes]
    code = [text(cells[k]) for k in places if cells[k]["cell_type"] == "code"]
    asking = [source for source in code if "predict(" in source]
    asks = [key for source in asking for key in KEY.findall(source)]
    drags = [a or b for source in code for a, b in SHOWN.findall(source)]
    guess = guessed(len(asks), len(drags)) + guessed(0, 0) * (len(found) - 1)
    return Stretch(
        said(notes) or guess,
        len(found),
        sections(notebook, places),
        tuple(dict.fromkeys(asks)),
        tuple(dict.fromkeys(drags)),
        " ".join(FIRST.sub("", note).strip() for note in notes),
    )


@checked
def sections(notebook: dict, places: list[int]) -> tuple[str, ...]:
    """The titles of the sections in which some cells stand, in their order."""
    wanted, title = set(places), ""
    found: dict[str, None] = {}
    for place, cell in enumerate(notebook["cells"]):
        heads = HEADING.findall(text(cell)) if cell["cell_type"] == "markdown" else []
        title = heads[-1] if heads else title
        if place in wanted and title:
            found[re.sub(r"[*`]", "", title)] = None
    return tuple(found)


@checked
def left(notebook: dict) -> tuple[str, ...]:
    """The sections of which no cell stands on a slide."""
    every = sections(notebook, list(range(len(notebook["cells"]))))
    places = [step.cell for slide in slides(notebook) for step in slide.steps]
    shown = sections(notebook, places)
    return tuple(one for one in every if one not in shown)
