"""The mapper: the best mapping of a layer onto a hardware, found among all of them.

Every choice of what happens in the array has a floor, every tile of the buffer a price (pricing.py). Only pairs whose
floor and price together do not exceed the best so far are tried (bound.py), in all orders of loops that can be best
(space.py). So the search is exhaustive though it evaluates few.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial
from math import ceil
from typing import Literal

import numpy as np

from dnnlib.dataflow import taxonomy
from dnnlib.dataflow.accesses import count
from dnnlib.dataflow.energy import Energy
from dnnlib.dataflow.hardware import Hardware
from dnnlib.dataflow.latency import latency
from dnnlib.dataflow.leakage import spent
from dnnlib.dataflow.loopnest import DIMS, TENSORS, Mapping
from dnnlib.dataflow.mapper.bound import FIRST, PASSING, Aim, Trial, best_of, tasks
from dnnlib.dataflow.mapper.pricing import pricing
from dnnlib.dataflow.mapper.space import Rules, Under
from dnnlib.dataflow.printed import nest
from dnnlib.dataflow.stationary import build
from dnnlib.dataflow.taxonomy import Dataflow
from dnnlib.dataflow.tiles import bounds, place, words
from dnnlib.door import checked, explained, whole
from dnnlib.shapes import ConvShape

MOST_SIZE = 2**22
OBJECTIVES = ("energy", "cycles", "edp")
ANY = Dataflow("any", "any loops anywhere", "IFO", None, DIMS, DIMS, DIMS, None)


@checked
@dataclass(frozen=True)
class Best:
    """The best mapping, what it costs, and how it was found.

    cycles: the steps, one MAC in each PE at work, or what the slowest store takes (latency.py). evaluated: mappings
    priced, by the array; space: mappings that could be written down, valid or not. dram: words that cross to and from
    DRAM; at_least: the words of I, F and O, each once, below which no mapping goes. exhaustive: whether no mapping of
    the space is better. cuts: the dimensions over which it may have a short last turn; loops divide the others.
    """

    mapping: Mapping
    accesses: Counter
    energy: Energy
    cycles: int
    evaluated: int
    space: int
    dram: int
    at_least: int
    exhaustive: bool
    shape: ConvShape | None = None
    cuts: str = ""

    @property
    def total(self) -> float:
        """The energy in all, in the unit of the hardware's costs."""
        return self.energy.total

    def __str__(self) -> str:
        proof = (
            "none of the space is better"
            if self.exhaustive
            else "better ones may exist"
        )
        if self.cuts:
            proof += f"; last turns may be short over {' '.join(self.cuts)} alone"
        text = nest(self.shape, self.mapping) if self.shape else self.mapping
        return (
            f"{text}\nenergy {self.total:,.0f}   cycles {self.cycles:,}   "
            f"DRAM {self.dram:,} words, at least {self.at_least:,}\n"
            f"{self.evaluated:,} mappings evaluated of {self.space:.3g}: {proof}"
        )


@checked
def search(
    shape: ConvShape,
    hardware: Hardware,
    dataflow: str | Dataflow | None = None,
    objective: Literal["energy", "cycles", "edp"] = "energy",
    executor: Executor | None = None,
    *,
    progress: bool = False,
    limit: int | None = None,
    ragged: bool | None = None,
) -> Best:
    """The best mapping of a layer onto a hardware: of one dataflow, or with any loops anywhere.

    Minimizes the energy; or the cycles and then the energy; or their product. `executor` is anything of the kind of
    concurrent.futures: a process pool, a Dask client's get_executor(); the answer is the same. `progress` shows a bar.
    `limit` bounds the time: only so many choices for the array are looked into, the most promising; the answer then
    says whether they were all (without it: tenths of a second for a dataflow by name, seconds for any loops).

    ragged: whether the last turn of a loop may be short. None: over the dimensions alone of which the array else could
    use no more than half a side (197, a prime); the others, and R and S always, are divided by their loops. True: over
    all (slow for any loops on large layers); then a larger layer never takes fewer steps. No bound is larger than it must be.
    With any loops, the register file holds all three tensors and each may pass the buffer by. Costs are those of
    `count`: neighbours pass on what they share of I; what the hardware leaks in the cycles comes to them.
    Errors: ValueError where nothing fits, or a name is unknown. Units: words, steps, the unit of hardware.costs.
    """
    if objective not in OBJECTIVES:
        raise ValueError(f"no objective {objective!r}: choose {', '.join(OBJECTIVES)}")
    flow = ANY if dataflow is None else taxonomy.dataflow(dataflow)
    _stores(flow, hardware)
    _countable(shape)
    under = _under(shape, hardware, flow, objective) if ragged else Under()
    spaces = [Rules(shape, hardware, flow, passing, ragged, under) for passing in passings(flow)]  # fmt: skip
    aim, tried = Aim(objective), 0
    hunt = partial(_hunt, spaces, executor, limit, progress)
    if objective == "cycles":
        # first the fewest cycles, then of those that take no more the least energy
        fastest, tried, _ = hunt(aim, np.inf)
        aim = Aim("energy", fastest.value)
    start = _start(shape, hardware, flow, objective)
    best, evaluated, whole = hunt(aim, start)
    if best == Trial():
        raise ValueError(
            f"no mapping of {shape} fits {hardware.name}: the smallest tiles overflow a store"
        )
    return _report(spaces, best, tried + evaluated, whole)


def _under(
    shape: ConvShape,
    hardware: Hardware,
    flow: Dataflow,
    objective: Literal["energy", "cycles", "edp"],
) -> Under:
    """What the best mapping comes to whose turns are whole where they can be: of all mappings none is worse."""
    try:
        best = search(shape, hardware, flow, objective)
    except ValueError:
        return Under()
    if objective == "cycles":
        return Under(steps=best.cycles)
    times = best.cycles if objective == "edp" else 1
    return Under(objective, best.total * times)


def _hunt(
    spaces: list[Rules], executor, limit, progress: bool, aim: Aim, bound: float
) -> tuple[Trial, int, bool]:
    """The best of some spaces, how many mappings were tried, and whether all were that could win."""
    best, evaluated, whole = Trial(), 0, True
    for most in (FIRST, limit):
        todo, whole = tasks(spaces, aim, bound, most)
        found = _run(todo, executor, aim, bound, most == FIRST)
        for one, tried in _bar(found, len(todo), progress):
            best, evaluated = min(best, one), evaluated + tried
        bound = min(bound, best.value)
    return best, evaluated, whole


@explained
def passings(flow: Dataflow) -> tuple[str, ...]:
    """The sets of tensors that may pass the buffer by: the dataflow's own, or any."""
    return PASSING if flow.passing is None else (flow.passing,)


def _stores(flow: Dataflow, hardware: Hardware) -> None:
    wanted = 3 if flow.register else 2
    if not wanted <= len(hardware.stores) <= 3:
        names = ", ".join(store.name for store in hardware.stores)
        raise ValueError(f"{flow.title} needs DRAM, a buffer{' and a register file' * (wanted - 2)}; "
                         f"{hardware.name} has {names}")  # fmt: skip


def _countable(shape: ConvShape) -> None:
    """ValueError where a dimension has more bounds than can be tried, or accesses pass what a float counts exactly.

    That is 2**53: about eight accesses a MAC are made.
    """
    for dim, size in bounds(shape).items():
        whole(dim, size, 1, MOST_SIZE, f"a dimension of {shape} that is searched")
    if 8 * shape.macs >= 2**53:
        raise ValueError(
            f"{shape} has {shape.macs:,} MACs: too many to count without rounding; search one of its groups or images"
        )


def _start(
    shape: ConvShape, hardware: Hardware, flow: Dataflow, objective: str
) -> float:
    """What a mapping built by hand comes to: the best is no worse. Infinity where none was built."""
    least = np.inf
    free = flow.buffer == flow.outside == DIMS and objective != "cycles"
    for passing in passings(flow)[:2] if free else ():
        try:
            mapping = build(shape, hardware, replace(flow, passing=passing))
        except ValueError:
            continue
        accesses = count(shape, mapping)
        value = spent(shape, mapping, hardware, accesses).total
        if objective == "edp":
            value *= latency(shape, mapping, hardware, accesses).cycles
        least = min(least, value)
    return least


def _run(todo: list, executor: Executor | None, *settings) -> Iterator:
    if not todo:
        return iter(())
    every = map if executor is None else executor.map
    return every(best_of, *zip(*todo), *([setting] * len(todo) for setting in settings))


def _bar(results: Iterator, number: int, progress: bool) -> Iterable:
    if not progress:
        return results
    from tqdm.auto import tqdm  # only where somebody looks

    return tqdm(results, total=number, unit="task", desc="search")


def _report(spaces: list[Rules], best: Trial, evaluated: int, whole: bool) -> Best:
    rules = next(rules for rules in spaces if rules.passing == PASSING[best.passing])
    shape, mapping = rules.shape, pricing(rules).mapping(*best[3:])
    accesses = count(shape, mapping)
    dram = sum(
        n for (level, _, _), n in accesses.items() if level == mapping.levels[0].name
    )
    at_least = sum(words(shape, tensor, place(shape, mapping)) for tensor in TENSORS)
    space = rules.size() * len(spaces)
    cycles = latency(shape, mapping, rules.hardware, accesses).cycles
    energy = spent(shape, mapping, rules.hardware, accesses)
    counts = evaluated, space, dram, at_least
    return Best(
        mapping, accesses, energy, ceil(cycles), *counts, whole, shape, rules.cuts
    )
