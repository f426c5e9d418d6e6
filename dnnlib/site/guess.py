"""A prediction on a page without Python: it asks, takes a number, and then says the answer and the score.

The answer stands folded up, so that it is there for a reader without a script, and on paper. What was guessed, how sure
one was and the reasons are kept in the reader's browser (theme/guess.js), and stand at the chapter's end (theme/kept.js).
"""

import json
from html import escape

from dnnlib.door import checked
from dnnlib.lecture.shows import Answer, Question
from dnnlib.screen.sure import ASKED, SURE, TOLD
from dnnlib.teaching.guesses import same_answer

HEADS = ("question", "you said", "it is", "because")
SHARE, NUMBER = " %", ""  # units that stand for those like them


@checked
def asked(one: Question) -> str:
    """The question with a box for the guess; theme/guess.js opens the answer of the same question."""
    degrees = [("", "not said"), *((f"{most:g}", name) for name, most in SURE.items())]
    sure = "".join(
        f'<option value="{value}">{name}</option>' for value, name in degrees
    )
    question, unit = escape(one.question, quote=True), escape(one.unit, quote=True)
    return (
        f'<form class="dnn-guess" data-question="{question}" data-unit="{unit}">'
        f"<p><strong>{question}</strong></p>"
        f'<label>Your guess: <input name="guess" autocomplete="off" '
        f'placeholder="a number, such as 250 k"></label> {unit} '
        f'<label title="{escape(TOLD, quote=True)}">{ASKED} <select name="sure">{sure}</select></label> '
        f"<button>Commit</button>"
        f'<p class="dnn-said" aria-live="polite"></p></form>'
    )


@checked
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


@checked
def behind(html: str, question: str) -> str:
    """What may tell the answer, folded up until the same question has its guess."""
    named = escape(question, quote=True)
    return (
        f'<details class="dnn-behind" data-question="{named}">'
        f"<summary>What this cell shows, after your guess</summary>{html}</details>"
    )


def listed() -> str:
    """The page's own guesses, with answers, reasons and the mean score, as `my_guesses` lists them in the notebook."""
    heads = "".join(f"<th>{head}</th>" for head in HEADS)
    return (
        f'<div class="dnn-guesses" data-number="{same_answer(NUMBER)!r}" '
        f'data-share="{same_answer(SHARE)!r}"><p class="dnn-mean">Your guesses are kept in '
        f'your browser.</p><div class="dnn-table" tabindex="0"><table hidden><thead><tr>{heads}</tr>'
        f"</thead><tbody></tbody></table></div>{calibrated()}"
        f"<button hidden>Begin the guesses of this page anew</button></div>"
    )


def calibrated() -> str:
    """How sure the reader was, and how often right, as `my_calibration` draws it in the notebook."""
    degrees = escape(json.dumps(SURE), quote=True)
    return f'<p class="dnn-calibration" data-sure="{degrees}"></p>'
