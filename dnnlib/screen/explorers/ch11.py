"""The explorers of chapter 11: blocks swapped, ranks, bills."""

from collections.abc import Callable

from dnnlib import plots
from dnnlib.plots.slim.ranks import forms
from dnnlib.plots.slim.swap import CHOICES
from dnnlib.screen.explore import Explorer, explore


def block_swap() -> Explorer:
    """A compact block in a dense layer's place: five costs at an equal window (chapter 11)."""
    stops = {knob: list(values) for knob, values in CHOICES.items()}
    return explore(plots.block_swap, **stops).begin(form="depthwise separable")


def network_bills() -> Explorer:
    """Seven networks priced at any batch: four orders of the same networks (chapter 11)."""
    return explore(plots.network_bills, batch=[1, 2, 4, 8, 16, 32, 64])


def low_rank() -> Explorer:
    """A trained layer in factors of a rank: its filters, accuracy, weights, MACs and time (chapter 11)."""
    return explore(plots.low_rank, form=forms()).begin(form="conv2 cp 16")


BAKED: dict[Callable, dict] = {
    block_swap: {},
    network_bills: {"batch": [1, 4, 16, 64]},
    low_rank: {},
}
