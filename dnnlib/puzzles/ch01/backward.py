"""A layer backwards."""

import numpy as np

from dnnlib.puzzle import Puzzle
from dnnlib.puzzles.ch02.arrays import quarters


def backward(W: np.ndarray, x: np.ndarray, g: np.ndarray) -> tuple:
    """What are the gradients (dW, db, dx) of a layer y = x W^T + b, if g is the gradient by y?

    Of a batch of N inputs. y[n,m] = sum over k of x[n,k] * W[m,k] + b[m], so by the chain rule each product
    carries g[n,m] to W[m,k], times x[n,k], and to x[n,k], times W[m,k].
    Shapes: W [M,K], x [N,K], g [N,M] -> dW [M,K], db [M], dx [N,K]. Source: Sze et al. 2017, II-C, Fig. 4.
    """
    (M, K), (N, other) = W.shape, x.shape
    if other != K or g.shape != (N, M) or not W.size * x.size:
        raise ValueError("a column of W an input, a gradient an output")
    dW, db, dx = np.zeros((M, K)), np.zeros(M), np.zeros((N, K))
    for n in range(N):
        for m in range(M):
            db[m] += g[n, m]
            for k in range(K):
                dW[m, k] += g[n, m] * x[n, k]
                dx[n, k] += g[n, m] * W[m, k]
    return dW, db, dx


def _case(rng):
    N, M, K = (int(v) for v in rng.integers(1, 4, 3))
    return quarters(rng, -3, 4, (M, K)), quarters(rng, -3, 4, (N, K)), quarters(rng, -3, 4, (N, M))


def _said(dW=lambda W, x, g: g.T @ x, db=lambda W, x, g: g.sum(0), dx=lambda W, x, g: g @ W):
    """The three gradients, one of them wrong."""
    return lambda W, x, g: (dW(W, x, g), db(W, x, g), dx(W, x, g))


def _if_square(made, right):
    """Another matrix where its shape is the right one."""
    return made if made.shape == right.shape else right


backward_puzzle = Puzzle(
    backward,
    _case,
    points=5,
    easier=("for one input at a time", lambda W, x, g: len(x) == 1),
    examples=(
        (np.array([[2.0, 0.5]]), np.array([[1.0, 3.0]]), np.array([[4.0]])),
        (np.array([[2.0, 0.5]]), np.array([[1.0, 3.0], [0.0, 1.0]]), np.array([[4.0], [2.0]])),
        (np.array([[1.0, 2.0], [3.0, 0.5]]), np.array([[1.0, 0.0], [2.0, 1.0]]), np.array([[1.0, 2.0], [0.0, 3.0]])),
        (np.array([[1.0], [-2.5]]), np.array([[2.0]]), np.array([[1.0, 3.0]])),
    ),
    wrong={
        "dx takes W transposed: backwards each g[n,m] goes through W[m,k], so dx = g @ W.": _said(
            dx=lambda W, x, g: _if_square(g @ W.T if W.shape[0] == W.shape[1] else g @ W, x)
        ),
        "dW is transposed: it has the shape of W, g.T @ x.": _said(
            dW=lambda W, x, g: _if_square(x.T @ g, W)
        ),
        "dW is divided by the batch: g is the gradient already, mean or not.": _said(
            dW=lambda W, x, g: g.T @ x / len(x)
        ),
        "db is divided by the batch: every image adds its part.": _said(db=lambda W, x, g: g.mean(0)),
        "db is summed over the outputs: a bias belongs to one output, so sum over the images.": _said(
            db=lambda W, x, g: g.sum(1) if g.shape[0] == g.shape[1] else g.sum(0)
        ),
        "db is summed over everything: each output has its own bias.": _said(
            db=lambda W, x, g: np.full(g.shape[1], g.sum())
        ),
        "db has the inputs in it: the bias is added as it is.": _said(db=lambda W, x, g: g.T @ x.sum(1)),
        "dx is the same for all images: each has its own g.": _said(
            dx=lambda W, x, g: np.tile(g.sum(0) @ W, (len(x), 1))
        ),
        "The output stands where the input should: dW = g.T @ x, x being what went in.": _said(
            dW=lambda W, x, g: g.T @ (x @ W.T @ W)
        ),
        "dW is that of the first image: all images add their part.": _said(
            dW=lambda W, x, g: g[:1].T @ x[:1]
        ),
        "db is that of the first image: all images add their part.": _said(db=lambda W, x, g: g[0]),
        "The gradients have their signs turned: downhill comes later, with the rate.": lambda W, x, g: (
            -g.T @ x, -g.sum(0), -g @ W
        ),
        "W was moved by its gradient first: dx takes the weights that made y.": _said(
            dx=lambda W, x, g: g @ (W - g.T @ x)
        ),
        "The fractions are cut off: let the results hold floats.": lambda W, x, g: (
            np.trunc(g.T @ x), np.trunc(g.sum(0)), np.trunc(g @ W)
        ),
    },
)  # fmt: skip
