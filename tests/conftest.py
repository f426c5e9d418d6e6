"""What every test shares: markers, tests skipped by name, an empty progress folder, and Chromium.

Notebook cells are tests too (nbval); this house looks after them as well, though they lie outside tests/.
"""

import fcntl
import importlib
import importlib.util
import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

# no test depends on how fast this machine is today
settings.register_profile("any speed", deadline=None)
settings.load_profile("any speed")
HOMES = Path(tempfile.mkdtemp(prefix="dnnlib-home-"))
# before any import of dnnlib: nobody's own progress is touched
os.environ["DNNLIB_HOME"] = str(HOMES / "first")
# the workers of one run inherit one lock
LOCK = os.environ.setdefault("DNNLIB_TEST_LOCK", str(HOMES / "lock"))

# A law holds however long an example takes: a busy machine fails no property test.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

MARKERS = {
    "browser": "drives Chromium",
    "sandbox": "runs a learner's code in bubblewrap",
    "hub": "starts JupyterHub and its proxy on this machine",
    "notebook": "a cell of a notebook, or a test that runs one",
    "slow": "takes more than a few seconds",
    "alone": "measures time: no other test runs beside it",
}
BROWSER_ARGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


PROXY = os.pathsep.join(
    [
        str(Path(__file__).parents[1] / "build/hub/node_modules/.bin"),
        os.environ.get("PATH", ""),
    ]
)


@cache
def lacking(marker: str) -> str | None:
    """Why tests with this marker cannot run here, or None."""
    if marker == "browser" and not doctor().chromium():
        return "Chromium is not installed (Debian: apt-get install chromium)"
    if marker == "sandbox" and not shutil.which("bwrap"):
        return "bubblewrap is not installed (Debian: apt-get install bubblewrap)"
    if (
        marker == "sandbox"
        and subprocess.run(
            ["bwrap", "--ro-bind", "/", "/", "--unshare-all", "true"],
            capture_output=True,
        ).returncode
    ):
        return "bubblewrap is installed, but this system lets it make no namespaces"
    if marker == "hub" and not importlib.util.find_spec("jupyterhub"):
        return "JupyterHub is not installed (pip install 'dnnlib[course,teach,hub]')"
    if marker == "hub" and not shutil.which("configurable-http-proxy", path=PROXY):
        return "JupyterHub's proxy is not installed (npm install --prefix build/hub configurable-http-proxy)"
    return None


def doctor():
    """dnnlib.doctor, imported late: a test of the house must run even where a module of dnnlib is broken."""
    return importlib.import_module("dnnlib.doctor")


@pytest.fixture(scope="module")
def chromium():
    """A Playwright browser (the synchronous API), closed when its module's tests are done."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=doctor().chromium(), args=BROWSER_ARGS
        )
        browser.new_page = patient(browser.new_page)
        browser.new_context = patient(browser.new_context)
        yield browser
        browser.close()


def patient(make):
    """Pages that wait two minutes for what they need, and not 30 seconds: a machine may be busy."""

    def made(*args, **kwargs):
        page = make(*args, **kwargs)
        page.set_default_timeout(120_000)
        return page

    return made


class House:
    """Hooks that see notebook cells as well: a conftest's own hooks reach only the tests below it."""

    path = None

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item):
        # each file starts with an empty progress folder, each notebook's kernel too
        if item.path != self.path:
            self.path = item.path
            os.environ["DNNLIB_HOME"] = tempfile.mkdtemp(
                prefix=item.path.stem, dir=HOMES
            )
        # tests share it; one marked `alone` holds it by itself
        with open(LOCK, "a") as lock:
            fcntl.flock(
                lock,
                fcntl.LOCK_EX if item.get_closest_marker("alone") else fcntl.LOCK_SH,
            )
            return (yield)

    def pytest_unconfigure(self):
        shutil.rmtree(HOMES, ignore_errors=True)


def pytest_configure(config):
    for name, meaning in MARKERS.items():
        config.addinivalue_line("markers", f"{name}: {meaning}")
    config.pluginmanager.register(House(), "house")


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.suffix == ".ipynb":
            item.add_marker("notebook")
        for marker in ("browser", "sandbox", "hub"):
            if item.get_closest_marker(marker) and lacking(marker):
                item.add_marker(pytest.mark.skip(reason=lacking(marker)))


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session):
    """CI skips nothing: with DNNLIB_NO_SKIPS set, a skipped test fails the run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if (
        os.environ.get("DNNLIB_NO_SKIPS")
        and reporter
        and reporter.stats.get("skipped")
        and not session.exitstatus
    ):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter):
    skipped = terminalreporter.stats.get("skipped", [])
    forbidden = (
        "; DNNLIB_NO_SKIPS is set, so that is a failure"
        if os.environ.get("DNNLIB_NO_SKIPS")
        else ""
    )
    terminalreporter.write_line(f"{len(skipped)} skipped{forbidden if skipped else ''}")
    for report in skipped:
        reason = (
            report.longrepr[2]
            if isinstance(report.longrepr, tuple)
            else report.longrepr
        )
        terminalreporter.write_line(
            f"  {report.nodeid}: {str(reason).removeprefix('Skipped: ')}"
        )
