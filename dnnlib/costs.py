"""What an operation and an access cost: tables of energy and area whose every number knows its unit and its source.

A cost times a count is an energy: E = macs * costs.mac + sum over levels of accesses * costs[level].
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from math import isfinite
from types import MappingProxyType
from typing import Any

from dnnlib.door import Unlisted, checked
from dnnlib.table import AGREES, Claim, Table, compare, rounds_to


@checked
@dataclass(frozen=True)
class Cost:
    """One published number and where it is from."""

    name: str
    value: float
    unit: str
    process: str
    source: str
    year: int


@checked
@dataclass(frozen=True)
class Costs:
    """The costs of one technology: a MAC, one access of one word at each level of storage, other operations.

    costs["DRAM"] is a number, costs.mac is a number, costs.unit is the unit of both; costs.cost("DRAM") adds the
    source. `dataclasses.replace(costs, levels=costs.levels | {"DRAM": 20})` asks what if. `word` is in bits.
    writes: levels whose fills and updates cost another price than their reads; the others have one for both.
    Errors: ValueError names a cost that is not a number of 0 or more.
    """

    name: str
    unit: str
    word: int
    mac: float
    levels: Mapping[str, float] = field(hash=False)
    operations: Mapping[str, float] = field(default_factory=dict, hash=False)
    process: str = ""
    source: str = ""
    year: int = 0
    writes: Mapping[str, float] = field(default_factory=dict, hash=False)

    def __post_init__(self):
        for kind in ("levels", "operations", "writes"):
            object.__setattr__(self, kind, MappingProxyType(dict(getattr(self, kind))))
        for name in self.names:
            if not (isfinite(self[name]) and self[name] >= 0):
                raise ValueError(
                    f"{self.name}: {name} costs {self[name]!r}; a cost is a number of 0 or more"
                )

        self._check_writes()

    def _check_writes(self) -> None:
        """ValueError where a write has a price that cannot be, or its level has none for a read."""
        for name, price in self.writes.items():
            if name not in self.levels:
                raise ValueError(
                    f"{self.name}: {name!r} has a price of a write, and none of a read; give it one in levels"
                )
            if not (isfinite(price) and price >= 0):
                raise ValueError(
                    f"{self.name}: a write of {name} costs {price!r}; a cost is a number of 0 or more"
                )

    def access(self, level: str, kind: str) -> float:
        """The cost of one word "read" at a level, or written there by a "fill" or an "update"; in `unit`.

        Errors: KeyError lists the names that have a cost.
        """
        return self[level] if kind == "read" else self.writes.get(level, self[level])

    # a mapping proxy cannot be pickled, and the mapper sends costs to other processes
    def __reduce__(self):
        values = (getattr(self, f.name) for f in fields(self))
        return Costs, tuple(dict(v) if isinstance(v, Mapping) else v for v in values)

    @property
    def names(self) -> tuple[str, ...]:
        """What has a cost: "MAC", the levels, the operations."""
        return "MAC", *self.levels, *self.operations

    def __iter__(self):
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)

    def __contains__(self, name) -> bool:
        return name in self.names

    def __getitem__(self, name: str) -> float:
        """The cost of one access or operation, in `unit`. KeyError lists the names."""
        for costs in ({"MAC": self.mac}, self.levels, self.operations):
            if name in costs:
                return costs[name]
        raise Unlisted(
            f"{self.name} has no cost for {name!r}; it has {', '.join(self.names)}"
        )

    def cost(self, name: str) -> Cost:
        """The cost of one access or operation with its unit, process, source and year. KeyError lists the names."""
        return Cost(name, self[name], self.unit, self.process, self.source, self.year)

    def mac_in(self, format: str) -> float:
        """A MAC in a number format ("int8", "fp16"): its multiplication and its addition. KeyError lists the formats.

        The sum is kept in the same format; a real accumulator is wider and costs a little more.
        """
        formats = [
            name.removesuffix(" mult")
            for name in self.operations
            if name.endswith(" mult")
        ]
        if format not in formats:
            raise Unlisted(
                f"{self.name} has no multiplication in {format!r}; it has {', '.join(formats) or 'none'}"
            )
        return self[f"{format} mult"] + self[f"{format} add"]

    def table(self) -> Table:
        """One row a cost: its value, and how many MACs that is."""
        rows = [
            (name, self[name], self[name] / self.mac if self.mac else None)
            for name in self.names
        ]
        caption = f"{self.name}: {self.source} ({self.process}, {self.year})"
        return Table(("cost of", self.unit, "in MACs"), rows, caption)


NORMALIZED = Costs(
    name="normalized",
    unit="MAC energies",
    word=16,
    mac=1,
    levels={"DRAM": 200, "GLB": 6, "NoC": 2, "RF": 1},
    process="65 nm, 16-bit words",
    source="Sze et al. 2017, Fig. 22, of Chen et al., ISCA 2016: RF 0.5-1 kB, NoC 200-1000 PEs, GLB 100-500 kB",
    year=2017,
)

# Horowitz, 45 nm, 0.9 V. There is no multiplier of 16-bit integers in the table.
_HOROWITZ = {
    # operation     pJ     um^2
    "int8 add":    (0.03,  36),
    "int16 add":   (0.05,  67),
    "int32 add":   (0.1,   137),
    "fp16 add":    (0.4,   1360),
    "fp32 add":    (0.9,   4184),
    "int8 mult":   (0.2,   282),
    "int32 mult":  (3.1,   3495),
    "fp16 mult":   (1.1,   1640),
    "fp32 mult":   (3.7,   7700),
}  # fmt: skip
_ISSCC_2014: dict[str, Any] = {
    "word": 32,
    "process": "45 nm, 0.9 V",
    "source": "Horowitz, Computing's energy problem, ISSCC 2014",
    "year": 2014,
}
_ENERGY = {name: energy for name, (energy, _) in _HOROWITZ.items()}
_AREA = {name: area for name, (_, area) in _HOROWITZ.items()}

# "DRAM" and "SRAM 8 KB" read 32 bits; the caches move 64, and a DRAM access of 64 costs between the two that are given.
HOROWITZ_45NM = Costs(
    name="Horowitz 45 nm",
    unit="pJ",
    mac=_ENERGY["int32 mult"] + _ENERGY["int32 add"],
    levels={
        "DRAM": 640,
        "SRAM 8 KB": 5,
        "cache 8 KB, 64 bits": 10,
        "cache 32 KB, 64 bits": 20,
        "cache 1 MB, 64 bits": 100,
        "DRAM, 64 bits, low": 1300,
        "DRAM, 64 bits, high": 2600,
    },
    operations=_ENERGY,
    **_ISSCC_2014,
)

# A later node: double precision; each store moves its own width, DRAM an entire cache line, as the table's rows say.
GPU_28NM = Costs(
    name="GPU, 28 nm",
    unit="pJ",
    word=64,
    mac=40,
    levels={
        "RF": 2,
        "SRAM 8 KB, 256 bits": 50,
        "off-chip link": 500,
        "DRAM, a cache line": 16_000,
    },
    operations={
        "integer add": 0.4,
        "fp64 mult": 25,
        "one bit over 1 mm": 0.2,
        "64 bits over 1 mm": 3,
        "64 bits over 10 mm": 64,
        "64 bits over 20 mm": 250,
    },
    process="28 nm (NVIDIA Kepler, Maxwell)",
    source="BMC Bioinformatics 19 (2018), doi 10.1186/s12859-018-2389-6, Table 7",
    year=2018,
)

HOROWITZ_45NM_AREA = Costs(
    name="Horowitz 45 nm, area",
    unit="um^2",
    mac=_AREA["int32 mult"] + _AREA["int32 add"],
    levels={},
    operations=_AREA,
    **_ISSCC_2014,
)

# Sze et al. 2017, VII-A: how much less an 8-bit integer operation takes than these.
_RATIOS = (
    # 8-bit       other        energy  area
    ("int8 add",  "int32 add",  "3.3",  "3.8"),
    ("int8 add",  "fp32 add",   "30",   "116"),
    ("int8 mult", "int32 mult", "15.5", "12.4"),
    ("int8 mult", "fp32 mult",  "18.5", "27.5"),
)  # fmt: skip


def eight_bit_savings() -> Table:
    """How many times less an 8-bit addition or multiplication takes, from our table: ours | published | error | why.

    Source: Sze et al. 2017, VII-A, which derives them from Horowitz's numbers.
    """
    claims = []
    for small, large, *figures in _RATIOS:
        for costs, what, figure in zip(
            (HOROWITZ_45NM, HOROWITZ_45NM_AREA), ("energy", "area"), figures
        ):
            ours, published = costs[large] / costs[small], float(figure)
            slip = f"{costs[large]} / {costs[small]} = {ours:.1f}; {figure} would need {costs[large] / published:.0f}"
            why = AGREES if rounds_to(ours, figure) else slip
            claims.append(Claim(f"{large} / {small}, {what}", ours, published, why))
    return compare(claims, "What 8-bit integers save, in energy and in area")
