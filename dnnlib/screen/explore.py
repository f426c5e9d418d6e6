"""Explorers: a figure function and its sliders, live in JupyterLab or baked into a page that needs no kernel.

State in, Figure out: the arithmetic is the figure function's, none is in the widget. One view (explore_view/view.js)
serves both: live, Python draws each frame; baked, every frame is already in the page.
"""

import base64
import gc
import inspect
import itertools
import math
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from io import BytesIO, StringIO
from numbers import Integral, Real
from pathlib import Path
from typing import Any

import anywidget
import matplotlib.figure
import numpy as np
import traitlets
from matplotlib.backends.backend_svg import FigureCanvasSVG

from dnnlib.door import save
from dnnlib.screen.ahead import Ahead
from dnnlib.screen.lines import numbered
from dnnlib.screen.page import page
from dnnlib.shapes import LEGEND

VIEW = Path(__file__).parent / "explore_view"
# text stays text; the same figure, the same bytes
STYLE: dict[Any, Any] = {"svg.fonttype": "none", "svg.hashsalt": "dnnlib"}


@dataclass(frozen=True)
class Slider:
    """One control: its parameter, its label, its stops as shown, the index it starts at, its looks (range, choice)."""

    name: str
    label: str
    stops: list[str]
    start: int
    meaning: str
    kind: str


class Explorer(anywidget.AnyWidget):
    """A figure with sliders; `explore` makes one. `.bake(path)` writes it as one self-contained page."""

    _esm = VIEW / "view.js"
    _css = VIEW / "view.css"
    sliders: traitlets.List = traitlets.List().tag(sync=True)
    # the view knows what it sent
    state = traitlets.Dict().tag(sync=True, echo_update=False)
    frame = traitlets.Dict().tag(sync=True)
    # the state that the frame is of: two states may look alike, and the view must know that it was answered
    drawn = traitlets.Dict().tag(sync=True)

    def __init__(self, figure_function, stops: dict[str, list], start: dict):
        self._figure_function, self._stops = figure_function, stops
        sliders = [_slider(name, values, start[name]) for name, values in stops.items()]
        state = {s.name: s.start for s in sliders}
        sizes = {name: len(values) for name, values in stops.items()}
        self._ahead = Ahead(self._frame, self._send_ahead, sizes)
        super().__init__(
            sliders=[asdict(s) for s in sliders],
            state=state,
            frame=self._ahead.frame(state),
            drawn=state,
        )
        self.observe(self._answer, "state")
        # figures are cyclic garbage: freeze what is older, or each collection walks all of torch too
        gc.collect()
        gc.freeze()

    def _answer(self, change) -> None:
        """A slider moved: its frame and the state that it is of, in one message; then look ahead."""
        with self.hold_sync():
            self.frame, self.drawn = self._ahead.frame(change.new), change.new
        self._ahead.look(change.old, change.new)

    def _send_ahead(self, key: str, frame: dict) -> None:
        self.send({"key": key, "frame": frame})

    @property
    def values(self) -> dict:
        """What the sliders say now: name -> value. Also settable: explorer.values = {"M": 96}."""
        return self._values(self.state)

    @values.setter
    def values(self, values: dict):
        _refuse_unknown(values, self._stops)
        chosen = {
            name: _index(name, self._stops[name], value)
            for name, value in values.items()
        }
        self.state = {**self.state, **chosen}

    def begin(self, **values) -> "Explorer":
        """Set some sliders, and let "Start again" come back to where all of them now stand. Errors: as of `values`."""
        self.values = values
        self.sliders = [
            {**slider, "start": self.state[slider["name"]]} for slider in self.sliders
        ]
        return self

    def figure(self, **values) -> matplotlib.figure.Figure:
        """The figure as the sliders stand, or with some values changed. Errors: those of the figure function."""
        return self._figure_function(**{**self.values, **values})

    def bake(self, path, limit: int = 3000, title: str | None = None, **fewer) -> Path:
        """Write one HTML page with every frame in it; `fewer` gives a slider fewer stops, or one value to fix it.

        Errors: ValueError where the sliders span more than `limit` pictures, naming how many each has.
        """
        _refuse_unknown(fewer, self._stops)
        stops = {
            name: _stops(name, fewer.get(name, values))
            for name, values in self._stops.items()
        }
        count = math.prod(len(values) for values in stops.values())
        if count > limit:
            each = ", ".join(f"{name} {len(values)}" for name, values in stops.items())
            raise ValueError(
                f"{count:,} pictures are more than the limit of {limit:,} (stops: {each}); give some sliders "
                f"fewer stops, for example bake(path, {max(stops, key=lambda n: len(stops[n]))}=[...])"
            )
        start = {
            name: self.values[name]
            if self.values[name] in stops[name]
            else stops[name][0]
            for name in stops
        }
        small = Explorer(self._figure_function, stops, start)
        return save(path, small._page(title or title_of(self._figure_function)))

    @property
    def function(self):
        """The figure function."""
        return self._figure_function

    @property
    def recipe(self) -> tuple:
        """What another process makes the same explorer of: Explorer(*recipe)."""
        start = {slider["name"]: slider["start"] for slider in self.sliders}
        return self._figure_function, self._stops, self._values(start)

    def indices(self, name: str, values) -> list[int]:
        """Which stops of a slider these values are; what is no stop of it is left out."""
        wanted = _stops(name, values)
        stops = self._stops[name]
        return [stops.index(value) for value in wanted if value in stops]

    def at(self, state: dict) -> dict:
        """The frame at a state (slider name -> index of its stop): svg, words and table, or a message."""
        return self._frame(state)

    def frames(self, stops: dict[str, list[int]]) -> Iterator[dict]:
        """The frames of every combination of some stops, given as indices; the first slider turns slowest."""
        for index in itertools.product(*(stops[name] for name in self._stops)):
            yield self._frame(dict(zip(self._stops, index)))

    def _page(self, title: str) -> str:
        every = {name: list(range(len(v))) for name, v in self._stops.items()}
        frames = list(self.frames(every))
        words = (inspect.getdoc(self._figure_function) or "").split("\n")[0]
        values = {"sliders": self.sliders, **numbered(frames)}
        return page(VIEW, values, title, words, f"{len(frames):,} pictures:")

    def _values(self, state: dict) -> dict:
        return {name: self._stops[name][index] for name, index in state.items()}

    def _frame(self, state: dict) -> dict:
        """The picture, its words and its numbers at a state; or the figure function's complaint, as a message."""
        try:
            figure = self._figure_function(**self._values(state))
        except ValueError as error:
            return {"message": str(error)}
        if not isinstance(figure, matplotlib.figure.Figure):
            made = type(figure).__name__
            raise TypeError(
                f"{title_of(self._figure_function)} returned {made}; it must return its Figure"
            )
        # pyplot keeps each figure that it made until it is told to let go
        if "matplotlib.pyplot" in sys.modules:
            sys.modules["matplotlib.pyplot"].close(figure)
        table = getattr(figure, "table", None)
        return {
            "svg": svg(figure),
            "words": _words(figure, self._values(state)),
            "table": table._repr_html_() if table is not None else "",
        }

    def _repr_mimebundle_(self, **kwargs):
        """Beside the live view, a picture: what a code host or a printed page shows."""
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        if "message" in self.frame:
            return data, metadata
        png = BytesIO()
        self.figure().savefig(png, format="png", dpi=90, metadata={"Software": None})
        data["image/png"] = base64.b64encode(png.getvalue()).decode()
        data["text/plain"] = self.frame["words"]
        return data, metadata


def explore(figure_function, **sliders) -> Explorer:
    """Put sliders on a figure function: explore(plots.layer_shape, M=[16, 32, 64], R=(1, 11, 2)).

    A slider is a list of its stops, or (low, high) or (low, high, step), both ends included; True or False gives
    an off/on choice. It starts at the function's own default where that is one of its stops, else at its first.
    A ValueError of the figure function is shown in the picture's place: it is part of the lesson.

    Errors: TypeError or ValueError names the slider, what it was given and what would fit.
    `.bake(path)` writes the same as a page that needs no kernel. Source: CONTRIBUTING.md, "Anatomy of an explorer".
    """
    parameters = inspect.signature(figure_function).parameters
    takes_any = any(p.kind is p.VAR_KEYWORD for p in parameters.values())
    if not takes_any:
        _refuse_unknown(sliders, parameters)
    needed = (
        n
        for n, p in parameters.items()
        if p.default is p.empty and p.kind < p.VAR_POSITIONAL
    )
    unset = [name for name in needed if name not in sliders]
    if unset:
        raise TypeError(
            f"{title_of(figure_function)} also needs {', '.join(unset)}: give each a slider"
        )
    stops = {name: _stops(name, spec) for name, spec in sliders.items()}
    defaults = {
        name: parameters[name].default if name in parameters else None for name in stops
    }
    start = {n: _start(spec, defaults[n], stops[n]) for n, spec in sliders.items()}
    return Explorer(figure_function, stops, start)


def svg(figure) -> str:
    """The figure as SVG text, the same bytes for the same figure, ready to stand inside a page."""
    text = StringIO()
    with matplotlib.rc_context(STYLE):
        FigureCanvasSVG(figure).print_svg(
            text, metadata=dict.fromkeys(("Date", "Creator", "Format", "Type"))
        )
    return text.getvalue()[text.getvalue().index("<svg") :]


def _stops(name: str, spec) -> list:
    """The values that a slider can take, from what explore() was given for it."""
    if isinstance(spec, bool):
        return [False, True]
    if isinstance(spec, np.ndarray | np.generic):
        spec = spec.tolist()
    if (
        isinstance(spec, tuple)
        and len(spec) in (2, 3)
        and all(isinstance(x, Real) for x in spec)
    ):
        low, high, step = (*spec, 1)[:3]
        if step <= 0 or high < low or step > high - low > 0:
            raise ValueError(
                f"slider {name}={spec}: (low, high, step) needs low <= high and a step above 0 that fits between; "
                f"for just these stops give a list, {list(spec)}"
            )
        count = math.floor((high - low) / step + 1e-9) + 1
        return [
            low + k * step if isinstance(step, Integral) else round(low + k * step, 9)
            for k in range(count)
        ]
    if isinstance(spec, (list, range)) and len(spec):
        return [
            value.item() if isinstance(value, np.generic) else value for value in spec
        ]
    if spec is None or isinstance(spec, (int, float, str)):
        return [spec]  # fixed, and not shown
    raise TypeError(
        f"slider {name}={spec!r}: give a list of stops, or (low, high) or (low, high, step)"
    )


def _start(spec, default, stops: list):
    return spec if isinstance(spec, bool) else default if default in stops else stops[0]


def _slider(name: str, values: list, start) -> Slider:
    numbers = all(
        isinstance(v, (int, float)) and not isinstance(v, bool) for v in values
    )
    shown = [
        f"{v:,}" if numbers else {True: "on", False: "off"}.get(v, str(v))
        for v in values
    ]
    kind = "range" if numbers else "choice"
    return Slider(
        name,
        name.replace("_", " "),
        shown,
        _index(name, values, start),
        LEGEND.get(name, ""),
        kind,
    )


def _index(name: str, values: list, value) -> int:
    if value not in values:
        raise ValueError(
            f"{name}={value!r} is not a stop of its slider; it has {values}"
        )
    return values.index(value)


def _refuse_unknown(given, known):
    unknown = [name for name in given if name not in known]
    if unknown:
        raise TypeError(
            f"no parameter {', '.join(map(repr, unknown))}; there are {', '.join(known)}"
        )


def title_of(figure_function) -> str:
    """A figure function's name as a title: best_buffer is "Best buffer"."""
    return (
        getattr(figure_function, "__name__", "explorer")
        .strip("<>")
        .replace("_", " ")
        .capitalize()
    )


def _words(figure, values: dict) -> str:
    """The picture for those who cannot see it: its title and what the sliders say."""
    title = getattr(figure, "title", "")
    titles = (
        [title]
        if title
        else [
            text
            for ax in figure.axes
            if (text := ax.get_title() or ax.get_title("left"))
        ]
    )
    said = ", ".join(f"{name}={value}" for name, value in values.items())
    return "; ".join([*titles, said]) + ". The numbers stand below as a table."
