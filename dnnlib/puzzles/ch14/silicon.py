"""What a chip takes of silicon, from the area of a byte by the size of its store."""

import numpy as np

from dnnlib.puzzle import Puzzle

MULTIPLIER, REST = 2_000, 18_000  # um^2 of a PE at 16 bits, without its register file


def area(pes: int, rf: int, glb: int, bits: int, sizes: np.ndarray, um2: np.ndarray) -> float:
    """How many mm^2 does a chip take: its PEs, their register files, and one buffer?

    A PE's multiplier takes 2,000 um^2 at 16 bits and goes with the square of `bits`; the rest of it takes 18,000 um^2
    at 16 bits and goes with `bits`. Each PE has a register file of `rf` bytes; the buffer has `glb` kB of 1,024 bytes.
    A byte in a store of sizes[k] bytes takes um2[k]; between two sizes it lies on the straight line, beyond the last
    it stays. Source: the public model of Chen et al., ISCA 2016, simplified.
    """
    if not (len(sizes) == len(um2) > 0 and (np.diff(sizes) > 0).all() and min(rf, 1024 * glb) >= sizes[0]):
        raise ValueError("sizes rise, each has its um2, and no store is smaller than the first")

    def byte(size):
        for k in range(1, len(sizes)):
            if size <= sizes[k]:
                way = (size - sizes[k - 1]) / (sizes[k] - sizes[k - 1])
                return um2[k - 1] + way * (um2[k] - um2[k - 1])
        return um2[-1]

    total = 0.0
    for _ in range(pes):
        total += MULTIPLIER * (bits / 16) ** 2 + REST * bits / 16
        total += rf * byte(rf)
    total += 1024 * glb * byte(1024 * glb)
    return total / 1e6


def _chip(rng):
    last = int(rng.integers(2, 7))
    sizes = np.array([16, 64, 256, 1024, 8192, 65536])[:last]
    um2 = np.sort(rng.integers(20, 400, last))[::-1] / 2
    rf = int(rng.choice([16, 32, 64, 128, 256, 512]))
    return (
        int(rng.integers(1, 200)),
        rf,
        int(rng.choice([1, 8, 32, 108])),
        int(rng.choice([4, 8, 16])),
        sizes,
        um2,
    )


def _byte(size, sizes, um2):
    return np.interp(size, sizes, um2)


def _said(pe=lambda bits: 2_000 * (bits / 16) ** 2 + 18_000 * bits / 16, byte=_byte, times=lambda pes: pes, files=lambda pes: pes,
          kb=1024, unit=1e6, bits_a_byte=1, buffers=lambda pes: 1, of_rf=lambda pes, rf: rf, of_glb=lambda rf, glb: glb):  # fmt: skip
    """The area with one thing wrong."""

    def wrong(pes, rf, glb, bits, sizes, um2):
        buffer = kb * glb
        total = times(pes) * pe(bits) + files(pes) * rf * byte(of_rf(pes, rf), sizes, um2)
        total += buffers(pes) * bits_a_byte * buffer * byte(of_glb(rf, buffer), sizes, um2)
        return total / unit

    return wrong


def _nearest(size, sizes, um2):
    """The price of the largest size in the table that is no larger."""
    return um2[int(np.searchsorted(sizes, size, side="right")) - 1]


def _going_on(size, sizes, um2):
    """The last straight line, prolonged, but never below 0."""
    if size <= sizes[-1]:
        return np.interp(size, sizes, um2)
    slope = (um2[-1] - um2[-2]) / (sizes[-1] - sizes[-2])
    return max(um2[-1] + slope * (size - sizes[-1]), 0)


_S, _U = np.array([16, 64, 256]), np.array([170.0, 60.0, 27.5])
area_puzzle = Puzzle(
    area,
    _chip,
    points=4,
    easier=("for one PE", lambda pes, *rest: pes == 1),
    examples=(
        (1, 64, 1, 16, _S, _U),
        (1, 64, 8, 8, _S, _U),
        (168, 64, 1, 16, _S, _U),
        (2, 40, 8, 4, _S, _U),
        (16, 512, 108, 8, _S, _U),
        (4, 64, 3, 8, np.array([64, 1024, 8192]), np.array([60.0, 16.0, 9.0])),
    ),
    wrong={
        "One register file was counted: every PE has its own.": _said(files=lambda pes: 1),
        "One PE's datapath was counted.": _said(times=lambda pes: 1),
        "A buffer was counted for each PE: there is one.": _said(buffers=lambda pes: pes),
        "The buffer was taken in bits: a byte has one price.": _said(bits_a_byte=8),
        "A kB has 1,024 bytes here.": _said(kb=1000),
        "The kB of the buffer were taken as bytes.": _said(kb=1),
        "That is in um^2: a mm^2 has a million of them.": _said(unit=1),
        "A mm^2 has 1,000 * 1,000 um^2, not 1,000.": _said(unit=1e3),
        "A byte of the register files was priced as in one large store: each file is small and pays for its edges.": (
            _said(of_rf=lambda pes, rf: pes * rf)
        ),
        "A byte of the buffer was priced as in a register file: it is cheaper in a large store.": _said(
            of_glb=lambda rf, glb: rf
        ),
        "The whole PE goes with the square of the bits here: only its multiplier does.": _said(
            lambda bits: 20_000 * (bits / 16) ** 2
        ),
        "The multiplier goes with the bits here: with their square.": _said(lambda bits: 20_000 * bits / 16),
        "The bits were left out: a narrower PE is smaller.": _said(lambda bits: 20_000),
        "Between two sizes the price lies on the straight line.": _said(byte=_nearest),
        "Beyond the last size the price stays as it is.": _said(byte=_going_on),
        "The fractions are cut off: keep what is behind the point.": (
            lambda *chip: float(int(_said()(*chip)))
        ),
        "The price was taken as the whole store's: it is that of one byte.": (
            lambda pes, rf, glb, bits, sizes, um2: (
                pes * (2_000 * (bits / 16) ** 2 + 18_000 * bits / 16 + _byte(rf, sizes, um2)) / 1e6
                + _byte(1024 * glb, sizes, um2) / 1e6
            )
        ),
    },
)
