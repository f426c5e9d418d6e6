"""What one line of a framework becomes: the operations that it calls, seen by torch's own profiler."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import torch
from torch.profiler import ProfilerActivity, profile

from dnnlib.door import whole
from dnnlib.table import Table


def kernels(work: Callable, rounds: int = 1) -> Table:
    """The operations that a call becomes, in the order of their first start: how often, and at which depth.

    work: a function without arguments. Names are torch's: "mkldnn_convolution" is a library's kernel,
    "conv2d" the door that it stands behind. They depend on the machine and on torch's version.
    """
    if not callable(work):
        raise TypeError(f"work={work!r} cannot be called: give lambda: layer(x)")
    whole("rounds", rounds)
    one = profile(activities=[ProfilerActivity.CPU])
    with _quiet(), one as seen, torch.no_grad():
        for _ in range(rounds):
            work()
    events = sorted(seen.events() or (), key=lambda one: one.time_range.start)
    rows: dict[str, list[int]] = {}
    for event in events:
        name = event.name.removeprefix("aten::")
        row = rows.setdefault(name, [0, _depth(event)])
        row[0] += 1
    return Table(
        ("call", "times", "depth"), [(n, *v) for n, v in rows.items() if "[" not in n]
    )


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the lines that the profiler's own library writes past Python."""
    kept, nothing = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nothing)


def chosen(work: Callable) -> str:
    """The deepest call: the kernel that did the work."""
    table = kernels(work)
    products = [
        (depth, name)
        for name, _, depth in table.rows
        if any(word in name for word in ("conv", "mm"))
    ]
    return max(products)[1] if products else "none"


def _depth(event) -> int:
    depth = 0
    while event.cpu_parent is not None:
        event, depth = event.cpu_parent, depth + 1
    return depth
