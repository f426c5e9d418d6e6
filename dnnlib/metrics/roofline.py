"""Metrics of hardware: the roofline, and the two numbers of this very machine that draw it."""

import time
from dataclasses import dataclass

import numpy as np

from dnnlib.door import checked, real, shown
from dnnlib.kernels.operands import Ops
from dnnlib.shapes import ConvShape


@checked
@dataclass(frozen=True)
class Machine:
    """The peak of a machine's arithmetic and the rate of its memory.

    peak: operations a second, a MAC being two. bandwidth: bytes a second, read and written. operation: what they are
    called, "OP" where they are no floats.
    Errors: ValueError where either is not above 0. Source: `measure`, or a data sheet named in `source`.
    """

    name: str
    peak: float
    bandwidth: float
    source: str = "measured"
    operation: str = "FLOP"

    def __post_init__(self):
        for what in ("peak", "bandwidth"):
            value = real(f"{self.name}: {what}", getattr(self, what))
            object.__setattr__(self, what, value)

    @property
    def ridge(self) -> float:
        """Operations a byte at which the roof bends: below, memory is the limit; above, arithmetic."""
        return self.peak / self.bandwidth


@checked
def attainable(peak: float, bandwidth: float, intensity):
    """The roofline: the most operations a second at an intensity, min(peak, bandwidth * intensity).

    Units: operations a second; bytes a second; operations a byte, a number or an array.
    Errors: ValueError where any is below 0, or no finite number. Source: Williams, Waterman and Patterson, CACM 52(4), 2009.
    """
    peak, bandwidth = real("peak", peak, True), real("bandwidth", bandwidth, True)
    intensity = np.asarray(intensity, float)
    if not (np.isfinite(intensity) & (intensity >= 0)).all():
        raise ValueError(
            f"intensity={shown(intensity.tolist())}: each is 0 or more, and finite"
        )
    return np.minimum(peak, bandwidth * intensity)


@checked
def intensity(shape: ConvShape, word: int = 4) -> float:
    """Operations a byte of a layer, each word of I, F and O moved once: 2*MACs / (word * (|I| + |F| + |O|)).

    Of I the words that a window needs: where the stride is larger than the filter, rows between stay in memory.
    Units: operations (two a MAC) a byte; word in bytes. Source: Williams et al. 2009, with the survey's counts.
    """
    words = sum(shape.wanted(tensor) for tensor in "IFO")
    return 2 * shape.macs / (real("word", word) * words)


@checked
def kernel_intensity(ops: Ops, word: int = 4) -> float:
    """Operations a byte of a kernel: its own multiplications and additions over the words that it moves.

    Units: operations a byte. Source: as `intensity`; a transform makes fewer operations and moves more words.
    """
    return (ops.mults + ops.adds) / (real("word", word) * ops.words_moved)


@checked
def point(
    name: str, ops: Ops, seconds: float, word: int = 4
) -> tuple[str, float, float]:
    """A kernel's place under a roofline: its name, its own operations a byte, and its own operations a second.

    Units: word in bytes; operations are multiplications and additions. Source: Williams et al. 2009.
    """
    rate = (ops.mults + ops.adds) / real("seconds", seconds)
    return name, kernel_intensity(ops, word), rate


@checked
def measure(size: int = 1024, words: int = 1 << 24, rounds: int = 5) -> Machine:
    """This machine, as NumPy sees it: the rate of a matrix product in single precision, and that of a copy.

    peak = 2 * size**3 / time of A @ B;  bandwidth = 2 * 4 * words / time of a copy (each word is read and written).
    The best of `rounds`, in time of this thread: what other programs take away is not counted; but with more than
    one BLAS thread it is the time on the clock. Units: size in values a side, words of 4 bytes (larger than the caches).
    Source: Williams et al. 2009; the copy is the first kernel of McCalpin's STREAM.
    """
    rng = np.random.default_rng(0)
    A, B = (rng.standard_normal((size, size), np.float32) for _ in range(2))
    product, here, there = (
        np.empty_like(A),
        np.zeros(words, np.float32),
        np.ones(words, np.float32),
    )
    busy = least_seconds(lambda: np.matmul(A, B, out=product), rounds)
    moving = least_seconds(lambda: np.copyto(here, there), rounds)
    return Machine("this machine", 2 * size**3 / busy, 8 * words / moving)


@checked
def least_seconds(function, rounds: int = 5) -> float:
    """The shortest of `rounds` calls after one to warm up: of this thread's own time, or by the clock if others work too.

    A call that keeps more than one thread busy shows more process time than thread time; then the clock counts.
    Units: seconds. Source: none; the least is the run that was disturbed least.
    """
    function()
    return min(_seconds(function) for _ in range(max(1, rounds)))


def _seconds(function) -> float:
    clock, thread, process = (
        time.perf_counter(),
        time.thread_time(),
        time.process_time(),
    )
    function()
    clock, thread, process = (
        time.perf_counter() - clock,
        time.thread_time() - thread,
        time.process_time() - process,
    )
    return clock if process > 1.2 * thread else thread
