"""A chip's card and a model's card: what a paper must say, what follows, and what is missing.

    derived(EYERISS)            every ratio that the fields allow, a column a network
    missing(EYERISS)            the fields that nobody filled in

A field that was not published is None, and is shown as missing: never guessed, never 0.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from inspect import signature
from math import isfinite
from numbers import Real

from dnnlib.door import Unlisted, checked
from dnnlib.table import Table

MISSING = "missing"


@checked
@dataclass(frozen=True, kw_only=True)
class Card:
    """A name and fields, each a number, a text, or None where nobody says.

    Errors: ValueError names a number that is not finite and 0 or more.
    """

    name: str

    def __post_init__(self):
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, Real) and not (isfinite(value) and value >= 0):
                raise ValueError(
                    f"{field.name}={value!r} of {self.name}: give a number of 0 or more"
                )


@checked
@dataclass(frozen=True, kw_only=True)
class Run(Card):
    """One network on a chip. `name` is the network's.

    Units: top5_error in percent, run_ms for a whole batch, power_mw of the chip,
    off_chip_mb an inference (1 MB is 10^6 bytes), macs an inference.
    Source of the list: Sze et al. 2017, VIII-B and Table V.
    """

    top5_error: float | None = None
    sparse: bool | None = None
    layers: str | None = None
    weight_bits: int | None = None
    activation_bits: int | None = None
    batch: int | None = None
    run_ms: float | None = None
    power_mw: float | None = None
    off_chip_mb: float | None = None
    macs: int | None = None
    images: int | None = None

    def __post_init__(self):
        super().__post_init__()
        for name in ("batch", "run_ms", "macs"):
            if getattr(self, name) == 0:
                raise ValueError(f"{name}=0 of {self.name}: give more than 0, or None")


@checked
@dataclass(frozen=True, kw_only=True)
class ChipCard(Card):
    """A chip, and the networks that ran on it.

    Units: area_mm2 of the core, memory_kb on the chip (1 kB is 1,024 bytes).
    how: "measured", or how it was simulated.
    Source of the list: Sze et al. 2017, VIII-B and Table V.
    """

    process: str | None = None
    volts: float | None = None
    area_mm2: float | None = None
    memory_kb: float | None = None
    multipliers: int | None = None
    clock_mhz: float | None = None
    how: str | None = None
    dram_pj_a_bit: float | None = None
    source: str = ""
    runs: tuple[Run, ...] = ()


@checked
@dataclass(frozen=True, kw_only=True)
class ModelCard(Card):
    """A network as it must be described: accuracy, architecture, weights, MACs.

    Units: top5_error in percent; filter sizes, channels and filters as ranges.
    Non-zero counts are those of a forward pass, averaged over the images named.
    Source of the list: Sze et al. 2017, VIII-A and Table IV.
    """

    top5_error: float | None = None
    crops: str | None = None
    conv_layers: int | None = None
    filter_sizes: str | None = None
    channels: str | None = None
    filters: str | None = None
    conv_weights: int | None = None
    conv_macs: int | None = None
    fc_layers: int | None = None
    fc_weights: int | None = None
    fc_macs: int | None = None
    images: int | None = None
    source: str = ""

    @property
    def weights(self) -> int | None:
        """All non-zero weights; None where a part is missing."""
        return _sum(self.conv_weights, self.fc_weights)

    @property
    def macs(self) -> int | None:
        """All MACs whose two factors are not zero; None where a part is missing."""
        return _sum(self.conv_macs, self.fc_macs)


def _sum(*parts):
    return None if None in parts else sum(parts)


@checked
@dataclass(frozen=True)
class Ratio:
    """A number that follows from a card: its formula's arguments are the card's fields."""

    name: str
    unit: str
    formula: Callable[..., float]

    @property
    def needs(self) -> tuple[str, ...]:
        """The fields that the formula takes."""
        return tuple(signature(self.formula).parameters)

    def of(self, values: dict) -> float | str:
        """The ratio, or which fields are missing."""
        absent = [name for name in self.needs if values.get(name) is None]
        if absent:
            return f"{MISSING}: {', '.join(absent)}"
        return self.formula(*(values[name] for name in self.needs))


# A MAC is one operation here; a paper that counts two says GOPS.
RATIOS = (
    Ratio("area a multiplier", "mm2", lambda area_mm2, multipliers: area_mm2 / multipliers),
    Ratio("memory a multiplier", "kB", lambda memory_kb, multipliers: memory_kb / multipliers),
    Ratio("latency", "ms", lambda run_ms: run_ms),
    Ratio("throughput", "images/s", lambda batch, run_ms: 1e3 * batch / run_ms),
    Ratio("1 / latency", "images/s", lambda run_ms: 1e3 / run_ms),
    Ratio("rate", "GMAC/s", lambda macs, batch, run_ms: macs * batch / run_ms / 1e6),
    Ratio("peak", "GMAC/s", lambda multipliers, clock_mhz: multipliers * clock_mhz / 1e3),
    Ratio(
        "of the peak", "%",
        lambda macs, batch, run_ms, multipliers, clock_mhz:
            100 * (macs * batch / run_ms / 1e6) / (multipliers * clock_mhz / 1e3),
    ),
    Ratio(
        "rate a watt", "GMAC/s/W",
        lambda macs, batch, run_ms, power_mw: macs * batch / run_ms / power_mw / 1e3,
    ),
    Ratio(
        "energy a MAC, chip", "pJ",
        lambda power_mw, run_ms, batch, macs: 1e6 * power_mw * run_ms / batch / macs,
    ),
    Ratio(
        "energy an image, chip", "mJ",
        lambda power_mw, run_ms, batch: power_mw * run_ms / batch / 1e3,
    ),
    Ratio(
        "energy an image, off-chip", "mJ",
        lambda off_chip_mb, dram_pj_a_bit: off_chip_mb * 8 * dram_pj_a_bit / 1e3,
    ),
    Ratio(
        "energy an image, all", "mJ",
        lambda power_mw, run_ms, batch, off_chip_mb, dram_pj_a_bit:
            power_mw * run_ms / batch / 1e3 + off_chip_mb * 8 * dram_pj_a_bit / 1e3,
    ),
)  # fmt: skip


@checked
def derived(chip: ChipCard) -> Table:
    """Every ratio of a chip, a column a network; where a field is missing it says which.

    Errors: ValueError where the card has no run. Source: Sze et al. 2017, VIII-B.
    """
    if not chip.runs:
        raise ValueError(f"{chip.name} has no runs: give runs=(Run(name=...), ...)")
    columns = [_values(chip, run) for run in chip.runs]
    rows = [(r.name, r.unit, *map(r.of, columns)) for r in RATIOS]
    return Table(("ratio", "unit", *(run.name for run in chip.runs)), rows, chip.name)


@checked
def ratio(chip: ChipCard, network: str, name: str) -> float | str:
    """One ratio of one run. Errors: KeyError lists the ratios or the networks."""
    ratios = {r.name: r for r in RATIOS}
    runs = {run.name: run for run in chip.runs}
    for what, known in ((name, ratios), (network, runs)):
        if what not in known:
            raise Unlisted(f"no {what!r}; there are {', '.join(known)}")
    return ratios[name].of(_values(chip, runs[network]))


@checked
def missing(card: Card) -> tuple[str, ...]:
    """The fields that a card leaves out, a run's behind the network's name."""
    absent = [f.name for f in fields(card) if getattr(card, f.name) is None]
    for run in getattr(card, "runs", ()):
        absent += [f"{run.name}: {field}" for field in missing(run)]
    return tuple(absent)


@checked
def card(one: Card) -> Table:
    """A card as a table, every field a row; what nobody says is shown as missing."""
    rows = [
        (f.name.replace("_", " "), _said(getattr(one, f.name)))
        for f in fields(one)
        if f.name not in ("name", "runs")
    ]
    return Table(("field", one.name), rows)


def _said(value):
    return MISSING if value is None else value


def _values(chip: ChipCard, run: Run) -> dict:
    of_chip = {f.name: getattr(chip, f.name) for f in fields(chip)}
    of_run = {f.name: getattr(run, f.name) for f in fields(run)}
    return of_chip | of_run
