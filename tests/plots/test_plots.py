"""Figures are pure: the same value, the same picture; every figure carries its numbers, and they are right."""

import numpy as np
import pytest

from dnnlib import MODELS, ConvShape, plots
from dnnlib.background.course import Run
from dnnlib.background.drawing import example
from dnnlib.dataflow import array
from dnnlib.dataflow.array.film import film
from dnnlib.dataflow.energy import Energy
from dnnlib.dataflow.hardware import PHONE
from dnnlib.metrics.roofline import Machine
from dnnlib.plots.look import COLOURS, human
from dnnlib.screen.explore import svg
from dnnlib.studio.search import Trail

SPENT = {"a layer": Energy({("MAC", "MAC"): 1.0, ("RF", "I"): 2.0, ("DRAM", "F"): 9.0})}
FIGURES = {
    "window": lambda: plots.window(7, 3, 2, 1, 5),
    "toeplitz": lambda: plots.toeplitz(4, 2),
    "layer_shape": lambda: plots.layer_shape(G=1),
    "model_layers": lambda: plots.model_layers("ResNet-50", "weights"),
    "nonlinearities": plots.nonlinearities,
    "image": lambda: plots.image(np.eye(5)),
    "layer_by_layer": lambda: plots.layer_by_layer(example(3), "conv2"),
    "lesson": lambda: plots.lesson(*lesson()),
    "activations": lambda: plots.activations(np.arange(60).reshape(3, 4, 5)),
    "array_film": lambda: plots.array_film(film(trace()), [0, 3]),
    "gantt": lambda: plots.gantt(trace()),
    "energy_by_layer": lambda: plots.energy_by_layer(SPENT),
    "energy_by_level": lambda: plots.energy_by_level(SPENT),
    "energy_by_tensor": lambda: plots.energy_by_tensor(SPENT),
    "roofline": lambda: plots.roofline(Machine("8 bits", 92e12, 34e9), [("a", 9, 1e9)]),
    "rounding": lambda: plots.rounding({"float32": {"fft": 1e-7}}),
    "search_floors": lambda: plots.search_floors(
        ConvShape(M=8, C=4, P=8, R=3), PHONE, "input"
    ),
    "studio_searches": lambda: plots.studio_searches(
        {"all": Trail((0, 1, 2), (3.0, 2.0, 4.0))}, 2.0
    ),
    "stage_bars": lambda: plots.stage_bars(
        {"trained": {"values": 8}, "pruned": {"values": 4}}
    ),
}
# those that need nothing, at the stops where their sliders stand first
ALONE = """
    multiplications which_kernel dataflows loop_order row_stationary array_layers array_sides chip chip_cut
    fill_and_drain set_placement short_turns access_costs buffer_traffic joules deep_compression format_sizes interleave
    threshold accuracy_against_bits bits_by_layer levels number_line pareto ballots best_buffer crossbar
    crossbar_bench wires report_card waiting low_rank proof network_bills block_swap
    dataflow_class row_in_a_pe winners many_in_a_pe processing_pass
    attention_tiles entering pronounced served_memory served_step
    descent grid_training neuron_line sees send_or_compute small_network taxonomy training training_bill years
    fft_tiles machine alus blocking capacity error_and_work fc_product receptive_field
    found_box how_sure mac_counters chip_blocks multicast pipeline
    studio studio_front studio_prices tornado
"""
FIGURES |= {name: getattr(plots, name) for name in ALONE.split()}
SLOW = {"wires"}  # a network's digits run through resistive wires
NAMES = [
    pytest.param(name, marks=pytest.mark.slow if name in SLOW else ())
    for name in FIGURES
]


def lesson():
    """A run of ten steps."""
    run = Run(0.1, 64, (20,))
    return run, *run.at(640), 640


def trace():
    """A small run of an array."""
    I, F = np.arange(32).reshape(1, 2, 4, 4), np.ones((2, 2, 3, 3), int)
    return array.run(I, F, 4, 3, "weight")


def test_every_public_figure_is_tested_here():
    public = {name for name in plots.__all__ if callable(getattr(plots, name))}
    assert set(FIGURES) == public


@pytest.mark.parametrize("name", NAMES)
def test_the_same_value_gives_the_same_picture_with_numbers(name):
    first, again = FIGURES[name](), FIGURES[name]()
    assert svg(first) == svg(again)
    assert first._repr_png_().startswith(b"\x89PNG")
    assert first.table.rows


@pytest.mark.parametrize("name", NAMES)
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


def test_contrast_is_that_of_the_standard():
    from dnnlib.plots.look import contrast

    known = {"white": 1.0, "black": 21.0, "#767676": 4.54, "#0072B2": 5.19}
    assert {c: round(contrast(c), 2) for c in known} == known


@pytest.mark.parametrize("colour, rims", [("#F0E442", 1), ("#0072B2", 0)])
def test_a_pale_shape_between_white_edges_has_a_dark_line_around_it(colour, rims):
    from dnnlib.plots import look

    figure, box = look.picture(), look.rectangles(1, 1, 2, 1)
    look.fill(figure, box, colour, hatch="//", edgecolor="white")
    _, *more = figure.artists
    assert len(more) == rims
    assert all(look.contrast(one.get_edgecolor()[:3]) > look.SEEN for one in more)
