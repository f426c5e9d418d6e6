"""Energy is accesses times costs: linear in both, and it adds up however it is split."""

import copy
import pickle
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from test_loopnest import nests

from dnnlib.costs import HOROWITZ_45NM, NORMALIZED
from dnnlib.dataflow.accesses import count
from dnnlib.dataflow.energy import Energy, energy
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
    assert spent.total == pytest.approx(wanted)
    for sums in (spent.by_level, spent.by_tensor):
        assert sum(sums.values()) == pytest.approx(wanted)
    dear = replace(
        COSTS, mac=3, levels={level: 3 * cost for level, cost in COSTS.levels.items()}
    )
    assert energy(accesses, shape.macs, dear).total == pytest.approx(3 * wanted)


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
    assert energy(reads, 1).total - 1 == 200 + 1 * 6 + 3 * 2 + 24 * 1
    retold = Counter(
        {
            (level, "F", "read"): n
            for level, n in {"DRAM": 1, "GLB": 2, "NoC": 6, "RF": 24}.items()
        }
    )
    assert energy(retold, 1).total - 1 == 248


def test_the_network_is_free_where_the_table_has_no_price_for_it_but_a_level_is_not():
    shape, mapping = ConvShape(M=4, C=4), Mapping.parse("DRAM: C4 / GLB: M4* / RF:")
    accesses = count(shape, mapping)
    bare = replace(NORMALIZED, levels={"DRAM": 200, "GLB": 6, "RF": 1})
    full, less = energy(accesses, 16), energy(accesses, 16, bare)
    assert full.total - less.total == full.by_level["NoC"] > 0
    with pytest.raises(KeyError, match="no cost for 'GLB'; it has MAC, DRAM"):
        energy(accesses, 16, HOROWITZ_45NM)
    with pytest.raises(ValueError, match="macs=0"):
        energy(accesses, 0)


def test_an_energy_is_a_value_that_adds_up_and_does_not_change():
    one = Energy({("MAC", "MAC"): 3.0, ("DRAM", "F"): 200.0, ("DRAM", "O"): 0.0})
    other = Energy({("RF", "I"): 1.0, ("DRAM", "F"): -200.0})
    both = one + other
    assert both == Counter({("MAC", "MAC"): 3.0, ("RF", "I"): 1.0})
    # Counter's own + drops what is not above 0
    assert set(both) == {*one, *other}
    assert (both * 2 / 2, sum([one, other], Energy())) == (both, both)
    assert both.by_tensor == {"I": 2.0, "F": 1.0, "O": 1.0}
    assert list(both.by_level) == ["MAC", "RF", "NoC", "GLB", "DRAM"]
    for copied in (pickle.loads(pickle.dumps(one)), copy.deepcopy(one), one.copy()):
        assert (copied, type(copied)) == (one, Energy)
    for change in (
        lambda: one.update(other),
        lambda: one.__setitem__(("RF", "I"), 1),
        lambda: one.pop(("DRAM", "F")),
        lambda: one.subtract(other),
    ):
        with pytest.raises(TypeError, match="does not change"):
            change()
    assert one.total == 203


def test_the_levels_answer_to_the_words_of_the_survey():
    levels = Energy({("MAC", "MAC"): 3, ("GLB", "I"): 2, ("PE", "I"): 1}).by_level
    assert (levels["ALU"], levels["buffer"], levels["PE"]) == (3, 2, 1)
    with pytest.raises(KeyError, match="no level 'L2'; there are MAC, RF, NoC, GLB"):
        levels["L2"]
