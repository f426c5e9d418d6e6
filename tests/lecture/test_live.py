"""The process behind the sliders: killed, hung and swollen, it comes back, and nobody waits for it."""

import os
import signal
import time
import urllib.error
import urllib.request
from contextlib import suppress

import pytest
from figures import bars
from small import written

from dnnlib.lecture.hotline import Hotline, NotReady
from dnnlib.lecture.keeper import Keeper
from dnnlib.screen.explore import svg

START = {"height": 0, "width": 0}


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    return written(tmp_path_factory.mktemp("lecture"))


@pytest.fixture(autouse=True)
def figures_in_the_worker(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", os.path.dirname(__file__))
    monkeypatch.setenv("DNNLIB_TEST_BAD", "1")


def wait(condition, seconds=60):
    """Whether something becomes true within so many seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.05)
    return False


def get(keeper, path):
    """Status and body of a GET; 0 where nobody listens."""
    try:
        with urllib.request.urlopen(keeper.address + path, timeout=10) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()
    except OSError:
        return 0, b""


@pytest.fixture
def hotline(page):
    line = Hotline(page.with_suffix(".live"), patience=3)
    assert wait(lambda: line.ready)
    yield line
    line.end()


def test_a_frame_is_the_figure_functions_picture(hotline):
    answer = hotline.ask("demo0", {"height": "4", "width": "2"})
    assert answer["svg"] == svg(bars(height=5, width=3))


def test_what_is_no_state_is_an_error_and_harms_nobody(hotline):
    for name, query in (
        ("demo0", {"height": "99", "width": "0"}),
        ("demo0", {"height": "1"}),
        ("nobody", {}),
    ):
        assert "error" in hotline.ask(name, query)
    assert "svg" in hotline.ask("demo0", START)


def test_a_killed_worker_comes_back(hotline):
    for _ in range(2):
        os.kill(hotline.worker.pid, signal.SIGKILL)
        hotline.worker.wait()
        with suppress(NotReady):
            assert hotline.ask("demo0", START) is None
        assert wait(lambda: hotline.ready)
        assert "svg" in hotline.ask("demo0", START)


@pytest.mark.parametrize("demo", ["demo1", "demo2"])
def test_a_figure_that_hangs_or_swells_costs_seconds_and_no_more(hotline, demo):
    began = time.monotonic()
    assert hotline.ask(demo, {"height": "6", "width": "0"}) is None
    assert time.monotonic() - began < 30
    assert wait(lambda: hotline.ready)
    assert "svg" in hotline.ask(demo, START)


def test_a_killed_server_comes_back_on_its_port_and_its_worker_ends(page):
    keeper = Keeper(page)
    try:
        assert wait(lambda: get(keeper, "alive")[0] == 200)
        before, server = keeper.address, keeper.server
        os.kill(server.pid, signal.SIGKILL)
        server.wait()
        assert wait(lambda: get(keeper, "alive")[0] == 200)
        assert keeper.address == before and keeper.server is not server
        assert get(keeper, "frame/demo0?height=0&width=0")[0] == 200
    finally:
        keeper.end()
    assert wait(lambda: get(keeper, "alive")[0] == 0)


def test_a_page_of_another_site_is_refused(page):
    keeper = Keeper(page)
    try:
        asked = urllib.request.Request(keeper.address, headers={"Host": "evil.org:80"})
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(asked, timeout=10)
        assert get(keeper, "")[0] == 200
    finally:
        keeper.end()
