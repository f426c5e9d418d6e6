"""The page that a view becomes where nobody answers: one file, with all its data in it, that still moves.

A view is a folder: view.js and view.css draw it, live and here alike; page.js stands in the kernel's
place, page.css makes it large. The page itself is page.html beside this file.
"""

import base64
import json
import re
import zlib
from html import escape
from pathlib import Path

HERE = Path(__file__).parent
# live, the view is a module of its own; here it stands in the page's
EXPORT = "export default { render };"


def page(view: Path, values: dict, title: str, words: str = "", note: str = "") -> str:
    """One page of HTML that shows a view without a kernel and without a network.

    view: the view's folder. values: what its model has, as JSON takes it. words: a sentence under the
    title. note: what is in the page, for those who read its text. Errors: TypeError for what JSON lacks.
    """
    packed = zlib.compress(json.dumps(values).encode(), 9)
    parts = {
        "title": escape(title),
        "words": f"<p>{escape(words)}</p>" if words else "",
        "css": _text(view / "view.css") + _text(view / "page.css"),
        "view": _text(view / "view.js").replace(EXPORT, ""),
        "note": note,
        "packed": base64.b64encode(packed).decode(),
        "page": _text(view / "page.js"),
    }
    # in one pass: what is put in may hold braces of its own
    return re.sub(
        r"\{(\w+)\}", lambda found: parts[found[1]], _text(HERE / "page.html")
    )


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
