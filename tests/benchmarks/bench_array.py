"""The PE array: cycles a CPU second against PEs in plain loops, and against SCALE-Sim, which moves addresses alone.

SCALE-Sim 3.0.0 needs NumPy below 2.3, so it gets an environment of its own in build/, made at the first run; where it
cannot be installed its columns are left empty. It counts addresses and computes no value. So ours is shown twice: the
real output with all counts (by closed forms where SCALE-Sim enumerates), and the same with the buffer's addresses of
every cycle, as it lists them.
"""

import subprocess
import sys
from pathlib import Path
from time import process_time

import numpy as np
from recorded_arrays import LAYERS
from timing import ratio

from dnnlib.dataflow import array
from dnnlib.dataflow.array import systolic_pe
from dnnlib.dataflow.array.systolic_demand import demand
from dnnlib.shapes import ConvShape
from dnnlib.table import Table

PLACE = Path(__file__).parents[2] / "build" / "scalesim"
PEER = "scalesim==3.0.0", "numpy<2.3"
SIZES = (8, 16, 32, 128)
ROUNDS = 3  # the quickest of these
# folds * cycles: SCALE-Sim's time grows with this but for weight stationary; beyond, it is not asked
PATIENCE = 3e8
DRIVER = """
import sys
from time import process_time
from scalesim.compute.operand_matrix import operand_matrix
from scalesim.compute.systolic_compute_is import systolic_compute_is
from scalesim.compute.systolic_compute_os import systolic_compute_os
from scalesim.compute.systolic_compute_ws import systolic_compute_ws
from scalesim.layout_utils import layouts
from scalesim.scale_config import scale_config
from scalesim.topology_utils import topologies
KINDS = {"input": ("is", systolic_compute_is), "output": ("os", systolic_compute_os),
         "weight": ("ws", systolic_compute_ws)}
for line in sys.stdin:
    flow, size, *layer = line.split()
    size, layer = int(size), [int(word) for word in layer]
    config, topology = scale_config(), topologies()
    config.set_arr_dims(size, size); config.set_dataflow(KINDS[flow][0]); config.force_valid()
    topology.append_topo_arrays("layer", ["layer", *layer, layer[-1], 1, 1])
    topology.topo_load_flag, topology.num_layers = True, 1
    topology.topo_calc_hyperparams()
    start = process_time()
    operands, array = operand_matrix(), KINDS[flow][1]()
    operands.set_params(config, topology, layouts(), 0)
    operands.create_operand_matrices()
    array.set_params(config_obj=config, ifmap_op_mat=operands.get_ifmap_matrix()[1],
                     filter_op_mat=operands.get_filter_matrix()[1], ofmap_op_mat=operands.get_ofmap_matrix()[1])
    demands = array.get_demand_matrices()
    print("RESULT", len(demands[0]), process_time() - start, flush=True)
"""


def main():
    """Print both races."""
    loops()
    rows = [
        (name, flow, size)
        for name in LAYERS
        if name != "FC8"
        for flow in array.DATAFLOWS[:3]
        for size in SIZES
    ]
    peer, table = start_peer(), []
    for name, flow, size in rows:
        cycles, values, addresses = ours(LAYERS[name], flow, size)
        folds = array.plan(LAYERS[name], size, size, flow).folds
        asked = peer and (flow == "weight" or folds * cycles < PATIENCE)
        theirs = ask(peer, LAYERS[name], flow, size, cycles) if asked else None
        rates = [cycles / seconds / 1e6 for seconds in (values, addresses)]
        times = (theirs / values, theirs / addresses) if theirs else (None, None)
        table.append(
            (
                name,
                flow,
                f"{size} x {size}",
                cycles,
                *rates,
                theirs and cycles / theirs / 1e6,
                *times,
            )
        )
    heads = (
        "layer",
        "stationary",
        "PEs",
        "cycles",
        "output",
        "and addresses",
        "SCALE-Sim",
        "ratio",
        "with addresses",
    )
    print(
        Table(
            heads,
            table,
            "Millions of cycles a CPU second on AlexNet, single precision, one thread",
        )
    )
    if peer:
        peer.stdin.close()
        for k, what in ((7, "output and counts"), (8, "with addresses")):
            found = sorted(row[k] for row in table if row[k])
            print(
                f"{what}: {found[0]:.1f} to {found[-1]:.1f} times SCALE-Sim, median {found[len(found) // 2]:.1f}"
            )


def loops():
    """PEs in plain loops against the same run in arrays: its output and counts, and every register of every cycle."""
    shape, rng = ConvShape(M=16, C=4, P=14, Q=14, R=3, S=3), np.random.default_rng(0)
    I, F = (rng.integers(-9, 9, shape.tensor(tensor)) for tensor in "IF")
    for flow in array.DATAFLOWS[:3]:
        slow = lambda: systolic_pe.run(I, F, 16, 16, flow)
        counts = ratio(slow, lambda: array.run(I, F, 16, 16, flow).accesses(), 3)
        frames = ratio(slow, lambda: array.run(I, F, 16, 16, flow).frames(), 3)
        (a, b, c), (d, e, f) = counts, frames
        print(f"{flow}, 16 x 16, loops / arrays: output and counts {a:.0f} ({b:.0f} to {c:.0f}), "
              f"every register {d:.0f} ({e:.0f} to {f:.0f})")  # fmt: skip


def ours(shape: ConvShape, flow: str, size: int) -> tuple[int, float, float]:
    """Cycles, and CPU seconds of the output with all counts, and of that with the addresses of every cycle."""
    rng, seconds = np.random.default_rng(0), []
    I, F = (rng.standard_normal(shape.tensor(tensor), np.float32) for tensor in "IF")
    for _ in range(ROUNDS):
        start = process_time()
        trace = array.run(I, F, size, size, flow, shape.U)
        trace.accesses(), trace.utilization
        middle = process_time()
        listed = sum(len(part.out) for part in demand(trace.plan, trace.words))
        seconds.append((middle - start, process_time() - start))
        assert listed == trace.cycles
    return trace.cycles, *(min(column) for column in zip(*seconds))


def start_peer():
    """SCALE-Sim in a process of its own, or None with the reason printed."""
    python = PLACE / "bin" / "python"
    commands = [
        [sys.executable, "-m", "venv", PLACE],
        [python, "-m", "pip", "install", "-q", *PEER],
    ]
    try:
        if not (PLACE / "ready").exists():
            for command in commands:
                subprocess.run(command, check=True, capture_output=True, timeout=600)
            (PLACE / "ready").touch()
    except (OSError, subprocess.SubprocessError) as error:
        print(f"SCALE-Sim left out: it cannot be installed here ({error})")
        return None
    return subprocess.Popen(
        [python, "-c", DRIVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def ask(peer, shape: ConvShape, flow: str, size: int, cycles: int) -> float:
    """SCALE-Sim's CPU seconds for one layer, the quickest of ROUNDS; a long one is asked once."""
    seconds = []
    while len(seconds) < ROUNDS and sum(seconds) < 2:
        print(
            flow,
            size,
            shape.H,
            shape.W,
            shape.R,
            shape.S,
            shape.C,
            shape.M,
            shape.U,
            file=peer.stdin,
            flush=True,
        )
        while not (line := peer.stdout.readline()).startswith("RESULT"):
            if not line:
                raise RuntimeError("SCALE-Sim stopped")
        assert int(line.split()[1]) == cycles, (
            f"SCALE-Sim takes {line.split()[1]} cycles, we {cycles}"
        )
        seconds.append(float(line.split()[2]))
    return min(seconds)
