"""NETWORKS: every network trains, runs, is rounded, pruned and put on integers by the same calls; so is a new one."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from dnnlib import data
from dnnlib.compress import prune as pruning
from dnnlib.kernels import depthwise, direct, toeplitz
from dnnlib.models import MODELS
from dnnlib.networks import (
    NETWORKS,
    Architecture,
    Training,
    accuracy,
    activations,
    fine_tune,
    train,
)
from dnnlib.networks.fine_tune import Tuning
from dnnlib.networks.operands import operands
from dnnlib.networks.steps import FC, AveragePool, Conv, MaxPool, Relu
from dnnlib.precision.integer_network import calibrated, integer, simulated
from dnnlib.precision.rounded import rounded
from dnnlib.sparsity import deep_compression, threshold_sweep

every = pytest.mark.parametrize("name", NETWORKS)
DIGITS = data.mnist("train")
FEW = data.Digits(DIGITS.images[:3000], DIGITS.labels[:3000])
TOY = Architecture(
    "Toy",
    dict(
        conv1=Conv(8, 3, U=2, by=1), relu1=Relu(),  # [N,8,14,14]
        grouped=Conv(8, 3, by=1, G=2), relu2=Relu(), pool1=MaxPool(2),  # [N,8,7,7]
        pw=Conv(24), relu3=Relu(), pool2=AveragePool(7),  # [N,24,1,1]
        last=FC(10),
    ),
    Training(epochs=6, batch=50, rate=0.1, at_least=0.6, norm=True),
    "this test",
)  # fmt: skip


@pytest.fixture
def toy(tmp_path, monkeypatch):
    """A fourth network: one entry in the table, trained and written by the command that ships."""
    few = {"train": FEW, "validation": FEW, "test": FEW}
    monkeypatch.setitem(NETWORKS, "Toy", replace(TOY, digits=few.__getitem__))
    train.main(["--network", "Toy", "--out", str(tmp_path)])
    monkeypatch.setattr(data, "ASSETS", tmp_path)
    return NETWORKS["Toy"]


def test_a_fourth_network_is_one_entry(toy):
    weights = toy.weights()
    right = accuracy(toy.build(), FEW.images, FEW.labels)
    assert right >= toy.training.at_least
    eight = toy.build(rounded(weights, dict.fromkeys(toy.weighted, 8)))
    assert abs(accuracy(eight, FEW.images, FEW.labels) - right) < 0.01
    agree_on_integers("Toy", FEW.images[:200])
    most = dict.fromkeys(toy.weighted, 0.8)
    pruned = fine_tune.prune("Toy", weights, most, Tuning(4, 0.001), FEW)
    for layer in most:
        F = pruned[f"{layer}.weight"]
        assert np.count_nonzero(F) <= np.ceil(0.8 * F.size), layer
    assert accuracy(toy.build(pruned), FEW.images, FEW.labels) > right - 0.1
    small = deep_compression.Recipe(
        most, dict.fromkeys(most, 5), Tuning(0.5, 0.001), Tuning(0.5, 0.001)
    )
    made = deep_compression.compress("Toy", recipe=small, digits=FEW)
    assert len(made["coded"]) < 2000
    swept = threshold_sweep.measure("Toy", "pw", (0.0, 9.0), images=500)
    assert swept[0] > 300 and swept[1] < 200


def agree_on_integers(name: str, images):
    """Each step's codes stand for the simulation's values, and the scores are equal."""
    recipe = calibrated(name, images)
    ours = activations(integer(recipe), images)
    theirs = activations(simulated(recipe), images)
    levels = None
    for step, q in ours.items():
        layer = recipe.layers.get(step)
        levels = layer.O if layer else levels
        if levels is not None and step != "pixels":
            np.testing.assert_array_equal(levels.quantize(theirs[step]), q, step)
    np.testing.assert_array_equal(ours[step], theirs[step])


@every
def test_the_steps_shapes_are_those_that_run(name):
    net = NETWORKS[name]
    made = activations(net.build(), data.mnist("test").images[:2])
    for step, kind in net.steps.items():
        O = made[step].shape[1:]
        assert kind.after(net.entering(step)) == O + (1,) * (3 - len(O)), step


@every
def test_layers_are_those_of_the_weights(name):
    weights, net = NETWORKS[name].weights(), NETWORKS[name]
    assert list(weights) == [
        f"{n}.{w}" for n in net.weighted for w in ("weight", "bias")
    ]
    for layer in net.layers:
        F = weights[f"{layer.name}.weight"]
        assert F.shape + (1,) * (4 - F.ndim) == layer.shape.tensor("F")


@every
def test_operands_make_the_outputs(name):
    net, images = NETWORKS[name], data.mnist("test").images[:2]
    made, weights = activations(net.build(), images), net.weights()
    for layer, I, F, U, G in operands(net, images):
        bias = weights[f"{layer}.bias"][:, None, None]
        O = toeplitz.conv(I, F, U, G) + bias
        np.testing.assert_allclose(O.reshape(made[layer].shape), made[layer], atol=1e-4)


def test_lenet_5_has_the_layers_of_the_model_table():
    ours = [
        (layer.name, layer.shape, layer.kind) for layer in NETWORKS["LeNet-5"].layers
    ]
    table = [(one.name, one.shape, one.kind) for one in MODELS["LeNet-5"].layers]
    assert ours == table and NETWORKS["LeNet-5"].macs == MODELS["LeNet-5"].macs


def test_folding_keeps_the_function():
    """A trained network with its normalization, in evaluation, and the folded one: the same scores."""
    images = torch.from_numpy(data.inputs(FEW.images[:50]))
    torch.manual_seed(0)
    net = train.model("DS-CNN", norm=True)
    for part in net.modules():
        if isinstance(part, torch.nn.BatchNorm2d):
            for value in (part.running_mean, part.weight.data, part.bias.data):
                value.normal_()
            part.running_var.uniform_(0.5, 2)
    with torch.no_grad():
        scores, folded = net.eval()(images), train.folded("DS-CNN", net)(images)
    torch.testing.assert_close(folded, scores, rtol=1e-4, atol=1e-4)


def test_the_compact_network_stands_up_to_lenet_5():
    """Within a tenth of a point of LeNet-5 on the test images, at a fifth of its weights and MACs or fewer."""
    test = data.mnist("test")
    compact, five = NETWORKS["DS-CNN"], NETWORKS["LeNet-5"]
    right = accuracy(compact.build(), test.images, test.labels)
    assert right >= accuracy(five.build(), test.images, test.labels) - 0.001
    assert 5 * compact.size <= five.size and 5 * compact.macs <= five.macs


def test_the_compact_network_in_eight_bits_and_on_integers():
    test = data.mnist("test")
    net, images, labels = NETWORKS["DS-CNN"], test.images[:2000], test.labels[:2000]
    right = accuracy(net.build(), images, labels)
    eight = net.build(rounded(net.weights(), dict.fromkeys(net.weighted, 8)))
    assert accuracy(eight, images, labels) >= right - 0.002
    agree_on_integers("DS-CNN", images[:300])
    whole = integer(
        calibrated("DS-CNN", data.mnist("validation").images[:300], per_channel=True)
    )
    assert accuracy(whole, images, labels) >= right - 0.003


def test_the_compact_network_pruned():
    """Half of its 1x1 weights, most of all weights, go; training brings back most of what cutting alone loses.

    Folded filters have no normalization that would catch a step too long: 0.0005 here, where LeNet-5 takes 0.05.
    """
    net = NETWORKS["DS-CNN"]
    weights = net.weights()
    half = {n: 0.5 for n, step in net.weighted.items() if n.startswith("pw")}
    pruned = fine_tune.prune("DS-CNN", weights, half, Tuning(5, 0.0005), FEW)
    kept = np.count_nonzero(pruned["pw4.weight"]) / pruned["pw4.weight"].size
    assert kept <= 0.5
    blind = dict(weights)
    for layer in half:
        F = weights[f"{layer}.weight"]
        blind[f"{layer}.weight"] = np.where(pruning.magnitude(F, 0.5), F, 0)
    judge = data.mnist("validation")
    tuned, cut = (
        accuracy(net.build(w), judge.images[:1000], judge.labels[:1000])
        for w in (pruned, blind)
    )
    assert cut < 0.5 and tuned > 0.93


@pytest.mark.parametrize("U", [1, 2])
def test_depthwise_is_the_definition(U):
    rng = np.random.default_rng(U)
    I, F = rng.integers(-9, 9, (2, 3, 7, 6)), rng.integers(-9, 9, (6, 1, 3, 2))
    O = depthwise.conv(I, F, U, 3)
    np.testing.assert_array_equal(O, direct.conv(I, F, U, 3))
    theirs = torch.conv2d(torch.tensor(I), torch.tensor(F), stride=U, groups=3)
    np.testing.assert_array_equal(O, theirs)
    with pytest.raises(ValueError, match="C=3 channels in G=1 groups"):
        depthwise.conv(I, rng.integers(0, 9, (6, 3, 3, 2)), U, 1)


def test_messages_list_what_there_is():
    with pytest.raises(ValueError, match="'LeNet-5'"):
        data.weights("AlexNet")
    with pytest.raises(KeyError, match="it has conv1, conv2, fc1, fc2"):
        NETWORKS["LeNet-5"].shape("conv3")
    with pytest.raises(ValueError, match="DS-CNN needs conv1.weight"):
        NETWORKS["DS-CNN"].build({})
