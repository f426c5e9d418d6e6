"""What zeros save on LeNet-5: its layers on a row-stationary array, with real digits."""

from collections.abc import Iterator

import numpy as np

from dnnlib.data import mnist
from dnnlib.dataflow import array
from dnnlib.dataflow.array.gating import Zeros, savings
from dnnlib.door import checked
from dnnlib.networks import NETWORKS
from dnnlib.networks.operands import operands
from dnnlib.table import Table


@checked
def by_layer(images=None, rows: int = 12, cols: int = 14) -> Table:
    """LeNet-5's layers on a row-stationary array with real digits: what is zero, and what that saves.

    One row a layer. images: bytes [n, 28, 28]; ten digits of the test set where left out.
    """
    images = mnist("test").images[:10] if images is None else images
    table = []
    for name, I, F in lenet_layers(images):
        table.append((name, *_row(savings(array.run(I, F, rows, cols, "row")))))
    heads = (
        "layer",
        "zeros in I",
        "MACs saved",
        "cycles, skipping",
        "if balanced",
        "energy, gating",
        "energy, skipping",
    )
    return Table(
        heads,
        table,
        f"LeNet-5, {len(images)} digits, {rows} x {cols} PEs, row stationary: what falls away",
    )


@checked
def lenet_layers(images) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """(name, I, F) of LeNet-5's four layers on real digits, the fully connected ones as convolutions."""
    for name, I, F, *_ in operands(NETWORKS["LeNet-5"], images):
        yield name, I, F


def _row(found: Zeros) -> list[str]:
    """The zeros of a layer's input, and what falls away: MACs, cycles (two machines), energy (two machines)."""
    left = [
        (found.useful, found.macs),
        (found.skipping, found.cycles),
        (found.balanced, found.cycles),
        (found.gated, found.energy),
        (found.skipped, found.energy),
    ]
    away = [f"{1 - (part or 0) / whole:.0%}" for part, whole in left]
    return [f"{found.zeros:.0%}", *away]
