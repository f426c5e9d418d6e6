"""The shipped networks: the PyTorch models with the same weights, and the accuracies that were stated."""

import numpy as np
import pytest
import torch

from dnnlib import MODELS, data, networks
from dnnlib.networks import train

BUILD = {name: net.build for name, net in networks.NETWORKS.items()}
every = pytest.mark.parametrize("name", BUILD)


@every
def test_every_step_agrees_with_torch(name):
    images = data.mnist("test").images[:50]
    model = train.model(name)
    model.load_state_dict(
        {
            key: torch.from_numpy(array.copy())
            for key, array in data.weights(name).items()
        }
    )
    made, x = (
        networks.activations(BUILD[name](), images),
        torch.from_numpy(data.inputs(images)),
    )
    for step, module in model.named_children():
        x = module(x)
        if step != "flatten":
            theirs = x.detach().numpy()
            np.testing.assert_allclose(
                made.pop(step),
                theirs,
                rtol=1e-5,
                atol=1e-5 * abs(theirs).max(),
                err_msg=step,
            )
    assert not made


@every
def test_accuracy_is_at_least_the_stated_one(name):
    digits = data.mnist("test")
    assert (
        networks.accuracy(BUILD[name](), digits.images, digits.labels)
        >= networks.NETWORKS[name].training.at_least
    )


def test_layers_are_those_of_the_model_table():
    weights, made = (
        data.weights("LeNet-5"),
        networks.activations(networks.lenet_5(), data.mnist("test").images[:1]),
    )
    table = MODELS["LeNet-5"].layers
    assert {layer.name for layer in table} == {key.split(".")[0] for key in weights}
    for layer in table:
        O, F = made[layer.name].shape, weights[f"{layer.name}.weight"].shape
        assert O + (1,) * (4 - len(O)) == layer.shape.tensor("O"), layer.name
        assert F + (1,) * (4 - len(F)) == layer.shape.tensor("F"), layer.name


@every
def test_the_batch_changes_no_answer(name, monkeypatch):
    net, images = BUILD[name](), data.mnist("test").images[:30]
    labels, probabilities = networks.classify(net, images)
    np.testing.assert_allclose(probabilities.sum(1), 1, rtol=1e-5)
    assert np.array_equal(
        labels, networks.activations(net, images).popitem()[1].argmax(1)
    )
    monkeypatch.setattr(networks.network, "BATCH", 7)
    np.testing.assert_allclose(
        networks.classify(net, images).probabilities, probabilities, atol=1e-6
    )
    alone = networks.classify(net, images[4])
    assert alone.labels.tolist() == [labels[4]]
    np.testing.assert_allclose(alone.probabilities, probabilities[4:5], atol=1e-6)


def test_bytes_and_inputs_are_the_same_images():
    net, images = networks.lenet_300_100(), data.mnist("test").images[:3]
    assert np.array_equal(
        networks.classify(net, images)[1],
        networks.classify(net, data.inputs(images))[1],
    )


def test_other_weights_make_another_network_and_leave_the_first():
    weights = data.weights("LeNet-300-100")
    blind = networks.lenet_300_100({**weights, "fc3.weight": 0 * weights["fc3.weight"]})
    images = data.mnist("test").images[:5]
    scores = networks.activations(blind, images)["fc3"]
    assert np.array_equal(scores, np.tile(weights["fc3.bias"], (5, 1)))
    assert not np.array_equal(scores, networks.lenet_300_100()(data.inputs(images)))
    with pytest.raises(TypeError):
        blind.steps["fc3"] = None


def test_errors_say_what_would_fit():
    with pytest.raises(
        ValueError,
        match="LeNet-5 needs conv1.weight and conv1.bias; the weights given are fc1.weight",
    ):
        networks.lenet_5(data.weights("LeNet-300-100"))
    net = networks.lenet_300_100()
    with pytest.raises(ValueError, match=r"\(3, 784\), float64: give bytes"):
        networks.classify(net, np.zeros((3, 784)))
    with pytest.raises(ValueError, match="empty"):
        networks.classify(net, np.zeros((0, 28, 28), np.uint8))
    with pytest.raises(ValueError, match=r"3 images but labels of shape \(2,\)"):
        networks.accuracy(net, np.zeros((3, 28, 28), np.uint8), [1, 2])
