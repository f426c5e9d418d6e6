"""What a design is judged on when all is handed in: digits and layers that nobody has seen, drawn from a secret.

    digits("the secret", 2000)     test digits, each turned, moved and scaled a little
    layers("the secret")           CONV layers of the course's tables, a little wider or narrower than there

The same secret gives the same, so that a regrade does. A gate on accuracy is relative to the reference network on the
same digits: what the warp itself costs falls on both.
"""

from dataclasses import replace
from hashlib import sha256

import numpy as np

from dnnlib import data
from dnnlib.door import checked, whole
from dnnlib.models import MODELS
from dnnlib.models.layer_tables import Layer
from dnnlib.shapes import ConvShape
from dnnlib.studio.workload import smaller

TABLES = ("VGG-16", "ResNet-50", "SqueezeNet", "MobileNet v1")
TURN, SHIFT, SCALE = 4.0, 0.5, 0.03  # degrees, pixels, share: at most, either way
WIDER = (0.75, 1.25)  # of a table's channels, rows and columns
MOST = 10_000_000  # MACs of a hidden layer


@checked
def digits(seed: str | int, n: int = 2000) -> data.Digits:
    """n test digits, each turned by up to 4 degrees, moved by half a pixel, scaled by 3 %; drawn without repetition.

    Shapes: images uint8 [n, 28, 28], labels [n]. Errors: ValueError where n is not in 1 to 10,000.
    """
    test = data.mnist("test")
    n = whole("n", n, 1, len(test), "digits")
    random = _random(seed, "digits")
    chosen = random.permutation(len(test))[:n]
    turn = np.radians(random.uniform(-TURN, TURN, n))
    scale = 1 + random.uniform(-SCALE, SCALE, n)
    shift = random.uniform(-SHIFT, SHIFT, (n, 2))
    images = warped(test.images[chosen], turn, scale, shift)
    return data.Digits(images, test.labels[chosen])


@checked
def warped(images, turn, scale, shift) -> np.ndarray:
    """Images turned, scaled and moved, each pixel the bilinear mean of four; beyond the edge is paper.

    Shapes: images uint8 [n, H, W], turn (radians) and scale [n], shift [n, 2] (rows, columns) -> uint8 [n, H, W].
    """
    images = np.asarray(images)
    n, H, W = images.shape
    y, x = np.mgrid[:H, :W].reshape(2, 1, -1)
    y, x = y - (H - 1) / 2 - shift[:, :1], x - (W - 1) / 2 - shift[:, 1:]
    cos, sin = (np.cos(turn) / scale)[:, None], (np.sin(turn) / scale)[:, None]
    # where each pixel of the new image lies in the old one
    row = cos * y - sin * x + (H - 1) / 2
    column = sin * y + cos * x + (W - 1) / 2
    found = _bilinear(np.pad(images, ((0, 0), (1, 1), (1, 1))), row + 1, column + 1)
    return np.rint(found).astype(np.uint8).reshape(n, H, W)


@checked
def layers(seed: str | int, n: int = 4) -> tuple[Layer, ...]:
    """n CONV layers of the course's tables at a quarter, as the public ones, with other channels, rows and columns.

    Filters and strides stay those of the tables; MACs are at most 10 million. Errors: ValueError where n is below 1.
    """
    random, found = _random(seed, "layers"), []
    rows = [(m, layer) for m in TABLES for layer in MODELS[m].layers if fitting(layer)]
    for number in range(whole("n", n)):
        model, layer = rows[int(random.integers(len(rows)))]
        name = f"hidden {number + 1} (like {model} {layer.name})"
        found.append(Layer(name, _perturbed(layer.shape, random), "conv"))
    return tuple(found)


def fitting(layer: Layer) -> bool:
    """Whether a layer of a table may be drawn: a CONV layer, not the first, small enough at a quarter."""
    shape = layer.shape
    return (
        layer.kind == "conv"
        and shape.C > 3
        and smaller(shape).macs * WIDER[1] ** 4 <= MOST
    )


def _perturbed(shape: ConvShape, random: np.random.Generator) -> ConvShape:
    small = smaller(shape)
    M, C, P = (max(1, round(size * random.uniform(*WIDER))) for size in (small.M, small.C, small.P))  # fmt: skip
    if small.G > 1:
        return replace(small, M=C, C=C, G=C, P=P, Q=P)
    return replace(small, M=M, C=C, P=P, Q=P)


def _bilinear(images: np.ndarray, row, column) -> np.ndarray:
    """The images [n, H, W] at real places [n, k]; outside of them what is at the edge."""
    n, H, W = images.shape
    row, column = np.clip(row, 0, H - 1.001), np.clip(column, 0, W - 1.001)
    top, left = row.astype(int), column.astype(int)
    down, right = row - top, column - left
    which = np.arange(n)[:, None]
    above = (
        images[which, top, left] * (1 - right) + images[which, top, left + 1] * right
    )
    below = images[which, top + 1, left] * (1 - right) + images[which, top + 1, left + 1] * right  # fmt: skip
    return above * (1 - down) + below * down


def _random(seed: str | int, what: str) -> np.random.Generator:
    digest = sha256(f"dnnlib studio {what} {seed}".encode()).digest()
    return np.random.default_rng(int.from_bytes(digest, "big"))
