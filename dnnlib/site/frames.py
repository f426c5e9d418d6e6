"""An explorer or an animation as a page of its own, with every picture in it, and the frame that shows it."""

import pickle
import re
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from pathlib import Path

from dnnlib.door import checked, save
from dnnlib.lecture.shows import Film, Sliders
from dnnlib.screen.animate import VIEW as FILM_VIEW
from dnnlib.screen.explore import VIEW as EXPLORER_VIEW
from dnnlib.screen.explore import title_of
from dnnlib.screen.ids import marked, saved_mark
from dnnlib.screen.page import page
from dnnlib.screen.rebake import MOST
from dnnlib.site.fewer import Pictures, halved, pictures, rounded

FOLDER = "frames"


@dataclass(frozen=True)
class Frame:
    """A page in a frame: its file's name, its title, and the picture that stands in for it on paper."""

    name: str
    title: str
    still: str = ""

    def html(self) -> str:
        """The frame; its page says how high it is once it is drawn."""
        title = escape(self.title, quote=True)
        return (
            f'<iframe class="dnn-frame" loading="lazy" title="{title}" '
            f'src="../{FOLDER}/{self.name}"></iframe>'
            f'<div class="dnn-still">{marked(self.still, saved_mark(self.still))}</div>'
        )


@checked
def of_sliders(one: Sliders, folder: Path) -> Frame:
    """The page of an explorer, with the stops that have a picture, and fewer where it would be too large."""
    found, title = pictures(one.baked), _title(one)
    text = _page(found, title)
    while len(text) > MOST and len(found.frames) > 1:
        found = halved(found)
        text = _page(found, title)
    return Frame(_kept(text, title, folder), title, found.at_start())


def _page(found: Pictures, title: str) -> str:
    sliders = [_fewer(slider, found.stops[slider["name"]]) for slider in found.sliders]
    left = [s["label"] for s, full in zip(sliders, found.sliders) if s["stops"] != full["stops"]]  # fmt: skip
    values = {"sliders": sliders, "lines": found.lines, "frames": found.frames}
    note = f"{len(found.frames):,} pictures:"
    return page(EXPLORER_VIEW, values, title, _selection(left), note)


@checked
def of_film(one: Film, folder: Path) -> Frame:
    """The page of an animation, with all its cycles."""
    title = "An array of PEs, cycle by cycle"
    text = page(FILM_VIEW, one.values, title, note="all cycles:")
    return Frame(_kept(text, title, folder), title, rounded(one.still))


def _kept(text: str, title: str, folder: Path) -> str:
    """The name of the file that has the page; two pages alike are one file."""
    words = re.sub(r"\W+", "_", title.lower())
    name = f"{words}_{sha256(text.encode()).hexdigest()[:8]}.html"
    save(folder / name, text)
    return name


def _fewer(slider: dict, kept: list[int]) -> dict:
    stops = [slider["stops"][index] for index in kept]
    return {**slider, "stops": stops, "start": kept.index(slider["start"])}


def _selection(left: list[str]) -> str:
    if not left:
        return ""
    return f"A selection: in the notebook {', '.join(left)} can take more values."


def _title(one: Sliders) -> str:
    """The figure function's name, which the notebook shows too."""
    function = pickle.loads(one.recipe)[0] if one.recipe else None
    return title_of(function) if function else "An explorer"
