"""EIE's dealing of rows to PEs, and how even the work is: row m belongs to PE m % pes, inputs are broadcast.

A PE makes one product a cycle, and none with a zero weight; zero inputs are not sent. Each PE has a queue for `depth`
inputs, the one that it works on among them. An input is sent as soon as every queue has room for it; so with a depth
of 1 all wait for the slowest after each input, and with endless queues only at the end.
Source: Han et al., ISCA 2016 (EIE); Sze et al. 2017, VII-B.
"""

from collections import deque
from dataclasses import dataclass

import numpy as np

from dnnlib.compress.layouts import relative_index
from dnnlib.compress.layouts.zeros import stored
from dnnlib.door import checked

DEALINGS = ("interleaved", "in blocks")


@checked
@dataclass(frozen=True, eq=False)
class Dealt:
    """A product dealt to PEs: work [pes, inputs that are not zero] in products, and the cycles until all are done."""

    work: np.ndarray
    cycles: int

    @property
    def busy(self) -> np.ndarray:
        """Products of each PE, [pes]: the cycles in which it does not wait."""
        return self.work.sum(axis=1)

    @property
    def balance(self) -> float:
        """The share of all cycles of all PEs in which there is a product, 0 to 1; 1 where there is nothing to do."""
        return (
            float(self.busy.sum() / (self.cycles * len(self.work)))
            if self.cycles
            else 1.0
        )


@checked
def deal(
    W,
    I,
    pes: int,
    depth: int = 8,
    dealing: str = "interleaved",
    gap_bits: int | None = None,
) -> Dealt:
    """The product of W and I on `pes` PEs, timed by a recurrence over inputs.

    done[p, j] = max(done[p, j-1], sent[j]) + work[p, j];    sent[j] = max over p of done[p, j-depth]
    gap_bits: each PE stores its rows of a column with gaps of so many bits, and a zero that fills a gap takes a cycle.
    Shapes: W [M, C], I [C]. Units: cycles. Errors: ValueError where they do not fit, or names what does not.
    """
    work = _work(W, I, pes, depth, dealing, gap_bits)
    done, sent = np.zeros((work.shape[1] + 1, pes), np.int64), 0
    for j in range(work.shape[1]):
        sent = max(sent, int(done[max(j + 1 - depth, 0)].max()))
        done[j + 1] = np.maximum(done[j], sent) + work[:, j]
    return Dealt(work, int(done[-1].max()))


@checked
def deal_by_cycle(
    W,
    I,
    pes: int,
    depth: int = 8,
    dealing: str = "interleaved",
    gap_bits: int | None = None,
) -> Dealt:
    """The definition of `deal`, cycle by cycle and queue by queue."""
    work = _work(W, I, pes, depth, dealing, gap_bits)
    queues: list[deque] = [deque() for _ in range(pes)]
    waiting, cycles = deque(work.T.tolist()), 0
    while True:
        moved = True
        # what takes no cycle: sending, and having nothing to do with an input
        while moved:
            moved = False
            for queue in queues:
                while queue and queue[0] == 0:
                    queue.popleft()
                    moved = True
            if waiting and all(len(queue) < depth for queue in queues):
                for queue, products in zip(queues, waiting.popleft()):
                    queue.append(products)
                moved = True
        if not any(queues):
            return Dealt(work, cycles)
        cycles += 1
        for queue in queues:
            if queue:
                queue[0] -= 1


@checked
def owners(M: int, pes: int, dealing: str = "interleaved") -> np.ndarray:
    """The PE of each of M rows, [M]. Errors: ValueError lists the dealings."""
    if dealing not in DEALINGS:
        raise ValueError(
            f"dealing={dealing!r} is unknown; choose from {', '.join(DEALINGS)}"
        )
    return (
        np.arange(M) % pes if dealing == "interleaved" else np.arange(M) // -(-M // pes)
    )


def _work(W, I, pes: int, depth: int, dealing: str, gap_bits: int | None) -> np.ndarray:
    W, I = np.asarray(W), np.asarray(I)
    if W.ndim != 2 or W.shape[1:] != I.shape or not W.size:
        raise ValueError(f"W has shape {W.shape} and I {I.shape}: use [M, C] and [C]")
    if pes < 1 or depth < 1:
        raise ValueError(
            f"pes={pes}, depth={depth}: use one PE or more, and a queue for one input or more"
        )
    live, owner = W[:, I != 0], owners(len(W), pes, dealing)
    return np.array([_entries(live[owner == p], gap_bits) for p in range(pes)])


def _entries(X: np.ndarray, gap_bits: int | None) -> np.ndarray:
    """How many values of each column a PE has stored, [columns], fillers of long gaps among them."""
    if gap_bits is None:
        return stored(X).sum(axis=0, dtype=np.int64)
    return np.diff(relative_index.encode(X, gap_bits)["pointers"])
