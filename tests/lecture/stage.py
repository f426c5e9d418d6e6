"""A deck in a real browser, and the questions that the tests ask it."""

from contextlib import contextmanager
from pathlib import Path

import axe_playwright_python

HERE = ("file:", "data:", "blob:", "http://127.0.0.1", "http://localhost")
# the picture as it is shown, but for the marks of its ids and the sizes that make its letters legible
PICTURE = r"""() => {
  const box = Reveal.getCurrentSlide().querySelector('.dnn-picture').cloneNode(true);
  for (const text of box.querySelectorAll('[data-was]')) { text.setAttribute('style', text.dataset.was); delete text.dataset.was; }
  return box.innerHTML.replace(/(\bid="|url\((?:&quot;)?#|href="#)p[0-9a-z]+-/g, '$1');
}"""
AS_SHOWN = "text => { const box = document.createElement('div'); box.innerHTML = text; return box.innerHTML; }"
# letters smaller than 18 px on this slide, and letters that nobody sees are none
SMALL = """() => {
  const slide = Reveal.getCurrentSlide(), found = [];
  for (const el of slide.querySelectorAll('*')) {
    const own = [...el.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || el.closest('aside, style') || !el.getClientRects().length) continue;
    const svg = el.closest('svg');
    let size = parseFloat(getComputedStyle(el).fontSize);
    if (svg) { const box = svg.viewBox.baseVal; size *= Math.min(svg.clientWidth / box.width, svg.clientHeight / box.height); }
    if (size < 17.95) found.push([el.tagName, el.textContent.slice(0, 20), size]);
  }
  return found;
}"""


@contextmanager
def opened(chromium, address: str):
    """A deck's page, once it is ready; at the end no error was said and nothing outside was asked."""
    context = chromium.new_context(viewport={"width": 1280, "height": 720})
    page, said, asked = context.new_page(), [], []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda m: said.append(m.text) if complaint(m) else None)
    page.on("request", lambda one: asked.append(one.url))
    page.goto(address)
    page.wait_for_function("window.Reveal && Reveal.isReady()")
    page.wait_for_function("document.body.dataset.ready")
    yield page
    context.close()
    assert not said, said
    assert not [url for url in asked if not url.startswith(HERE)]


def complaint(message) -> bool:
    """An error of the console; that nobody answers a GET is no error of the page."""
    quiet = ("Failed to load resource", "net::ERR")
    return message.type == "error" and not message.text.startswith(quiet)


def go(page, slide: int) -> None:
    """To a slide, with all of it shown."""
    page.evaluate("k => { Reveal.slide(k); while (Reveal.availableFragments().next) Reveal.nextFragment(); }", slide)  # fmt: skip
    page.wait_for_function("document.body.dataset.ready")


def slide_of(page, selector: str, number: int = 0) -> int:
    """The number of the slide that has a thing."""
    ask = "([s, n]) => Reveal.getSlides().indexOf(document.querySelectorAll(s)[n].closest('section'))"
    return page.evaluate(ask, [selector, number])


def set_slider(page, name: str, index: int) -> None:
    """Put a slider of this slide to a stop, as a hand does."""
    script = """([name, index]) => {
      const labels = [...Reveal.getCurrentSlide().querySelectorAll('.dnn-control')];
      const label = labels.find((one) => one.querySelector('.dnn-name').firstChild.data === name);
      const control = label.querySelector('input, select');
      if (control.tagName === 'SELECT') control.selectedIndex = index; else control.value = index;
      control.dispatchEvent(new Event('input', { bubbles: true }));
    }"""
    page.evaluate(script, [name, index])


def stand_in(page) -> str:
    """The line that says which picture stands in for Python's."""
    ask = "Reveal.getCurrentSlide().querySelector('.stand-in').textContent"
    return page.evaluate(ask)


AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text("utf-8")
# of contrast, axe asks for 4.5:1 by one rule and for 7:1 by the other
RULES = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]  # fmt: skip
UNTOLD = ("<text", "<tspan", '<span class="slide-number', '<a href="#/')


CONTRAST = {"type": "rule", "values": ["color-contrast", "color-contrast-enhanced"]}
# axe describes every node that passes as carefully as one that fails, unless told what is read
ASK = (
    """axe.run(document, {runOnly: rules, resultTypes: ["violations", "incomplete"]})"""
)
# slides that nobody sees cost axe two seconds for each one that is seen: they wait outside the page
ALONE = """async (rules) => {
  const now = Reveal.getCurrentSlide(), away = [];
  for (const slide of Reveal.getSlides()) {
    if (slide === now || slide.contains(now)) continue;
    const kept = document.createDocumentFragment();
    while (slide.firstChild) kept.append(slide.firstChild);
    away.push([slide, kept]);
  }
  try { return await ASK; }
  finally { for (const [slide, kept] of away) slide.append(kept); }
}""".replace("ASK", ASK)
WHOLE = f"rules => {ASK}"


def violations(page, rules=RULES, ask: str = ALONE) -> list[tuple[str, str]]:
    """What axe has against this slide, the rule and where; a contrast that it cannot tell counts, too.

    ask: ALONE looks at this slide, WHOLE at the file with all its slides.
    The page number lies over the slide, so that axe cannot tell; its colours are those of the quiet heading.
    Nor can it tell what lies behind the letters of a figure.
    """
    found = page.evaluate(ask, rules)
    open_ = [one for one in found["incomplete"] if "contrast" in one["id"]]
    return [
        (one["id"], node["html"][:90])
        for one in [*found["violations"], *open_]
        for node in one["nodes"]
        if not node["html"].startswith(UNTOLD)
    ]
