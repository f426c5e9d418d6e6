"""A submission examined when its worker is lost: it begins again without the cell, and comes to the end."""

from dataclasses import replace

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from dnnlib.grading import examine, preprocessor
from dnnlib.sandbox import Limits
from dnnlib.sandbox.session import Lost


class Worker:
    """Stands for a Session: "bomb" ends it; "once" ends it in every worker but the first; it remembers what it ran."""

    born: list["Worker"] = []

    def __init__(self, limits, trust):
        self.lost, self.ran = "", []
        self.born.append(self)

    def cell(self, source, name):
        assert not self.lost
        if source == "bomb" or source == "once" and len(self.born) > 1:
            self.lost = "ended the program it ran in"
            raise Lost(self.lost)
        self.ran.append(source)
        return "", f"{source} ran"

    def settle(self):
        pass

    def __exit__(self, *_):
        pass


def examined(*sources, total: float = 5) -> examine.Verdict:
    cells = tuple(examine.Cell(source, source) for source in sources)
    return examine.examine(
        examine.Job(
            "ada", "ch02", "layers", cells, b"seed", Limits(total=total), trust="open"
        )
    )


@pytest.fixture(autouse=True)
def worker(monkeypatch):
    monkeypatch.setattr(Worker, "born", [])
    monkeypatch.setattr(examine, "Session", Worker)


def test_the_cells_before_are_run_again_and_the_bomb_is_left_out():
    verdict = examined("first", "bomb", "second", "third")
    assert [r.stopped for r in verdict.results] == [
        "",
        "ended the program it ran in",
        "",
        "",
    ]
    assert [one.ran for one in Worker.born] == [["first"], ["first", "second", "third"]]
    assert verdict.restarts == 1


def test_a_cell_that_ends_its_second_worker_is_left_out_of_the_third():
    verdict = examined("once", "bomb", "last")
    assert [r.printed for r in verdict.results] == ["once ran", "", "last ran"]
    assert [one.ran for one in Worker.born] == [
        ["once"],
        [],
        ["last"],
    ] and verdict.restarts == 2


def test_once_the_time_is_spent_nothing_more_runs(monkeypatch):
    verdict = examined("first", "second", total=-1)
    assert [r.stopped for r in verdict.results] == [
        "no time left"
    ] * 2 and not Worker.born
    monkeypatch.setattr(
        examine.time,
        "monotonic",
        lambda: 9.0 * sum("long" in one.ran for one in Worker.born),
    )
    verdict = examined("first", "long", "last")
    assert [r.stopped for r in verdict.results] == ["", "", "no time left"]
    assert [one.ran for one in Worker.born] == [["first", "long"]]


def test_a_graded_cell_that_asks_no_puzzle_gives_no_point_and_calls_a_person():
    cells = (examine.Cell("mine", "assert True", None, True),)
    (result,) = examine.examine(
        examine.Job("ada", "ch02", "layers", cells, b"seed", trust="open")
    ).results
    assert (result.points, result.stopped) == (
        0,
        "asks no puzzle",
    ) and "needs a person" in result.text
    assert not Worker.born


def test_what_is_shown_has_no_control_characters_and_one_number_of_points():
    cells = [
        new_code_cell("a"),
        new_markdown_cell("text"),
        new_code_cell("b"),
        new_code_cell("c"),
    ]
    results = (
        examine.Result("a", printed="\x1b[2Jhello\r\n\x07<b>\n"),
        examine.Result(
            "b", 1.5, 2, text="right\x1b[31m", html="<p>right\x00</p>", printed="kept"
        ),
        examine.Result("c", text="NameError\x08: no x"),
    )
    verdict = examine.Verdict(
        "ada", "ch02", "layers", "key", results, remarks={"b": "it was missing"}
    )
    preprocessor.show(new_notebook(cells=cells), verdict)
    a, b, c = (
        [dict(output) for output in cell.outputs]
        for cell in cells
        if cell.cell_type == "code"
    )
    assert [one["text"] for one in a] == ["\u241b[2Jhello\n\u2407<b>\n"]
    assert [one["output_type"] for one in b] == [
        "stream",
        "display_data",
        "execute_result",
    ]
    assert b[0]["text"] == "kept\nMended: it was missing.\n"
    assert b[1]["data"] == {
        "text/plain": "right\u241b[31m",
        "text/html": "<p>right\u2400</p>",
    }
    # nbgrader takes the last number for the points
    assert b[2]["data"] == {"text/plain": "1.5"}
    assert [one["text"] for one in c] == ["NameError\u2408: no x"]


def test_each_student_has_a_seed_of_their_own_the_same_every_time():
    seeds = {
        (secret, who): examine.student_seed(secret, who)
        for secret in (b"one", b"two")
        for who in ("ada", "bob", "")
    }
    assert len(set(seeds.values())) == 6 and all(
        len(seed) == 32 for seed in seeds.values()
    )
    assert examine.student_seed(b"one", "ada") == seeds[b"one", "ada"]


def test_a_verdict_is_kept_for_this_text_this_seed_and_these_limits_alone():
    cells = (examine.Cell("a", "x = 1"), examine.Cell("b", "y = 2"))
    job = examine.Job("ada", "ch02", "layers", cells, b"seed")
    changes = {
        "student": "bob", "assignment": "ch04", "notebook": "kernels", "seed": b"other", "limits": Limits(question=1),
        "trust": "open", "cells": (examine.Cell("a", "x = 1"), examine.Cell("b", "y = 3")),
    }  # fmt: skip
    keys = {
        job.key,
        *(replace(job, **{name: value}).key for name, value in changes.items()),
    }
    assert len(keys) == 1 + len(changes) and replace(job).key == job.key
