"""Explorers: live in JupyterLab and baked into a page show the same pictures, to the byte, as the figure function makes."""

import functools
import json
import os
import signal
import time
import urllib.request
from pathlib import Path

import numpy as np
import pytest
from lab import open_lab, run_notebook, write_notebook
from matplotlib.figure import Figure

from dnnlib import plots
from dnnlib.screen import explorers
from dnnlib.screen.explore import VIEW, explore, svg
from dnnlib.screen.page import EXPORT

ROOT = Path(__file__).resolve().parents[2]
CELL = """\
from dnnlib import plots
from dnnlib.screen import explore
explore(plots.window, size=[4, 5], filter=[1, 2, 3], stride=[1, 2])"""
# the picture as it is shown, but for the mark of its ids, which is the view's own
SHOWN = (
    "document.querySelector('.dnn-picture').innerHTML"
    r""".replace(/(\bid="|url\((?:&quot;)?#|href="#)p[0-9a-z]+-/g, '$1')"""
)
AS_SHOWN = "text => { const box = document.createElement('div'); box.innerHTML = text; return box.innerHTML; }"


def small():
    return explore(plots.window, size=[4, 5], filter=[1, 2, 3], stride=[1, 2])


def bars(height=1, wide=False):
    """A plain matplotlib figure, as anyone may write one."""
    if height == 3:
        raise ValueError("height=3 is not for sale; choose 1 or 2")
    figure = Figure()
    figure.add_subplot().bar([0], [height], width=0.8 if wide else 0.2)
    return figure


def test_sliders_start_at_the_functions_own_defaults():
    explorer = explore(bars, height=[3, 2, 1], wide=True)
    assert explorer.values == {"height": 1, "wide": True}
    # the default is no stop: the first is
    assert explore(bars, height=(2, 9, 3)).values == {"height": 2}
    assert [s["stops"] for s in explore(bars, height=(2, 9, 3)).sliders] == [
        ["2", "5", "8"]
    ]


def test_an_explorer_can_begin_elsewhere_and_starts_again_there():
    explorer = small().begin(size=4, filter=1)
    assert explorer.values == {"size": 4, "filter": 1, "stride": 1}
    assert [s["start"] for s in explorer.sliders] == [0, 0, 0]
    with pytest.raises(
        ValueError, match=r"size=9 is not a stop of its slider; it has \[4, 5\]"
    ):
        small().begin(size=9)


def test_the_frame_is_the_figure_functions_picture_with_its_numbers():
    explorer = small()
    explorer.values = {"size": 5, "filter": 2}
    figure = plots.window(size=5, filter=2, stride=1)
    assert explorer.frame["svg"] == svg(figure)
    assert explorer.frame["table"] == figure.table._repr_html_()
    assert "size=5, filter=2, stride=1" in explorer.frame["words"]


def test_stops_of_other_kinds():
    assert explore(bars, height=np.array([1, 2])).sliders[0]["stops"] == ["1", "2"]
    assert explore(bars, height=(0.0, 0.4, 0.1)).sliders[0]["stops"] == [
        "0.0",
        "0.1",
        "0.2",
        "0.3",
        "0.4",
    ]


def test_figures_of_pyplot_are_let_go_and_other_things_refused():
    from matplotlib import pyplot

    def drawn(height=1):
        figure, ax = pyplot.subplots()
        ax.bar([0], [height])
        return figure

    explorer = explore(drawn, height=[1, 2])
    explorer.values = {"height": 2}
    assert not pyplot.get_fignums()
    with pytest.raises(TypeError, match="returned Axes; it must return its Figure"):
        explore(lambda height=1: drawn(height).axes[0], height=[1, 2])


def test_a_function_without_a_name_or_docstring_can_be_baked(tmp_path):
    page = explore(functools.partial(bars, wide=True), height=[1, 2]).bake(
        tmp_path / "page.html"
    )
    assert "<title>Explorer</title>" in page.read_text()
    assert (
        explore(lambda height=1: bars(height), height=[1])
        .bake(tmp_path / "lambda.html")
        .exists()
    )


def test_a_complaint_of_the_figure_function_is_the_message():
    explorer = explore(bars, height=[1, 2, 3])
    explorer.values = {"height": 3}
    assert explorer.frame == {"message": "height=3 is not for sale; choose 1 or 2"}


def test_what_a_code_host_shows_is_a_png_of_the_same_figure():
    data, _ = explore(bars, height=[1, 2])._repr_mimebundle_()
    assert (
        data["image/png"].startswith("iVBORw0KGgo") and "height=1" in data["text/plain"]
    )


@pytest.mark.parametrize(
    "sliders, error, message",
    [
        ({"depth": [1]}, TypeError, "no parameter 'depth'; there are height, wide"),
        ({"height": {1, 2}}, TypeError, r"slider height=.*give a list of stops"),
        ({"height": []}, TypeError, r"slider height=\[\]"),
        ({"height": (5, 1)}, ValueError, "needs low <= high"),
        ({"height": (1, 5, 0)}, ValueError, "a step above 0"),
        ({"height": (16, 32, 64)}, ValueError, r"give a list, \[16, 32, 64\]"),
        ({"height": ("low", "high")}, TypeError, "give a list of stops"),
    ],
)
def test_a_bad_slider_is_named(sliders, error, message):
    with pytest.raises(error, match=message):
        explore(bars, **sliders)


def test_a_needed_parameter_without_a_slider_is_named():
    with pytest.raises(TypeError, match="also needs size"):
        explore(lambda size, colour="red": None, colour=["red"])


def test_a_bake_of_too_many_pictures_is_refused_with_the_counts(tmp_path):
    with pytest.raises(
        ValueError,
        match=r"12 pictures .* limit of 10 \(stops: size 2, filter 3, stride 2\).*filter=",
    ):
        small().bake(tmp_path / "page.html", limit=10)
    with pytest.raises(TypeError, match="no parameter 'depth'"):
        small().bake(tmp_path / "page.html", depth=[1])


def test_every_explorer_of_the_course_draws_its_first_and_last_state_with_numbers_and_can_be_baked():
    for name, (make, fewer) in explorers.COURSE.items():
        explorer = make()
        explorer.state = {s["name"]: len(s["stops"]) - 1 for s in explorer.sliders}
        assert explorer.frame.get("message") or explorer.frame["table"], name
        assert make().frame["table"], name
        stops = {slider["name"]: slider["stops"] for slider in make().sliders}
        fixed = {
            n: [v] if v is None or isinstance(v, int | str) else list(v)
            for n, v in fewer.items()
        }
        count = np.prod(
            [len(fixed.get(name, values)) for name, values in stops.items()]
        )
        assert count <= 3000, name


@pytest.mark.browser
def test_a_baked_page_moves_from_a_file_with_the_network_off(chromium, tmp_path):
    page_file = small().bake(tmp_path / "window.html")
    context = chromium.new_context(offline=True)
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(page_file.as_uri())
    page.wait_for_selector(".dnn-picture svg")
    for state, keys in (
        ({}, []),
        ({"filter": 2}, ["ArrowLeft"]),
        ({"filter": 1}, ["ArrowLeft"]),
    ):
        page.focus("input[aria-label=filter]")  # the keyboard alone is enough
        for key in keys:
            page.keyboard.press(key)
        wanted = svg(plots.window(**{"size": 5, "filter": 3, "stride": 1, **state}))
        assert page.evaluate(SHOWN) == page.evaluate(AS_SHOWN, wanted)
    page.click("text=Start again")
    assert page.input_value("input[aria-label=filter]") == "2"
    assert asked == [page_file.as_uri()]
    context.close()


TOLD = "document.querySelector('.dnn-told').textContent"


@pytest.mark.browser
@pytest.mark.slow
def test_live_in_jupyterlab_and_baked_agree(chromium, tmp_path):
    write_notebook(tmp_path / "book.ipynb", CELL)
    baked = small().bake(tmp_path / "window.html")
    with open_lab(tmp_path) as address:
        live, still = chromium.new_page(), chromium.new_page()
        still.goto(baked.as_uri())
        still.wait_for_selector(".dnn-picture svg")
        run_notebook(live, address, "book.ipynb")
        for name, key in (
            ("size", "ArrowLeft"),
            ("stride", "ArrowRight"),
            ("filter", "ArrowDown"),
            ("size", "ArrowUp"),
        ):
            for page in (live, still):
                before = page.evaluate(SHOWN)
                page.focus(f"input[aria-label={name}]")
                # JupyterLab has other plans for the arrows: the slider must win
                page.keyboard.press(key)
                page.wait_for_function(f"before => {SHOWN} !== before", arg=before)
            assert live.evaluate(SHOWN) == still.evaluate(SHOWN)
        for page in (live, still):  # and a screen reader hears what it is now
            page.wait_for_function(f"{TOLD} !== ''")


DIED = """\
import os
from dnnlib import plots
from dnnlib.screen import explore
print(open("pid", "w").write(str(os.getpid())), end="")
explore(plots.window, size=[4, 5], filter=[1, 2, 3], stride=[1, 2])"""
SILENT = "Python does not answer. If no other cell is running, run this cell again."


@pytest.mark.browser
@pytest.mark.slow
def test_an_explorer_whose_kernel_died_says_so_and_dims(chromium, tmp_path):
    write_notebook(tmp_path / "book.ipynb", DIED)
    with open_lab(tmp_path) as address:
        page = chromium.new_page()
        run_notebook(page, address, "book.ipynb")
        assert page.inner_text(".dnn-message") == ""
        os.kill(int((tmp_path / "pid").read_text()), signal.SIGKILL)
        # with no dialog between the hand and the slider
        move = """() => {
          const slider = document.querySelector('.dnn-controls input');
          slider.value = 0;
          slider.dispatchEvent(new Event('input', { bubbles: true }));
        }"""
        page.evaluate(move)
        page.wait_for_selector(f".dnn-message:text-is('{SILENT}')")
        assert page.locator(".dnn-picture.dnn-stale svg").count() == 1


@pytest.mark.browser
def test_a_view_that_hears_nothing_says_so_within_two_seconds(chromium):
    """The page's clock is turned by hand, so that no busy machine counts."""
    page = chromium.new_page()
    page.clock.install()
    page.set_content("<div id=here></div>")
    view = (VIEW / "view.js").read_text("utf-8").replace(EXPORT, "")
    page.add_script_tag(content=view)
    page.evaluate(DEAF)
    page.evaluate("window.move(1)")
    page.clock.run_for(1_000)
    assert page.inner_text(".dnn-message") == ""
    page.clock.run_for(1_000)
    assert page.inner_text(".dnn-message") == SILENT
    assert page.locator(".dnn-picture.dnn-stale").count() == 1
    # the answer comes all the same: Python was only busy
    page.evaluate("window.answer()")
    assert page.inner_text(".dnn-message") == ""
    assert page.locator(".dnn-picture.dnn-stale").count() == 0
    page.close()


@pytest.mark.browser
def test_a_screen_reader_hears_the_new_title_once_the_slider_rests(chromium):
    page = chromium.new_page()
    page.clock.install()
    page.set_content("<div id=here></div>")
    view = (VIEW / "view.js").read_text("utf-8").replace(EXPORT, "")
    page.add_script_tag(content=view)
    page.evaluate(DEAF)
    assert page.get_attribute(".dnn-told", "role") == "status"
    page.clock.run_for(2_000)
    assert page.evaluate(TOLD) == ""  # of the first picture nothing
    for height in (1, 0, 1):
        page.evaluate(f"window.move({height}); window.answer()")
        page.clock.run_for(300)
        assert page.evaluate(TOLD) == ""  # still dragged
    page.clock.run_for(800)
    assert page.evaluate(TOLD) == "2 bars"
    page.evaluate("window.move(0); window.answer()")
    page.clock.run_for(800)  # the same title: what is new stands behind it
    assert page.evaluate(TOLD) == "2 bars; height=1."
    page.evaluate("window.move(1)")
    page.clock.run_for(1_000)  # no answer yet
    assert page.evaluate(TOLD) == "2 bars; height=1."
    page.close()


# a model that nobody answers until `answer` is called
DEAF = """() => {
  const calls = {};
  const picture = (height) => ({ svg: `<svg><text>${height}</text></svg>`, words: `${height} bars; height=1.`, table: "" });
  const slider = { name: "height", label: "height", stops: ["1", "2"], start: 0, meaning: "", kind: "range" };
  const values = { sliders: [slider], state: { height: 0 }, drawn: { height: 0 }, frame: picture(1) };
  const fire = (key) => (calls[`change:${key}`] || []).forEach((call) => call());
  const model = {
    get: (key) => values[key],
    set: (key, value) => { values[key] = value; fire(key); },
    on: (event, call) => { (calls[event] = calls[event] || []).push(call); },
    save_changes: () => {},
  };
  window.render({ model, el: document.getElementById("here") });
  window.move = (to) => {
    const input = document.querySelector("input");
    input.value = to;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };
  window.answer = () => { values.frame = picture(2); values.drawn = values.state; fire("frame"); fire("drawn"); };
}"""


def settings_of_the_course(folder: Path) -> str:
    """A folder of JupyterLab's settings in which those of `make lab` stand."""
    for plugin, values in json.loads(
        (ROOT / ".ci/jupyterlab.json").read_text()
    ).items():
        package, _, name = plugin.partition(":")
        place = folder / package / f"{name}.jupyterlab-settings"
        place.parent.mkdir(parents=True)
        place.write_text(json.dumps(values))
    return str(folder)


@pytest.mark.browser
@pytest.mark.slow
def test_a_saved_notebook_shows_the_last_picture_without_its_kernel(
    chromium, tmp_path, monkeypatch
):
    settings = settings_of_the_course(tmp_path / "settings")
    monkeypatch.setenv("JUPYTERLAB_SETTINGS_DIR", settings)
    write_notebook(tmp_path / "book.ipynb", CELL)
    with open_lab(tmp_path) as address:
        page = chromium.new_page()
        run_notebook(page, address, "book.ipynb")
        before = page.evaluate(SHOWN)
        page.focus("input[aria-label=filter]")
        page.keyboard.press("ArrowLeft")
        page.wait_for_function(f"before => {SHOWN} !== before", arg=before)
        last = page.evaluate(SHOWN)
        page.click("jp-button[data-command='docmanager:save']")
        until_saved(tmp_path / "book.ipynb")
        page.goto("about:blank")
        for one in json.load(urllib.request.urlopen(address + "api/sessions")):
            gone = urllib.request.Request(
                f"{address}api/sessions/{one['id']}", method="DELETE"
            )
            urllib.request.urlopen(gone)
        page.goto(f"{address}doc/tree/book.ipynb")
        page.wait_for_selector(".dnn-picture svg")
        assert page.evaluate(SHOWN) == last
        page.close()


def until_saved(path: Path, seconds: int = 60):
    """Wait until a notebook on disk has the state of its widgets."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        text = path.read_text("utf-8")
        # JupyterLab writes the file in place: half of it, or nothing, can stand there
        if text.endswith("\n}\n") and "widgets" in json.loads(text).get("metadata", {}):
            return
        time.sleep(0.2)
    pytest.fail("the notebook was saved without the state of its widgets")
