"""The explorers of the course, a file a chapter: figure functions with their sliders.

ch01, ch02 ... ch14    the explorers of a chapter, and in BAKED what its pages leave out
COURSE                all of them by name; bake writes each as a page (`python -m dnnlib.screen.explorers DIR`)

A baked page holds every picture, so an explorer of many sliders gets fewer stops there.
"""
# ruff: noqa: F401 (the front door: explorers.window() is chapter 02's)

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

from dnnlib.screen.explorers import (
    ch01,
    ch02,
    ch03,
    ch04,
    ch05,
    ch06,
    ch07,
    ch08,
    ch09,
    ch10,
    ch11,
    ch12,
    ch13,
    ch14,
)
from dnnlib.screen.explorers.ch01 import (
    descent,
    neuron_line,
    sees,
    send_or_compute,
    small_network,
    training,
    training_bill,
    years,
)
from dnnlib.screen.explorers.ch02 import (
    error_and_work,
    layer_shape,
    model_layers,
    receptive_field,
    window,
)
from dnnlib.screen.explorers.ch03 import found_box, how_sure, mac_counters
from dnnlib.screen.explorers.ch04 import (
    blocking,
    fc_product,
    fft_tiles,
    multiplications,
    toeplitz,
    which_kernel,
)
from dnnlib.screen.explorers.ch05 import buffer_traffic, joules, machine
from dnnlib.screen.explorers.ch06 import (
    dataflow_class,
    dataflows,
    loop_order,
    row_in_a_pe,
    row_stationary,
    short_turns,
    winners,
)
from dnnlib.screen.explorers.ch07 import (
    array_layers,
    array_sides,
    chip_cut,
    fill_and_drain,
    many_in_a_pe,
    pe_array,
    processing_pass,
    set_placement,
)
from dnnlib.screen.explorers.ch08 import ballots, best_buffer, crossbar_bench
from dnnlib.screen.explorers.ch09 import bits_by_layer, levels, number_line
from dnnlib.screen.explorers.ch10 import (
    deep_compression,
    format_sizes,
    interleave,
    threshold,
)
from dnnlib.screen.explorers.ch11 import block_swap, low_rank, network_bills
from dnnlib.screen.explorers.ch12 import proof, report_card, waiting
from dnnlib.screen.explorers.ch13 import (
    attention_tiles,
    entering,
    pronounced,
    served_memory,
    served_step,
)
from dnnlib.screen.explorers.ch14 import studio, studio_prices, tornado
from dnnlib.screen.rebake import rebake

# fmt: off
CHAPTERS: tuple[ModuleType, ...] = (ch01, ch02, ch03, ch04, ch05, ch06, ch07, ch08, ch09, ch10, ch11, ch12, ch13, ch14)
# fmt: on
COURSE: dict[str, tuple[Callable, dict]] = {
    make.__name__: (make, fewer)
    for chapter in CHAPTERS
    for make, fewer in chapter.BAKED.items()
}


def bake(folder) -> list[Path]:
    """Write every explorer of the course as a page of its own, which needs neither kernel nor network.

    A page that was made of the same figure, sliders and view is kept.
    """
    found = [pe_array().bake(Path(folder) / "pe_array.html")]
    for name, (make, fewer) in COURSE.items():
        found.append(rebake(make(), Path(folder) / f"{name}.html", **fewer))
    return found
