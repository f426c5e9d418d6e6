"""Cards: every ratio follows from its own fields, and what is missing is said; Tables IV and V are the witnesses."""

from dataclasses import fields, replace

import pytest

from dnnlib.metrics import eyeriss_card, table_iv
from dnnlib.metrics.cards import (
    MISSING,
    RATIOS,
    ChipCard,
    ModelCard,
    Run,
    card,
    derived,
    missing,
    ratio,
)
from dnnlib.metrics.eyeriss_card import EYERISS


def test_table_v_is_exact_to_rounding():
    for row in eyeriss_card.claims().rows:
        _, ours, published, *_ = row
        digits = len(str(published).partition(".")[2])
        assert round(ours, digits) == published, row


def test_one_chip_is_two_by_network():
    alexnet, vgg = (
        ratio(EYERISS, n, "energy a MAC, chip") for n in ("AlexNet", "VGG-16")
    )
    assert alexnet == pytest.approx(12.04, abs=0.01) and vgg == pytest.approx(
        22.09, abs=0.01
    )
    assert ratio(EYERISS, "VGG-16", "latency") == 4309.4
    assert ratio(EYERISS, "VGG-16", "throughput") == pytest.approx(3 / 4.3094)


def test_energy_is_power_times_time_and_adds_up():
    for run in EYERISS.runs:
        chip, off, both = (
            ratio(EYERISS, run.name, f"energy an image, {what}")
            for what in ("chip", "off-chip", "all")
        )
        assert both == pytest.approx(chip + off)
        pj = ratio(EYERISS, run.name, "energy a MAC, chip")
        assert chip == pytest.approx(pj * run.macs / 1e9)  # mJ
        share = ratio(EYERISS, run.name, "of the peak") / 100
        peak = ratio(EYERISS, run.name, "peak")
        assert share * peak == pytest.approx(ratio(EYERISS, run.name, "rate"))


@pytest.mark.parametrize("one", RATIOS, ids=lambda r: r.name)
def test_a_ratio_says_which_of_its_fields_is_missing(one):
    full = {name: 2.0 for name in one.needs}
    assert isinstance(one.of(full), float)
    for name in one.needs:
        assert one.of(full | {name: None}) == f"{MISSING}: {name}"
    known = {f.name for kind in (Run, ChipCard) for f in fields(kind)}
    assert set(one.needs) <= known


def test_missing_fields_are_shown_and_never_guessed():
    bare = ChipCard(name="X", runs=(Run(name="AlexNet", batch=4, run_ms=100),))
    assert "area_mm2" in missing(bare) and "AlexNet: power_mw" in missing(bare)
    assert "AlexNet: batch" not in missing(bare)
    shown = dict(zip(derived(bare).column("ratio"), derived(bare).column("AlexNet")))
    assert (
        shown["throughput"] == 40
        and shown["energy an image, chip"] == "missing: power_mw"
    )
    assert (MISSING in card(bare).column("X")) and missing(EYERISS) == ()


@pytest.mark.parametrize(
    "wrong, words",
    [
        (dict(batch=0), "batch=0"),
        (dict(power_mw=-1), "power_mw=-1"),
        (dict(run_ms=float("nan")), "run_ms=nan"),
        (dict(run_ms=0), "run_ms=0"),
    ],
)
def test_impossible_numbers_are_refused_by_name(wrong, words):
    with pytest.raises(ValueError, match=words):
        Run(name="AlexNet", **wrong)


def test_unknown_names_are_answered_with_those_that_exist():
    with pytest.raises(KeyError, match="AlexNet, VGG-16"):
        ratio(EYERISS, "ResNet", "rate")
    with pytest.raises(KeyError, match="throughput"):
        ratio(EYERISS, "AlexNet", "fps")
    with pytest.raises(ValueError, match="no runs"):
        derived(replace(EYERISS, runs=()))


def test_table_ivs_totals_are_those_of_its_rows():
    errors = [
        abs(o / p - 1)
        for o, p in zip(*map(table_iv.claims().column, ("ours", "published")))
    ]
    assert max(errors) < 0.015  # two digits printed
    assert table_iv.fewer("AlexNet") == pytest.approx((10.7, 7.0), rel=0.015)
    assert table_iv.fewer("GoogLeNet") == pytest.approx((2.9, 3.6), rel=0.02)


def test_three_published_sparsities_of_one_network_lie_on_both_sides():
    table = table_iv.three_sparsities()
    ours, published = table.column("ours"), table.column("published")
    assert [round(o / 1e6) for o in ours[:3]] == [324, 353, 452]
    assert min(ours[:3]) < published[0] < max(ours[:3])
    assert round(ours[3] / 1e6, 1) == 20.5


def test_kept_shares_do_not_multiply_in_fc():
    error = dict(zip(*map(table_iv.by_kept_share().column, ("what", "error"))))
    assert error["AlexNet, FC: dense MACs * kept share"] == "-29.7%"


def test_a_model_card_sums_what_is_there_and_nothing_else():
    whole = ModelCard(name="a", conv_weights=2, fc_weights=3)
    assert whole.weights == 5 and whole.macs is None and "fc_macs" in missing(whole)
