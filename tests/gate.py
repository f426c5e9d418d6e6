"""Everybody can use every page: axe on a whole site and its explorers' pages, light and dark, on a desk and on a phone.

python tests/gate.py build/site [words of a page's name ...]     what is wrong, a line each; 0 where nothing is
"""

import sys
from collections import Counter
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from dnnlib import doctor

# the theme's own: its search button's name, its logo's region, the arrow that unfolds a branch
THEMES = {"label-content-name-mismatch", "region", "summary-name"}
SCREENS = [(width, scheme) for width in (1280, 390) for scheme in ("light", "dark")]
ARGS = "--no-sandbox --disable-gpu --no-first-run --disable-background-networking"
OPEN = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"


def wrong(page) -> dict[str, str]:
    """What axe finds, all folds open: its kind, and the first place."""
    page.evaluate(OPEN)
    found = Axe().run(page).response["violations"]
    return {
        one["id"]: f"{len(one['nodes'])} places, {one['nodes'][0]['html'][:150]}"
        for one in found
        if one["id"] not in THEMES
    }


def looked_at(browser, path: Path, width: int, scheme: str) -> list[str]:
    """All that is wrong with one page on one screen; whoever it asks outside counts."""
    size = {"width": width, "height": 900}
    context = browser.new_context(viewport=size, color_scheme=scheme)
    context.set_default_timeout(120_000)  # a busy machine
    page, asked = context.new_page(), []
    page.on("request", lambda one: asked.append(one.url))
    page.goto(path.as_uri())
    page.wait_for_selector("main, .dnn-explorer, .dnn-animation")
    found = [f"{kind}: {said}" for kind, said in wrong(page).items()]
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    found += [f"{wide} pixels wider than the screen"] if wide > 0 else []
    outside = [url for url in asked if not url.startswith(("file:", "data:", "blob:"))]
    context.close()
    return found + [f"asks {url}" for url in outside]


def main(words: list[str]) -> int:
    site, *names = words
    pages = [p for p in sorted(Path(site).rglob("*.html")) if "_static" not in p.parts]
    wanted = [p for p in pages if not names or any(name in str(p) for name in names)]
    count: Counter[str] = Counter()
    with sync_playwright() as playwright:
        path = doctor.chromium()
        browser = playwright.chromium.launch(executable_path=path, args=ARGS.split())
        for page in wanted:
            for width, scheme in SCREENS:
                for one in looked_at(browser, page, width, scheme):
                    count[one.partition(":")[0]] += 1
                    print(page.name, width, scheme, one, flush=True)
        browser.close()
    print(
        f"{len(wanted)} pages on {len(SCREENS)} screens: {dict(count) or 'nothing wrong'}"
    )
    return bool(count)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
