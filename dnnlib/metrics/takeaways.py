"""The five things that the survey's abstract promises its reader, and where this course does each.

Names are those of notebooks, of dnnlib.screen.explorers, and of puzzles as chapter.name.
"""

from dataclasses import dataclass

from dnnlib.door import checked
from dnnlib.table import Table


@checked
@dataclass(frozen=True)
class Takeaway:
    """One promise: its words, the chapters that serve it, what to drag, what to solve."""

    text: str
    chapters: tuple[str, ...]
    explorers: tuple[str, ...]
    puzzles: tuple[str, ...]


# The words are the abstract's, from "After reading this ... the reader will be able to".
TAKEAWAYS = (
    Takeaway(
        "understand the key design considerations for DNNs",
        ("01", "02", "04", "05", "06"),
        ("training_bill", "layer_shape", "model_layers", "joules", "buffer_traffic"),
        (
            "ch01.training_macs",
            "ch02.macs",
            "ch02.weights",
            "ch04.growth",
            "ch05.least_words",
        ),
    ),
    Takeaway(
        "evaluate different DNN hardware implementations with benchmarks and comparison metrics",
        ("03", "05", "07", "12"),
        ("how_sure", "report_card", "waiting", "proof"),
        (
            "ch03.better_by_luck",
            "ch07.utilization",
            "ch12.energy_an_image",
            "ch12.queries",
            "ch12.winner",
        ),
    ),
    Takeaway(
        "understand the trade-offs between various hardware architectures and platforms",
        ("04", "06", "07", "08"),
        ("which_kernel", "dataflows", "array_sides", "crossbar_bench"),
        ("ch04.pick", "ch06.stationary", "ch07.sides", "ch08.adc_bits"),
    ),
    Takeaway(
        "evaluate the utility of various DNN design techniques for efficient processing",
        ("09", "10", "11", "12"),
        ("levels", "threshold", "deep_compression", "low_rank"),
        (
            "ch09.allocate",
            "ch10.cheapest",
            "ch10.energy_order",
            "ch11.rank_budget",
            "ch12.non_zero_macs",
        ),
    ),
    Takeaway(
        "understand recent implementation trends and opportunities",
        ("08", "09", "10", "13"),
        ("crossbar_bench", "number_line", "served_step", "attention_tiles"),
        ("ch08.conversions", "ch10.two_of_four", "ch13.cached_step", "ch13.judged"),
    ),
)


def table() -> Table:
    """The five with their places. Source: Sze et al. 2017, abstract."""
    rows = [
        (one.text, *(", ".join(names) for names in (one.chapters, one.explorers, one.puzzles)))
        for one in TAKEAWAYS
    ]  # fmt: skip
    return Table(("you will be able to", "chapters", "drag", "solve"), rows)
