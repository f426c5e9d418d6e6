"""Slider to picture, in a real JupyterLab in headless Chromium, beside the same explorer baked into a page.

From the slider's input event, over the kernel, to the animation frame in which the new picture stands. Milliseconds
here are of this machine: a promise of the course (median and 95th percentile under 100), not a test.
"""

import tempfile
from pathlib import Path

import numpy as np
from conftest import BROWSER_ARGS
from lab import open_lab, run_notebook, write_notebook

from dnnlib import doctor
from dnnlib.screen import explorers
from dnnlib.table import Table

DRAGS = (
    ("layer_shape", "M, output channels (filters)", 17),
    ("window", "output", 40),
    ("model_layers", "", 12),
)
WARM_UP = 3
DRAG = """async ({label, indices}) => {
  const control = label ? document.querySelector(`input[aria-label="${label}"]`) : document.querySelector('.dnn-control select');
  const picture = document.querySelector('.dnn-picture'), times = [];
  for (const index of indices) {
    const start = performance.now();
    const painted = new Promise((done, fail) => {
      setTimeout(() => fail(new Error('no new picture')), 5000);
      // in a lecture's deck: a picture that stands in for Python's is not it, but may look like it
      const line = document.querySelector('.stand-in');
      const watch = new MutationObserver(() => {
        if (line?.textContent) return;
        watch.disconnect();
        requestAnimationFrame(() => {
          const after = new MessageChannel();
          after.port1.onmessage = () => done(performance.now() - start);
          after.port2.postMessage(0);
        });
      });
      watch.observe(picture, {childList: true});
      if (line) watch.observe(line, {childList: true});
    });
    if (label) control.value = index; else control.selectedIndex = index;
    control.dispatchEvent(new Event('input', {bubbles: true}));
    times.push(await painted);
    await new Promise((go) => setTimeout(go, 40));
  }
  return times;
}"""


def main():
    """Print median, 95th percentile and worst for each explorer of the course, live and baked."""
    from playwright.sync_api import sync_playwright

    rows = []
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(
            executable_path=doctor.chromium(), args=BROWSER_ARGS
        )
        with open_lab(Path(folder)) as address:
            for name, label, stops in DRAGS:
                write_notebook(
                    Path(folder) / f"{name}.ipynb",
                    f"from dnnlib.screen import explorers\nexplorers.{name}()",
                )
                page = browser.new_page()
                run_notebook(page, address, f"{name}.ipynb")
                rows.append((name, "live", *drag(page, label, stops)))
                page.close()
        make, _ = explorers.COURSE["model_layers"]
        page = browser.new_page()
        page.goto(make().bake(Path(folder) / "page.html").as_uri())
        page.wait_for_selector(".dnn-picture svg")
        rows.append(("model_layers", "baked", *drag(page, "", 12)))
    print(Table(("explorer", "how", "median ms", "95th percentile", "worst"), rows))


def drag(page, label: str, stops: int, moves: int = 60) -> list[float]:
    """Drag one slider down and up its stops, one at a time; the median, 95th percentile and worst time."""
    there_and_back = [*range(stops - 1, -1, -1), *range(1, stops - 1)]
    indices = (there_and_back * (moves // len(there_and_back) + 1))[:moves]
    times = page.evaluate(DRAG, {"label": label, "indices": indices})[WARM_UP:]
    return [round(float(t), 1) for t in np.percentile(times, [50, 95, 100])]
