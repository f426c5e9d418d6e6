"""Pictures that are seen: no id occurs twice in a page, so no hatched bar takes its pattern from a hidden tab.

Seen to fail: with one salt for all pictures, the second view below had blank legend keys, and the two
workbenches of chapter 06 shared their ids.
"""

import json
import re
from collections import Counter
from io import BytesIO
from pathlib import Path

import matplotlib.image
import numpy as np
import pytest

from dnnlib import ConvShape, plots
from dnnlib.dataflow.hardware import EYERISS
from dnnlib.screen import explorers
from dnnlib.screen.explore import VIEW, svg
from dnnlib.screen.ids import live_mark, marked, saved_mark
from dnnlib.screen.workbench import workbench

ROOT = Path(__file__).resolve().parents[2]
NEST = "DRAM: M4 / GLB: / RF:"
USED = re.compile(r'(?:url\(#|href="#)([^")]+)')
OWN = re.compile(r'\bid="([^"]+)"')
TWO_VIEWS = """frame => {
  document.body.innerHTML = "<div id='back' style='display:none'></div><div id='front'></div>";
  const model = { get: (name) => ({ sliders: [], state: {}, frame })[name], on() {}, set() {}, save_changes() {} };
  for (const place of ["back", "front"]) render({ model, el: document.getElementById(place) });
}"""
HATCHED = """() => [...document.querySelectorAll('#front svg [style*="url(#"]')].map((e) => {
  const { x, y, width, height } = e.getBoundingClientRect();
  return { x, y, width, height };
}).filter((box) => box.width > 6 && box.height > 6)"""


def test_a_marked_picture_keeps_its_uses():
    text = svg(plots.threshold(layer="LeNet-5 fc1"))
    assert set(USED.findall(text)) <= set(OWN.findall(text))
    again = marked(text, "m")
    assert set(USED.findall(again)) <= set(OWN.findall(again))
    assert set(OWN.findall(again)) == {f"m-{name}" for name in OWN.findall(text)}


def test_marks_differ_for_each_picture():
    assert (
        len({live_mark() for _ in range(100)} | {saved_mark("") for _ in range(100)})
        == 200
    )


def test_two_workbenches_of_one_nest_share_no_id():
    a, b = (workbench(ConvShape(M=4), NEST, EYERISS) for _ in range(2))
    for one in (lambda w: w._out.value, lambda w: w._repr_mimebundle_()["text/html"]):
        assert OWN.findall(one(a))
        assert not set(OWN.findall(one(a))) & set(OWN.findall(one(b)))


@pytest.mark.parametrize(
    "path", sorted(ROOT.glob("notebooks/*.ipynb")), ids=lambda p: p.stem
)
def test_no_id_occurs_twice_in_a_saved_chapter(path):
    cells = json.loads(path.read_text())["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    pages = ["".join(output.get("data", {}).get("text/html", "")) for output in outputs]
    ids = Counter(name for page in pages for name in OWN.findall(page))
    assert not [name for name, count in ids.items() if count > 1]


@pytest.mark.browser
@pytest.mark.parametrize(
    "explorer", [explorers.threshold, explorers.joules], ids=lambda f: f.__name__
)
def test_a_hatched_key_is_hatched_though_the_same_picture_is_hidden(explorer, chromium):
    view = (VIEW / "view.js").read_text().replace("export default { render };", "")
    page = chromium.new_page()
    page.goto("about:blank")
    page.add_script_tag(content=view)
    page.evaluate(TWO_VIEWS, explorer().frame)
    boxes = page.evaluate(HATCHED)
    assert boxes or explorer is not explorers.threshold
    for box in boxes:
        png = page.screenshot(clip=box, full_page=True)
        seen = matplotlib.image.imread(BytesIO(png))[2:-2, 2:-2, :3]
        assert len(np.unique(seen.reshape(-1, 3), axis=0)) > 1, f"blank at {box}"
    page.close()
