"""Cost tables against the ratios that the survey prints, and their behaviour as values."""

import copy
import pickle
from dataclasses import replace

import pytest

from dnnlib.costs import (
    GPU_28NM,
    HOROWITZ_45NM,
    HOROWITZ_45NM_AREA,
    NORMALIZED,
    Costs,
    eight_bit_savings,
)
from dnnlib.table import AGREES

ALL = (NORMALIZED, HOROWITZ_45NM, HOROWITZ_45NM_AREA)
OF_ALL = pytest.mark.parametrize("costs", ALL, ids=lambda costs: costs.name)


def test_the_hierarchy_is_that_of_the_survey():
    """Sze et al. 2017, Fig. 22: 1 for the MAC and the RF, 2 for a neighbour PE, 6 for the buffer, 200 for DRAM."""
    assert [NORMALIZED[name] for name in ("MAC", "RF", "NoC", "GLB", "DRAM")] == [
        1,
        1,
        2,
        6,
        200,
    ]
    assert NORMALIZED.mac == 1 and NORMALIZED.word == 16


@pytest.mark.parametrize(
    "large, small, energy, area",
    [
        ("int32 add", "int8 add", 3.3, 3.8),
        ("fp32 add", "int8 add", 30, 116),
        ("int32 mult", "int8 mult", 15.5, 12.4),
        ("fp32 mult", "int8 mult", 18.5, 27.5),  # 7700 / 282 = 27.3: the survey's slip
    ],
)
def test_ratios_are_those_of_the_survey(large, small, energy, area):
    """Sze et al. 2017, VII-A. Half of the last digit printed, and 0.2 more for the one slip."""
    assert HOROWITZ_45NM[large] / HOROWITZ_45NM[small] == pytest.approx(
        energy, abs=0.05
    )
    ratio = HOROWITZ_45NM_AREA[large] / HOROWITZ_45NM_AREA[small]
    assert ratio == pytest.approx(
        area, abs=0.5 if area == 116 else 0.05 if area != 27.5 else 0.2
    )


def test_the_slip_is_the_one_ratio_that_needs_a_reason():
    reasons = [
        (what, why) for what, *_, why in eight_bit_savings().rows if why != AGREES
    ]
    assert reasons == [
        ("fp32 mult / int8 mult, area", "7700 / 282 = 27.3; 27.5 would need 280")
    ]


def test_a_mac_is_a_multiplication_and_an_addition():
    """The survey's lesson: an int8 MAC takes a twentieth of an fp32 MAC, which one DRAM read of 640 pJ drowns."""
    int8, fp32, dram = (
        HOROWITZ_45NM.mac_in("int8"),
        HOROWITZ_45NM.mac_in("fp32"),
        HOROWITZ_45NM["DRAM"],
    )
    assert (int8, fp32) == (pytest.approx(0.23), pytest.approx(4.6))
    assert fp32 / int8 == pytest.approx(20) and (dram + fp32) / (
        dram + int8
    ) == pytest.approx(1.007, abs=5e-4)
    assert HOROWITZ_45NM.mac == HOROWITZ_45NM.mac_in("int32")


def test_wider_accesses_cost_twice_the_narrow_ones():
    """Horowitz gives 64 bits, his readers 32: 10 pJ and 5 pJ from 8 KB, 1.3 nJ at least and 640 pJ from DRAM."""
    assert HOROWITZ_45NM["cache 8 KB, 64 bits"] == 2 * HOROWITZ_45NM["SRAM 8 KB"]
    assert HOROWITZ_45NM["DRAM, 64 bits, low"] == pytest.approx(
        2 * HOROWITZ_45NM["DRAM"], rel=0.02
    )


@OF_ALL
def test_every_number_says_its_unit_and_its_source(costs):
    for name in costs.names:
        cost = costs.cost(name)
        assert (
            cost.value == costs[name] > 0
            and cost.unit
            and cost.process
            and cost.source
            and cost.year > 2000
        )
    table = costs.table()
    assert (
        table.column("cost of") == list(costs.names) and table.column("in MACs")[0] == 1
    )


@OF_ALL
def test_costs_travel_to_other_processes_and_cannot_be_changed_in_place(costs):
    assert pickle.loads(pickle.dumps(costs)) == costs == copy.deepcopy(costs)
    with pytest.raises(TypeError):
        costs.levels["DRAM"] = 20


def test_what_if_makes_new_costs_and_leaves_the_old():
    cheap = replace(NORMALIZED, levels=NORMALIZED.levels | {"DRAM": 20})
    assert (cheap["DRAM"], NORMALIZED["DRAM"], cheap["RF"]) == (20, 200, 1)


def test_errors_name_what_would_fit():
    with pytest.raises(
        KeyError,
        match="normalized has no cost for 'L2'; it has MAC, DRAM, GLB, NoC, RF",
    ):
        NORMALIZED["L2"]
    with pytest.raises(
        KeyError, match="no multiplication in 'int16'; it has int8, int32, fp16, fp32"
    ):
        HOROWITZ_45NM.mac_in("int16")
    with pytest.raises(KeyError, match="'fp32'; it has none"):
        NORMALIZED.mac_in("fp32")
    with pytest.raises(ValueError, match="mine: RF costs -1"):
        Costs("mine", "pJ", 16, 1, {"RF": -1})


def test_costs_are_walked_like_a_mapping():
    assert "DRAM" in NORMALIZED and "tape" not in NORMALIZED
    assert (
        dict(zip(NORMALIZED, map(NORMALIZED.__getitem__, NORMALIZED)))["DRAM"]
        == NORMALIZED["DRAM"]
    )
    assert len(NORMALIZED) == len(list(NORMALIZED))


def test_a_later_node_says_the_same_moving_costs_more_than_computing():
    """28 nm, doi 10.1186/s12859-018-2389-6, Table 7: a line from DRAM costs 400 multiply-adds; RF is the cheapest store."""
    levels = [GPU_28NM[name] for name in GPU_28NM.levels]
    assert GPU_28NM["DRAM, a cache line"] / GPU_28NM.mac == 400
    assert levels == sorted(levels) and GPU_28NM["64 bits over 10 mm"] > GPU_28NM.mac
    assert (GPU_28NM.unit, GPU_28NM.word) == ("pJ", 64) and "Table 7" in GPU_28NM.cost(
        "RF"
    ).source
    assert len({NORMALIZED.process, HOROWITZ_45NM.process, GPU_28NM.process}) == 3
