"""Verdicts are true, kind by kind: right answers pass in every form, and cut fractions are told by name.

`make verdicts` tries the right answers as 200 students every night; here a few of each kind.
"""

import json
import linecache
import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from dnnlib.puzzle import check
from dnnlib.puzzle.fractions_cut import CUT_OFF
from dnnlib.puzzle.plain import plain
from dnnlib.puzzles import CHAPTERS, HIDDEN_TRIALS, ch02, ch04, ch06, ch07, ch09

sys.path.append(str(Path(__file__).parents[1]))
from verdicts.forms import FORMS, every  # noqa: E402
from verdicts.run import refused  # noqa: E402

DESIGNS = ("stationary", "beat", "allocate", "design")
PUZZLES = {p.name: (c, p) for c, puzzles in CHAPTERS.items() for p in puzzles}
ALL = [pytest.param(c, p, id=f"{c}-{n}") for n, (c, p) in PUZZLES.items()]
NUMBERS = [case for case in ALL if case.values[1].name not in DESIGNS]


def answers(chapter, puzzle):
    """The right answers of the tests."""
    return import_module(f"answers_{chapter}").ANSWERS[puzzle.name]


def written(source: str, **scope):
    """The function of a text, its text in reach of the judge, as in a notebook."""
    name = f"<{abs(hash(source))}>"
    linecache.cache[name] = len(source), None, source.splitlines(True), name
    known = set(scope) | {"__builtins__"}
    exec(compile(source, name, "exec"), scope)
    return next(made for key, made in scope.items() if key not in known)


def holds_fractions(value) -> bool:
    """Whether floats stand in a result, and one of them is not whole."""
    found = []
    numbers = lambda v: found.append(np.asarray(v)) or v
    every(value, numbers, numbers)
    return any(a.dtype.kind == "f" and (a % 1).any() for a in found)


REAL = [
    case
    for case in NUMBERS
    if any(
        holds_fractions(case.values[1].spec(*c)) for c in case.values[1].draw(trials=8)
    )
]


# ---------------------------------------------------------------- right answers


@pytest.mark.parametrize("chapter, puzzle", NUMBERS)
def test_right_answers_pass_for_every_student(chapter, puzzle):
    assert refused(chapter, puzzle.name, students=2) == []


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("chapter, puzzle", NUMBERS)
def test_right_results_pass_in_every_form(chapter, puzzle, form):
    answer = puzzle.spec
    if puzzle.rule or puzzle.limit:  # which the specification does not keep
        answer = answers(chapter, puzzle)[0]
    returned = lambda *case: form(plain(answer(*case)))
    report = check(puzzle, returned, "forms")
    assert report.points == puzzle.points, report


@pytest.mark.parametrize("chapter, puzzle", ALL)
def test_parameters_have_any_names_and_need_no_defaults(chapter, puzzle):
    if puzzle.name in ("beat", "allocate"):
        return  # a case takes a second: theirs are named as others are
    answer = answers(chapter, puzzle)[-1]
    names = ", ".join(f"own{k}" for k in range(len(puzzle.parameters)))
    own = written(f"def own({names}):\n    return answer({names})\n", answer=answer)
    report = check(puzzle, own, trials=4)
    assert report.points == puzzle.points, report


def test_half_precision_is_no_excuse():
    """float32 rounds, and is judged so; with float16's tolerance an answer that is 1 % off would pass."""
    off = lambda *case: np.float16(1.01 * ch07.utilization.spec(*case))
    assert not check(ch07.utilization, off)
    single = lambda *case: np.float32((1 + 1e-4) * ch07.utilization.spec(*case))
    assert not check(ch07.utilization, single)


@pytest.mark.parametrize("puzzle", [ch09.shared])
def test_no_case_is_decided_by_rounding(puzzle):
    """The smallest tie that was: 4 lies between 2/3 and 7 1/3, and floats saw it nearer to the first."""
    assert not puzzle.accepts((np.array([4.0, -6, 14]), 4))
    assert puzzle.accepts((np.array([-3.0, -1, 0, 1, 3]), 2))


@pytest.mark.parametrize("chapter, puzzle", ALL)
def test_examples_are_cases(chapter, puzzle):
    for case in puzzle.examples:
        assert puzzle.accepts(case if isinstance(case, tuple) else (case,)), case


# ---------------------------------------------------------------- fractions


CUTS = {
    "truncated": np.trunc,
    "down": np.floor,
    "rounded": np.round,
    "to int": lambda v: np.asarray(v).astype(int),
}


@pytest.mark.parametrize("cut", CUTS.values(), ids=CUTS)
@pytest.mark.parametrize("chapter, puzzle", REAL)
def test_results_without_their_fractions_are_told_so(chapter, puzzle, cut):
    floats = lambda v: cut(v) if np.asarray(v).dtype.kind == "f" else v
    report = check(
        puzzle, lambda *case: every(puzzle.spec(*case), floats, floats), "cut"
    )
    assert not report and report.points <= puzzle.points / 2
    # of a share rounding leaves 0 and 1, and down all 0: no more than a wrong number
    assert CUT_OFF in report.mistake or puzzle.name == "utilization", report


@pytest.mark.parametrize("chapter, puzzle", REAL)
def test_arguments_without_their_fractions_are_seen(chapter, puzzle):
    floats = lambda x: np.trunc(x) if isinstance(x, np.ndarray) else x
    arrays = [x for x in puzzle.draw()[0] if isinstance(x, np.ndarray)]
    if not any(x.dtype.kind == "f" for x in arrays):
        return
    if puzzle.limit:  # arrays whose reads are counted come in as no arrays
        return
    answer = answers(chapter, puzzle)[0]
    report = check(puzzle, lambda *case: answer(*map(floats, case)), "cut")
    assert not report and not report.points, report
    assert CUT_OFF in report.mistake, report


@pytest.mark.parametrize("chapter, puzzle", REAL)
def test_cut_fractions_are_a_named_mistake_of_every_real_puzzle(chapter, puzzle):
    assert any(CUT_OFF in message for message in puzzle.wrong)


@pytest.mark.parametrize("chapter, puzzle", REAL)
def test_cases_hold_fractions_that_floats_say_exactly(chapter, puzzle):
    """Halves and quarters: whole numbers would let integers pass, thirds would round."""
    cases = puzzle.draw("fractions", HIDDEN_TRIALS)
    floats = [[x for x in case if is_float(x)] for case in cases]
    if any(floats):
        broken = [any((np.asarray(x) % 1).any() for x in case) for case in floats]
        assert sum(broken) > 0.4 * len(cases)
    for x in sum(floats, []) if puzzle.name != "tile" else ():  # G has thirds
        known = np.asarray(x)[np.isfinite(x)]  # what nobody measured, or does not fit
        assert isinstance(x, float) or (known * 2**12 % 1 == 0).all()


def is_float(x) -> bool:
    return isinstance(x, float | np.ndarray) and np.asarray(x).dtype.kind == "f"


def test_which_puzzles_are_real():
    names = {case.values[1].name for case in REAL}
    assert names >= {
        *("conv", "toeplitz", "multiply", "average_pool", "conv1d", "im2col", "full"),
        *("tile", "growth", "inputs_once", "step", "utilization", "linear"),
        *("zero_point", "powers", "shared", "per_channel", "binary_gradient"),
        *("effective", "network_energy"),
        *("same_units", "energy_an_image", "latency_and_rate", "bound_by"),
        *("at_one_process", "mean_speedup"),
    }


def conv_of_integers(I, F, U):
    (N, _, H, W), (M, C, R, S) = I.shape, F.shape
    O = np.zeros((N, M, (H - R) // U + 1, (W - S) // U + 1), np.int16)
    for n, m, p, q in np.ndindex(*O.shape):
        for c, r, s in np.ndindex(C, R, S):
            O[n, m, p, q] += I[n, c, U * p + r, U * q + s] * F[m, c, r, s]
    return O


def once_of_integers(I, F):
    M, R = F.shape
    O = np.zeros((M, len(I) - R + 1), int)
    for h in range(len(I)):
        value = I[h]
        for m, r in np.ndindex(M, R):
            if 0 <= h - r < O.shape[1]:
                O[m, h - r] += value * F[m, r]
    return O


SUMS_OF_INTEGERS = [
    (ch02.conv, conv_of_integers),
    (ch02.multiply, lambda F, T, N, P, Q: ch02.multiply.spec(F.astype(int), T.astype(int), N, P, Q)),
    (ch04.im2col, lambda I, R, S: ch04.im2col.spec(I, R, S).astype(int)),
    (ch04.full, lambda I, F: np.round(ch04.full.spec(I, F))),
    (ch04.tile, lambda *case: ch04.tile.spec(*case).astype(int)),
    (ch06.inputs_once, once_of_integers),
    (ch06.inputs_once, lambda I, F: ch06.inputs_once.spec(I[:].astype(np.int8), F)),
    (ch07.step, ch07.in_array(lambda kept, left, above: (kept, left, int(above + left * kept)))),
    (ch07.step, ch07.in_array(lambda kept, left, above: (kept, left, above + int(left * kept)))),
    (ch09.binary_gradient, lambda w, x, t: ch09.binary_gradient.spec(w, x.astype(int), t)),
]  # fmt: skip


@pytest.mark.parametrize("puzzle, answer", SUMS_OF_INTEGERS)
def test_sums_that_are_kept_as_integers_are_told_so(puzzle, answer):
    for seed in (0, "a secret"):
        report = check(puzzle, answer, seed, HIDDEN_TRIALS)
        assert not report.points and CUT_OFF in report.mistake, report


# ---------------------------------------------------------------- constants


EASIER = [case for case in ALL if case.values[1].easier]


@pytest.mark.parametrize("chapter, puzzle", EASIER)
def test_no_constant_earns_half_the_points(chapter, puzzle):
    """Seen to fail: [] was right wherever no image leaks, (7, 0) on the only case without a bias."""
    easy = next(case for case in puzzle.draw() if puzzle.easier[1](*case))
    known = plain(puzzle.spec(*easy))
    assert not check(puzzle, lambda *case: known).points


@pytest.mark.parametrize("chapter, puzzle", EASIER)
def test_what_is_right_where_it_is_easier_earns_half(chapter, puzzle):
    if puzzle.limit or puzzle.rule:
        return
    half = lambda *case: puzzle.spec(*case) if puzzle.easier[1](*case) else None
    assert check(puzzle, half).points == puzzle.points / 2


HUGE = (2**64, -(2**64), 2**1100, [2**64], {"a": 2**70}, [2**64, 0.5])


@pytest.mark.parametrize("value", HUGE, ids=lambda value: str(value)[:12])
def test_a_huge_integer_is_a_wrong_answer_and_no_traceback(value):
    """Seen to fail where floats are wanted: NumPy's isnan does not take Python's integers."""
    for puzzle in (ch02.output_size, ch07.step, ch07.utilization):
        assert not check(puzzle, lambda *case: value, trials=2).points


# ---------------------------------------------------------------- designs


NO_DESIGNS = [0, 12, 0.0, "", "hello", [], {}, {"percent over the budget": 0, "points lost beyond 2": 0},
              {"percent over the best of the three": 0}, {"F": 12, "I": 12, "O": 12}, (0, 0), np.zeros(3),
              "DRAM: M1", "DRAM:", {"fc1": 3, "fc2": 3, "fc3": 3}, {"fc1": "ab", "fc2": "ab", "fc3": "ab"},
              {"fc1": (0, 0), "fc2": (0, 0), "fc3": (0, 0)}]  # fmt: skip


@pytest.mark.parametrize("made", NO_DESIGNS, ids=repr)
@pytest.mark.parametrize("name", DESIGNS)
def test_what_is_no_design_earns_nothing_and_is_told_what_one_is(name, made):
    _, puzzle = PUZZLES[name]
    report = check(puzzle, lambda *case: made)
    assert not report and not report.points
    assert "line" not in report.message or "your function" not in report.message
    for trace in ("Error", "Traceback", "object is not", "has no attribute"):
        assert trace not in report.message, report


def test_a_nest_is_judged_by_the_judge_whatever_the_answers_cell_patches(monkeypatch):
    """The old verdicts were made in the student's process: by a decorator that could be left out or patched."""
    slow = lambda M, C, P, R: f"DRAM: M{M} C{C} P{P} Q{P} R{R} S{R} / RF:"
    assert not check(ch06.beat, slow) and not check(ch06.beat, ch06.priced(slow))
    report = check(
        ch06.stationary, lambda tensor, M, P, R: f"DRAM: M{M} R{R} P{P} / RF:"
    )
    assert report.points == 0 and report.path == report.case[:1]  # the tensor asked for


def test_bits_in_lists_and_arrays_and_whole_floats():
    bits = {"fc1": [3, 1], "fc2": np.array([4, 2]), "fc3": (8.0, 3)}
    assert check(ch09.allocate, lambda budget: bits)


# ---------------------------------------------------------------- rules


def padded(function, statements):
    """The same function in more statements."""
    body = "".join(f"    step{k} = {k}\n" for k in range(statements))
    source = f"def longer(*case):\n{body}    return function(*case)\n"
    return written(source, function=function)


@pytest.mark.parametrize("chapter, puzzle", ALL)
def test_a_long_right_answer_earns_half_where_length_is_not_the_lesson(chapter, puzzle):
    if not puzzle.lines:
        return
    report = check(puzzle, padded(puzzle.spec, puzzle.lines + 3))
    assert not report and report.message.startswith("right values, but")
    assert report.points == (puzzle.points / 2 if puzzle.lenient else 0)
    assert ("half the points" in " ".join(puzzle.rules)) >= puzzle.lenient


def test_a_full_convolution_is_made_of_spectra():
    from scipy import signal

    for answer in (
        ch04.full.spec,
        lambda I, F: np.correlate(I, F, "full"),
        lambda I, F: np.convolve(I, F[::-1]),
        lambda I, F: signal.correlate(I, F, method="direct"),
        lambda I, F: np.correlate(*(np.float32(x) for x in (I, F)), "full"),
    ):
        report = check(ch04.full, answer, "spectra")
        assert not report.points and "spectra" in report.message, report


# ---------------------------------------------------------------- hints


ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("folder", ["solutions", "exercises"])
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_exercise_imports_and_mentions_hints(chapter, folder):
    (file,) = (ROOT / folder / chapter).glob("*.ipynb")
    cells = json.loads(file.read_text())["cells"]
    texts = ["".join(cell["source"]) for cell in cells]
    assert any(f"import {chapter}, check, hint" in text for text in texts)
    assert any(f"`hint({chapter}." in text for text in texts[:2])


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_rule_on_statements_stands_in_the_text(chapter):
    """And no text promises loops to somebody whom a rule refuses them."""
    (file,) = (ROOT / "solutions" / chapter).glob("*.ipynb")
    cells = ["".join(cell["source"]) for cell in json.loads(file.read_text())["cells"]]
    for puzzle in CHAPTERS[chapter]:
        at = cells.index(f"{chapter}.{puzzle.name}")
        said = "statement" in cells[at - 1]
        assert said == bool(puzzle.lines) or puzzle.name == "toeplitz"
        assert ("half the points" in cells[at - 1]) >= (puzzle.lenient and said)
