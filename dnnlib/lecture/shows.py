"""What a cell can show, as data that can be sent from the process that ran it: one class a kind.

A slide needs more than a picture: the question's key, the number that answers it, the explorer's sliders and
the frames that stand in for Python.
"""

import pickle
from dataclasses import dataclass, field
from typing import Any

from ipywidgets import Widget
from matplotlib.figure import Figure

from dnnlib.lecture.baking import Baked, baked
from dnnlib.plots.dataflow.array_film import array_film
from dnnlib.screen import explorers
from dnnlib.screen.animate import Animation
from dnnlib.screen.explore import Explorer, svg
from dnnlib.screen.lesson import Lesson
from dnnlib.screen.pad import Pad
from dnnlib.screen.predict import Prediction, Reveal
from dnnlib.screen.workbench import Workbench
from dnnlib.table import Table, show


@dataclass(frozen=True)
class Text:
    """What was printed, or a value as Python writes it."""

    text: str


@dataclass(frozen=True)
class Html:
    """A table or another thing that is HTML already."""

    html: str


@dataclass(frozen=True)
class Picture:
    """A figure, and what it says to those who cannot see it."""

    svg: str
    words: str


@dataclass(frozen=True)
class Shot:
    """A picture of a thing that lives in JupyterLab alone, as PNG in base64, and its words."""

    png: str
    words: str


@dataclass(frozen=True)
class Question:
    """A number is asked for."""

    key: str
    question: str
    unit: str


@dataclass(frozen=True)
class Answer:
    """The number, as it is written, and as it is counted."""

    question: str
    number: str
    unit: str
    truth: float


@dataclass(frozen=True)
class Sliders:
    """An explorer: frames drawn ahead, and the recipe of the live one, b"" where it cannot travel."""

    baked: Baked
    recipe: bytes


@dataclass(frozen=True)
class Film:
    """An animation: all its cycles, and some of them on one picture, for paper."""

    values: dict[str, Any] = field(repr=False)
    still: str = field(repr=False, default="")


@dataclass(frozen=True)
class Bench:
    """A workbench: its text, the saved answer below it, and the recipe of the live one."""

    text: str
    answer: str
    recipe: bytes


# nobody draws or presses Train on a slide: the explorer of the same pictures stands there
STAND_INS = {Pad: explorers.sees, Lesson: explorers.training}


def shown(value) -> object:
    """A value of a cell as what a slide shows of it."""
    value = stand_in(value)
    if isinstance(value, Explorer):
        return Sliders(baked(value), recipe(value.recipe))
    if isinstance(value, Animation):
        kept = ("films", "shown", "cycle")
        still = svg(array_film(value.film))
        return Film({name: getattr(value, name) for name in kept}, still)
    if isinstance(value, Workbench):
        parts = (value.shape, value.text, value.hardware, value.best)
        return Bench(value.text, value.html(), recipe(("workbench", *parts)))
    if isinstance(value, Prediction):
        return Question(value.key, value.question, value.unit)
    if isinstance(value, Reveal):
        return Answer(value.question, show(value.truth), value.unit, value.truth)
    if isinstance(value, Figure):
        return Picture(svg(value), _words(value))
    return _plain(value)


def stand_in(value):
    """The explorer that a slide has in the place of a pad or a lesson; every other value as it is."""
    for kind, make in STAND_INS.items():
        if isinstance(value, kind):
            return make()
    return value


def recipe(parts) -> bytes:
    """How another process makes the live thing again; b"" where a part is known to this process alone."""
    try:
        return pickle.dumps(parts)
    except (pickle.PicklingError, AttributeError, TypeError):
        return b""


def _plain(value) -> Text | Html | Shot:
    if isinstance(value, Widget):
        data = _bundle(value)
        if "image/png" in data:
            return Shot(data["image/png"], data.get("text/plain", "a picture"))
        if "text/html" in data:
            return Html(data["text/html"])
    made = getattr(value, "_repr_html_", None)
    html = made() if callable(made) else None
    if html:
        return Html(html)
    from IPython.lib.pretty import pretty

    return Text(pretty(value))


def _bundle(widget: Widget) -> dict:
    """What a widget gives beside its live view."""
    found = widget._repr_mimebundle_()
    return (found[0] if isinstance(found, tuple) else found) or {}


def _words(figure) -> str:
    """A figure's title, or those of its axes."""
    titles = [ax.get_title() or ax.get_title("left") for ax in figure.axes]
    said = getattr(figure, "title", "") or "; ".join(filter(None, titles))
    table = getattr(figure, "table", None)
    numbers = f". {table!r}" if isinstance(table, Table) else ""
    return (said or "A figure") + numbers
