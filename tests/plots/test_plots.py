"""Figures are pure: the same value, the same picture; every figure carries its numbers, and they are right."""

import numpy as np
import pytest

from dnnlib import MODELS, ConvShape, plots
from dnnlib.plots.look import COLOURS, human
from dnnlib.screen.explore import svg

FIGURES = {
    "window": lambda: plots.window(7, 3, 2, 1, 5),
    "toeplitz": lambda: plots.toeplitz(4, 2),
    "layer_shape": lambda: plots.layer_shape(G=1),
    "model_layers": lambda: plots.model_layers("ResNet-50", "weights"),
    "nonlinearities": plots.nonlinearities,
    "image": lambda: plots.image(np.eye(5)),
    "activations": lambda: plots.activations(np.arange(60).reshape(3, 4, 5)),
}


def test_every_public_figure_is_tested_here():
    assert set(FIGURES) <= set(plots.__all__)


@pytest.mark.parametrize("name", FIGURES)
def test_the_same_value_gives_the_same_picture_with_numbers(name):
    first, again = FIGURES[name](), FIGURES[name]()
    assert svg(first) == svg(again)
    assert first._repr_png_().startswith(b"\x89PNG")
    assert first.table.rows


@pytest.mark.parametrize("name", FIGURES)
def test_no_figure_changes_matplotlibs_settings(name):
    import matplotlib

    before = dict(matplotlib.rcParams)
    FIGURES[name]()._repr_png_()
    assert dict(matplotlib.rcParams) == before


def test_the_numbers_of_a_layer_are_its_shapes():
    shape = ConvShape(N=4, M=6, C=4, P=5, Q=5, R=3, S=3, U=2, G=2)
    table = plots.layer_shape(N=4, M=6, C=4, P=5, R=3, U=2, G=2).table
    words = [shape.size(t) for t in "IFO"]
    assert table.column("count") == [*words, shape.macs, shape.macs / sum(words)]


def test_the_numbers_of_a_model_are_its_layers():
    table = plots.model_layers("VGG-16", "weights").table
    assert sum(table.column("weights")) == MODELS["VGG-16"].weights
    with pytest.raises(ValueError, match="choose from MACs, weights"):
        plots.model_layers("VGG-16", "joules")


def test_the_window_adds_up_what_it_outlines():
    for stride, pad, output in np.ndindex(3, 2, 9):
        products = plots.window(7, 3, stride + 1, pad, output).table.column("product")
        assert sum(products[:-1]) == products[-1]


def test_tensors_keep_their_colours():
    assert (COLOURS["I"], COLOURS["F"], COLOURS["O"]) == (
        "#0072B2",
        "#009E73",
        "#D55E00",
    )
    picture = svg(plots.layer_shape())
    assert all(colour.lower() in picture.lower() for colour in COLOURS.values())


HUMAN = {
    0: "0",
    999: "999",
    2_332_704: "2.33 M",
    724_406_816: "724 M",
    15.47e9: "15.5 G",
    999_999: "1 M",
    3.64e12: "3.64 T",
}


@pytest.mark.parametrize("value, text", HUMAN.items())
def test_counts_read_as_people_say_them(value, text):
    assert human(value) == text


def test_pictures_of_the_wrong_rank_are_refused():
    with pytest.raises(ValueError, match=r"two axes \[H, W\]"):
        plots.image(np.zeros((1, 5, 5)))
    with pytest.raises(ValueError, match=r"three axes \[C, H, W\]"):
        plots.activations(np.zeros((5, 5)))
