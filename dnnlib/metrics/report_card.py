"""Five designs on one card: leave out one line, and another design wins.

ranking(dropped="accuracy")[0]        the design that looks best where nobody prints accuracy
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

from dnnlib.costs import NORMALIZED, Costs
from dnnlib.dataflow import isca16
from dnnlib.door import checked
from dnnlib.models import MODELS
from dnnlib.precision.published import TABLE_III
from dnnlib.table import Table

PES, CLOCK_HZ = 256, 200e6
MOST_ERROR, MOST_MS = 20.0, 100.0  # gates: top-5 error in percent, latency
LINES = ("nothing", "accuracy", "latency", "off-chip")


@checked
@dataclass(frozen=True)
class Design:
    """A network on a chip of 256 PEs, row stationary.

    Units: top-5 error in percent of one crop, latency in ms for a whole batch with every
    PE busy, energies in energies of a 16-bit MAC, an image.
    """

    name: str
    error: float
    latency_ms: float
    chip: float
    off_chip: float
    batch: int = 1

    @property
    def rate(self) -> float:
        """Images a second."""
        return 1e3 * self.batch / self.latency_ms


@checked
def one_bit(costs: Costs = NORMALIZED) -> Costs:
    """What words of 1 bit cost: an access a 16th, a multiplication a 256th.

    Access energy goes with the width of a word, that of a multiplier with its square.
    """
    levels = {name: cost / 16 for name, cost in costs.levels.items()}
    return replace(costs, mac=costs.mac / 256, levels=levels)


@cache
def designs() -> tuple[Design, ...]:
    """The five: networks of Table II, batches 1 and 16, and one of one bit.

    Source: errors: Sze et al. 2017, Tables II and III (BNN loses 29.8 points);
    energies: dnnlib.dataflow.isca16.
    """
    lost = next(row.loss for row in TABLE_III if row.method == "BNN")
    return (
        _design("AlexNet", 1),
        _design("AlexNet", 16),
        _design("AlexNet", 1, one_bit(), "AlexNet of 1 bit", lost),
        _design("GoogLeNet v1", 1),
        _design("ResNet-50", 1),
    )


def _design(network, batch, costs=NORMALIZED, name="", lost=0.0) -> Design:
    model = MODELS[network]
    spent = [
        (layer.shape.macs, isca16.energy_per_mac("RS", [layer.shape], PES, batch, costs))
        for layer in model.layers
    ]  # fmt: skip
    total = sum(macs * energy.total for macs, energy in spent)
    dram = sum(macs * energy.by_level["DRAM"] for macs, energy in spent)
    name = name or (network if batch == 1 else f"{network}, batch {batch}")
    error = model.published["top5_error_single_crop"] + lost
    latency = 1e3 * batch * model.macs / (PES * CLOCK_HZ)
    return Design(name, error, latency, total - dram, dram, batch)


GATES: dict[str, Callable[[Design, float, float], bool]] = {
    "accuracy": lambda design, error, ms: design.error <= error,
    "latency": lambda design, error, ms: design.latency_ms <= ms,
}


@checked
def fails(
    design: Design,
    dropped: str,
    most_error: float = MOST_ERROR,
    most_ms: float = MOST_MS,
) -> tuple[str, ...]:
    """The gates that a design does not pass, of those whose line is printed.

    Errors: ValueError lists the lines that can be left out.
    """
    if dropped not in LINES:
        raise ValueError(f"dropped={dropped!r}: choose from {', '.join(LINES)}")
    asked = {name: gate for name, gate in GATES.items() if name != dropped}
    return tuple(
        name for name, gate in asked.items() if not gate(design, most_error, most_ms)
    )


@checked
def energy(design: Design, dropped: str) -> float:
    """The energy that the card shows: without DRAM's where that line is left out."""
    return design.chip + (0 if dropped == "off-chip" else design.off_chip)


@checked
def ranking(
    dropped: str = "nothing", most_error: float = MOST_ERROR, most_ms: float = MOST_MS
) -> list[Design]:
    """Designs that pass the gates that can be seen, the least energy first."""
    left = [d for d in designs() if not fails(d, dropped, most_error, most_ms)]
    return sorted(left, key=lambda design: energy(design, dropped))


def winners() -> Table:
    """Who wins when each line is left out. Source: ours; the order is that of Sze et al. 2017, VIII."""
    rows = [
        (dropped, best.name, best.error, best.latency_ms, best.chip + best.off_chip)
        for dropped in LINES
        for best in ranking(dropped)[:1]
    ]
    header = (
        "left out",
        "wins",
        "top-5 error, %",
        "latency, ms",
        "energy, chip and DRAM",
    )
    return Table(header, rows)  # fmt: skip
