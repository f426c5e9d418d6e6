"""Figure functions for the tests: a good one, one that sleeps for ever, one that takes memory without end.

They misbehave at height 7 alone, and only where DNNLIB_TEST_BAD is set: in the worker, not in the rehearsal.
"""

import os
import time

from matplotlib.figure import Figure

from dnnlib.table import Table


def bars(height=1, width=1):
    """A bar, so high and so wide."""
    figure = Figure(figsize=(7.2, 3.6))
    figure.add_subplot().bar([0], [height], width=width / 20)
    figure.axes[0].set_title(f"{height} high")
    figure.table = Table(("height", "width"), [(height, width)])
    return figure


def hang(height=1, width=1):
    """A bar that never comes at height 7."""
    if height == 7 and os.environ.get("DNNLIB_TEST_BAD"):
        time.sleep(3600)
    return bars(height, width)


def swell(height=1, width=1):
    """A bar that takes memory without end at height 7."""
    kept = []
    while height == 7 and os.environ.get("DNNLIB_TEST_BAD"):
        kept.append(bytearray(50_000_000))
    return bars(height, width)
