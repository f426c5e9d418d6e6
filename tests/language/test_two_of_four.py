"""2:4 on the decoder: the product by kept weights is the product, its bytes are the packed ones, its file is what runs."""

import numpy as np
import pytest

from dnnlib import data
from dnnlib.compress import two_four
from dnnlib.compress.prune import n_of_m
from dnnlib.language import results, retrain, two_of_four
from dnnlib.language.decoder import LETTERS
from dnnlib.language.train import Course, Net, teach


@pytest.mark.parametrize("shape", [(3, 8), (5, 4), (16, 64)])
def test_half_the_weights_give_the_product_of_the_masked_matrix(shape):
    rng = np.random.default_rng(0)
    F, I = rng.normal(size=shape), rng.normal(size=shape[1])
    halved = two_of_four.Halved(F)
    assert halved.V.size == F.size // 2
    assert np.allclose(halved(I), (F * n_of_m(F)) @ I)


@pytest.mark.parametrize("bits", [16, 8, 4])
def test_the_bytes_are_those_of_the_encoding(bits):
    rng = np.random.default_rng(1)
    F = rng.normal(size=(8, 32))
    fields = two_four.encode(F * n_of_m(F))
    stored = fields["values"].size * bits + fields["places"].size * two_of_four.PLACE
    assert two_of_four.fewer_bytes(bits) == pytest.approx(F.size * bits / stored)


def test_what_the_mask_leaves_out_stays_out():
    kept = retrain.masks()
    arrays = retrain.retrained(kept, steps=2)
    before = data.weights("letters")
    for name, mask in kept.items():
        assert mask.mean() == 0.5 and not arrays[name][~mask].any()
        assert not np.array_equal(arrays[name][mask], before[name][mask])


def test_training_cures_most_of_what_the_mask_costs():
    untrained, trained, control = results.results()["two of four"].values()
    now = data.weights("letters")
    halved = {name: now[name] * mask for name, mask in retrain.masks().items()}
    whole = results.results()["nats"]
    assert retrain.nats({**now, **halved}) - whole == pytest.approx(untrained, abs=2e-3)
    assert control <= trained < untrained / 5


def test_the_tables_say_the_ideal_and_what_was_measured():
    assert two_of_four.lost().rows and two_of_four.bytes_kept().column("bits a weight")
    measured = two_of_four.speed(sizes=(64,), repeats=1)
    name, dense, half, faster = measured.rows[0]
    assert faster == pytest.approx(dense / half) and name == "64 x 64"
    assert all(1 < row[3] < 2 for row in two_of_four.printed().rows)


def test_a_course_calls_what_comes_after_each_step():
    calls = []
    net = Net(LETTERS)
    teach(net, Course(steps=2, batch=1, context=8), [], lambda: calls.append(1))
    assert len(calls) == 2
