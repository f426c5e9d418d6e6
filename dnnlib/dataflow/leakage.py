"""What a layer takes on a hardware: its accesses, its MACs, and what the chip leaks while they last.

    E = energy(accesses, macs, costs) + hardware.leakage * cycles

A MAC or an access takes its energy once, sooner or later; what leaks is lost in every cycle. So where a chip leaks much
the best mapping is a faster one. Hardware.leakage is 0 unless you give it: no source of this course has the number.
"""

from collections import Counter

from dnnlib.dataflow.accesses import count
from dnnlib.dataflow.energy import Energy, energy
from dnnlib.dataflow.hardware import Hardware
from dnnlib.dataflow.latency import latency
from dnnlib.dataflow.loopnest import Mapping
from dnnlib.door import checked
from dnnlib.shapes import ConvShape


@checked
def spent(
    shape: ConvShape,
    mapping: Mapping,
    hardware: Hardware,
    accesses: Counter | None = None,
) -> Energy:
    """The energy of a layer under a mapping on a hardware, leakage included: {(level, tensor): energy}.

    E = accesses * costs + macs * costs.mac + leakage * cycles, the cycles by `latency`

    accesses: by `count` unless they are given. Units: hardware.costs.unit.
    Errors: ValueError where the loops do not cover the shape; KeyError names a level without a cost.
    """
    accesses = count(shape, mapping) if accesses is None else accesses
    leaked = 0.0
    if hardware.leakage:
        leaked = hardware.leakage * latency(shape, mapping, hardware, accesses).cycles
    return energy(accesses, shape.macs, hardware.costs, leaked)
