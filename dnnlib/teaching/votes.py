"""Votes for a room, a full screen each: count hands, talk, count again, and then the counter-example.

    page("06")      one file that asks the network for nothing; Page Down or Enter goes on

Source: peer instruction (Crouch and Mazur 2001); a first vote of 35 to 70 % right leaves the most to talk about.
"""

import json
import re
from html import escape
from pathlib import Path

from dnnlib.puzzle.item import Item, ran
from dnnlib.teaching.beliefs import beliefs
from dnnlib.teaching.items import BELIEF, item, puzzle_items

HERE = Path(__file__).parent
PUZZLES, BELIEFS = 3, 2  # of a page


def page(chapter: str, seed="room") -> str:
    """A page of votes on a chapter. chapter: "06" or "ch06". seed: of any kind; another one, other questions.

    Errors: ValueError where the chapter has no puzzles.
    """
    number = chapter.removeprefix("ch").zfill(2)
    data = json.dumps([_plain(one) for one in asked(number, seed)])
    parts = {
        "title": escape(f"Votes on chapter {number}"),
        "data": data.replace("</", "<\\/"),
    }
    text = (HERE / "votes.html").read_text("utf-8")
    return re.sub(r"\{(title|data)\}", lambda found: parts[found[1]], text)


def asked(number: str, seed="room") -> list[Item]:
    """What the page asks: three puzzles as questions, two beliefs."""
    made = puzzle_items(number, seed, PUZZLES)
    places = range(min(BELIEFS, len(beliefs(number))))
    return made + [item(f"{number}/{BELIEF}-{place}", seed) for place in places]


def _plain(one: Item) -> dict:
    choices = [
        {"text": c.text, "said": c.said, "code": c.code, "shown": ran(c.code)}
        for c in one.choices
    ]
    ask = one.ask.replace("`", "")
    return {"ask": ask, "call": one.call, "right": one.right, "choices": choices}
