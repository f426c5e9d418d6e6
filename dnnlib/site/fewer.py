"""Fewer pictures where a page would be too large: every other stop of the slider that has most of them goes, again and again."""

import base64
import itertools
import json
import re
import zlib
from dataclasses import dataclass

from dnnlib.door import checked
from dnnlib.lecture.baking import Baked
from dnnlib.screen.lines import LONG, joined

# of a path and of a place, to a hundredth of a point; what is written in the picture ends with a <
DECIMALS = re.compile(r'(?<=\d\.\d\d)\d+(?=[ "\n,)A-Za-z])')


@checked
@dataclass(frozen=True)
class Pictures:
    """An explorer's frames as `screen.lines` numbers them, and the stops that have one, by index, in the sliders' order."""

    sliders: list[dict]
    stops: dict[str, list[int]]
    lines: list[str]
    frames: list[dict]

    def at_start(self) -> str:
        """The picture of where the sliders start, "" where that is a message."""
        start = tuple(slider["start"] for slider in self.sliders)
        at = list(itertools.product(*self.stops.values())).index(start)
        values = {"lines": self.lines, "frames": [self.frames[at]]}
        return joined(values)[0].get("svg", "")


@checked
def pictures(baked: Baked) -> Pictures:
    """All frames that were drawn ahead, their lines with two decimals."""
    values = json.loads(zlib.decompress(base64.b64decode(baked.packed)))
    lines = [headed(rounded(line)) for line in values["lines"]]
    return Pictures(baked.sliders, baked.stops, lines, values["frames"])


@checked
def halved(whole: Pictures) -> Pictures:
    """With half the stops of its longest slider; the start stays, and so does each picture that is left."""
    longest = max(whole.stops, key=lambda name: len(whole.stops[name]))
    start = next(s["start"] for s in whole.sliders if s["name"] == longest)
    kept = whole.stops[longest]
    few = sorted({*kept[::2], start})
    few = few if len(few) < len(kept) else [start]
    stops = {**whole.stops, longest: few}
    places = itertools.product(*whole.stops.values())
    wanted = set(itertools.product(*stops.values()))
    left = [frame for frame, place in zip(whole.frames, places) if place in wanted]
    order: dict[int, int] = {}
    frames = [_again(frame, order) for frame in left]
    return Pictures(whole.sliders, stops, [whole.lines[k] for k in order], frames)


def _again(frame: dict, order: dict[int, int]) -> dict:
    """A frame whose lines are numbered in the order in which they are met."""
    made = dict(frame)
    for name in LONG:
        if name in frame:
            made[name] = [order.setdefault(k, len(order)) for k in frame[name]]
    return made


def headed(html: str) -> str:
    """A table whose empty headings are empty cells: a heading that says nothing is read out as one."""
    return re.sub(r"<th([^>]*)></th>", r"<td\1></td>", html)


def rounded(svg: str) -> str:
    """A picture whose lines and places have two decimals: nobody sees a hundredth of a point."""
    return DECIMALS.sub("", svg)
