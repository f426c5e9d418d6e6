"""A trained network on resistive arrays: LeNet-300-100, digit by digit.

right(Chip(Crossbar(signs="pair"), ratio=1e4))      of 10,000 test digits, a share
"""

from dataclasses import replace
from functools import cache, partial

import numpy as np

from dnnlib import data
from dnnlib.door import checked
from dnnlib.neardata import Adc, Crossbar, noise, product
from dnnlib.nearness.chips import Chip
from dnnlib.shapes import ConvShape
from dnnlib.table import Table

NETWORK = "LeNet-300-100"
SAMPLE = 5  # one line of sums in so many is kept for a picture
LAYERS = ("fc1", "fc2", "fc3")
CALIBRATION = 2000  # training images that say how large activations get


@checked
def right(chip: Chip, split: str = "test", count: int | None = None) -> float:
    """The share of digits that the network on this chip reads as they are labelled.

    Splits are those of data.mnist; count: only the first ones.
    """
    digits = data.mnist(split)
    found = labels(chip, digits.images[:count])
    return float((found == digits.labels[:count]).mean())


@checked
def labels(chip: Chip, images) -> np.ndarray:
    """What the chip reads in images [n, 28, 28]: [n] of 0 to 9."""
    return scores(chip, images).argmax(axis=1)


@checked
def scores(chip: Chip, images, seen: list | None = None) -> np.ndarray:
    """The network's ten scores [n, 10], each layer's product made by the arrays.

    seen: a list that gets some sums of each array of the first layer, before they are
    converted: one in SAMPLE of the lines that are read.

    x = step * X with X of input_bits, w = step * W of weight_bits, a step a layer.
    ReLU, biases and steps are digital. Errors: those of neardata.product.
    """
    bits, rng = chip.crossbar.input_bits, np.random.default_rng(chip.seed)
    cells, read = chip.cells(rng), None
    if chip.read:
        read = partial(noise.read, sigma=chip.read, rng=rng)
    x = np.asarray(images).reshape(len(images), -1) / 255
    for layer in LAYERS:
        step = tops()[layer] / (2**bits - 1)
        X = np.clip(np.rint(x / step), 0, 2**bits - 1).astype(int)
        W, weight_step, bias = weights(layer, chip.crossbar.weight_bits)
        look = partial(_watched, seen, read) if seen is not None else read
        Y = product(X, W, chip.crossbar, cells, look if layer == LAYERS[0] else read)
        x = np.maximum(
            Y * (step * weight_step) + bias, 0 if layer != LAYERS[-1] else -np.inf
        )
    return x


@checked
def calibrated(crossbar: Crossbar, bits: int, count: int = 1000) -> Adc:
    """The converter of `bits` bits whose range reads most validation digits.

    Ranges tried: the array's largest sum and its halves, quarters ... down to a 32nd.
    Nothing is chosen on test digits. count: how many digits are looked at.
    """
    tops = [max(crossbar.largest / 2**k, 1) for k in range(6)]
    share = {}
    for top in tops:
        chip = Chip(replace(crossbar, adc=Adc(bits, top)))
        share[top] = right(chip, "validation", count)
    return Adc(bits, max(share, key=lambda top: share[top]))


@checked
def readings(chips: dict, changes: dict, count: int = 500) -> Table:
    """What chips read right of the first test digits, each under every change.

    chips: {name: Chip}, the columns; changes: {name: fields of Chip}, the rows.
    """
    rows = []
    for name, fields in changes.items():
        changed = [replace(chip, **fields) for chip in chips.values()]
        rows.append((name, *(right(chip, count=count) for chip in changed)))
    return Table(("", *chips), rows, f"right of {count:,} test digits")


@checked
def converted(chips: dict, adc: Adc, count: int = 500) -> list[float]:
    """What each chip reads right of the first test digits with another converter."""
    made = [replace(c, crossbar=replace(c.crossbar, adc=adc)) for c in chips.values()]
    return [right(chip, count=count) for chip in made]


@checked
@cache
def weights(layer: str, bits: int) -> tuple[np.ndarray, float, np.ndarray]:
    """A layer's weights as integers [C, M], their step, and its bias [M]."""
    shipped = data.weights(NETWORK)
    F, most = shipped[f"{layer}.weight"].T.astype(float), 2 ** (bits - 1) - 1
    step = np.abs(F).max() / max(most, 1)
    return np.rint(F / step).astype(int), step, shipped[f"{layer}.bias"]


@cache
def tops() -> dict[str, float]:
    """The largest input of each layer on training images."""
    x = data.mnist("train").images[:CALIBRATION].reshape(CALIBRATION, -1) / 255
    shipped, most = data.weights(NETWORK), {}
    for layer in LAYERS:
        most[layer] = float(x.max())
        F, bias = shipped[f"{layer}.weight"], shipped[f"{layer}.bias"]
        x = np.maximum(x @ F.T + bias, 0)
    return most


def shapes() -> tuple[ConvShape, ...]:
    """The network's layers, for one digit."""
    sizes = (weights(layer, 8)[0].shape for layer in LAYERS)
    return tuple(ConvShape(M=M, C=C) for C, M in sizes)


@checked
def sums(chip: Chip, images) -> np.ndarray:
    """Some of the sums that the first layer's columns bring to their converters [k]."""
    seen: list[np.ndarray] = []
    scores(chip, images, seen)
    return np.concatenate(seen)


def _watched(seen: list, read, S):
    """The sums as they are read; some of them are kept."""
    S = S if read is None else read(S)
    seen.append(S[::SAMPLE].ravel())
    return S
