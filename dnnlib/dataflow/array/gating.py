"""Zeros in I: a PE that gates them saves energy, one that skips them saves time as well.

    a product with a zero adds nothing         useful MACs = M/G * sum over pixels and taps of (I[pixel, tap] != 0)
    gating    the PE sees the zero, leaves its weight unread and its multiplier still; the cycle passes (Eyeriss)
    skipping  the PE goes on to its next nonzero in the same cycle (Cnvlutin): a pass ends with its busiest PE

A systolic array can gate but not skip: the word would still have to move on, in step with all the others.
"""

from dataclasses import dataclass

import numpy as np

from dnnlib.costs import NORMALIZED, Costs
from dnnlib.dataflow.array.operands import Words
from dnnlib.dataflow.array.row_stationary import RowArray
from dnnlib.dataflow.array.trace import Trace
from dnnlib.door import checked
from dnnlib.kernels import toeplitz


@checked
@dataclass(frozen=True)
class Zeros:
    """What zeros save in one run: MACs, cycles, energy. skipping is None where the array runs in step.

    zeros: their share among the words of I; cycles, energy: of the run as it is; balanced: cycles of skipping if work
    could be shared out evenly among the PEs of a pass. Units: MACs, cycles, the costs' unit of energy.
    """

    zeros: float
    macs: int
    useful: int
    cycles: int
    skipping: int | None
    balanced: float | None
    energy: float
    gated: float
    skipped: float | None


@checked
def savings(trace: Trace, costs: Costs = NORMALIZED) -> Zeros:
    """What gating and skipping the zeros of a run's I would save.

    A gated MAC costs neither itself nor the read of its weight in the register file; a skipped one nor the other reads
    and the update there. Left out: finding zeros, storing where they are, and that zeros need not come from the buffer.
    Source: Sze et al. 2017, VII-B.1; Chen et al., JSSC 2017 (gating); Albericio et al., ISCA 2016 (skipping).
    """
    words, macs = trace.words, trace.shape.macs
    useful, spent, register = (
        useful_macs(words),
        trace.energy(costs).total,
        costs.levels.get("RF", 0),
    )
    still = macs - useful
    reads = trace.accesses()
    gated = spent - still * (costs.mac + register * bool(reads["RF", "F", "read"]))
    if not isinstance(trace.plan, RowArray):
        return Zeros(
            _share(words.I), macs, useful, trace.cycles, None, None, spent, gated, None
        )
    skipping, balanced = _skipping(trace.plan, words)
    skipped = gated - still * register * 3  # I's read, the sum's read and its update
    return Zeros(
        _share(words.I),
        macs,
        useful,
        trace.cycles,
        skipping,
        balanced,
        spent,
        gated,
        skipped,
    )


@checked
def useful_macs(words: Words) -> int:
    """MACs whose input is not zero: each of a pixel's nonzero taps, for the M/G filters of its group."""
    s = words.shape
    windows = toeplitz.conv(
        (words.I != 0).astype(float), np.ones((s.G, s.C // s.G, s.R, s.S)), s.U, s.G
    )
    return int(windows.sum()) * (s.M // s.G)


def _share(I) -> float:
    return float((I == 0).mean())


def _skipping(plan: RowArray, words: Words) -> tuple[int, float]:
    """Cycles of all passes, each as long as its busiest PE has nonzeros; and as their average."""
    s, (strips, channels, _), (groups, filters, turns, _, strip_turns) = (
        plan.shape,
        plan.sets,
        plan.turns,
    )
    columns = s.U * np.arange(s.Q)[:, None] + np.arange(s.S)
    # [n, channel, ifmap row]: nonzeros that a PE meets
    work = (words.I != 0)[..., columns].sum(axis=(-2, -1))
    work = work.reshape(s.N, groups, s.C // groups, -1)
    missing = turns * channels - s.C // groups
    work = np.pad(work, ((0, 0), (0, 0), (0, missing), (0, 0))).reshape(
        s.N, groups, turns, channels, -1
    )
    if plan.inner > 1:
        work = work.sum(axis=2, keepdims=True)
    longest, average = 0, 0.0
    for turn in range(strip_turns):
        first = turn * strips * plan.width
        p = np.arange(first, min(first + strips * plan.width, s.P))
        # [n, group, turn, set, p, r]
        here = work[..., s.U * p[:, None] + np.arange(s.R)]
        longest += int(here.max(axis=(-3, -2, -1)).sum())
        used = np.full(turns, channels)
        used[-1] -= missing
        pes = (
            used * len(p) * s.R
            if plan.inner == 1
            else np.array([channels * len(p) * s.R])
        )
        average += float((here.sum(axis=(-3, -2, -1)) / pes).sum())
    drained = plan.passes * (plan.chain - 1)
    return longest * filters + drained, average * filters + drained
