"""All designs there are: what each layer takes on each chip, in tables that any network is then added up from.

    found = tabulate(shapes)                    one search a layer and chip; minutes for all
    spent(found, names, share)                  energy and cycles of a network on every chip at once

Axes of a table: bits, batch, dataflow, pes, rf, glb, layer; then TERMS. Infinite where the layer does not fit.
"""

from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import product
from math import inf

import numpy as np

from dnnlib.door import checked
from dnnlib.shapes import ConvShape
from dnnlib.studio.area import area
from dnnlib.studio.chip import costs, price, words_a_cycle
from dnnlib.studio.design import KNOBS, NAIVE, Design
from dnnlib.studio.evaluate import lacks, on_chip

# of an image: all energy, that of filters from DRAM; of a batch: steps, cycles of the buffer, of DRAM, of its filters
TERMS = ("energy", "filters", "steps", "GLB", "DRAM", "DRAM filters")
CHIP = ("dataflow", "pes", "rf", "glb")
AXES = ("bits", "batch", *CHIP)
SIZES = tuple(len(KNOBS[axis]) for axis in AXES)


@checked
@dataclass(frozen=True, eq=False)
class Tables:
    """What layers take on all chips: terms [bits, batch, dataflow, pes, rf, glb, layer, TERMS], dense weights.

    shapes: the layers, in their order on the axis.
    """

    shapes: tuple[ConvShape, ...]
    terms: np.ndarray

    def of(self, shapes: tuple[ConvShape, ...]) -> np.ndarray:
        """The terms of some of the layers, in their order. Errors: ValueError where one was not tabulated."""
        return self.terms[..., [self.shapes.index(shape) for shape in shapes], :]


@checked
def tabulate(
    shapes: tuple[ConvShape, ...],
    bits: tuple[int, ...] = KNOBS["bits"],
    executor: Executor | None = None,
) -> Tables:
    """Every layer on every chip, at some bits; the others' rows are infinite. About 0.6 s a layer, bit and batch."""
    terms = np.full((*SIZES, len(shapes), len(TERMS)), inf)
    tasks = [task for task in _tasks() if task[0] in bits]
    every = map if executor is None else executor.map
    for task, part in zip(tasks, every(partial(_part, shapes), tasks)):
        terms[_place(task)] = part
    return Tables(shapes, terms)


@checked
def spent(terms: np.ndarray, share: float) -> tuple[np.ndarray, np.ndarray]:
    """Energy of an image and cycles of a batch, layers added up, where `share` of the filters' words is stored.

    Shapes: terms [..., layers, TERMS], share a number or [...] -> two arrays [...].
    """
    energy, filters, steps, buffer, dram, weights = np.moveaxis(terms, -1, 0)
    with np.errstate(invalid="ignore"):  # inf - inf, of what does not fit
        saved = np.where(np.isfinite(filters), (1 - share) * filters, 0)
        moved = np.where(np.isfinite(weights), dram - (1 - share) * weights, inf)
    cycles = np.maximum(np.maximum(steps, buffer), moved)
    return (energy - saved).sum(axis=-1), cycles.sum(axis=-1)


@lru_cache(maxsize=1)
def areas() -> np.ndarray:
    """The relative area of every chip, [bits, dataflow, pes, rf, glb]."""
    found = np.empty((SIZES[0], *SIZES[2:]))
    for place in np.ndindex(found.shape):
        found[place] = area(chip(place[0], 0, *place[1:])).relative
    return found


@checked
def chip(*place: int) -> Design:
    """The design with the naive network at a place of the axes AXES."""
    knobs = {axis: KNOBS[axis][k] for axis, k in zip(AXES, place)}
    return replace(NAIVE, **knobs)


def _tasks() -> Iterator[tuple]:
    """What one worker does at a time: bits, batch, dataflow and PEs."""
    return product(*(KNOBS[axis] for axis in AXES[:4]))


def _place(task: tuple) -> tuple[int, ...]:
    return tuple(KNOBS[axis].index(value) for axis, value in zip(AXES, task))


def _part(shapes: tuple[ConvShape, ...], task: tuple) -> np.ndarray:
    """The terms [rf, glb, layer, TERMS] of one task."""
    part = np.full((*SIZES[4:], len(shapes), len(TERMS)), inf)
    knobs = dict(zip(AXES, task))
    for at in np.ndindex(part.shape[:3]):
        rf, glb, layer = at
        files = {"rf": KNOBS["rf"][rf], "glb": KNOBS["glb"][glb]}
        part[at] = _terms(replace(NAIVE, **knobs, **files), shapes[layer])
    return part


def _terms(design: Design, shape: ConvShape) -> tuple[float, ...]:
    if lacks(design, "", shape):
        return (inf,) * len(TERMS)
    # only RS has tiles in its RF: elsewhere its size sets a price, and no tiles
    largest = design if design.dataflow == "RS" else replace(design, rf=KNOBS["rf"][-1])
    one = on_chip(largest, shape)
    files = one.energy.by_level["RF"]
    dearer = price(design.rf) / price(largest.rf) - 1
    filters = one.energy["DRAM", "F"]
    width = words_a_cycle(design)["DRAM"] * costs(design)["DRAM"]
    stores = one.latency.stores
    return (
        one.energy.total + files * dearer,
        filters,
        one.latency.steps,
        stores["GLB"],
        stores["DRAM"],
        filters * design.batch / width,
    )
