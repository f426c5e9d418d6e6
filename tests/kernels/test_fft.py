"""The Fourier convolution: exact on integers, within its bound on floats, counted, and tiled without a seam."""

import tracemalloc

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from test_kernels import operands
from test_shapes import shapes

from dnnlib.kernels import direct, fft, toeplitz
from dnnlib.models import MODELS
from dnnlib.shapes import ConvShape


@given(shapes(), st.integers(0, 999), st.integers(0, 9))
@settings(deadline=None, max_examples=60)
def test_fft_is_direct_exactly_on_integers_for_every_tile(shape, seed, spare):
    I, F = operands(shape, seed)
    tile = max(2, -(-max(shape.R, shape.S) // shape.U)) + spare  # odd sizes too
    wanted = direct.conv(I, F, shape.U, shape.G)
    for O in (
        fft.conv(I, F, shape.U, shape.G),
        fft.conv(I, F, shape.U, shape.G, tile=tile),
    ):
        assert O.dtype == np.int64 and np.array_equal(O, wanted)


@given(shapes(), st.integers(0, 999), st.sampled_from([np.float32, np.float64]))
@settings(deadline=None, max_examples=60)
def test_fft_is_torchs_convolution_within_the_bound_of_the_transforms(
    shape, seed, dtype
):
    """The error of a spectrum is within c*eps*log2(n) of its norm (Higham 2002, theorem 24.2): norms, not values."""
    I, F = (x.astype(dtype) for x in operands(shape, seed, "floats"))
    exact = torch.nn.functional.conv2d(
        torch.tensor(I).double(),
        torch.tensor(F).double(),
        stride=shape.U,
        groups=shape.G,
    )
    O = fft.conv(I, F, shape.U, shape.G)
    assert O.dtype == dtype
    points = fft.tile_size(shape) ** 2
    bound = (
        8
        * np.log2(points)
        * np.finfo(dtype).eps
        * np.linalg.norm(I)
        * np.linalg.norm(F)
    )
    assert np.abs(O - exact.numpy()).max() <= bound


def test_complex_values_and_small_floats():
    rng = np.random.default_rng(0)
    I, F = (
        rng.standard_normal((1, 2, 7, 7)) * 1j,
        rng.standard_normal((3, 2, 3, 3)) + 2j,
    )
    assert np.allclose(fft.conv(I, F), direct.conv(I, F))
    half = fft.conv(I.imag.astype(np.float16), F.real.astype(np.float16))
    assert half.dtype == np.float16 and np.allclose(
        half, direct.conv(I.imag, F.real), atol=0.05
    )


def test_without_scipy_numpy_gives_the_same(monkeypatch):
    I, F = operands(ConvShape(M=2, C=3, P=9, Q=9, R=3, S=3), 1, "floats")
    wanted = fft.conv(I, F)
    monkeypatch.setattr(fft, "_library", lambda: np.fft)
    assert np.allclose(fft.conv(I, F), wanted, atol=1e-12)


def test_a_tile_smaller_than_the_filter_is_named():
    with pytest.raises(ValueError, match="tile of 4 cannot hold a filter of 5"):
        fft.conv(np.zeros((1, 1, 9, 9)), np.zeros((1, 1, 5, 5)), tile=4)


def test_the_surveys_ratios():
    """Sze et al. 2017, V-A: Nf^2 / log2 No, for 11x11 on 55, 5x5 on 27, 3x3 on 13 and on 224."""
    ratios = [
        fft.gain_of_the_survey(size, filter)
        for size, filter in ((55, 11), (27, 5), (13, 3), (224, 3))
    ]
    assert np.round(ratios, 2).tolist() == [20.93, 5.26, 2.43, 1.15]


def test_operations_of_one_tile_by_hand():
    """One 8 x 8 tile: two transforms of 64*log2(64), and 8*5 complex products of 4 multiplications, 2 + 2 additions."""
    shape = ConvShape(P=6, Q=6, R=3, S=3)
    assert fft.ops(shape, 8).mults == 2 * 64 * 6 + 40 * 4
    assert fft.ops(shape, 8).adds == 1.5 * 2 * 64 * 6 + 40 * 4
    assert fft.ops(shape, 8, amortized=False).mults == 3 * 64 * 6 + 40 * 4


def test_the_gain_grows_with_the_filter_and_crosses_one():
    """Multiplications of direct over those of FFT, 64 channels, an input of 64 x 64: 1x1 loses; with F's transforms, 3x3 too."""
    shapes = [
        ConvShape(M=64, C=64, P=65 - R, Q=65 - R, R=R, S=R) for R in (1, 3, 5, 7, 9, 11)
    ]
    gains = [shape.macs / fft.ops(shape, 64).mults for shape in shapes]
    assert gains == sorted(gains) and gains[0] < 1 < 4 < gains[2]
    whole = [shape.macs / fft.ops(shape, 64, amortized=False).mults for shape in shapes]
    # the survey: FFT from 5 x 5 on
    assert whole == sorted(whole) and whole[1] < 1 < whole[2]


@pytest.mark.parametrize("model", ["AlexNet", "VGG-16", "ResNet-50"])
def test_every_conv_layer_is_counted(model):
    for layer in MODELS[model].of_kind("conv"):
        cached, whole = fft.ops(layer.shape), fft.ops(layer.shape, amortized=False)
        assert 0 < cached.mults < whole.mults and cached.words_moved < whole.words_moved


def test_memory_is_the_spectra_that_it_says():
    shape = ConvShape(M=16, C=16, P=64, Q=64, R=5, S=5)
    I, F = (np.ones(shape.tensor(t), np.float32) for t in "IF")
    tracemalloc.start()
    fft.conv(I, F)
    peak = tracemalloc.get_traced_memory()[1] / 4
    tracemalloc.stop()
    # and copies of them while they change order
    assert 0.5 < peak / fft.transformed_words(shape) < 2.5


def test_large_filters_agree_with_toeplitz():
    I, F = operands(ConvShape(N=2, M=3, C=4, P=40, Q=30, R=21, S=17), 5, "floats")
    assert np.allclose(fft.conv(I, F), toeplitz.conv(I, F), atol=1e-9)
