"""A small network run in plain loops on numbers that count their own multiplications: the slowest counter.

    O, count = run(module, x)       O equals module(x); count is the multiplications really done

Nothing is estimated, so it is the witness of Model.from_torch. A zero that pads is a number like any
other, and its multiplication is done and counted: every convention of ours and theirs says so.
"""

from typing import Any

import numpy as np


class Counted:
    """A number that notes each multiplication in a list that all of a run share."""

    __slots__ = ("tally", "value")

    def __init__(self, value: float, tally: list[int]):
        self.value, self.tally = value, tally

    def __mul__(self, other: "Counted") -> "Counted":
        self.tally[0] += 1
        return Counted(self.value * other.value, self.tally)

    def __add__(self, other: "Counted") -> "Counted":
        return Counted(self.value + other.value, self.tally)

    def __gt__(self, other: float) -> bool:
        return self.value > other


def run(module: Any, x) -> tuple[np.ndarray, int]:
    """The output of a torch Sequential (or of one of its parts) and how many multiplications it took.

    Knows Conv2d and ConvTranspose2d in all their forms, Linear, ReLU, MaxPool2d, Flatten.
    x: an array or a tensor [N, ...].
    Errors: ValueError names a module that it cannot run.
    """
    tally = [0]
    O = _run(module, _counted(np.asarray(x, float), tally), tally)
    return _values(O), tally[0]


def _values(O):
    return np.vectorize(lambda one: one.value, otypes=[float])(O)


def _run(module, I, tally):
    kind = type(module).__name__
    if kind == "Sequential":
        for part in module:
            I = _run(part, I, tally)
        return I
    if kind not in RULES:
        raise ValueError(f"{kind} cannot be run one by one; there are {', '.join(RULES)}")  # fmt: skip
    return RULES[kind](module, I, tally)


def _counted(values, tally):
    return np.vectorize(lambda one: Counted(float(one), tally), otypes=[object])(values)


def _weights(module, tally):
    F = _counted(module.weight.detach().numpy(), tally)
    zeros = np.zeros(len(F) if module.bias is None else module.bias.numel())
    bias = zeros if module.bias is None else module.bias.detach().numpy()
    return F, _counted(bias, tally)


def _linear(module, I, tally):
    F, bias = _weights(module, tally)
    rows = I.reshape(-1, I.shape[-1])
    O = np.empty((len(rows), len(F)), object)
    for p, m in np.ndindex(*O.shape):
        O[p, m] = bias[m]
        for c in range(I.shape[-1]):
            O[p, m] += rows[p, c] * F[m, c]
    return O.reshape(*I.shape[:-1], len(F))


def _conv(module, I, tally):
    """O[n,m,p,q] += I[n,c,Up+Dr,Uq+Ds] * F[m,c,r,s], c in m's group."""
    F, bias = _weights(module, tally)
    (U, V), (D, E) = module.stride, module.dilation
    G = module.groups
    sides = [(k, k) for k in module.padding]
    zero = Counted(0.0, tally)
    I = np.pad(I, [(0, 0), (0, 0), *sides], constant_values=zero)
    N, (M, C, R, S) = len(I), F.shape
    P = (I.shape[2] - D * (R - 1) - 1) // U + 1
    Q = (I.shape[3] - E * (S - 1) - 1) // V + 1
    O = np.empty((N, M, P, Q), object)
    for n, m, p, q in np.ndindex(*O.shape):
        first = m // (M // G) * C
        O[n, m, p, q] = bias[m]
        for c, r, s in np.ndindex(C, R, S):
            row, column = U * p + D * r, V * q + E * s
            value = I[n, first + c, row, column]
            O[n, m, p, q] += value * F[m, c, r, s]
    return O


def _transposed(module, I, tally):
    """O[n,m,Up+Dr,Uq+Ds] += I[n,c,p,q] * F[c,m,r,s]: each input once by each tap; then the rim is cut."""
    F, bias = _weights(module, tally)
    (U, V), (D, E) = module.stride, module.dilation
    G = module.groups
    (N, C, P, Q), (_, M, R, S) = I.shape, F.shape
    more, cut = module.output_padding, module.padding
    high = U * (P - 1) + D * (R - 1) + 1 + more[0]
    wide = V * (Q - 1) + E * (S - 1) + 1 + more[1]
    O = np.empty((N, M * G, high, wide), object)
    for n, m, h, w in np.ndindex(*O.shape):
        O[n, m, h, w] = bias[m]
    for n, c, p, q in np.ndindex(*I.shape):
        for m, r, s in np.ndindex(M, R, S):
            row, column = U * p + D * r, V * q + E * s
            at = n, c // (C // G) * M + m, row, column
            O[at] += I[n, c, p, q] * F[c, m, r, s]
    return O[:, :, cut[0] : high - cut[0], cut[1] : wide - cut[1]]


def _relu(module, I, tally):
    zero = Counted(0.0, tally)
    O = np.empty(I.shape, object)
    for at in np.ndindex(*I.shape):
        O[at] = I[at] if I[at] > 0 else zero
    return O


def _largest(module, I, tally):
    size, step = module.kernel_size, module.stride
    N, C, H, W = I.shape
    P, Q = (H - size) // step + 1, (W - size) // step + 1
    O = np.empty((N, C, P, Q), object)
    for n, c, p, q in np.ndindex(*O.shape):
        rows = slice(p * step, p * step + size)
        columns = slice(q * step, q * step + size)
        window = I[n, c, rows, columns]
        O[n, c, p, q] = max(window.ravel(), key=lambda one: one.value)
    return O


def _flatten(module, I, tally):
    return I.reshape(len(I), -1)


RULES = {
    "Conv2d": _conv,
    "ConvTranspose2d": _transposed,
    "Linear": _linear,
    "ReLU": _relu,
    "MaxPool2d": _largest,
    "Flatten": _flatten,
}


def attention(Q, K, V) -> tuple[np.ndarray, int]:
    """softmax(Q K^T / sqrt(d)) V in plain loops, [T, d] each, and the multiplications of its two products.

    The scale, the exponentials and the division are none of them: they are T*T values, not T*T*d.
    """
    shapes = [np.shape(one) for one in (Q, K, V)]
    if len({*shapes}) > 1 or len(shapes[0]) != 2 or not all(shapes[0]):
        raise ValueError(f"Q, K, V are {shapes}: give three of one shape [T, d]")
    tally = [0]
    Q, K, V = (_counted(np.asarray(one, float), tally) for one in (Q, K, V))
    scores = _product(Q, K.T, tally)
    values = _values(scores) / np.sqrt(Q.shape[1])
    shares = np.exp(values - values.max(1, keepdims=True))
    shares = _counted(shares / shares.sum(1, keepdims=True), tally)
    O = _product(shares, V, tally)
    return _values(O), tally[0]


def _product(A, B, tally):
    O = np.empty((len(A), B.shape[1]), object)
    for p, m in np.ndindex(*O.shape):
        total = Counted(0.0, tally)
        for c in range(A.shape[1]):
            total = total + A[p, c] * B[c, m]
        O[p, m] = total
    return O
