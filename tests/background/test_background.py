"""What chapter 01 says of real digits: features, kinks, grids, drawings, joules; each with its order, not its last digit."""

import time

import numpy as np
import pytest

from dnnlib import data
from dnnlib.background import course, edge, features, grids, history, points, transfer
from dnnlib.background.drawing import centred, example, resized
from dnnlib.learning import accuracy, start, train
from dnnlib.networks import NETWORKS, classify
from dnnlib.plots.background.sees import LAYERS, layer_by_layer


def test_learned_features_beat_those_made_by_hand_and_these_beat_pixels():
    share = [
        features.right(kind)
        for kind in ("pixels", "gradients made by hand", "learned features")
    ]
    assert share[0] + 0.03 < share[1] < share[2] - 0.03 and share[2] > 0.97


def test_layers_without_kinks_learn_no_more_than_one():
    found = course.without_kinks()
    one, flat, bent = found.values()
    assert abs(one - flat) < 0.015 < bent - max(one, flat)


def test_a_coarse_grid_stops_learning_unless_chance_rounds():
    whole = grids.right()
    assert grids.right("nearest", 6) < 0.6 < whole - 0.02
    assert abs(grids.right("stochastic", 6) - whole) < 0.02
    assert abs(grids.right("afterwards", 6) - whole) < 0.02
    assert grids.lost(6) > 0.9 > grids.lost(10)


def test_95_percent_in_seconds():
    """784-300-100-10 on 10,000 digits: 95 % of the test digits in 5 CPU seconds of one core, with room to spare."""
    X, labels = course.digits()[:2]
    test = data.mnist("test")
    I = data.inputs(test.images).reshape(-1, 784)
    begun = time.process_time()
    net = train(start((784, 300, 100, 10)), X, labels, 6, rate=0.1, batch=16)
    assert accuracy(net, I, test.labels) > 0.95
    assert time.process_time() - begun < 30  # about 2 on an idle machine


def test_a_run_can_be_looked_at_anywhere():
    run = course.Run(0.1, 32, ())
    late = run.at(3000)[1]
    early = run.at(1000)[1]  # not kept: trained once more
    assert early == course.Run(0.1, 32, ()).at(1000)[1] and early != late
    assert run.seen[-1] >= 3000 and len(run.seen) == len(run.losses) == run.steps(3000)


def test_a_run_counts_digits_when_its_batch_changes():
    run = course.Run(0.1, 32, ())
    run.at(320)
    run.change(0.2, 128)
    run.at(1280)
    assert np.diff([0, *run.seen]).tolist() == [32] * 10 + [128] * 8


def test_a_small_digit_in_a_corner_is_read_like_a_large_one_in_the_middle():
    net, digits = NETWORKS["LeNet-5"].build(), data.mnist("test")
    corner = np.zeros((60, 28, 28), np.uint8)
    for sheet, image in zip(corner, digits.images):
        sheet[:14, :14] = resized(image, 14, 14)
    labels = digits.labels[:60]
    as_drawn = (classify(net, corner).labels == labels).mean()
    moved = np.stack([centred(sheet) for sheet in corner])
    assert as_drawn < 0.6 < 0.9 < (classify(net, moved).labels == labels).mean()


def test_what_is_centred_stays():
    for digit in range(10):
        once = centred(example(digit))
        assert abs(once.astype(int) - centred(once)).mean() < 3
    assert not centred(np.zeros((28, 28), np.uint8)).any()


def test_a_picture_of_another_size_has_the_same_mean():
    image = np.random.default_rng(0).random((9, 7))
    assert resized(image, 20, 3).mean() == pytest.approx(image.mean())
    assert np.allclose(resized(image, 9, 7), image)


def test_a_sheet_that_is_none_is_refused():
    with pytest.raises(ValueError, match="28 x 28 bytes"):
        centred(np.zeros((20, 20), np.uint8))


def test_the_picture_says_what_the_network_says():
    sheet = example(3, 5)
    figure = layer_by_layer(sheet, "pool2")
    says = classify(NETWORKS["LeNet-5"].build(), centred(sheet))
    rows = dict((row[0], row) for row in figure.table.rows)
    assert f"It says {says.labels[0]}" in figure.title
    assert rows["says 3"][4] == pytest.approx(float(says.probabilities[0, 3]), rel=1e-5)
    assert [rows[name][2] for name in LAYERS] == [11520, 2880, 3200, 800, 500]
    with pytest.raises(ValueError, match="conv1, pool1"):
        layer_by_layer(sheet, "fc9")


def test_two_numbers_tell_threes_from_sixes():
    wA, wB, b = points.best()
    assert points.right([wA, wB], b) > 0.97
    assert max(points.right([1, 0], c) for c in np.linspace(-1, 0, 21)) < 0.7


def test_the_errors_of_the_contest_are_those_of_the_figure():
    table = history.claims()
    assert all(
        abs(ours - drawn) < 0.25
        for ours, drawn in zip(table.column("ours"), table.column("published"))
    )
    deep = [one.drawn for one in history.ENTRIES if one.deep]
    assert deep == sorted(deep, reverse=True)
    assert len(history.timeline(1989).rows) == 4 and len(
        history.timeline().rows
    ) == len(history.EVENTS)


def test_joules_meet_where_they_are_said_to():
    sent = edge.bits("227 x 227, colour", 10)
    for radio in edge.RADIOS:
        most = edge.most_macs(sent, radio)
        assert edge.compute(most) == pytest.approx(edge.send(sent, radio))
    assert edge.EYERISS == pytest.approx(12.0e-12, rel=0.01)
    assert set(edge.table().column("cheaper")) == {"compute", "send"}


def test_fine_tuning_helps_most_where_examples_are_few():
    gains = [transfer.right(n, True) - transfer.right(n, False) for n in (10, 50, 250)]
    assert gains[0] > gains[1] > gains[2] > 0.01 and gains[0] > 0.1


def test_an_epochs_last_batch_is_short_and_counted_so():
    run = course.Run(0.1, 3_000, ())
    run.at(13_000)
    assert run.seen == [3_000, 6_000, 9_000, 10_000, 13_000]
