"""A JupyterLab of our own, in a folder, seen through a real browser: for tests and for the latency bench."""

import base64
import json
import os
import re
import subprocess
import sys
import time
import urllib.request
import zlib
from contextlib import contextmanager
from pathlib import Path

import nbformat


@contextmanager
def open_lab(folder: Path):
    """Start JupyterLab on a free port of the loopback interface; yields its address, stops it afterwards."""
    log = folder / "lab.log"
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        "--no-browser",
        "--ip=127.0.0.1",
        "--port=0",
        "--allow-root",
        "--IdentityProvider.token=",
        "--LabApp.news_url=None",
        "--ServerApp.disable_check_xsrf=True",
        f"--notebook-dir={folder}",
    ]
    config = {
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
    }
    path = os.pathsep.join(
        [str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")]
    )
    with log.open("w") as out:
        server = subprocess.Popen(
            command,
            stdout=out,
            stderr=out,
            env={**os.environ, **config, "PYTHONPATH": path},
        )
        try:
            yield _address(folder / "runtime", server, log)
        finally:
            server.terminate()
            try:
                server.wait(60)
            except subprocess.TimeoutExpired:  # a busy machine: it need not end well
                server.kill()


def _address(runtime: Path, server, log: Path, patience=180) -> str:
    """Where the server says it listens, once it answers there."""
    until = time.monotonic() + patience
    while time.monotonic() < until and server.poll() is None:
        for file in runtime.glob("jpserver-*.json"):
            try:
                url = json.loads(file.read_text())["url"]
                urllib.request.urlopen(url + "api", timeout=5).close()
                return url
            except (OSError, ValueError):
                pass
        time.sleep(0.2)
    raise RuntimeError(
        f"JupyterLab did not start within {patience} s:\n{log.read_text()[-3000:]}"
    )


def write_notebook(path: Path, *cells: str):
    """A notebook of code cells, for the default kernel."""
    book = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) for cell in cells]
    )
    book.metadata["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    nbformat.write(book, path)


BEGUN, COUNTED = re.compile(r"\[[*\d]"), re.compile(r"\[\d")


def open_notebook(page, address: str, name: str):
    """Open a notebook in the browser. Where JupyterLab asks for a kernel (a slow machine), it gets the named one."""
    asked = page.locator("dialog.jp-Dialog .jp-mod-accept")
    page.add_locator_handler(asked, lambda accept: accept.click())
    page.goto(f"{address}doc/tree/{name}")
    page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=180_000)


def run_cell(page, number=0, tries=40):
    """Run one cell by Shift+Enter until it has run: before its kernel has connected it is forgotten without a word."""
    cell = page.locator(".jp-Notebook .jp-CodeCell").nth(number)
    prompt = cell.locator(".jp-InputPrompt")
    for _ in range(tries):
        cell.locator(".jp-InputArea-editor").click()
        page.keyboard.press("Shift+Enter")
        try:
            prompt.filter(has_text=BEGUN).wait_for(timeout=5_000)
            break
        # Playwright's TimeoutError, whose module is imported only where a browser is
        except Exception:
            continue
    prompt.filter(has_text=COUNTED).wait_for()


def run_notebook(page, address: str, name: str):
    """Open a notebook of one cell in the browser, run it, and wait for its explorer's picture."""
    open_notebook(page, address, name)
    run_cell(page)
    page.wait_for_selector(".dnn-picture svg")


def frame_rate(page) -> tuple[int, float, float, float]:
    """Pictures in three seconds, pictures a second, 95 % of gaps in ms, the thread's processor time in seconds."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    before = _busy(session)
    frames, rate, gap = page.evaluate(COUNT_FRAMES)
    return frames, rate, gap, _busy(session) - before


def _busy(session) -> float:
    metrics = session.send("Performance.getMetrics")["metrics"]
    return next(m["value"] for m in metrics if m["name"] == "TaskDuration")


COUNT_FRAMES = """async () => {
  let frames = 0, last = performance.now();
  const begin = last, gaps = [];
  await new Promise((done) => {
    const count = (now) => {
      frames++;
      gaps.push(now - last);
      last = now;
      if (now - begin > 3000) done();
      else requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
  });
  gaps.sort((a, b) => a - b);
  return [frames, (1000 * frames) / (last - begin), gaps[Math.floor(gaps.length * 0.95)]];
}"""


def baked(page: str) -> dict:
    """The data that a baked page has in it."""
    (packed,) = re.findall(r'const packed = "(.*)";', page)
    return json.loads(zlib.decompress(base64.b64decode(packed)))
