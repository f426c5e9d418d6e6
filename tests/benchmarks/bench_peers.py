"""The mapper beside three public programs: the same layers, the same prices, on one machine (PEERS.md says more)."""

from dataclasses import replace
from time import process_time

from dnnlib.costs import NORMALIZED
from dnnlib.dataflow.array import cycles
from dnnlib.dataflow.hardware import DRAM, Hardware, Store
from dnnlib.dataflow.mapper import search
from dnnlib.dataflow.taxonomy import Dataflow
from dnnlib.shapes import ConvShape
from dnnlib.table import Table

# what they took and found, in CPU seconds and energies of a MAC, recorded on 2026-11-27: PEERS.md
NN_DATAFLOW = {
    "conv1": (ConvShape(N=16, M=48, C=3, P=55, Q=55, R=11, S=11, U=4), 0.62, 5296631808),
    "conv2": (ConvShape(N=16, M=128, C=48, P=27, Q=27, R=5, S=5), 4.07, 9992079360),
    "conv3": (ConvShape(N=16, M=192, C=256, P=13, Q=13, R=3, S=3), 5.14, 6912559104),
    "conv5": (ConvShape(N=16, M=128, C=192, P=13, Q=13, R=3, S=3), 3.03, 3417868288),
}  # fmt: skip
CONV3 = ConvShape(M=384, C=256, P=13, Q=13, R=3, S=3)
# of ZigZag's 1,119,763,200 what is spent above the register files: GLB and DRAM, of I, F and O
ZIGZAG = (4.68, 56415744 + 11520000 + 176947200 + 112529664 + 12979200)
# with its memories; it counts cycles from 0
SCALE_SIM = (17.2, 227231 + 1)


def timed(function, *arguments):
    """CPU seconds of a call, and what it returns."""
    start = process_time()
    found = function(*arguments)
    return process_time() - start, found


def mapped() -> list[tuple]:
    """AlexNet's layers, a group of each, at a batch of 16, beside nn_dataflow."""
    stores = DRAM, Store("GLB", 65_536), Store("RF", 256)
    machine, rows = Hardware("as nn_dataflow", 16, 16, stores), []
    for name, (shape, theirs, energy) in NN_DATAFLOW.items():
        for flow in ("RS", None):
            took, best = timed(search, shape, machine, flow)
            said = f"nn_dataflow, AlexNet {name}, {flow or 'any loops'}"
            rows.append((said, theirs, took, theirs / took, best.total / energy))
    return rows


def stationary() -> tuple:
    """AlexNet's conv3 on 16 x 16 PEs that hold a weight and a sum, beside ZigZag: energy above the register files."""
    levels = {"DRAM": 200, "GLB": 6, "RF": 1}
    stores = DRAM, Store("GLB", 65_536), Store("RF", {"F": 1, "O": 1})
    costs = replace(NORMALIZED, levels=levels)
    machine = Hardware("as ZigZag", 16, 16, stores, costs)
    flow = Dataflow("held", "a weight and a sum", "FO", None, "C", "M", "", "F")
    took, best = timed(search, CONV3, machine, flow)
    above = best.energy.by_level["GLB"] + best.energy.by_level["DRAM"]
    theirs, energy = ZIGZAG
    said = "ZigZag, AlexNet conv3, weights held"
    return said, theirs, took, theirs / took, above / energy


def main():
    """Print seconds and energies as ratios: theirs over ours, ours over theirs."""
    rows = [*mapped(), stationary()]
    took, ours = timed(cycles, CONV3, 32, 32, "weight")
    theirs, counted = SCALE_SIM
    said = "SCALE-Sim, AlexNet conv3, 32 x 32, cycles"
    rows.append((said, theirs, took, theirs / took, ours / counted))
    heads = ("beside", "their CPU s", "our CPU s", "times", "ours / theirs")
    print(Table(heads, rows, "energies, or cycles"))
