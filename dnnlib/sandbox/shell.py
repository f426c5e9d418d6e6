"""Stands for IPython's shell in the box: magics that run code run it, the others do nothing."""

import builtins

from dnnlib.puzzle.cell import plain

RUN_THEIR_LINE = ("time", "prun")
OPERATORS = "add sub mul truediv floordiv mod pow neg abs radd rsub rmul rtruediv rpow getitem call"


class Shell:
    """What `get_ipython()` gives: `%time f(3)` calls f, `!ls` lists nothing, `x?` says nothing."""

    def __init__(self, scope: dict):
        self.user_ns = scope

    def run_line_magic(self, name: str, line: str, *_words, **_more):
        """The value of what a magic times; Nothing of any other."""
        if name not in RUN_THEIR_LINE:
            return Nothing()
        return self._run(plain(line))

    def run_cell_magic(self, name: str, line: str, cell: str):
        """Run a whole cell under a magic, where a learner calls it as a function."""
        self._run(plain(f"%%{name} {line}\n{cell}"))

    def run_cell(self, cell: str, *_words, **_more):
        """Run a cell in the notebook's names."""
        self._run(plain(cell))

    def system(self, *_words) -> None:
        """No command runs here."""

    def getoutput(self, *_words, **_more) -> list:
        """No command runs here, so none has said a line."""
        return []

    def captured(self) -> "Nothing":
        """What `%%capture name` keeps: nothing, as it was printed elsewhere."""
        return Nothing()

    def _run(self, text: str):
        try:
            code = compile(text.strip(), "<magic>", "eval")
        except SyntaxError:
            code = compile(text, "<magic>", "exec")
        return builtins.eval(code, self.user_ns)

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return Nothing()


class Nothing:
    """Whatever is asked of it, it is nothing: `t = %timeit -o f()` may be printed, scaled and rounded."""

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return self

    def __iter__(self):
        return iter(())

    def __float__(self):
        return 0.0

    def __int__(self):
        return 0

    def __len__(self):
        return 0

    def __str__(self):
        return ""

    def __format__(self, _spec):
        return ""

    def __lt__(self, _other):
        return False

    __le__ = __gt__ = __ge__ = __lt__


for _name in OPERATORS.split():
    setattr(Nothing, f"__{_name}__", lambda self, *_words, **_more: self)
