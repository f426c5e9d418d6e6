"""A learner's layers and nests, taken to the field's own tools and back.

scalesim        layers as SCALE-Sim's topology CSV
timeloop        a layer, a nest and its hardware as Timeloop's YAML (v0.4); timeloop_read is the way back
"""

from dnnlib.dataflow.exchange.scalesim import read_topology, write_topology
from dnnlib.dataflow.exchange.timeloop import to_timeloop
from dnnlib.dataflow.exchange.timeloop_read import from_timeloop

__all__ = ["from_timeloop", "read_topology", "to_timeloop", "write_topology"]
