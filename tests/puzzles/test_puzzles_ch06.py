"""Witnesses for the specs of chapter 6's puzzles: the engine's count of a nest, the published bars."""

import re

import numpy as np

from dnnlib import ConvShape
from dnnlib.dataflow import isca16
from dnnlib.dataflow.accesses import count
from dnnlib.dataflow.isca16.figures import alexnet, bars
from dnnlib.dataflow.loopnest import Mapping
from dnnlib.puzzles import ch06


def words(nest: str) -> dict:
    """What DRAM hands out of each tensor, and takes back of O."""
    sizes = dict.fromkeys("NMCPR", 1)
    for dim, bound in re.findall(r"([NMCPR])(\d+)", nest):
        sizes[dim] *= int(bound)
    found = count(ConvShape(**sizes), Mapping.parse(nest))
    kind = {"F": "read", "I": "read", "O": "update"}
    return {tensor: found["DRAM", tensor, kind[tensor]] for tensor in kind}


def test_what_stays_is_not_fetched_again_when_its_loop_is_longer():
    """The tensor that names the class moves as many words if the loop that decides turns twice as often."""
    tried = set()
    for (nest,) in ch06.classify.draw("witness", 200):
        name = ch06.classify.spec(nest)
        if name in ("NLR", "RS"):
            continue
        turning = re.findall(r"[NMCPR](?!1 )\d+ ", nest.split("/")[0])[-1].strip()
        longer = nest.replace(turning, f"{turning[0]}{2 * int(turning[1:])}", 1)
        stays = name[0].replace("W", "F")
        less, more = words(nest), words(longer)
        assert [t for t in "FIO" if less[t] == more[t]] == [stays], nest
        tried.add(name)
    assert tried == {"WS", "OS", "IS"}


def test_bars_of_the_published_comparison():
    """Sze et al. 2017, Fig. 33(a): counts of Chen et al., ISCA 2016, give the bars that the library draws."""
    layers = list(alexnet("conv").values())
    prices = {"DRAM": 200.0, "GLB": 6.0, "NoC": 2.0, "RF": 1.0}
    found = {
        flow: isca16.energy_per_mac(flow, layers, 256, 16) for flow in ("RS", "NLR")
    }
    accesses = {
        flow: np.array(
            [[one[level, t] / price for level, price in prices.items()] for t in "IFO"]
        )
        for flow, one in found.items()
    }
    ours = ch06.bars.spec(accesses["NLR"], accesses["RS"], np.array([*prices.values()]))
    theirs = bars("33a")["NLR"].by_level
    np.testing.assert_allclose(ours, [theirs[k] for k in (*prices, "MAC")])
