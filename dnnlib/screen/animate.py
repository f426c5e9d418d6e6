"""A run of a PE array as an animation: every PE, what it holds and what moves, cycle by cycle.

    animate(trace)                       play, step and scrub it in the notebook
    animate({"WS": one, "OS": another})  several runs, and a choice between them
    animate(trace).bake(path)            the same as a page that moves without kernel and network

One view (animate_view/view.js) serves both, and has all cycles from the start: a slow kernel cannot make it stutter.
"""

import base64
import zlib
from io import BytesIO
from pathlib import Path

import anywidget
import numpy as np
import traitlets

from dnnlib.dataflow.array.film import Film, film
from dnnlib.dataflow.array.trace import Trace
from dnnlib.door import save
from dnnlib.plots.dataflow.array_film import array_film
from dnnlib.screen.page import page

VIEW = Path(__file__).parent / "animate_view"
FIELDS = {"word": np.int32, "sums": np.float64, "busy": np.uint8, "first": np.int32, "place": np.uint16,
          "code": np.uint8, "I": np.float64, "F": np.float64}  # fmt: skip


class Animation(anywidget.AnyWidget):
    """Films of an array's runs, shown one at a time; `animate` makes one. `.bake(path)` writes it as one page.

    shown: the number of the film that is seen; cycle: the cycle of it, from 0. Both may be set.
    """

    _esm = VIEW / "view.js"
    _css = VIEW / "view.css"
    films: traitlets.List = traitlets.List().tag(sync=True)
    shown = traitlets.Int(0).tag(sync=True)
    cycle = traitlets.Int(0).tag(sync=True)

    def __init__(self, films: dict[str, Film]):
        self._films = films
        super().__init__(films=[packed(name, film) for name, film in films.items()])

    @traitlets.validate("shown", "cycle")
    def _there(self, proposal):
        name, value = proposal.trait.name, proposal.value
        most = (
            len(self._films)
            if name == "shown"
            else max(len(film) for film in self._films.values())
        )
        if not 0 <= value < most:
            raise ValueError(f"{name}={value}: choose 0 to {most - 1}")
        return value

    @property
    def film(self) -> Film:
        """The film that is seen."""
        return list(self._films.values())[self.shown]

    def bake(self, path, title: str = "A PE array at work") -> Path:
        """Write one HTML page that plays without a kernel and without a network."""
        values = {"films": self.films, "shown": self.shown, "cycle": self.cycle}
        return save(path, page(VIEW, values, title, note="Every cycle:"))

    def _repr_mimebundle_(self, **kwargs):
        """Beside the live view, a picture: what a code host or a printed page shows."""
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        picture, png = array_film(self.film), BytesIO()
        picture.savefig(png, format="png", dpi=90, metadata={"Software": None})
        data["image/png"] = base64.b64encode(png.getvalue()).decode()
        data["text/plain"] = picture.title
        return data, metadata


def animate(
    traces: Trace | dict[str, Trace], start: int = 0, stop: int | None = None
) -> Animation:
    """Animate a run of an array (array.run), or several by their names; the cycles from start up to stop.

    Each PE shows the I, F and O that it holds; arrows show from where they came. Space plays, the arrow keys step,
    Home and End go to the ends. The numbers of the cycle stand below as a table.
    Errors: ValueError for a run too long to show at once: which cycles fit; TypeError for what is no Trace.
    """
    traces = traces if isinstance(traces, dict) else {"": traces}
    for name, trace in traces.items():
        if not isinstance(trace, Trace):
            kind = type(trace).__name__
            raise TypeError(
                f"{name or 'animate'}: {kind} is no Trace; array.run(I, F, rows, cols) gives one"
            )
    if not traces:
        raise ValueError("animate({}): give at least one Trace")
    return Animation({name: film(trace, start, stop) for name, trace in traces.items()})


def packed(name: str, film: Film) -> dict:
    """A film as what the view reads: its sizes, and its arrays one after the other, compressed, in base64."""
    moved = film.moved
    arrays = {
        "word": film.word, "sums": film.sums, "busy": film.busy, "first": film.first,
        "place": moved.row * film.cols + moved.col, "code": (moved.tensor * 4 + moved.way) * 2 + moved.buffer,
        "I": film.I, "F": film.F,
    }  # fmt: skip
    arrays = {
        field: np.ascontiguousarray(array, FIELDS[field])
        for field, array in arrays.items()
    }
    # so that each begins at a multiple of its size
    order = sorted(arrays, key=lambda field: -arrays[field].itemsize)
    raw = b"".join(
        arrays[field].astype(arrays[field].dtype.newbyteorder("<")).tobytes()
        for field in order
    )
    return {
        "name": name or film.dataflow, "dataflow": film.dataflow, "stays": film.stays, "stride": film.stride,
        "rows": film.rows, "cols": film.cols, "start": film.start, "cycles": len(film), "of": film.cycles,
        "shapes": {"I": film.I.shape, "F": film.F.shape, "O": film.output},
        "fields": [[field, arrays[field].dtype.name, arrays[field].size] for field in order],
        "packed": base64.b64encode(zlib.compress(raw, 6)).decode(),
    }  # fmt: skip
