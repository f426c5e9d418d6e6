"""A vote as a slide: hands are counted, the room talks, hands are counted again; then the answer and its program.

    block(Vote("6", item))      the slide's one block: page/vote.js counts, worker.py runs the program

Without Python the slide shows what the program printed when the slides were made.
Source: peer instruction (Crouch and Mazur 2001); a first vote of 35 to 70 % right leaves the most to talk about.
"""

import pickle
import re
from dataclasses import dataclass
from html import escape

from dnnlib.lecture.blocks import Block
from dnnlib.lecture.listing import listing
from dnnlib.puzzle.item import Choice, Item, ran

MINUTES = 3.0  # one to read and vote, two to talk and vote again
LETTERS = "ABCDEFGH"
KEYS = 3  # to vote again, to the answer, to the program
ARRAY = re.compile(r"np\.array\((\[.*?\])\)")  # a list ends where its array does
TURNS = ("first", "second")
TOLD = """Read it out, count hands: a number, then Tab. Fewer than a third right: explain, then go on. More than two thirds:
show the answer. Between: two minutes with a neighbour, and vote again."""


@dataclass(frozen=True)
class Vote:
    """A question to a room. after: the number of the section that it follows, such as "6"."""

    after: str
    item: Item

    @property
    def answer(self) -> str:
        """The right choice: "B: WS"."""
        return f"{LETTERS[self.item.right]}: {plain(self.item.choices[self.item.right].text)}"


def block(vote: Vote) -> Block:
    """The block of a vote. Its programs are run once, for a room where Python does not answer."""
    item = vote.item
    rows = [_row(k, choice, item) for k, choice in enumerate(item.choices)]
    asked = [f'<p class="question">{marked(item.ask)}</p>']
    asked += [f'<p class="told">{marked(item.told)}</p>'] * bool(item.told)
    asked += [f'<p class="case"><code>{escape(plain(item.call))}</code></p>'] * bool(
        item.call
    )
    marks = [f'<i class="fragment" data-fragment-index="{k}"></i>' for k in range(KEYS)]
    parts = [*asked, *rows, '<p class="talk" role="status"></p>', PROGRAM, *marks]
    html = f'<div class="vote" data-demo="vote">{"".join(parts)}</div>'
    codes = [choice.code for choice in item.choices]
    data = {"key": item.key, "right": item.right}
    data["listings"] = [listing(code) for code in codes]
    data["shown"] = [ran(code).strip() for code in codes]
    return Block("ballot", html, live=pickle.dumps(("vote", *codes)), data=data)


PROGRAM = """<div class="program"><div class="listing"></div><pre class="shown"></pre><p class="when"></p></div>"""


def for_lecturer(vote: Vote) -> str:
    """What the lecturer reads beside the slide."""
    return f"<p>Right is {escape(vote.answer)}. {TOLD}</p>"


def marked(words: str) -> str:
    """Words as HTML; what stands between backticks is code."""
    pieces = escape(words).split("`")
    pieces[1::2] = [f"<code>{one}</code>" for one in pieces[1::2]]
    return "".join(pieces)


def plain(text: str) -> str:
    """Values as a room reads them: an array as its list."""
    return ARRAY.sub(r"\1", text)


def _row(place: int, choice: Choice, item: Item) -> str:
    letter, right = LETTERS[place], " right" * (place == item.right)
    kind = "code" if item.call else "span"
    boxes = [
        f'<input type="number" min="0" class="{turn}" aria-label="{letter}, {turn} vote">'
        for turn in TURNS
    ]
    said = "" if right else f'<p class="why">{marked(choice.said)}</p>'
    return (
        f'<div class="choice{right}"><b>{letter}</b><{kind} class="text">{escape(plain(choice.text))}</{kind}>'
        f'{"".join(boxes)}<div class="share"></div>{said}</div>'
    )
