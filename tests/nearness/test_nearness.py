"""Real digits on the chips of chapter 08, and every published number beside ours."""

import numpy as np
import pytest
import recorded_crosssim

from dnnlib import data
from dnnlib.neardata import Adc, Crossbar, converts, product
from dnnlib.neardata.circuit import Circuit
from dnnlib.nearness import (
    ballots,
    converters,
    digits,
    isaac,
    measured,
    sensor,
    stacked,
)
from dnnlib.nearness.chips import Chip
from dnnlib.nearness.digits import right
from dnnlib.networks import accuracy, lenet_300_100

PAIR = Crossbar(signs="pair")


# Digits on arrays


def test_exact_arrays_read_the_digits_as_integers_do():
    """8-bit weights and inputs lose nothing to speak of, and no converter no more."""
    test = data.mnist("test")
    float_right = accuracy(lenet_300_100(), test.images[:3000], test.labels[:3000])
    exact = right(Chip(), count=3000)
    assert exact == pytest.approx(float_right, abs=0.002)
    assert right(Chip(PAIR), count=3000) == exact
    assert right(Chip(Crossbar(adc=Adc(9, 511))), count=3000) == exact


def test_range_counts_before_bits():
    """Four bits with the right range beat six without; ties decide no label here."""
    wide = right(Chip(Crossbar(signs="pair", adc=Adc(4))), count=2000)
    narrow = right(Chip(Crossbar(signs="pair", adc=Adc(4, 48))), count=2000)
    six = right(Chip(Crossbar(adc=Adc(6))), count=2000)
    assert narrow > 0.95 > six > wide


def test_one_chip_two_encodings_chance_and_nearly_all():
    """Bit-line wires of 1/10,000 of a cell, 64 rows: the pair's cells are mostly empty."""
    offset = right(Chip(Crossbar(rows=64), ratio=1e4), count=2000)
    pair = right(Chip(Crossbar(rows=64, signs="pair"), ratio=1e4), count=2000)
    aimed = right(Chip(Crossbar(rows=64), ratio=1e4, aim=True), count=2000)
    assert offset < 0.2 and pair > 0.95 and aimed > 0.95


def test_wires_are_the_same_matrix_for_every_image():
    """Superposition: the scores of images one by one are those of all at once."""
    images, chip = data.mnist("test").images[:5], Chip(PAIR, ratio=1e3)
    alone = [digits.scores(chip, image[None]) for image in images]
    assert digits.scores(chip, images) == pytest.approx(np.concatenate(alone), rel=1e-5)


def test_noise_grows_and_a_seed_is_a_chip():
    chips = [Chip(PAIR, sigma=s, seed=1) for s in (0, 0.05, 0.2)]
    shares = [right(chip, count=1000) for chip in chips]
    assert shares == sorted(shares, reverse=True) and shares[0] > shares[-1]
    assert right(chips[1], count=1000) == shares[1]


def test_labels_are_those_of_another_simulator():
    """CrossSim 3.2.0 on 200 digits at six settings: signs, bits, range; every label."""
    images = data.mnist("test").images[25::50]
    rows = {"fc1": 112, "fc2": 100, "fc3": 100}  # it deals 300 inputs evenly to arrays
    for signs, bits, top, labels in recorded_crosssim.SETTINGS:
        x, adc = images.reshape(200, -1) / 255, Adc(bits, top)
        for layer in digits.LAYERS:
            step = digits.tops()[layer] / 255
            X = np.clip(np.rint(x / step), 0, 255).astype(int)
            W, weight, bias = digits.weights(layer, 8)
            Y = product(X, W, Crossbar(rows[layer], signs=signs, adc=adc))
            x = Y * (step * weight) + bias
            x = x if layer == "fc3" else np.maximum(x, 0)
        assert "".join(map(str, x.argmax(axis=1))) == labels, (signs, bits, top)


def test_time_is_hard_on_an_offset_and_soft_on_a_pair():
    """All cells lose alike: a pair's sums shrink, an offset's digital part does not."""
    hour = {"hour": {"seconds": 3600.0}}
    chips = {"offset": Chip(), "pair": Chip(PAIR)}
    (_, offset, pair), *_ = digits.readings(chips, hour, 500).rows
    assert offset < 0.2 and pair > 0.95


def test_the_range_is_chosen_on_validation_digits():
    adc = digits.calibrated(PAIR, 4, count=300)
    assert adc.bits == 4 and adc.top < PAIR.largest / 2
    assert right(Chip(Crossbar(signs="pair", adc=adc)), count=2000) > 0.97


def test_sums_are_those_that_reach_the_converters():
    images = data.mnist("test").images[:3]
    seen = digits.sums(Chip(), images)
    made = converts(digits.shapes()[0], Crossbar()) * 3
    assert seen.size == pytest.approx(made / digits.SAMPLE, rel=0.05)
    assert 0 <= seen.min() and 10 < seen.max() <= Crossbar().largest


@pytest.mark.parametrize(
    "wrong, said",
    [
        (lambda: Chip(ratio=0), "ratio=0"),
        (lambda: Chip(wires="word"), "wires='word'"),
        (lambda: converters.picojoules(13), "13 bits: give 1 to 12"),
        (lambda: converters.digital(9), "width=9"),
        (lambda: sensor.energy(0, 1, 1, 1), "products=0"),
    ],
)
def test_bad_input_is_named(wrong, said):
    with pytest.raises(ValueError, match=said):
        wrong()


# Published numbers


def errors(table) -> dict[str, float]:
    rows = zip(table.column("what"), table.column("ours"), table.column("published"))
    return {what: ours / published - 1 for what, ours, published in rows}


def test_isaac_is_worked_out_within_a_percent():
    found = errors(isaac.claims())
    assert max(abs(e) for what, e in found.items() if "168 tiles" not in what) < 0.01
    assert found["memristors, M, 168 tiles"] > 9  # the survey counts sixteen tiles


def test_tetris_is_worked_out_within_a_percent():
    assert (
        0.70 < stacked.run(stacked.T16).energy / stacked.run(stacked.L1).energy < 0.74
    )
    found = errors(stacked.claims())
    assert abs(found["energy, T-16 / L-1"]) < 0.01
    assert abs(found["times faster"]) < 0.05


def test_stacking_saves_more_than_dram_energy_and_needs_more_bandwidth():
    table = stacked.steps()
    less, bandwidth = table.column("times less energy"), table.column("DRAM, GB/s")
    assert less[0] == 1 and 1.1 < less[1] < less[3] < less[2]
    assert bandwidth[3] > 10 * bandwidth[0]


def test_cheap_dram_asks_for_a_smaller_buffer():
    table = stacked.buffers()
    gain = [a - b for a, b in zip(table.column("16 kB"), table.column("512 kB"))]
    assert gain == sorted(gain, reverse=True)
    best = {row[0]: stacked.SIZES[np.argmin(row[1:])] for row in table.rows}
    assert best[200] == 512 and best[10] < 512


def test_neurram_is_worked_out_but_for_one_point():
    found = errors(measured.neurram())
    odd = found.pop("6 bits in, 8 out")
    assert max(map(abs, found.values())) < 0.02 and odd == pytest.approx(
        0.112, abs=0.002
    )


def test_word_lines_cost_a_bit_at_a_time():
    """NeuRRAM's first bar is a straight line of input bits, to 15 %."""
    for _, into, line, *_ in measured.NEURRAM[1:]:
        assert line / (7.6 * (into - 1)) == pytest.approx(1, abs=0.15)


def test_four_reads_take_four_times_as_long():
    assert max(map(abs, errors(measured.phases()).values())) < 0.03


def test_two_tables_say_how_far_they_are_from_what_was_published():
    assert set(measured.chips().column("it was")) == {"made", "simulated"}
    assert min(errors(measured.hbm_pim()).values()) < -0.5  # a GPU that fell short


# Converters and sensors


def test_a_conversion_costs_more_with_each_bit():
    price = [converters.picojoules(bits) for bits in range(1, 13)]
    assert price == sorted(price) and price[7] == 1.67 and price[3] == 0.79


def test_isaacs_conversions_cost_as_much_as_a_mac():
    """8 slices * 16 cycles / 128 rows is one conversion a MAC of 16 bits."""
    often = converters.converts_per_mac(
        [digits.ConvShape(M=16, C=1280)], Crossbar(weight_bits=16, input_bits=16)
    )
    assert often == 1
    assert converters.picojoules(8) > converters.digital(16)


def test_a_mac_in_the_sensor_pays_below_the_dearest_product():
    most = sensor.dearest(21, 10, 1)
    assert sensor.pays(21, 10, most * 0.999, 1) and not sensor.pays(
        21, 10, most * 1.001, 1
    )
    assert not sensor.pays(1, 10, 1.001, 1)


# Columns that vote


def test_eighteen_columns_a_pair_read_91_percent():
    """The target; the chip's 90 % had 9 x 9 features, too."""
    table = ballots.claims()
    assert table.column("ours")[0] > 0.91


def test_training_with_the_faults_wins_back_most_of_the_loss():
    table = ballots.mended({"bent": Circuit(bend=2), "offsets": Circuit(offset=1)})
    for _, without, within in table.rows[1:]:
        assert within > without + 0.015
        assert within > table.rows[0][1] - 0.02


def test_what_is_recorded_can_be_made_again():
    for training in ballots.TRAINING:
        (row, *_) = ballots.measure(training, 3, 1.0, columns=1)
        found, pairs = ballots.recorded()[training, 3, 1.0, 1]
        assert row["right"] == pytest.approx(found, abs=10)
        assert row["pairs"] == pytest.approx(pairs, abs=0.01)
    combos = len(ballots.BITS) * len(ballots.OFFSETS) * len(ballots.STOPS) * 2
    assert len(ballots.recorded()) == combos
