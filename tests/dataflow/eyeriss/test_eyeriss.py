"""The Eyeriss chip predicted: closed forms against loops, the model against silicon (JSSC 2017, Tables III, V, VI)."""

import re
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dnnlib.dataflow import eyeriss
from dnnlib.dataflow.eyeriss import dram, schedule
from dnnlib.dataflow.eyeriss.chip import Pass
from dnnlib.dataflow.eyeriss.silicon import (
    BATCH,
    PRINTED_CONV3,
    QUANTITIES,
    WHY,
    comparison,
    conv3_story,
    cut_of,
    measured,
    predict,
    predictions,
    terms,
)
from dnnlib.dataflow.hardware import EYERISS
from dnnlib.models import MODELS
from dnnlib.shapes import ConvShape

SIZES = st.integers(1, 7)
CUTS = st.builds(Pass, *[st.integers(1, 4)] * 7)


@st.composite
def layers(draw) -> ConvShape:
    G = draw(st.integers(1, 2))
    N, M, C, P, Q, R, S = (draw(SIZES) for _ in range(7))
    return ConvShape(N, G * M, G * C, P, Q, R, S, draw(st.integers(1, 3)), G)


@settings(deadline=None, max_examples=200)
@given(layers(), CUTS)
def test_closed_forms_count_what_the_loops_move(shape, cut):
    # a block of psums is some passes' filters
    cut = replace(cut, m=cut.m * cut.p * cut.t)
    loops = schedule.words(shape, cut)
    assert len(list(schedule.schedule(shape, cut))) == eyeriss.passes(shape, cut)
    assert eyeriss.buffer_words(shape, cut) == {
        "I": loops["GLB", "I"],
        "O": loops["GLB", "O"],
    }
    counted = dram.dram_words(shape, cut, None, 0)
    assert counted["F"] == loops["DRAM", "F"]
    # coded without zeros: 21 1/3 bits for 16
    assert counted["O"] == pytest.approx(loops["DRAM", "O"] * 4 / 3)


@settings(deadline=None, max_examples=100)
@given(layers(), CUTS)
def test_ifmaps_come_from_dram_once_for_m_filters(shape, cut):
    """Stride 1 apart, whose padding is not stored: the loops fetch what the closed form says, overlaps and all."""
    cut, shape = replace(cut, m=cut.m * cut.p * cut.t), replace(shape, U=shape.U + 1)
    assert (
        dram.dram_words(shape, cut, None, 0)["I"]
        == schedule.words(shape, cut)["DRAM", "I"]
    )


@settings(deadline=None, max_examples=100)
@given(layers(), CUTS)
def test_every_mac_falls_in_one_pass_and_no_pass_is_shorter_than_its_macs(shape, cut):
    done = sum(
        len(s.images)
        * len(s.rows)
        * len(s.channels)
        * len(s.filters)
        * shape.Q
        * shape.R
        * shape.S
        for s in schedule.schedule(shape, replace(cut, m=cut.m * cut.p * cut.t))
    )
    assert done == shape.macs
    took = eyeriss.cycles(shape, cut)
    pes = shape.R * cut.e * cut.r * cut.t
    assert took.macs * pes >= shape.macs and took.waits >= 0 and took.total >= took.macs
    psums = eyeriss.buffer_words(shape, cut)["O"] / 2 / eyeriss.PSUMS_A_CYCLE
    assert took.macs + took.waits >= psums, "no psum network is faster than its width"


def test_the_chip_is_the_one_in_the_catalogue():
    assert (eyeriss.ROWS, eyeriss.COLS) == (
        EYERISS.rows,
        EYERISS.cols,
    ) and EYERISS.store("RF").words == eyeriss.SPADS
    held = eyeriss.BANKS * eyeriss.BANK_WORDS
    assert (
        held * dram.WORD == 100 * 1024
        and EYERISS.store("GLB").words == held + 8 * 1024 // 2
    )


@pytest.mark.parametrize("model", BATCH)
def test_every_cut_fits_the_chip(model):
    for name, one in predictions(model).items():
        eyeriss.fit(one.shape, one.cut)
        assert one.cut.m % (one.cut.p * one.cut.t) == 0, name


def test_a_strip_of_vgg_has_13_rows_for_14_leave_no_bank_for_ifmaps():
    one = predict("VGG-16", "conv1_2")
    assert eyeriss.banks(one.shape, one.cut) == {"I": 2, "O": 23}
    assert eyeriss.banks(one.shape, replace(one.cut, e=14))["O"] == eyeriss.BANKS


STORAGE = {
    "conv1": (15.5, 72.2),
    "conv2": (3.8, 91.1),
    "conv4": (10.5, 84.5),
    "conv5": (10.5, 84.5),
}


@pytest.mark.parametrize("layer", STORAGE)
def test_storage_is_table_iii(layer):
    """n*q*r ifmaps and n*m psums, strips of them, in KiB as printed."""
    s, cut = predict("AlexNet", layer).shape, cut_of("AlexNet", layer)
    e = min(cut.e, s.P)
    words = (
        cut.n * cut.q * cut.r * eyeriss.ifmap_rows(s, e) * s.W,
        cut.n * cut.m * e * s.Q,
    )
    assert tuple(round(size * 2 / 1024, 1) for size in words) == pytest.approx(
        STORAGE[layer], abs=0.051
    )


@pytest.mark.parametrize("model", BATCH)
def test_active_pes_are_those_of_the_chip(model):
    for name, one in predictions(model).items():
        assert one.active_pes == measured(model)[name].active_pes, name


@pytest.mark.parametrize("layer", measured("AlexNet"))
def test_buffer_traffic_is_within_one_percent(layer):
    assert predict("AlexNet", layer).buffer_mb == pytest.approx(
        measured("AlexNet")[layer].buffer_mb, rel=0.01
    )


def test_conv3_misses_with_its_printed_cut():
    printed, silicon = (
        predict("AlexNet", "conv3", PRINTED_CONV3),
        measured("AlexNet")["conv3"],
    )
    # another program's 37.885 %
    assert printed.buffer_mb / silicon.buffer_mb - 1 == pytest.approx(0.379, abs=0.001)
    assert printed.active_pes == predict("AlexNet", "conv3").active_pes == 156
    assert conv3_story().column("error")[:2] == ["+37.9%", "+0.0%"]


#          ours, in cycles a pass: p*t*q*r*R*S/4, q*r*S*rows, n*p*q*S*Q, by hand
BY_HAND = {
    "conv1": (32 * 121 / 4, 11 * (7 * 35 + 31) / 8, 16 * 11 * 55),
    "conv2": (16 * 2 * 25 / 4, 2 * 5 * 31, 16 * 2 * 5 * 27),
    "conv4": (32 * 6 * 9 / 4, 6 * 3 * 15, 4 * 16 * 3 * 3 * 13),
}


@pytest.mark.parametrize("layer", BY_HAND)
def test_terms_are_those_worked_out_by_hand(layer):
    one = predict("AlexNet", layer)
    count, took = eyeriss.passes(one.shape, one.cut), one.cycles
    assert (
        took.filters / count,
        took.windows / count,
        took.macs / count,
    ) == pytest.approx(BY_HAND[layer])
    assert took.waits == 0


def errors(model, quantity) -> dict[str, float]:
    table = comparison(model, quantity)
    return {what: ours / published - 1 for what, ours, published, *_ in table.rows}


def test_processing_latency_is_within_five_percent_but_for_one_layer():
    """Seventeen of the chip's eighteen layers; conv2 misses by four tenths of a point, and its row says so."""
    found = {
        (m, layer): e
        for m in BATCH
        for layer, e in errors(m, "processing latency").items()
    }
    over = {key: error for key, error in found.items() if abs(error) > 0.05}
    assert set(over) == {("AlexNet", "conv2")} and over[
        "AlexNet", "conv2"
    ] == pytest.approx(-0.054, abs=0.0005)
    assert "over 5 %" in WHY["processing latency", "AlexNet"]["conv2"]
    assert abs(found["VGG-16", "all"]) < 0.02 and abs(found["AlexNet", "all"]) < 0.035


def test_no_price_of_a_pass_alone_fits_both_conv4_and_conv5():
    """The same pass, 384 times and 256 times: what one reads off one layer misses the other by 6.7 %."""
    four, five = (predict("AlexNet", layer) for layer in ("conv4", "conv5"))
    assert [
        p / eyeriss.passes(one.shape, one.cut)
        for one in (four, five)
        for p in [one.cycles.total]
    ] == [8190] * 2
    silicon = [
        measured("AlexNet")[one.name].processing_ms
        * 2e5
        / eyeriss.passes(one.shape, one.cut)
        for one in (four, five)
    ]
    told = re.findall(r"\d,\d{3}", WHY["processing latency", "AlexNet"]["conv4"])
    assert [int(number.replace(",", "")) for number in told] == [
        int(s) for s in silicon
    ]


def test_ten_layers_of_vgg_wait_for_the_buffer_and_three_do_not():
    waiting = [
        name
        for name, one in predictions("VGG-16").items()
        if one.cycles.waits > 0.1 * one.cycles.macs
    ]
    assert len(waiting) == 10 and not any(name.startswith("conv5") for name in waiting)
    for name in waiting:  # as silicon has it: just under 16 bytes a cycle
        row = measured("VGG-16")[name]
        assert 14.5 < row.buffer_mb * 1e6 / (row.processing_ms * 2e5) < 16
    macs_alone = sum(one.cycles.macs for one in predictions("VGG-16").values()) / 2e5
    assert macs_alone / 3755.2 < 0.42, (
        "without the term, more than half would be missing"
    )


def test_dram_traffic_of_alexnet_is_the_chips_in_sum():
    found = errors("AlexNet", "DRAM traffic")
    assert abs(found["all"]) < 0.005 and max(map(abs, found.values())) < 0.13
    assert abs(errors("AlexNet", "total latency")["all"]) < 0.01
    assert {k for k, e in errors("VGG-16", "DRAM traffic").items() if abs(e) < 0.07} >= {
        "conv2_1", "conv2_2", "conv3_1", "conv3_2", "conv3_3", "conv5_1", "conv5_2", "conv5_3",
    }  # fmt: skip


def run_length_bits(words) -> int:
    """The code by its definition: a run of at most 31 zeros, then a word, in 5 + 16 bits; three and a flag are 64."""
    pairs = run = 0
    for word in words:
        if word or run == 31:
            pairs, run = pairs + 1, 0
        else:
            run += 1
    return -(-pairs // 3) * 64


@pytest.mark.parametrize("zeros", [0, 0.387, 0.725, 0.95, 0.99])
def test_run_length_share_is_that_of_random_zeros(zeros):
    words = np.random.default_rng(7).random(200_000) >= zeros
    assert dram.run_length_share(zeros) == pytest.approx(
        run_length_bits(words) / 16 / len(words), rel=0.02
    )
    with pytest.raises(ValueError, match="zeros=1.5"):
        dram.run_length_share(1.5)


@pytest.mark.parametrize("model, quantity", list(product(BATCH, QUANTITIES)))
def test_every_row_of_the_tables_has_a_reason(model, quantity):
    table = comparison(model, quantity)
    layers = [layer.name for layer in MODELS[model].of_kind("conv")]
    assert table.column("what")[: len(layers)] == layers
    assert all(
        why
        for what, why in zip(table.column("what"), table.column("why"))
        if what != "all"
    )


def test_the_measured_columns_add_up_to_the_printed_totals():
    """Tables V and VI, last line; one column of AlexNet's is off by a rounding."""
    for model, total in (
        ("AlexNet", (115.3, 103.5, 208.5, 15.4)),
        ("VGG-16", (4309.5, 3755.2, 11035.8, 321.1)),
    ):
        rows = measured(model).values()
        sums = [
            sum(getattr(r, f) for r in rows)
            for f in ("total_ms", "processing_ms", "buffer_mb", "dram_mb")
        ]
        assert sums == pytest.approx(total, rel=0.0007)


def test_what_does_not_fit_is_named_with_what_would():
    with pytest.raises(ValueError, match=r"R=13: .* the array has 12 rows"):
        eyeriss.active_pes(ConvShape(P=4, R=13), Pass(1, 1, 4, 1, 1, 1, 1))
    with pytest.raises(
        ValueError, match=r"5 sets of 3 x 13 PEs need 5 bands of 3 rows; .* has 4"
    ):
        eyeriss.active_pes(ConvShape(P=13, R=3, M=8, C=8), Pass(8, 1, 13, 1, 1, 1, 5))
    shape, cut = predict("AlexNet", "conv3").shape, cut_of("AlexNet", "conv3")
    for change, complaint in {
        "q5": "hold 15 words of I, and has room for 12", "p25": "hold 225 words of F, and has room for 224",
        "m96": "3 banks for I and 32 for O, and has 25", "n5": "4 banks for I and 27 for O",
        "q4 r90": "360 sets|180 sets", "t25": "50 sets", "p200": "p[*]t = 400 filters at once, and there are 384",
    }.items():  # fmt: skip
        other = replace(cut, **{word[0]: int(word[1:]) for word in change.split()})
        with pytest.raises(ValueError, match=complaint):
            eyeriss.fit(shape, other)
    with pytest.raises(ValueError, match="q=0"):
        Pass(1, 1, 1, 1, 0, 1, 1)
    with pytest.raises(KeyError, match="AlexNet and VGG-16, not on 'LeNet-5'"):
        predictions("LeNet-5")
    with pytest.raises(ValueError, match="no quantity 'power'; there are active PEs"):
        comparison("AlexNet", "power")


def test_terms_add_up_to_ours_and_silicon():
    for model in BATCH:
        for row in terms(model).rows:
            *parts, ours, silicon, left = row[3:]
            assert sum(parts) == pytest.approx(
                ours, abs=2.5
            ) and ours + left == pytest.approx(silicon, abs=1.5)
