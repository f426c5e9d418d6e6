"""A whole site is alive and light: links lead somewhere, sliders move, guesses are answered, words are found.

No other host is asked. A chapter's first view, its frames left out, has at most FIRST bytes as a host compresses it.

python tests/alive.py build/site [words of a chapter's name ...]     what is wrong, a line each; 0 where nothing is
"""

import re
import sys
import threading
import urllib.error
import urllib.request
import zlib
from contextlib import contextmanager
from functools import partial
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from gate import OPEN, opened_browser

from dnnlib.screen.rebake import too_large

FIRST = 1_500_000
WORDS = ("row stationary", "Winograd", "roofline")
CHANGED = """(at) => {
  const controls = [...document.querySelectorAll('.dnn-control input, .dnn-control select')];
  const now = () => document.querySelector('.dnn-picture').innerHTML + document.querySelector('.dnn-message').textContent;
  const where = (one) => Number(one.options ? one.selectedIndex : one.value);
  const last = (one) => (one.options ? one.options.length - 1 : Number(one.max));
  const go = (one, to) => {
    if (one.options) one.selectedIndex = to; else one.value = to;
    one.dispatchEvent(new Event('input', { bubbles: true }));
  };
  const mine = controls[at], starts = controls.map(where), before = now();
  const moves = () => {
    const here = now(), start = where(mine);
    const stops = [...Array(last(mine) + 1).keys()].filter((stop) => stop !== start);
    return stops.filter((stop) => { go(mine, stop); return now() !== here; }).length;
  };
  let differ = moves();
  if (!differ) { // at the start it may have nothing to say: a rate before the first step
    controls.forEach((one) => one !== mine && go(one, last(one)));
    go(mine, starts[at]);
    differ = moves();
  }
  controls.forEach((one, k) => go(one, starts[k]));
  return [mine.getAttribute('aria-label'), last(mine), differ, now() === before];
}"""
FILM = """() => {
  const stage = document.querySelector('.dnn-stage'), scrub = document.querySelector('.dnn-scrub');
  const before = stage.toDataURL();
  scrub.value = Math.floor(Number(scrub.max) / 2);
  scrub.dispatchEvent(new Event('input', { bubbles: true }));
  return stage.toDataURL() !== before;
}"""


def links(text: str) -> set[str]:
    """Where a page's links lead, scripts left out."""
    text = re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL)
    found = map(unescape, re.findall(r'(?:href|src)="([^"]*)"', text))
    return {link for link in found if not re.match(r"\w+:|//", link)}


def broken(site: Path) -> list[str]:
    """Links, anchors included, to files that the site has not."""
    pages = {p: p.read_text("utf-8") for p in site.rglob("*.html")}
    found, named = (
        [],
        {p: set(re.findall(r'\bid="([^"]*)"', t)) for p, t in pages.items()},
    )
    for path, text in pages.items():
        if "_static" in path.parts:
            continue
        for link in links(text):
            name, _, anchor = link.partition("#")
            name = unquote(name.partition("?")[0])
            target = (path.parent / name).resolve() if name else path
            lost = anchor and target in named and unquote(anchor) not in named[target]
            if not target.is_file() or lost:
                found.append(f"{path.relative_to(site)}: {link} leads nowhere")
    return found


@contextmanager
def served(site: Path):
    """The site over HTTP on this machine's loopback; its address."""
    quiet = type("Quiet", (SimpleHTTPRequestHandler,), {"log_message": lambda *a: None})
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()


def unserved(address: str) -> tuple[int, list[str]]:
    """How many addresses a crawl over HTTP met, and those that have no file."""
    met, found = {address + "index.html"}, []
    ahead = list(met)
    while ahead:
        url = ahead.pop()
        try:
            with urllib.request.urlopen(url) as answer:
                kind, text = answer.headers.get_content_type(), answer.read()
        except urllib.error.HTTPError as error:
            found.append(f"{url}: {error.code}")
            continue
        if kind != "text/html" or "/_static/" in url:
            continue
        for link in links(text.decode("utf-8")):
            to = urljoin(url, link).partition("#")[0]
            if to.startswith(address) and to not in met:
                met.add(to)
                ahead.append(to)
    return len(met), found


def moved(page) -> tuple[int, list[str]]:
    """How many sliders a chapter's frames have, and what of them does not move the picture at any stop."""
    count, found = 0, []
    page.evaluate(OPEN)
    for at, frame in enumerate(page.query_selector_all("iframe.dnn-frame")):
        frame.scroll_into_view_if_needed()
        inside = frame.content_frame()
        inside.wait_for_selector(".dnn-picture svg, .dnn-scrub")
        name = frame.get_attribute("title")
        if inside.query_selector(".dnn-scrub"):
            count += 1
            found += [] if inside.evaluate(FILM) else [f"{name}: the film stands still"]
            continue
        for k in range(inside.locator(".dnn-control").count()):
            count += 1
            label, stops, differ, back = inside.evaluate(CHANGED, k)
            if not differ:
                found.append(f"{name} ({at}): {label} changes nothing at {stops} stops")
            elif not back:
                found.append(f"{name} ({at}): {label} does not come back")
    return count, found


def answered(page) -> tuple[int, list[str]]:
    """How many guesses a chapter asks for, and those whose number does not come."""
    forms, found = page.query_selector_all(".dnn-guess"), []
    for form in forms:
        question = form.get_attribute("data-question")
        form.query_selector("input").fill("1")
        form.query_selector("button").click()
        told = page.evaluate(
            "(asked) => answersOf(asked).map((one) => [one.open, one.innerText])",
            question,
        )
        if not told or not all(o and "You said 1" in t for o, t in told):
            found.append(f"{question} is not answered: {told}")
    return len(forms), found


def first_view(asked: list[str]) -> int:
    """Bytes of a chapter's files as a host sends them, without its frames and what was asked twice."""
    files = {Path(unquote(urlsplit(url).path)) for url in asked if url.startswith("file:")}  # fmt: skip
    inside = [one.read_bytes() for one in files if "frames" not in one.parts]
    return sum(min(len(one), len(zlib.compress(one, 6))) for one in inside)


def unfound(page, address: str, wanted=WORDS) -> list[str]:
    """Words that the search, which has no server, does not find."""
    lost, done = [], "document.querySelector('.search-summary')?.textContent.trim()"
    for words in wanted:
        page.goto(f"{address}search.html?q={words.replace(' ', '+')}")
        page.wait_for_function(done)
        if not page.query_selector("#search-results ul.search li a"):
            lost.append(f"search from {address[:4]} does not find {words}")
    return lost


def failed(url: str, error: str) -> list[str]:
    """A page's error. From the disk the search finds pages, and their excerpts alone cannot be read: that is the browser's rule."""
    excerpts = url.startswith("file:") and "search.html" in url and "fetch" in error
    return [] if excerpts else [f"{url}: {error}"]


def main(words: list[str]) -> int:
    site, *names = words
    folder = Path(site).resolve()
    wrong = broken(folder) + too_large((folder / "frames").glob("*.html"))
    with served(folder) as address, opened_browser() as browser:
        met, lost = unserved(address)
        wrong += lost
        context = browser.new_context()
        context.set_default_timeout(120_000)  # a busy machine
        asked: list[str] = []
        context.on("request", lambda one: asked.append(one.url))
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.extend(failed(page.url, str(error))))
        for start in (address, folder.as_uri() + "/"):
            wrong += unfound(page, start)
        chapters = sorted((folder / "chapters").glob("*.html"))
        for path in chapters:
            if names and not any(name in path.name for name in names):
                continue
            before = len(asked)
            page.goto(path.as_uri())
            for count, found in (answered(page), moved(page)):
                wrong += [f"{path.name}: {one}" for one in found]
                print(path.name, count, found or "well", flush=True)
            size = first_view(asked[before:])
            print(path.name, f"{size:,} bytes", flush=True)
            wrong += [f"{path.name}: {size:,} bytes at first"] * (size > FIRST)
    ours = ("file:", "data:", "blob:", address)
    wrong += [f"asks {url}" for url in set(asked) if not url.startswith(ours)]
    print("\n".join(wrong))
    print(
        f"{met} addresses over HTTP, {len(asked)} requests: {len(wrong)} things wrong"
    )
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
