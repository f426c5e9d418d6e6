"""Write your own dataflow: a box for a loop nest, and beside it what the nest costs or where it is wrong."""

from html import escape

import ipywidgets

from dnnlib import plots
from dnnlib.costs import NORMALIZED, Costs
from dnnlib.dataflow.appraisal import Appraisal, appraise
from dnnlib.dataflow.hardware import Hardware
from dnnlib.dataflow.mapper.search import Best
from dnnlib.screen.explore import svg
from dnnlib.screen.ids import live_mark, marked, saved_mark
from dnnlib.shapes import ConvShape

PRE = "font-family:monospace;line-height:1.35;margin:0.3em 0;white-space:pre"


class Workbench(ipywidgets.VBox):
    """A text box for a nest of one layer; `workbench` makes one. `.text` is what it says, `.answer` what came of it."""

    def __init__(
        self, shape: ConvShape, text: str, hardware: Hardware | Costs, best: Best | None
    ):
        self.shape, self.hardware, self.best = shape, hardware, best
        self._box = ipywidgets.Textarea(
            text, layout={"width": "100%", "height": "7em"}, continuous_update=True
        )
        self._box.description = "nest"
        self._out = ipywidgets.HTML()
        self._box.observe(lambda _: self._show(), "value")
        super().__init__([self._box, self._out])
        self._show()

    @property
    def text(self) -> str:
        """The nest as it stands in the box. Also settable."""
        return self._box.value

    @text.setter
    def text(self, text: str):
        self._box.value = text

    @property
    def answer(self) -> Appraisal | str:
        """The appraisal of the nest, or the message that says where it is bad."""
        try:
            return appraise(self.shape, self.text, self.hardware)
        except ValueError as error:
            return str(error)

    def html(self) -> str:
        """What stands below the box now, as a notebook saves it."""
        return self._html(None)

    def _show(self):
        self._out.value = self._html(live_mark())

    def _html(self, mark: str | None) -> str:
        """What stands below the box; the picture's ids have the mark, or without one the mark of what is saved."""
        answer = self.answer
        return _wrong(answer) if isinstance(answer, str) else self._priced(answer, mark)

    def _priced(self, answer: Appraisal, mark: str | None) -> str:
        bars = {"yours": answer.breakdown}
        said = answer.verdicts()
        if self.best:
            best = appraise(self.shape, self.best.mapping, self.hardware)
            bars["best"] = best.breakdown
            how = (
                "none of its space is better"
                if self.best.exhaustive
                else "the best found"
            )
            said.append(
                f"the mapper's best takes {best.total:,.0f} ({how}): yours {answer.total / best.total:.3g} x"
            )
        picture = (
            svg(plots.energy_by_level(bars, title="Energy per MAC by level, by count"))
            if answer.total
            else ""
        )
        picture = marked(picture, mark or saved_mark(picture))
        nest = f"<pre style='{PRE}'>{escape(answer.nest)}</pre>"
        words = "".join(f"<div>{escape(line)}</div>" for line in said)
        return f"{nest}{words}{answer.table()._repr_html_()}<div style='max-width:50em'>{picture}</div>"

    def _repr_mimebundle_(self, **kwargs):
        """Beside the live box, the same as text: what a code host or a printed page shows."""
        data = super()._repr_mimebundle_(**kwargs) or {}
        answer = self.answer
        said = (
            answer
            if isinstance(answer, str)
            else "\n".join([answer.nest, *answer.verdicts()])
        )
        data["text/plain"] = f"{self.text}\n\n{said}"
        data["text/html"] = (
            f"<pre style='{PRE}'>{escape(self.text)}</pre>{self._html(None)}"
        )
        return data


def workbench(
    shape: ConvShape,
    text: str = "DRAM: / RF:",
    hardware: Hardware | Costs = NORMALIZED,
    best: Best | None = None,
) -> Workbench:
    """A box to write a nest in, for one layer; its printed nest, accesses and energy follow every key.

    hardware: a Hardware that the nest must fit, or Costs alone. best: of mapper.search, to be compared with.
    Source: the notation of dnnlib.dataflow.loopnest; the numbers are `dnnlib.dataflow.appraisal.appraise`'s.
    """
    return Workbench(shape, text, hardware, best)


def _wrong(message: str) -> str:
    return f"<pre style='{PRE};border-left:4px solid #D55E00;padding-left:0.8em'>✗ {escape(message)}</pre>"
