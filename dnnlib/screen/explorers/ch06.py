"""The explorers of chapter 06: loop orders and dataflows."""

from collections.abc import Callable

from dnnlib import plots
from dnnlib.dataflow.isca16.prices import DRAM_PRICES, RF_PRICES
from dnnlib.models import MODELS
from dnnlib.plots.dataflow.nests import ORDERS
from dnnlib.screen.explore import Explorer, explore


def loop_order() -> Explorer:
    """Reorder the loops of a 1-D layer; see which words come from DRAM, step by step (chapter 06)."""
    held = ["IFO", "F", "I", "O", "none"]
    return explore(
        plots.loop_order, order=list(ORDERS), held=held, M=(1, 8), P=(2, 16), R=(1, 5)
    )


def row_stationary() -> Explorer:
    """Rows of filters, ifmap and psums in an array of PEs (chapter 06)."""
    return explore(
        plots.row_stationary,
        R=(1, 5),
        P=(1, 8),
        U=(1, 2),
        show=["ifmap rows", "filter rows", "psum rows"],
    )


def dataflow_class() -> Explorer:
    """Eight PEs of each class of the taxonomy: what stays, what moves, and who builds it so (chapter 06)."""
    return explore(plots.dataflow_class, flow=list(plots.CLASSES))


def row_in_a_pe() -> Explorer:
    """A 1-D convolution in one PE, a MAC a step (chapter 06)."""
    return explore(plots.row_in_a_pe, step=(0, 11), R=(1, 5), P=(1, 4), U=[1, 2])


def short_turns() -> Explorer:
    """A size on a row of PEs: loops that divide it, and a last turn that is short (chapter 06)."""
    return explore(plots.short_turns, size=(2, 64), pes=[8, 12, 14, 16])


def winners() -> Explorer:
    """The price of DRAM and of a register file: which dataflow wins (chapter 06)."""
    return explore(
        plots.winners, DRAM=list(DRAM_PRICES), RF=list(RF_PRICES), kind=["conv", "fc"]
    )


def dataflows() -> Explorer:
    """Dataflow against dataflow on any layer of any model: energy by level or by tensor (chapter 06)."""
    return explore(plots.dataflows, model=list(MODELS), layer=(1, 60), batch=[1, 4, 16, 64], pes=[64, 256, 1024],
                   split=["level", "tensor"]).begin(model="AlexNet")  # fmt: skip


BAKED: dict[Callable, dict] = {
    loop_order: {"M": [1, 4], "P": [4, 16], "R": [1, 3]},
    dataflow_class: {},
    row_in_a_pe: {"R": [3], "P": [4]},
    row_stationary: {},
    short_turns: {"size": range(12, 33), "pes": [14]},
    winners: {},
    dataflows: {"model": ["AlexNet"], "layer": range(1, 9), "pes": [256]},
}
