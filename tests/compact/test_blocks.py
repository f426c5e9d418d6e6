"""Compact blocks: formulas against counts, chains against their composition and torch, published tables."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from dnnlib.compact import BLOCKS, blocks
from dnnlib.compact.chain import Filters, beside, compose, expanded, run
from dnnlib.kernels import direct
from dnnlib.models import MODELS
from dnnlib.models.efficient import STAGES, efficientnet_lite0, parameters
from dnnlib.models.layer_tables import Layer, conv
from dnnlib.networks import imagenet
from dnnlib.shapes import ConvShape

quick = settings(deadline=None, max_examples=30)
OPTION = {"bottleneck": 3, "fire": 2, "grouped": 2, "inverted residual": 3}
every = pytest.mark.parametrize("name", BLOCKS)


def options(name: str) -> tuple:
    return (OPTION[name],) if name in OPTION else ()


def made(name: str, shape: ConvShape) -> tuple[Layer, ...]:
    return BLOCKS[name][0](Layer("x", shape, "conv"), *options(name))


shapes = st.builds(
    lambda M, C, P, R, U: ConvShape(M=2 * M, C=2 * C, P=P, Q=P + 1, R=R, S=R, U=U),
    *[st.integers(1, 4)] * 3,
    st.sampled_from([3, 5, 7]),
    st.integers(1, 2),
)


@every
@quick
@given(shapes)
def test_the_formula_is_the_count(name, shape):
    ratio = BLOCKS[name][1](shape, *options(name))
    assert Fraction(blocks.weights(made(name, shape)), shape.size("F")) == ratio
    if shape.U == 1:
        assert Fraction(blocks.macs(made(name, shape)), shape.macs) == ratio


@every
@quick
@given(shapes, st.integers(0, 99))
def test_a_block_that_runs_equals_its_composition(name, shape, seed):
    """Random integers through the block's layers, nothing framed, and through the one layer that they compose to."""
    rng = np.random.default_rng(seed)
    chain = [
        Filters(rng.integers(-3, 4, s.tensor("F")), s.U, s.G)
        for s in (layer.shape for layer in made(name, shape))
    ]
    if name == "fire":
        chain = [chain[0], beside(*chain[1:])]
    one = compose(*chain)
    H, W = (size + 2 for size in one.F.shape[2:])
    I = rng.integers(-3, 4, (2, shape.C, H, W))
    O = direct.conv(I, one.F, one.U)
    np.testing.assert_array_equal(run(I, chain), O)
    assert one.U == shape.U and one.F.shape == shape.tensor("F")
    x = torch.tensor(I)
    for F, U, G in chain:
        x = torch.conv2d(x, torch.tensor(F), stride=U, groups=G)
    np.testing.assert_array_equal(x.numpy(), O)


def test_a_stride_in_front_spreads_the_filters_behind_it():
    rng = np.random.default_rng(0)
    first = Filters(rng.integers(-3, 4, (4, 2, 3, 2)), 2)
    second = Filters(rng.integers(-3, 4, (6, 2, 2, 3)), 2, 2)
    one, I = compose(first, second), rng.integers(-3, 4, (1, 2, 15, 17))
    assert one.U == 4 and one.F.shape == (6, 2, 5, 6)
    np.testing.assert_array_equal(run(I, [one]), run(I, [first, second]))


def test_groups_are_a_dense_filter_with_zeros():
    F = np.arange(1, 13).reshape(4, 3, 1, 1)
    dense = expanded(Filters(F, 1, 2))
    assert dense.shape == (4, 6, 1, 1) and (dense[:2, 3:] == 0).all()
    assert (dense[2:, 3:] == F[2:]).all()


def test_figure_13():
    """A 5x5 has 25 weights, two 3x3 18, a column and a row 10, for the same window."""
    layer = conv("5x5", 1, 1, 8, 5)
    counts = [
        layer.weights,
        *(blocks.weights(b(layer)) for b in (blocks.stacked, blocks.one_dimensional)),
    ]
    assert counts == [25, 18, 10]


def test_figure_14():
    """The inception module of the figure, with its bottlenecks and without."""
    layer = conv("3a", 256, 192, 28, 1)
    parts = blocks.inception(layer, 64, 64, 128, 64, 32, 32)
    assert blocks.weights(parts) == 167_936
    assert blocks.weights(blocks.inception(layer, 64, 0, 128, 0, 32, 32)) == 393_216
    googlenet = [
        one for one in MODELS["GoogLeNet v1"].layers if one.name.startswith("3a")
    ]
    table = blocks.inception(conv("3a", 256, 192, 28, 1), 64, 96, 128, 16, 32, 32)
    assert [one.shape for one in table] == [one.shape for one in googlenet]
    with pytest.raises(ValueError, match="M=256, but the branches make 255"):
        blocks.inception(layer, 63, 0, 128, 0, 32, 32)


def test_figure_15():
    """ResNet's bottleneck on 256 channels, inside 64, against its two plain layers of 3x3."""
    layer = conv("conv2", 256, 256, 56, 3)
    assert blocks.weights(blocks.bottleneck(layer, 64)) == 69_632
    assert 2 * layer.weights == 1_179_648


@pytest.mark.parametrize(
    "model, dense, block",
    [
        ("MobileNet v1", lambda C, M, P, U: conv("b", M, C, P, 3, U), blocks.depthwise),
    ],
)
def test_mobilenet_v1_is_its_dense_layers_replaced(model, dense, block):
    """Every pair of its layers comes from one dense 3x3: 13 of them, and the published totals."""
    layers = MODELS[model].layers
    pairs = [(a.shape, b.shape) for a, b in zip(layers[1:-1:2], layers[2:-1:2])]
    for dw, pw in pairs:
        parts = block(dense(dw.C, pw.M, pw.P, dw.U))
        assert [part.shape for part in parts] == [dw, pw]
    assert len(pairs) == 13 and MODELS[model].weights == 4_209_088
    assert MODELS[model].macs == 568_740_352


def test_mobilenet_v2_is_its_dense_layers_replaced():
    """All seventeen blocks, and the totals: 3,504,872 parameters as torchvision has them, with normalization."""
    layers, numbers = MODELS["MobileNet v2"].layers, range(1, 18)
    for number in numbers:
        parts = [one for one in layers if one.name.startswith(f"block{number} ")]
        inner, last = parts[-2].shape, parts[-1].shape
        t = 6 if len(parts) == 3 else 1
        dense = conv(f"block{number}", last.M, inner.C // t, last.P, 3, inner.U)
        whole = blocks.inverted(dense, t) if t > 1 else blocks.depthwise(dense)
        assert [one.shape for one in parts] == [one.shape for one in whole]
    blocks_ = sum(one.name.startswith("block") for one in layers)
    assert blocks_ == 16 * 3 + 2 and len(layers) == blocks_ + 3
    model = MODELS["MobileNet v2"]
    assert parameters(model.layers) == 3_504_872
    assert (model.weights, model.macs) == (3_469_760, 300_774_272)


def test_squeezenet_is_its_fires_to_the_last_weight():
    """All eight fires, and the released file's 1,248,424 parameters: a bias for each filter."""
    model = MODELS["SqueezeNet"]
    for k in range(2, 10):
        parts = [one for one in model.layers if one.name.startswith(f"fire{k} ")]
        squeeze, half, _ = (one.shape for one in parts)
        whole = conv(f"fire{k}", 2 * half.M, squeeze.C, squeeze.P, 3)
        made = blocks.fire(whole, squeeze.M)
        assert [one.shape for one in parts] == [one.shape for one in made]
    biases = sum(one.shape.M for one in model.layers)
    assert model.weights + biases == model.published["total_weights"] == 1_248_424
    assert len(model.layers) == 8 * 3 + 2


@quick
@given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 4), st.integers(1, 2))
def test_xceptions_block_is_depthwise_turned_round(M, C, R, U):
    """Its share is counted; at M = C it is the other's; at a stride its 1x1 has U*U times the positions."""
    layer = conv("x", M, C, 4, R, U)
    parts, other = blocks.xception(layer), blocks.depthwise(layer)
    assert blocks.weights(parts) == blocks.xception_ratio(layer.shape) * layer.weights
    assert [one.shape.P for one in parts] == [4 * U, 4]
    if M == C:
        assert blocks.xception_ratio(layer.shape) == blocks.depthwise_ratio(layer.shape)
        assert parts[0].macs == U * U * other[1].macs and parts[1].macs == other[0].macs
    rng = np.random.default_rng(R)
    first = Filters(rng.integers(-3, 4, (M, C, 1, 1)))
    chain = [first, Filters(rng.integers(-3, 4, (M, 1, R, R)), U, M)]
    I = rng.integers(-3, 4, (1, C, R + 2 * U, R + 2 * U))
    np.testing.assert_array_equal(run(I, chain), run(I, [compose(*chain)]))


def xception():
    """Xception's layers: Chollet 2017, Fig. 5; rows of (C, M) a separable layer, shortcuts 1x1."""
    pairs = [(64, 128), (128, 128), (128, 256), (256, 256), (256, 728), (728, 728)]
    pairs += [(728, 728)] * 24 + [(728, 728), (728, 1024), (1024, 1536), (1536, 2048)]
    separable = sum(
        blocks.weights(blocks.depthwise(conv("x", M, C, 19, 3))) for C, M in pairs
    )
    shortcuts = 64 * 128 + 128 * 256 + 256 * 728 + 728 * 1024
    channels = 32 + 64 + sum(M for _, M in pairs) + 128 + 256 + 728 + 1024
    return 864 + 18_432 + separable + shortcuts + 2048 * 1000, channels


def test_xception_has_the_parameters_of_its_release():
    """Keras prints 22,910,480 parameters: weights, four a channel for normalization, 1,000 biases."""
    weights, channels = xception()
    assert weights + 4 * channels + 1000 == 22_910_480


def test_depthwise_saves_as_the_paper_says():
    """Howard et al. 2017, 3.1: 8 to 9 times less for 3x3; SURVEY: 8.69 for M = 256."""
    ratio = blocks.depthwise_ratio(ConvShape(M=256, C=64, R=3, S=3))
    assert round(float(1 / ratio), 2) == 8.69


def test_blocks_refuse_what_they_cannot_replace():
    with pytest.raises(ValueError, match="R=4"):
        blocks.stacked(conv("x", 4, 4, 8, 4))
    with pytest.raises(ValueError, match="M=5 is odd"):
        blocks.fire(conv("x", 5, 4, 8, 3), 2)
    with pytest.raises(ValueError, match="x has G=4 groups"):
        blocks.depthwise(replace(conv("x", 4, 4, 8, 3, 1, 4)))
    with pytest.raises(ValueError, match="share no centre"):
        beside(Filters(np.ones((1, 1, 2, 2))), Filters(np.ones((1, 1, 3, 3))))


def test_efficientnet_lite0_is_inverted_residuals():
    """Its released weights: 4,652,008 with biases and two a channel of normalization; 385,187,552 MACs by torch."""
    layers = efficientnet_lite0()
    net = imagenet.EfficientNetLite0()
    kinds = (torch.nn.Conv2d, torch.nn.Linear)
    theirs = [m.weight.numel() for m in net.modules() if isinstance(m, kinds)]
    assert sorted(layer.weights for layer in layers) == sorted(theirs)
    assert blocks.macs(layers) == 385_187_552
    assert sum(p.numel() for p in net.parameters()) == 4_652_008
    assert parameters(layers) == 4_652_008


def test_efficientnet_lite0_is_its_dense_layers_replaced():
    """Fifteen blocks are `inverted` of one dense layer; the first, without expansion, is the depthwise pair."""
    layers, at = efficientnet_lite0(), 1
    for blocks_, R, stride, t, M in STAGES:
        for k in range(blocks_):
            parts = layers[at : at + (3 if t > 1 else 2)]
            inner, last = parts[-2].shape, parts[-1].shape
            C, U = inner.C // t, stride if k == 0 else 1
            dense = conv("b", M, C, last.P, R, U)
            whole = blocks.inverted(dense, t) if t > 1 else blocks.depthwise(dense)
            assert [one.shape for one in parts] == [one.shape for one in whole]
            at += len(parts)
    assert at == len(layers) - 2
