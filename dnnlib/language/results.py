"""What takes a minute to measure for chapter 13, as shipped: the speller and the decoder in few bits.

`python -m dnnlib.language.experiments` makes the file again.
"""

import json
from functools import cache

from dnnlib import data
from dnnlib.table import Table

FILE = "language.json"


@cache
def results() -> dict:
    """The whole file. Errors: OSError where it is missing."""
    return json.loads(data.asset(FILE))


def weights() -> Table:
    """The speller's weights by bits and by what shares a scale: percent of 1,000 words said right."""
    found = results()["weights"]
    bits = list(next(iter(found.values())))
    rows = [(by, *(row[b] for b in bits)) for by, row in found.items()]
    return Table(("a scale for", *(f"{b} bits" for b in bits)), rows, _caption())


def inputs() -> Table:
    """What the matrices take, by bits and by what shares a scale; weights of 8 bits by channel."""
    found = results()["inputs"]
    bits = list(next(iter(found.values())))
    rows = [(by, *(row[b] for b in bits)) for by, row in found.items()]
    return Table(("a scale for", *(f"{b} bits" for b in bits)), rows, _caption())


def formats() -> Table:
    """Block formats: bits a value, the share of words right, the speller's bytes against 16 bits."""
    rows = [(name, *row) for name, row in results()["formats"].items()]
    return Table(("format", "bits a value", "words right %"), rows, _caption())


def pruned() -> Table:
    """Weights of the speller set to 0, the smallest first, with no training after it."""
    rows = list(results()["pruned"].items())
    return Table(("kept", "words right %"), rows, _caption())


def letters() -> Table:
    """The decoder of letters: nats that each change adds, on 60 pieces of 128 letters."""
    return Table(
        ("what", "nats more"),
        list(results()["letters"].items()),
        f"{results()['nats']} nats a letter as trained, on 60 pieces of 128 letters",
    )


def _caption() -> str:
    return f"Percent of 1,000 words said right; {results()['whole']} as trained"
