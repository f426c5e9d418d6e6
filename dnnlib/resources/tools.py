"""The field's tools: what each computes, and what two of them said of the course's toy layer.

The toy is conv1d: R = 3, P = 16, 48 MACs. Runs of others, recorded: Timeloop's own exercise
(01-model-conv1d-2level, its ref-output), and SCALE-Sim 3.0.0 on a 4 x 4 array, November 2026.
"""

import numpy as np

from dnnlib.dataflow import array
from dnnlib.dataflow.accesses import count
from dnnlib.dataflow.loopnest import Mapping
from dnnlib.shapes import ConvShape
from dnnlib.table import Claim, Table, compare

TOY = ConvShape(P=16, R=3)
TOOLS = """
tool | you give it | it answers | how
Timeloop | layer, machine, nest or rules for nests | accesses, energy (by Accelergy), cycles | closed form, search
AccelForge | tensor products, a machine | energy (by HWComponents), latency | closed form, search
SCALE-Sim | layers, a systolic array, its SRAMs | cycles, traces of addresses | simulates addresses, no values
ZigZag | a network (ONNX), a machine | energy, latency of the best nest | closed form, search
MAESTRO | layer, directives of a dataflow | reuse, latency, energy | closed form
CrossSim | a network, a crossbar's errors | outputs as the analog array gives them | computes values
dnnlib | layer, machine, nest | accesses, energy, cycles, and the values themselves | both: runs and closed form
"""
TIMELOOP = {
    ("RF", "F", "read"): 48, ("RF", "F", "fill"): 3,
    ("RF", "I", "read"): 48, ("RF", "I", "fill"): 18,
    ("RF", "O", "read"): 32, ("RF", "O", "update"): 48,
    ("DRAM", "F", "read"): 3, ("DRAM", "I", "read"): 18, ("DRAM", "O", "update"): 16,
}  # fmt: skip
# cycles, then words of SRAM read of I and of F, and written of O
SCALESIM = {
    "output": (35, 48, 12, 48),
    "weight": (25, 48, 3, 16),
    "input": (43, 48, 12, 16),
}
QUANTITIES = ("cycles", "I read", "F read", "O written")
SAME = "equal"
FROM_ZERO = "it counts cycles from 0"
DRAIN = "it adds rows + columns for each fold: its issue 166"


def table() -> Table:
    """What each tool takes, answers, and how. Source: their own papers and documentation."""
    lines = [line.split(" | ") for line in TOOLS.strip().splitlines()]
    return Table(lines[0], lines[1:])


def against_timeloop(nest: str = "DRAM: R3 / RF: P16") -> Table:
    """Words of the toy layer: ours, and Timeloop's for the same nest; weight stationary, unless said.

    Its exercise has both nests, "DRAM: R3 / RF: P16" and "DRAM: P16 / RF: R3", and the same counts for both.
    Errors: ValueError where the nest is not the toy's.
    """
    ours = count(TOY, Mapping.parse(nest))
    claims = [
        Claim(" ".join(key), ours[key], words, SAME if ours[key] == words else "")
        for key, words in TIMELOOP.items()
    ]
    return compare(claims, f"{nest}, words")


def against_scalesim() -> Table:
    """The toy layer on a 4 x 4 systolic array: cycles, and words of the shared SRAM, beside SCALE-Sim's."""
    claims = []
    for flow, theirs in SCALESIM.items():
        for what, ours, said in zip(QUANTITIES, _ours(flow), theirs):
            why = FROM_ZERO if what == "cycles" else DRAIN
            why = SAME if ours == said else why
            claims.append(Claim(f"{flow} stationary, {what}", ours, said, why))
    return compare(claims, "R = 3, P = 16 on 4 x 4 PEs")


def _ours(flow: str) -> tuple[int, ...]:
    I, F = (np.ones(TOY.tensor(one)) for one in "IF")
    trace = array.run(I, F, 4, 4, flow)
    words = trace.accesses()
    wanted = ("I", "read"), ("F", "read"), ("O", "update")
    return trace.cycles, *(words["GLB", tensor, kind] for tensor, kind in wanted)
