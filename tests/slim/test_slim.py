"""Chapter 11's numbers: the bill of seven networks, blocks in a layer's place, factors of a trained layer, students."""

import numpy as np
import pytest
import torch

from dnnlib import data
from dnnlib.models import MODELS
from dnnlib.networks import NETWORKS, accuracy
from dnnlib.precision.integer_network import calibrated
from dnnlib.slim import bill, distilled, experiments, results, swap
from dnnlib.slim.distilled import Lesson
from dnnlib.slim.factored import factored

TEST = data.mnist("test")


def test_figure_43_keeps_its_order_at_batch_16():
    at = [bill.bill(name, 16).energy for name in bill.FIG_43]
    assert at == sorted(at) and list(bill.FIG_43.values()) == sorted(
        bill.FIG_43.values()
    )


def test_squeezenet_takes_more_energy_than_alexnet_only_where_a_batch_shares_the_weights():
    """Published 1.33; the survey states no batch. 50 times fewer weights, in both."""
    big, small = bill.bill("AlexNet", 16), bill.bill("SqueezeNet", 16)
    assert small.energy / big.energy == pytest.approx(1.33, abs=0.05)
    assert bill.bill("SqueezeNet", 1).energy / bill.bill("AlexNet", 1).energy < 0.45
    assert big.weights / small.weights == pytest.approx(50, rel=0.03)


def test_mobilenet_has_fewer_macs_and_takes_more_energy():
    one, alexnet = bill.bill("MobileNet v1", 16), bill.bill("AlexNet", 16)
    assert one.macs < 0.8 * alexnet.macs and one.energy > 1.1 * alexnet.energy
    macs, energy = one.share(bill.depthwise)
    assert macs == pytest.approx(0.03, abs=0.01) and energy == pytest.approx(
        0.20, abs=0.02
    )


def test_the_bill_adds_up():
    one = bill.bill("AlexNet", 4)
    assert (
        one.macs == MODELS["AlexNet"].macs and one.weights == MODELS["AlexNet"].weights
    )
    assert sum(one.spent.by_level.values()) == pytest.approx(one.energy)
    assert one.spent.by_level["MAC"] == pytest.approx(one.macs)
    with pytest.raises(ValueError, match="batch=0"):
        bill.bill("AlexNet", 0)


def test_recorded_energies_are_the_engines():
    for batch in (1, 8):
        for one in results.bills(batch):
            assert one.energy == pytest.approx(bill.bill(one.name, batch).energy)
    assert [one.name for one in results.bills(3)] == list(bill.SEVEN)


def test_depthwise_saves_macs_and_hardly_any_words():
    dense, dw = (
        swap.swapped("3x3, 128 channels", form, 1)
        for form in ("dense", "depthwise separable")
    )
    assert dense.macs / dw.macs > 8 and dense.words / dw.words < 1.2
    assert set(results.results()["swapped"]) == {
        f"{name}, batch {batch}" for name in swap.LAYERS for batch in swap.BATCHES
    }
    with pytest.raises(ValueError, match="choose a layer from"):
        swap.layers("7x7", "dense")


@pytest.mark.parametrize(
    "layer, kind, rank",
    [("conv2", "cp", (4,)), ("conv2", "tucker", (5, 3)), ("fc1", "svd", (10,))],
)
def test_a_factored_network_is_the_network_with_the_approximation(layer, kind, rank):
    """The factors as layers, in NumPy and in PyTorch, against the one layer that they compose to."""
    at, net = factored("LeNet-5", layer, kind, *rank), NETWORKS["LeNet-5"]
    parts = [at.weights[f"{part.name}.weight"] for part in at.parts]
    images = TEST.images[:20]
    scores = at.net.build(at.weights)(data.inputs(images))
    theirs = experiments.torch_net(at.net, at.weights)(
        torch.from_numpy(data.inputs(images))
    )
    np.testing.assert_allclose(scores, theirs.detach().numpy(), atol=1e-3)
    assert sum(F.size for F in parts) == sum(part.weights for part in at.parts)
    whole = net.weights()[f"{layer}.weight"]
    if kind == "svd":
        near = parts[1] @ parts[0]
        one = net.build({**net.weights(), f"{layer}.weight": near.astype(np.float32)})
        np.testing.assert_allclose(one(data.inputs(images)), scores, atol=1e-3)
        assert at.error == pytest.approx(
            np.linalg.norm(whole - near) / np.linalg.norm(whole), abs=1e-4
        )


def test_factors_of_full_rank_change_nothing():
    at, images = factored("LeNet-5", "conv2", "tucker", 50, 20), TEST.images[:50]
    exact = NETWORKS["LeNet-5"].build()(data.inputs(images))
    np.testing.assert_allclose(
        at.net.build(at.weights)(data.inputs(images)), exact, atol=1e-3
    )
    assert at.error < 1e-6


def test_cp_of_rank_16_keeps_the_accuracy_with_seven_tenths_of_its_weights_wrong():
    at = factored("LeNet-5", "conv2", "cp", 16)
    images, labels = TEST.images[:2000], TEST.labels[:2000]
    exact = accuracy(NETWORKS["LeNet-5"].build(), images, labels)
    assert (
        at.error > 0.65
        and accuracy(at.net.build(at.weights), images, labels) > exact - 0.005
    )
    macs = NETWORKS["LeNet-5"].shape("conv2").macs / sum(part.macs for part in at.parts)
    assert macs > 14


def test_what_is_recorded_is_what_the_targets_ask():
    table = results.ranks()
    rows = dict(zip(table.column(table.header[0]), table.rows))
    right, tuned, slow = (
        table.header.index(name) for name in ("right %", "tuned %", "faster, batch 1")
    )
    assert rows["conv2 cp 16"][right] >= 98.9 and rows["conv2 cp 16"][slow] < 1
    assert rows["conv2 tucker 15 10"][tuned] >= 99.18 - 0.3
    threes = {row[0]: row for row in results.omitted().rows}
    assert threes["labels"][1] == 0 and threes["softened, T = 20"][1] >= 55
    assert threes["softened, T = 20"][2] >= 88 > threes["labels"][2] + 40


def test_factors_fit_only_their_kind_of_layer():
    with pytest.raises(ValueError, match="does not fit fc1"):
        factored("LeNet-5", "fc1", "cp", 4)
    with pytest.raises(KeyError, match="conv1, conv2, fc1, fc2"):
        factored("LeNet-5", "conv9", "cp", 4)
    with pytest.raises(ValueError, match="1 to 50"):
        factored("LeNet-5", "conv2", "tucker", 51, 3)


def test_a_lesson_is_decided_by_its_seed_and_leaves_others_numbers():
    digits, scores = data.mnist("train"), np.zeros((500, 10), np.float32)
    few = data.Digits(digits.images[:500], digits.labels[:500])
    before = torch.get_rng_state()
    made = [
        distilled.taught(
            distilled.STUDENT, few, scores, Lesson("softened", 4, epochs=1, seed=seed)
        )
        for seed in (1, 1, 2)
    ]
    assert torch.equal(before, torch.get_rng_state())
    one, again, other = (run["fc1.weight"] for run in made)
    assert np.array_equal(one, again) and not np.array_equal(one, other)
    with pytest.raises(ValueError, match="choose labels, softened, squared"):
        distilled.taught(distilled.STUDENT, few, scores, Lesson("hints"))


@pytest.mark.slow
def test_a_digit_that_was_never_seen():
    """Hinton et al. 2015, section 3: soft answers tell of 3s; the same steps by labels alone do not."""
    soft, hard = (
        distilled.without(3, lesson) for lesson in (Lesson("softened", 20), Lesson())
    )
    assert soft.named >= 0.55 and soft.named_after >= 0.88
    assert hard.named == 0 and hard.named_after < 0.5


def test_a_factored_network_is_no_stranger_to_integers():
    """`calibrated` asks for a name: a factored network enters the table under its own."""
    at = factored("LeNet-5", "conv2", "tucker", 10, 6)
    NETWORKS[at.net.name] = at.net
    try:
        recipe = calibrated(at.net.name, TEST.images[:100], weights=at.weights)
        assert list(recipe.layers)[1:4] == ["conv2_1", "conv2_2", "conv2_3"]
    finally:
        del NETWORKS[at.net.name]
