"""What a quick check asks: puzzles as questions, beliefs as true or false, a prediction with other numbers.

quick("06", seed=3)           five things to answer: two, two, and one
item("06/fetched", seed=4)    one of them again, with other numbers
"""

import random

from dnnlib.door import checked
from dnnlib.puzzle import Puzzle
from dnnlib.puzzle.item import Choice, Item, ran
from dnnlib.puzzle.literal import literal
from dnnlib.puzzles import CHAPTERS, find
from dnnlib.teaching.again import again
from dnnlib.teaching.beliefs import Belief, beliefs
from dnnlib.teaching.questions import Option, Question, askable, question

FROM_PUZZLES, FROM_BELIEFS = 2, 2
EASY = 90  # letters of a call that is worked out in the head
LEAST = 4  # values to choose from
BELIEF = "believed"  # in a key: "06/believed-2"
SHOWN = """{imports}from dnnlib.puzzle.verdict import run_on
from dnnlib.puzzles import {chapter}

puzzle, case = {chapter}.{name}, {case}
print("right:", run_on(puzzle, puzzle.spec, case).value)"""
MISTAKEN = """
mistake = list(puzzle.wrong)[{place}]
print("yours:", run_on(puzzle, puzzle.wrong[mistake], case).value)"""


@checked
def quick(chapter: str, seed=0) -> tuple[Item, ...]:
    """Five things to answer of a chapter. chapter: "06" or "ch06". seed: of any kind; another one, other numbers.

    Errors: ValueError where the chapter has no puzzles.
    """
    number = chapter.removeprefix("ch")
    order = random.Random(f"{number} {seed}")
    places = list(range(len(beliefs(number))))
    chosen = sorted(order.sample(places, min(FROM_BELIEFS, len(places))))
    keys = [f"{number}/{BELIEF}-{place}" for place in chosen]
    keys += [one.key for one in filter(None, [again(number, seed)])]
    return (*puzzle_items(number, seed), *(item(key, seed) for key in keys))


@checked
def item(key: str, seed=0) -> Item:
    """One thing to answer by its key, with the numbers of a seed. Errors: ValueError where there is none."""
    number, _, name = key.partition("/")
    if name.startswith(BELIEF):
        place = int(name.rpartition("-")[2])
        return _of_belief(key, beliefs(number)[place], seed)
    once_more = again(number, seed)
    if once_more and once_more.key == key:
        truth = float(ran(once_more.code))
        return Item(key, once_more.question, truth=truth, unit=once_more.unit, code=once_more.code)  # fmt: skip
    puzzle = find(f"ch{number}", name)
    return of_question(number, puzzle, question(puzzle, seed))


def puzzle_items(number: str, seed, count: int = FROM_PUZZLES) -> list[Item]:
    """Puzzles as questions that can be worked out in the head; longer ones only where there are no others.

    Errors: ValueError where the chapter has no puzzles.
    """
    if f"ch{number}" not in CHAPTERS:
        raise ValueError(f"no puzzles of {number!r}; there are {', '.join(CHAPTERS)}")
    pool = list(CHAPTERS[f"ch{number}"])
    random.Random(f"{number} {seed} puzzles").shuffle(pool)
    able: list[tuple[Puzzle, Question]] = []
    long: list[tuple[Puzzle, Question]] = []
    for puzzle in pool:
        if len(able) == count:
            break
        if askable(puzzle, seed, LEAST):
            one = question(puzzle, seed)
            (able if len(one.call) <= EASY else long).append((puzzle, one))
    found = [*able, *long][:count]
    return [of_question(number, puzzle, one) for puzzle, one in found]


@checked
def of_question(number: str, puzzle: Puzzle, one: Question) -> Item:
    """A question as one thing to answer. number: of the puzzle's chapter, "06"."""
    choices = tuple(_choice(number, puzzle, one, option) for option in one.options)
    key = f"{number}/{puzzle.name}"
    return Item(key, one.statement, one.call, choices, one.right, told=one.told)


def _choice(number: str, puzzle: Puzzle, one: Question, option: Option) -> Choice:
    case = literal(one.case)
    imports = "import numpy as np\n\n" if "np." in case else ""
    parts = {"chapter": f"ch{number}", "name": puzzle.name, "case": case}
    code = SHOWN.format(imports=imports, **parts)
    if option.mistake:
        place = list(puzzle.wrong).index(option.mistake)
        return Choice(option.text, option.mistake, code + MISTAKEN.format(place=place))
    return Choice(option.text, "Right.", code)


def _of_belief(key: str, one: Belief, seed) -> Item:
    """The belief or its truth, by the seed."""
    true = random.Random(f"{key} {seed}").random() < 0.5
    asked = one.truth if true else one.statement
    wrong = f"It is true. People believe: “{one.statement}”"
    wrong = wrong if true else f"People do believe it. {one.truth}"
    said = ("Right.", wrong) if true else (wrong, f"Right. {one.truth}")
    choices = tuple(Choice(*pair, one.code) for pair in zip(("true", "false"), said))
    return Item(key, asked, choices=choices, right=int(not true), sure=True)
