"""Two results side by side: the 2-D piece of each that holds the first difference, as text and as HTML."""

from dataclasses import dataclass
from html import escape

import numpy as np

from dnnlib.puzzle.literal import dotted, literal, place

WRONG = "#D55E00"  # Okabe-Ito vermillion: readable on white and on black
MARKS = {"yours": "✗", "wanted": "▸"}  # a sign as well as a colour
# of a larger slice, the part around the first difference is shown
ROWS, COLUMNS = 9, 12


@dataclass(frozen=True)
class Excerpt:
    """A 2-D piece of a result: whose, its title, the cells as text, the indices shown, the marked cell, if cut."""

    name: str
    title: str
    cells: list[list[str]]
    rows: list[int]
    columns: list[int]
    marked: tuple[int, int] | None = None
    cut: bool = False

    @property
    def word(self) -> str | None:
        """What the marked cell says."""
        return self.cells[self.marked[0]][self.marked[1]] if self.marked else None


def excerpts(yours, wanted, index: tuple, axes: str) -> tuple[Excerpt, Excerpt]:
    """Yours and wanted, each cut around the first difference; to six digits, or all where six would hide it."""
    for digits in (6, 17):
        mine = excerpt("yours", yours, index, axes, digits)
        theirs = excerpt("wanted", wanted, index, axes, digits)
        if mine.word != theirs.word:
            break
    return mine, theirs


def excerpt(name: str, value, index: tuple, axes: str, digits: int = 6) -> Excerpt:
    """The piece of a result to show: a number whole; of an array the last two axes at the first difference."""
    if not isinstance(value, np.ndarray):
        return Excerpt(name, "", [[_word(value, digits)]], [], [], (0, 0))
    title, marked = (
        f"shape {value.shape}",
        index if index and len(index) == value.ndim else None,
    )
    if not value.size:
        return Excerpt(name, title, [], [], [])
    at = marked or (0,) * value.ndim
    outer, (row, column) = at[:-2], (0, *at)[-2:]
    if outer:
        title += f", at {place(outer, axes[: len(outer)] if len(axes) == value.ndim else '')}"
    slice_ = np.atleast_2d(value[outer])
    rows, columns = (
        _around(row, slice_.shape[0], ROWS),
        _around(column, slice_.shape[1], COLUMNS),
    )
    cells = [[_word(slice_[r, c].item(), digits) for c in columns] for r in rows]
    cell = (rows.index(row), columns.index(column)) if marked else None
    return Excerpt(
        name,
        title,
        cells,
        rows,
        columns,
        cell,
        (len(rows), len(columns)) != slice_.shape,
    )


def as_text(pair: tuple[Excerpt, Excerpt]) -> list[str]:
    """The two excerpts as lines of text, side by side."""
    left, right = (_block(w) for w in pair)
    width, height = max(map(len, left)), max(len(left), len(right))
    left, right = (block + [""] * (height - len(block)) for block in (left, right))
    return [f"{a.ljust(width)}   {b}".rstrip() for a, b in zip(left, right)]


def as_html(pair: tuple[Excerpt, Excerpt]) -> str:
    """The two excerpts as tables, side by side where there is room."""
    tables = "".join(map(_table, pair))
    return f"<div style='display:flex;flex-wrap:wrap;gap:0.5em 2em;align-items:flex-start'>{tables}</div>"


def _block(w: Excerpt) -> list[str]:
    mark = {w.marked: MARKS[w.name]}
    words = [
        [mark.get((r, c), "") + word for c, word in enumerate(row)]
        for r, row in enumerate(w.cells)
    ]
    width = max((len(word) for row in words for word in row), default=0)
    lines = [" ".join(word.rjust(width) for word in row) for row in words]
    return (
        [f"{w.name}, {w.title}", *lines, *["..."] * w.cut]
        if w.title
        else [f"{w.name} {lines[0]}"]
    )


def _table(w: Excerpt) -> str:
    faint = "style='opacity:0.6;text-align:right;padding:0.1em 0.5em'"
    head = (
        f"<tr><th></th>{''.join(f'<th {faint}>{k}</th>' for k in w.columns)}</tr>"
        if w.columns
        else ""
    )
    body = ""
    for r, row in enumerate(w.cells):
        label = f"<th {faint}>{w.rows[r]}</th>" if w.rows else ""
        body += f"<tr>{label}{''.join(_cell(w, (r, c), word) for c, word in enumerate(row))}</tr>"
    title = escape(f"{w.name}, {w.title}" if w.title else w.name)
    table = f"<table style='margin:0;color:inherit' aria-label='{title}'>{head}{body}</table>"
    return f"<div><div>{title}</div>{table}{'…' * w.cut}</div>"


def _cell(w: Excerpt, at: tuple[int, int], word: str) -> str:
    style = "text-align:right;padding:0.1em 0.5em"
    if at != w.marked:
        return f"<td style='{style}'>{escape(word)}</td>"
    style += f";outline:2px solid {WRONG};outline-offset:-2px;font-weight:bold"
    return f"<td style='{style}' title='the first difference'>{MARKS[w.name]} {escape(word)}</td>"


def _around(k: int, length: int, most: int) -> list[int]:
    first = max(0, min(k - most // 2, length - most))
    return list(range(first, min(length, first + most)))


def _word(value, digits: int) -> str:
    text = literal(value)
    if type(value) is float and digits < 17:
        text = dotted(f"{value:.{digits}g}")
        text += "." * text.lstrip("-").isdigit()  # 1. is a float, as NumPy prints it
    return text if len(text) <= 40 else text[:37] + "..."
