"""Energy-aware pruning of LeNet-5: what it counts is conserved, and a mended layer is nearer to the dense one."""

import json

import numpy as np
import pytest

from dnnlib import data
from dnnlib.compress import prune
from dnnlib.compress.output_error import output_error
from dnnlib.sparsity import energy_aware
from dnnlib.sparsity.energy_aware import (
    LAYERS,
    PrunedNetwork,
    layer_energy,
    order,
    pruned_layer,
)


def test_the_dearest_layer_is_not_always_the_largest():
    assert sorted(order("energy")) == sorted(order("weights")) == sorted(LAYERS)
    assert order("energy") != order("weights")
    spent = [layer_energy(layer) for layer in order("energy")]
    assert spent == sorted(spent, reverse=True)
    with pytest.raises(ValueError, match="choose from energy, weights"):
        order("name")


def test_what_is_left_is_counted_over_all_layers():
    half = PrunedNetwork(dict.fromkeys(LAYERS, 0.5), 0.9)
    assert half.weights == 0.5 and 0 < half.energy < 1
    assert PrunedNetwork({**half.densities, "fc1": 0.1}, 0.9).energy < half.energy
    size = {layer: data.weights("LeNet-5")[f"{layer}.weight"].size for layer in LAYERS}
    one = PrunedNetwork({"conv1": 0.0, "conv2": 0.0, "fc1": 0.0, "fc2": 1.0}, 0.9)
    assert one.weights == size["fc2"] / sum(size.values())


@pytest.mark.parametrize("layer", ["conv1", "fc2"])
def test_a_mended_layer_has_the_same_count_and_a_smaller_error(layer):
    weights = data.weights("LeNet-5")
    F, A = weights[f"{layer}.weight"], energy_aware._gram(layer, weights)
    rows = F.reshape(len(F), -1)
    mended, plain = (pruned_layer(F, A, 0.3, mend) for mend in (True, False))
    assert mended.shape == F.shape and mended.dtype == F.dtype
    assert (
        np.count_nonzero(plain) == prune.kept(F.size, 0.3) >= np.count_nonzero(mended)
    )
    errors = [output_error(rows, G.reshape(rows.shape), A) for G in (mended, plain)]
    assert errors[0] < 0.7 * errors[1]


def test_the_shipped_outcomes_are_what_the_orders_give():
    """Magnitude alone, made again; mended, the same accuracy with less of both costs; test images lose about as much."""
    shipped = {
        (run["by"], run["mend"]): run
        for run in json.loads((data.ASSETS / energy_aware.RESULTS).read_text())
    }
    again = energy_aware.prune("energy", mend=False)
    assert again.densities == shipped["energy", False]["densities"]
    assert abs(again.test - shipped["energy", False]["test"]) < 0.002
    table = energy_aware.outcomes()
    left = dict(
        zip(shipped, zip(table.column("weights left"), table.column("energy left")))
    )
    assert all(
        new < old for new, old in zip(left["energy", True], left["energy", False])
    )
    assert min(table.column("test")) > 0.9918 - 2 * energy_aware.BUDGET
