"""Code on a slide: coloured by what each word is, dark enough for the last row."""

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

# colours are the page's (deck.css), by the class of a word
_formatter = HtmlFormatter(nowrap=True)


def listing(source: str) -> str:
    """Python source as HTML: each word with the class of its kind."""
    coloured = highlight(source.strip("\n"), PythonLexer(), _formatter).rstrip()
    return f'<pre class="code"><code>{coloured}</code></pre>'
