"""The explorers of chapter 07: arrays of PEs, cycle by cycle."""

from collections.abc import Callable

import numpy as np

from dnnlib import plots
from dnnlib.dataflow import array
from dnnlib.dataflow.array.run import DATAFLOWS as ARRAYS
from dnnlib.dataflow.eyeriss.cuts import STOPS as CUTS
from dnnlib.models import MODELS
from dnnlib.screen.animate import Animation, animate
from dnnlib.screen.explore import Explorer, explore


def fill_and_drain() -> Explorer:
    """A small array cycle by cycle: it fills, works and drains, fold after fold (chapter 07)."""
    return explore(plots.fill_and_drain, dataflow=list(ARRAYS), rows=(1, 16), cols=(1, 16), M=[1, 4, 16, 64],
                   P=[4, 16, 64, 256], R=(1, 11)).begin(M=4, P=16)  # fmt: skip


def array_layers() -> Explorer:
    """Rows, columns, dataflow and model: the share of an array's PE cycles that multiply (chapter 07)."""
    sides = [4, 8, 12, 14, 16, 32, 64, 128, 256]
    return explore(plots.array_layers, model=list(MODELS), dataflow=list(ARRAYS), rows=sides, cols=sides,
                   batch=[1, 4, 16, 64, 256]).begin(model="AlexNet")  # fmt: skip


def array_sides() -> Explorer:
    """As many PEs in other proportions: which sides and which dataflow keep them busy (chapter 07)."""
    return explore(plots.array_sides, model=list(MODELS), pes=[64, 256, 1024, 4096, 16384, 65536], kind=["conv", "fc", "all"],
                   batch=[1, 16, 256]).begin(model="AlexNet", pes=1024)  # fmt: skip


def set_placement() -> Explorer:
    """Row-stationary sets folded and replicated onto an array (chapter 07)."""
    return explore(
        plots.set_placement,
        R=(1, 12),
        e=(1, 30),
        rows=[8, 12, 16],
        cols=[8, 14, 16],
        U=[1, 2, 4],
    )


def chip_cut() -> Explorer:
    """Cut an AlexNet layer for the Eyeriss chip: what fits, what it costs, what silicon took (chapter 07)."""
    n, e, p, q, r, t = map(list, CUTS.values())
    explorer = explore(
        plots.chip_cut,
        layer=[f"conv{k}" for k in range(1, 6)],
        images=n,
        ofmap_rows=e,
        filters_in_a_PE=p,
        channels_in_a_PE=q,
        channel_sets=r,
        filter_sets=t,
    )
    return explorer.begin(layer="conv3")


def many_in_a_pe() -> Explorer:
    """Two images, two filters or two channels in one PE, a MAC a column (chapter 07)."""
    return explore(plots.many_in_a_pe, many=list(plots.MANY), R=(2, 4), P=(1, 3))


def processing_pass() -> Explorer:
    """One pass of an AlexNet layer on the Eyeriss chip: in a PE, and on the array (chapter 07)."""
    return explore(plots.processing_pass, layer=[f"conv{k}" for k in range(1, 6)])


def pe_array() -> Animation:
    """One layer on an array of PEs, in four dataflows, cycle by cycle (chapter 07)."""
    rng = np.random.default_rng(7)
    I, F = rng.integers(0, 10, (1, 2, 6, 6)), rng.integers(-4, 5, (4, 2, 3, 3))
    return animate(
        {
            f"{dataflow} stationary": array.run(I, F, 6, 4, dataflow)
            for dataflow in ARRAYS
        }
    )


BAKED: dict[Callable, dict] = {
    fill_and_drain: {
        "rows": [2, 3, 8],
        "cols": [1, 4, 8],
        "M": [1, 4],
        "P": [16, 64],
        "R": [3],
    },
    array_layers: {
        "model": ["AlexNet", "MobileNet v1"],
        "rows": [8, 12, 16, 64, 256],
        "cols": [8, 14, 16, 64, 256],
        "batch": [1, 16],
    },
    array_sides: {
        "model": ["AlexNet", "ResNet-50", "MobileNet v1"],
        "pes": [256, 1024, 65536],
    },
    set_placement: {
        "R": [3, 11],
        "e": [4, 13, 27],
        "rows": [12],
        "cols": [14],
        "U": [1, 4],
    },
    chip_cut: {
        "layer": ["conv3"],
        "images": [1, 4],
        "ofmap_rows": [7, 13],
        "filters_in_a_PE": [4, 8, 16, 24],
    },
    many_in_a_pe: {},
    processing_pass: {},
}
