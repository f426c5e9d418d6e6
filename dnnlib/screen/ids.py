"""Ids of pictures: no two pictures in a page share one.

A hatched bar is drawn with a pattern that it names by an id, url(#h1), and a browser takes the first
element of the page that has it. If that lies in a hidden tab, the bar is blank. So whoever puts a
picture into a page marks its ids: here, and in explore_view/view.js for what the browser puts there.
"""

import re
from hashlib import sha256
from itertools import count
from secrets import token_hex

ID = re.compile(r'(\bid="|url\(#|href="#)')
_made = count(1)  # pictures marked so far in this process


def marked(svg: str, mark: str) -> str:
    """The picture with a mark before every id, and before each use of one: id="h1" is id="mark-h1"."""
    return ID.sub(rf"\g<1>{mark}-", svg)


def live_mark() -> str:
    """A mark that no other picture has, in this notebook or in another one that is open beside it."""
    return f"p{token_hex(6)}"


def saved_mark(svg: str) -> str:
    """A mark that is the same whenever a notebook is run from top to bottom: the picture's own, and its number."""
    return f"p{sha256(svg.encode()).hexdigest()[:8]}-{next(_made)}"
