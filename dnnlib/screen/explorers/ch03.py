"""The explorers of chapter 03: counters, certainty, boxes."""

from collections.abc import Callable

from dnnlib import plots
from dnnlib.plots.resources.counters import NETWORKS
from dnnlib.screen.explore import Explorer, explore


def mac_counters() -> Explorer:
    """Choose what counts besides MACs, until a counter's number is met (chapter 03)."""
    often = [0, 1, 2, 4]
    return explore(
        plots.mac_counters,
        model=[*NETWORKS],
        norm=often,
        activation=often,
        bias=[0, 1],
        norm_parameters=[0, 1],
        adaptive_in=[0, 1],
        adaptive_out=[0, 1],
        pool_in=[0, 1, 2],
    ).begin(model="ResNet-50 v1.5")


def how_sure() -> Explorer:
    """Two networks on a test of so many images: can it tell them apart (chapter 03)?"""
    return explore(
        plots.how_sure,
        accuracy=[0.5, 0.8, 0.9, 0.95, 0.98, 0.99],
        better=[0.1, 0.2, 0.5, 0.9],
        images=[100, 1000, 10_000, 50_000, 100_000, 1_000_000],
    ).begin(accuracy=0.99, images=10_000)


def found_box() -> Explorer:
    """Move and size a box over the true one: overlap, hit or miss (chapter 03)."""
    return explore(
        plots.found_box,
        right=(-3, 6),
        down=(-3, 5),
        width=(1, 8),
        height=(1, 7),
        least=[0.25, 0.5, 0.75, 0.9],
        finds=(1, 3),
    ).begin(right=1, down=1, width=6, height=5, least=0.5)


BAKED: dict[Callable, dict] = {
    mac_counters: {
        "model": ["VGG-16", "ResNet-50 v1.5", "MobileNet v2"],
        "norm": [0, 2, 4],
        "activation": [0, 2],
        "pool_in": [0, 2],
    },
    how_sure: {},
    found_box: {
        "right": range(-2, 5),
        "down": [-1, 0, 1, 3],
        "width": [4, 6, 8],
        "height": [5],
        "least": [0.5, 0.75],
        "finds": [1, 2],
    },
}
