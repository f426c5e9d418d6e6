"""A few questions to answer: choose or type, and the message comes with a program that shows it.

    quiz(items)               one below the other; `.answer(0, 2)` is the third choice of the first

Saved, it is a page without Python: each choice is folded over what is said to it.
"""

from collections.abc import Callable, Sequence
from html import escape

import ipywidgets

from dnnlib.puzzle.item import Item, Reply, ran
from dnnlib.screen.predict import parse

SURE = ("a guess", "I think so", "I am sure")
LETTERS = "ABCDEFGH"
CODE = "<pre style='background:#f3f3f0; padding:.5em; margin:.2em 0'>{}</pre>"
# in JupyterLab, which may be dark
LIVE = CODE.replace("style='", "style='color:#222; ")


class Card(ipywidgets.VBox):
    """One question. `.reply` is what its answer got, None before; an answer stays."""

    def __init__(self, number: int, item: Item, tell: Callable[["Card"], None]):
        self.item, self.tell = item, tell
        self.reply: Reply | None = None
        self._chooser = _chooser(item)
        self._sure = ipywidgets.ToggleButtons(options=SURE, value=None, tooltips=SURE)
        self._commit = ipywidgets.Button(description="Answer")
        self._show = ipywidgets.Button(description="Show me")
        self._said, self._shown = ipywidgets.HTML(), ipywidgets.HTML()
        self._commit.on_click(lambda _: self._take())
        self._show.on_click(lambda _: self._run())
        asked = ipywidgets.HTML(f"<b>{number}.</b> {_asked(item)}")
        line = [self._sure] if item.sure else []
        self._parts = [asked, self._chooser, *line, self._commit, self._said]
        super().__init__(self._parts, layout={"margin": "0 0 1.2em 0"})

    @property
    def sure(self) -> str:
        """How sure one said one was, "" where it was not asked."""
        return self._sure.value or ""

    def answer(self, value, sure: str = "") -> Reply:
        """Answer: the place of a choice, or a number or its text. The first answer stays.

        Errors: ValueError says what would fit.
        """
        if self.reply is None:
            number = parse(value) if isinstance(value, str) else value
            self.reply = self.item.reply(number)
            self._sure.value = sure or self._sure.value
            self._close(value)
            self.tell(self)
        return self.reply

    def _close(self, value) -> None:
        for part in (self._chooser, self._sure, self._commit):
            part.disabled = True
        self._chooser.value = value if self.item.choices else str(value)
        reply = self.reply
        if reply:
            mark = "✓" if reply.right else "✗"
            self._said.value = f"<p>{mark} {escape(reply.said)}</p>"
        self.children = [*self._parts, self._show, self._shown]

    def _take(self) -> None:
        value = self._chooser.value
        if value is None or value == "":
            self._said.value = "Choose one first."
            return
        if self.item.sure and not self.sure:
            self._said.value = "How sure are you?"
            return
        try:
            self.answer(value)
        except ValueError as error:
            self._said.value = escape(str(error))

    def _run(self) -> None:
        if self.reply:
            shown = f"{self.reply.code}\n\n{ran(self.reply.code)}"
            self._shown.value = LIVE.format(escape(shown.strip()))


class Quiz(ipywidgets.VBox):
    """Questions one below the other; `quiz` makes one. `.cards` are they, `.summary` how it went so far."""

    def __init__(self, title: str, items: Sequence[Item], kept: Callable[[Card], None]):
        self.title, self.kept = title, kept
        self.cards = [Card(k, one, self._told) for k, one in enumerate(items, 1)]
        self._end = ipywidgets.HTML()
        head = ipywidgets.HTML(f"<h3>{escape(title)}</h3>")
        super().__init__([head, *self.cards, self._end])

    @property
    def summary(self) -> str:
        """How many are right, and how sure one was of those that are not."""
        done = [card for card in self.cards if card.reply]
        right = sum(card.reply.right for card in done if card.reply)
        sure = [card for card in done if card.sure == SURE[-1]]
        off = sum(not card.reply.right for card in sure if card.reply)
        said = f"{right} of {len(done)} right."
        return f"{said} You were sure {len(sure)} times, and wrong {off} of them." if sure else said  # fmt: skip

    def answer(self, number: int, value, sure: str = "") -> Reply:
        """Answer the question of that place, counted from 0: as `Card.answer`."""
        return self.cards[number].answer(value, sure)

    def _told(self, card: Card) -> None:
        self.kept(card)
        if all(one.reply for one in self.cards):
            self._end.value = f"<p><b>{escape(self.summary)}</b></p>"

    def _repr_mimebundle_(self, **kwargs):
        data = super()._repr_mimebundle_(**kwargs) or {}
        items = [card.item for card in self.cards]
        data["text/html"] = saved(self.title, items)
        data["text/plain"] = f"{self.title} (run this cell)" if items else self.title
        return data


def quiz(title: str, items: Sequence[Item], kept: Callable[[Card], None] = lambda card: None) -> Quiz:  # fmt: skip
    """Questions to answer. kept: what is told of each card once it is answered."""
    return Quiz(title, items, kept)


def saved(title: str, items: Sequence[Item]) -> str:
    """The questions for a page without Python: a click on a choice opens what is said to it."""
    parts = [f"<p><b>{escape(title)}</b></p>"] + ["<ol>"] * bool(items)
    for item in items:
        parts.append(f"<li>{_asked(item)}{_folded(item)}</li>")
    return "".join([*parts, *["</ol>"] * bool(items)])


def _folded(item: Item) -> str:
    if not item.choices:
        reply = item.reply(item.truth)
        return _fold("the answer", reply)
    rows = []
    for place, choice in enumerate(item.choices):
        reply = item.reply(place)
        rows.append(_fold(f"{LETTERS[place]}: {choice.text}", reply))
    return "".join(rows)


def _fold(text: str, reply: Reply) -> str:
    mark = "✓" if reply.right else "✗"
    code = CODE.format(escape(reply.code)) if reply.right else ""
    said = f"{mark} {escape(reply.said)}{code}"
    return f"<details><summary>{escape(text)}</summary>{said}</details>"


def _asked(item: Item) -> str:
    """The words, the rules and the case, a line each."""
    call = f"<br><code>{escape(item.call)}</code>" if item.call else ""
    told = f"<br>{marked(item.told)}" if item.told else ""
    return marked(item.ask) + told + call


def marked(words: str) -> str:
    """Words as HTML; what stands between backticks is code."""
    pieces = escape(words).split("`")
    pieces[1::2] = [f"<code>{one}</code>" for one in pieces[1::2]]
    return "".join(pieces)


def _chooser(item: Item):
    if not item.choices:
        return ipywidgets.Text(placeholder="a number, such as 250 k")
    texts = [f"{LETTERS[k]}: {one.text}" for k, one in enumerate(item.choices)]
    options = list(zip(texts, range(len(texts))))
    wide = {"width": "auto"}
    return ipywidgets.RadioButtons(options=options, value=None, layout=wide)
