"""Scales drawn from data fit their own integers: a network with tiny or absent weights is as good as its floats.

Seen to fail: weights of fc2 times 1e-7 overflowed the biases' accumulator; weights of 0 put a bias 6.6 steps off.
"""

import numpy as np
import pytest

from dnnlib import data
from dnnlib.networks.lenet import lenet_300_100
from dnnlib.precision.integer_network import calibrated, integer

IMAGES = data.mnist("test").images[:300]
NAME = "LeNet-300-100"


def changed(layer: str, share: float = 1.0, bias=None) -> dict:
    """The trained network with the weights of a layer times a share, and one of its biases set."""
    weights = {name: np.array(array) for name, array in data.weights(NAME).items()}
    weights[f"{layer}.weight"] *= np.float32(share)
    if bias is not None:
        weights[f"{layer}.bias"][3] = bias
    return weights


@pytest.mark.parametrize("per_channel", [False, True])
@pytest.mark.parametrize("share", [1e-3, 1e-5, 1e-7, 1e-10, 1e-30, 0])
@pytest.mark.parametrize("layer", ["fc1", "fc2", "fc3"])
def test_small_weights_are_as_good_as_floats(layer, share, per_channel):
    weights = changed(layer, share)
    exact = np.asarray(
        lenet_300_100(weights)(IMAGES.reshape(-1, 1, 28, 28) / np.float32(255))
    )
    recipe = calibrated(NAME, IMAGES, per_channel=per_channel, weights=weights)
    found = integer(recipe)(IMAGES)
    spread = np.ptp(exact)
    assert np.abs(found - exact).max() <= 0.05 * spread + 1e-6


def test_a_bias_too_large_is_named():
    with pytest.raises(ValueError, match="fc2: bias 3 is 100000, and all else"):
        calibrated(NAME, IMAGES, weights=changed("fc2", bias=1e5))
