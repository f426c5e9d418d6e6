"""Votes for a room: those of a chapter's lecture, and a page of them alone.

    in_lecture("06")    what `dnnlib lecture 06` asks, and after which section
    page("06")          one file that asks the network for nothing: the lecture's first, then others

Count hands, talk, count again; then the answer, and a program that refutes what most took.
Source: peer instruction (Crouch and Mazur 2001).
"""

import ast
from itertools import zip_longest

import numpy as np

from dnnlib.door import checked
from dnnlib.lecture.deck import of_votes
from dnnlib.lecture.vote import Vote
from dnnlib.puzzle import Puzzle
from dnnlib.puzzle.item import Item
from dnnlib.puzzles import find
from dnnlib.teaching.beliefs import beliefs
from dnnlib.teaching.items import BELIEF, item, of_question, puzzle_items
from dnnlib.teaching.questions import question_on

PUZZLES, BELIEFS = 3, 2  # of a page
# chapter, the section that it ends, puzzle, case: by hand, for a room works it out in its head
CHOSEN = """
01 12 stuck              6.0, [-0.75, -0.75, -0.75], 0.5, 1.0
02 5  weights            8, 4, 3, 3, 2
03 5  transposed_macs    4, 2, 4, 3, 2, 1
04 2  tiled_words        4, 6, 4, 2
05 4  input_energy       1, 2, 3, 4
06 6  classify           "DRAM: C4 P6 M8 / RF:"
07 9  gated              [[[0, 2], [1, 3]], [[0, 0], [4, 0]]], "skipping"
08 5  adc_bits           64, 2, 1
09 5  accumulator_bits   16, 3, 3, 8, 8, False
10 7  eie_cycles         [[1, 0], [0, 2], [3, 0], [4, 5]], [1, 1], 2
11 3  separable_saving   128, 64, 3
12 5  latency_and_rate   5, 4, 20, 5
13 4  cache_bytes        2, 8, 2, 64, 100, 1, 16
14 5  hypervolume        [[1.0, 2.0], [2.0, 1.0]], [4.0, 4.0]
"""


def in_lecture(chapter: str) -> tuple[Vote, ...]:
    """The votes of a chapter's lecture, in its order. chapter: "06" or "ch06"; without any: ()."""
    number = chapter.removeprefix("ch").zfill(2)
    rows = [row.split(maxsplit=3) for row in CHOSEN.strip().splitlines()]
    return tuple(_vote(*row) for row in rows if row[0] == number)


def _vote(number: str, after: str, name: str, values: str) -> Vote:
    puzzle = find(f"ch{number}", name)
    one = question_on(puzzle, _case(puzzle, values), "room")
    return Vote(after, of_question(number, puzzle, one))


def _case(puzzle: Puzzle, values: str) -> tuple:
    """A case from its text: a list is an array where the puzzle's own example has one."""
    example = puzzle.examples[0]
    model = example if isinstance(example, tuple) else (example,)
    pairs = zip_longest(ast.literal_eval(f"{values},"), model)
    return tuple(
        np.array(value) if isinstance(like, np.ndarray) else value
        for value, like in pairs
    )


@checked
def page(chapter: str, seed="room") -> str:
    """A page of votes on a chapter. chapter: "06" or "ch06". seed: of any kind; another one, other questions.

    Errors: ValueError where the chapter has no puzzles.
    """
    number = chapter.removeprefix("ch").zfill(2)
    votes = [Vote("", one) for one in asked(number, seed)]
    return of_votes(votes, f"Votes on chapter {number}").html


def asked(number: str, seed="room") -> list[Item]:
    """What the page asks: three puzzles as questions, two beliefs."""
    made = puzzle_items(number, seed, PUZZLES)
    places = range(min(BELIEFS, len(beliefs(number))))
    return made + [item(f"{number}/{BELIEF}-{place}", seed) for place in places]
