"""How hardware is judged: the roofline, and the two numbers of this very machine that draw it."""

from dnnlib.metrics.roofline import (
    Machine,
    attainable,
    intensity,
    kernel_intensity,
    least_seconds,
    measure,
    point,
)

__all__ = [
    "Machine",
    "attainable",
    "intensity",
    "kernel_intensity",
    "least_seconds",
    "measure",
    "point",
]
