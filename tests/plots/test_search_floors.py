"""The picture of floor and bound says what the search does."""

from dnnlib import ConvShape, plots
from dnnlib.dataflow.hardware import Hardware, Store
from dnnlib.dataflow.mapper.floors import floors
from dnnlib.screen.explore import svg

STORES = (Store("DRAM"), Store("GLB", 256), Store("RF", 16))
ASKED = ConvShape(M=8, C=4, P=8, R=3), Hardware("4 x 4", 4, 4, STORES), "input"


def test_the_picture_has_the_numbers_of_the_floors_and_is_always_the_same():
    figure, seen = plots.search_floors(*ASKED), floors(*ASKED)
    assert f"{seen.opened} of {len(seen.floor)} choices are opened" in figure.title
    for _, floor, best in figure.table.rows:
        assert floor <= best * (1 + 1e-9)
    assert svg(figure) == svg(plots.search_floors(*ASKED))
