"""One thing to answer at once: choices, or a number; each answer has its words and a program that shows it.

item.reply(2)          to the third choice
item.reply("250 k")    to a number
reply.right, reply.said, ran(reply.code)
"""

import ast
import io
from contextlib import redirect_stdout
from dataclasses import dataclass

NEAR = 1.1  # a number is right up to so many times too high or too low


@dataclass(frozen=True)
class Choice:
    """A value to choose. said: what is told to who chose it. code: the program that shows why."""

    text: str
    said: str
    code: str


@dataclass(frozen=True)
class Reply:
    """What an answer gets."""

    right: bool
    said: str
    code: str


@dataclass(frozen=True)
class Item:
    """What is asked.

    key: "06/fetched", where it is kept. ask, call: the words, and the case. told: its rules, without which nobody could
    answer. choices, right: to choose from; without choices a number is asked, and truth, unit and code are its answer.
    sure: whether one says how sure one is.
    """

    key: str
    ask: str
    call: str = ""
    choices: tuple[Choice, ...] = ()
    right: int = 0
    truth: float = 0.0
    unit: str = ""
    code: str = ""
    sure: bool = False
    told: str = ""

    def reply(self, answer: int | float) -> Reply:
        """What is said to an answer: the place of a choice, or a number. Errors: ValueError where it is neither."""
        if self.choices:
            if answer not in range(len(self.choices)):
                raise ValueError(f"{answer}: choose one of 0 to {len(self.choices) - 1}")  # fmt: skip
            chosen = self.choices[int(answer)]
            return Reply(answer == self.right, chosen.said, chosen.code)
        return self._near(float(answer))

    def _near(self, guess: float) -> Reply:
        truth = f"It is {self.truth:,.6g}{self.unit}"
        if guess <= 0:
            raise ValueError(f"{guess:g}: the answer is above 0")
        off = max(guess / self.truth, self.truth / guess)
        if off <= NEAR:
            return Reply(True, f"{truth}.", self.code)
        side = "high" if guess > self.truth else "low"
        return Reply(False, f"{truth}: you are {off:.3g} times too {side}.", self.code)


def ran(code: str) -> str:
    """Run a program, and give what it prints and below that the value of its last line."""
    tree, names = ast.parse(code), {"__name__": "shown"}
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    printed, value = io.StringIO(), None
    with redirect_stdout(printed):
        exec(compile(tree, "<shown>", "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), "<shown>", "eval"), names)
    return printed.getvalue() + ("" if value is None else f"{value!r}")
