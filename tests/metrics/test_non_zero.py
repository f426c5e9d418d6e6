"""Non-zero MACs: the trick equals the seven loops on random shapes; shares multiplied are shown to be wrong."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dnnlib import data, networks
from dnnlib.compress import prune
from dnnlib.metrics.non_zero import (
    conv_non_zero,
    conv_non_zero_by_loops,
    non_zero_macs,
    weighted,
)

small = st.integers(1, 3)


@given(small, small, small, small, small, small, small, st.integers(1, 2), st.data())
def test_taps_times_places_is_the_seven_loops(N, M, C, R, S, P, Q, G, draw):
    U, seed = draw.draw(small), draw.draw(st.integers(0, 99))
    rng = np.random.default_rng(seed)
    I = rng.integers(-1, 2, (N, C * G, U * (P - 1) + R + seed % 2, U * (Q - 1) + S))
    F = rng.integers(-1, 2, (M * G, C, R, S))
    assert conv_non_zero(I, F, U, G) == conv_non_zero_by_loops(I, F, U, G)


def test_dense_data_make_every_mac():
    net, images = networks.lenet_5(), data.mnist("test").images[:20]
    table = non_zero_macs(net, images)
    macs = dict(zip(table.column("layer"), table.column("MACs")))
    assert macs == {
        "conv1": 288_000,
        "conv2": 1_600_000,
        "fc1": 400_000,
        "fc2": 5_000,
        "all": 2_293_000,
    }
    assert all(row[2] <= row[1] for row in table.rows)


def test_zeros_of_inputs_and_weights_know_each_other():
    """Pruned to a tenth, fc1 keeps weights where digits are: far more MACs than the shares' product."""
    weights = data.weights("LeNet-300-100")
    pruned = {
        name: np.where(prune.magnitude(w, 0.1), w, 0) if name.endswith("weight") else w
        for name, w in weights.items()
    }
    table = non_zero_macs(
        networks.lenet_300_100(pruned), data.mnist("test").images[:2000]
    )
    ratio = dict(zip(table.column("layer"), table.column("ratio")))
    assert ratio["fc1"] > 2 and 0.9 < ratio["fc2"] < 1.2


def test_layers_with_weights_are_found_in_order():
    assert list(weighted(networks.lenet_5())) == ["conv1", "conv2", "fc1", "fc2"]


def test_wrong_channels_and_no_images_are_refused():
    with pytest.raises(ValueError, match="3 channels, F 2"):
        conv_non_zero(np.ones((1, 3, 4, 4)), np.ones((1, 2, 1, 1)))
    with pytest.raises(ValueError, match="no images"):
        non_zero_macs(networks.lenet_5(), np.zeros((0, 28, 28), np.uint8))
