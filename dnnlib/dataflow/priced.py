"""A whole network on a machine, layer by layer: energy, cycles, what takes most of it, how far from the bound.

    priced = price("ResNet-50", MODELS["ResNet-50"].layers, EYERISS, "RS")
    print(priced.table())

Layers of one shape are mapped once. The energy's bound: every MAC, and each wanted word once across DRAM. The bound
of cycles: every PE at work in each. Source: Sze et al. 2017, V; the mapper's costs are those of `count`.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from dnnlib.dataflow.hardware import HARDWARE, ISCA16, Hardware
from dnnlib.dataflow.latency import Latency, latency
from dnnlib.dataflow.mapper import Best, search
from dnnlib.door import checked
from dnnlib.models.found import closest
from dnnlib.models.layer_tables import Layer
from dnnlib.table import Table

MEANS = (
    "x bound: times the energy of every MAC, and of every wanted word once across DRAM; x ideal: times the cycles of all "
    "PEs at work; x least: times the wanted words, each moved once"
)
CSV = (
    "layer", "kind", "macs", "weights", "energy", "energy_bound", "cycles", "cycles_bound",
    "bound_by", "dram_words", "dram_words_bound", "most_at", "most_of", "share",
)  # fmt: skip
OWN = {"TPU-like": "WS", "NVDLA-like": "WS"}  # dataflows; all others row stationary
OWN |= {one.name: one.name.split(", ")[1] for one in ISCA16.values()}


@checked
@dataclass(frozen=True)
class Priced:
    """One layer's best mapping. most: (level, tensor) that takes most of the energy, share: its part of it."""

    layer: Layer
    best: Best
    hardware: Hardware

    @cached_property
    def latency(self) -> Latency:
        """Its cycles, and what takes them: the MACs, or a store whose words a cycle are given."""
        best = self.best
        return latency(self.layer.shape, best.mapping, self.hardware, best.accesses)

    @property
    def bound_by(self) -> str:
        """What bounds the time: "MACs" with all PEs at work, "idle PEs" without, or a store."""
        slow = self.latency.bound_by
        idle = slow == "MACs" and self.latency.cycles > 2 * self.cycles_bound
        return "idle PEs" if idle else slow

    @property
    def energy_bound(self) -> float:
        """macs * costs.mac + words wanted * the cost of DRAM + leakage * the bound of cycles: no mapping takes less."""
        costs, outermost = self.hardware.costs, self.hardware.stores[0].name
        moved = self.best.at_least * costs[outermost]
        leaked = self.hardware.leakage * self.cycles_bound
        return self.layer.macs * costs.mac + moved + leaked

    @property
    def cycles_bound(self) -> int:
        """MACs over PEs, rounded up."""
        return -(-self.layer.macs // self.hardware.pes)

    @property
    def most(self) -> tuple[str, str]:
        """The level and the tensor that take most of the energy; ("MAC", "MAC") are the multipliers."""
        return max(self.best.energy, key=lambda part: self.best.energy[part])

    @property
    def share(self) -> float:
        """Of the energy, at `most`."""
        return self.best.energy[self.most] / self.best.total


@checked
@dataclass(frozen=True)
class Bill:
    """A network's layers with their prices, in order; those that fit in no way stand in `refused` with the reason."""

    name: str
    hardware: Hardware
    dataflow: str
    layers: tuple[Priced, ...]
    refused: tuple[tuple[str, str], ...] = ()

    @cached_property
    def energy(self) -> float:
        """Of all priced layers, in the unit of the hardware's costs."""
        return sum(one.best.total for one in self.layers)

    @property
    def cycles(self) -> float:
        """One layer after the other."""
        return sum(one.latency.cycles for one in self.layers)

    @property
    def macs(self) -> int:
        """Of all priced layers."""
        return sum(one.layer.macs for one in self.layers)

    def table(self, dearest: int | None = None) -> Table:
        """A row a layer, then all: energy and its share, cycles and what bounds them, and how many times each bound.

        dearest: only so many layers, those of most energy, in order.
        """
        kept = set(range(len(self.layers)))
        if dearest is not None:
            by_energy = sorted(kept, key=lambda k: -self.layers[k].best.total)
            kept = set(by_energy[:dearest])
        shown = [one for k, one in enumerate(self.layers) if k in kept]
        rows = [_row(one.layer.name, (one,), self) for one in shown]
        if len(self.layers) > 1:
            rows.append(_row("all", self.layers, self))
        heads = (
            "layer",
            "MACs M",
            "energy M",
            "of all",
            "a MAC",
            "x bound",
            "most of it",
        )
        time = ("cycles k", "bound by", "x ideal", "DRAM k", "x least")
        unit = self.hardware.costs.unit
        caption = (
            f"{self.name} on {self.hardware.name}, {self.dataflow}; energy in {unit}"
        )
        return Table((*heads, *time), rows, caption)

    def csv(self) -> str:
        """The exact numbers, a line a layer, with a line of names."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(CSV)
        for one in self.layers:
            layer, best = one.layer, one.best
            sizes = (layer.macs, layer.weights, best.total, one.energy_bound)
            steps = (one.latency.cycles, one.cycles_bound, one.bound_by)
            moved = (best.dram, best.at_least, *one.most, round(one.share, 4))
            writer.writerow((layer.name, layer.kind, *sizes, *steps, *moved))
        return out.getvalue()


@checked
def price(
    name: str,
    layers: Iterable[Layer],
    hardware: Hardware,
    dataflow: str | None = None,
    batch: int = 1,
    progress: bool = False,
) -> Bill:
    """The bill of some layers on a hardware at a batch, each with its best mapping; progress shows a bar.

    dataflow: a name such as "RS"; None is the hardware's own, "any" all loops anywhere (slow).
    Errors: ValueError names the dataflow, or the hardware's stores that it does not fit.
    """
    layers = tuple(layers)
    flow = OWN.get(hardware.name, "RS") if dataflow is None else dataflow
    shapes = [replace(one.shape, N=one.shape.N * batch) for one in layers]
    found: dict = {}
    for shape in _bar(list(dict.fromkeys(shapes)), progress):
        try:
            found[shape] = search(shape, hardware, None if flow == "any" else flow)
        except ValueError as reason:
            found[shape] = str(reason)
    if all(isinstance(one, str) for one in found.values()) and found:
        raise ValueError(next(iter(found.values())))
    rows, refused = [], []
    for layer, shape in zip(layers, shapes):
        best = found[shape]
        if isinstance(best, str):
            refused.append((layer.name, best))
        else:
            rows.append(Priced(replace(layer, shape=shape), best, hardware))
    said = name if batch == 1 else f"{name}, batch {batch}"
    return Bill(said, hardware, flow, tuple(rows), tuple(refused))


@checked
def named(name: str) -> Hardware:
    """A hardware of HARDWARE by its name or the beginning of it, small letters and signs apart: "eyeriss".

    Errors: ValueError lists the names.
    """
    return HARDWARE[closest(name, HARDWARE)]


@checked
def with_dram(hardware: Hardware, words: float | None) -> Hardware:
    """The hardware with a DRAM of so many words a cycle; None leaves it as it is.

    Errors: ValueError where the words are not above 0.
    """
    if words is None:
        return hardware
    outermost = replace(hardware.stores[0], bandwidth=words)
    return replace(hardware, stores=(outermost, *hardware.stores[1:]))


def _row(name: str, some: tuple[Priced, ...], bill: Bill) -> tuple:
    """Sums over some layers, and their ratios to sums of bounds."""
    energy = sum(one.best.total for one in some)
    macs = sum(one.layer.macs for one in some)
    cycles = sum(one.latency.cycles for one in some)
    dram = sum(one.best.dram for one in some)
    over = energy / sum(one.energy_bound for one in some)
    slower = cycles / sum(one.cycles_bound for one in some)
    more = dram / sum(one.best.at_least for one in some)
    share = f"{energy / bill.energy:.1%}"
    spent = (macs / 1e6, energy / 1e6, share, energy / macs, round(over, 2))
    most, slow = ("", "") if len(some) > 1 else (_most(some[0]), some[0].bound_by)
    took = (cycles / 1e3, slow, round(slower, 2), dram / 1e3, round(more, 2))
    return (name, *spent, most, *took)


def _most(one: Priced) -> str:
    place = " ".join(dict.fromkeys(one.most))
    return f"{place} {one.share:.0%}"


def _bar(shapes: list, progress: bool) -> Iterable:
    if not progress:
        return shapes
    from tqdm.auto import tqdm  # only where somebody looks

    return tqdm(shapes, unit="shape", desc="mapping", leave=False, disable=None)
