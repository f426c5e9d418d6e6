"""The gradient through a stack of layers is that of torch, with and without a shortcut, and fades without one."""

import numpy as np
import pytest
import torch

from dnnlib.networks.shortcut import backward, forward, gradient


@pytest.mark.parametrize("shortcut", [False, True])
@pytest.mark.parametrize("depth", [1, 3, 7])
def test_it_is_torchs_gradient(depth, shortcut):
    rng = np.random.default_rng(depth)
    layers = list(rng.standard_normal((depth, 6, 6)))
    x, top = rng.standard_normal((2, 6))
    at = torch.tensor(x, requires_grad=True)
    y = at
    for W in layers:
        out = torch.relu(torch.tensor(W) @ y)
        y = out + y if shortcut else out
    y.backward(torch.tensor(top))
    seen = forward(x, layers, shortcut)
    assert np.allclose(seen[-1], y.detach().numpy())
    assert np.allclose(backward(seen, layers, top, shortcut), at.grad.numpy())


def test_it_fades_with_depth_and_a_shortcut_lets_it_pass():
    plain = [gradient(depth, 0.5) for depth in (5, 10, 20)]
    assert plain[0] > 100 * plain[1] > 1e4 * plain[2]
    assert all(gradient(depth, 0.5, shortcut=True) > 0.5 for depth in (5, 10, 20))
    with pytest.raises(ValueError, match="depth"):
        gradient(0)
