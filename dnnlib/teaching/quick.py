"""The quick check at a chapter's end, and the review of earlier ones when a notebook opens.

    quick_check("06")      five questions of this chapter
    review("06")           up to three of earlier chapters that are due, with other numbers

What was asked comes back in equal steps, as long as the course lasts: ten days after it was last asked.
Source: steps that grow are no better than equal ones (Latimier, Peyre and Ramus 2021).
"""

from datetime import UTC, datetime, timedelta

from dnnlib import progress
from dnnlib.door import checked
from dnnlib.puzzle.item import Item, Reply
from dnnlib.screen.quiz import Card, Quiz, quiz
from dnnlib.teaching.items import item as item_of
from dnnlib.teaching.items import quick

STEP = timedelta(days=10)
MOST = 3  # questions of one review
KEPT = "check:"  # before a question's key in the learner's file


@checked
def quick_check(chapter: str) -> Quiz:
    """Five questions at a chapter's end: two from its puzzles, two beliefs, one prediction with other numbers.

    chapter: "06" or "ch06". Each time with other numbers; what was answered comes back in `review`.
    Errors: ValueError where the chapter has no puzzles.
    """
    number = chapter.removeprefix("ch")
    before = progress.load().get(f"{KEPT}{number}", {}).get("times", 0)
    made = quick(number, before)

    def kept(card: Card) -> None:
        _of_card(card)
        progress.record(f"{KEPT}{number}", {"times": before + 1})

    return quiz(f"Quick check of chapter {number}", made, kept)


@checked
def review(before: str = "99", now: datetime | None = None) -> Quiz:
    """Up to three questions of earlier chapters that are due, those that wait longest first.

    before: the chapter that begins, "06": what belongs to it or to a later one is left. now: the time, by default today's.
    """
    found = due(before, now)
    title = "Once more, from earlier chapters" if found else "No question of an earlier chapter is due."  # fmt: skip
    return quiz(title, found[:MOST], _of_card)


@checked
def due(before: str = "99", now: datetime | None = None) -> list[Item]:
    """All questions that are due, each with numbers that were not asked yet."""
    number = before.removeprefix("ch")
    latest = (now or datetime.now(UTC)) - STEP
    waiting = []
    for key, record in progress.load().items():
        name = key.removeprefix(KEPT)
        if key.startswith(KEPT) and "/" in name and name[:2] < number:
            when = datetime.fromisoformat(record["when"])
            if when <= latest:
                waiting.append((when, name, record.get("times", 1)))
    made = [_again(name, times) for _, name, times in sorted(waiting)]
    return [one for one in made if one]


def _again(name: str, times: int) -> Item | None:
    """The question with its next numbers; None where the course has it no more."""
    try:
        return item_of(name, f"review {times}")
    except (ValueError, IndexError):
        return None


def _of_card(card: Card) -> None:
    if card.reply:
        keep(card.item, card.reply, card.sure)


@checked
def keep(item: Item, reply: Reply, sure: str = "") -> None:
    """Keep an answer in the learner's own file. sure: how sure one said one was."""
    now = {"right": reply.right, "sure": sure}
    now |= {} if reply.right else {"mistake": reply.said}

    def change(earlier: dict) -> dict:
        first = earlier.get("first", reply.right)
        return {**now, "first": first, "times": earlier.get("times", 0) + 1}

    progress.update(f"{KEPT}{item.key}", change)
