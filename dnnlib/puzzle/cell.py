"""A notebook's cell as the plain Python that it runs: read by IPython's own rules, its magics opened.

plain("%%time\\ndef f(x): return x") -> "def f(x): return x"
"""

import ast
import warnings

RUN_THEIR_BODY = ("time", "capture", "prun", "debug")  # of IPython's magics for a cell
MOST_READ = 100_000  # characters of a cell that is looked through for magics
MOST_MAGICS = 60  # lines: each takes a pass over the whole cell
DEEPEST = 5  # magics within magics


def plain(cell: str, depth: int = 0) -> str:
    """The Python that a cell runs in the notebook's names, "" where it runs in none.

    A magic for a line stays a call of `get_ipython()`; one for a cell gives its body if
    it runs that with the notebook's names (`%%time`, `%%capture`), else nothing.
    """
    text = _transformed(cell)
    magic = _cell_magic(text)
    if magic is None:
        return text
    name, line, body = magic
    if name not in RUN_THEIR_BODY or depth == DEEPEST:
        return ""
    return plain(body, depth + 1) + _kept(name, line)


def _kept(name: str, line: str) -> str:
    """`%%capture out` gives the notebook a name more."""
    word = line.split()[-1] if line.split() else ""
    if name != "capture" or not word.isidentifier():
        return ""
    return f"\n{word} = get_ipython().captured()\n"


def lines(text: str) -> list[str]:
    """Text cut in lines as Python counts them: at newlines alone, not at a form feed."""
    whole = text.replace("\r\n", "\n").replace("\r", "\n")
    return whole.split("\n")


def _transformed(cell: str) -> str:
    """IPython's reading of a cell; the cell itself where there is no IPython."""
    if len(cell) > MOST_READ or _marked(cell) > MOST_MAGICS:
        return cell
    try:
        from IPython.core.inputtransformer2 import TransformerManager
    except ImportError:
        return cell
    with warnings.catch_warnings():  # of lines that end in a form feed
        warnings.simplefilter("ignore")
        try:
            return TransformerManager().transform_cell(cell)
        except Exception:  # a cell that IPython cannot read is a SyntaxError later
            return cell


def _marked(cell: str) -> int:
    """How many lines may be magics, shell commands or questions."""
    heads = ("%", "!", "?", ",", ";", "/")
    stripped = [line.strip() for line in cell.splitlines()]
    return sum(s.startswith(heads) or s.endswith("?") or "%" in s for s in stripped)


def _cell_magic(text: str) -> tuple[str, str, str] | None:
    """The name, the line and the body of a magic that is the whole cell, or None."""
    if not text.lstrip().startswith("get_ipython().run_cell_magic("):
        return None
    match parsed(text).body:
        case [ast.Expr(ast.Call(args=args))]:
            match [str(one.value) for one in args if isinstance(one, ast.Constant)]:
                case [name, line, body]:
                    return name, line, body
    return None


def parsed(text: str) -> ast.Module:
    """The tree of a text, an empty one where it is no Python."""
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module([], [])
