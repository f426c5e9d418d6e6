"""Witnesses for the specs of chapter 01's puzzles: torch, the library, exact fractions."""

from fractions import Fraction

import numpy as np
import torch

from dnnlib.background import edge
from dnnlib.learning import bill, counted
from dnnlib.learning import convolution as conv
from dnnlib.puzzles import ch01


def test_a_neuron_is_torchs():
    for x, w, b in ch01.neuron.draw("witness"):
        theirs = (torch.tensor(x) @ torch.tensor(w) + b).relu()
        assert ch01.neuron.spec(x, w, b) == theirs.item()


def test_the_one_layer_does_what_the_two_do():
    rng = np.random.default_rng(0)
    for A, a, B, b in ch01.collapse.draw("witness"):
        W, c = ch01.collapse.spec(A, a, B, b)
        x = rng.normal(size=A.shape[1])
        np.testing.assert_allclose(W @ x + c, B @ (A @ x + a) + b, atol=1e-12)


def test_a_step_is_torchs():
    for w, x, target, rate in ch01.sgd_step.draw("witness"):
        leaf = torch.tensor(w, requires_grad=True)
        ((leaf @ torch.tensor(x) - target) ** 2 / 2).backward()
        with torch.no_grad():
            leaf -= rate * leaf.grad
        np.testing.assert_allclose(
            ch01.sgd_step.spec(w, x, target, rate), leaf.detach(), atol=1e-12
        )


def test_a_layer_backwards_is_torchs():
    for W, x, g in ch01.backward.draw("witness"):
        leaves = [torch.tensor(v, requires_grad=True) for v in (W, np.zeros(len(W)), x)]
        torch.nn.functional.linear(leaves[2], leaves[0], leaves[1]).backward(
            torch.tensor(g)
        )
        for mine, leaf in zip(ch01.backward.spec(W, x, g), leaves):
            assert np.array_equal(mine, leaf.grad)


def test_the_filters_gradient_is_the_librarys():
    for I, G in ch01.filter_gradient.draw("witness"):
        theirs = conv.by_filters_in_loops(
            I.reshape(1, 1, -1, 1), G.reshape(1, 1, -1, 1)
        )
        assert np.array_equal(ch01.filter_gradient.spec(I, G), theirs.ravel())


def test_macs_and_words_are_those_counted():
    for sizes, batch in ch01.training_macs.draw("witness"):
        if max(sizes) < 100:
            assert ch01.training_macs.spec(sizes, batch) == sum(
                counted(sizes, batch).values()
            )
        assert (
            ch01.training_words.spec(sizes, batch) == bill(sizes, batch).training_words
        )


def test_a_weight_on_a_grid_is_exact():
    """All of its numbers are eighths and their like: floats and fractions agree to the last bit."""
    for w, gradients, rate, grid in ch01.stuck.draw("witness"):
        at = Fraction(w)
        for g in gradients:
            off = (at - Fraction(rate) * Fraction(g)) / Fraction(grid)
            at = Fraction(grid) * ((off + Fraction(1, 2)).__floor__())
        assert ch01.stuck.spec(w, gradients, rate, grid) == at


def test_the_batch_is_full_in_time_and_one_more_is_not():
    for fps, ms in ch01.largest_batch.draw("witness"):
        batch = ch01.largest_batch.spec(fps, ms)
        assert Fraction(batch, fps) <= Fraction(ms, 1000) < Fraction(batch + 1, fps)


def test_joules_are_equal_at_the_answer():
    for H, W, smaller, radio, mac in ch01.most_macs.draw("witness"):
        macs = ch01.most_macs.spec(H, W, smaller, radio, mac)
        sent = 24 * H * W / smaller * radio * 1e-9
        assert abs(edge.compute(macs, mac * 1e-12) / sent - 1) < 1e-12
