"""Energy is accesses times costs: linear in both, and it adds up however it is split."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from test_loopnest import nests

from dnnlib.costs import HOROWITZ_45NM, NORMALIZED
from dnnlib.dataflow.accesses import count
from dnnlib.dataflow.energy import by_level, by_tensor, energy, total
from dnnlib.dataflow.loopnest import Mapping
from dnnlib.shapes import ConvShape

COSTS = replace(NORMALIZED, levels=NORMALIZED.levels | {"PE": 1.5})


@given(nests())
@settings(deadline=None, max_examples=50)
def test_energy_adds_up_by_level_and_by_tensor_and_is_linear_in_the_costs(nest):
    shape, mapping = nest
    accesses = count(shape, mapping)
    spent = energy(accesses, shape.macs, COSTS)
    wanted = shape.macs + sum(
        words * COSTS[level] for (level, _, _), words in accesses.items()
    )
    assert total(spent) == pytest.approx(wanted)
    assert (
        total(by_level(spent))
        == pytest.approx(wanted)
        == pytest.approx(total(by_tensor(spent)))
    )
    dear = replace(
        COSTS, mac=3, levels={level: 3 * cost for level, cost in COSTS.levels.items()}
    )
    assert total(energy(accesses, shape.macs, dear)) == pytest.approx(3 * wanted)


def test_a_reuse_split_over_the_levels_costs_what_eq_3_says():
    """ISCA 2016, Eq. (3): a, b, c, d = 1, 2, 3, 4 is 24 reuses of one word: 200 + 2*6 + 6*2 + 24*1 = 248.

    Fills are ours: the equation charges a word when it is read, we also when it is written into GLB and RF.
    """
    shape, mapping = ConvShape(P=24), Mapping.parse("DRAM: / GLB: P2 P3* / RF: P4")
    accesses = count(shape, mapping)
    reads = Counter(
        {key: words for key, words in accesses.items() if key[1:] == ("F", "read")}
    )
    # RF keeps the word while P2 runs: b is 1
    assert total(energy(reads, 1)) - 1 == 200 + 1 * 6 + 3 * 2 + 24 * 1
    retold = Counter(
        {
            (level, "F", "read"): n
            for level, n in {"DRAM": 1, "GLB": 2, "NoC": 6, "RF": 24}.items()
        }
    )
    assert total(energy(retold, 1)) - 1 == 248


def test_the_network_is_free_where_the_table_has_no_price_for_it_but_a_level_is_not():
    shape, mapping = ConvShape(M=4, C=4), Mapping.parse("DRAM: C4 / GLB: M4* / RF:")
    accesses = count(shape, mapping)
    bare = replace(NORMALIZED, levels={"DRAM": 200, "GLB": 6, "RF": 1})
    network = by_level(energy(accesses, 16))["NoC"]
    assert (
        total(energy(accesses, 16)) - total(energy(accesses, 16, bare)) == network > 0
    )
    with pytest.raises(KeyError, match="no cost for 'GLB'; it has MAC, DRAM"):
        energy(accesses, 16, HOROWITZ_45NM)
    with pytest.raises(ValueError, match="macs=0"):
        energy(accesses, 0)
