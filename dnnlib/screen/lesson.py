"""A network that learns while one watches: start it, stop it, and change rate or batch on the way.

    watch()                train 784-100-10 on 10,000 digits
    watch().advance(5)     five pictures further, without a click

Nothing runs in the background. The view asks for the next picture when it has shown the last one; Python
trains on 640 digits more and answers. So the kernel is free between two pictures.
"""

import base64
from io import BytesIO
from pathlib import Path

import anywidget
import traitlets

from dnnlib.background.course import HIDDEN, Run, run
from dnnlib.plots.background.training import BATCHES, RATES, lesson
from dnnlib.screen.explore import svg

VIEW = Path(__file__).parent / "lesson_view"
SLICE, MOST, PRINTED = (
    640,
    57_600,
    10_000,
)  # digits from one picture to the next, and in all


class Lesson(anywidget.AnyWidget):
    """A training run and its controls; `watch` makes one. `.run` is the run, `.right` its accuracy on new digits.

    rate, batch, hidden: settable; another batch or rate counts from the next step on, other layers begin anew.
    asked: how many pictures the view has asked for.
    """

    _esm = VIEW / "view.js"
    _css = VIEW / "view.css"
    rates: traitlets.List = traitlets.List(list(RATES)).tag(sync=True)
    batches: traitlets.List = traitlets.List([b for b in BATCHES if b > 1]).tag(
        sync=True
    )
    layers: traitlets.List = traitlets.List(list(HIDDEN)).tag(sync=True)
    rate = traitlets.Float(0.1).tag(sync=True)
    batch = traitlets.Int(32).tag(sync=True)
    hidden = traitlets.Unicode("100").tag(sync=True)
    asked = traitlets.Int(0).tag(sync=True)
    again = traitlets.Int(0).tag(sync=True)
    frame = traitlets.Dict().tag(sync=True)

    def __init__(self):
        super().__init__()
        self._restart()
        self.observe(lambda _: self._turn(), ["rate", "batch"])
        self.observe(lambda _: self._restart(), ["hidden", "again"])
        self.observe(lambda _: self.advance(), "asked")

    @property
    def right(self) -> float:
        """The share of 1,000 digits that it never learns from, named right."""
        return self._right

    def advance(self, pictures: int = 1) -> "Lesson":
        """Train on so many times 640 digits more, as far as 57,600."""
        for _ in range(pictures):
            if self.seen < MOST:
                self.seen += SLICE
                self.net, self._right = self.run.at(self.seen)
        self._show()
        return self

    def figure(self):
        """The picture as the lesson stands."""
        return lesson(self.run, self.net, self._right, self.seen, MOST)

    def _printed(self):
        """On paper nobody can press Train: there the picture is of 10,000 digits."""
        if self.seen:
            return self.figure()
        one = run(self.rate, self.batch, HIDDEN[self.hidden])
        return lesson(one, *one.at(PRINTED), PRINTED, MOST)

    def _turn(self):
        self.run.change(self.rate, self.batch)

    def _restart(self):
        self.run = Run(self.rate, self.batch, HIDDEN[self.hidden])
        self.seen = 0
        self.net, self._right = self.run.at(0)
        self._show()

    def _show(self):
        figure = self.figure()
        self.frame = {
            "svg": svg(figure),
            "words": figure.title,
            "ended": self.seen >= MOST,
            "asked": self.asked,
            "table": figure.table._repr_html_(),
        }

    def _repr_mimebundle_(self, **kwargs):
        """Beside the live view, a picture: what a code host or a printed page shows."""
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        png, printed = BytesIO(), self._printed()
        printed.savefig(png, format="png", dpi=90, metadata={"Software": None})
        data["image/png"] = base64.b64encode(png.getvalue()).decode()
        data["text/plain"] = f"{printed.title} (run this cell, then press Train)"
        return data, metadata


def watch() -> Lesson:
    """A network that trains live on 10,000 digits: loss, accuracy, and what its neurons learn.

    Train starts and stops it; rate and batch may be changed while it runs. Source: dnnlib.background.course.
    """
    return Lesson()
