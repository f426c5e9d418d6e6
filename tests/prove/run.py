"""The proof that the graders grade, `make prove`: right answers pass, wrong ones are named, mutants are caught.

python tests/prove/run.py [puzzle ...]    with names: those only; the page keeps what was found of the others
"""

import hashlib
import inspect
import json
import re
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE.parent), str(HERE)]

import nbformat  # noqa: E402
from equivalent import DESIGNS, EQUIVALENT, reason  # noqa: E402
from mutants import BEGIN, END, Mutant, mutants  # noqa: E402
from tqdm import tqdm  # noqa: E402
from trial import FORK, SECRET, answer, survives  # noqa: E402

from dnnlib.puzzle import Puzzle, check  # noqa: E402
from dnnlib.puzzles import CHAPTERS, HIDDEN_TRIALS  # noqa: E402

PAGE = HERE / "README.md"
FOUND = HERE / "found.json"
TARGET = 0.98  # of the mutants that are not equivalent


@dataclass(frozen=True)
class Proof:
    """What became of one puzzle: answers accepted and mistakes named, of how many; mutants, and those that passed."""

    chapter: str
    puzzle: str
    right: tuple[int, int]
    wrong: tuple[int, int]
    mutants: int
    survivors: tuple[Mutant, ...]
    digest: str

    @property
    def known(self) -> list[Mutant]:
        """The survivors that are listed as equivalent."""
        return [m for m in self.survivors if reason(self.puzzle, m.before, m.after)]

    @property
    def killed(self) -> int:
        """Mutants that did not pass."""
        return self.mutants - len(self.survivors)

    @property
    def killable(self) -> int:
        """Mutants that are not equivalent."""
        return self.mutants - len(self.known)

    @property
    def stale(self) -> set[tuple[str, str]]:
        """Entries of the list of equivalents that no survivor meets."""
        return EQUIVALENT.get(self.puzzle, {}).keys() - {
            (m.before, m.after) for m in self.survivors
        }

    @property
    def complete(self) -> bool:
        """Whether all right answers pass, all wrong ones are named, and no entry is stale."""
        return (
            self.right[0] == self.right[1]
            and self.wrong[0] == self.wrong[1]
            and not self.stale
        )


def prove(chapter: str, name: str, most: int | None = None) -> Proof:
    """One puzzle against its right answers, its named mistakes and the mutants of its solution.

    most: so many mutants are tried, always the same, and those that are listed as equivalent; None: all.
    """
    puzzle = next(p for p in CHAPTERS[chapter] if p.name == name)
    read = digest(chapter, puzzle)
    if name in DESIGNS:
        right, wrong = _accepted(chapter, puzzle), _named(puzzle)
        return Proof(chapter, name, right, wrong, 0, (), read)
    setup, cell = mutated(chapter, puzzle)
    start = time.process_time()
    if not check(puzzle, answer(setup, cell), SECRET, HIDDEN_TRIALS):
        raise SystemExit(
            f"the solution of {chapter}/{name} does not pass: nothing can be proven by its mutants"
        )
    seconds = 1 + 10 * (time.process_time() - start)
    made = mutants(cell)
    tried = made if most is None else sample(made, name, most)
    left = tuple(m for m in tried if survives(puzzle, setup, m.code, seconds))
    right, wrong = _accepted(chapter, puzzle), _named(puzzle)
    return Proof(chapter, name, right, wrong, len(made), left, read)


def mutated(chapter: str, puzzle: Puzzle) -> tuple[str, str]:
    """The solution that is mutated, after its imports: the first of them that has any mutants."""
    codes = (solution(chapter, puzzle), *_answers(chapter, puzzle))
    return next(code for code in codes if mutants(code[1]))


def sample(made: Sequence[Mutant], puzzle: str, most: int) -> list[Mutant]:
    """At most so many mutants, by the hash of their text, and those listed as equivalent."""
    by_hash = sorted(made, key=lambda m: hashlib.sha256(m.code.encode()).digest())
    chosen = by_hash[:most]
    return chosen + [m for m in by_hash[most:] if reason(puzzle, m.before, m.after)]


def digest(chapter: str, puzzle: Puzzle) -> str:
    """Eight letters of what a full proof depends on: the puzzle's file, and the code that is mutated."""
    file = inspect.getsourcefile(inspect.unwrap(puzzle.spec))
    text = Path(file).read_text()
    if puzzle.name not in DESIGNS:
        text += "".join(mutated(chapter, puzzle))
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def solution(chapter: str, puzzle: Puzzle) -> tuple[str, str]:
    """The first cell of the exercise, with its imports, and the cell that holds the puzzle's solution."""
    cells = solutions(chapter)
    return cells["setup"], cells[f"{puzzle.name.replace('_', '-')}-answer"]


@cache
def solutions(chapter: str) -> dict[str, str]:
    """The cells of an exercise with its answers, by the names that nbgrader has for them."""
    (file,) = (ROOT / "solutions" / chapter).glob("*.ipynb")
    cells = nbformat.read(file, 4).cells
    return {c.metadata.get("nbgrader", {}).get("grade_id"): c.source for c in cells}


def _answers(chapter: str, puzzle: Puzzle) -> Iterator[tuple[str, str]]:
    """The right answers of the tests in the form of a solution: where the solution is a text, it has no mutants."""
    module = import_module(f"answers_{chapter}")
    for function in map(inspect.unwrap, module.ANSWERS[puzzle.name]):
        source = inspect.getsource(function) if inspect.isfunction(function) else ""
        if function.__module__ == module.__name__ and source.startswith(("def ", "@")):
            head, body = re.match(
                r"(.*?^def [^\n]*:\n)(.*)", source, re.DOTALL | re.MULTILINE
            ).groups()
            yield inspect.getsource(module), f"{head}    {BEGIN}\n{body}    {END}\n"


def _accepted(chapter: str, puzzle: Puzzle) -> tuple[int, int]:
    answers = import_module(f"answers_{chapter}").ANSWERS[puzzle.name]
    return sum(
        check(puzzle, a, SECRET, HIDDEN_TRIALS).points == puzzle.points for a in answers
    ), len(answers)


def _named(puzzle: Puzzle) -> tuple[int, int]:
    """Wrong answers that are caught, each under its own message."""
    caught = 0
    for message in puzzle.wrong:
        report = check(
            puzzle, lambda *case: puzzle.wrong[message](*case), SECRET, HIDDEN_TRIALS
        )
        caught += not report.passed and report.mistake == message
    return caught, len(puzzle.wrong)


def page(proofs: list[Proof]) -> str:
    """The kill table as markdown: a row a puzzle, the sum, survivors, and each equivalent mutant with its reason."""
    lines = [
        "# The proof that the graders grade",
        "",
        "Written by `make prove`. Each puzzle is given its right answers, which must pass; its known mistakes, each of which",
        "must fail under its own message; and mutants of its solution, made by [cosmic-ray](https://cosmic-ray.readthedocs.io),",
        "which must fail. A mutant that does what the solution does cannot fail: those are listed below, each with its reason.",
        "",
        *table(proofs),
        "",
        "No mutants are made of these:",
        "",
        *(
            f"- {p.chapter} {p.puzzle}: {DESIGNS[p.puzzle]}"
            for p in proofs
            if p.puzzle in DESIGNS
        ),
        "",
        *_mutants(
            "## Survivors",
            proofs,
            lambda p: [(m, "") for m in p.survivors if m not in p.known],
        ),
        *_mutants(
            "## Equivalent mutants",
            proofs,
            lambda p: [
                (m, ": " + reason(p.puzzle, m.before, m.after)) for m in p.known
            ],
        ),
    ]
    return "\n".join(lines).rstrip() + "\n"


def table(proofs: list[Proof]) -> list[str]:
    """The rows of the kill table, and their sum."""
    head = "| chapter | puzzle | right answers pass | mistakes named | mutants | equivalent | killed | of text |"
    rows = [_row(p.chapter, p.puzzle, [p]) for p in proofs]
    return [
        head,
        "|---|---|--:|--:|--:|--:|--:|---|",
        *rows,
        _row("all", f"{len(proofs)} puzzles", proofs),
    ]


def _row(chapter, name, proofs) -> str:
    right, wrong = (
        tuple(map(sum, zip(*(getattr(p, of) for p in proofs))))
        for of in ("right", "wrong")
    )
    made, known = sum(p.mutants for p in proofs), sum(len(p.known) for p in proofs)
    killed, killable = sum(p.killed for p in proofs), sum(p.killable for p in proofs)
    share = (
        f"{killed} of {killable}, {100 * killed / killable:.1f} %"
        if killable
        else "a design"
    )
    read = proofs[0].digest if len(proofs) == 1 else ""
    return f"| {chapter} | {name} | {right[0]} of {right[1]} | {wrong[0]} of {wrong[1]} | {made} | {known} | {share} | {read} |"


def _mutants(title, proofs, listed) -> list[str]:
    lines = [title, ""]
    for p in proofs:
        lines += [
            f"- {p.chapter} {p.puzzle}: `{m.before}` → `{m.after}`{why}"
            for m, why in listed(p)
        ]
    return [*(lines if len(lines) > 2 else [title, "", "None."]), ""]


def failures(proofs: list[Proof]) -> list[str]:
    """What falls short, in words; empty where the proof stands."""
    said = []
    for p in proofs:
        said += [f"{p.puzzle}: {p.right[1] - p.right[0]} right answers refused"] * (
            p.right[0] != p.right[1]
        )
        said += [f"{p.puzzle}: {p.wrong[1] - p.wrong[0]} mistakes not named"] * (
            p.wrong[0] != p.wrong[1]
        )
        said += [
            f"{p.puzzle}: listed as equivalent, but no such survivor: {entry}"
            for entry in sorted(p.stale)
        ]
    killed, killable = sum(p.killed for p in proofs), sum(p.killable for p in proofs)
    said += [f"{killed} of {killable} mutants killed: below {TARGET:.0%}"] * (
        killed < TARGET * killable
    )
    return said


def kept() -> list[Proof]:
    """What earlier runs found."""
    found = json.loads(FOUND.read_text()) if FOUND.exists() else []
    return [
        Proof(c, p, tuple(right), tuple(wrong), made, survivors(left), text)
        for c, p, right, wrong, made, left, text in found
    ]


def survivors(left: list) -> tuple[Mutant, ...]:
    """Mutants again, without their code, which nobody asks for."""
    return tuple(Mutant(before, after, "") for before, after in left)


def keep(proofs: list[Proof]) -> None:
    """Put down what was found, a line a puzzle."""
    rows = [
        [p.chapter, p.puzzle, p.right, p.wrong, p.mutants]
        + [[(m.before, m.after) for m in p.survivors], p.digest]
        for p in proofs
    ]
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    FOUND.write_text(f"[\n{lines}\n]\n")


def main(names: list[str]) -> int:
    """Prove all puzzles, or those named; write the page for all of them. Not 0 where the proof does not stand.

    What is not proven anew keeps what was found before, with the text that it was found of.
    """
    todo = [
        (chapter, p.name)
        for chapter, puzzles in CHAPTERS.items()
        for p in puzzles
        if not names or p.name in names
    ]
    for chapter in {chapter for chapter, _ in todo}:
        import_module(f"answers_{chapter}")  # before the fork: torch once
    with ProcessPoolExecutor(2, mp_context=FORK) as pool:
        proofs = list(
            tqdm(pool.map(prove, *zip(*todo)), total=len(todo), unit="puzzle")
        )
    known = {(p.chapter, p.puzzle): p for p in (*kept(), *proofs)}
    order = [(c, p.name) for c, puzzles in CHAPTERS.items() for p in puzzles]
    proofs = [known[key] for key in order if key in known]
    keep(proofs)
    PAGE.write_text(page(proofs))
    print(f"{PAGE.relative_to(ROOT)} written: {table(proofs)[-1]}")
    for p in proofs:
        for m in p.survivors:
            if m not in p.known:
                print(f"{p.puzzle}: {m.before!r}, {m.after!r}")
    print("\n".join(failures(proofs)))
    return bool(failures(proofs))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
