"""The seven loops, the Toeplitz matrix product and torch's conv2d on layers of real networks."""

import numpy as np
import torch
from run import THREADS
from timing import ratio

from dnnlib.kernels import direct, toeplitz
from dnnlib.models import MODELS
from dnnlib.table import Table

LOOPS = (("LeNet-5", "conv1"),)  # the seven loops take a microsecond a MAC
LAYERS = (
    ("LeNet-5", "conv1"),
    ("LeNet-5", "conv2"),
    ("AlexNet", "conv1"),
    ("AlexNet", "conv2"),
    ("AlexNet", "conv3"),
    ("VGG-16", "conv3_2"),
    ("MobileNet v1", "dw2"),
    ("MobileNet v1", "pw2"),
)


def operands(model: str, layer: str):
    """Random I and F in single precision for one layer at batch 1, and its stride and groups."""
    shape = next(one.shape for one in MODELS[model].layers if one.name == layer)
    rng = np.random.default_rng(0)
    I, F = (rng.standard_normal(shape.tensor(t), np.float32) for t in "IF")
    return I, F, shape.U, shape.G


def torch_conv(I, F, U, G):
    """torch's convolution over the same memory."""
    return torch.nn.functional.conv2d(
        torch.from_numpy(I), torch.from_numpy(F), stride=U, groups=G
    ).numpy()


def main():
    """Print how many times faster the second of each pair is, and that both give the same O."""
    torch.set_num_threads(THREADS)
    pairs = [
        (*layer, "direct", direct.conv, "toeplitz", toeplitz.conv, 3) for layer in LOOPS
    ]
    pairs += [
        (*layer, "toeplitz", toeplitz.conv, "torch", torch_conv, 7) for layer in LAYERS
    ]
    rows = []
    for model, layer, slow_name, slow, fast_name, fast, rounds in pairs:
        arguments = operands(model, layer)
        error = (
            np.abs(slow(*arguments) - fast(*arguments)).max()
            / np.abs(fast(*arguments)).max()
        )
        middle, least, most = ratio(
            lambda: slow(*arguments), lambda: fast(*arguments), rounds
        )
        rows.append(
            (
                f"{model} {layer}",
                f"{slow_name} / {fast_name}",
                middle,
                f"{least:.3g} to {most:.3g}",
                error,
            )
        )
    print(Table(("layer", "time of", "ratio", "range", "largest difference"), rows))
