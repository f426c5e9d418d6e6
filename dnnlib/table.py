"""A table of results: aligned text in a terminal, HTML in a notebook; and ours beside the published, as it is printed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from html import escape
from numbers import Integral, Real

from dnnlib.door import Unlisted, checked

UNITS = {"k": 10**3, "M": 10**6, "G": 10**9, "B": 10**9}
AGREES = "rounds to the printed figure"


@dataclass(frozen=True)
class Table:
    """Rows under a header: what a figure's numbers, a model's layers or a comparison look like.

    Errors: ValueError where a row has not as many cells as the header.
    """

    header: Sequence[str]
    rows: Sequence[Sequence]
    caption: str = ""

    def __post_init__(self):
        object.__setattr__(self, "header", tuple(self.header))
        object.__setattr__(self, "rows", tuple(tuple(row) for row in self.rows))
        for row in self.rows:
            if len(row) != len(self.header):
                raise ValueError(
                    f"a row of {len(row)} cells under {len(self.header)} headings: {row}"
                )

    def column(self, name: str) -> list:
        """The values under one heading, unformatted. KeyError lists the headings."""
        if name not in self.header:
            raise Unlisted(f"no column {name!r}; there are {', '.join(self.header)}")
        return [row[self.header.index(name)] for row in self.rows]

    def __repr__(self) -> str:
        lines = [self.header, *self._shown()]
        widths = [max(len(line[k]) for line in lines) for k in range(len(self.header))]
        text = [
            "  ".join(
                cell.rjust(w) if r else cell.ljust(w)
                for cell, w, r in zip(line, widths, self._numeric())
            ).rstrip()
            for line in lines
        ]
        text.insert(1, "  ".join("-" * w for w in widths))
        return "\n".join(([self.caption] if self.caption else []) + text)

    def _repr_html_(self) -> str:
        style = [
            f"text-align:{'right' if right else 'left'};padding:0.2em 0.8em"
            for right in self._numeric()
        ]

        def line(row, tag):
            return (
                "<tr>"
                + "".join(
                    f'<{tag} style="{s}">{escape(v)}</{tag}>'
                    for s, v in zip(style, row)
                )
                + "</tr>"
            )

        body = "".join(line(row, "td") for row in self._shown())
        caption = (
            f'<caption style="text-align:left">{escape(self.caption)}</caption>'
            if self.caption
            else ""
        )
        return f"<table>{caption}<thead>{line(self.header, 'th')}</thead><tbody>{body}</tbody></table>"

    def _shown(self) -> list[list[str]]:
        """The cells as text; a year takes no mark at its thousand."""
        return [
            [str(v) if name == "year" else show(v) for name, v in zip(self.header, row)]
            for row in self.rows
        ]

    def _numeric(self) -> list[bool]:
        """For each column, whether it holds numbers alone: those stand flush right."""
        return [
            all(isinstance(row[k], Real | None) for row in self.rows)
            for k in range(len(self.header))
        ]


def grid(corner: str, down, across, cell: Callable, caption: str = "") -> Table:
    """A table of two things: a row each of `down`, a column each of `across`, cell(row, column) where they meet.

    down, across: values, or {name: value}, whose names are shown. corner: what the rows are.
    """
    down, across = _named(down), _named(across)
    rows = []
    for name, row in down.items():
        rows.append((name, *(cell(row, column) for column in across.values())))
    return Table((corner, *map(str, across)), rows, caption)


def _named(values) -> Mapping:
    return values if isinstance(values, Mapping) else {value: value for value in values}


def show(value) -> str:
    """A cell as text: integers with thousands marked, other numbers to four digits, None as a dash."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Integral):
        return f"{value:,}"
    if isinstance(value, Real):
        return f"{value:,.0f}" if abs(float(value)) >= 1e4 else f"{value:,.4g}"
    return str(value)


@dataclass(frozen=True)
class Claim:
    """One number of ours beside the published one: error = ours / published - 1, and why they differ."""

    what: str
    ours: float
    published: float | None
    why: str = ""

    @property
    def error(self) -> float | None:
        """The relative error, or None where nothing was published."""
        if self.published is None:
            return None
        return (
            self.ours / self.published - 1 if self.published else float(self.ours != 0)
        )


@checked
def compare(claims: Iterable[Claim], caption: str = "") -> Table:
    """Claims as the table that every chapter shows: ours | published | error | why."""
    rows = [(c.what, c.ours, c.published, _percent(c.error), c.why) for c in claims]
    return Table(("what", "ours", "published", "error", "why"), rows, caption)


@checked
def worst(table: Table, rows: int = 5) -> Table:
    """The rows of a comparison whose error is largest, the worst first; the caption says of how many.

    Errors: KeyError where the table has no columns ours and published.
    """
    pairs = zip(table.rows, table.column("ours"), table.column("published"))
    apart = {row: abs(ours / there - 1) for row, ours, there in pairs if there}
    chosen = sorted(apart, key=lambda row: -apart[row])[:rows]
    caption = f"The {len(chosen)} worst of {len(apart)}. {table.caption}"
    return Table(table.header, chosen, caption)


@checked
def printed_value(figure: str) -> int | float:
    """The number that a figure stands for: "2.3M" is 2,300,000. Units: k, M, G or B (10^9), or none."""
    number, unit = _parts(figure)
    return int(number * unit) if number * unit % 1 == 0 else float(number * unit)


@checked
def rounds_to(ours: float, figure: str) -> bool:
    """Whether a number is within half of the last digit of a figure: 2.3M stands for 2.25M to 2.35M."""
    number, unit = _parts(figure)
    last = int(number.as_tuple().exponent)  # NaN and infinity alone have letters
    return abs(Decimal(ours) / unit - number) <= Decimal(5).scaleb(last - 1)


def _parts(figure: str) -> tuple[Decimal, int]:
    try:
        number = Decimal(figure.rstrip("".join(UNITS)))
    except InvalidOperation:
        raise ValueError(
            f"{figure!r} is no figure: give a number, and a unit of {', '.join(UNITS)}"
        ) from None
    return number, UNITS.get(figure[-1], 1)


def _percent(error: float | None) -> str:
    if error is None:
        return "–"
    if error != error:
        return "NaN"
    return (
        "exact"
        if error == 0
        else f"{error:+.1%}"
        if abs(error) >= 0.0005
        else "under 0.05%"
    )
