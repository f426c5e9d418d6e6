"""Transformers in NumPy: words said, letters written with and without a cache and drafts; CPU seconds of one thread."""

from time import process_time

import numpy as np

from dnnlib.language import energy, measured, results, rounded, speller, words, writing
from dnnlib.language.counted import Counted
from dnnlib.language.decoder import letters
from dnnlib.language.text import tiny_shakespeare
from dnnlib.plots import attention_tiles, entering, pronounced, served_step
from dnnlib.table import Table


def main():
    """Prints CPU seconds and ratios beside their targets."""
    reader, (asked, true) = speller.shipped(), words.words(1000)
    rows = [
        _row("1,000 words, 100 at a time", lambda: rounded.in_parts(reader, asked), 1.5),
        _row("1,000 words, one by one", lambda: rounded.in_parts(reader, asked, 1), None),
        _row("4 bits by GPTQ, 1,000 words", lambda: rounded.score(rounded.rounded("GPTQ", 4)), 3),
        _row("counting 4 letters, judged", _counted, 0.2),
        _row("the decoder judged, 111,539 letters", _nats, None),
        _row("a token of Llama 3 8B priced", lambda: energy.phases(), None),
    ]  # fmt: skip
    print(Table(("what", "CPU s", "target"), rows))
    cached = measured.recomputed((256,)).column("times longer")[0]
    faster = max(measured.drafts().column("times faster"))
    said = words.right(rounded.in_parts(reader, asked), true)
    ratios = [
        ("256 letters without a cache, times longer", cached, 10),
        ("drafts of 1 to 4 letters, times faster at best", faster, 1.2),
        ("words said right, %", said, 65),
        ("3 bits by GPTQ, %", results.results()["weights"]["GPTQ"]["3"], 57),
    ]
    print(Table(("what", "ours", "target"), ratios))
    pictures = (attention_tiles, entering, pronounced, served_step)
    shown = [_row(f"{draw.__name__}, a picture", draw, 0.1) for draw in pictures]
    print(Table(("what", "CPU s", "target"), shown))


def _row(what, run, target):
    run()
    start = process_time()
    run()
    return what, process_time() - start, target


def _counted():
    return Counted(tiny_shakespeare("train"), 4).nats(tiny_shakespeare("validation"))


def _nats():
    return writing.nats(letters(), np.asarray(tiny_shakespeare("validation")))


if __name__ == "__main__":
    main()
