"""What a PE and a pass are drawn to hold is what they hold; the best cut is one that fits."""

import pytest

from dnnlib import plots
from dnnlib.dataflow import eyeriss
from dnnlib.dataflow.eyeriss import cuts
from dnnlib.dataflow.eyeriss.silicon import cut_of, predict
from dnnlib.plots.dataflow.many_in_a_pe import MANY, _words
from dnnlib.plots.dataflow.passes import processing_pass
from dnnlib.plots.dataflow.set_placement import placed
from dnnlib.table import Claim, compare, worst


def live(words: list[str]) -> int:
    """The most words of one tensor that are in use at once: used already, or now, and used again or now."""
    last = {word: k for k, word in enumerate(words)}
    first = {word: words.index(word) for word in words}
    at = range(len(words))
    return max(sum(first[w] <= k <= last[w] for w in last) for k in at)


@pytest.mark.parametrize("many", MANY)
@pytest.mark.parametrize("R, P", [(2, 1), (3, 3), (4, 2)])
def test_a_pe_makes_each_product_once_and_has_room_for_what_is_in_use(many, R, P):
    words, table = _words(many, R, P), plots.many_in_a_pe(many, R, P).table
    products = set(zip(words["F"], words["I"], words["O"]))
    assert len(products) == len(words["F"]) == 2 * P * R
    held = dict(zip(table.column("tensor"), table.column("words held at once")))
    for tensor in "FIO":
        assert live(words[tensor]) <= held[tensor]
    assert live(words["O"]) == (2 if many == "two filters" else 1)


def test_what_can_be_two_is_listed():
    with pytest.raises(ValueError, match="choose from two images, two filters"):
        plots.many_in_a_pe("two strides")


@pytest.mark.parametrize("layer", [f"conv{k}" for k in range(1, 6)])
def test_a_pass_is_drawn_with_its_sets_and_the_papers_letters(layer):
    cut, shape = cut_of("AlexNet", layer), predict("AlexNet", layer).shape
    there = placed(shape.R, cut.e, eyeriss.ROWS, eyeriss.COLS)
    drawn = there[there[:, 0] < cut.r * cut.t]
    assert len(drawn) == eyeriss.active_pes(shape, cut)
    table = processing_pass(layer).table
    for letter, size in zip(table.column("letter"), table.column("here")):
        assert size == getattr(cut, letter)


def test_the_best_cut_fits_and_none_that_fits_is_better():
    quick, lean = cuts.best("conv5", "ms"), cuts.best("conv5", "MB")
    for one in cuts.cuts("conv5"):
        eyeriss.fit(one.shape, one.cut)
        assert quick.cycles.ms <= one.cycles.ms and lean.buffer_mb <= one.buffer_mb


def test_the_worst_rows_are_the_worst():
    claims = [Claim(str(k), 10 + k, 10) for k in (1, -3, 2, 0)]
    table = worst(compare([*claims, Claim("none", 1, None)]), 2)
    assert table.column("what") == ["-3", "2"] and "2 worst of 4" in table.caption
