"""The whole survey on one page: each figure and table, what of it we recomputed, and how far off we are.

page()              50 rows in the survey's order
page(worst_first=True)
numbers()           every number of ours beside the published one
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from statistics import median

from dnnlib import costs
from dnnlib.background import history
from dnnlib.dataflow.eyeriss import silicon
from dnnlib.dataflow.isca16 import figures, sweep
from dnnlib.door import checked
from dnnlib.metrics import eyeriss_card, table_iv
from dnnlib.models import table_ii
from dnnlib.precision import results
from dnnlib.sparsity import alexnet_energy, eie, published, stage_bits
from dnnlib.table import Table

Maker = Callable[[], Table]


@checked
@dataclass(frozen=True)
class Place:
    """A figure, table or passage of the survey, and where the course has it.

    tables: what recomputes its numbers, each with columns ours and published.
    why: what is shown where there is no number to recompute.
    """

    label: str
    topic: str
    section: str
    chapter: str
    why: str = ""
    tables: tuple[Maker, ...] = ()


# One row a figure and table, in the survey's order: label | topic | section | chapter | what is no number.
ROWS = """
Fig. 1   | AI, machine learning, brain-inspired, spiking | I | 01 | drawing: plots.taxonomy, with the words of each kind
Fig. 2   | a neuron | II-A | 01 | drawing: learning.neuron runs it, plots.neuron_line shows it as a line between digits
Fig. 3   | a network of neurons | II-A | 01 | drawing: plots.small_network runs it: 20 weights, 20 MACs
Fig. 4   | backpropagation | II-B | 01 | drawing: learning.backward runs it; nudging and torch agree
Fig. 5   | timeline | II-C | 01 | years of events: plots.years, background.history.timeline
Fig. 6   | a photograph to probabilities | II-D | 01 | six invented numbers: chapter 01's pad has a trained network's
Fig. 7   | ImageNet's error by year | II-D | 01 | results of contests: the official ones beside the figure's bars
Fig. 8   | feed-forward, recurrent; full, sparse | III | 02 | drawing: chapter 02 counts three kinds of connection and a recurrent step
Fig. 9   | the convolution | III-A | 02 | drawing: chapter 02's window and layer explorers are it
Table I  | shape parameters | III-A | 02 | names of letters: dnnlib.shapes.LEGEND, and every error message
Fig. 10  | the order of layers | III-A | 02 | drawing: chapter 02 runs LeNet-5 step by step
Fig. 11  | non-linearities | III-A | 02 | five curves: plots.nonlinearities draws them from their formulas, the leaky one with 0.1
Fig. 12  | pooling | III-A | 02 | eight numbers: seven as printed, 13.5 where 18 stands (E8)
Fig. 13  | a filter from smaller filters | III-B | 11 | drawing: 25, 18 and 10 weights, counted in chapter 11
Fig. 14  | the inception module | III-B | 02 | drawing: 167,936 weights, and 393,216 without its bottlenecks, counted in chapters 02 and 11
Fig. 15  | the shortcut module | III-B | 02 | drawing: its weights and the gradient past its shortcut are counted in chapter 02
Table II | six networks | III-B | 02
Fig. 16  | MNIST beside ImageNet | IV-B | 03 | sample pictures: chapter 03 shows digits and the sizes
Fig. 17  | temporal and spatial architectures | V | 04 | drawing: plots.alus counts what both ask of their memory
Fig. 18  | FC as a matrix product | V-A | 04 | drawing: plots.fc_product is it, for one image and a batch
Fig. 19  | the Toeplitz matrix | V-A | 04 | 16 entries of 9 inputs: plots.toeplitz draws them, kernels.toeplitz runs
Fig. 20  | convolution by FFT | V-A | 04 | drawing: kernels.fft runs it; plots.fft_tiles says what it saves by its tile
Fig. 21  | four accesses a MAC | V-B | 05 | drawing: chapter 05 counts them: 2,898M words for AlexNet (E10)
Fig. 22  | what an access costs | V-B | 05 | drawing: plots.machine; its ratios are inputs of ours; the table beside it is recomputed
Fig. 23  | three kinds of reuse | V-B | 05 | drawing: dataflow.reuse counts each for each layer
Fig. 24  | mapper and compiler | V-B | 06 | drawing: chapter 06 has both side by side; dataflow.mapper.search is the mapper
Fig. 25  | WS, OS, NLR | V-B | 06 | drawing: plots.dataflow_class draws each class; their nests are walked on real data
Fig. 26  | three kinds of OS | V-B | 06 | drawing: plots.dataflow_class draws them, the bars of Fig. 33 are their cost
Fig. 27  | a row of convolution in a PE | V-B | 06 | drawing: plots.row_in_a_pe steps through it; array.row_pe is that PE
Fig. 28  | rows on a 3 x 3 array | V-B | 07 | drawing: the animation of chapter 07 shows it cycle by cycle
Fig. 29  | more maps, filters, channels in a PE | V-B | 07 | drawing: plots.many_in_a_pe draws all three; p, q and n of an Eyeriss pass
Fig. 30  | the optimization compiler | V-B | 06 | drawing: mapper.search with dataflow RS
Fig. 31  | the Eyeriss chip | V-B | 07 | the chip's latency, layer by layer
Fig. 32  | replication and folding | V-B | 07 | 156 and 135 of 168 PEs
Fig. 33  | energy of dataflows, CONV | V-B | 06
Fig. 34  | energy of dataflows, FC | V-B | 06
Fig. 35  | energy of AlexNet by layer | V-B | 06
Fig. 36  | analog arithmetic in SRAM and in resistive cells | VI | 08 | curves of a circuit: chapter 08 runs I = V @ G and columns that vote
Fig. 37  | where a quantizer's levels lie | VII-A | 09 | histograms of one network's weights: chapter 09 draws our network's
Fig. 38  | number formats | VII-A | 09 | three values: two as printed, -6.9558e-18 for -1.42e-13 (E3)
Fig. 39  | an accumulator's bits | VII-A | 09 | drawing: quant.accumulator gives the bits, a puzzle asks for them
Fig. 40  | weights through a codebook | VII-A | 09 | drawing: quant.codebook is it
Table III| methods of reduced precision | VII-A | 09 | points lost by our network: other data, so no error
Fig. 41  | non-zero activations | VII-B | 10 | shares as published are used; what gating saves is recomputed
Fig. 42  | estimating energy | VII-B | 10 | the method is dataflow.isca16 with zeros
Fig. 43  | energy against accuracy | VII-B | 10
Fig. 44  | two ways to store a sparse matrix | VII-B | 10 | compress.compressed_rows stores both; EIE and Deep Compression use one
Fig. 45  | distillation | VII-B | 11 | drawing: chapter 11 trains a student
Table IV | models, dense and sparse | VIII-A | 12
Table V  | a chip's report | VIII-B | 12
"""
# What recomputes the numbers of a row; each table has columns ours and published.
TABLES: dict[str, tuple[Maker, ...]] = {
    "Fig. 7": (history.claims,),
    "Table II": (table_ii,),
    "Fig. 22": (costs.eight_bit_savings,),
    "Fig. 31": tuple(
        partial(silicon.comparison, model, "total latency")
        for model in ("AlexNet", "VGG-16")
    ),
    "Fig. 32": (partial(silicon.comparison, "AlexNet", "active PEs"),),
    "Fig. 33": (
        partial(figures.comparison, "33a"),
        partial(figures.comparison, "33b"),
        sweep.claims,
    ),
    "Fig. 34": (partial(figures.comparison, "34"),),
    "Fig. 35": (partial(figures.comparison, "35"),),
    "Table III": (results.table_iii,),
    "Fig. 41": (published.gating_claims,),
    "Fig. 42": (published.pruning_claims, published.run_length_claims),
    "Fig. 43": (alexnet_energy.claims,),
    "Fig. 44": (eie.claims, stage_bits.claims),
    "Table IV": (
        table_iv.claims,
        table_iv.three_sparsities,
        table_iv.by_kept_share,
    ),
    "Table V": (eyeriss_card.claims,),
}
NO_ERROR = {"Table III"}  # points lost, on another data set: a ratio says nothing


def places() -> tuple[Place, ...]:
    """The survey's 45 figures and 5 tables, in its order."""
    found = []
    for line in ROWS.strip().splitlines():
        cells = [cell.strip() for cell in (line + " |" * 4).split("|")]
        label, topic, section, chapter, why = cells[:5]
        tables = TABLES.get(label, ())
        found.append(Place(label, topic, section, chapter, why, tables))
    return tuple(found)


@checked
@dataclass(frozen=True)
class Number:
    """One number of ours beside the published one, and the place it belongs to.

    Where several seeds were trained, ours is a text: the mean, and least to most.
    """

    label: str
    what: str
    ours: float | str
    published: float | None
    why: str

    @property
    def error(self) -> float | None:
        """ours / published - 1; None where nothing was published, ours is a text, or no ratio says anything."""
        if not self.published or self.label in NO_ERROR:
            return None
        if isinstance(self.ours, str):
            return None
        return self.ours / self.published - 1


@cache
def numbers() -> tuple[Number, ...]:
    """Every number in the survey's order. Units: each table's own."""
    return tuple(number for place in places() for number in _numbers(place))


@checked
def page(worst_first: bool = False) -> Table:
    """One row a figure or table: how many numbers, how far off, where in the course.

    Errors are |ours / published - 1|. Source: Sze et al. 2017, all of it.
    """
    rows = [_row(place) for place in places()]
    if worst_first:
        rows.sort(key=lambda row: -1 if row[4] is None else row[4], reverse=True)
    header = ("in the survey", "topic", "numbers", "median", "worst", "open", "chapter", "what is not a number")  # fmt: skip
    rows = [(*row[:3], _percent(row[3]), _percent(row[4]), *row[5:]) for row in rows]
    return Table(header, rows, "The survey, recomputed")


@checked
def far_off(least: float = 0.1) -> Table:
    """The numbers that are off by a share of `least` or more, worst first, each with its reason."""
    off = [(n.error, n) for n in numbers() if n.error is not None]
    worst = [(error, n) for error, n in off if abs(error) >= least]
    worst.sort(key=lambda pair: -abs(pair[0]))
    rows = [
        (n.label, n.what, n.ours, n.published, f"{error:+.1%}", n.why)
        for error, n in worst
    ]
    return Table(("in the survey", "what", "ours", "published", "error", "why"), rows)


def _numbers(place: Place) -> Iterator[Number]:
    for make in place.tables:
        table = make()
        has_why = "why" in table.header
        for row in table.rows:
            cell = dict(zip(table.header, row))
            why = cell["why"] if has_why else ""
            yield Number(place.label, str(row[0]), cell["ours"], cell["published"], why)


def _row(place: Place) -> tuple:
    mine = [n for n in numbers() if n.label == place.label]
    errors = [abs(n.error) for n in mine if n.error is not None]
    middle, worst = (median(errors), max(errors)) if errors else (None, None)
    still_open = sum("open:" in n.why for n in mine)
    return (place.label, place.topic, len(mine), middle, worst, still_open, place.chapter, place.why)  # fmt: skip


def _percent(error: float | None) -> str | None:
    return None if error is None else f"{error:.1%}"


if __name__ == "__main__":
    print(page(), far_off(), sep="\n\n")
