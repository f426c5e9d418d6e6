"""The search for widths: cut filters leave the same function, each cost has its own winner."""

import numpy as np
import pytest

from dnnlib import data
from dnnlib.networks import NETWORKS
from dnnlib.slim import adapt, results
from dnnlib.slim.adapt import Thin, narrowed, start

VALIDATION = data.mnist("validation")
FEW = data.Digits(VALIDATION.images[:300], VALIDATION.labels[:300])


@pytest.mark.parametrize(
    "network, layer",
    [("LeNet-5", "conv1"), ("LeNet-5", "conv2"), ("LeNet-5", "fc1"), ("DS-CNN", "pw2")],
)
def test_a_cut_network_is_the_whole_one_with_those_channels_at_zero(network, layer):
    """What reads a filter that gives 0 throughout adds nothing; a depthwise layer between passes its bias on."""
    whole = start(network)
    thin = narrowed(whole, layer, whole.widths[layer] // 2)
    F = whole.weights[f"{layer}.weight"]
    norms = np.linalg.norm(F.reshape(len(F), -1), axis=1)
    gone = np.argsort(-norms, kind="stable")[len(F) // 2 :]
    weights = {name: array.copy() for name, array in whole.weights.items()}
    zeroed = [layer]
    if network == "DS-CNN":
        zeroed.append("dw3")
    for name in zeroed:
        for what in ("weight", "bias"):
            weights[f"{name}.{what}"][gone] = 0
    x = data.inputs(FEW.images[:20])
    zeros = whole.net.build(weights)(x)
    np.testing.assert_allclose(thin.net.build(thin.weights)(x), zeros, atol=1e-3)
    assert thin.net.size < whole.net.size and thin.net.macs < whole.net.macs


def test_each_round_saves_what_it_must_and_no_width_grows():
    first = start("LeNet-5")
    steps = adapt.adapt(first, adapt.macs, 0.7, FEW)
    costs = [adapt.macs(one.net) for one in steps]
    assert costs[-1] <= 0.7 * costs[0] < costs[-2]
    for before, after in zip(costs[:-2], costs[1:-1]):
        assert after <= before - adapt.ROUND * costs[0]
    for a, b in zip(steps, steps[1:]):
        assert [n for n in a.widths if a.widths[n] != b.widths[n]] == [b.cut]


def test_a_proposal_is_the_widest_that_fits():
    first = start("LeNet-5")
    most = 0.95 * adapt.macs(first.net)
    for one in adapt.proposals(first, adapt.macs, most):
        grain = max(1, first.widths[one.cut] // adapt.GRAIN)
        wider = narrowed(first, one.cut, one.widths[one.cut] + grain)
        assert adapt.macs(one.net) <= most < adapt.macs(wider.net)


def test_the_first_round_asks_other_layers_for_less_when_the_cost_is_energy():
    """At batch 1 LeNet-5's fc1 is most of the energy and a sixth of the MACs: it must give fewer filters."""
    first, left = start("LeNet-5"), {}
    for name, cost in {"macs": adapt.macs, "energy": adapt.energy(1)}.items():
        most = (1 - adapt.ROUND) * cost(first.net)
        left[name] = {
            t.cut: t.widths[t.cut] for t in adapt.proposals(first, cost, most)
        }
    assert left["energy"]["fc1"] > left["macs"]["fc1"]
    assert left["energy"].get("conv2", 0) <= left["macs"]["conv2"]


def test_the_recorded_winners_differ_and_cost_what_was_asked():
    recorded = results.results()["adapted"]
    for share in ("25%", "15%"):
        by_macs, by_energy = (recorded[f"{n}, {share}"] for n in ("MACs", "energy"))
        assert by_macs["widths"] != by_energy["widths"]
        assert by_macs["left"]["MACs"] <= float(share[:-1]) / 100
        assert by_energy["left"]["energy"] <= float(share[:-1]) / 100
        assert by_energy["left"]["MACs"] > by_macs["left"]["MACs"]
    assert len(results.adapted().rows) == len(recorded)


def test_what_cannot_be_cut_is_refused():
    first = start("LeNet-5")
    with pytest.raises(ValueError, match="M=0 of conv1"):
        narrowed(first, "conv1", 0)
    with pytest.raises(ValueError, match="of fc2"):
        narrowed(first, "fc2", 5)
    with pytest.raises(KeyError, match="no layer 'conv9'"):
        narrowed(first, "conv9", 5)
    with pytest.raises(ValueError, match="between 0 and 1"):
        adapt.adapt(first, adapt.macs, 1.0, FEW)
    assert "dw2" not in Thin(NETWORKS["DS-CNN"], NETWORKS["DS-CNN"].weights()).widths
