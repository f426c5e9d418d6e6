"""Backpropagation beside its definition and beside torch; descent, grids and bills by their laws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dnnlib.kernels import direct
from dnnlib.learning import (
    Layer,
    accuracy,
    backward,
    bill,
    by_nudging,
    collapse,
    counted,
    forward,
    lessons,
    loss,
    nearest,
    neuron,
    start,
    step,
    stochastic,
    train,
)
from dnnlib.learning import convolution as conv
from dnnlib.learning.descent import batches
from dnnlib.learning.valley import of_data, path

SIZES = st.lists(st.integers(1, 7), min_size=2, max_size=5)


def doubles(sizes, seed=0):
    """A network in double precision with biases that are not 0."""
    rng = np.random.default_rng(seed)
    net = [
        Layer(W.astype(float), rng.normal(size=len(b))) for W, b in start(sizes, seed)
    ]
    N = 1 + seed % 5
    return net, rng.normal(size=(N, sizes[0])), rng.integers(0, sizes[-1], N)


@given(SIZES, st.integers(0, 40))
def test_backpropagation_is_what_nudging_says(sizes, seed):
    net, X, labels = doubles(sizes, seed)
    made = forward(net, X)
    gradients = backward(net, made, loss(made[-1], labels)[1])
    rng = np.random.default_rng(seed)
    for n, layer in enumerate(net):
        place = tuple(int(rng.integers(0, size)) for size in layer.W.shape)
        slow = by_nudging(net, X, labels, n, place)
        assert gradients[n].W[place] == pytest.approx(slow, abs=2e-7)
        assert [g.shape for g in gradients[n]] == [w.shape for w in layer]


@pytest.mark.parametrize("seed", range(3))
def test_backpropagation_is_what_torch_says(seed):
    torch = pytest.importorskip("torch")
    net, X, labels = doubles((6, 5, 4, 3), seed)
    made = forward(net, X)
    wrong, G = loss(made[-1], labels)
    leaves = [[torch.tensor(p, requires_grad=True) for p in layer] for layer in net]
    x = torch.tensor(X)
    for n, (W, b) in enumerate(leaves):
        x = torch.nn.functional.linear(x, W, b)
        x = x if n == len(leaves) - 1 else x.relu()
    theirs = torch.nn.functional.cross_entropy(x, torch.tensor(labels))
    theirs.backward()
    assert wrong == pytest.approx(theirs.item(), rel=1e-12)
    for mine, leaf in zip(backward(net, made, G), leaves):
        for a, b in zip(mine, leaf):
            np.testing.assert_allclose(a, b.grad.numpy(), atol=1e-12)


@given(*[st.integers(1, 4)] * 5, st.integers(0, 9))
def test_the_gradients_of_a_convolution_are_convolutions(N, M, C, R, P, seed):
    rng = np.random.default_rng(seed)
    S, Q = int(rng.integers(1, 4)), int(rng.integers(1, 5))
    I = rng.integers(-3, 4, (N, C, P + R - 1, Q + S - 1))
    F, G = rng.integers(-3, 4, (M, C, R, S)), rng.integers(-3, 4, (N, M, P, Q))
    assert np.array_equal(conv.by_filters(I, G), conv.by_filters_in_loops(I, G))
    assert np.array_equal(conv.by_inputs(F, G), conv.by_inputs_in_loops(F, G))
    # <G, conv(I, F)> is linear in both: its derivative by F along F is itself
    value = (G * direct.conv(I, F)).sum()
    assert (
        (conv.by_filters(I, G) * F).sum() == value == (conv.by_inputs(F, G) * I).sum()
    )


@given(SIZES, st.integers(0, 9))
def test_layers_without_kinks_are_one_layer(sizes, seed):
    net, X, _ = doubles(sizes, seed)
    W, b = collapse(net)
    np.testing.assert_allclose(X @ W.T + b, forward(net, X, None)[-1], atol=1e-9)


@given(SIZES, st.integers(1, 5))
def test_the_bill_is_what_was_counted(sizes, batch):
    ours, real = bill(sizes, batch), counted(sizes, batch)
    assert real["forward"] == ours.forward
    assert real["backward"] == ours.by_weights + ours.by_inputs
    assert 2 <= ours.times_macs < 3


def test_a_steps_bill_for_a_real_network():
    assert bill((784, 300, 100, 10), 64).times_macs == pytest.approx(2.1165, abs=1e-4)
    assert bill((784, 10)).times_macs == 2  # one layer: no gradient by inputs at all
    assert bill((784, 300, 100, 10)).weights == 266_200


def test_one_step_by_hand():
    """y = w*x, L = (y - t)^2 / 2, w = 2, x = 3, t = 3, rate .1: the gradient is 9, w becomes 1.1."""
    net = (Layer(np.array([[2.0]]), np.array([0.0])),)
    (y,) = forward(net, [[3.0]], None)[-1]
    (g,) = backward(net, forward(net, [[3.0]], None), np.array([y - 3.0]), None)
    assert g.W == 9 and step(net, [g], 0.1)[0].W == pytest.approx(1.1)


@given(st.lists(st.floats(-4, 4), min_size=1, max_size=9), st.integers(0, 8))
def test_a_grid_moves_a_value_by_less_than_its_step(values, k):
    w, size = np.array(values), 2.0**-k
    rng = np.random.default_rng(k)
    assert np.abs(nearest(w, size) - w).max() <= size / 2
    chance = stochastic(w, size, rng)
    assert np.abs(chance - w).max() < size
    assert np.array_equal(nearest(chance, size), chance)


def test_chance_is_right_in_the_mean():
    w = np.full(40_000, 0.3)
    got = stochastic(w, 1.0, np.random.default_rng(0))
    assert got.mean() == pytest.approx(0.3, abs=4 * np.sqrt(0.21 / w.size))
    assert not nearest(w, 1.0).any()


def test_each_epoch_sees_each_image_once():
    stream = batches(10, 4, seed=3)
    first, second = [np.concatenate([next(stream) for _ in range(3)]) for _ in range(2)]
    assert sorted(first) == sorted(second) == list(range(10)) and list(first) != list(
        second
    )


def test_a_rate_below_the_limit_ends_and_one_above_it_runs_away():
    rng = np.random.default_rng(1)
    valley = of_data(rng.normal(size=(50, 2)), rng.normal(size=50))
    for share, ends in ((0.98, True), (1.02, False)):
        far = valley.loss(path(valley, (3, 3), share * valley.largest_rate, 400))
        assert (far[-1] < far[0]) == ends
    np.testing.assert_allclose(valley.gradient(valley.best), 0, atol=1e-12)


def test_learning_lowers_the_loss_and_separates_what_can_be_separated():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(400, 2)).astype(np.float32)
    labels = (X[:, 0] * X[:, 1] > 0).astype(int)  # no line does it
    first = start((2, 16, 2), seed=1)
    net = train(first, X, labels, 60, rate=0.3, batch=20)
    assert max(accuracy(first, X, labels), 0.93) < accuracy(net, X, labels)
    line = train(start((2, 2)), X, labels, 60, rate=0.3, batch=20)
    assert accuracy(line, X, labels) < 0.7


def test_the_same_seed_teaches_the_same():
    X, labels = np.eye(4), np.arange(4)
    twice = [next(lessons(start((4, 4)), X, labels, seed=2)) for _ in range(2)]
    assert twice[0][1] == twice[1][1]


def test_messages_say_what_fits():
    with pytest.raises(ValueError, match="a weight for each input"):
        neuron([1, 2], [1, 2, 3])
    with pytest.raises(ValueError, match="give one an image, scores"):
        loss(np.zeros((2, 3)), [0])
    with pytest.raises(ValueError, match="label 3: there are 3 scores"):
        loss(np.zeros((1, 3)), [3])
    with pytest.raises(ValueError, match="one layer at least"):
        start((784,))


def test_layers_that_do_not_fit_are_named():
    net = (*start((3, 4)), *start((5, 2)))
    with pytest.raises(ValueError, match="layer 0 gives 4 values, layer 1 takes 5"):
        collapse(net)
    with pytest.raises(ValueError, match=r"takes \[N, 3\]"):
        forward(net, np.zeros((2, 4)))
    with pytest.raises(ValueError, match="a label for each image"):
        lessons(start((3, 2)), np.zeros((2, 3)), [0])
    with pytest.raises(ValueError, match="count"):
        batches(0, 4)
    with pytest.raises(ValueError, match="no gradient of outputs"):
        conv.by_filters_in_loops(np.zeros((1, 1, 2, 2)), np.zeros((1, 1, 3, 3)))
    with pytest.raises(ValueError, match="give one a filter"):
        conv.by_inputs_in_loops(np.zeros((2, 1, 2, 2)), np.zeros((1, 3, 2, 2)))
