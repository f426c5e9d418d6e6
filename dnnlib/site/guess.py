"""A prediction on a page without Python: it asks, takes a number, and then says the answer and the score.

The answer stands folded up, so that it is there for a reader without a script, and on paper.
"""

from html import escape

from dnnlib.lecture.shows import Answer, Question


def asked(one: Question) -> str:
    """The question with a box for the guess; theme/site.js opens the answer of the same question."""
    question, unit = escape(one.question, quote=True), escape(one.unit, quote=True)
    return (
        f'<form class="dnn-guess" data-question="{question}" data-unit="{unit}">'
        f"<p><strong>{question}</strong></p>"
        f'<label>Your guess: <input name="guess" autocomplete="off" '
        f'placeholder="a number, such as 250 k"></label> {unit} '
        f"<button>Commit</button>"
        f'<p class="dnn-said" aria-live="polite"></p></form>'
    )


def answered(one: Answer) -> str:
    """The answer, folded up until a guess is committed or a reader asks for it."""
    question = escape(one.question, quote=True)
    number = f"{escape(one.number)}{escape(one.unit)}"
    return (
        f'<details class="dnn-answer" data-question="{question}" '
        f'data-truth="{one.truth!r}" data-said="{number}">'
        f"<summary>{question} The answer</summary>"
        f'<p class="dnn-number">{number}</p>'
        f'<p class="dnn-said"></p></details>'
    )


def behind(html: str, question: str) -> str:
    """What may tell the answer, folded up until the same question has its guess."""
    named = escape(question, quote=True)
    return (
        f'<details class="dnn-behind" data-question="{named}">'
        f"<summary>What this cell shows, after your guess</summary>{html}</details>"
    )
