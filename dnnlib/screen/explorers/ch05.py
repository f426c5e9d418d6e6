"""The explorers of chapter 05: levels of memory and what they cost."""

from collections.abc import Callable

from dnnlib import plots
from dnnlib.dataflow.isca16.figures import alexnet
from dnnlib.models import MODELS
from dnnlib.screen.explore import Explorer, explore


def machine() -> Explorer:
    """One word from DRAM to the multiplier: split its 24 uses over the levels (chapter 05)."""
    split = [1, 2, 3, 4, 6, 8, 12, 24]
    explorer = explore(
        plots.machine,
        word=["input", "sum"],
        a=split,
        b=split,
        c=split,
        DRAM=[20, 200],
        GLB=[2, 6, 20],
        NoC=[1, 2, 4],
        RF=[0.5, 1, 2],
    )
    return explorer.begin(a=24, b=1, c=1, DRAM=200, GLB=6, NoC=2, RF=1)


def joules() -> Explorer:
    """Set the cost of an access at each level; see where a layer's energy goes (chapter 05)."""
    return explore(plots.joules, layer=list(alexnet()), DRAM=[2, 6, 20, 60, 200, 600, 2000],
                   GLB=[1, 2, 4, 6, 10, 20, 40], NoC=[0, 1, 2, 4, 8], RF=[0, 0.25, 0.5, 1, 2, 4], batch=[1, 4, 16, 64])  # fmt: skip


def buffer_traffic() -> Explorer:
    """Buffer size against DRAM traffic, for any layer of any model (chapter 05)."""
    sizes = [2**k for k in range(4, 23)]
    return explore(
        plots.buffer_traffic,
        model=list(MODELS),
        layer=(1, 60),
        batch=[1, 4, 16],
        buffer=sizes,
    )


BAKED: dict[Callable, dict] = {
    machine: {
        "a": [1, 2, 3, 4, 24],
        "b": [1, 2, 3, 4, 24],
        "c": [1, 2, 3, 4, 24],
        "DRAM": [20, 200],
        "GLB": [6],
        "NoC": [2],
        "RF": [1],
    },
    joules: {
        "DRAM": [20, 200, 2000],
        "GLB": [1, 6, 20],
        "NoC": [2],
        "RF": [0.5, 1, 2],
        "batch": [1, 16],
    },
    buffer_traffic: {"model": ["AlexNet"], "layer": range(1, 9), "batch": [1, 16]},
}
