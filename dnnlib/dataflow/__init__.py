"""Dataflows: loop nests that can be run, counted, priced and searched, and the published analysis beside them.

loopnest        a mapping is a value: levels of storage and the loops at each; notation reads it
ragged, printed loops may overrun a layer: the last turn is cut, and the printed nest says where
walk, buffers   the definition of an access: the loops run, and words move
accesses        the same counts in closed form; tiles, reuse and energy beside it
latency         cycles, by steps or by the busiest store; fused runs two layers over one tile
hardware        what there is room for; taxonomy and stationary make the published dataflows' nests
mapper/         the best nest; array/, eyeriss/, isca16/ are machines, and a published analysis
priced          a whole network, layer by layer: `dnnlib price`
exchange/       to_timeloop, from_timeloop, and SCALE-Sim's topology files
"""

from dnnlib.dataflow.exchange import (
    from_timeloop,
    read_topology,
    to_timeloop,
    write_topology,
)

__all__ = ["from_timeloop", "read_topology", "to_timeloop", "write_topology"]
