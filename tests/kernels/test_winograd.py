"""Winograd: the matrices by algebra, the convolution by torch, the counts by the literature, the error by its bound."""

from fractions import Fraction

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from test_kernels import operands
from test_shapes import shapes

from dnnlib.kernels import direct, winograd, winograd_fast
from dnnlib.models import MODELS
from dnnlib.shapes import ConvShape

WHOLE = (0, 1, -1, 2, -2)


@given(
    st.integers(1, 8),
    st.integers(1, 6),
    st.lists(st.integers(-9, 9), min_size=19, max_size=19),
)
@settings(deadline=None, max_examples=60)
def test_any_f_of_m_and_r_is_exact_in_fractions(m, r, values):
    AT, G, BT = winograd.matrices(
        m, r, tuple(Fraction(k, 3) for k in range(-3, m + r - 5)) if m > 1 < r else None
    )
    d, g = np.array(values[: m + r - 1], object), np.array(values[-r:], object)
    y = AT @ ((G @ g) * (BT @ d))
    assert (AT.shape, G.shape, BT.shape) == (
        (m, m + r - 1),
        (m + r - 1, r),
        (m + r - 1, m + r - 1),
    )
    assert y.tolist() == np.correlate(d.astype(int), g.astype(int)).tolist()


def test_f23_is_the_textbook_matrix_up_to_the_sign_of_one_place():
    """Lavin and Gray 2016, section 4.1; their last row of BT and last column of AT both carry a minus."""
    AT, G, BT = winograd.matrices(2, 3)
    sign = np.array([1, 1, 1, -1])
    assert (AT * sign).tolist() == [[1, 1, 1, 0], [0, 1, -1, -1]]
    assert (2 * G).tolist() == [[2, 0, 0], [1, 1, 1], [1, -1, 1], [0, 0, 2]]
    assert (BT * sign[:, None]).tolist() == [
        [1, 0, -1, 0],
        [0, 1, 1, 0],
        [0, -1, 1, 0],
        [0, 1, 0, -1],
    ]


def test_the_constants_of_f43_are_exact_in_single_precision():
    for matrix in (winograd.matrices(4, 3)[0], winograd.matrices(4, 3)[2]):
        assert (matrix.astype(float) == matrix.astype(np.float32)).all()


@given(shapes(), st.integers(0, 999), st.sampled_from([None, 1, 2, 3, 4]))
@settings(deadline=None, max_examples=60)
def test_winograd_is_direct_exactly_on_integers(shape, seed, m):
    I, F = operands(shape, seed)
    wanted = direct.conv(I, F, shape.U, shape.G)
    O = winograd.conv(I, F, shape.U, shape.G, m=m)
    assert O.dtype == np.int64 and np.array_equal(O, wanted)


@given(
    shapes(),
    st.integers(0, 999),
    st.sampled_from([2, 4, 6]),
    st.sampled_from([np.float32, np.float64]),
)
@settings(deadline=None, max_examples=80)
def test_winograd_is_torchs_convolution_within_the_bound(shape, seed, m, dtype):
    I, F = (x.astype(dtype) for x in operands(shape, seed, "floats"))
    exact = torch.nn.functional.conv2d(
        torch.tensor(I).double(),
        torch.tensor(F).double(),
        stride=shape.U,
        groups=shape.G,
    )
    # no more pieces than taps; their sums round too
    channels = shape.C // shape.G * (shape.R * shape.S) ** 2
    bound = (
        winograd.error_bound(m, 3, channels, dtype) * np.abs(I).max() * np.abs(F).max()
    )
    for O in (
        winograd.conv(I, F, shape.U, shape.G, m=m),
        winograd_fast.conv(I, F, shape.U, shape.G),
    ):
        assert O.dtype == dtype and np.abs(O - exact.numpy()).max() <= bound


@given(
    st.integers(1, 3),
    st.integers(3, 20),
    st.integers(3, 20),
    st.integers(1, 9),
    st.integers(1, 9),
    st.sampled_from([2, 4, 6]),
)
@settings(deadline=None, max_examples=60)
def test_channels_last_is_the_lesson(N, H, W, C, M, m):
    rng = np.random.default_rng(H * W)
    I, F = rng.standard_normal((N, C, H, W)), rng.standard_normal((M, C, 3, 3))
    O = winograd_fast.conv_channels_last(
        I.transpose(0, 2, 3, 1), winograd_fast.ahead(F, m)
    )
    assert np.allclose(O.transpose(0, 3, 1, 2), winograd.conv(I, F, m=m), atol=1e-11)


def test_blocks_have_no_seams(monkeypatch):
    rng = np.random.default_rng(3)
    I, filters = (
        rng.standard_normal((5, 19, 26, 3)),
        winograd_fast.ahead(rng.standard_normal((4, 3, 3, 3))),
    )
    whole = winograd_fast.conv_channels_last(I, filters)
    # a row of tiles, some rows, some images, all
    for cache in (1, 20_000, 60_000, 10_000_000):
        monkeypatch.setattr(winograd_fast, "CACHE", cache)
        assert np.allclose(
            winograd_fast.conv_channels_last(I, filters), whole, atol=1e-12
        )


def test_multiplications_of_the_literature():
    """Lavin and Gray 2016: 36 -> 16, 144 -> 36, 324 -> 64; additions 32, 24 and 28 of F(2x2,3x3)."""
    counts = {
        m: winograd.ops(ConvShape(P=m, Q=m, R=3, S=3), m).mults for m in (2, 4, 6)
    }
    assert counts == {2: 16, 4: 36, 6: 64}
    assert winograd.transform_adds(2, 3) == (32, 24, 28)
    # 16 go into sums over channels
    one = winograd.ops(ConvShape(P=2, Q=2, R=3, S=3), 2, amortized=False).adds - 16
    assert one == 32 + 24 + 28


def test_one_dimension_is_a_map_of_one_column():
    assert winograd.ops(ConvShape(P=16, R=3), 2).mults == 8 * 4  # eight tiles of F(2,3)
    assert winograd.ops(ConvShape(P=16, R=3), 4).mults == 4 * 6


@pytest.mark.parametrize("m, gain", [(2, 2.25), (4, 4.0)])
def test_every_vgg_layer_gains_the_whole_factor_where_tiles_fit(m, gain):
    for layer in MODELS["VGG-16"].of_kind("conv"):
        saved = layer.shape.macs / winograd.ops(layer.shape, m).mults
        assert (
            saved == pytest.approx(gain)
            if layer.shape.P % m == 0
            else 0.7 * gain < saved < gain
        )


@pytest.mark.parametrize("model", ["AlexNet", "ResNet-50"])
def test_every_conv_layer_is_counted_and_none_multiplies_more_than_direct(model):
    for layer in MODELS[model].of_kind("conv"):
        ops = winograd.ops(layer.shape)
        waste = (-(-layer.shape.P // 4) * 4 / layer.shape.P) ** 2
        assert 0 < ops.mults <= layer.shape.macs * waste


def real_error(m: int, at=None, dtype=np.float32, C: int = 256) -> float:
    """max|error| / max|O| of one random layer against the same operands in float64."""
    I, F = (
        x.astype(dtype)
        for x in operands(ConvShape(M=4, C=C, P=24, Q=24, R=3, S=3), 7, "floats")
    )
    exact = torch.nn.functional.conv2d(
        torch.tensor(I).double(), torch.tensor(F).double()
    ).numpy()
    with np.errstate(all="ignore"):
        return float(
            np.abs(winograd.conv(I, F, m=m, at=at).astype(float) - exact).max()
            / np.abs(exact).max()
        )


def test_points_decide_how_much_is_lost():
    """The issue's target for F(4x4,3x3): 6e-6; the textbook's points 0, +-1, +-2 lose at least twice as much."""
    good, textbook = real_error(4), real_error(4, WHOLE)
    assert good < 6e-6 and textbook > 2 * good
    assert real_error(2) < good < real_error(6)


def test_f66_fails_in_half_precision():
    """Relative errors above 1 % with the best points, and infinities or worse with whole numbers."""
    assert (
        real_error(2, dtype=np.float16, C=64)
        < 0.003
        < 0.01
        < real_error(6, dtype=np.float16, C=64)
    )
    assert not real_error(6, WHOLE + (3, -3), np.float16, C=64) < 0.05


@pytest.mark.parametrize(
    "call, message",
    [
        (
            lambda: winograd.matrices(2, 3, (0, 1)),
            r"F\(2, 3\) needs 3 different points",
        ),
        (lambda: winograd.matrices(2, 3, (0, 1, 1)), "needs 3 different points"),
        (lambda: winograd.matrices(0, 3), "at least one output"),
        (lambda: winograd_fast.ahead(np.zeros((1, 1, 3, 2))), "square filters"),
        (lambda: winograd_fast.ahead(np.zeros((1, 1, 3, 3), int)), "floats"),
        (
            lambda: winograd_fast.conv_channels_last(
                np.zeros((1, 5, 5, 2)), winograd_fast.ahead(np.zeros((1, 3, 3, 3)))
            ),
            "C=2",
        ),
    ],
)
def test_what_cannot_be_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
