"""Which conclusions survive when a price is wrong: the same designs at prices half or twice as high.

    energy(design, DRAM=2)               at a price of DRAM twice as high, each layer at its new best tiles
    ranking(DRAM=2, RF=0.5)              ten designs, cheapest first
    conclusions(DRAM=2)                  {what this chapter says: whether it holds there}

The survey's prices are round numbers of one process. A conclusion that turns with a factor of two is no conclusion.
"""

from dataclasses import replace

from dnnlib.costs import Costs
from dnnlib.door import checked
from dnnlib.studio.chip import costs
from dnnlib.studio.design import NAIVE, Design
from dnnlib.studio.evaluate import on_chip
from dnnlib.studio.lessons import lessons
from dnnlib.studio.workload import workload

STOPS = (0.5, 1.0, 2.0)
LEVELS = ("DRAM", "GLB", "RF", "MAC")
_RS = Design((150, 60), 3, 1.0, "RS", 168, 32, 32, 1)
# the winner, and what differs from it in one knob or two
DESIGNS = {
    "naive": NAIVE,
    "RS": _RS,
    "WS": replace(_RS, dataflow="WS"),
    "OS_A": replace(_RS, dataflow="OS_A"),
    "OS_B": replace(_RS, dataflow="OS_B"),
    "NLR": replace(_RS, dataflow="NLR"),
    "RS, RF 512 B": replace(_RS, rf=512),
    "RS, batch 16": replace(_RS, batch=16),
    "RS, 8 bits": replace(_RS, bits=8),
    "RS, 8 bits, narrow": replace(_RS, bits=8, width=(100, 50)),
}


@checked
def energy(design: Design, DRAM=1.0, GLB=1.0, RF=1.0, MAC=1.0) -> float:
    """The energy of an image where prices are so many times the usual, at the tiles that are best then.

    Units: energies of a 16-bit MAC at its usual price. Errors: ValueError where the design does not fit.
    """
    return without_macs(design, DRAM, GLB, RF) + MAC * _macs(design)


@checked
def without_macs(design: Design, DRAM=1.0, GLB=1.0, RF=1.0) -> float:
    """The energy of an image without its MACs: their price changes no tiles."""
    prices = _scaled(costs(design), {"DRAM": DRAM, "GLB": GLB, "RF": RF})
    total = 0.0
    for layer in workload(design):
        one = on_chip(design, layer.shape, prices).energy
        total += one.total - one.by_level["MAC"]
    return total


@checked
def ranking(DRAM=1.0, GLB=1.0, RF=1.0, MAC=1.0) -> dict[str, float]:
    """The ten designs and their energies, cheapest first: {name: energy}.

    DRAM, GLB and RF are among STOPS, where they were priced before; MAC is any. Errors: ValueError lists the stops.
    """
    place = tuple(_stop(name, v) for name, v in zip(LEVELS, (DRAM, GLB, RF)))
    found = {
        name: float(rest) + MAC * _macs(design)
        for (name, design), rest in zip(DESIGNS.items(), lessons()["prices"][place])
    }
    return dict(sorted(found.items(), key=lambda one: one[1]))


@checked
def conclusions(DRAM=1.0, GLB=1.0, RF=1.0, MAC=1.0) -> dict[str, bool]:
    """What this chapter concludes, and whether it holds at these prices. Errors: as of `ranking`."""
    e = ranking(DRAM, GLB, RF, MAC)
    others = min(e[flow] for flow in ("WS", "OS_A", "OS_B", "NLR"))
    return {
        "RS takes the least of five dataflows": e["RS"] < others,
        "a small RF beats a large one": e["RS"] < e["RS, RF 512 B"],
        "3 bits for 8 save more than half": 2 * e["RS"] < e["RS, 8 bits"],
        "3 bits and wide beat 8 bits and narrow": e["RS"] < e["RS, 8 bits, narrow"],
        "a batch of 16 saves more than half": 2 * e["RS, batch 16"] < e["RS"],
        "RS wins even with a large RF": e["RS, RF 512 B"] < others,
        "OS_A takes less than OS_B": e["OS_A"] < e["OS_B"],
        "WS takes less than NLR": e["WS"] < e["NLR"],
    }


def _macs(design: Design) -> float:
    share = costs(design).mac
    return share * sum(layer.shape.macs for layer in workload(design))


def _stop(name: str, times: float) -> int:
    if times not in STOPS:
        there = ", ".join(map(str, STOPS))
        raise ValueError(f"{name}={times}: the designs were priced at {there} times")
    return STOPS.index(times)


def _scaled(prices: Costs, times: dict[str, float]) -> Costs:
    levels = {
        name: value * times.get(name, 1.0) for name, value in prices.levels.items()
    }
    name = f"{prices.name}, {times}"
    return replace(prices, name=name, levels=levels)
