"""Pictures a second of an animated array in headless Chromium, and the milliseconds that drawing one takes.

The promise of the course is 30 pictures a second for 16 x 16 PEs: 33 ms for one. Chromium draws at most 60 a second,
without a GPU here. Each run plays for three seconds, at a leisurely speed and at the fastest, where every other picture
has new numbers. The milliseconds are processor time of the page's thread, so a busy machine does not spoil them.
"""

import tempfile
from pathlib import Path

import numpy as np
from conftest import BROWSER_ARGS
from lab import frame_rate

from dnnlib import doctor
from dnnlib.dataflow import array
from dnnlib.screen.animate import animate
from dnnlib.table import Table


def main():
    """Print pictures a second and the 95th percentile of the time between two, by array, dataflow and speed."""
    from playwright.sync_api import sync_playwright

    rows, rng = [], np.random.default_rng(0)
    I, F = rng.integers(0, 10, (1, 4, 20, 20)), rng.integers(-4, 5, (32, 4, 3, 3))
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(
            executable_path=doctor.chromium(), args=BROWSER_ARGS
        )
        for side in (8, 16, 32):
            for dataflow in array.DATAFLOWS:
                trace = array.run(I, F, side, side, dataflow)
                shown = animate(trace, 0, min(trace.cycles, 300))
                page = browser.new_page(viewport={"width": 1920, "height": 1080})
                page.goto(shown.bake(Path(folder) / "page.html").as_uri())
                page.wait_for_selector(".dnn-stage")
                for speed, choice in (("1 a second", 1), ("30 a second", 6)):
                    page.select_option("select >> nth=1", index=choice)
                    page.focus(".dnn-stage")
                    page.keyboard.press("Home")
                    page.keyboard.press(" ")
                    pictures, rate, _, seconds = frame_rate(page)
                    page.keyboard.press(" ")
                    each = round(1000 * seconds / pictures, 1)
                    rows.append(
                        (f"{side} x {side}", dataflow, speed, round(rate, 1), each)
                    )
                page.close()
    print(
        Table(("PEs", "dataflow", "cycles", "pictures a second", "ms a picture"), rows)
    )
