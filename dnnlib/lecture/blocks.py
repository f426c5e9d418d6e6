"""What stands on a slide: blocks of HTML, each a cell's text, code, table, picture, question or demo."""

import json
import re
from dataclasses import dataclass
from html import escape

from dnnlib.lecture import shows
from dnnlib.lecture.listing import listing
from dnnlib.screen.ids import marked, saved_mark

ROWS = 10  # of a table at once; more come with the next key
LINES = 18  # of printed text at once
WIDE = 86  # letters of a line
LINK = re.compile(r"<a\b[^>]*>(.*?)</a>", re.DOTALL)
# a heading that says nothing is none
EMPTY = re.compile(r"<th\b[^>]*></th>")


@dataclass(frozen=True)
class Block:
    """A piece of a slide: its kind is its CSS class, and it waits for a key or comes at once."""

    kind: str
    html: str
    waits: bool = False
    live: bytes = b""  # the recipe of a demo
    data: object = None  # what its demo reads, as JSON takes it


def of_code(source: str, found: list) -> list[Block]:
    """The blocks of a code cell: the code, then what it shows. The code of a question or a demo says nothing."""
    quiet = (shows.Question, shows.Answer, shows.Sliders, shows.Film, shows.Bench)
    made = []
    if source.strip() and not any(isinstance(one, quiet) for one in found):
        made.append(Block(f"listing{_wide(source)}", listing(source)))
    for one in found:
        made += of_shown(one)
    return made


def of_shown(one) -> list[Block]:
    """The blocks of one thing that a cell shows."""
    match one:
        case shows.Text(text):
            return _printed(text)
        case shows.Html(html):
            return tables(html)
        case shows.Picture(svg, words):
            return [Block("picture", _picture(svg, words))]
        case shows.Shot(png, words):
            return [Block("picture", _shot(png, words))]
        case shows.Question(key, question, unit):
            return [Block("ask", _ask(key, question, unit))]
        case shows.Answer(question, number, unit, truth):
            return [Block("answer", _answer(question, number, unit, truth), waits=True)]
        case shows.Sliders(baked, recipe):
            values = {"sliders": baked.sliders, "stops": baked.stops, "packed": baked.packed}  # fmt: skip
            return [Block("explorer", _demo("explorer"), live=recipe, data=values)]
        case shows.Film(values):
            return [Block("film", _demo("film"), data=values)]
        case shows.Bench(text, answer, recipe):
            values = {"text": text, "answer": _tight(answer)}
            return [Block("bench", _demo("bench"), live=recipe, data=values)]
    raise TypeError(f"a slide shows no {type(one).__name__}")


def tables(html: str) -> list[Block]:
    """A table in pieces of ROWS rows, each under the table's head; the pieces after the first wait."""
    html = EMPTY.sub("<td></td>", unlinked(html))
    rows = re.findall(r"<tr\b.*?</tr>", html, re.DOTALL)
    body = re.search(r"<tbody>(.*)</tbody>", html, re.DOTALL)
    if not body or len(rows) <= ROWS + 2:
        return [Block("table", html)]
    rows = re.findall(r"<tr\b.*?</tr>", body[1], re.DOTALL)
    count = -(-len(rows) // ROWS)  # pieces, as even as can be
    each = -(-len(rows) // count)
    pieces = [rows[k : k + each] for k in range(0, len(rows), each)]
    before, after = html[: body.start(1)], html[body.end(1) :]
    made = [before + "".join(piece) + after for piece in pieces]
    return [Block("table", text, waits=k > 0) for k, text in enumerate(made)]


def unlinked(html: str) -> str:
    """HTML whose links are words: a slide leads nowhere."""
    return LINK.sub(r"\1", html)


def as_json(value) -> str:
    """JSON that may stand in a script of a page."""
    return json.dumps(value, separators=(",", ":")).replace("</", "<\\/")


def _printed(text: str) -> list[Block]:
    kind = f"printed{_wide(text)}"
    made = [f'<pre class="said">{escape(piece)}</pre>' for piece in _screens(text)]
    return [Block(kind, html, waits=k > 0) for k, html in enumerate(made)]


def _screens(text: str) -> list[str]:
    """A text in pieces of LINES lines at most; cut at an empty line where one is near."""
    lines, made = text.split("\n"), []
    while len(lines) > LINES:
        empty = [k for k in range(LINES // 3, LINES) if not lines[k].strip()]
        cut = empty[-1] if empty else LINES
        made.append("\n".join(lines[:cut]))
        lines = lines[cut + bool(empty) :]
    return [*made, "\n".join(lines)]


def _wide(text: str) -> str:
    """Whether lines are so long that they need smaller type: a class more."""
    return " wide" if max(map(len, text.split("\n"))) > WIDE else ""


def _picture(svg: str, words: str) -> str:
    drawn = marked(svg, saved_mark(svg))
    return f'<div role="img" aria-label="{escape(words, quote=True)}">{drawn}</div>'


def _shot(png: str, words: str) -> str:
    said = escape(words, quote=True)
    return f'<div><img alt="{said}" src="data:image/png;base64,{png}"></div>'


def _ask(key: str, question: str, unit: str) -> str:
    data = (
        f'data-key="{escape(key, quote=True)}" data-unit="{escape(unit, quote=True)}"'
    )
    return f'<p class="question">{escape(question)}</p><div class="hands" {data}></div>'


def _answer(question: str, number: str, unit: str, truth: float) -> str:
    said = f"{escape(number)}{escape(unit)}"
    asked = f'<p class="again">{escape(question)}</p>'
    room = f'<p class="room" data-truth="{truth!r}"></p>'
    return f'{asked}<p class="number">{said}</p>{room}'


def _demo(kind: str) -> str:
    return f'<div class="demo" data-demo="{kind}"></div>'


def _tight(html: str) -> str:
    return unlinked(html)
