"""The mapper: mappings priced a second in arrays and one by one, and searches beside the recorded peers."""

from dataclasses import replace
from time import perf_counter, process_time

import numpy as np
from timing import ratio

from dnnlib.dataflow.accesses import count
from dnnlib.dataflow.energy import energy
from dnnlib.dataflow.hardware import ISCA16
from dnnlib.dataflow.mapper.pricing import pricing
from dnnlib.dataflow.mapper.search import search
from dnnlib.dataflow.mapper.space import Rules
from dnnlib.dataflow.taxonomy import dataflow
from dnnlib.models import MODELS
from dnnlib.table import Table

# Valid mappings a CPU second, recorded on 2026-11-23 on another day's load: orders of magnitude.
PEERS = (
    ("Timeloop 3.0.3, tried", 8_500),
    ("Timeloop 3.0.3, valid", 300),
    ("ZigZag", 170),
)
SIZE = 2**14  # mappings at a time: they stay in the cache
HARDWARE, ROW = ISCA16["row"], dataflow("row")


def batch(shape, number: int):
    """Valid mappings of a layer: inner choices and tiles of the buffer, as rows of a Pricing."""
    prices, rng = pricing(Rules(shape, HARDWARE, ROW, "F")), np.random.default_rng(0)
    inner, tile = np.zeros(0, int), np.zeros(0, int)
    while len(inner) < number:
        some, many = (
            rng.integers(len(prices.inner), size=number),
            rng.integers(len(prices.tile), size=number),
        )
        fit = prices.fit(some, many)
        inner, tile = np.r_[inner, some[fit]], np.r_[tile, many[fit]]
    return prices, inner[:number], tile[:number]


def priced(prices, inner, tile) -> int:
    """Price every mapping of a batch in every order that can be best; how many that were."""
    done = 0
    for outer in range(len(prices.orders)):
        for order in range(len(prices.orders)):
            done += len(prices.cost(inner, tile, outer, order)[0])
    return done


def rates() -> list[tuple]:
    """Mappings a second, of layers small and large: the cost of one does not depend on the layer."""
    rows = []
    for model, name in (
        ("LeNet-5", "conv2"),
        ("AlexNet", "conv2"),
        ("VGG-16", "conv3_2"),
    ):
        shape = next(
            layer.shape for layer in MODELS[model].layers if layer.name == name
        )
        start = process_time()
        done = priced(*batch(shape, SIZE))
        rows.append(
            (f"{model} {name}", shape.macs, done, done / (process_time() - start))
        )
    return rows


def main():
    """Print rates beside the peers', arrays against one by one, and the time of searches."""
    rows = rates() + [(name, None, None, rate) for name, rate in PEERS]
    print(
        Table(
            ("layer or peer", "MACs", "mappings", "a CPU second"),
            rows,
            "Valid mappings priced on one core",
        )
    )

    shape = MODELS["AlexNet"].layer("conv2").shape
    prices, inner, tile = batch(shape, 2000)
    some = range(20)
    mappings = [prices.mapping(inner[k], tile[k], 0, 0) for k in some]
    one_by_one = lambda: [
        energy(count(shape, mapping), shape.macs).total for mapping in mappings
    ]
    middle, least, most = ratio(one_by_one, lambda: prices.cost(inner, tile, 0, 0), 5)
    scale = len(inner) / len(mappings)
    print(
        f"\ncount / arrays, a mapping: {middle * scale:.0f} ({least * scale:.0f} to {most * scale:.0f})"
    )

    rows = []
    for layer in MODELS["AlexNet"].layers:
        for N in (1, 16):
            pricing.cache_clear()
            start, wall = process_time(), perf_counter()
            best = search(replace(layer.shape, N=N), HARDWARE, "row")
            times = process_time() - start, perf_counter() - wall
            rows.append((layer.name, N, *times, best.evaluated, f"{best.space:.1e}"))
    for N in (1, 16):
        cpu, wall = (sum(row[k] for row in rows if row[1] == N) for k in (2, 3))
        rows.append(("all", N, cpu, wall, None, ""))
    print()
    print(
        Table(
            ("AlexNet", "batch", "CPU s", "wall s", "evaluated", "space"),
            rows,
            "The best row-stationary mapping",
        )
    )
