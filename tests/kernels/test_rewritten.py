"""Dilated, two-strided and transposed layers: the rewritten ones against seven loops, against torch, and counted."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.functional import conv2d, conv_transpose2d

from dnnlib.dataflow.hardware import EYERISS
from dnnlib.dataflow.mapper import search
from dnnlib.kernels import direct, pad, rewritten
from dnnlib.networks.imagenet import Conv
from dnnlib.shapes import ConvShape

quick = settings(deadline=None, max_examples=40)
pairs = st.tuples(st.integers(1, 3), st.integers(1, 3))
sizes = st.integers(1, 3)


def drawn(seed: int, N=2, M=4, C=2, H=9, W=10, R=3, S=2, G=1):
    rng = np.random.default_rng(seed)
    return rng.integers(-9, 10, (N, C, H, W)), rng.integers(-9, 10, (M, C // G, R, S))


@quick
@given(st.integers(0, 99), pairs, pairs, sizes, sizes, st.sampled_from([1, 2]))
def test_the_definition_is_torchs(seed, U, D, R, S, G):
    I, F = drawn(seed, R=R, S=S, G=G)
    theirs = conv2d(torch.tensor(I), torch.tensor(F), None, U, 0, D, G)
    np.testing.assert_array_equal(rewritten.by_loops(I, F, U, D, G), theirs.numpy())


@quick
@given(st.integers(0, 99), pairs, sizes, sizes, st.sampled_from([1, 2]))
def test_a_dilated_layer_is_ordinary_ones_and_their_counts_add_up(seed, D, R, S, G):
    I, F = drawn(seed, R=R, S=S, G=G)
    O = rewritten.dilated(I, F, D, G)
    np.testing.assert_array_equal(O, rewritten.by_loops(I, F, 1, D, G))
    shape = ConvShape(2, 4, 2, *O.shape[2:], R, S, 1, G)
    parts = rewritten.dilated_shapes(shape, D)
    assert sum(one.macs for one in parts) == shape.macs
    assert sum(one.size("O") for one in parts) == O.size
    H, W = ((n - 1) * d + p for n, d, p in zip((R, S), D, O.shape[2:]))
    if all(d <= p for d, p in zip(D, O.shape[2:])):  # else some rows are not seen
        assert sum(one.size("I") for one in parts) == 4 * H * W
    assert {one.size("F") for one in parts} == {F.size}


@quick
@given(st.integers(0, 99), pairs, sizes, sizes, st.sampled_from([1, 2]))
def test_two_strides_are_layers_that_add_up(seed, U, R, S, G):
    I, F = drawn(seed, R=R, S=S, G=G)
    O = rewritten.strided(I, F, U, G)
    np.testing.assert_array_equal(O, rewritten.by_loops(I, F, U, 1, G))
    shape = ConvShape(2, 4, 2, *O.shape[2:], R, S, 1, G)
    parts = rewritten.strided_shapes(shape, U)
    assert sum(one.macs for one in parts) == shape.macs
    assert sum(one.size("F") for one in parts) == F.size
    rows = [len({u * p + r for p in range(P) for r in range(n)})
            for u, P, n in zip(U, O.shape[2:], (R, S))]  # fmt: skip
    assert sum(one.wanted("I") for one in parts) == 4 * rows[0] * rows[1]


@quick
@given(st.integers(0, 99), st.integers(1, 4), sizes, sizes, st.sampled_from([1, 2]))
def test_a_transposed_layer_is_torchs_and_has_no_product_with_a_zero(seed, U, R, S, G):
    rng = np.random.default_rng(seed)
    I, F = rng.integers(-9, 10, (2, 4, 3, 5)), rng.integers(-9, 10, (4, 3, R, S))
    O = rewritten.transposed(I, F, U, G)
    theirs = conv_transpose2d(torch.tensor(I), torch.tensor(F), None, U, groups=G)
    np.testing.assert_array_equal(O, theirs.numpy())
    shape = ConvShape(N=2, M=3 * G, C=4, P=3, Q=5, R=R, S=S, U=U, G=G)
    true, naive = rewritten.transposed_shape(shape), rewritten.by_zeros(shape)
    assert true.macs == I.size * F.shape[1] * R * S
    assert naive.size("O") == O.size
    assert naive.macs * 3 * 5 == true.macs * O.shape[2] * O.shape[3]
    spread = np.zeros((2, 4, U * 2 + 1, U * 4 + 1), int)
    spread[:, :, ::U, ::U] = I
    spread = pad(spread, (R - 1, S - 1))
    turned = F.reshape(G, 4 // G, 3, R, S)[:, :, :, ::-1, ::-1].swapaxes(1, 2)
    same = direct.conv(spread, turned.reshape(3 * G, 4 // G, R, S), 1, G)
    np.testing.assert_array_equal(same, O)
    assert naive.tensor("I") == spread.shape


@given(st.integers(1, 40), st.integers(1, 7), st.integers(1, 4), st.integers(1, 3))
def test_the_same_frame_gives_a_strides_share_of_outputs(size, filter, U, D):
    before, after = rewritten.same(size, filter, U, D)
    reach = D * (filter - 1) + 1
    assert after - before in (0, 1)
    inside = size + before + after
    assert inside < reach or (inside - reach) // U + 1 == -(-size // U)


def test_a_frame_may_have_unequal_sides():
    I = np.arange(12).reshape(1, 1, 3, 4)
    framed = rewritten.frame(I, (0, 1), (2, 3))
    assert framed.shape == (1, 1, 4, 9) and framed.sum() == I.sum()
    np.testing.assert_array_equal(framed[:, :, :3, 2:6], I)
    np.testing.assert_array_equal(rewritten.frame(I, (1, 1), (2, 2)), pad(I, (1, 2)))
    with pytest.raises(ValueError, match="down=-1"):
        rewritten.frame(I, (0, -1))


def test_tensorflows_frame_is_what_efficientnet_has():
    """The network's own Conv, which was trained with it: 224 -> 112 by a 3x3 at stride 2."""
    conv = Conv(1, 1, R=3, U=2)
    I = torch.rand(1, 1, 224, 223)
    sides = [rewritten.same(size, 3, 2) for size in I.shape[2:]]
    framed = torch.tensor(rewritten.frame(I.numpy(), *sides))
    torch.testing.assert_close(conv2d(framed, conv.weight, None, 2), conv(I))


def test_the_mapper_takes_what_they_become():
    """DeepLab's kind of layer: dilated by 2 it costs what four quarter-sized layers do."""
    shape = ConvShape(M=64, C=64, P=28, Q=28, R=3, S=3)
    (one,) = rewritten.dilated_shapes(shape, 2)
    assert (one.N, one.P, one.Q) == (4, 14, 14)
    best = search(one, EYERISS, "RS")
    assert best.accesses and one.macs == shape.macs


def test_what_cannot_be_said_is_refused():
    with pytest.raises(ValueError, match="give the layer of stride 1"):
        rewritten.dilated_shapes(ConvShape(P=4, Q=4, R=3, S=3, U=2), 2)
    with pytest.raises(ValueError, match="sees 5 values of 4"):
        rewritten.by_loops(np.zeros((1, 1, 4, 9)), np.zeros((1, 1, 3, 3)), 1, 2)
    with pytest.raises(ValueError, match=r"F has the shape \(3, 3\)"):
        rewritten.dilated(np.zeros((1, 1, 4, 4)), np.zeros((3, 3)))
    with pytest.raises(ValueError, match="an integer, or two"):
        rewritten.strided(np.zeros((1, 1, 4, 4)), np.zeros((1, 1, 3, 3)), (1, 2, 3))
