"""A cell as plain Python, and the function in it that counts."""

import functools

import numpy as np
import pytest

from dnnlib.puzzle import source
from dnnlib.puzzle.cell import MOST_READ, lines, plain
from dnnlib.puzzle.source import Written, statements, written

F = "def f(x):\n    return x\n"


@pytest.mark.parametrize("cell, text", [
    (F, F),
    (f"%%time\n{F}", F),
    (f"%%capture out\n%%time\n{F}", F + "\nout = get_ipython().captured()\n"),
    (f"%%timeit\n{F}", ""),  # its names are its own
    (f"%%html\n{F}", ""),
    ("!ls", "get_ipython().system('ls')\n"),
    ("x?", "get_ipython().run_line_magic('pinfo', 'x')\n"),
    (">>> def f(x):\n...     return x\n", F),
    ("# a\u2028b\x0c\n" + F, "# a\u2028b\x0c\n" + F),
    ("def f(x:\n", "def f(x:\n"),
])  # fmt: skip
def test_a_cell_is_read_as_ipython_reads_it(cell, text):
    assert plain(cell) == text


def test_magics_within_magics_and_long_cells_come_to_an_end():
    assert plain("%%time\n" * 50 + F) == ""
    long = "%timeit f\n" + "# x" * MOST_READ
    many = "%timeit f\n" * 5000
    assert plain(long) == long and plain(many) == many


def test_lines_are_cut_where_python_cuts_them():
    assert lines("a\x0cb\u2028c\nd\r\ne\rf") == ["a\x0cb\u2028c", "d", "e", "f"]


TWICE = "def f(x):\n    return 1\n\nif True:\n    @cache\n    def f(x):\n        y = x\n        return y\n"


@pytest.mark.parametrize("line, name, count", [
    (1, "f", 1), (5, "f", 2), (6, "f", None), (1, "g", None), (99, "f", None),
])  # fmt: skip
def test_the_function_at_a_line_is_counted(line, name, count):
    if count is None:
        with pytest.raises(OSError):
            statements(Written(TWICE, line, name))
    else:
        assert statements(Written(TWICE, line, name)) == count


def three(x):
    a = x
    b = a
    return b


class Callable:
    """A call of it runs the method."""

    def __call__(self, x):
        y = x
        return y


def test_what_a_call_runs_is_what_counts():
    def shows_another(x):
        return three(x)

    shows_another.__wrapped__ = three
    assert statements(shows_another) == 1
    assert statements(functools.cache(three)) == 3
    assert statements(functools.partial(functools.partial(three), 1)) == 3
    assert statements(Callable()) == 2 and statements(Callable().__call__) == 2
    assert statements(np.vectorize(three)) == 3
    assert written(three).name == "three"


@pytest.mark.parametrize("alien", [len, np.add, int, 3, None, functools.partial(len)])
def test_what_is_not_written_in_python_has_no_source(alien):
    with pytest.raises(OSError):
        statements(alien)


def test_what_holds_itself_is_no_endless_search():
    loop = type("Loop", (), {})
    loop.__call__ = loop()
    assert source.called(loop()) is None


LAMBDA = "f = lambda x: x\n"


@pytest.mark.parametrize("text, line", [
    (F, 1), (LAMBDA + F, 2), (F + LAMBDA, True), ("@cache\n" + F, True), ("x = 1\n", False),
    (F + "import g as f\n", True), (F + "del f\n", True), ("def g():\n    global f\n" + F, 3),
    ("if 1:\n    def f(x): return x\n", True), (F + "for f in x: pass\n", True),
    (F + "f.__code__ = g.__code__\n", 1), ("def f(:", False), (F + "(f := 3)\n", True),
])  # fmt: skip
def test_the_text_says_whether_a_def_binds_a_name_last(text, line):
    found = source.plain_definition(text, "f")
    assert found == (line if isinstance(line, bool) else Written(text, line, "f"))
