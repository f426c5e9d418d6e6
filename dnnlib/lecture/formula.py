"""Formulas without a script and without a font of their own: matplotlib draws them, the page gets the drawing."""

import re
from html import escape
from io import StringIO
from typing import Any

import matplotlib
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.mathtext import MathTextParser

from dnnlib.screen.ids import marked, saved_mark

FORMULA = re.compile(r"\$\$(.+?)\$\$|(?<![\w$])\$([^$\n]+?)\$(?!\w)", re.DOTALL)
# outlines, so that the page needs no mathematical font; the same formula, the same bytes
STYLE: dict[Any, Any] = {
    "svg.fonttype": "path",
    "svg.hashsalt": "dnnlib",
    "mathtext.fontset": "stix",
}
# what matplotlib's mathematics does not know, said by what it does
SAID = (
    (r"\\tfrac", r"\\frac"),
    (r"\\[bB]igg?\s*([()\[\]|])", r"\1"),
    (r"\\text\b", r"\\mathrm"),
    (r"\\\|", r"\\Vert "),
)
SIZE = 20  # points; the page scales the drawing by its height in em


def drawn(latex: str, large: bool = False) -> str:
    """A formula as SVG in HTML, its LaTeX as its words; as code where matplotlib cannot draw it."""
    said = latex.strip()
    for unknown, known in SAID:
        said = re.sub(unknown, known, said)
    kind = "formula-large" if large else "formula"
    try:
        picture = _svg(f"${said}$")
    except ValueError:
        return f"<code>{escape(latex)}</code>"
    words = escape(latex, quote=True)
    return f'<span class="{kind}" role="img" aria-label="{words}">{picture}</span>'


def _svg(text: str) -> str:
    with matplotlib.rc_context(STYLE):
        width, height, depth, _, _ = MathTextParser("path").parse(text, dpi=72)
        scale = SIZE / 10
        figure = Figure(figsize=(width * scale / 72 + 0.02, height * scale / 72 + 0.02))
        figure.text(0, depth / height, text, fontsize=SIZE)
        figure.patch.set_visible(False)
        out = StringIO()
        blank = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        FigureCanvasSVG(figure).print_svg(out, metadata=blank)
    svg = out.getvalue()[out.getvalue().index("<svg") :]
    high, low = height * scale / SIZE, depth * scale / SIZE
    style = f'style="height:{high:.2f}em;vertical-align:{-low:.2f}em" '
    return marked(svg, saved_mark(svg)).replace("<svg ", f"<svg {style}", 1)
