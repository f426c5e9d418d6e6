"""Feedback pages: what a student wrote is shown in them, and nothing of it runs where the instructor reads.

c.HTMLExporter.filters = {"markdown2html": "dnnlib.grading.pages.markdown"}   # feedback's pages, and the formgrader's
c.GenerateFeedback.exporter_class = "dnnlib.grading.pages.Page"
c.GenerateFeedback.post_convert_hook = "dnnlib.grading.pages.keep_own"
c.Autograde.post_convert_hook = "dnnlib.grading.pages.keep_notebooks"
"""

import html
import re
import shutil
from functools import lru_cache
from pathlib import Path

from bleach.css_sanitizer import CSSSanitizer
from bleach.sanitizer import Cleaner
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from dnnlib.grading.once import CompiledOnce
from dnnlib.sandbox.printable import printable

# Markdown's own tags and what a text may add to them. No id and no name: a page finds its own parts by these.
TAGS = """a abbr b blockquote br caption code dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img
    ins kbd li mark ol p pre q s small span strong sub summary sup table tbody td tfoot th thead tr tt u ul""".split()
PLAIN = {
    "title",
    "alt",
    "width",
    "height",
    "align",
    "colspan",
    "rowspan",
    "start",
    "open",
}
STYLES = """background-color border border-collapse color font-size font-style font-weight margin padding text-align
    text-decoration vertical-align width""".split()
LINK = re.compile(r"(https?://|mailto:|#)[^\s<>\"']*\Z", re.I)
PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*\Z")
COLOURED = re.compile(
    r"(highlight|[a-z][a-z0-9]{0,2})\Z"
)  # Pygments' classes, and none of the page's
LONGEST = 6_000  # letters of a text cell that is set as Markdown; a longer one is shown as it is

MATHJAX = "https://cdnjs.cloudflare.com/ajax/libs/mathjax/"
# A second wall: of all scripts the browser runs MathJax's alone, and none in the page itself.
POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
    f"font-src data: {MATHJAX}; script-src 'unsafe-eval' {MATHJAX}; "
    "base-uri 'none'; form-action 'none'"
)


class Page(CompiledOnce):
    """nbgrader's feedback page, with a policy that lets no script of the page's own run."""

    def from_notebook_node(self, nb, resources=None, **kw):
        """nbconvert's own, and the policy at the top of the head."""
        page, resources = super().from_notebook_node(nb, resources, **kw)
        policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"/>'
        return page.replace("<head>", f"<head>\n{policy}", 1), resources


def markdown(source: str) -> str:
    """A text cell as HTML without anything live: Markdown and mathematics are set, what is no text is shown as text."""
    return _set(printable(source, 10 * LONGEST))


def plain(source: str) -> str:
    """A text as HTML, letter by letter."""
    return f"<pre>{html.escape(source)}</pre>"


def harmless(source: str) -> str:
    """HTML with allowed tags and attributes only; other tags are shown as text, comments go."""
    return _cleaner().clean(source)


def keep_own(assignment: str, student: str, notebooks: list[str]) -> None:
    """Take away what nbgrader copied beside the pages of a student: files of his own, which may be called like pages."""
    for folder in {Path(notebook).parent for notebook in notebooks}:
        ours = {f"{Path(notebook).stem}.html" for notebook in notebooks}
        # nbgrader reads it when it gives the pages back
        ours |= {"timestamp.txt", "submission_secret.txt"}
        _clear(folder.parents[2] / "feedback" / Path(*folder.parts[-2:]), ours)


def keep_notebooks(assignment: str, student: str, notebooks: list[str]) -> None:
    """Take away what nbgrader copied beside the graded notebooks: no page needs it, and it could stand in its way."""
    for folder in {Path(notebook).parent for notebook in notebooks}:
        ours = {Path(notebook).name for notebook in notebooks} | {
            "timestamp.txt",
            "submission_secret.txt",
        }
        _clear(folder.parents[2] / "autograded" / Path(*folder.parts[-2:]), ours)


def _clear(folder: Path, ours: set[str]) -> None:
    """Remove all but our files from a folder."""
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name not in ours:
            path.unlink()


@lru_cache(maxsize=4096)  # most text cells of a class are the course's
def _set(source: str) -> str:
    if len(source) > LONGEST:
        return plain(source)
    renderer = IPythonRenderer(escape=False, exclude_anchor_links=True)
    try:
        return harmless(MarkdownWithMath(renderer=renderer).render(source))
    except Exception:  # such as an attachment that is not there: the page goes on with the text as it was typed
        return plain(source)


@lru_cache(maxsize=1)
def _cleaner() -> Cleaner:
    return Cleaner(
        tags=TAGS,
        attributes=_is_allowed,
        protocols=["http", "https", "mailto", "data"],
        css_sanitizer=CSSSanitizer(allowed_css_properties=STYLES),
    )


def _is_allowed(tag: str, name: str, value: str) -> bool:
    match name:
        case "href":
            return tag == "a" and bool(LINK.match(value))
        case "src":
            return tag == "img" and bool(PICTURE.match(value))
        case "class":
            return tag in ("div", "pre", "span") and bool(COLOURED.match(value))
        case "style":
            return tag not in ("a", "img")
        case _:
            return name in PLAIN
