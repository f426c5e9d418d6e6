"""A field of a picture: values stand where matplotlib's own axes put them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch

from dnnlib.plots.field import Axis, Field, round_steps
from dnnlib.plots.look import picture

NUMBERS = st.floats(0.01, 1e6)


@given(
    st.lists(NUMBERS, min_size=4, max_size=4, unique=True),
    st.tuples(NUMBERS, NUMBERS),
    st.booleans(),
)
@settings(deadline=None, max_examples=50)
def test_a_point_stands_where_matplotlib_puts_it(ends, point, log):
    (left, right), (low, high) = sorted(ends[:2]), sorted(ends[2:])
    field = Field.at(1, 0.5, 8, 3, (left, right), (low, high), log)
    ax = Figure(figsize=(10, 4), dpi=72).add_axes((0.1, 0.125, 0.8, 0.75))
    scale = "log" if log else "linear"
    ax.set(xscale=scale, yscale=scale, xlim=(left, right), ylim=(low, high))
    theirs = ax.transData.transform([point]) / 72
    assert field.inches([point]) == pytest.approx(theirs, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize(
    "low, high, base, powers",
    [(0.5, 2000, 10, [1, 10, 100, 1000]), (1, 256, 16, [1, 16, 256]), (2, 9, 10, [])],
)
def test_the_powers_on_an_axis_are_those_within_it_ends_too(low, high, base, powers):
    found = Axis(0, 1, low, high, log=True).powers(base)
    assert found == pytest.approx(powers)


@given(st.floats(-1e3, 0), st.floats(0.001, 1e3), st.integers(2, 9))
def test_round_steps_are_few_lie_within_and_begin_anywhere_but_have_zero(
    low, high, most
):
    steps = round_steps(most, low, high)
    assert 1 <= len(steps) <= most + 1 and 0 in steps
    assert low - 1e-6 <= steps[0] and steps[-1] <= high + 1e-6
    assert len(steps) > most / 2.5 - 1  # the next finer ones would be too many


def test_a_row_has_its_line_and_its_number():
    figure, field = picture(), Field.at(1, 1, 4, 2, y=(0, 10))
    field.rows(figure, (0, 5), "{:g} %".format, strong=0)
    assert [text.get_text() for text in figure.texts] == ["0 %", "5 %"]
    drawn = [one for one in figure.artists if isinstance(one, PathPatch)]
    heights = [one.get_path().vertices[:, 1].tolist() for one in drawn]
    assert heights == [[1, 1], [2, 2]]
