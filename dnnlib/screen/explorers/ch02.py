"""The explorers of chapter 02: a window that slides, layers, models."""

from collections.abc import Callable

from dnnlib import plots
from dnnlib.models import MODELS
from dnnlib.screen.explore import Explorer, explore

CHANNELS = [1, 2, 3, 4, 8, 16, 32, 48, 64, 96, 128, 192, 256, 384, 512, 1024, 2048]


def window() -> Explorer:
    """Slide the filter over the input, one output at a time (chapter 02)."""
    return explore(
        plots.window,
        size=(3, 9),
        filter=(1, 5),
        stride=(1, 3),
        pad=(0, 2),
        output=(0, 120),
    )


def layer_shape() -> Explorer:
    """Drag N M C P Q R S U G; see words, MACs and MACs per word (chapter 02)."""
    explorer = explore(
        plots.layer_shape,
        N=[1, 2, 4, 8, 16, 32, 64, 128],
        M=CHANNELS,
        C=CHANNELS,
        P=(1, 224),
        Q=(1, 224),
        R=(1, 11),
        S=(1, 11),
        U=(1, 4),
        G=[1, 2, 4, 8, 32, 96, 128],
    )
    return explorer.begin(Q=55, S=11)  # square, as AlexNet's first layer is


def model_layers() -> Explorer:
    """Any model of the course, layer by layer (chapter 02)."""
    return explore(plots.model_layers, model=list(MODELS), show=list(plots.QUANTITIES))


def receptive_field() -> Explorer:
    """What one output of a stack of layers sees of the line below (chapter 02)."""
    return explore(
        plots.receptive_field, layers=(1, 6), filter=[1, 3, 5, 7], stride=(1, 2)
    )


def error_and_work() -> Explorer:
    """The published error of Table II's networks against their MACs (chapter 02)."""
    return explore(
        plots.error_and_work,
        crops=["one crop", "several crops"],
        size=["weights", "all alike"],
    )


BAKED: dict[Callable, dict] = {
    window: {
        "size": [4, 5, 6],
        "filter": [1, 2, 3],
        "stride": [1, 2],
        "pad": [0, 1],
        "output": [*range(9), 15],
    },
    layer_shape: {
        "N": [1, 16],
        "M": [32, 96, 512],
        "C": [3, 64, 256],
        "P": [7, 27, 55],
        "Q": None,
        "R": [1, 3, 11],
        "S": None,
        "U": [1, 4],
        "G": [1, 2],
    },
    model_layers: {},
    receptive_field: {},
    error_and_work: {},
}
