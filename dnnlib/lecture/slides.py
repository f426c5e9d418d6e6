"""Which cells of a notebook stand on which slide: JupyterLab's own marks, read.

JupyterLab's property inspector gives each cell a slide type. "slide" and "subslide" begin a slide,
"fragment" comes with the next key, "-" comes at once, "notes" is for the lecturer alone, "skip" is
left out. nbconvert reads the same marks.
"""

from dataclasses import dataclass, field

BEGINS = ("slide", "subslide")
KINDS = (*BEGINS, "fragment", "-", "notes", "skip")
LEAST, MOST = 25, 45  # slides of a chapter: 50 minutes
HOW = "give each cell its Slide Type in JupyterLab (Property Inspector, Common Tools)"


@dataclass(frozen=True)
class Step:
    """One cell of a slide: its number in the notebook, and whether it waits for a key."""

    cell: int
    waits: bool


@dataclass
class Slide:
    """The cells that stand on one slide, in order, and those that only the lecturer sees."""

    steps: list[Step] = field(default_factory=list)
    notes: list[int] = field(default_factory=list)


def kind(cell: dict) -> str:
    """The slide type of a cell; "" where it has none. Errors: ValueError for a type that is none."""
    marked = cell.get("metadata", {}).get("slideshow", {}).get("slide_type", "")
    if marked and marked not in KINDS:
        raise ValueError(f"slide type {marked!r}: there are {', '.join(KINDS)}")
    return marked


def slides(notebook: dict, name: str = "this notebook") -> list[Slide]:
    """The slides of a notebook, in order; a cell before the first one begins the first.

    notebook: as its file has it, JSON read. name: how to call it in an error.
    Errors: ValueError where no cell begins a slide, and what to do about it.
    """
    kinds = [kind(cell) for cell in notebook["cells"]]
    if not any(one in BEGINS for one in kinds):
        raise ValueError(f"{name} is not marked for a lecture yet: {HOW}")
    made: list[Slide] = []
    for number, one in enumerate(kinds):
        if one == "skip":
            continue
        if one in BEGINS or not made:
            made.append(Slide())
        if one == "notes":
            made[-1].notes.append(number)
        else:
            made[-1].steps.append(Step(number, one == "fragment"))
    return made


def unmarked(notebook: dict) -> list[int]:
    """The numbers of the cells that have no slide type."""
    cells = enumerate(notebook["cells"])
    return [number for number, cell in cells if not kind(cell)]
