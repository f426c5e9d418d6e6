"""What a word costs at each level of a hardware, as the mapper adds it up: prices as floats."""

from typing import NamedTuple

from dnnlib.dataflow.loopnest import NETWORK
from dnnlib.dataflow.mapper.space import Rules
from dnnlib.door import explained


class Prices(NamedTuple):
    """What a word costs: read from or written to DRAM, the buffer and the register file, over the network; and a MAC.

    cycle: what the chip leaks in one.
    """

    dram: float
    to_dram: float
    buffer: float
    to_buffer: float
    local: float
    to_local: float
    network: float
    mac: float
    cycle: float

    @classmethod
    @explained
    def of(cls, rules: Rules) -> "Prices":
        """The prices of a hardware, as floats: integers of 64 bits times costs in a small unit may wrap."""
        costs = rules.hardware.costs
        names = [store.name for store in rules.hardware.stores][: 3 if rules.register else 2]  # fmt: skip
        both = [(costs[name], costs.access(name, "update")) for name in names]
        found = [float(price) for pair in both for price in pair]
        found += [0.0] * (6 - len(found))
        network = costs[NETWORK] if NETWORK in costs.names else 0
        return cls._make(
            [*found, float(network), float(costs.mac), float(rules.hardware.leakage)]
        )
