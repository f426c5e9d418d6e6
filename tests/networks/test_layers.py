"""The layers against PyTorch's, the survey's figures, and the laws between them."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional as T

from dnnlib.networks import layers

pytestmark = pytest.mark.filterwarnings("error")  # no layer warns of an overflow
quick = settings(deadline=None, max_examples=25)
sizes = st.integers(1, 4)
seeds = st.integers(0, 99)
SPECIAL = np.array(
    [-np.inf, -1000, -90, -1, -1e-9, 0, 1e-9, 1, 90, 1000, np.inf, np.nan]
)
FIG_12 = np.array([[9, 3, 5, 3], [10, 32, 2, 2], [1, 3, 21, 9], [2, 6, 11, 7]]).reshape(
    1, 1, 4, 4
)


def normal(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


def same(ours, theirs):
    np.testing.assert_allclose(
        ours,
        theirs.numpy() if torch.is_tensor(theirs) else theirs,
        rtol=1e-12,
        atol=1e-12,
    )


@pytest.mark.parametrize(
    "ours, theirs",
    [
        (layers.relu, T.relu),
        (layers.leaky_relu, T.leaky_relu),
        (layers.elu, T.elu),
        (layers.sigmoid, torch.sigmoid),
        (layers.tanh, torch.tanh),
    ],
)
def test_nonlinearities_as_in_torch_at_infinity_and_nan_too(ours, theirs):
    x = np.concatenate([SPECIAL, np.linspace(-30, 30, 601)])
    # the oldest torch takes exp(x) - 1, which loses digits near 0
    wanted = theirs(torch.tensor(x)).numpy()
    np.testing.assert_allclose(ours(x), wanted, rtol=1e-12, atol=1e-15)
    assert ours(x.astype(np.float32)).dtype == np.float32
    same(ours([-2, 0, 3]), theirs(torch.tensor([-2.0, 0, 3], dtype=torch.float64)))


def test_relu_keeps_integers():
    assert layers.relu(np.array([-3, 4], np.int8)).dtype == np.int8


@quick
@given(st.integers(1, 4), sizes, sizes, seeds)
def test_maxout_as_in_torch(pieces, N, M, seed):
    x = normal(N, M * pieces, 3, seed=seed)
    same(layers.maxout(x, pieces), torch.tensor(x).view(N, M, pieces, 3).amax(2))


def test_maxout_of_two_lines_is_relu_or_leaky_relu():
    x = normal(5, 7)
    for slope, f in ((0, layers.relu), (0.01, layers.leaky_relu)):
        same(layers.maxout(np.stack([x, slope * x], axis=2).reshape(5, 14)), f(x))
    with pytest.raises(ValueError, match="pieces=2"):
        layers.maxout(x)


@quick
@given(sizes, sizes, seeds, st.sampled_from([1, 1000]))
def test_softmax_as_in_torch(N, M, seed, scale):
    x = scale * normal(N, M, seed=seed)
    y = layers.softmax(x)
    same(y, T.softmax(torch.tensor(x), 1))
    same(y.sum(1), np.ones(N))
    same(layers.softmax(x.T, axis=0), y.T)


@pytest.mark.parametrize(
    "row", [[0, -np.inf], [0, np.inf], [-np.inf, -np.inf], [0, np.nan], [1000, -1000]]
)
def test_softmax_at_infinity_and_nan_as_in_torch(row):
    same(layers.softmax(row), T.softmax(torch.tensor(row, dtype=torch.float64), 0))


def test_figure_12():
    assert layers.max_pool(FIG_12, 2).reshape(2, 2).tolist() == [[32, 5], [6, 21]]
    # printed 18: erratum E8
    assert layers.average_pool(FIG_12, 2).reshape(2, 2).tolist() == [[13.5, 3], [3, 12]]


@quick
@given(
    sizes, sizes, st.integers(4, 9), st.integers(4, 9), sizes, st.none() | sizes, seeds
)
def test_pooling_as_in_torch(N, C, H, W, window, stride, seed):
    I = normal(N, C, H, W, seed=seed)
    same(
        layers.max_pool(I, window, stride),
        T.max_pool2d(torch.tensor(I), window, stride),
    )
    same(
        layers.average_pool(I, window, stride),
        T.avg_pool2d(torch.tensor(I), window, stride),
    )


def test_pooling_keeps_nan_in_its_window_and_bytes_from_overflowing():
    I = FIG_12.astype(float)
    I[0, 0, 0, 0] = np.nan
    for pool in (layers.max_pool, layers.average_pool):
        assert np.isnan(pool(I, 2)).reshape(2, 2).tolist() == [
            [True, False],
            [False, False],
        ]
    assert layers.average_pool(np.full((1, 1, 2, 2), 255, np.uint8), 2).item() == 255


@pytest.mark.parametrize(
    "I, window, says", [(FIG_12[0, 0], 2, "four"), (FIG_12, 5, "5 does not fit")]
)
def test_pooling_refuses_a_window_that_fits_nowhere(I, window, says):
    with pytest.raises(ValueError, match=says):
        layers.max_pool(I, window)


@quick
@given(
    sizes, sizes, sizes, st.integers(1, 2), st.integers(1, 3), st.integers(0, 2), seeds
)
def test_conv_as_in_torch(N, M, C, G, U, by, seed):
    I, F, bias = (
        normal(N, C * G, 5, 6, seed=seed),
        normal(M * G, C, 3, 2, seed=seed),
        normal(M * G, seed=seed),
    )
    theirs = T.conv2d(*map(torch.tensor, (I, F, bias)), stride=U, padding=by, groups=G)
    same(layers.conv(I, F, bias, U, G, by), theirs)


@quick
@given(sizes, sizes, sizes, sizes, sizes, seeds)
def test_fully_connected_is_a_matrix_product_is_a_convolution(N, M, C, H, W, seed):
    I, F, bias = (
        normal(N, C, H, W, seed=seed),
        normal(M, C, H, W, seed=seed),
        normal(M, seed=seed),
    )
    O = layers.fully_connected(I, F, bias)
    same(
        O,
        T.linear(
            torch.tensor(I).flatten(1), torch.tensor(F).flatten(1), torch.tensor(bias)
        ),
    )
    same(layers.fully_connected_as_conv(I, F, bias), O)
    for flat in (F.reshape(M, -1), F):
        same(layers.fully_connected_as_conv(I, flat, bias), O)
        same(layers.fully_connected(I.reshape(N, -1), flat, bias), O)


def test_fully_connected_sums_bytes_without_overflow():
    assert (
        layers.fully_connected(
            np.full((1, 9), 255, np.uint8), np.full((1, 9), 2, np.uint8)
        ).item()
        == 9 * 255 * 2
    )


@pytest.mark.parametrize(
    "layer", [layers.fully_connected, layers.fully_connected_as_conv]
)
def test_fully_connected_says_what_would_fit(layer):
    with pytest.raises(
        ValueError,
        match=r"\(4, 17\) does not fit I of shape \(1, 2, 3, 3\).*\[M, 2, 3, 3\]",
    ):
        layer(np.zeros((1, 2, 3, 3)), np.zeros((4, 17)))
    # as many weights, but for a map of another shape
    with pytest.raises(ValueError, match="does not fit"):
        layer(np.zeros((1, 2, 3, 4)), np.zeros((4, 2, 4, 3)))
    with pytest.raises(ValueError, match=r"bias has shape \(3,\).*give it \[4\]"):
        layer(np.zeros((1, 2, 3, 3)), np.zeros((4, 2, 3, 3)), np.zeros(3))


def normalization(C, seed):
    gamma, beta, mean, var = normal(4, C, seed=seed)
    return gamma, beta, mean, var**2


@quick
@given(sizes, sizes, seeds)
def test_batch_norm_as_in_torch(N, C, seed):
    I, (gamma, beta, mean, var) = normal(N, C, 3, 2, seed=seed), normalization(C, seed)
    theirs = T.batch_norm(
        *(torch.tensor(v) for v in (I, mean, var, gamma, beta)), eps=1e-5
    )
    same(layers.batch_norm(I, gamma, beta, mean, var), theirs)


@quick
@given(sizes, sizes, sizes, seeds, st.booleans())
def test_a_folded_batch_norm_changes_nothing(N, M, C, seed, fc):
    I, F = normal(N, C, 4, 4, seed=seed), normal(M, C, 4, 4, seed=seed)
    bias, trained = normal(M, seed=seed), normalization(M, seed)
    layer = layers.fully_connected if fc else layers.conv
    np.testing.assert_allclose(
        layer(I, *layers.fold_batch_norm(F, bias, *trained)),
        layers.batch_norm(layer(I, F, bias), *trained),
        atol=1e-8,
    )


def test_the_worked_example_of_folding():
    F, bias = layers.fold_batch_norm(
        np.full((1, 1, 1, 1), 0.5), 0, gamma=2, beta=1, mean=3, var=4, eps=0
    )
    assert (F.item(), bias.item()) == (0.5, -2)


def test_batch_norm_names_what_is_wrong():
    with pytest.raises(ValueError, match=r"mean has shape \(2,\).*give it \[3\]"):
        layers.batch_norm(np.zeros((1, 3)), 1, 0, np.zeros(2), 1)
    for normalize in (
        layers.batch_norm,
        lambda I, *a: layers.fold_batch_norm(I, 0, *a),
    ):
        with pytest.raises(ValueError, match="least var is -1"):
            normalize(np.zeros((3, 3)), 1, 0, 0, np.array([1, -1, 1]))


@quick
@given(sizes, st.integers(1, 9), st.integers(1, 6), seeds)
def test_local_response_norm_as_in_torch_which_divides_alpha(N, C, size, seed):
    I = 20 * normal(N, C, 3, 2, seed=seed)
    theirs = T.local_response_norm(
        torch.tensor(I), size, alpha=0.01 * size, beta=0.75, k=2
    )
    same(layers.local_response_norm(I, size, alpha=0.01), theirs)
    same(
        layers.local_response_norm(np.array([[200]], np.uint8)),
        [[200 / (2 + 1e-4 * 200**2) ** 0.75]],
    )


@pytest.mark.parametrize("name", "relu leaky_relu elu sigmoid tanh softmax".split())
@pytest.mark.parametrize("values", [[1j, 2], ["a"], [None]])
def test_a_nonlinearity_takes_real_numbers_alone(name, values):
    """Seen to fail: relu of a complex number was one, by its real part."""
    with pytest.raises((TypeError, ValueError), match="real numbers|numbers"):
        getattr(layers, name)(np.array(values))


@pytest.mark.parametrize("pool", [layers.max_pool, layers.average_pool])
def test_pooling_takes_real_numbers_alone(pool):
    with pytest.raises(ValueError, match="real numbers"):
        pool(np.ones((1, 1, 4, 4), complex), 2)
