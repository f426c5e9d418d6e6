"""An explorer or an animation as a page of its own, with every picture in it, and the frame that shows it."""

import pickle
from dataclasses import dataclass
from html import escape
from pathlib import Path

from dnnlib.door import save
from dnnlib.lecture.baking import Baked, unpacked
from dnnlib.lecture.shows import Film, Sliders
from dnnlib.screen.animate import VIEW as FILM_VIEW
from dnnlib.screen.explore import VIEW as EXPLORER_VIEW
from dnnlib.screen.explore import title_of
from dnnlib.screen.ids import marked, saved_mark
from dnnlib.screen.lines import numbered
from dnnlib.screen.page import page

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


def of_sliders(one: Sliders, name: str, folder: Path) -> Frame:
    """The page of an explorer, with the stops that have a picture."""
    baked = one.baked
    frames = unpacked(baked.packed)
    sliders = [_fewer(slider, baked.stops[slider["name"]]) for slider in baked.sliders]
    title = _title(one)
    left = [s["label"] for s, full in zip(sliders, baked.sliders) if s["stops"] != full["stops"]]  # fmt: skip
    words = _selection(left)
    values = {"sliders": sliders, **numbered(frames)}
    note = f"{len(frames):,} pictures:"
    save(folder / name, page(EXPLORER_VIEW, values, title, words, note))
    return Frame(name, title, _start(baked, frames))


def of_film(one: Film, name: str, folder: Path) -> Frame:
    """The page of an animation, with all its cycles."""
    title = "An array of PEs, cycle by cycle"
    save(folder / name, page(FILM_VIEW, one.values, title, note="all cycles:"))
    return Frame(name, title, one.still)


def _start(baked: Baked, frames: list[dict]) -> str:
    """The picture of where the sliders start, "" where that is a message."""
    at = 0
    for slider in baked.sliders:
        kept = baked.stops[slider["name"]]
        at = at * len(kept) + kept.index(slider["start"])
    return frames[at].get("svg", "")


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
