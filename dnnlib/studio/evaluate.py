"""The card of a design: what its layers take on its chip, layer by layer, or which store they overflow.

    card = evaluate(design, workload(design))
    card.energy    card.latency    card.rate    card.area.relative    card.by_layer["fc1"].latency.bound_by

Each layer runs at the tiles that take the least energy under the design's dataflow, found among all of them by the
published model (dataflow/isca16): a few ms a layer, where the mapper's own search over all loop nests takes a second.
A judge of 500 designs, and a list of all designs there are, need that speed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from math import inf, nan

from dnnlib import data
from dnnlib.costs import Costs
from dnnlib.dataflow.energy import Energy
from dnnlib.dataflow.isca16 import Storage, Tiles, optimum, overflow, steps
from dnnlib.dataflow.latency import Latency
from dnnlib.door import checked
from dnnlib.models.layer_tables import Layer
from dnnlib.shapes import ConvShape
from dnnlib.studio.area import Area, area
from dnnlib.studio.chip import CLOCK, costs, words_a_cycle
from dnnlib.studio.design import Design
from dnnlib.studio.slim import derived, loss, right
from dnnlib.studio.workload import workload
from dnnlib.table import Table


@checked
@dataclass(frozen=True)
class OnChip:
    """One layer on a design's chip.

    energy: of one image, {(level, tensor): energies of a 16-bit MAC}; latency: cycles of the whole batch; floor: the
    energy of one image that no tiles get under; tiles: those of least energy.
    """

    shape: ConvShape
    energy: Energy
    latency: Latency
    floor: float
    tiles: Tiles


@checked
@dataclass(frozen=True)
class Overflow:
    """What a design overflows: in which layer, which store ("RF", "GLB"; "PEs" is the array), and by how much.

    Units: words of the design's bits; PEs.
    """

    layer: str
    store: str
    needed: int
    there: int

    @property
    def by(self) -> int:
        """What is missing."""
        return self.needed - self.there

    def __str__(self) -> str:
        unit = "PEs" if self.store == "PEs" else "words"
        where = "the array" if self.store == "PEs" else f"the {self.store}"
        return (
            f"{self.layer} needs {self.needed:,} {unit} in {where}, which has "
            f"{self.there:,}: {self.by:,} too few"
        )


@checked
@dataclass(frozen=True)
class Card:
    """What a design comes to. Where it overflows a store the energy and the latency are infinite, the rate 0.

    energy: of one image, energies of a 16-bit MAC; latency: cycles from a batch's first word to its last result; rate:
    images a cycle, batch / latency; area: {part: mm^2}; by_layer: {layer: OnChip}; right: the share of digits read
    right, if it was asked for; loss: points of a hundred below the reference network on the same digits.
    """

    design: Design
    energy: float
    latency: float
    rate: float
    area: Area
    by_layer: dict[str, OnChip] = field(repr=False)
    overflow: Overflow | None = None
    right: float = nan
    loss: float = nan

    @property
    def feasible(self) -> bool:
        """Whether every layer fits."""
        return self.overflow is None

    @property
    def breakdown(self) -> Energy:
        """The energy of all layers, {(level, tensor): energy}."""
        return sum((one.energy for one in self.by_layer.values()), Energy())

    @property
    def floor(self) -> float:
        """The energy that no tiles get under: each MAC, and each word once to or from DRAM."""
        return sum(one.floor for one in self.by_layer.values())

    @property
    def milliseconds(self) -> float:
        """The latency at Eyeriss' 200 MHz."""
        return 1e3 * self.latency / CLOCK

    def table(self) -> Table:
        """One row a layer: MACs, energy, share, cycles, what bounds it."""
        rows = []
        for name, one in self.by_layer.items():
            spent = one.energy.total
            share = f"{spent / self.energy:.0%}"
            time = one.latency
            row = (name, one.shape.macs, spent, share, time.cycles, time.bound_by)
            rows.append(row)
        head = ("layer", "MACs", "energy", "share", "cycles of the batch", "bound by")
        return Table(head, rows, str(self))

    def __str__(self) -> str:
        if self.overflow:
            return f"does not fit: {self.overflow}"
        read = "" if self.right != self.right else f", {100 * self.right:.2f} % right"
        return (
            f"energy {self.energy:,.0f} an image, latency {self.latency:,.0f} cycles "
            f"({self.milliseconds:.2f} ms), area {self.area.relative:.2f} Eyeriss{read}"
        )


@checked
def evaluate(
    design: Design, layers: Iterable, digits: data.Digits | None = None
) -> Card:
    """The card of a design on some layers: energy = sum over layers of accesses * price, at each layer's best tiles.

    layers: of a layer table (Layer), or shapes (ConvShape); N gives way to the design's batch. A layer's filters are
    stored with a bit for each place and a word for each that stays, if that is less: their words from DRAM shrink by
    min(1, density + 1 / bits). The PEs still go through every place.
    latency = sum over layers of max(steps, words of DRAM and of the buffer / their words a cycle).
    Left out: standing current, control, unpacking the filters. Units: energies of a 16-bit MAC an image; cycles.
    digits: what the design's reader is tried on (`right`, `loss`), a tenth of a second more; without them NaN.
    Errors: ValueError where there are no layers; a layer that does not fit is told in `overflow`.
    """
    priced = _priced(design, _named(layers))
    if digits is None:
        return priced
    return replace(
        priced, right=right(derived(design), digits), loss=loss(design, digits)
    )


@checked
def card(design: Design) -> Card:
    """The public card of a design: its whole workload, its reader tried on the 5,000 validation digits."""
    return evaluate(design, workload(design), data.mnist("validation"))


def _priced(design: Design, named: dict[str, ConvShape]) -> Card:
    prices, place = costs(design), area(design)
    found: dict[str, OnChip] = {}
    for name, shape in named.items():
        short = lacks(design, name, shape)
        if short:
            return Card(design, inf, inf, 0.0, place, {}, short)
        found[name] = on_chip(design, shape, prices)
    energy = sum(one.energy.total for one in found.values())
    latency = sum(one.latency.cycles for one in found.values())
    return Card(design, energy, latency, design.batch / latency, place, found)


@checked
def lacks(design: Design, name: str, shape: ConvShape) -> Overflow | None:
    """What a layer overflows on a design's chip; None where it fits.

    A register file must hold what its dataflow keeps in a PE: RS the smallest tiles; WS a weight; OS_A a sum, U and
    U*R inputs; OS_B a sum and U inputs; OS_C a sum; NLR nothing. Source: Chen et al., ISCA 2016, public model.
    """
    shape, room = replace(shape, N=design.batch), Storage(*design.words)
    short = overflow(design.dataflow, shape, design.pes, room)
    if short:
        return Overflow(name, short.store, short.needed, short.there)
    kept = {
        "WS": 1,
        "OS_A": 1 + shape.U + shape.U * shape.R,
        "OS_B": 1 + shape.U,
        "OS_C": 1,
    }.get(design.dataflow, 0)
    return Overflow(name, "RF", kept, room.RF) if kept > room.RF else None


@checked
def stored(design: Design) -> float:
    """The share of a filter's words that DRAM holds: min(1, density + 1 / bits), a bitmap and the words that stay."""
    return min(1.0, design.density + 1 / design.bits)


@checked
def on_chip(design: Design, shape: ConvShape, prices: Costs | None = None) -> OnChip:
    """One layer on a design's chip, which it must fit (`lacks`). Errors: ValueError where it does not."""
    prices = costs(design) if prices is None else prices
    room, shape = Storage(*design.words), replace(shape, N=design.batch)
    best = optimum(design.dataflow, shape, design.pes, design.batch, prices, room)
    share = stored(design)
    # tiles are chosen as for all weights; what is stored of them crosses DRAM
    words = _words(best.accesses, share)
    macs = shape.macs // design.batch
    energy = _words(best.energy * macs, share)
    time = Latency(steps(design.dataflow, shape, best.tiles), _busy(design, words))
    one = replace(shape, N=1)
    return OnChip(one, Energy(energy), time, floor(design, shape), best.tiles)


def _words(all_of_them: Mapping, share: float) -> dict:
    """What is {(level, tensor): number}, with a share of the filters' at DRAM."""
    filters = "DRAM", "F"
    return {**all_of_them, filters: all_of_them[filters] * share}


def _busy(design: Design, words: dict) -> dict[str, float]:
    """Cycles that each store with a bandwidth is busy for."""
    moved = Energy(words).by_level
    widths = words_a_cycle(design)
    return {name: moved[name] / width for name, width in widths.items()}


@checked
def floor(design: Design, shape: ConvShape) -> float:
    """The energy of one image that no tiles of a layer get under: its MACs, and every word once to or from DRAM.

    Filters are shared by the batch, and `stored` of them counts. Units: energies of a 16-bit MAC.
    """
    prices, shape = costs(design), replace(shape, N=design.batch)
    words = shape.wanted("I") + shape.size("O") + shape.size("F") * stored(design)
    return (shape.macs * prices.mac + words * prices["DRAM"]) / design.batch


def _named(layers: Iterable) -> dict[str, ConvShape]:
    """Shapes by name; layers without one, and of one name, are numbered."""
    found: dict[str, ConvShape] = {}
    for number, layer in enumerate(layers, 1):
        name = layer.name if isinstance(layer, Layer) else f"layer {number}"
        shape = ConvShape.of(layer) or layer
        if not isinstance(shape, ConvShape):
            raise TypeError(f"{shape!r} is no layer: give a Layer or a ConvShape")
        found[name if name not in found else f"{name} ({number})"] = shape
    if not found:
        raise ValueError("no layers: a card needs one or more")
    return found
