"""Small activations, the batch of Fig. 43, the ablation: laws, and the claims that they share."""

import numpy as np
import pytest

from dnnlib import data
from dnnlib.compress import shipped
from dnnlib.networks import accuracy, activations, lenet_300_100
from dnnlib.sparsity import ablation, alexnet_energy, small_inputs

DIGITS = data.mnist("validation")
IMAGES, LABELS = DIGITS.images[:300], DIGITS.labels[:300]


def test_without_a_threshold_it_is_the_network():
    found, net = small_inputs.small(0.0, IMAGES, LABELS), lenet_300_100()
    assert found.accuracy == accuracy(net, IMAGES, LABELS)
    made = activations(net, IMAGES)
    left = 100 * (made["relu1"] != 0).sum() + 10 * (made["relu2"] != 0).sum()
    assert found.macs == pytest.approx(left / (300 * (300 * 100 + 100 * 10)))


def test_a_higher_threshold_leaves_fewer_macs():
    macs = small_inputs.by_threshold(IMAGES, LABELS).column("share of MACs left")
    assert all(np.diff(macs) < 0)
    with pytest.raises(ValueError, match="threshold=-1"):
        small_inputs.small(-1, IMAGES, LABELS)


def test_the_sweep_of_batches_has_the_claims_at_sixteen():
    claims = alexnet_energy.claims().column("ours")
    rows = {row[0]: row[1:] for row in alexnet_energy.by_batch((1, 16)).rows}
    assert rows[16][:3] == pytest.approx((claims[0], claims[3], claims[4]))
    assert rows[1][0] > rows[16][0]


def test_the_larger_the_batch_the_less_the_fc_layers_take():
    """A weight of theirs is fetched once a batch; and at 16 they are the rows of the table by layer."""
    shares = alexnet_energy.by_batch((1, 4, 16)).column("dense: FC layers, %")[:-1]
    assert all(np.diff(shares) < 0)
    rows = alexnet_energy.by_layer().rows
    assert shares[-1] == pytest.approx(
        sum(row[2] for row in rows if row[0].startswith("fc")), abs=0.02
    )


def test_the_last_row_of_the_ablation_is_near_the_files_that_ship():
    """As near as these lie to one another: the same recipe, other seeds, another processor."""
    table = ablation.table()
    ours, mine = table.column("bytes")[-1], []
    for run in shipped.runs():
        if run.network == "LeNet-300-100":
            mine.append(run.size)
    spread = max(mine) - min(mine)
    assert min(mine) - spread <= ours <= max(mine) + spread
    assert table.column("times smaller")[0] == pytest.approx(40, rel=0.15)


def test_beyond_the_paper_has_the_means_of_the_runs():
    by_seed = {row[0]: row[1] for row in shipped.over_seeds().rows}
    for network, times, lost, *_ in shipped.beyond_the_paper().rows:
        assert by_seed[f"{network}: times smaller"] == times
        assert by_seed[f"{network}: points lost"] == lost
