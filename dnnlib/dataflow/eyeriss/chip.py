"""The Eyeriss chip, predicted: row stationary on 12 x 14 PEs, cut into processing passes.

    a pass works on n ifmaps, q*r channels, p*t filters and e rows of the ofmap:
        p, q   filters and channels that take turns in one PE
        t, r   sets of R x e PEs beside it, for other filters and for other channels
        m      ofmap channels whose psums wait in the buffer, so that ifmaps in it serve m/(p*t) passes

    passes = G * ceil(N/n) * ceil(P/e) * ceil(M/G / (p*t)) * ceil(C/G / (q*r))

Letters as in the paper's Table II. Nothing here is fitted: widths, sizes and clocks are those of the paper.
Source: Chen, Krishna, Emer, Sze, JSSC 52(1), 2017.
"""

from dataclasses import dataclass, fields

from dnnlib.door import checked, whole
from dnnlib.shapes import ConvShape

ROWS, COLS = 12, 14
CORE_MHZ = 200  # as measured
SPADS = {"I": 12, "F": 224, "O": 24}  # words in each PE
# of the buffer's 100 KB for ifmaps and psums: 512 x 64 bits each
BANKS, BANK_WORDS = 25, 2048
# networks of 64, 64 (each way) and 16 bits; words have 16
FILTERS_A_CYCLE, PSUMS_A_CYCLE, IFMAPS_A_CYCLE = 4, 4, 1


@checked
@dataclass(frozen=True)
class Pass:
    """How a layer is cut into processing passes. Errors: ValueError names a letter that is no integer of 1 or more."""

    m: int
    n: int
    e: int
    p: int
    q: int
    r: int
    t: int

    def __post_init__(self):
        for letter, size in list(vars(self).items()):
            object.__setattr__(self, letter, whole(letter, size))

    def __str__(self) -> str:
        return " ".join(f"{letter}{size}" for letter, size in vars(self).items())


@checked
@dataclass(frozen=True)
class Cycles:
    """The cycles of a layer, term by term; `total` is their sum, and `ms` that at the chip's clock."""

    filters: float  # weights go from the buffer into the PEs before a pass
    windows: float  # then the first windows of the ifmaps
    macs: float  # a PE multiplies once a cycle
    waits: float  # beyond the MACs: PEs wait for psums or ifmaps from the buffer

    @property
    def total(self) -> float:
        """All terms, in cycles."""
        return sum(getattr(self, term.name) for term in fields(self))

    @property
    def ms(self) -> float:
        """Milliseconds at 200 MHz."""
        return self.total / CORE_MHZ / 1e3


@checked
def strips(shape: ConvShape, cut: Pass) -> list[int]:
    """The ofmap rows of each strip: e, e, ..., and what is left. AlexNet's CONV1, e=7: seven of 7 and one of 6."""
    return [min(cut.e, shape.P - first) for first in range(0, shape.P, cut.e)]


@checked
def ifmap_rows(shape: ConvShape, strip: int) -> int:
    """Rows of the ifmap under `strip` rows of the ofmap: (strip-1)*U + R; strips overlap."""
    return (strip - 1) * shape.U + shape.R


@checked
def active_pes(shape: ConvShape, cut: Pass) -> int:
    """PEs at work: R * e * r * t. A set wider than 14 is split into segments; one taller than 12 cannot be.

    Errors: ValueError names what does not fit, how much there is, and how much would be needed.
    """
    e = min(cut.e, shape.P)
    if shape.R > ROWS:
        raise ValueError(
            f"filter height R={shape.R}: a set's column has R PEs, and the array has {ROWS} rows"
        )
    down = ROWS // shape.R  # segments above each other
    segments = (
        -(-e // COLS) * cut.r * cut.t if e > COLS else -(-cut.r * cut.t // (COLS // e))
    )
    if segments > down:
        sets = f"{cut.r * cut.t} sets of {shape.R} x {e} PEs"
        raise ValueError(
            f"{sets} need {segments} bands of {shape.R} rows; the array of {ROWS} x {COLS} PEs has {down}"
        )
    return shape.R * e * cut.r * cut.t


@checked
def spad_words(shape: ConvShape, cut: Pass) -> dict[str, int]:
    """Words that a PE holds: windows of q channels, rows of p*q filters, p psums."""
    return {"I": cut.q * shape.S, "F": cut.p * cut.q * shape.S, "O": cut.p}


@checked
def banks(shape: ConvShape, cut: Pass) -> dict[str, int]:
    """Banks of the buffer, of 25: for n*q*r strips of ifmap, and for n*m strips of psums, never both in one."""
    e = min(cut.e, shape.P)
    words = {
        "I": cut.n * cut.q * cut.r * ifmap_rows(shape, e) * shape.W,
        "O": cut.n * cut.m * e * shape.Q,
    }
    return {tensor: -(-size // BANK_WORDS) for tensor, size in words.items()}


@checked
def fit(shape: ConvShape, cut: Pass) -> None:
    """Whether the chip can run a cut. Errors: ValueError names the store that is too small, what it has and would need."""
    active_pes(shape, cut)
    M, C = shape.M // shape.G, shape.C // shape.G
    for made, limit, of, why in (
        (cut.q * cut.r, C, "channels", "q*r"),
        (cut.p * cut.t, M, "filters", "p*t"),
    ):
        if made > limit:
            raise ValueError(f"{why} = {made} {of} at once, and there are {limit}")
    for tensor, words in spad_words(shape, cut).items():
        if words > SPADS[tensor]:
            raise ValueError(
                f"a PE would hold {words} words of {tensor}, and has room for {SPADS[tensor]}"
            )
    held = banks(shape, cut)
    if sum(held.values()) > BANKS:
        raise ValueError(
            f"the buffer would need {held['I']} banks for I and {held['O']} for O, and has {BANKS}"
        )


@checked
def passes(shape: ConvShape, cut: Pass) -> int:
    """How many passes the layer takes."""
    return _turns(shape, cut) * len(strips(shape, cut))


@checked
def cycles(shape: ConvShape, cut: Pass) -> Cycles:
    """The layer's processing latency, DRAM's part left out: for each pass

        filters  p*t*q*r*R*S / 4                           nothing runs while they are loaded
        windows  q*r * S * ifmap rows                      nor before the first windows are there
        macs     n*p*q * S*Q
        waits    max(macs, psums n*p*t * e*Q / 4, ifmaps n*q*r * rows*W - windows) - macs

    Psums are read and written at the same time, over networks of their own. A pass with channels or filters missing
    takes as long as a full one, a strip with rows missing does not. Left out: a full FIFO that stalls a network, adding
    the psums that come in, the way out of the last psum.
    Units: cycles. Source: JSSC 2017, V-A to V-C (widths; the next pass's filters wait in 8 KB), VI-A (ramping up).
    """
    turns, n, p, q, r, t = _turns(shape, cut), cut.n, cut.p, cut.q, cut.r, cut.t
    macs = n * p * q * shape.S * shape.Q
    filters = p * t * q * r * shape.R * shape.S / FILTERS_A_CYCLE
    windows = waits = 0.0
    for strip in strips(shape, cut):
        rows = ifmap_rows(shape, strip)
        first = q * r * shape.S * rows / IFMAPS_A_CYCLE
        psums = n * p * t * strip * shape.Q / PSUMS_A_CYCLE
        ifmaps = n * q * r * rows * shape.W / IFMAPS_A_CYCLE - first
        windows, waits = windows + first, waits + max(macs, psums, ifmaps) - macs
    strip_count = len(strips(shape, cut))
    return Cycles(
        turns * strip_count * filters,
        turns * windows,
        turns * strip_count * macs,
        turns * waits,
    )


@checked
def buffer_words(shape: ConvShape, cut: Pass) -> dict[str, int]:
    """Words between the buffer and the PEs: an ifmap once for p*t filters, a psum there and back for q*r channels.

    Filters pass through 8 KB of their own, which is not counted, as in the paper. Units: words.
    """
    M, C = shape.M // shape.G, shape.C // shape.G
    rows = sum(ifmap_rows(shape, strip) for strip in strips(shape, cut))
    ifmaps = shape.N * shape.C * rows * shape.W * -(-M // (cut.p * cut.t))
    return {"I": ifmaps, "O": 2 * shape.size("O") * -(-C // (cut.q * cut.r))}


def _turns(shape: ConvShape, cut: Pass) -> int:
    """Passes of one strip."""
    M, C = shape.M // shape.G, shape.C // shape.G
    return (
        shape.G
        * -(-shape.N // cut.n)
        * -(-M // (cut.p * cut.t))
        * -(-C // (cut.q * cut.r))
    )
