"""Frameworks, in 2017 and since: who made them, what was new, what became of them."""

from dnnlib.table import Table

THEN = """
framework | from | year | languages | what became of it
Caffe | UC Berkeley | 2014 | C, C++, Python, MATLAB | retired
TensorFlow | Google | 2015 | C++, Python | in use
Torch | Facebook and NYU | named only | C, C++, Lua | retired; PyTorch is its heir
Theano | named only | named only | named only | retired
CNTK | named only | named only | named only | retired
MXNet | named only | named only | named only | retired
Keras | named only | named only | named only | in use, above others
"""
NOW = """
what | for what
PyTorch, JAX | write, differentiate, run
ONNX | one file that many programs read
MLIR, TVM, Triton | compilers: a graph becomes kernels
Hugging Face | a hub of models, data and licences
"""


def then() -> Table:
    """The survey's frameworks and what became of them. Source: Sze et al. 2017, IV-A; the last column is of today."""
    return _table(THEN, "Sze et al. 2017, IV-A")


def now() -> Table:
    """What stands in their place. Each word is a name to look up, none is a recommendation."""
    return _table(NOW, "since 2017")


def _table(text: str, caption: str) -> Table:
    lines = [line.split(" | ") for line in text.strip().splitlines()]
    return Table(lines[0], [[_shown(v) for v in line] for line in lines[1:]], caption)


def _shown(cell: str) -> str:
    return "–" if cell == "named only" else cell
