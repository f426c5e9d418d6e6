"""What chapter 14 looks up, for a slider cannot wait for it; `python -m dnnlib.studio.experiments` makes it again.

energy, cycles   [dataflow, pes, rf, glb, batch]: one network on every chip (chips)
loss             [width, bits, density]: points that every network loses, on the validation digits
prices           [DRAM, GLB, RF, design]: ten designs at prices half, as they are, and twice, without MACs (prices)
"""

import io
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from math import nan

import numpy as np

from dnnlib import data
from dnnlib.door import checked
from dnnlib.studio.design import KNOBS, NAIVE, WIDTHS, Design
from dnnlib.table import Table

FILE = "studio_lessons.npz"


@cache
def lessons() -> dict[str, np.ndarray]:
    """The whole file. Errors: OSError where it is missing."""
    with np.load(io.BytesIO(data.asset(FILE)), allow_pickle=False) as file:
        return {name: file[name].astype(float) for name in file.files}


@checked
def loss(design: Design) -> float:
    """Points that a design's network loses on the validation digits, looked up; NaN for a depthwise one."""
    if design.kind != "standard":
        return nan
    width = WIDTHS["standard"].index(design.width)
    bits = KNOBS["bits"].index(design.bits)
    density = KNOBS["density"].index(design.density)
    return float(lessons()["loss"][width, bits, density])


@checked
def lost(widths: Iterable, densities: Iterable, bits: int) -> Table:
    """Points lost on the validation digits, a row a width and a column a share of weights that stay."""
    rows, densities = [], list(densities)
    for width in widths:
        nets = [replace(NAIVE, width=width, density=d, bits=bits) for d in densities]
        rows.append(("-".join(map(str, width)), *(round(loss(n), 2) for n in nets)))
    caption = f"Points lost at {bits} bits, by the share of weights that stay"
    return Table(("width", *map(str, densities)), rows, caption)
