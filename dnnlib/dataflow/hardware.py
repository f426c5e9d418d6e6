"""Accelerators as values: an array of PEs, the stores from DRAM inwards, the costs, and where the numbers are from."""

from dataclasses import dataclass, field

from dnnlib.costs import NORMALIZED, Costs
from dnnlib.dataflow.loopnest import TENSORS
from dnnlib.dataflow.taxonomy import ALIASES, initials
from dnnlib.dataflow.taxonomy import DATAFLOWS as TAXONOMY
from dnnlib.door import Unlisted, checked, whole


@checked
@dataclass(frozen=True)
class Store:
    """A level of storage: how many words one copy has. None is as many as you like; {"I": 12, "F": 224} splits them.

    bandwidth: words a cycle that one copy reads and writes, both together; None is as many as you like.
    Errors: ValueError names a size that is not an integer of 1 or more, or a bandwidth that is not above 0.
    """

    name: str
    words: int | dict[str, int] | None = field(default=None, hash=False)
    bandwidth: float | None = None

    def __post_init__(self):
        if self.bandwidth is not None and not 0 < self.bandwidth < float("inf"):
            raise ValueError(
                f"{self.name}'s bandwidth={self.bandwidth} words a cycle: more than 0, or None for no limit"
            )
        parts = self.words if isinstance(self.words, dict) else {TENSORS: self.words}
        for tensors in parts:
            if not set(tensors) <= set(TENSORS):
                raise ValueError(
                    f"{self.name} has a part for {tensors!r}: choose among I, F and O"
                )
        parts = {tensors: self._size(tensors, size) for tensors, size in parts.items()}
        words = parts if isinstance(self.words, dict) else parts[TENSORS]
        object.__setattr__(self, "words", words)

    def room(self, tensor: str) -> float:
        """The words that one tensor finds room for; infinity where there is no limit."""
        parts = self.words if isinstance(self.words, dict) else {tensor: self.words}
        room = parts.get(tensor, 0)
        return float("inf") if room is None else room

    def _size(self, tensors: str, size) -> int | None:
        name = f"{self.name}'s words for {tensors}"
        return None if size is None else whole(name, size, means="None is no limit")


@checked
@dataclass(frozen=True)
class Hardware:
    """An array of rows x cols PEs below shared stores; the last store is in each PE, or shared if there are but two.

    leakage: what the whole chip loses in a cycle, at work or not; 0 leaves it out, as the survey and its sources do:
    they give no such number, so it is for you to say, with where it is from in `source`.
    Units: words; energies in `costs.unit`. Errors: ValueError names a side of the array or a leakage that cannot be.
    """

    name: str
    rows: int
    cols: int
    stores: tuple[Store, ...]
    costs: Costs = NORMALIZED
    source: str = ""
    leakage: float = 0.0

    def __post_init__(self):
        object.__setattr__(self, "stores", tuple(self.stores))
        if not 0 <= self.leakage < float("inf"):
            raise ValueError(
                f"{self.name}: leakage={self.leakage} {self.costs.unit} a cycle: 0 or more, and no more than can be added up"
            )
        for side in ("rows", "cols"):
            size = whole(f"{self.name}: {side}", getattr(self, side))
            object.__setattr__(self, side, size)

    @property
    def pes(self) -> int:
        """Multipliers: rows * cols."""
        return self.rows * self.cols

    def store(self, name: str) -> Store:
        """The store of that name. KeyError lists the names."""
        for store in self.stores:
            if store.name == name:
                return store
        raise Unlisted(
            f"{self.name} has no store {name!r}; it has {', '.join(store.name for store in self.stores)}"
        )


DRAM = Store("DRAM")
_ISCA = "Chen, Emer, Sze, ISCA 2016, equal area; sizes from the first author's public model, in 16-bit words"


def _isca(name: str, glb: int, rf: int | None) -> Hardware:
    stores = (DRAM, Store("GLB", glb), *([Store("RF", rf)] if rf else []))
    return Hardware(f"ISCA 2016, {name}", 16, 16, stores, NORMALIZED, _ISCA)


class Machines(dict):
    """The machine of each dataflow, by any of the dataflow's names. Errors: KeyError lists the names."""

    def __missing__(self, name):
        short = initials(name) if name in (*ALIASES, *TAXONOMY) else name
        if short not in self:
            raise Unlisted(f"no machine {name!r}; there are {', '.join(self)}")
        return self[short]


# 256 PEs; the area that a small register file saves goes to the buffer.
#          buffer   register file, words
ISCA16 = Machines({
    "RS":   _isca("RS",   65_534,  256),
    "WS":   _isca("WS",   171_143, 1),
    "OS_A": _isca("OS_A", 124_886, 49),  # a sum and U + U*R inputs, for U = 4 and R = 11
    "OS_B": _isca("OS_B", 155_563, 5),   # a sum and U inputs
    "OS_C": _isca("OS_C", 171_143, 1),
    "NLR":  _isca("NLR",  173_229, None),
})  # fmt: skip

EYERISS = Hardware(
    "Eyeriss",
    12,
    14,
    (DRAM, Store("GLB", 108 * 1024 // 2), Store("RF", {"I": 12, "F": 224, "O": 24})),
    NORMALIZED,
    "Chen et al., JSSC 52(1), 2017: 168 PEs, 108 KB buffer (8 KB of it stages filters), spads of 12, 224 and 24 words; "
    "the costs are the normalized ones, not the chip's",
)

TIMELOOP_EYERISS = Hardware(
    "Eyeriss-256 of Timeloop",
    16,
    16,
    (DRAM, Store("GLB", 65_536), Store("RF", {"I": 12, "F": 192, "O": 16})),
    NORMALIZED,
    "Timeloop's shipped configs/mapper/eyeriss-256 (2018); the costs are the normalized ones",
)

TPU_LIKE = Hardware(
    "TPU-like",
    256,
    256,
    (DRAM, Store("GLB", 24 * 2**20), Store("RF", {"I": 1, "F": 1, "O": 1})),
    NORMALIZED,
    "after Jouppi et al., ISCA 2017: 256 x 256 MACs, 24 MiB of activations, words taken as bytes; the rest is invented",
)

NVDLA_LIKE = Hardware(
    "NVDLA-like",
    16,
    64,
    (DRAM, Store("GLB", 512 * 1024), Store("RF", {"I": 1, "F": 16, "O": 1})),
    NORMALIZED,
    "after the public description of NVDLA's full configuration (1,024 MACs of 16 filters by 64 channels, 512 KB "
    "buffer, words taken as bytes); the register files are invented",
)

PHONE = Hardware(
    "phone-sized",
    8,
    8,
    (DRAM, Store("GLB", 32 * 1024), Store("RF", 64)),
    NORMALIZED,
    "invented, for exercises",
)

HARDWARE = {
    one.name: one
    for one in (
        *ISCA16.values(),
        EYERISS,
        TIMELOOP_EYERISS,
        TPU_LIKE,
        NVDLA_LIKE,
        PHONE,
    )
}
