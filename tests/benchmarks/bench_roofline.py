"""The roofline of this machine and the kernels under it; with a CUDA device that torch finds, of that too.

python tests/benchmarks/run.py roofline            prints tables
python tests/benchmarks/bench_roofline.py FILE     also keeps them as JSON, with date, device and driver
"""

import json
import platform
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from statistics import median

import numpy as np
import torch

from dnnlib import metrics
from dnnlib.kernels import fft, toeplitz, winograd, winograd_fast
from dnnlib.models import MODELS
from dnnlib.table import Table

LAYERS = [("AlexNet", "conv2"), ("AlexNet", "conv3"), ("VGG-16", "conv1_2"), ("VGG-16", "conv3_2"), ("VGG-16", "conv5_2"),
          ("ResNet-50", "conv2_1a"), ("MobileNet v1", "dw2"), ("AlexNet", "fc6")]  # fmt: skip


def main(keep: str | None = None):
    """Print the machine and its points, and keep them in a file where one is named."""
    torch.set_num_threads(1)
    devices = [cpu()] + ([cuda()] if torch.cuda.is_available() else [])
    for device in devices:
        print(
            f"{device['name']}: peak {device['peak'] / 1e9:.4g} GFLOP/s, {device['bandwidth'] / 1e9:.4g} GB/s, "
            f"ridge {device['peak'] / device['bandwidth']:.3g} FLOP a byte"
        )
        print(
            Table(
                (
                    "layer",
                    "kernel",
                    "FLOP a byte of the kernel",
                    "GFLOP/s of the layer",
                ),
                device["points"],
            )
        )
    if keep:
        kept = {
            "date": str(date.today()),
            "script": Path(__file__).name,
            "devices": devices,
        }
        Path(keep).write_text(json.dumps(kept, indent=1))


def cpu() -> dict:
    """NumPy on this machine: the course's kernels and torch's, one thread, in the thread's time."""
    machine, points = metrics.measure(), []
    for model, name in LAYERS:
        shape = MODELS[model].layer(name).shape
        I, F = (
            np.random.default_rng(0).standard_normal(shape.tensor(t), np.float32)
            for t in "IF"
        )
        for kernel, (call, own) in kernels(shape, I, F).items():
            rate = 2 * shape.macs / metrics.least_seconds(call, 3) / 1e9
            points.append((f"{model} {name}", kernel, own, rate))
    rates = {"peak": machine.peak, "bandwidth": machine.bandwidth}
    return {"name": platform.machine(), "driver": "", **rates, "points": points}


def kernels(shape, I, F) -> dict:
    """Each kernel that suits a layer, as a function of nothing, with its own operations a byte."""
    i, f, found = torch.from_numpy(I), torch.from_numpy(F), {}
    own = metrics.kernel_intensity
    found["toeplitz"] = (
        lambda: toeplitz.conv(I, F, shape.U, shape.G),
        own(toeplitz.ops(shape)),
    )
    if (shape.R, shape.S, shape.U, shape.G) == (3, 3, 1, 1):
        last, filters = (
            np.ascontiguousarray(I.transpose(0, 2, 3, 1)),
            winograd_fast.ahead(F),
        )
        found["winograd, ahead"] = (
            lambda: winograd_fast.conv_channels_last(last, filters),
            own(winograd.ops(shape)),
        )
    if shape.P > 1:
        found["fft"] = (
            lambda: fft.conv(I, F, shape.U, shape.G),
            own(fft.ops(shape, amortized=False)),
        )
    found["torch"] = (
        lambda: torch.nn.functional.conv2d(i, f, stride=shape.U, groups=shape.G),
        metrics.intensity(shape),
    )
    return found


def cuda() -> dict:
    """torch on the first CUDA device, single precision without TF32: matrix product, copy, and conv2d at batch 16."""
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
    A = torch.randn(8192, 8192, device="cuda")
    big = torch.randn(1 << 28, device="cuda")
    peak, bandwidth = (
        2 * 8192**3 / on_device(lambda: A @ A),
        8 * big.numel() / on_device(big.clone),
    )
    points = []
    for model, name in LAYERS:
        shape = MODELS[model].layer(name).shape
        i = torch.randn(16, *shape.tensor("I")[1:], device="cuda")
        f = torch.randn(shape.tensor("F"), device="cuda")
        seconds = on_device(
            lambda: torch.nn.functional.conv2d(i, f, stride=shape.U, groups=shape.G)
        )
        rate, intensity = (
            2 * 16 * shape.macs / seconds / 1e9,
            metrics.intensity(replace(shape, N=16)),
        )
        points.append((f"{model} {name}", "torch, N=16", intensity, rate))
    name, driver = torch.cuda.get_device_name(), torch.version.cuda
    return {
        "name": name,
        "driver": f"CUDA {driver}",
        "peak": peak,
        "bandwidth": bandwidth,
        "points": points,
    }


def on_device(call, rounds: int = 10) -> float:
    """Seconds of a call on the device: it returns before the device is done, so the clock waits for it."""
    times = []
    for _ in range(rounds + 2):
        torch.cuda.synchronize()
        start = time.perf_counter()
        call()
        torch.cuda.synchronize()
        times.append(time.perf_counter() - start)
    return median(times[2:])


if __name__ == "__main__":
    main(*sys.argv[1:2])
