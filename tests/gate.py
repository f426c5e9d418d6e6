"""Everybody can use every page: axe on a whole site and its explorers' pages, light and dark, on a desk and on a phone.

python tests/gate.py build/site [words of a page's name ...]     what is wrong, a line each; 0 where nothing is
"""

import sys
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from dnnlib import doctor

# the theme's own: its search button's name, its logo's region, the arrow that unfolds a branch
THEMES = {"label-content-name-mismatch", "region", "summary-name"}
# axe leaves these two out unless they are asked for
MORE = {name: {"enabled": True} for name in ("label-content-name-mismatch", "target-size")}  # fmt: skip
# of what is well axe need not say where it stands
FEW = {"resultTypes": ["violations"]}
ALL = {"rules": MORE, **FEW}
# all that a dark look changes
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"], **FEW}
SCREENS = [(width, scheme) for width in (1280, 390) for scheme in ("light", "dark")]
ARGS = "--no-sandbox --disable-gpu --no-first-run --disable-background-networking"
OPEN = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"


@contextmanager
def opened_browser():
    """One Chromium for the whole run."""
    with sync_playwright() as playwright:
        path = doctor.chromium()
        browser = playwright.chromium.launch(executable_path=path, args=ARGS.split())
        yield browser
        browser.close()


def wrong(page, options: dict) -> dict[str, str]:
    """What axe finds, all folds open: its kind, and the first place."""
    page.evaluate(OPEN)
    found = Axe().run(page, options=options).response["violations"]
    return {
        one["id"]: f"{len(one['nodes'])} places, {one['nodes'][0]['html'][:150]}"
        for one in found
        if not theirs(one)
    }


def theirs(one: dict) -> bool:
    """A kind of the theme's own, with no place in what we write."""
    ours = any("dnn-" in node["html"] for node in one["nodes"])
    return one["id"] in THEMES and not ours


def looked_at(browser, path: Path):
    """All that is wrong with one page on each screen, with the screen; whoever it asks outside counts."""
    context = browser.new_context(color_scheme="light")
    context.set_default_timeout(120_000)  # a busy machine
    page, asked = context.new_page(), []
    page.on("request", lambda one: asked.append(one.url))
    page.goto(path.as_uri())
    page.wait_for_selector("main, .dnn-explorer, .dnn-animation")
    for width, scheme in SCREENS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        for kind, said in wrong(page, ALL if scheme == "light" else COLOURS).items():
            yield width, scheme, f"{kind}: {said}"
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            yield width, scheme, f"{wide} pixels wider than the screen"
    for url in asked:
        if not url.startswith(("file:", "data:", "blob:")):
            yield 0, "", f"asks {url}"
    context.close()


def main(words: list[str]) -> int:
    site, *names = words
    pages = [p for p in sorted(Path(site).rglob("*.html")) if "_static" not in p.parts]
    wanted = [p for p in pages if not names or any(name in str(p) for name in names)]
    count: Counter[str] = Counter()
    with opened_browser() as browser:
        for page in wanted:
            for width, scheme, one in looked_at(browser, page.resolve()):
                count[one.partition(":")[0]] += 1
                print(page.name, width, scheme, one, flush=True)
            print(page.name, "was looked at", flush=True)
    print(
        f"{len(wanted)} pages on {len(SCREENS)} screens: {dict(count) or 'nothing wrong'}"
    )
    return bool(count)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
