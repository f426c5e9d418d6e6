"""Where the best buffer sits, by the price of DRAM."""

from dnnlib.door import checked
from dnnlib.nearness.stacked import SIZES, buffered
from dnnlib.plots.dataflow.energy_bars import energy_by_level


@checked
def best_buffer(DRAM: float = 200, pes: int = 256):
    """Energy a MAC of AlexNet's CONV layers by the size of the buffer.

    DRAM: what a word from it costs, in MACs: 200 on a board, 40 to 80 in a stack, less
    on the chip itself. A larger buffer's words cost more, as the root of its size.
    Source: dnnlib.nearness.stacked; Sze et al. 2017, VI-A.
    """
    energy = {f"{size} kB": buffered(DRAM, size, pes) for size in SIZES}
    best = min(energy, key=lambda size: energy[size].total)
    smallest, least = energy[f"{SIZES[0]} kB"].total, energy[best].total
    saved = f"{smallest - least:.2g} less than the smallest"
    title = f"DRAM at {DRAM:g}, {pes} PEs: best at {best}, {saved}"
    return energy_by_level(energy, title=title)
