"""Bits joined with the dataflow: narrower words change the MAC, what a word costs to move, and what fits a store.

    E = macs * E_MAC(F bits, I bits) + sum over levels and tensors of words * costs[level] * bits[tensor] / costs.word

So another mapping may be best at 4 bits than at 16. Costs of storage are those of the survey, a word of 16 bits being
their unit; a MAC's are Horowitz's, carried to other widths along a power of the bits through his 8 and 32.
Source: Sze et al. 2017, VII-A and Fig. 22; Horowitz, ISSCC 2014.
"""

from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache
from math import ceil, log, log2

from dnnlib.costs import HOROWITZ_45NM, HOROWITZ_45NM_AREA, NORMALIZED, Costs
from dnnlib.dataflow import mapper
from dnnlib.dataflow.energy import Energy
from dnnlib.dataflow.hardware import ISCA16, Hardware, Store
from dnnlib.dataflow.loopnest import MULTIPLIER, Mapping
from dnnlib.dataflow.tiles import tiles
from dnnlib.door import checked, whole
from dnnlib.shapes import ConvShape
from dnnlib.table import Claim, Table, compare

# 256 PEs, 512 bytes of register file in each, a buffer of 128 KiB
MACHINE = ISCA16["row"]
FLOWS = ("row", "weight", "output")


@checked
@dataclass(frozen=True)
class Widths:
    """Bits of a word of I, of F, and of an unfinished sum, O.

    Errors: ValueError names a width that is not an integer of 1 or more.
    """

    I: int
    F: int
    O: int

    def __post_init__(self):
        for tensor in "IFO":
            bits = whole(tensor, getattr(self, tensor), means="bits of its words")
            object.__setattr__(self, tensor, bits)


@checked
def widths(shape: ConvShape, weights: int, activations: int) -> Widths:
    """The widths of a layer: a product has the bits of both, a sum log2(C*R*S) more; exact, nothing is dropped.

    Source: Sze et al. 2017, VII-A-1, Fig. 39: 2N + M.
    """
    return Widths(
        activations,
        weights,
        weights + activations + ceil(log2(shape.C // shape.G * shape.R * shape.S)),
    )


@checked
def mult(F: int, I: int, costs: Costs = HOROWITZ_45NM) -> float:
    """A multiplier of F by I bits: grows as a power of F*I, through the table's 8 by 8 and 32 by 32.

    mult = m8 * (F*I / 64)^p,  p = log(m32/m8) / log(16): near 1, so near quadratic in the bits. Units: of the costs.
    """
    return _through(costs["int8 mult"], costs["int32 mult"], 64, 1024, F * I)


@checked
def add(O: int, costs: Costs = HOROWITZ_45NM) -> float:
    """An adder of O bits: a power of O through the table's 8 and 32 bits, near linear. Units: of the costs."""
    return _through(costs["int8 add"], costs["int32 add"], 8, 32, O)


@checked
def mac(width: Widths, costs: Costs = HOROWITZ_45NM) -> float:
    """A MAC of these widths: the multiplication of F by I and the addition to a sum of O bits.

    A weight of 1 bit needs no multiplier, its sign chooses between + and -. Units: of the costs, pJ or um^2.
    """
    times = 0.0 if 1 in (width.F, width.I) else mult(width.F, width.I, costs)
    return times + add(width.O, costs)


def by_width() -> Table:
    """Multipliers and adders of integers by their bits: energy and area, beside the published widths that there are.

    Source: Horowitz, ISSCC 2014; the widths between and below are ours, see `mult` and `add`.
    """
    rows = []
    for costs in (HOROWITZ_45NM, HOROWITZ_45NM_AREA):
        for what, ours in (
            ("mult", lambda b, costs=costs: mult(b, b, costs)),
            ("add", lambda b, costs=costs: add(b, costs)),
        ):
            printed = {
                b: costs[name] if (name := f"int{b} {what}") in costs else None
                for b in (2, 4, 8, 16, 32)
            }
            claims = (Claim("", ours(b), figure) for b, figure in printed.items())
            rows += [
                (f"{what}, {costs.unit}", b, *row[1:4])
                for b, row in zip(printed, compare(claims).rows)
            ]
    return Table(
        ("what", "bits", "ours", "published", "error"),
        rows,
        "Integers, 45 nm; 8 and 32 bits are fitted",
    )


@checked
@dataclass(frozen=True)
class Spent:
    """A layer in some widths under its best mapping: energies of a MAC of 16 by 16 bits; accesses in words."""

    shape: ConvShape
    width: Widths
    flow: str
    mapping: Mapping
    energy: Energy

    @property
    def total(self) -> float:
        """The energy in all, in MACs of 16 bits."""
        return self.energy.total

    @property
    def per_mac(self) -> Energy:
        """The energy a MAC."""
        return self.energy / self.shape.macs


@checked
def price(
    accesses: Counter, shape: ConvShape, width: Widths, costs: Costs = NORMALIZED
) -> Energy:
    """Energy {(level, tensor): energy}: words times what a word of 16 bits costs there, times the tensor's bits / 16.

    An output leaves the chip finished, in the bits of I (the next layer's input): so many of O's words at the outermost
    level as there are outputs. Other words of O are sums of O bits. Units: of the costs; their MAC has 16 by 16 bits.
    """
    outermost, finished = next(iter(costs.levels)), shape.size("O")
    macs = shape.macs * costs.mac * mac(width) / mac(_sixteen(shape))
    spent = Counter({(MULTIPLIER, MULTIPLIER): macs})
    for (level, tensor, _), words in accesses.items():
        bits = words * getattr(width, tensor)
        if (level, tensor) == (outermost, "O"):
            done = min(words, finished)
            bits, finished = done * width.I + (words - done) * width.O, finished - done
        spent[level, tensor] += bits * costs[level] / costs.word
    return Energy(spent)


@lru_cache(maxsize=4096)
def best(
    shape: ConvShape,
    width: Widths,
    hardware: Hardware = MACHINE,
    flows: tuple[str, ...] = FLOWS,
) -> Spent:
    """The least energy of a layer in these widths, among mappings that fit by their bits.

    The mapper knows words of one size. So it is asked once for each width among I, F and O, the stores holding
    bits / width words, and its answers are priced by each tensor's own bits: the best of these, not of all mappings.
    Errors: ValueError where no mapping fits. Units: MACs of 16 by 16 bits.
    """
    found = []
    for flow in flows:
        for bits in sorted({width.I, width.F, width.O}):
            try:
                answer = mapper.search(shape, _in_words(hardware, bits), flow)
            except ValueError:
                continue
            if _fits(shape, answer.mapping, width, hardware):
                spent = price(answer.accesses, shape, width, hardware.costs)
                found.append(Spent(shape, width, flow, answer.mapping, spent))
    if not found:
        raise ValueError(f"no mapping of {shape} in {width} fits {hardware.name}")
    return min(found, key=lambda one: one.total)


def _in_words(hardware: Hardware, bits: int) -> Hardware:
    """A chip of the same silicon with words of other bits: more of them, each cheaper to move."""
    costs, share = hardware.costs, bits / hardware.costs.word
    stores = [
        Store(s.name, None if s.words is None else _room(s.words, costs.word, bits))
        for s in hardware.stores
    ]
    levels = {name: cost * share for name, cost in costs.levels.items()}
    return replace(hardware, stores=tuple(stores), costs=replace(costs, levels=levels))


def _room(words, word: int, bits: int):
    if isinstance(words, dict):
        return {tensors: _room(n, word, bits) for tensors, n in words.items()}
    return max(1, words * word // bits)


def _fits(
    shape: ConvShape, mapping: Mapping, width: Widths, hardware: Hardware
) -> bool:
    held = tiles(shape, mapping)
    for level in mapping.levels:
        room = hardware.store(level.name).words
        parts = room if isinstance(room, dict) else {"IFO": room}
        for tensors, words in parts.items():
            bits = sum(
                held[level.name, t] * getattr(width, t)
                for t in level.holds
                if t in tensors
            )
            if words is not None and bits > words * hardware.costs.word:
                return False
    return True


def _sixteen(shape: ConvShape) -> Widths:
    return widths(shape, 16, 16)


def _through(
    first: float, last: float, at_first: float, at_last: float, at: float
) -> float:
    """The power of x that passes through (at_first, first) and (at_last, last), at x."""
    return first * (at / at_first) ** (log(last / first) / log(at_last / at_first))
