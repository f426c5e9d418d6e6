"""Quantizers: laws of codebooks, and witnesses: torch's fake quantization, exact k-means, scipy, the survey."""

import math
from functools import partial
from itertools import combinations

import numpy as np
import pytest
import scipy.cluster.vq
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dnnlib import data
from dnnlib.models import MODELS
from dnnlib.quant import affine
from dnnlib.quant.codebook import (
    QUANTIZERS,
    Codebook,
    binary,
    dynamic_fixed_point,
    encode_stochastic,
    kmeans,
    kmeans_exact,
    linear,
    log2,
    nearest,
    ternary,
)
from dnnlib.quant.linear import fixed_point, fraction_bits
from dnnlib.quant.noise import noise, sqnr

floats = st.floats(-100, 100, width=32)
values = arrays(np.float32, st.integers(1, 40), elements=floats)
tables = arrays(
    np.float32, st.tuples(st.integers(1, 5), st.integers(1, 8)), elements=floats
)
named = st.sampled_from(sorted(QUANTIZERS))
books = st.builds(
    lambda name, x, bits: QUANTIZERS[name](x, bits), named, values, st.integers(2, 5)
)
WEIGHTS = data.weights("LeNet-300-100")["fc2.weight"]

# ---------------------------------------------------------------- a codebook


@settings(deadline=None)
@given(books, values)
def test_encode_is_its_definition_and_decode_gives_levels(book, x):
    codes = book.encode(x)
    np.testing.assert_array_equal(codes, book.encode_by_counting(x))
    assert set(book.decode(codes)) <= set(book.levels)
    np.testing.assert_array_equal(
        book.encode(book(x).astype(float)), book.encode(book.decode(codes))
    )


@settings(deadline=None)
@given(books)
def test_a_level_is_its_own_level(book):
    if len(set(book.levels)) == len(book.levels):
        np.testing.assert_array_equal(
            book.encode(book.levels), np.arange(len(book.levels))
        )


by_channel = st.sampled_from([linear, partial(linear, symmetric=False), lambda x, bits, **k: binary(x, **k),
                              lambda x, bits, **k: ternary(x, **k)])  # fmt: skip


@settings(deadline=None)
@given(tables, by_channel.map(lambda q: partial(q, bits=3, per_channel=True)))
def test_channels_are_quantized_one_by_one(x, quantizer):
    book, alone = quantizer(x), [quantizer(row[None]) for row in x]
    np.testing.assert_array_equal(
        book.levels, np.concatenate([b.levels for b in alone])
    )
    np.testing.assert_array_equal(
        book(x), np.concatenate([b(row[None]) for b, row in zip(alone, x)])
    )
    np.testing.assert_array_equal(book.encode(x), book.encode_by_counting(x))


def test_an_edge_belongs_to_the_level_above_and_infinities_to_the_ends():
    book = Codebook([-1, 0, 2], [-0.5, 1])
    assert book.encode([-np.inf, -0.5, 0.99, 1, np.inf]).tolist() == [0, 1, 1, 2, 2]


@pytest.mark.parametrize(
    "levels, bits",
    [(1, 0), (2, 1), (3, 2), (4, 2), (5, 3), (16, 4), (17, 5), (256, 8), (257, 9)],
)
def test_bits_count_the_levels(levels, bits):
    assert nearest(np.arange(levels)).bits == bits


def test_codes_are_stored_in_as_few_bytes_as_hold_them():
    assert nearest(range(256)).encode([3.2]).dtype == np.uint8
    assert nearest(range(257)).encode([3.2]).dtype == np.uint16


def test_weight_sharing_pays_as_published():
    """AlexNet: 256 shared values in a CONV layer, 16 in an FC layer, against 16 bits a weight (Sze et al., VII-A-2)."""
    layers = {layer.name: layer.shape.size("F") for layer in MODELS["AlexNet"].layers}
    for name, U, ratio in (("conv2", 256, 1.997), ("fc6", 16, 4.0)):
        size = next(size for key, size in layers.items() if key.lower() == name)
        assert size * 16 / nearest(np.arange(U)).stored(size) == pytest.approx(
            ratio, abs=5e-4
        )


# ---------------------------------------------------------------- linear


@settings(deadline=None)
@given(values, st.integers(2, 8), st.booleans())
def test_linear_is_off_by_half_a_step_at_most_and_zero_is_exact(x, bits, symmetric):
    book = linear(x, bits, symmetric)
    step = book.levels[1] - book.levels[0]
    # a zero point that is rounded moves the ends by up to half a step
    slack = 1e-9 * step + (0 if symmetric else step)
    inside = (x >= book.levels[0]) & (x <= book.levels[-1])
    error = np.abs(book(x.astype(float)) - x)
    assert (error[inside] <= step / 2 * (1 + 1e-9)).all() and (
        error <= step / 2 + slack
    ).all()
    assert book(np.zeros(1)) == 0


@settings(deadline=None)
@given(values, st.integers(2, 8), st.booleans())
def test_rounding_and_edges_are_the_same_quantizer(x, bits, symmetric):
    steps = (affine.symmetric if symmetric else affine.asymmetric)(x, bits)
    book = steps.codebook()
    # a tie, but for rounding
    near = (
        np.abs(x[:, None].astype(float) - book.edges).min(axis=1) < 1e-9 * steps.scale
    )
    by_edges, by_rounding = book.encode(x).astype(int) + steps.low, steps.quantize(x)
    assert (np.abs(by_edges - by_rounding) <= near).all()


@settings(deadline=None, max_examples=60)
@given(tables, st.integers(2, 8), st.booleans(), st.booleans())
def test_torch_fake_quantize_agrees(x, bits, symmetric, per_channel):
    steps = (affine.symmetric if symmetric else affine.asymmetric)(x, bits, per_channel)
    # torch multiplies by 1 / scale, which single precision must hold
    assume((steps.scale > 1e-30).all())
    scale, zero = (
        torch.tensor(steps.scale.astype(np.float32)),
        torch.tensor(steps.zero.astype(np.int32)),
    )
    steps = affine.Affine(scale.numpy(), zero.numpy(), steps.low, steps.high)
    args = (steps.low, steps.high)
    if per_channel:
        theirs = torch.fake_quantize_per_channel_affine(
            torch.tensor(x), scale, zero, 0, *args
        )
    else:
        theirs = torch.fake_quantize_per_tensor_affine(
            torch.tensor(x), scale, zero, *args
        )
    column = steps.scale[:, None] if per_channel else steps.scale
    at = x / column
    # halves go to even there; and float32 is coarse near them
    tie = np.abs(at - np.floor(at) - 0.5) < 1e-4
    np.testing.assert_allclose(steps(x)[~tie], theirs.numpy()[~tie], rtol=1e-6, atol=0)
    assert (np.abs(steps(x) - theirs.numpy()) <= column * 1.0001).all()


def test_torch_agrees_bit_for_bit_where_the_step_is_a_power_of_two_but_for_halves():
    x = np.arange(-1200, 1200, dtype=np.float32) / 64
    steps = affine.Affine(0.125, 3, -128, 127)
    theirs = torch.fake_quantize_per_tensor_affine(
        torch.tensor(x), 0.125, 3, -128, 127
    ).numpy()
    half = x / 0.125 % 1 == 0.5
    np.testing.assert_array_equal(steps(x)[~half], theirs[~half])
    # even below: torch goes down, ours up
    odd = half & (np.floor(x / 0.125) % 2 == 0) & (x > -16) & (x < 15)
    np.testing.assert_array_equal(steps(x)[odd] - theirs[odd], 0.125)


@settings(deadline=None)
@given(values, st.integers(2, 8))
def test_dynamic_fixed_point_keeps_every_value_within_half_a_step_and_no_finer_step_does(
    x, bits
):
    f = fraction_bits(x, bits)
    fine, finer = fixed_point(bits, f), fixed_point(bits, f + 1)
    x = x.astype(float)
    assert (np.abs(fine(x) - x) <= fine.scale / 2).all()
    if x.any():
        reach = (x < finer.scale * (finer.low - 0.5)) | (
            x >= finer.scale * (finer.high + 0.5)
        )
        assert reach.any()


def test_fixed_point_as_the_survey_draws_it():
    """Fig. 38(b): 0 1100110 is 12.75 with f=3 and 0.19921875 with f=9; 8 bits at f=0 and f=10 span what VII-A says."""
    assert (
        fixed_point(8, 3).dequantize(102) == 12.75
        and fixed_point(8, 9).dequantize(102) == 0.19921875
    )
    assert fixed_point(8, 0).codebook().levels[[0, -1]].tolist() == [-128, 127]
    assert fixed_point(8, 10).codebook().levels[[0, -1]].tolist() == [
        -0.125,
        0.1240234375,
    ]
    assert (fraction_bits([0.9, -0.9], 8), fraction_bits([12, -12], 8)) == (7, 3)
    np.testing.assert_array_equal(
        dynamic_fixed_point([12, -12], 8).levels, np.arange(-128, 128) / 8
    )


def test_each_bit_is_worth_six_decibels():
    """6.02 dB a bit: a law of uniform noise (Bennett, 1948), met to a tenth on uniform values."""
    x = np.random.default_rng(1).uniform(-1, 1, 200_000)
    found = [noise(x, linear(x, bits, symmetric=False)).sqnr for bits in range(4, 11)]
    # the zero point costs part of a level
    np.testing.assert_allclose(np.diff(found), 20 * math.log10(2), atol=0.35)
    assert found[-1] == pytest.approx(20 * math.log10(2**10), abs=0.1)


# ---------------------------------------------------------------- powers


@settings(deadline=None)
@given(values, st.integers(2, 6), st.sampled_from([2.0, 2**0.5]))
def test_log2_rounds_the_exponent(x, bits, base):
    book = log2(x, bits, base)
    top = round(math.log(book.levels[-1], base))
    last = top - (2 ** (bits - 1) - 2)
    for value, level in zip(x.astype(float), book(x.astype(float))):
        e = math.log(abs(value), base) if value else -math.inf
        if abs(e - math.floor(e) - 0.5) > 1e-9 if value else True:
            wanted = math.floor(e + 0.5) if value else -math.inf
            assert level == pytest.approx(
                math.copysign(base**wanted, value) if wanted >= last else 0, rel=1e-12
            )
    np.testing.assert_array_equal(book(-x), -book(x))
    assert len(book.levels) == 2**bits - 1 == 2 * (2 ** (bits - 1) - 1) + 1


def test_log2_without_a_sign_has_twice_the_exponents():
    book = log2(np.array([0, 1.0, 8]), 3, signed=False)
    np.testing.assert_array_equal(book.levels, [0, *2.0 ** np.arange(-3, 4)])


def test_log_wins_at_four_bits_on_real_weights_and_loses_at_eight():
    """Sze et al. 2017, VII-A-2: weights crowd around zero, where powers of two are dense."""
    assert (
        noise(WEIGHTS, log2(WEIGHTS, 4)).sqnr
        > noise(WEIGHTS, linear(WEIGHTS, 4)).sqnr + 1
    )
    assert (
        noise(WEIGHTS, log2(WEIGHTS, 8)).sqnr < noise(WEIGHTS, linear(WEIGHTS, 8)).sqnr
    )


# ---------------------------------------------------------------- k-means


@settings(deadline=None, max_examples=60)
@given(values, st.integers(1, 3), st.sampled_from(["linear", "density", "random"]))
def test_lloyd_ends_where_levels_are_means_and_never_beats_the_exact_optimum(
    x, bits, start
):
    book = kmeans(x, bits, start)
    x = x.astype(float)
    codes = book.encode(x)
    for k in set(codes.tolist()):
        assert book.levels[k] == pytest.approx(x[codes == k].mean(), rel=1e-9, abs=1e-9)
    assert loss(x, kmeans_exact(x, 2**bits)) <= loss(x, book) + 1e-7


@settings(deadline=None, max_examples=60)
@given(
    arrays(float, st.integers(1, 9), elements=st.integers(-20, 20).map(float)),
    st.integers(1, 4),
)
def test_exact_k_means_is_the_best_of_all_splits(x, K):
    """By trying every way to part the sorted values into K runs."""
    x, best = np.sort(x), np.inf
    for cuts in combinations(range(1, len(x)), min(K, len(x)) - 1):
        runs = np.split(x, cuts)
        best = min(best, sum(((run - run.mean()) ** 2).sum() for run in runs))
    assert loss(x, kmeans_exact(x, K)) == pytest.approx(best, abs=1e-9)


def test_scipy_ends_at_the_same_levels_from_the_same_start():
    x = np.sort(WEIGHTS[:40].ravel().astype(float))
    ours = kmeans(x, 4)
    start = np.linspace(x[0], x[-1], 16)
    theirs, _ = scipy.cluster.vq.kmeans2(
        x[:, None], start[:, None], iter=300, minit="matrix", missing="warn"
    )
    np.testing.assert_allclose(ours.levels, np.sort(theirs[:, 0]), atol=1e-6)


def test_the_exact_optimum_is_close_ahead_on_a_real_layer():
    """Of Lloyd's starts the best is within a tenth of the optimum's error on a real layer, and none is below it."""
    x = WEIGHTS[:20]
    optimum = loss(x, kmeans_exact(x, 16))
    found = [
        loss(x, kmeans(x, 4, start)) / optimum
        for start in ("linear", "density", "random")
    ]
    assert 1 - 1e-9 <= min(found) < 1.1 and max(found) > 1


def test_a_level_without_values_stays():
    np.testing.assert_allclose(
        kmeans([0, 0.1, 0.2, 0.3, 20], 2).levels, [0.15, 20 / 3, 40 / 3, 20]
    )


def loss(x, book):
    return float(((np.asarray(x, float) - book.decode(book.encode(x))) ** 2).sum())


# ---------------------------------------------------------------- one bit and two


@settings(deadline=None)
@given(values)
def test_binary_scale_is_the_best_there_is(x):
    """Rastegari et al., Eq. 6: a = mean|x| minimizes sum (x - a*sign(x))^2; so no other a does better."""
    book = binary(x)
    a = book.levels[1]
    assert a == pytest.approx(np.abs(x.astype(float)).mean())
    errors = [
        ((np.abs(x.astype(float)) - other) ** 2).sum()
        for other in (a, a * 1.01 + 1e-3, a * 0.99 - 1e-3)
    ]
    assert errors[0] <= min(errors[1:]) + 1e-9
    assert binary(x, scaled=False).levels.tolist() == [-1, 1] and binary(x).encode(
        [0.0, -0.0]
    ).tolist() == [1, 1]


@settings(deadline=None)
@given(values)
def test_ternary_is_symmetric_and_its_scale_the_mean_of_what_is_kept(x):
    book, x = ternary(x), x.astype(float)
    kept = np.abs(x) > 0.7 * np.abs(x).mean()
    np.testing.assert_array_equal(book.encode(x) != 1, kept)
    np.testing.assert_array_equal(book(-x), -book(x))
    if kept.any():
        assert book.levels[2] == pytest.approx(np.abs(x[kept]).mean())


def test_the_ternary_threshold_is_not_the_middle_and_better_for_it():
    x = np.random.default_rng(0).normal(size=100_000)
    book = ternary(x)
    middle = nearest(book.levels)
    assert middle.edges[1] > 1.02 * book.edges[1]
    thresholds = np.linspace(0.3, 1.3, 41)
    best = thresholds[np.argmin([loss(x, ternary(x, t)) for t in thresholds])]
    # Li and Liu give 0.75 for Gaussian values
    assert best == pytest.approx(0.75, abs=0.06)


# ---------------------------------------------------------------- by chance


@settings(deadline=None)
@given(books, st.integers(0, 9))
def test_stochastic_rounding_takes_a_neighbour(book, seed):
    x = np.linspace(book.levels[0] - 1, book.levels[-1] + 1, 101)
    got, clipped = (
        book.decode(encode_stochastic(book, x, seed)),
        np.clip(x, book.levels[0], book.levels[-1]),
    )
    below = np.array([max(v for v in book.levels if v <= c) for c in clipped])
    above = np.array([min(v for v in book.levels if v >= c) for c in clipped])
    assert ((got == below) | (got == above)).all()
    np.testing.assert_array_equal(got, book.decode(encode_stochastic(book, x, seed)))


def test_stochastic_rounding_is_right_on_average_where_nearest_is_not():
    book, x = nearest([-1, 0, 2]), np.full(40_000, 0.5)
    mean = book.decode(encode_stochastic(book, x)).mean()
    deviation = 2 * math.sqrt(0.25 * 0.75 / x.size)  # of a coin worth 2
    assert mean == pytest.approx(0.5, abs=4 * deviation) and book(x).mean() == 0


# ---------------------------------------------------------------- noise


@settings(deadline=None)
@given(books, values)
def test_noise_is_the_error_parted_in_two(book, x):
    x = x.astype(float)
    found = noise(x, book)
    assert found.total == pytest.approx(
        ((x - book(x)) ** 2).mean(), rel=1e-12, abs=1e-300
    )
    assert found.sqnr == pytest.approx(sqnr(x, book(x))) or not x.any()
    if x.min() >= book.levels[0] and x.max() <= book.levels[-1]:
        assert found.clipping == 0


def test_clipping_trades_against_rounding():
    x = np.random.default_rng(0).normal(size=50_000)
    wide, narrow = (
        noise(x, linear(x, 4, clip=clip)) for clip in (np.abs(x).max(), 2.5)
    )
    assert (
        narrow.clipping > wide.clipping == 0
        and narrow.rounding < wide.rounding
        and narrow.total < wide.total
    )


# ---------------------------------------------------------------- bad input

QUANTIZE = [
    *(lambda x, q=q: q(x, 4) for q in QUANTIZERS.values()),
    binary,
    ternary,
    lambda x: kmeans_exact(x, 2),
]


@pytest.mark.parametrize("quantizer", QUANTIZE)
def test_values_to_draw_levels_from_are_there_and_finite(quantizer):
    for bad in ([], [np.nan, 1], [np.inf], [1j], ["a"]):
        with pytest.raises(ValueError, match="empty|NaN|no real|not numbers"):
            quantizer(np.array(bad))


@pytest.mark.parametrize("quantizer", QUANTIZE)
@pytest.mark.parametrize("value", [0, 1, -3.5, 1e-30, 1e30, 5e-324])
def test_values_that_are_all_equal(quantizer, value):
    """All-zero tensors become zeros; others stay finite, of the same sign."""
    book = quantizer(np.full(6, value))
    got = book(np.full(6, float(value)))
    assert (
        np.isfinite(got).all() and (got * value >= 0).all() and (value or not got.any())
    )


def test_a_channel_of_zeros_stays_zeros_and_leaves_the_others_alone():
    x = np.array([[0, 0, 0], [1, -2, 0.5]])
    for book in (
        linear(x, 4, per_channel=True),
        binary(x, per_channel=True),
        ternary(x, per_channel=True),
    ):
        assert not book(x)[0].any() and book(x)[1].any()


@pytest.mark.parametrize("name", QUANTIZERS)
@pytest.mark.parametrize("bits", [0, -1, 17, 2.0, True, "4"])
def test_bits_are_a_number_of_bits(name, bits):
    with pytest.raises(ValueError, match="bits="):
        QUANTIZERS[name](np.ones(3), bits)


def test_messages_name_what_would_fit():
    book = linear(np.ones((2, 3)), 3, per_channel=True)
    for call, message in [
        (lambda: linear(np.ones(3), 1), "for 1 bit see binary"),
        (lambda: book.encode(np.ones((3, 3))), "2 channels"),
        (lambda: linear(np.ones(3), 3, per_channel=True), r"give \[M, ...\]"),
        (lambda: nearest([0, 1]).encode([np.nan]), "NaN"),
        (lambda: nearest([0, 1]).decode([2]), "0 to 1"),
        (lambda: nearest([0, 1]).decode([0.5]), "float64"),
        (lambda: Codebook([0, 1], [0.2, 0.3]), "2 levels have 1 edges"),
        (lambda: Codebook([1, 0], [0.5]), "in order"),
        (lambda: Codebook([], []), "0 levels"),
        (lambda: log2([1.0], 4, base=1), "above 1"),
        (lambda: log2([-1.0], 4, signed=False), "without a sign"),
        (lambda: kmeans(np.arange(9.0), 2, start="mean"), "choose"),
        (lambda: affine.Affine(0, 0, 0, 255), "positive"),
        (lambda: affine.Affine(1, 300, 0, 255), "not among the codes"),
        (lambda: affine.Affine(1, 0.5, 0, 255), "integer"),
        (lambda: encode_stochastic(book, np.ones((2, 3))), "one by one"),
        (lambda: ternary([1.0], threshold=-1), "threshold"),
    ]:
        with pytest.raises(ValueError, match=message):
            call()
    assert nearest([0, 1]).encode([]).size == 0 and nearest([0, 1]).decode([]).size == 0
