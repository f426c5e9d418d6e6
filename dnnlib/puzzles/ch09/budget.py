"""A budget: how many bits each layer of a real network gets, judged on digits that are not known beforehand."""

from collections.abc import Callable
from functools import lru_cache
from math import ceil

import numpy as np

from dnnlib import data
from dnnlib.costs import HOROWITZ_45NM
from dnnlib.networks.lenet import lenet_300_100
from dnnlib.networks.network import activations
from dnnlib.puzzle import Puzzle
from dnnlib.quant.affine import Affine, asymmetric, symmetric
from dnnlib.quant.calibrate import least_squares

LAYERS = {"fc1": 784 * 300, "fc2": 300 * 100, "fc3": 100 * 10}  # and their MACs an image, as many as weights
BITS_F, BITS_I = range(2, 9), range(1, 9)  # of a layer's weights (a scale a filter), and of its inputs
BUDGETS = (3.25, 3.5, 4, 4.5, 5, 6)  # nJ; all in 8 bits takes 53
IMAGES, ALLOWED = 2000, 0.02  # digits judged on; the share of them that may be lost against 8 bits


def energy(bits: dict) -> float:
    """nJ of all multiplications for one image: macs * 0.2 pJ * bits_F*bits_I / 64, as many cells as bits squared.

    bits: {"fc1": (bits_F, bits_I), ...}. Source: Horowitz, ISSCC 2014 (8 bits); Sze et al. 2017, VII-A (quadratic).
    Errors: ValueError names a layer that is missing, or bits that there are not.
    """
    pj = HOROWITZ_45NM["int8 mult"]
    return sum(LAYERS[layer] * pj * F * I / 64 for layer, (F, I) in _checked(bits).items()) / 1000


def accuracy(bits: dict, images, labels) -> float:
    """The share of images that LeNet-300-100 names right with so many bits: use those of data.mnist("validation").

    Shapes: images uint8 [N,28,28], labels [N]. Errors: as in energy.
    """
    return float((_labels(_checked(bits), images) == labels).mean())


def _labels(bits: dict, images) -> np.ndarray:
    weights = data.weights("LeNet-300-100")
    x = data.inputs(images).reshape(len(images), -1)
    for layer in LAYERS:
        F, I = bits[layer]
        x = _inputs(layer, I)(x) @ _filters(layer, F).T + weights[f"{layer}.bias"]
        x = np.maximum(x, 0) if layer != "fc3" else x
    return x.argmax(axis=1)


OVER, LOST = "percent over the budget", "points lost beyond 2"


def judged(function: Callable) -> Callable:
    """The function as it is: earlier exercises had this decorator, and the judge itself prices the bits now."""
    return function


def _priced(bits, budget: float, sample: int) -> dict:
    """How many percent the bits take over the budget, and how many points they lose beyond 2."""
    bits = _checked(bits)
    over = max(0, ceil(100 * (energy(bits) / budget - 1) - 1e-9))
    lost = _right({layer: (8, 8) for layer in LAYERS}, sample) - _right(bits, sample) - ALLOWED
    return {OVER: over, LOST: max(0, ceil(100 * lost - 1e-9))}


def allocate(budget: float, sample: int) -> dict:
    """Choose bits for weights and inputs of each layer of LeNet-300-100, {"fc1": (bits_F, bits_I), ...}, in a budget.

    budget: nJ for one image's multiplications, `ch09.energy(bits)`. Judged on 2,000 hidden digits, where at most 2
    points may be lost against 8 bits everywhere. The judge says how many percent the bits take over the budget, and how
    many points they lose beyond 2.
    """
    if budget not in BUDGETS or not 0 <= sample < 2**16:
        raise ValueError(f"the budget is one of {BUDGETS}, the sample a number of 16 bits")
    return {OVER: 0, LOST: 0}


@lru_cache(maxsize=64)
def _hits(bits: tuple) -> np.ndarray:
    """Which of all test digits are named right: an answer meets many samples with the same bits."""
    test = data.mnist("test")
    return _labels(dict(bits), test.images) == test.labels


def _right(bits: dict, sample: int) -> float:
    hits = _hits(tuple(bits.items()))
    return float(np.random.default_rng(sample).choice(hits, IMAGES, replace=False).mean())


def _checked(bits) -> dict:
    """The bits by layer as pairs of integers, once they are all there."""
    if not isinstance(bits, dict) or bits.keys() != LAYERS.keys():
        raise ValueError(f'bits={str(bits)[:80]}: give {{"fc1": (bits_F, bits_I), "fc2": ..., "fc3": ...}}')
    return {layer: _pair(layer, bits[layer]) for layer in LAYERS}


def _pair(layer: str, pair) -> tuple[int, int]:
    """Two numbers of bits, from a tuple, a list or an array."""
    numbers = pair.tolist() if isinstance(pair, np.ndarray) else pair
    whole = isinstance(numbers, tuple | list) and len(numbers) == 2
    if not whole or numbers[0] not in BITS_F or numbers[1] not in BITS_I:
        raise ValueError(f"{layer} has bits {str(pair)[:80]}: 2 to 8 for weights, 1 to 8 for inputs")
    return int(numbers[0]), int(numbers[1])


@lru_cache(maxsize=64)
def _filters(layer: str, bits: int) -> np.ndarray:
    F = data.weights("LeNet-300-100")[f"{layer}.weight"]
    return symmetric(F, bits, per_channel=True)(F)


@lru_cache(maxsize=64)
def _inputs(layer: str, bits: int) -> Affine:
    """The quantizer of a layer's inputs: pixels over 0 to 1, others over the range with the least squared error."""
    if layer == "fc1":
        return asymmetric([0.0, 1.0], bits)
    sample = _sample()[{"fc2": "relu1", "fc3": "relu2"}[layer]]
    return asymmetric(sample, bits, clip=least_squares(sample, bits))


@lru_cache(maxsize=1)
def _sample() -> dict[str, np.ndarray]:
    return activations(lenet_300_100(), data.mnist("validation").images[-500:])


def _all(fc1, fc2=None, fc3=None) -> Callable:
    return lambda budget: {"fc1": fc1, "fc2": fc2 or fc1, "fc3": fc3 or fc1}


def _uniform(budget):
    """The most bits, the same everywhere, that fit."""
    bits = max(b for b in range(2, 9) if b == 2 or energy(dict.fromkeys(LAYERS, (b, b))) <= budget)
    return dict.fromkeys(LAYERS, (bits, bits))


def _spent(first: tuple[str, int]) -> Callable:
    """Everything at the least, then all that is left to one layer's weights (0) or inputs (1)."""
    layer, which = first

    def bits(budget):
        found = dict.fromkeys(LAYERS, (2, 1))
        for b in (BITS_F, BITS_I)[which]:
            pair = (b, found[layer][1]) if which == 0 else (found[layer][0], b)
            if energy({**found, layer: pair}) <= budget:
                found = {**found, layer: pair}
        return found

    return bits


allocate_puzzle = Puzzle(
    allocate,
    lambda rng: (float(rng.choice(BUDGETS)), int(rng.integers(2**16))),
    points=5,
    given=1,
    score=_priced,
    trials=4,
    examples=((4.0, 0), (6.0, 1), (3.25, 2)),
    wrong={
        "The same bits everywhere, as many as fit: weights and inputs need not have the same. See both apart.": (
            _uniform
        ),
        "8 bits everywhere: that is 53 nJ.": _all((8, 8)),
        "4 bits everywhere: cells grow as bits_F * bits_I.": _all((4, 4)),
        "3 bits everywhere: accurate, but over the budget. Do inputs need as many as weights?": _all((3, 3)),
        "The least bits everywhere: within every budget, and wrong on many digits. Spend what is left.": _all(
            (2, 1)
        ),
        "Few bits for weights, many for inputs: it is the weights that need them here.": _all(
            (2, 3), (2, 3), (2, 3)
        ),
        "All that is left goes to the pixels: black and white is nearly enough for digits.": _spent(
            ("fc1", 1)
        ),
        "All that is left goes to the last layer: it is small already. What do the first layer's weights need?": _spent(
            ("fc3", 0)
        ),
        "All that is left goes to the second layer's weights: the first layer's at 2 bits lose too much.": _spent(
            ("fc2", 0)
        ),
        "The budget is counted as if cells grew with bits_F + bits_I: they grow with the product.": _all(
            (4, 2), (4, 2), (8, 2)
        ),
    },
)
