"""Right answers to the puzzles of chapter 01, each puzzle in at least three different ways: all must pass."""

from fractions import Fraction
from itertools import pairwise
from math import floor

import numpy as np
from scipy.signal import correlate

from dnnlib import learning
from dnnlib.background import edge
from dnnlib.learning import Layer, bill, convolution


def neuron_in_loops(x, w, b):
    y = b
    for one, weight in zip(x, w):
        y += one * weight
    return y if y > 0 else 0.0


def collapse_by_basis(A, a, B, b):
    """What the two layers make of 0 is the bias; of each unit vector, a column and the bias."""
    two = lambda x: B @ (A @ x + a) + b
    c = two(np.zeros(A.shape[1]))
    return np.stack([two(unit) - c for unit in np.eye(A.shape[1])], 1), c


def step_by_library(w, x, target, rate):
    net = (Layer(w[None], np.zeros(1)),)
    made = learning.forward(net, x[None], None)
    gradient = learning.backward(net, made, made[-1] - target, None)
    return learning.step(net, gradient, rate)[0].W[0]


def step_in_loops(w, x, target, rate):
    off = sum(a * b for a, b in zip(w, x)) - target
    return [a - rate * off * b for a, b in zip(w, x)]


def backward_by_einsum(W, x, g):
    return (
        np.einsum("nm,nk->mk", g, x),
        np.einsum("nm->m", g),
        np.einsum("nm,mk->nk", g, W),
    )


def backward_image_by_image(W, x, g):
    dW, db = np.zeros(W.shape), np.zeros(len(W))
    dx = np.zeros(x.shape)
    for n in range(len(x)):
        dW += np.outer(g[n], x[n])
        db += g[n]
        dx[n] = W.T @ g[n]
    return dW, db, dx


def filter_by_slices(I, G):
    return np.array([I[r : r + len(G)] @ G for r in range(len(I) - len(G) + 1)])


def filter_by_library(I, G):
    made = convolution.by_filters(I.reshape(1, 1, -1, 1), G.reshape(1, 1, -1, 1))
    return made.ravel()


def macs_by_phases(sizes, batch):
    products = [a * b for a, b in pairwise(sizes)]
    return batch * (sum(products) + sum(products) + sum(products[1:]))


def words_by_library(sizes, batch):
    return bill(sizes, batch).training_words


def stuck_by_fractions(w, gradients, rate, grid):
    grid, w = Fraction(grid), Fraction(w)
    for g in gradients:
        w = grid * floor((w - Fraction(rate) * Fraction(g)) / grid + Fraction(1, 2))
    return float(w)


def stuck_by_library(w, gradients, rate, grid):
    w = np.float64(w)
    for g in gradients:
        w = learning.nearest(w - rate * g, grid)
    return float(w)


def stuck_by_codes(w, gradients, rate, grid):
    code = round(w / grid)
    for g in gradients:
        code = floor(code - rate * g / grid + 0.5)
    return code * grid


def batch_by_waiting(fps, ms):
    count = 0
    while Fraction(count + 1, fps) <= Fraction(ms, 1000):
        count += 1
    return count


def macs_by_joules(H, W, smaller, radio, mac):
    sent = H * W * 3 * 8 / smaller * radio * 1e-9
    return sent / (mac * 1e-12)


def macs_by_library(H, W, smaller, radio, mac):
    return 24 * H * W / smaller * (radio * 1e-9) / edge.compute(1, mac * 1e-12)


ANSWERS = {
    "neuron": (
        lambda x, w, b: max(0.0, float(x @ w + b)),
        neuron_in_loops,
        lambda x, w, b: learning.neuron(x, w, b),
        lambda x, w, b: np.maximum(np.dot(x, w) + b, 0),
    ),
    "collapse": (
        lambda A, a, B, b: (B @ A, B @ a + b),
        collapse_by_basis,
        lambda A, a, B, b: tuple(learning.collapse([Layer(A, a), Layer(B, b)])),
    ),
    "sgd_step": (
        lambda w, x, target, rate: w - rate * (w @ x - target) * x,
        step_by_library,
        step_in_loops,
    ),
    "backward": (
        lambda W, x, g: (g.T @ x, g.sum(axis=0), g @ W),
        backward_by_einsum,
        backward_image_by_image,
    ),
    "filter_gradient": (
        lambda I, G: np.correlate(I, G, "valid"),
        filter_by_slices,
        filter_by_library,
        lambda I, G: correlate(I, G, "valid", "direct"),
    ),
    "training_macs": (
        macs_by_phases,
        lambda sizes, batch: bill(sizes, batch).macs,
        lambda sizes, batch: sum(learning.counted(sizes, batch).values()),
    ),
    "training_words": (
        words_by_library,
        lambda sizes, batch: sum(a * (2 * b + batch) for a, b in pairwise(sizes)),
        lambda sizes, batch: (
            2 * int(np.dot(sizes[:-1], sizes[1:])) + batch * sum(sizes[:-1])
        ),
    ),
    "stuck": (stuck_by_fractions, stuck_by_library, stuck_by_codes),
    "largest_batch": (
        lambda fps, ms: fps * ms // 1000,
        batch_by_waiting,
        lambda fps, ms: floor(Fraction(fps * ms, 1000)),
        lambda fps, ms: len(
            [k for k in range(1, fps * ms + 1) if 1000 * k <= ms * fps]
        ),
    ),
    "most_macs": (
        lambda H, W, smaller, radio, mac: 24 * H * W / smaller * radio * 1000 / mac,
        macs_by_joules,
        macs_by_library,
    ),
}
