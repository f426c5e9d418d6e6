"""The animated array: its film is the run's record, and live, baked and still pictures show the same cycle."""

import json
import re
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lab import baked, frame_rate, open_lab, open_notebook, run_cell, write_notebook

from dnnlib.dataflow import array
from dnnlib.dataflow.array.film import WAYS, film
from dnnlib.plots import array_film
from dnnlib.plots.look import COLOURS
from dnnlib.screen import explorers
from dnnlib.screen.animate import animate, packed

CELL = """import numpy as np
from dnnlib.screen.animate import animate
from dnnlib.dataflow import array
runs = {d: array.run(np.arange(36).reshape(1, 1, 6, 6), np.ones((3, 1, 3, 3), int), 4, 3, d) for d in ("weight", "row")}
shown = animate(runs)
shown"""


def run(dataflow="weight", rows=4, cols=3, filters=3):
    return array.run(
        np.arange(36).reshape(1, 1, 6, 6),
        np.ones((filters, 1, 3, 3), int),
        rows,
        cols,
        dataflow,
    )


@st.composite
def traces(draw):
    dataflow, rng = (
        draw(st.sampled_from(array.DATAFLOWS)),
        np.random.default_rng(draw(st.integers(0, 99))),
    )
    # rows to share
    C, M, U, R = (draw(st.integers(*ends)) for ends in ((1, 3), (1, 3), (1, 2), (2, 3)))
    I, F = rng.integers(-9, 9, (1, C, R + 3, R + 2)), rng.integers(-9, 9, (M, C, R, R))
    return array.run(
        I, F, draw(st.integers(R, 6)), draw(st.integers(2, 5)), dataflow, U
    )


@given(traces())
@settings(deadline=None, max_examples=40)
def test_a_film_moves_what_the_run_counts(trace):
    """Words that come from the buffer and go to it are the trace's accesses of it; where a row of PEs shares a word and
    a gap lies between those that take it, each part is served, so row stationary may show more of them."""
    seen, counted = film(trace), trace.accesses()
    from_buffer = seen.moved.buffer & (seen.moved.way != WAYS.index("out"))
    for k, tensor in enumerate("IFO"):
        out = (seen.moved.tensor == k) & (seen.moved.way == WAYS.index("out"))
        assert out.sum() == counted["GLB", tensor, "update"]
        came = int((from_buffer & (seen.moved.tensor == k)).sum())
        if trace.plan.dataflow == "row":
            assert came >= counted["GLB", tensor, "read"]
        else:
            assert came == counted["GLB", tensor, "read"]
    assert seen.busy.sum() == trace.shape.macs


@given(traces())
@settings(deadline=None, max_examples=40)
def test_a_word_that_comes_from_a_neighbour_was_there(trace):
    seen = film(trace)
    for cycle in range(1, len(seen)):
        for row, col, tensor, way, buffer in zip(*seen.moves(cycle)):
            if buffer or tensor == 2:
                continue  # a sum changes on its way
            down, right = {
                "left": (0, -1),
                "above": (-1, 0),
                "diagonal": (seen.stride, -1),
            }[WAYS[way]]
            before = cycle if trace.plan.dataflow == "row" else cycle - 1
            word = seen.word[:, tensor, row + down, col + right]
            assert (
                row + down >= 0
                and col + right >= 0
                and word[before] == seen.word[cycle, tensor, row, col]
            )


def test_one_set_of_rows_is_read_as_often_as_it_is_shown():
    trace = run("row", rows=3, cols=4, filters=1)
    seen = film(trace)
    for k, tensor in enumerate("IF"):
        came = (seen.moved.tensor == k) & seen.moved.buffer
        assert came.sum() == trace.accesses()["GLB", tensor, "read"]


def test_a_film_of_some_cycles_is_a_part_of_the_whole():
    whole, part = film(run()), film(run(), 9, 30)
    assert len(part) == 21 and np.array_equal(part.word, whole.word[9:30])
    assert np.array_equal(part.sums, whole.sums[9:30])
    for cycle in range(21):
        assert all(
            np.array_equal(a, b)
            for a, b in zip(part.moves(cycle), whole.moves(9 + cycle))
        )


def test_a_run_too_long_for_a_film_says_which_cycles_fit():
    trace = array.run(
        np.zeros((1, 8, 66, 66), np.int8), np.zeros((64, 8, 3, 3), np.int8), 16, 16
    )
    with pytest.raises(
        ValueError,
        match=r"cycles of 16 x 16 PEs are too many .* room for 5,461.*start=0, stop=5461",
    ):
        animate(trace)
    assert len(animate(trace, 100, 200).film) == 100


def test_bad_input_is_named():
    with pytest.raises(TypeError, match="ndarray is no Trace"):
        animate(run().O)
    with pytest.raises(ValueError, match="at least one Trace"):
        animate({})
    shown = animate(run())
    with pytest.raises(ValueError, match=f"cycle=-1: choose 0 to {run().cycles - 1}"):
        shown.cycle = -1
    with pytest.raises(ValueError, match=r"cycles \[9999\]: choose some of 0 to"):
        array_film(film(run()), [9999])


def test_a_still_has_the_numbers_of_its_cycle():
    seen = film(run())
    figure = array_film(seen, [20])
    at = np.argwhere(seen.busy[20])[0]
    row = figure.table.rows[at[0] * seen.cols + at[1]]
    assert row[:3] == (20, f"{at[0]}, {at[1]}", True)
    assert row[3:] == tuple(seen.value(20, k, *at) for k in range(3))
    assert f"cycle 20: {seen.busy[20].sum()} of 12 multiply" in figure.title


def test_what_a_code_host_shows_is_a_picture():
    data, _ = animate(run())._repr_mimebundle_()
    assert (
        data["image/png"].startswith("iVBORw0KGgo") and "multiply" in data["text/plain"]
    )


def test_the_same_run_packs_to_the_same_bytes():
    assert packed("", film(run())) == packed("", film(run()))


SAID, ONE = ".dnn-said", ".dnn-one"


def numbers(page) -> list[list[str]]:
    rows = page.query_selector_all(".dnn-animation .dnn-numbers tbody tr")
    return [
        [cell.inner_text() for cell in row.query_selector_all("th, td")] for row in rows
    ]


def wanted(seen, cycle) -> list[list[str]]:
    """The table of a cycle, made in Python."""
    lines = []
    for row, col in np.ndindex(seen.rows, seen.cols):
        line = [f"{row}, {col}", "yes" if seen.busy[cycle, row, col] else "no"]
        for k in range(3):
            word = seen.word[cycle, k, row, col]
            held = word >= 0
            line += (
                [seen.name(k, word), str(int(seen.value(cycle, k, row, col)))]
                if held
                else ["–", "–"]
            )
        lines.append(line)
    return lines


def open_baked(context, path):
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(path.as_uri())
    page.wait_for_selector(".dnn-stage")
    page.wait_for_function(f"document.querySelector('{SAID}').textContent !== ''")
    return page


@pytest.mark.browser
@pytest.mark.parametrize("dataflow", array.DATAFLOWS)
def test_a_baked_page_has_every_number_and_obeys_the_keyboard_with_the_network_off(
    chromium, tmp_path, dataflow
):
    trace = run(dataflow)
    seen, context = film(trace), chromium.new_context(offline=True)
    page = open_baked(context, animate(trace).bake(tmp_path / "array.html"))
    page.click(".dnn-numbers summary")
    page.focus(".dnn-stage")
    last, place = len(seen) - 1, page.evaluate("scrollY")
    keys = {
        "Home": 0,
        "ArrowRight": 1,
        "ArrowUp": 11,
        "ArrowLeft": 10,
        "ArrowDown": 0,
        "End": last,
    }
    for key, cycle in keys.items():
        page.keyboard.press(key)
        assert page.inner_text(SAID).startswith(
            f"Cycle {cycle} of {last}: {seen.busy[cycle].sum()} of 12 PEs multiply"
        )
        assert numbers(page) == wanted(seen, cycle)
    page.keyboard.press(" ")
    page.keyboard.press(" ")
    # the page stands still: these keys are the animation's
    assert page.evaluate("scrollY") == place
    context.close()


@pytest.mark.browser
def test_the_scrubber_is_dragged_a_pe_is_picked_and_play_moves(chromium, tmp_path):
    trace, context = run(), chromium.new_context()
    page = open_baked(context, animate(trace).bake(tmp_path / "array.html"))
    page.query_selector(".dnn-scrub").scroll_into_view_if_needed()
    box = page.query_selector(".dnn-scrub").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 8, y)
    page.mouse.down()
    page.mouse.move(x, y, steps=5)
    page.mouse.up()
    told = "document.querySelector('.dnn-told').textContent"
    page.wait_for_function(f"{told} === document.querySelector('{SAID}').textContent")
    middle = int(page.input_value(".dnn-scrub"))
    assert abs(middle - (trace.cycles - 1) / 2) <= 2 and page.inner_text(
        SAID
    ).startswith(f"Cycle {middle} of")
    page.query_selector(".dnn-stage").scroll_into_view_if_needed()
    stage = page.query_selector(".dnn-stage").bounding_box()
    page.mouse.click(
        stage["x"] + stage["width"] - 60, stage["y"] + stage["height"] - 60
    )
    assert page.inner_text(ONE).startswith("PE (3, 2)")
    page.keyboard.press("Home")
    page.select_option("select >> nth=1", index=6)
    page.focus(".dnn-stage")
    page.keyboard.press(" ")
    page.wait_for_function("Number(document.querySelector('.dnn-scrub').value) > 5")
    assert page.inner_text(".dnn-play") == "Pause"
    page.keyboard.press(" ")
    stopped = page.input_value(".dnn-scrub")
    time.sleep(0.3)
    assert (
        page.input_value(".dnn-scrub") == stopped
        and page.inner_text(".dnn-play") == "Play"
    )
    context.close()


@pytest.mark.browser
def test_what_is_drawn_changes_with_the_cycle_and_has_the_courses_colours(
    chromium, tmp_path
):
    context = chromium.new_context()
    page = open_baked(context, animate(run()).bake(tmp_path / "array.html"))
    page.focus(".dnn-stage")
    drawn = "() => document.querySelector('.dnn-stage').toDataURL()"
    pictures = []
    for key in ("Home", "ArrowUp", "ArrowRight", "Home", "ArrowUp"):
        page.keyboard.press(key)
        pictures.append(page.evaluate(drawn))
    # a cycle looks the same each time it is seen
    assert len(set(pictures)) == 3 and pictures[3:] == pictures[:2]
    colours = page.evaluate("""() => {
      const stage = document.querySelector('.dnn-stage'), seen = new Set();
      const data = stage.getContext('2d').getImageData(0, 0, stage.width, stage.height).data;
      for (let k = 0; k < data.length; k += 4) seen.add([data[k], data[k + 1], data[k + 2]].join());
      return [...seen];
    }""")
    for tensor in "IFO":
        rgb = ",".join(str(int(COLOURS[tensor][k : k + 2], 16)) for k in (1, 3, 5))
        assert rgb in colours, tensor
    context.close()


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.alone
def test_sixteen_by_sixteen_pes_can_be_drawn_thirty_times_a_second(chromium, tmp_path):
    """A picture has 1/30 s; it takes processor time of the page's thread. Every other one has new numbers."""
    I, F = np.arange(4 * 144).reshape(1, 4, 12, 12) % 11, np.ones((16, 4, 3, 3), int)
    context = chromium.new_context()
    page = open_baked(
        context,
        animate(array.run(I, F, 16, 16, "weight")).bake(tmp_path / "array.html"),
    )
    page.select_option("select >> nth=1", index=6)
    page.focus(".dnn-stage")
    page.keyboard.press(" ")
    pictures, _, _, seconds = frame_rate(page)
    assert page.inner_text(".dnn-play") == "Pause" and pictures > 10
    assert seconds / pictures < 1 / 30
    context.close()


@pytest.mark.browser
@pytest.mark.slow
def test_live_in_jupyterlab_and_baked_agree_and_the_kernel_knows_the_cycle(
    chromium, tmp_path
):
    write_notebook(tmp_path / "book.ipynb", CELL, "shown.cycle")
    saved = animate({name: run(name) for name in ("weight", "row")}).bake(
        tmp_path / "array.html"
    )
    with open_lab(tmp_path) as address:
        live, still = chromium.new_page(), open_baked(chromium, saved)
        open_notebook(live, address, "book.ipynb")
        run_cell(live)
        live.wait_for_function(f"document.querySelector('{SAID}').textContent !== ''")
        for page in (live, still):
            page.click(".dnn-numbers summary")
            page.focus(".dnn-stage")
            # JupyterLab has other plans for the arrows
            for key in ("ArrowUp", "ArrowRight", "ArrowRight"):
                page.keyboard.press(key)
        assert live.inner_text(SAID) == still.inner_text(SAID) and numbers(
            live
        ) == numbers(still)
        for page in (live, still):
            page.select_option(".dnn-animation select >> nth=0", index=1)
            page.focus(".dnn-stage")
            page.keyboard.press("ArrowRight")
            page.keyboard.press(" ")  # nor does it run or scroll
            page.keyboard.press(" ")
            page.keyboard.press("Home")
            page.keyboard.press("ArrowUp")
        assert live.inner_text(SAID) == still.inner_text(SAID) and numbers(
            live
        ) == numbers(still)
        run_cell(live, 1)
        live.wait_for_function(
            "/10/.test(document.querySelectorAll('.jp-CodeCell')[1].innerText)"
        )


def test_the_course_bakes_its_array(tmp_path):
    animation = explorers.pe_array()
    page = animation.bake(tmp_path / "array.html").read_text()
    assert baked(page)["films"] == json.loads(json.dumps(animation.films))
    assert len(animation.films) == 4 and not re.search(r"https?://", page)
