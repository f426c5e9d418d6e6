"""Frames drawn ahead: what an explorer on a slide shows where no Python answers.

Few stops a slider, or the file would be too large, and its making too long.
"""

import base64
import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from dnnlib.screen import explorers
from dnnlib.screen.explore import Explorer
from dnnlib.screen.lines import joined, numbered

MOST = 500  # frames of one explorer in a deck


@dataclass(frozen=True)
class Baked:
    """Frames and where they stand: for each slider the indices of its stops that have a frame, first slider slowest."""

    sliders: list[dict]
    stops: dict[str, list[int]]
    packed: str


def baked(explorer: Explorer) -> Baked:
    """An explorer with the frames of few stops drawn ahead, its start among them."""
    stops = few(explorer)
    frames = list(explorer.frames(stops))
    return Baked(explorer.sliders, stops, packed(frames))


def few(explorer: Explorer, most: int | None = None) -> dict[str, list[int]]:
    """The stops that get a frame, as indices: all, or else those of the explorer's own baked page.

    Where these too span more than `most` frames, the slider with most of them gives up every other one, again
    and again; the start stays.
    """
    most = most or MOST
    found = {s["name"]: list(range(len(s["stops"]))) for s in explorer.sliders}
    if _count(found.values()) <= most:
        return found
    chosen = _of_the_course(explorer)
    for slider in explorer.sliders:
        wanted = chosen.get(slider["name"], found[slider["name"]])
        found[slider["name"]] = sorted({*wanted, slider["start"]})
    starts = {slider["name"]: slider["start"] for slider in explorer.sliders}
    while _count(found.values()) > most:
        name = max(found, key=lambda one: len(found[one]))
        thinned = {*found[name][::2], starts[name]}
        # two stops of which one is the start: only the start is left
        found[name] = sorted(thinned) if len(thinned) < len(found[name]) else [starts[name]]  # fmt: skip
    return found


def _count(stops: Iterable[list]) -> int:
    count = 1
    for each in stops:
        count *= len(each)
    return count


def _of_the_course(explorer: Explorer) -> dict[str, list[int]]:
    """The stops that the explorer's own baked page has; {} for an explorer that is not the course's."""
    for make, fewer in explorers.COURSE.values():
        if make.__name__ == explorer.function.__name__:
            return {n: explorer.indices(n, values) for n, values in fewer.items()}
    return {}


def packed(frames: list[dict]) -> str:
    """Frames as compressed JSON in base64: the distinct lines once, and each text as their numbers."""
    text = json.dumps(numbered(frames), separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()


def unpacked(text: str) -> list[dict]:
    """The frames that `packed` packed: its definition, and what the page does."""
    return joined(json.loads(zlib.decompress(base64.b64decode(text))))
