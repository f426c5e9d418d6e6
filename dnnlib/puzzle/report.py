"""The feedback on an answer: text in a terminal, a table in a notebook, both from the same fields."""

from dataclasses import dataclass
from html import escape

from dnnlib.puzzle.difference_view import WRONG, Excerpt, as_html, as_text, excerpts

RIGHT = "#009E73"  # Okabe-Ito bluish green


@dataclass(frozen=True)
class Report:
    """What `check` found. True when the answer passed; its repr is the feedback, and a notebook shows it as a table.

    message: the verdict in a sentence;  mistake: the named mistake that the answer makes, or "";  call: the failing
    call as it can be pasted;  case: its arguments;  yours, wanted: what came back and what should have;
    path, index: the first place where they differ;  notes: reads against their limit, the tolerance;
    points of out_of: all for a right answer, half for one that is right on the puzzle's easier cases, else none.
    """

    name: str
    passed: bool
    points: float
    out_of: float
    message: str
    mistake: str = ""
    call: str = ""
    case: tuple = ()
    yours: object = None
    wanted: object = None
    path: tuple = ()
    index: tuple = ()
    axes: str = ""
    notes: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.passed

    def __repr__(self) -> str:
        lines = [self.message]
        lines += [f"The mistake: {self.mistake}"] if self.mistake else []
        lines += [self.call] if self.call else []
        lines += as_text(self._excerpts()) if self.wanted is not None else []
        return f"{self._sign} {self.name}: " + "\n".join([*lines, *self.notes]).replace(
            "\n", "\n  "
        )

    def _repr_html_(self) -> str:
        parts = [f"{self._sign} <b>{escape(self.name)}</b>: {_lines(self.message)}"]
        parts += [f"<b>The mistake:</b> {_lines(self.mistake)}"] if self.mistake else []
        parts += (
            [f"<code style='white-space:pre-wrap'>{escape(self.call)}</code>"]
            if self.call
            else []
        )
        parts += [as_html(self._excerpts())] if self.wanted is not None else []
        parts += [
            f"<span style='opacity:0.8'>{_lines(note)}</span>" for note in self.notes
        ]
        rows = "".join(f"<div style='margin:0.3em 0'>{part}</div>" for part in parts)
        edge = f"border-left:4px solid {RIGHT if self.passed else WRONG};padding:0 0 0 0.8em;max-width:60em"
        return f"<div style='{edge}'>{rows}</div>"

    @property
    def _sign(self) -> str:
        return "✓" if self.passed else "✗"

    def _excerpts(self) -> tuple[Excerpt, Excerpt]:
        return excerpts(
            _leaf(self.yours, self.path),
            _leaf(self.wanted, self.path),
            self.index,
            self.axes,
        )


def _leaf(value, path: tuple):
    """The array or number at the end of a path of keys."""
    for key in path:
        value = value[key]
    return value


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")
