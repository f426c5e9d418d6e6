"""A drawing pad: write a digit by mouse, pen or keyboard, and see what each layer of a trained network makes of it.

    pad()                 the pad, with a test digit on it
    pad().draw(pixels)    the same, with another drawing

The view sends the sheet; Python answers with a picture (plots.layer_by_layer), in less than a blink.
"""

import base64
from io import BytesIO
from pathlib import Path

import anywidget
import numpy as np
import traitlets

from dnnlib.background.drawing import SIDE, example
from dnnlib.plots.background.sees import LAYERS, layer_by_layer
from dnnlib.screen.explore import svg

VIEW = Path(__file__).parent / "pad_view"
FIRST = 7, 3  # of the test digits


class Pad(anywidget.AnyWidget):
    """A sheet of 28 x 28 and what LeNet-5 sees on it; `pad` makes one. `.pixels` is the sheet, `.says` the answer.

    sheet: its bytes, row by row. layer: which layer is large. asked: [digit, how often], for a test digit.
    """

    _esm = VIEW / "view.js"
    _css = VIEW / "view.css"
    sheet: traitlets.List = traitlets.List().tag(sync=True)
    layer = traitlets.Unicode(LAYERS[0]).tag(sync=True)
    layers: traitlets.List = traitlets.List(list(LAYERS)).tag(sync=True)
    asked: traitlets.List = traitlets.List([]).tag(sync=True)
    frame = traitlets.Dict().tag(sync=True)

    def __init__(self):
        super().__init__(sheet=_flat(example(*FIRST)))
        self._show()
        self.observe(lambda _: self._show(), ["sheet", "layer"])
        self.observe(self._fetch, "asked")

    @traitlets.validate("sheet")
    def _whole(self, proposal):
        values = proposal.value
        if len(values) != SIDE**2 or not all(0 <= v <= 255 for v in values):
            raise ValueError(
                f"a sheet has {SIDE**2} values from 0 to 255; this has {len(values)}"
            )
        return values

    @property
    def pixels(self) -> np.ndarray:
        """The sheet as bytes [28, 28]."""
        return np.array(self.sheet, np.uint8).reshape(SIDE, SIDE)

    @property
    def says(self) -> int:
        """The digit that the network takes it for."""
        return int(self.frame["says"])

    def draw(self, pixels) -> "Pad":
        """Put another drawing on the sheet. Shapes: bytes [28, 28]. Errors: as of the sheet."""
        self.sheet = _flat(np.asarray(pixels, np.uint8))
        return self

    def figure(self):
        """The picture as the pad stands."""
        return layer_by_layer(self.pixels, self.layer)

    def _fetch(self, change):
        digit, times = change.new
        self.sheet = _flat(example(int(digit), int(times) % 800))

    def _show(self):
        figure = self.figure()
        rows = [row[4] for row in figure.table.rows if str(row[0]).startswith("says")]
        self.frame = {
            "svg": svg(figure),
            "words": figure.title,
            "says": int(np.argmax(rows)),
            "table": figure.table._repr_html_(),
        }

    def _repr_mimebundle_(self, **kwargs):
        """Beside the live pad, a picture: what a code host or a printed page shows."""
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        png = BytesIO()
        self.figure().savefig(png, format="png", dpi=90, metadata={"Software": None})
        data["image/png"] = base64.b64encode(png.getvalue()).decode()
        data["text/plain"] = f"{self.frame['words']} (run this cell and draw)"
        return data, metadata


def pad() -> Pad:
    """A pad to write a digit on, and beside it LeNet-5, layer by layer.

    By mouse or pen: draw. By keyboard: the arrow keys move the pen, the space bar puts it down and up, Delete
    empties the sheet, a digit's key fetches a test digit of that kind. Source: dnnlib.plots.layer_by_layer.
    """
    return Pad()


def _flat(pixels) -> list[int]:
    return [int(v) for v in np.asarray(pixels).ravel()]
