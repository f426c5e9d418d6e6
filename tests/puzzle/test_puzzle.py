"""The laws of a puzzle: right passes however it is written, wrong fails, and the report says where and why."""

import copy
import subprocess
import sys
import warnings
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from dnnlib.puzzle import Puzzle, check, grade, spy
from dnnlib.puzzle import judge as judging
from dnnlib.puzzle.attempt import Outcome, attempt
from dnnlib.puzzle.compare import allowed, difference
from dnnlib.puzzle.literal import literal
from dnnlib.puzzle.plain import plain
from dnnlib.puzzle.shrink import candidates, shrink, weight
from dnnlib.puzzle.source import statements


def double(x: np.ndarray) -> np.ndarray:
    """Double every value of x."""
    return np.array([v + v for v in x.ravel()]).reshape(x.shape)


def vectors(rng):
    return rng.integers(1, 9, rng.integers(1, 9)).astype(float)


def pieces(total: int, parts: int, spare: int = 0) -> int:
    """How many whole parts are in a total with some to spare?"""
    if parts < 1:
        raise ValueError("no parts")
    return (total + spare) // parts


DOUBLE = Puzzle(double, vectors)
PIECES = Puzzle(
    pieces,
    lambda rng: tuple(int(k) for k in rng.integers(1, 40, 3)),
    wrong={
        "The spare ones are forgotten.": lambda total, parts, spare=0: total // parts,
        "It rounds up.": lambda total, parts, spare=0: -(-(total + spare) // parts),
    },
)


def returning(value):
    """The report on an answer that gives `value` where 1.0 is wanted."""
    return check(ONE, lambda x: value)


def one(x: int) -> float:
    """Give one."""
    return 1.0


ONE = Puzzle(one, [0])


# ---------------------------------------------------------------- cases


def test_cases_depend_on_the_seed_alone_and_grow():
    for seed in (0, 1, "a secret", b"a secret"):
        first, second = DOUBLE.draw(seed), DOUBLE.draw(seed)
        assert all(
            np.array_equal(a, b) for (a,), (b,) in zip(first, second, strict=True)
        )
        assert [weight(case) for case in first] == sorted(
            weight(case) for case in first
        )
    text, raw = (str(DOUBLE.draw(seed)) for seed in ("a secret", b"a secret"))
    assert text != raw != str(DOUBLE.draw("another"))


def test_cases_may_be_listed_and_a_bare_one_is_an_argument():
    assert Puzzle(one, [3, (4,)]).draw() == [(3,), (4,)]


def test_a_case_that_the_spec_refuses_is_not_drawn():
    puzzle = Puzzle(pieces, lambda rng: (5, int(rng.integers(-3, 3))))
    assert all(parts >= 1 for _, parts in puzzle.draw())
    with pytest.raises(ValueError, match="refuses nearly every case"):
        Puzzle(pieces, lambda rng: (5, 0)).draw()


def test_a_grader_draws_as_many_hidden_cases_as_it_likes():
    assert len(DOUBLE.draw("secret", 50)) == 50
    memory = {case.tobytes(): double(case) for (case,) in DOUBLE.draw()}
    by_heart = lambda x: memory.get(x.tobytes(), x)
    assert check(DOUBLE, by_heart) and not check(DOUBLE, by_heart, "secret")
    assert (
        grade(DOUBLE, by_heart, "secret") == 0
        and grade(DOUBLE, double, "secret") == DOUBLE.points
    )


def test_a_spec_may_take_any_number_of_arguments():
    def total(*numbers):
        """Add them up."""
        return sum(numbers)

    assert check(
        Puzzle(total, [(1, 2, 3), (4,), ()]), lambda *numbers: sum(numbers[::-1])
    )
    assert not check(Puzzle(total, [(1, 2, 3)]), lambda *numbers: numbers[0])


# ---------------------------------------------------------------- what passes


@pytest.mark.parametrize(
    "answer",
    [
        lambda x: 2 * x,
        lambda x: np.add(x, x),
        # integers where floats are wanted: their values count
        lambda x: (x * 2).astype(int),
        lambda x: torch.tensor(x) * 2,
        lambda x: np.ma.masked_array(x * 2),
        lambda x: np.asfortranarray(x * 2)[::-1][::-1],
    ],
)
def test_right_answers_in_any_array(answer):
    assert check(DOUBLE, answer)


def test_numpy_scalars_tuples_lists_and_dicts():
    def parts(x):
        """Sum, list and named values."""
        return float(x.sum()), [x, int(x[0])], {"first": x[0]}

    puzzle = Puzzle(parts, vectors)
    assert check(
        puzzle, lambda x: [x.sum(), (x, np.int32(x[0])), {"first": torch.tensor(x[0])}]
    )
    report = check(puzzle, lambda x: (x.sum(), [x, int(x[0]) + 1], {"first": x[0]}))
    assert report.path == (1, 1) and "[1][1]" in report.message
    assert "1 results, wanted 3" in check(puzzle, lambda x: (x.sum(),)).message
    assert (
        "keys ['last']"
        in check(puzzle, lambda x: (x.sum(), [x, int(x[0])], {"last": x[0]})).message
    )


def test_an_answer_that_changes_its_input_cannot_spoil_the_comparison():
    def in_place(x):
        x *= 2
        return x

    assert check(DOUBLE, in_place)
    report = check(DOUBLE, lambda x: in_place(x)[:0])
    assert any("changes its argument x" in note for note in report.notes)


# ---------------------------------------------------------------- what does not


class Liar:
    def __eq__(self, other):
        return True

    __hash__ = None


class LyingFloat(float):
    def __eq__(self, other):
        return True

    __hash__ = None


class LyingArray(np.ndarray):
    def __eq__(self, other):
        return np.ones(self.shape, bool)

    __sub__ = __abs__ = __le__ = __rsub__ = lambda self, *_: np.ones(self.shape, bool)


@pytest.mark.parametrize(
    "value, says",
    [
        (Liar(), "Liar"),
        (LyingFloat(7), "LyingFloat"),
        (np.zeros(1).view(LyingArray), "an array of shape"),
        (np.array([1.0], dtype=object), "object"),
        (np.array([Liar()], dtype=object), "object"),
        ((v for v in [1.0]), "a generator came back, not its values"),
        (iter([1.0]), "a list_iterator came back, not its values"),
        ({1.0}, "set"),
        ([1.0], "a list of 1"),
        ("1.0", "wanted 1."),
        (True, "truth value, wanted a float"),
        (1j, "complex number, wanted a float"),
        (np.nan, "yours is np.nan"),
        (10**400, "yours is 1000"),
    ],
)  # fmt: skip
def test_values_that_are_no_answer_are_refused_by_name(value, says):
    report = returning(value)
    assert not report and says in repr(report), report


def test_lying_arrays_are_compared_by_their_own_numbers():
    assert not check(DOUBLE, lambda x: (3 * x).view(LyingArray))
    assert check(DOUBLE, lambda x: (2 * x).view(LyingArray))
    assert type(plain(np.ones(2).view(LyingArray))) is np.ndarray


def test_integers_are_exact_and_floats_are_no_integers():
    def big(x):
        """Give a large integer."""
        return 10**30

    assert check(Puzzle(big, [0]), lambda x: 10**30)
    assert not check(Puzzle(big, [0]), lambda x: 10**30 + 1)
    assert "`//` divides integers" in check(Puzzle(big, [0]), lambda x: 1e30).message
    assert difference(np.array([2**63 - 1]), np.array([2**63], np.uint64)) is not None


def stub(x):
    """Only a docstring."""


def dots(x): ...


def unfinished(x):
    raise NotImplementedError()


@pytest.mark.parametrize(
    "answer", [stub, dots, unfinished, lambda x: ..., lambda x: None]
)
def test_a_stub_is_not_written_yet(answer):
    assert "not written yet" in check(DOUBLE, answer).message


def test_a_forgotten_return_is_asked_for():
    def forgets(x):
        x = 2 * x

    assert "`return` missing" in check(DOUBLE, forgets).message


def test_what_the_answer_raises_is_named_with_its_line():
    def off_the_end(x):
        y = 2 * x
        y[len(x)] = 0
        return y

    def exits(x):
        sys.exit("bye")

    report = check(DOUBLE, off_the_end)
    assert "raised IndexError: index 1 is out of bounds" in report.message
    assert "line 3 of your function: y[len(x)] = 0" in report.message
    assert "raised SystemExit: bye" in check(DOUBLE, exits).message
    assert "RecursionError" in check(DOUBLE, lambda x: (f := lambda: f())()).message


def test_a_wrong_list_of_parameters_says_which():
    assert "it lacks 'spare'" in check(PIECES, lambda total, parts: 0).message
    assert (
        "what is 'more'?" in check(PIECES, lambda total, parts, spare, more: 0).message
    )
    assert "a function is needed" in check(PIECES, 3).message


def test_warnings_and_stderr_of_an_answer_do_not_reach_stderr(capfd):
    """nbgrader takes any stderr for an error and gives no points."""

    def noisy(x):
        print("a remark", file=sys.stderr)
        np.array([1.0]) / 0
        return torch.tensor(2 * x)

    with warnings.catch_warnings(record=True) as shown:
        warnings.simplefilter("always")
        assert check(DOUBLE, noisy)
    assert capfd.readouterr().err == "" and shown == []


# ---------------------------------------------------------------- where it differs


@given(data=st.data())
@settings(deadline=None, max_examples=60)
def test_the_first_difference_is_found_wherever_it_is(data):
    wanted = data.draw(
        hnp.arrays(
            st.sampled_from([np.int64, np.float64]),
            hnp.array_shapes(max_dims=4, max_side=4),
            elements=st.integers(-9, 9),
        )
    )
    index = tuple(data.draw(st.integers(0, side - 1)) for side in wanted.shape)
    yours = wanted.copy()
    yours[index] += 1
    yours[tuple(side - 1 for side in wanted.shape)] += 1  # a later one does not matter
    assert difference(wanted.copy(), wanted) is None
    assert difference(yours, wanted).index == index


def test_shapes_before_kinds_before_values():
    a = np.zeros((2, 3), int)
    assert (
        difference(a.T + 0.5, a).kind == "shape"
        and "transposed?" in difference(a.T, a).message
    )
    assert "axis q has 2 instead of 3" in difference(a[:, :2], a, axes="pq").message
    assert difference(a + 0.5, a).kind == "kind"
    assert difference(a + 1, a).kind == "value"


def test_nan_and_infinity_match_only_their_own_kind_and_place():
    wanted = np.array([np.nan, np.inf, -np.inf, 1.0])
    assert difference(wanted.copy(), wanted) is None
    for k, other in enumerate([0.0, -np.inf, np.inf, np.nan]):
        yours = wanted.copy()
        yours[k] = other
        assert difference(yours, wanted).index == (k,)
    assert difference(
        np.array([1e300, np.inf]), np.array([np.inf, np.inf]), words=9
    ).index == (0,)


def test_the_tolerance_is_the_rounding_error_of_a_sum():
    """|yours - wanted| <= n*eps*max|wanted|: summing in another order passes, one rounding step more does not."""
    rng = np.random.default_rng(0)

    def total(x):
        """Add up x."""
        s = 0.0
        for v in x:
            s += v
        return s

    puzzle = Puzzle(total, lambda rng: rng.random(rng.integers(1, 200)))
    assert check(puzzle, np.sum) and check(puzzle, lambda x: float(np.sum(x[::-1])))
    for n in (1, 10, 1000):
        wanted = rng.random(5)
        bound = allowed(wanted, n)
        assert bound == n * np.finfo(float).eps * wanted.max()
        assert difference(wanted + 0.9 * bound, wanted, n) is None or n == 1
        assert difference(wanted + 3 * bound, wanted, n) is not None
    report = check(puzzle, lambda x: float(np.float16(np.sum(x))))
    assert any("n*eps*max|wanted|" in note for note in report.notes)


def test_a_puzzle_may_state_its_own_tolerance():
    loose = Puzzle(double, vectors, tolerance=lambda x: 0.5)
    assert check(loose, lambda x: 2 * x + 0.4)
    assert "tolerance 0.5" in check(loose, lambda x: 2 * x + 0.6).notes


# ---------------------------------------------------------------- the mistake


def test_a_wrong_answer_is_told_its_mistake_however_it_is_written():
    report = check(PIECES, lambda a, b, c=0: int(a / b))
    assert report.mistake == "The spare ones are forgotten." and report.mistake in repr(
        report
    )
    assert (
        check(PIECES, lambda a, b, c=0: (a + c + b - 1) // b).mistake == "It rounds up."
    )


def test_a_mistake_is_named_only_if_every_case_agrees():
    assert check(PIECES, lambda a, b, c=0: a // b if a < 20 else 0).mistake == ""


def test_half_the_points_for_the_easier_cases():
    puzzle = Puzzle(
        pieces,
        PIECES.cases,
        points=4,
        easier=("without spare ones", lambda a, b, c=0: c == 0),
        examples=[(7, 2, 0), (9, 2, 0)],
    )
    report = check(puzzle, lambda a, b, c=0: a // b)
    assert (
        report.points == 2
        and "right without spare ones: half the points" in report.notes
    )
    assert check(puzzle, lambda a, b, c=0: a // b + 1).points == 0
    assert check(puzzle, pieces).points == 4
    # one constant is right on all easier cases
    assert check(replace(puzzle, examples=[(7, 2, 0)]), lambda a, b, c=0: 3).points == 0


# ---------------------------------------------------------------- the smallest case


@given(
    hnp.arrays(
        float,
        hnp.array_shapes(min_dims=2, max_dims=2, max_side=7),
        elements=st.integers(-9, 9),
    )
)
@settings(deadline=None, max_examples=40)
def test_shrinking_keeps_the_failure_and_cannot_be_continued(x):
    fails = lambda case: case[0].any() and case[0].shape[1] > 1
    if not fails((x,)):
        return
    small = shrink((x,), fails, tries=5000, seconds=20)
    assert fails(small)
    assert not any(fails(c) and weight(c) < weight(small) for c in candidates(small))
    assert small[0].shape == (1, 2) and sorted(small[0][0]) == [0, 1]


def test_arrays_that_share_an_axis_lose_it_together():
    def dot(x, y):
        """The dot product."""
        if len(x) != len(y):
            raise ValueError("lengths")
        return float(sum(a * b for a, b in zip(x, y)))

    puzzle = Puzzle(dot, lambda rng: (rng.random(7), rng.random(7)))
    report = check(puzzle, lambda x, y: float(x @ y + 1))
    assert [a.tolist() for a in report.case] == [[0.0], [0.0]]
    assert report.call == "dot(np.array([0.]), np.array([0.]))"


def test_a_smaller_case_keeps_what_all_cases_share():
    def paired(x, y):
        """The product of sums; the spec itself does not look at lengths."""
        return float(x.sum() * y[:, 0].sum())

    def lengths(rng):
        n = int(rng.integers(2, 8))
        return rng.integers(1, 9, n) / 4, rng.integers(1, 9, (n, 2)) / 4

    report = check(Puzzle(paired, lengths), lambda x, y: float((x * y[:, 0]).sum()))
    x, y = report.case
    assert (x.shape, y.shape) == ((2,), (2, 2)) and report.yours != report.wanted


def test_rows_of_a_list_keep_their_length_and_an_empty_array_its_shape():
    def dear(rows):
        """The sum of the second ones."""
        return sum(row[-1] for row in rows)

    made = lambda rng: ([(1, 2), *[(int(n), 7) for n in rng.integers(1, 9, 3)]],)
    assert check(Puzzle(dear, made), lambda rows: sum(map(sum, rows))).case == (
        [(1, 0)],
    )
    assert eval(literal(np.zeros((1, 0, 2)))).shape == (1, 0, 2)
    assert literal(np.zeros((1, 0))) == "np.array([[]])"


def test_the_report_shows_the_smallest_call_so_that_it_can_be_pasted():
    report = check(PIECES, PIECES.wrong["It rounds up."])
    assert report.call == "pieces(0, 2, spare=1)" and (report.yours, report.wanted) == (
        1,
        0,
    )
    assert eval(report.call, {"pieces": PIECES.wrong["It rounds up."]}) == report.yours
    assert eval(report.call, {"pieces": pieces}) == report.wanted


def test_shrinking_is_bounded_in_effort():
    calls = []
    big = (np.ones((30, 30)),)
    never = lambda case: calls.append(1)
    shrink(big, never, tries=50)
    assert len(calls) == 50
    shrink(big, never, tries=10**9, seconds=0)
    assert len(calls) <= 51


def test_a_fickle_answer_is_reported_all_the_same():
    state = iter(range(10**6))
    assert not check(DOUBLE, lambda x: x if next(state) == 3 else 2 * x)


# ---------------------------------------------------------------- spies


KEYS = st.one_of(
    st.integers(-3, 2),
    st.slices(3),
    st.tuples(st.integers(-3, 2), st.integers(-4, 3)),
    st.tuples(st.slices(3), st.slices(4)),
    st.tuples(st.integers(-3, 2), st.slices(4)),
    st.lists(st.integers(-3, 2), min_size=1, max_size=4),
)


@given(KEYS)
def test_a_spy_charges_the_words_that_were_read(key):
    """reads = size of what comes out, whatever the key; a row's length alone is free."""
    s, array = spy(np.arange(12.0).reshape(3, 4), "F"), np.arange(12.0).reshape(3, 4)
    taken = s[key]
    assert np.array_equal(np.asarray(taken), array[key])
    assert s.reads == np.size(array[key]) == sum(s.sites.values())
    again = spy(array)
    assert len(again[0]) == again[-1].shape[0] == 4 and again.reads == 0


@pytest.mark.parametrize(
    "words, use",
    [
        (1, lambda F: F.item(1, 2)),
        (1, lambda F: F.item(7)),
        (1, lambda F: F.flat[7]),
        (12, lambda F: [word for word in F.flat]),
        (1, lambda F: np.take(F, 3)),
        (8, lambda F: np.take(F, [0, 1], axis=0)),
        (2, lambda F: F.take([5, 6])),
        (3, lambda F: F.diagonal()),
        (3, lambda F: np.diag(F)),
        (3, lambda F: np.take_along_axis(F, np.zeros((3, 1), int), 1)),
        (4, lambda F: (len(F[0]), F[0].sum())),
        (12, lambda F: torch.tensor(F)),
        (12, lambda F: copy.deepcopy(F)),
        (0, lambda F: [len(row) for row in F]),
    ],
)  # fmt: skip
def test_ways_to_read(words, use):
    s, array = spy(np.arange(12.0).reshape(3, 4)), np.arange(12.0).reshape(3, 4)
    made, wanted = use(s), use(array)
    assert np.array_equal(np.asarray(made), np.asarray(wanted)) if words else True
    assert s.reads == words


def test_a_budget_names_the_expressions_that_spent_it():
    def greedy(x):
        y = [v for v in x]
        return np.array(y) + x.sum() - np.sum(x) + x[0:0].sum() + x * 1

    twice = Puzzle(lambda x: 2 * x, vectors, {"x": lambda x: x.size}, name="twice")
    message = check(twice, greedy).message
    assert "reads of x: at most" in message
    for expression in ("`x.sum` in line 3", "`np.sum(x)` in line 3", "in line 2"):
        assert expression in message, message


def test_a_spy_counts_words():
    s = spy(np.arange(12.0).reshape(3, 4))
    for words, use in [
        (1, lambda: s[1, 2]),
        (4, lambda: s[1]),
        (2, lambda: s[:2, 0]),
        (12, lambda: np.asarray(s)),
        (12, lambda: s + 1),
        (12, lambda: s.T),
        (12, lambda: np.sum(s)),
        (12, lambda: np.einsum("ij->", s)),
        (12, lambda: list(s)),
        # a column of three, then a mask that is read as well
        (6, lambda: s[s[:, 0] > 3][:0]),
        (4, lambda: s[spy([2])]),
        (0, lambda: (s.shape, s.dtype, s.ndim, s.size, len(s), repr(s))),
    ]:
        before = s.reads
        use()
        assert s.reads - before >= words > -1 and (
            words == 6 or s.reads - before == words
        )
    assert s.writes == 0


def test_a_spy_counts_what_is_written():
    s = spy(np.zeros((3, 4)))
    s[0] = 1
    s[1, 1] += 2
    assert (s.writes, s.reads) == (5, 1)
    s += 1
    np.add(s, 1, out=s)
    assert (s.writes, s.reads) == (29, 25)
    assert np.asarray(s)[1].tolist() == [2, 4, 2, 2]


def test_what_a_spy_gives_out_is_a_copy():
    s = spy(np.zeros(3))
    for view in (s[:], np.asarray(s), s.reshape(3), np.array(s, copy=None)):
        view[:] = 9
    assert np.asarray(s).tolist() == [0, 0, 0]


LIMITED = Puzzle(double, vectors, limit={"x": lambda x: x.size})


def test_a_budget_of_reads():
    assert check(LIMITED, lambda x: 2 * x)
    report = check(LIMITED, lambda x: x + x)
    assert not report and report.points == 0
    assert (
        "right values, but" in report.message
        and "reads of x: at most" in report.message
    )
    assert not check(Puzzle(double, vectors, limit={"x": 3}), lambda x: 2 * x)


def test_a_budget_of_writes():
    def through(x):
        x[:] = 2 * x
        return np.asarray(x)

    puzzle = Puzzle(double, vectors, limit={"x writes": 0})
    assert check(puzzle, lambda x: 2 * x)
    assert "writes to x: at most 0" in check(puzzle, through).message
    assert check(Puzzle(double, vectors, limit={"x writes": lambda x: x.size}), through)


def test_a_wrong_value_is_said_before_a_broken_budget():
    assert "yours is" in check(LIMITED, lambda x: x + x + x).message


def test_a_limit_names_a_parameter():
    with pytest.raises(ValueError, match="'F' names no parameter of double"):
        Puzzle(double, vectors, limit={"F": 3})


# ---------------------------------------------------------------- lines


def one_line(x): return 2 * x  # fmt: skip  # noqa: E704


def crowded(x):
    """Two loops in three lines are five statements."""
    y = x.copy(); y += 0  # fmt: skip  # noqa: E702
    for k in range(len(y)): y[k] *= 2  # fmt: skip  # noqa: E701
    # comments are free
    return y


def test_statements_are_counted_not_lines():
    assert statements(one_line) == 1
    assert statements(lambda x: [v for v in x]) == 1
    assert statements(crowded) == 5
    assert (
        statements(
            "def f(x):\n    '''doc'''\n    if x:\n        def g(): return 1\n    return g()"
        )
        == 4
    )
    two = "def helper(x):\n    y = x\n    return y\ndef f(x): return helper(x)\n"
    assert statements(two, "f") == 1 and statements(two) == 2
    assert check(Puzzle(double, vectors, lines=5), crowded)
    report = check(Puzzle(double, vectors, lines=4), crowded)
    assert (
        not report
        and report.points == 0
        and "5 statements in the body: at most 4 allowed" in report.message
    )


def test_a_source_that_cannot_be_read_is_not_taken_for_short():
    scope = {}
    exec("def hidden(x): return 2 * x", scope)
    for answer in (scope["hidden"], np.negative):
        report = check(Puzzle(double, vectors, lines=4), answer)
        assert not report and "cannot be read to count its statements" in repr(report)


# ---------------------------------------------------------------- the report


def matrix(x):
    """Give the matrix."""
    if x < 1:
        raise ValueError("x")
    return np.arange(24.0).reshape(2, 3, 4) * x


MATRIX = Puzzle(matrix, [1.0, 2.0], axes="npq")


def off_by_one(x):
    O = matrix(x)
    O[1, 2, 0] += 1
    return O


def test_text_shows_yours_beside_wanted_with_the_difference_marked():
    report = check(MATRIX, off_by_one)
    text = repr(report)
    assert report.index == (1, 2, 0)
    assert "wrong at [n=1, p=2, q=0]: yours is 21., wanted 20." in text
    assert "at [n=1]" in text and "✗21." in text and "▸20." in text


def test_html_marks_the_difference_by_a_sign_and_an_outline_and_escapes():
    html = check(MATRIX, off_by_one)._repr_html_()
    assert html.count("outline:2px") == 2
    assert "✗ 21." in html and "▸ 20." in html and "at [n=1]" in html
    bad = Puzzle(one, [0], wrong={"<b>mistake</b>": lambda x: "<script>"})
    html = check(bad, lambda x: "<script>")._repr_html_()
    assert (
        "<script>" not in html and "<b>mistake" not in html and "&lt;script&gt;" in html
    )


def test_a_difference_beyond_six_digits_is_shown():
    text = repr(check(ONE, lambda x: 1.00000001))
    assert "✗1.00000001" in text and "▸1." in text


def test_large_arrays_are_cut_around_the_difference():
    def big(x):
        """Give a big matrix."""
        return np.zeros((100, 100))

    def off(x):
        O = big(x)
        O[57, 61] = 1
        return O

    report = check(Puzzle(big, [0]), off)
    assert len(repr(report).splitlines()) < 15 and "✗1." in repr(report)
    assert len(report._repr_html_()) < 20_000


@given(
    hnp.arrays(
        st.sampled_from([np.float64, np.float32, np.int64, np.int8, bool]),
        hnp.array_shapes(max_dims=3, max_side=3),
    )
)
@settings(deadline=None, max_examples=60)
def test_a_pasted_array_is_the_array(x):
    from dnnlib.puzzle.literal import literal

    again = eval(literal(x), {"np": np})
    assert again.dtype == x.dtype and np.array_equal(
        again, x, equal_nan=x.dtype.kind == "f"
    )


def test_a_puzzle_shows_its_statement_rules_and_spec():
    text = repr(Puzzle(double, vectors, limit={"x": 3}, lines=2))
    assert text.startswith(
        "double (1 point): Double every value of x.\nAt most 2 statements"
    )
    assert "At most 3 reads of x" in text and "def double" in text
    # without a rule the spec would be the answer
    assert "def double" not in repr(DOUBLE)


def test_a_spec_without_words_and_cases_of_every_form():
    square = lambda x: x * x  # noqa: E731
    wrong = {"That doubles.": lambda x: 2 * x}
    forms = (
        [1, 2, 3],
        [(1,), (2,), (3,)],
        (k for k in (1, 2, 3)),
        lambda: 3,
        lambda rng: int(rng.integers(3, 9)),
    )
    for cases in forms:
        puzzle = Puzzle(square, cases, wrong=wrong)
        # a second time too
        assert check(puzzle, lambda x: x**2) and check(puzzle, lambda x: x**2)
        report = check(puzzle, lambda x: x + x)
        assert not report and report.mistake == "That doubles."

    def yielded(rng):
        yield from (2, 3, 5)

    assert [case for case in Puzzle(square, yielded).draw()] == [(2,), (3,), (5,)]
    assert not check(Puzzle(square, yielded), lambda x: x + x)


@pytest.mark.parametrize(
    "fields, message",
    [
        ({"cases": []}, "has no cases: any answer would pass"),
        ({"limit": 12}, r'limit=12 of double is no table: write it like {"F": 12}'),
        ({"limit": {"y": 12}}, "limit 'y' names no parameter"),
        ({"wrong": [double]}, "wrong=.* is no table"),
    ],
)
def test_a_puzzle_that_cannot_be_is_refused(fields, message):
    with pytest.raises(ValueError, match=message):
        Puzzle(double, **{"cases": [1], **fields})


@pytest.mark.parametrize(
    "read",
    [
        lambda F: np.dot(F, F.shape),
        lambda F: np.inner(F, [1, 2]),
        lambda F: np.vdot(F, F),
        np.sum,
    ],
)
def test_a_function_of_numpy_reads_a_spy_once(read):
    F = spy(np.ones((3, 2))) if read is not np.sum else spy(np.ones((2, 3)))
    read(F)
    assert F.reads == 6
    assert np.zeros_like(F).shape == F.shape and np.size(F) == 6 and F.reads == 6
    with pytest.raises(TypeError):
        np.copyto(F, 1)


def test_numbers_in_lists_coarser_floats_and_torch_are_judged_by_value():
    third = Puzzle(lambda x: x / 3, lambda rng: rng.random(4))
    for answer in (
        lambda x: (x / 3).tolist(),
        lambda x: x.astype(np.float32) / np.float32(3),
        lambda x: torch.tensor(x, requires_grad=True) / 3,
    ):
        assert check(third, answer), check(third, answer)
    assert not check(third, lambda x: (x / 3.001).tolist())
    assert "bits" in repr(check(Puzzle(lambda x: x, [1]), lambda x: 10**5000))


# ---------------------------------------------------------------- the grader's side


def test_an_answer_can_run_elsewhere_and_come_back_as_data():
    """A grader hands in source, runs it where it likes, and gets the same report; nothing of it runs here."""
    source = "def pieces(total, parts, spare=0):\n    return total // parts\n"

    def elsewhere(answer, case, names, watched):
        line = f"{answer}\nprint(repr(pieces(*{case!r})))"
        done = subprocess.run(
            [sys.executable, "-c", line], capture_output=True, text=True
        )
        return Outcome(int(done.stdout))

    few = Puzzle(pieces, [(7, 2, 1), (9, 4, 3)], wrong=PIECES.wrong, lines=1)
    scope = {}
    exec(source, scope)
    report = check(few, source, run=elsewhere)
    assert report.mistake == "The spare ones are forgotten." and report.points == 0
    here = check(few, lambda *case: scope["pieces"](*case))
    assert (report.call, report.message, report.mistake) == (
        here.call,
        here.message,
        here.mistake,
    )


def test_an_outcome_is_plain_data():
    outcome = attempt(
        lambda x: {"a": torch.tensor([1, 2]), "b": (np.float32(1), [True])},
        (0,),
        ("x",),
    )
    assert (
        outcome.value["a"].tolist() == [1, 2] and type(outcome.value["a"]) is np.ndarray
    )
    assert outcome.value["b"] == (1.0, [True]) and type(outcome.value["b"][0]) is float
    returned = spy([1, 2])
    assert plain(returned).tolist() == [1, 2] and returned.reads == 0


# ---------------------------------------------------------------- more than may be kept


def test_what_all_cases_return_together_is_bounded():
    tried = []

    def wide(x):
        tried.append(1)
        return np.zeros(1 << 21)  # 16 MB

    report = check(Puzzle(double, vectors), wide)
    assert not report.passed and "shape" in report.message and len(tried) > 5

    def wider(x):
        return [np.zeros(1 << 20)] * 20

    assert not check(Puzzle(double, vectors), wider).passed
    held = judging._within(8 << 20, Outcome([np.zeros(1 << 20)] * 2))
    assert held.value is None and "too much to compare" in held.message
    assert judging._within(17 << 20, Outcome([np.zeros(1 << 20)] * 2)).value


HUGE = {
    "integer": 10**5000,
    "key": {10**5000: 1},
    "list": [10**5000],
    "text": {"a" * 10**5: 1},
    "inner": {"a": 10**5000},
}


@pytest.mark.parametrize("name", HUGE)
def test_a_value_of_any_size_is_a_sentence(name):
    value = HUGE[name]
    for puzzle in (
        Puzzle(double, vectors),
        Puzzle(lambda x: {"a": 1}, [1]),
        Puzzle(lambda x: 3, [1]),
    ):
        report = check(puzzle, lambda x: value)
        assert not report.passed and len(repr(report)) < 200_000


def test_a_bracket_after_a_bracket_is_named_where_it_breaks_the_budget():
    def third(x):
        """The word at (0, 2)."""
        return int(x[0, 2])

    made = lambda rng: (rng.integers(0, 9, (2, 3)),)
    puzzle = Puzzle(third, made, limit={"x": 1})
    assert "is read whole" in str(check(puzzle, lambda x: x[0][2]))
    assert check(puzzle, lambda x: x[0, 2])
