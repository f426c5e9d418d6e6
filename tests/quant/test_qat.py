"""Straight-through estimators: the value is the quantizer's own, the gradient is the one the papers write down."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from dnnlib import data
from dnnlib.networks.fine_tune import Tuning
from dnnlib.precision import training
from dnnlib.quant import qat
from dnnlib.quant.codebook import binary, ternary

FEW = data.Digits(data.mnist("train").images[:2000], data.mnist("train").labels[:2000])
SHORT = Tuning(epochs=1, rate=0.02, decay=0.0)
weights = st.integers(0, 10**6).map(
    lambda seed: torch.randn(4, 7, generator=torch.Generator().manual_seed(seed))
)


def gradient(function, x):
    """dL/dx for L = sum of g * function(x), and g."""
    x = x.clone().requires_grad_()
    g = torch.linspace(-1, 2, x.numel()).reshape(x.shape)
    (function(x) * g).sum().backward()
    return x.grad, g


@given(weights)
def test_the_value_is_exactly_the_quantized_one_and_the_gradient_passes(w):
    q = torch.round(w * 3) / 3
    assert torch.equal(qat.straight_through(w, q), q)
    # where w + (q - w) would be off
    assert torch.equal(qat.straight_through(1e8 * w, q), q)
    grad, g = gradient(lambda x: qat.straight_through(x, torch.round(x * 3) / 3), w)
    assert torch.equal(grad, g)


@given(weights)
def test_weights_become_what_the_codebooks_make_of_them(w):
    """Two of everything: torch's estimators against quant.signs."""
    x = w.numpy()
    np.testing.assert_allclose(
        qat.bwn(w).numpy(), binary(x, per_channel=True)(x), rtol=1e-5
    )
    np.testing.assert_allclose(qat.twn(w).numpy(), ternary(x)(x), rtol=1e-5)
    H = qat.binary_connect(w).abs().unique()
    assert H.numel() == 1 and H.item() == pytest.approx((1.5 / 11) ** 0.5)


@given(weights, st.integers(2, 8))
def test_linear_levels_are_equally_spaced_within_half_a_step_and_clipped_at_the_end(
    w, bits
):
    n = 2 ** (bits - 1) - 1
    step = (2 * w.abs().mean() / n**0.5).item()
    y = qat.linear(w, bits)
    codes = y / step
    assert (
        torch.allclose(codes, codes.round(), atol=1e-3)
        and codes.abs().max() <= n + 1e-3
    )
    inside = w.abs() <= step * n
    assert ((y - w).abs()[inside] <= step / 2 * 1.001).all()
    grad, g = gradient(partial(qat.linear, bits=bits), w)
    assert torch.equal(grad != 0, inside & (g != 0))


def test_torchs_own_fake_quantization_agrees():
    x = torch.linspace(-3, 3, 1001)
    y = qat.fixed(x, 0.25, 7)
    assert torch.allclose(y, torch.fake_quantize_per_tensor_affine(x, 0.25, 0, -7, 7))
    ours, g = gradient(lambda v: qat.fixed(v, 0.25, 7), x)
    theirs, _ = gradient(
        lambda v: torch.fake_quantize_per_tensor_affine(v, 0.25, 0, -7, 7), x
    )
    # torch stops the gradient at 7.5 steps, we at 7
    edge = (x.abs() - 7.5 * 0.25).abs() < 0.26
    assert torch.equal(ours[~edge], theirs[~edge])


def test_ttq_gradients_are_the_papers():
    w = torch.tensor([[-1.0, -0.02, 0.01, 0.5, 0.9]], requires_grad=True)
    positive, negative = (torch.tensor(v, requires_grad=True) for v in (0.7, 0.4))
    g = torch.tensor([[1.0, 2.0, 3.0, 4.0, 5.0]])
    y = qat.ttq(w, positive, negative)
    assert torch.allclose(y, torch.tensor([[-0.4, 0.0, 0.0, 0.7, 0.7]]))
    (y * g).sum().backward()
    # Eq. 8
    assert torch.allclose(w.grad, torch.tensor([[0.4 * 1, 2.0, 3.0, 0.7 * 4, 0.7 * 5]]))
    share = 5**-0.5
    # Eq. 7, a share of it
    assert torch.allclose(positive.grad, torch.tensor(share * (4.0 + 5.0)))
    assert torch.allclose(negative.grad, torch.tensor(share * -1.0))


def test_activations_in_few_bits():
    x = torch.tensor([[-0.6, 0.2, 0.49, 0.51, 3.0]])
    assert torch.allclose(qat.unit(x, 2), torch.tensor([[0, 1 / 3, 1 / 3, 2 / 3, 1]]))
    assert torch.equal(qat.sign(x), torch.tensor([[-1.0, 1, 1, 1, 1]]))
    assert torch.allclose(
        qat.scaled_sign(x), x.abs().mean() * torch.tensor([[-1.0, 1, 1, 1, 1]])
    )
    grown = qat.grown(x, 8)
    assert grown[0, 0] == 0 and (grown - x.clamp(min=0)).abs().max() <= 2**-6 / 2
    for function, passes in (
        (partial(qat.unit, bits=2), [0, 1, 1, 1, 0]),
        (qat.sign, [1, 1, 1, 1, 0]),
    ):
        assert torch.equal(
            (gradient(function, x)[0] != 0).float(), torch.tensor([passes]).float()
        )


def test_half_wave_levels_lose_least_of_half_a_gaussian():
    levels = training.half_wave(2)
    x = (
        torch.from_numpy(np.random.default_rng(1).standard_normal(20_000))
        .float()
        .clamp(min=0)
    )
    loss = ((qat.levels(x, levels) - x) ** 2).mean()
    for k in (1, 2, 3):
        for move in (-0.1, 0.1):
            other = levels.clone()
            other[k] += move
            assert ((qat.levels(x, other) - x) ** 2).mean() > loss


def test_powers_of_two_are_the_nearest_ones():
    w, top = torch.linspace(-1, 1, 4001), torch.tensor(1.0)
    # 5 bits: 8 exponents from floor(log2(4/3)) = 0 down
    levels = [0.0] + [2.0**-k for k in range(8)]
    levels = torch.tensor(sorted({s * v for v in levels for s in (-1, 1)}))
    q = training.powers(w, top, 5)
    assert torch.isin(q, levels).all()
    assert torch.allclose((q - w).abs(), (w[:, None] - levels).abs().min(1).values)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["linear 4", "BWN, all layers", "TTQ, all layers", "BNN", "HWGQ-Net"]
)
def test_training_keeps_to_its_levels_and_learns(name):
    torch.set_num_threads(1)
    method = replace(training.METHODS[name], tuning=replace(SHORT, epochs=4))
    start = (
        training.float_network(1, method.norm, FEW).behind
        if method.norm
        else data.weights(training.NETWORK)
    )
    one, again, other = (training.fit(method, start, seed, FEW) for seed in (1, 1, 2))
    for layer in method.layers:
        rows = one.arrays[f"{layer}.weight"]
        values = max(np.unique(row).size for row in rows)
        assert values <= {"linear 4": 15, "TTQ, all layers": 3}.get(name, 2)
    assert all(map(np.array_equal, one.arrays.values(), again.arrays.values()))
    assert not np.array_equal(one.arrays["fc1.weight"], other.arrays["fc1.weight"])
    assert one.accuracy("validation") > 0.8


@pytest.mark.slow
def test_inq_ends_with_powers_of_two_alone():
    torch.set_num_threads(1)
    done = training.inq(
        data.weights(training.NETWORK), 5, digits=FEW, tuning=replace(SHORT, epochs=3)
    )
    for layer in training.LAYERS:
        w = done.arrays[f"{layer}.weight"]
        exponents = np.log2(np.abs(w[w != 0]))
        assert (
            np.array_equal(exponents, np.round(exponents))
            and np.unique(exponents).size <= 8
        )
    assert done.accuracy("validation") > 0.95
