"""Winograd and Toeplitz against torch's conv2d on one thread, both held to the same vector instructions.

Each library picks its own instruction set, and an environment variable may hold one of them back. So the pairs are
timed in processes of their own: both at AVX2, and both as they choose. A CUDA device, where torch finds one, is timed
in `bench_roofline`. Time is that of the thread: what other programs take away is not counted.
"""

import os
import subprocess
import sys
from pathlib import Path
from statistics import geometric_mean, median

SETTINGS = {
    "both held to AVX2": {
        "OPENBLAS_CORETYPE": "Haswell",
        "ONEDNN_MAX_CPU_ISA": "AVX2",
        "MKL_ENABLE_INSTRUCTIONS": "AVX2",
    },
    "both as they choose": {},
}
ROUNDS = 5
# the targets
WINOGRAD, TOEPLITZ = (
    "geometric mean 1.7, best layer 2.2, error 6e-6",
    "each layer 0.85",
)


def main():
    """One table a setting, in a process each, since libraries read the settings when they are first imported."""
    for name, variables in SETTINGS.items():
        clean = {
            k: v
            for k, v in os.environ.items()
            if k not in SETTINGS["both held to AVX2"]
        }
        one = dict.fromkeys(
            ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"
        )
        here = Path(__file__).resolve()
        path = os.pathsep.join(map(str, (here.parents[2], here.parent)))
        print(f"\n{name}", flush=True)
        subprocess.run(
            [sys.executable, here],
            env={**clean, **variables, **one, "PYTHONPATH": path},
            check=True,
        )


def tables():
    """What one process prints: the machine's matrix product, Winograd on VGG-16, Toeplitz on AlexNet."""
    from dnnlib import metrics
    from dnnlib.models import MODELS
    from dnnlib.table import Table

    print(
        f"matrix product in NumPy: {metrics.measure(words=1 << 20).peak / 1e9:.0f} GFLOP/s"
    )
    vgg = MODELS["VGG-16"].of_kind("conv")[1:]
    rows = [
        winograd_row(name, batch(shape, N))
        for N in (1, 4)
        for shape, name in {y.shape: y.name for y in vgg}.items()
    ]
    head = (
        "VGG-16 layer",
        "N",
        "tile",
        "torch / Winograd",
        "torch effective GFLOP/s",
        "error",
    )
    print(
        Table(
            head, rows, f"Winograd, filters ahead, channels last (target: {WINOGRAD})"
        )
    )
    for N in (1, 4):
        timed = {
            batch(y.shape, N): row[3]
            for y in vgg
            for row in rows
            if row[:2] == (y.name, N)
        }
        # equal layers are timed once and count each
        ratios = [timed[batch(y.shape, N)] for y in vgg]
        print(
            f"N={N}: geometric mean {geometric_mean(ratios):.2f}, best {max(ratios):.2f}, "
            f"largest error {max(row[5] for row in rows if row[1] == N):.1e}"
        )
    rows = [
        toeplitz_row(layer.name, layer.shape)
        for layer in MODELS["AlexNet"].of_kind("conv")
    ]
    print(
        Table(
            ("AlexNet layer", "torch / Toeplitz", "difference"),
            rows,
            f"Toeplitz (target from conv2 on: {TOEPLITZ})",
        )
    )


def winograd_row(name, shape):
    """Torch at the better of its two layouts over Winograd, and the error of O against float64."""
    import numpy as np
    import torch

    from dnnlib.kernels import winograd_fast

    I, F = operands(shape)
    exact = torch.nn.functional.conv2d(
        torch.tensor(I).double(), torch.tensor(F).double()
    ).numpy()
    last, m = (
        np.ascontiguousarray(I.transpose(0, 2, 3, 1)),
        winograd_fast.tile(shape.P, shape.Q),
    )
    filters = winograd_fast.ahead(F, m)
    error = (
        np.abs(
            winograd_fast.conv_channels_last(last, filters).transpose(0, 3, 1, 2)
            - exact
        ).max()
        / np.abs(exact).max()
    )
    fair = [
        torch_conv(I, F, 1, 1, layout)
        for layout in (torch.contiguous_format, torch.channels_last)
    ]
    ratio, seconds = faster(
        fair, lambda: winograd_fast.conv_channels_last(last, filters)
    )
    return (
        name,
        shape.N,
        f"F({m}x{m},3x3)",
        ratio,
        2 * shape.macs / seconds / 1e9,
        float(error),
    )


def toeplitz_row(name, shape):
    """Torch over Toeplitz, both on [N,C,H,W] and grouped as AlexNet is."""
    import numpy as np
    import torch

    from dnnlib.kernels import toeplitz

    I, F = operands(shape)
    theirs = torch_conv(I, F, shape.U, shape.G, torch.contiguous_format)
    O = toeplitz.conv(I, F, shape.U, shape.G)
    ratio, _ = faster([theirs], lambda: toeplitz.conv(I, F, shape.U, shape.G))
    return name, ratio, float(np.abs(O - theirs().numpy()).max() / np.abs(O).max())


def batch(shape, N):
    """The same layer for N images."""
    from dataclasses import replace

    return replace(shape, N=N)


def operands(shape):
    """Random I and F in single precision."""
    import numpy as np

    rng = np.random.default_rng(0)
    return [rng.standard_normal(shape.tensor(tensor), np.float32) for tensor in "IF"]


def torch_conv(I, F, U, G, layout):
    """torch's convolution of the padded input in a memory layout, as a function of nothing."""
    import torch

    I, F = (torch.from_numpy(x).contiguous(memory_format=layout) for x in (I, F))
    return lambda: torch.nn.functional.conv2d(I, F, stride=U, groups=G)


def faster(theirs, ours):
    """The median over rounds, all in turn, of the best of theirs over ours, thread time; and the seconds of theirs."""
    import torch

    from dnnlib.metrics import least_seconds

    torch.set_num_threads(1)
    with torch.inference_mode():
        turns = [[least_seconds(f, 1) for f in (*theirs, ours)] for _ in range(ROUNDS)]
    best = min(range(len(theirs)), key=lambda k: median(turn[k] for turn in turns))
    return median(turn[best] / turn[-1] for turn in turns), min(
        turn[best] for turn in turns
    )


if __name__ == "__main__":
    tables()
