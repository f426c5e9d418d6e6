"""The mapper: the best mapping of a layer onto a hardware, found among all of them.

Every choice of what happens in the array has a floor, every tile of the buffer a price (pricing.py). Only pairs whose
floor and price together do not exceed the best so far are tried (bound.py), in all orders of loops that can be best
(space.py). So the search is exhaustive though it evaluates few.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from math import prod
from typing import Literal

import numpy as np

from dnnlib.dataflow import taxonomy
from dnnlib.dataflow.accesses import count
from dnnlib.dataflow.energy import Energy, energy
from dnnlib.dataflow.hardware import Hardware
from dnnlib.dataflow.loopnest import DIMS, TENSORS, Mapping
from dnnlib.dataflow.mapper.bound import FIRST, PASSING, Trial, best_of, tasks
from dnnlib.dataflow.mapper.pricing import pricing
from dnnlib.dataflow.mapper.space import Rules
from dnnlib.dataflow.stationary import build
from dnnlib.dataflow.taxonomy import Dataflow
from dnnlib.dataflow.tiles import bounds, place, words
from dnnlib.door import checked
from dnnlib.shapes import ConvShape

OBJECTIVES = ("energy", "cycles", "edp")
ANY = Dataflow("any", "any loops anywhere", "IFO", None, DIMS, DIMS, DIMS, None)


@checked
@dataclass(frozen=True)
class Best:
    """The best mapping, what it costs, and how it was found.

    cycles: steps in time, one MAC in each PE at work. evaluated: mappings priced, by the array; space: mappings that
    could be written down, valid or not. dram: words that cross to and from DRAM; at_least: the words of I, F and O,
    each once, below which no mapping goes. exhaustive: whether no mapping of the space is better.
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
        return (
            f"{self.mapping}\nenergy {self.total:,.0f}   cycles {self.cycles:,}   "
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
) -> Best:
    """The best mapping of a layer onto a hardware: of one dataflow, or with any loops anywhere.

    Minimizes the energy; or the cycles and then the energy; or their product. `executor` is anything of the kind of
    concurrent.futures: a process pool, a Dask client's get_executor(); the answer is the same. `progress` shows a bar.
    `limit` bounds the time: only so many choices for the array are looked into, the most promising; the answer then
    says whether they were all (without it: a second for a dataflow by name, up to minutes for any loops).

    Bounds of loops divide their dimension. With any loops, the register file holds all three tensors and each may pass
    the buffer by. Costs are those of `count`: neighbours pass on what they share of I.
    Errors: ValueError where nothing fits, or a name is unknown. Units: words, steps, the unit of hardware.costs.
    """
    if objective not in OBJECTIVES:
        raise ValueError(f"no objective {objective!r}: choose {', '.join(OBJECTIVES)}")
    flow = ANY if dataflow is None else taxonomy.dataflow(dataflow)
    _stores(flow, hardware)
    _countable(shape, hardware)
    spaces = [Rules(shape, hardware, flow, passing) for passing in passings(flow)]
    bound, best, evaluated = _start(shape, hardware, flow, objective), Trial(), 0
    for most in (FIRST, limit):
        todo, whole = tasks(spaces, objective, bound, most)
        for found, tried in _bar(
            _run(todo, executor, objective, bound, most == FIRST), len(todo), progress
        ):
            best, evaluated = min(best, found), evaluated + tried
        bound = min(bound, best.value)
    if best == Trial():
        raise ValueError(
            f"no mapping of {shape} fits {hardware.name}: the smallest tiles overflow a store"
        )
    return _report(spaces, best, evaluated, whole)


def passings(flow: Dataflow) -> tuple[str, ...]:
    """The sets of tensors that may pass the buffer by: the dataflow's own, or any."""
    return PASSING if flow.passing is None else (flow.passing,)


def _stores(flow: Dataflow, hardware: Hardware) -> None:
    wanted = 3 if flow.register else 2
    if not wanted <= len(hardware.stores) <= 3:
        names = ", ".join(store.name for store in hardware.stores)
        raise ValueError(f"{flow.title} needs DRAM, a buffer{' and a register file' * (wanted - 2)}; "
                         f"{hardware.name} has {names}")  # fmt: skip


def _countable(shape: ConvShape, hardware: Hardware) -> None:
    """ValueError where accesses pass what a float counts exactly, 2**53: about eight a MAC are made."""
    if hardware.costs.writes:
        raise ValueError(f"{hardware.costs.name}: writes have prices of their own, which search does not know yet")  # fmt: skip
    codes = prod(bound + 1 for bound in bounds(shape).values()) * (hardware.rows + 1)
    if 8 * shape.macs >= 2**53 or codes >= 2**63:
        raise ValueError(
            f"{shape} has {shape.macs:,} MACs: too many to count without rounding; search one of its groups or images"
        )


def _start(
    shape: ConvShape, hardware: Hardware, flow: Dataflow, objective: str
) -> float:
    """What a mapping built by hand comes to: the best is no worse. Infinity where none was built."""
    least = np.inf
    free = flow.buffer == flow.outside == DIMS and objective != "cycles"
    for passing in passings(flow) if free else ():
        try:
            mapping = build(shape, hardware, replace(flow, passing=passing))
        except ValueError:
            continue
        spent = energy(count(shape, mapping), shape.macs, hardware.costs).total
        least = min(least, spent * (mapping.steps if objective == "edp" else 1))
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
    shape, costs, mapping = (
        rules.shape,
        rules.hardware.costs,
        pricing(rules).mapping(*best[3:]),
    )
    accesses = count(shape, mapping)
    dram = sum(
        n for (level, _, _), n in accesses.items() if level == mapping.levels[0].name
    )
    at_least = sum(words(shape, tensor, place(shape, mapping)) for tensor in TENSORS)
    space = rules.size() * len(spaces)
    spent = energy(accesses, shape.macs, costs)
    return Best(
        mapping, accesses, spent, mapping.steps, evaluated, space, dram, at_least, whole
    )
