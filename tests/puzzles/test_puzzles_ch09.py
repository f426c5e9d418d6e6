"""Witnesses for the specs of chapter 9's puzzles: the library, torch, and the survey's own examples."""

import numpy as np
import pytest
import torch

from dnnlib.costs import HOROWITZ_45NM
from dnnlib.data import mnist
from dnnlib.precision.integer_network import calibrated
from dnnlib.puzzles import ch09
from dnnlib.quant import affine, codebook
from dnnlib.quant.arithmetic import accumulator
from dnnlib.quant.arithmetic.multiplier import Multiplier


def test_specs_are_the_librarys():
    for x, bits in ch09.linear.draw("witness"):
        assert np.allclose(
            ch09.linear.spec(x, bits), codebook.linear(x, bits)(x), atol=1e-12
        )
    for low, high, bits in ch09.zero_point.draw("witness"):
        steps = affine.asymmetric([low, high], bits)
        assert ch09.zero_point.spec(low, high, bits) == (
            pytest.approx(float(steps.scale)),
            int(steps.zero),
        )
    for x, bits in ch09.powers.draw("witness"):
        assert np.array_equal(ch09.powers.spec(x, bits), codebook.log2(x, bits)(x))
    for F, bits in ch09.per_channel.draw("witness"):
        codes, scales = ch09.per_channel.spec(F, bits)
        assert np.array_equal(
            codes, affine.symmetric(F, bits, per_channel=True).quantize(F)
        )
        assert np.array_equal(
            codes * scales[:, None, None, None],
            codebook.linear(F, bits, per_channel=True)(F),
        )
    for sums, multiplier, shift, zero in ch09.requantize.draw("witness"):
        scaled = Multiplier(np.int64(multiplier), np.int64(shift))(sums[None])[0]
        assert np.array_equal(
            ch09.requantize.spec(sums, multiplier, shift, zero),
            np.clip(scaled + zero, 0, 255),
        )


def test_shared_weights_are_where_the_librarys_k_means_ends():
    """The library makes 2^bits levels: the cases of 2 and 4."""
    for x, K in ch09.shared.draw("witness"):
        if K in (2, 4) and np.unique(x).size > K:
            assert np.allclose(
                ch09.shared.spec(x, K), codebook.kmeans(x, K.bit_length() - 1).levels
            )


def test_torch_fakes_quantization_with_the_zero_points():
    """Torch's fake quantization with them keeps 0, and no value inside moves by more than half a step."""
    for low, high, bits in ch09.zero_point.draw("witness"):
        s, z = ch09.zero_point.spec(low, high, bits)
        x = torch.linspace(min(low, 0), max(high, 0), 50)
        y = torch.fake_quantize_per_tensor_affine(
            torch.cat([x, torch.zeros(1)]), s, z, 0, 2**bits - 1
        )
        assert y[-1] == 0 and (y[:-1] - x).abs().max() <= s * 1.0001


def test_the_straight_through_gradient_is_not_the_true_one():
    """By finite differences the loss does not move at all; the puzzle's gradient does, and lowers the loss of b = w."""
    w, x, target = np.array([0.5, -0.25]), np.array([2.0, 3]), 1.5
    loss = lambda w: (np.where(w >= 0, 1, -1) @ x - target) ** 2 / 2
    assert loss(w + 1e-6) == loss(w) and ch09.binary_gradient.spec(w, x, target).any()


def test_requantize_is_what_the_real_networks_layers_do():
    layer = calibrated("LeNet-300-100", mnist("validation").images[:100]).layers["fc1"]
    sums = np.array([-(10**6), -1, 0, 1, 12_345, 10**6])
    wanted = np.clip(layer.multiplier(sums[None])[0] + layer.O.zero, 0, 255)
    got = ch09.requantize.spec(
        sums,
        int(layer.multiplier.integer),
        int(layer.multiplier.shift),
        int(layer.O.zero),
    )
    assert np.array_equal(got, wanted)


def test_energy_is_the_published_multiplication_at_eight_bits():
    bits = dict.fromkeys(ch09.LAYERS, (8, 8))
    assert ch09.energy(bits) * 1000 == pytest.approx(
        266_200 * HOROWITZ_45NM["int8 mult"]
    )
    assert ch09.energy(dict.fromkeys(ch09.LAYERS, (4, 8))) == pytest.approx(
        ch09.energy(bits) / 2
    )


def test_every_budget_can_be_met_with_room_and_not_by_the_same_bits_everywhere():
    digits = mnist("validation")
    images, labels = digits.images[:2000], digits.labels[:2000]
    eight = ch09.accuracy(dict.fromkeys(ch09.LAYERS, (8, 8)), images, labels)
    good = {"fc1": (3, 1), "fc2": (4, 2), "fc3": (8, 3)}
    assert (
        ch09.energy(good) < 3.25 and ch09.accuracy(good, images, labels) > eight - 0.015
    )
    assert (
        ch09.accuracy(dict.fromkeys(ch09.LAYERS, (2, 2)), images, labels) < eight - 0.2
    )
    assert ch09.energy(dict.fromkeys(ch09.LAYERS, (3, 3))) > 6


def test_bits_that_are_none_are_refused_by_name():
    for bits, message in [
        ({"fc1": (8, 8)}, "fc2"),
        ({"fc1": (1, 8), "fc2": (8, 8), "fc3": (8, 8)}, "fc1 has bits"),
        ({"fc1": (8, 8), "fc2": (8, 9), "fc3": (8, 8)}, "fc2 has bits"),
        ([8, 8, 8], "give"),
    ]:
        with pytest.raises(ValueError, match=message):
            ch09.energy(bits)


def test_an_accumulator_of_so_many_bits_holds_the_worst_sums_and_the_survey_asks_no_fewer():
    """Sums of the worst operands, measured; Sze et al. 2017, Fig. 39: 2N + M is an upper bound."""
    for C, R, S, bits_I, bits_F, signed in ch09.accumulator_bits.draw("witness", 60)[
        8:
    ]:
        ends = (
            np.array([-(2 ** (bits_I - 1)), 2 ** (bits_I - 1) - 1])
            if signed
            else np.array([0, 2**bits_I - 1])
        )
        weights = np.array([-(2 ** (bits_F - 1)), 2 ** (bits_F - 1) - 1])
        sums = np.outer(ends, weights) * (C * R * S)
        found = ch09.accumulator_bits.spec(C, R, S, bits_I, bits_F, signed)
        assert found == accumulator.bits_of(sums)
        assert found <= accumulator.accumulator_bits(bits_I, bits_F, C * R * S)


def test_a_narrow_mac_is_near_the_published_one():
    """Horowitz, ISSCC 2014: 8-bit integers, from those of 32 bits by square and line, within a quarter."""
    h = HOROWITZ_45NM
    energy, less = ch09.mac_with_read.spec(h["int32 mult"], h["int32 add"], 0.0, 8, 1)
    assert energy == pytest.approx(h.mac_in("int8"), rel=0.25)
    assert less == pytest.approx((h["int32 mult"] + h["int32 add"]) / energy)
