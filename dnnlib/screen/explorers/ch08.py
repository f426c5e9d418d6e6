"""The explorers of chapter 08: crossbars, ballots, buffers."""

from collections.abc import Callable

from dnnlib import plots
from dnnlib.plots.neardata.ballots import RECORDED
from dnnlib.screen.explore import Explorer, explore


def crossbar_bench() -> Explorer:
    """Every knob of a resistive array, and what real digits say to it (chapter 08)."""
    return explore(
        plots.crossbar_bench,
        rows=[32, 64, 128, 256, 512],
        cell_bits=[1, 2, 4, 7],
        signs=["pair", "offset", "difference"],
        adc_bits=(3, 10),
        range=list(plots.ADC_RANGES),
        noise=[0.0, 2.0, 5.0, 10.0, 20.0],
        wires=["none", "100,000", "10,000", "1,000"],
    )


def best_buffer() -> Explorer:
    """The price of DRAM against the size of the buffer that is best (chapter 08)."""
    return explore(
        plots.best_buffer, DRAM=[10, 20, 40, 80, 200, 400], pes=[64, 256, 1024]
    )


def ballots() -> Explorer:
    """Columns of SRAM that vote on digits: how many, on which circuit (chapter 08)."""
    stops = {knob: list(values) for knob, values in RECORDED.items()}
    return explore(plots.ballots, **stops)


BAKED: dict[Callable, dict] = {
    crossbar_bench: {
        "rows": [64, 128],
        "cell_bits": [2],
        "signs": ["pair", "offset"],
        "adc_bits": [4, 6, 8],
        "range": ["full", "1/8"],
        "noise": [0.0, 10.0],
        "wires": ["none", "10,000"],
    },
    best_buffer: {"pes": [256]},
    ballots: {},
}
