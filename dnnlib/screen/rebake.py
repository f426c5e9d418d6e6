"""A baked page is made again only where something that it shows has changed.

At its end each page says what it was made of: one hash of the figure's sources, the sliders, the view and the packages.
"""

from collections.abc import Iterable
from hashlib import sha256
from importlib import metadata
from pathlib import Path

from dnnlib.door import save
from dnnlib.screen import sources
from dnnlib.screen.explore import VIEW, Explorer
from dnnlib.screen.page import HERE

MARK = "<!-- made of {} -->\n"
MOST, TOGETHER = 700_000, 10_000_000  # bytes of a page, and of all of them
DRAWN_BY = ("matplotlib", "numpy")
DRAWS = tuple(f"dnnlib.screen.{name}" for name in ("explore", "lines", "page"))


def rebake(explorer: Explorer, path: Path, **fewer) -> Path:
    """explorer.bake(path, **fewer), unless the page that is there was made of the same. Errors: as of bake."""
    mark = MARK.format(made_of(explorer, fewer))
    if path.exists() and path.read_text("utf-8").endswith(mark):
        return path
    text = explorer.bake(path, **fewer).read_text("utf-8")
    return save(path, text + mark)


def made_of(explorer: Explorer, fewer: dict) -> str:
    """The hash of all that an explorer's page depends on."""
    function, stops, start = explorer.recipe
    made = sha256(sources.stamp(function.__module__, *DRAWS).encode())
    made.update(repr((function.__name__, stops, start, fewer)).encode())
    made.update(repr([metadata.version(name) for name in DRAWN_BY]).encode())
    files = [HERE / "page.html", *VIEW.iterdir()]
    files += (sources.PACKAGE / "assets").iterdir()
    for one in sorted(filter(Path.is_file, files)):
        made.update(one.read_bytes())
    return made.hexdigest()


def too_large(pages: Iterable[Path]) -> list[str]:
    """A sentence for each page of more than MOST bytes, and one where all are more than TOGETHER."""
    sizes = {page.name: page.stat().st_size for page in pages}
    said = [f"{name} has {n:,} bytes, more than {MOST:,}" for name, n in sizes.items() if n > MOST]  # fmt: skip
    whole = sum(sizes.values())
    if whole > TOGETHER:
        said.append(f"all pages have {whole:,} bytes, more than {TOGETHER:,}")
    return said
