"""The proof that the graders grade: it stands, its page is current, and it would see a grader that does not grade."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from dnnlib.puzzles import CHAPTERS, ch02

sys.path.insert(0, str(Path(__file__).parent / "prove"))
import run  # noqa: E402
from mutants import BEGIN, END, mutants  # noqa: E402
from trial import survives  # noqa: E402

PUZZLES = [
    (chapter, puzzle.name)
    for chapter, puzzles in CHAPTERS.items()
    for puzzle in puzzles
]
DOUBLE = f"def double(x, times=2):\n    {BEGIN}\n    return x * times + 0\n    {END}\n"


SAMPLE = 4  # mutants of each puzzle here; `make prove` tries them all


@pytest.mark.slow
@pytest.mark.parametrize("chapter, name", PUZZLES)
def test_the_proof_stands_and_the_page_says_so(chapter, name):
    """Right answers and mistakes all, mutants some; the page has all, of this very text of puzzle and solution."""
    proof = run.prove(chapter, name, SAMPLE)
    assert proof.complete and (proof.mutants or name in run.DESIGNS)
    assert [m for m in proof.survivors if m not in proof.known] == []
    row = run.table([proof])[2]
    assert row in run.PAGE.read_text(), f"{chapter} {name} changed: make prove"


def test_a_sample_is_always_the_same_and_holds_what_is_listed():
    made = mutants(run.solution("ch02", ch02.macs)[1])
    listed = [m for m in made if run.reason("macs", m.before, m.after)]
    some = run.sample(made, "macs", 5)
    assert some == run.sample(made[::-1], "macs", 5) and set(listed) <= set(some)
    assert listed and 5 <= len(some) <= 5 + len(listed)


def test_the_page_has_a_row_for_each_puzzle_and_their_sum():
    rows = [
        line.split(" | ")[:2]
        for line in run.PAGE.read_text().splitlines()
        if line.startswith(("| ch0", "| ch1", "| all"))
    ]
    assert [(chapter.lstrip("| "), name) for chapter, name in rows] == [
        *PUZZLES,
        ("all", f"{len(PUZZLES)} puzzles"),
    ]


def test_a_mutant_is_one_change_in_the_solution_and_nowhere_else():
    made = mutants(DOUBLE)
    assert {m.before for m in made} == {"return x * times + 0"} and len(
        {m.code for m in made}
    ) == len(made)
    assert "return x * times - 0" in {
        m.after for m in made
    } and "return x / times + 0" in {m.after for m in made}
    assert all("times=2" in m.code for m in made)


def test_a_grader_with_too_few_cases_is_found_out():
    """One case, and many wrong answers pass: the proof must list them, or it proves nothing."""
    setup, cell = run.solution("ch02", ch02.macs)
    weak = replace(ch02.macs, cases=[(1, 1, 1, 1, 1, 1, 1, 1)], examples=())
    passed = [m for m in mutants(cell) if survives(weak, setup, m.code, 30)]
    assert len(passed) > 5 and not any(
        survives(ch02.macs, setup, m.code, 30) for m in passed[:5]
    )


@pytest.mark.parametrize(
    "line",
    [
        "while True: pass",
        "return bytearray(1 << 40)",
        "raise SystemExit(0)",
        "import os; os._exit(1)",
    ],
)
def test_a_mutant_that_will_not_end_is_caught(line):
    setup, cell = run.solution("ch02", ch02.macs)
    body = cell.split(BEGIN)[0]
    assert not survives(ch02.macs, setup, f"{body}\n    {line}\n", 1)


def test_what_falls_short_is_said():
    proof = run.Proof(
        "ch02", "macs", (4, 5), (11, 12), 10, tuple(mutants(DOUBLE)[:3]), ""
    )
    said = "\n".join(run.failures([proof]))
    assert (
        "1 right answers refused" in said
        and "1 mistakes not named" in said
        and "7 of 10 mutants killed" in said
    )
    assert (
        run.failures([replace(proof, right=(5, 5), wrong=(12, 12), survivors=())]) == []
    )
