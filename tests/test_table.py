"""Tables line up, escape what they show, and put ours beside the published."""

import pytest

from dnnlib.table import Claim, Table, compare, grid, show


def test_columns_line_up_whatever_they_hold():
    lines = repr(
        Table(("layer", "MACs"), [("conv1", 105_415_200), ("a longer name", 7)])
    ).splitlines()
    assert len({len(line) for line in lines}) == 1
    assert lines[2].endswith("105,415,200") and lines[3].endswith("          7")


def test_html_escapes_and_keeps_every_cell():
    html = Table(("a<b",), [("<script>",), (None,)], caption="x & y")._repr_html_()
    assert (
        "<script>" not in html
        and "&lt;script&gt;" in html
        and "x &amp; y" in html
        and "–" in html
    )
    assert html.count("<td") == 2


def test_a_ragged_row_is_refused():
    with pytest.raises(ValueError, match="a row of 1 cells under 2 headings"):
        Table(("a", "b"), [(1,)])


def test_a_column_by_name():
    table = Table(("a", "b"), [(1, 2), (3, 4)])
    assert table.column("b") == [2, 4]
    with pytest.raises(KeyError, match="there are a, b"):
        table.column("c")


@pytest.mark.parametrize(
    "value, text",
    [
        (1234567, "1,234,567"),
        (0.123456, "0.1235"),
        (True, "yes"),
        (None, "–"),
        (2.5e7, "25,000,000"),
    ],
)
def test_numbers_are_shown_as_read(value, text):
    assert show(value) == text


def test_a_year_is_no_quantity():
    assert (
        "1998" in repr(Table(("year",), [(1998,)]))
        and "1998" in Table(("year",), [(1998,)])._repr_html_()
    )


def test_error_is_ours_over_published_less_one():
    assert Claim("x", 112, 100).error == pytest.approx(0.12)
    assert Claim("x", 112, None).error is None
    claims = [
        Claim("x", ours, published)
        for ours, published in ((112, 100), (5, 5), (100_001, 100_000), (1, None))
    ]
    assert compare(claims).column("error") == ["+12.0%", "exact", "under 0.05%", "–"]


def test_a_grid_is_a_row_each_and_a_column_each():
    found = grid("a", (1, 2), {"twice": 2, "thrice": 3}, lambda a, b: a * b, "products")
    assert found == Table(("a", "twice", "thrice"), [(1, 2, 3), (2, 4, 6)], "products")
    assert grid("a", {"one": 1}, "xy", lambda a, b: b * a).rows == (("one", "x", "y"),)
