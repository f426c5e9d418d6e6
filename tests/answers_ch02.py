"""Right answers to the puzzles of chapter 2, each puzzle in at least three different ways: all of them must pass."""

import numpy as np
import torch
from numpy.lib.stride_tricks import as_strided, sliding_window_view
from scipy import signal

from dnnlib.kernels import toeplitz as kernel
from dnnlib.networks import layers
from dnnlib.shapes import ConvShape
from dnnlib.shapes import output_size as library_output_size

# ---------------------------------------------------------------- output size


def output_by_range(size, filter, stride=1, pad=0):
    return len(range(-pad, size + pad - filter + 1, stride))


def output_by_counting(size, filter, stride=1, pad=0):
    places = np.arange(size + 2 * pad)
    return np.count_nonzero(
        (places % stride == 0) & (places + filter <= size + 2 * pad)
    )


def output_by_torch(size, filter, stride=1, pad=0):
    return torch.nn.functional.conv1d(
        torch.zeros(1, 1, size), torch.zeros(1, 1, filter), None, stride, pad
    ).shape[-1]


OUTPUT_SIZE = (
    # as the chapter writes it, with floor brackets: a whole float
    lambda size, filter, stride, pad: np.floor((size + 2 * pad - filter) / stride) + 1,
    lambda size, filter, stride=1, pad=0: (size + 2 * pad - filter) // stride + 1,
    # the paper's form
    lambda size, filter, stride=1, pad=0: np.int64(
        (size - filter + stride + 2 * pad) // stride
    ),
    output_by_range,
    output_by_counting,
    output_by_torch,
    lambda size, filter, stride=1, pad=0: library_output_size(
        size, filter, stride, pad
    ),
)

# ---------------------------------------------------------------- weights and MACs


def weights_group_by_group(M, C, R, S, G=1):
    return sum((M // G) * (C // G) * R * S for _ in range(G))


def weights_by_torch(M, C, R, S, G=1):
    return torch.nn.Conv2d(C, M, (R, S), groups=G, bias=False).weight.numel()


def macs_group_by_group(N, M, C, P, Q, R, S, G=1):
    one_group = ConvShape(N, M // G, C // G, P, Q, R, S).macs
    return sum(one_group for _ in range(G))


def macs_by_ones(N, M, C, P, Q, R, S, G=1):
    """Ones convolved with ones: every output is its own count of MACs."""
    I, F = torch.ones(N, C, P + R - 1, Q + S - 1), torch.ones(M, C // G, R, S)
    return int(torch.nn.functional.conv2d(I, F, groups=G).sum())


WEIGHTS = (
    lambda M, C, R, S, G=1: M * C * R * S // G,
    lambda M, C, R, S, G=1: int(np.prod([M, C // G, R, S])),
    lambda M, C, R, S, G=1: ConvShape(M=M, C=C, R=R, S=S, G=G).size("F"),
    weights_group_by_group,
    weights_by_torch,
)
MACS = (
    lambda N, M, C, P, Q, R, S, G=1: N * M * P * Q * (C // G) * R * S,
    lambda N, M, C, P, Q, R, S, G=1: np.prod([N, M, C, P, Q, R, S]) // G,
    lambda N, M, C, P, Q, R, S, G=1: ConvShape(N, M, C, P, Q, R, S, 1, G).macs,
    macs_group_by_group,
    macs_by_ones,
)

# ---------------------------------------------------------------- receptive field


def field_forward(layers):
    size, jump = 1, 1
    for filter, stride in layers:
        size += (filter - 1) * jump
        jump *= stride
    return size


def field_backward(layers):
    size = 1
    for filter, stride in layers[::-1]:
        size = stride * (size - 1) + filter
    return size


def field_by_sum(layers):
    jumps = np.cumprod([1] + [stride for _, stride in layers])
    return int(1 + sum((filter - 1) * jump for (filter, _), jump in zip(layers, jumps)))


def field_by_sets(layers):
    seen = {0}
    for filter, stride in reversed(layers):
        seen = {stride * k + r for k in seen for r in range(filter)}
    return max(seen) - min(seen) + 1


def field_by_recursion(layers):
    if not layers:
        return 1
    (filter, stride), *rest = layers
    return stride * (field_by_recursion(rest) - 1) + filter


RECEPTIVE_FIELD = (
    field_forward,
    field_backward,
    field_by_sum,
    field_by_sets,
    field_by_recursion,
)

# ---------------------------------------------------------------- the direct convolution


def conv_by_windows(I, F, U=1):
    windows = sliding_window_view(I, F.shape[2:], axis=(2, 3))[:, :, ::U, ::U]
    return np.einsum("ncpqrs,mcrs->nmpq", windows, F)


def conv_shift_and_add(I, F, U=1):
    """Weight stationary: a slice of I for each filter position."""
    (N, _, H, W), (M, _, R, S) = I.shape, F.shape
    P, Q = (H - R) // U + 1, (W - S) // U + 1
    O = np.zeros((N, M, P, Q))
    for r in range(R):
        for s in range(S):
            part = I[:, :, r : r + U * P : U, s : s + U * Q : U][:, :, :P, :Q]
            O += np.tensordot(part, F[:, :, r, s], ([1], [1])).transpose(0, 3, 1, 2)
    return O


def conv_in_lists(I, F, U=1):
    """Plain lists, as they come from somebody who knows no NumPy."""
    rows = range(0, I.shape[2] - F.shape[2] + 1, U)
    cols = range(0, I.shape[3] - F.shape[3] + 1, U)
    taps = list(np.ndindex(*F.shape[1:]))
    return [
        [
            [
                [sum(i[c, p + r, q + s] * f[c, r, s] for c, r, s in taps) for q in cols]
                for p in rows
            ]
            for f in F
        ]
        for i in I
    ]


def conv_window_by_window(I, F, U=1):
    O = []
    for image in I:
        rows = []
        for p in range(0, I.shape[2] - F.shape[2] + 1, U):
            row = [
                (F * image[:, p : p + F.shape[2], q : q + F.shape[3]]).sum((1, 2, 3))
                for q in range(0, I.shape[3] - F.shape[3] + 1, U)
            ]
            rows.append(row)
        O.append(np.array(rows).transpose(2, 0, 1))
    return np.array(O)


def conv_by_torch(I, F, U=1):
    # a tensor: it becomes an array
    return torch.nn.functional.conv2d(torch.tensor(I), torch.tensor(F), stride=U)


def conv_by_scipy(I, F, U=1):
    full = [
        [sum(signal.correlate2d(i, f, "valid") for i, f in zip(image, fs)) for fs in F]
        for image in I
    ]
    return np.array(full)[:, :, ::U, ::U]


CONV = (
    conv_by_windows,
    conv_shift_and_add,
    conv_in_lists,
    conv_window_by_window,
    conv_by_torch,
    conv_by_scipy,
    lambda I, F, U=1: kernel.conv(I, F, U),
)

# ---------------------------------------------------------------- the matrix and the product


def toeplitz_by_columns(I, R, S, U=1):
    columns = []
    for image in I:
        for p in range(0, I.shape[2] - R + 1, U):
            for q in range(0, I.shape[3] - S + 1, U):
                columns.append(image[:, p : p + R, q : q + S].ravel())
    return np.array(columns).T


def toeplitz_in_loops(I, R, S, U=1):
    """As one reads it off the figure."""
    N, C, H, W = I.shape
    P, Q = (H - R) // U + 1, (W - S) // U + 1
    T = np.zeros((C * R * S, N * P * Q))
    for c, r, s in np.ndindex(C, R, S):
        row = (c * R + r) * S + s
        for n, p, q in np.ndindex(N, P, Q):
            column = (n * P + p) * Q + q
            y = U * p + r
            x = U * q + s
            T[row, column] = I[n, c, y, x]
    return T


def toeplitz_by_rows(I, R, S, U=1):
    N, C, H, W = I.shape
    P, Q = (H - R) // U + 1, (W - S) // U + 1
    T = np.empty((C * R * S, N * P * Q))
    for row, (c, r, s) in enumerate(np.ndindex(C, R, S)):
        T[row] = I[
            :, c, r : r + U * (P - 1) + 1 : U, s : s + U * (Q - 1) + 1 : U
        ].ravel()
    return T


def toeplitz_by_strides(I, R, S, U=1):
    N, C, H, W = I.shape
    P, Q = (H - R) // U + 1, (W - S) // U + 1
    n, c, h, w = I.strides
    return as_strided(I, (C, R, S, N, P, Q), (c, h, w, n, U * h, U * w)).reshape(
        C * R * S, N * P * Q
    )


def toeplitz_by_torch(I, R, S, U=1):
    # [N, CRS, PQ]
    unfolded = torch.nn.functional.unfold(torch.tensor(I), (R, S), stride=U)
    return unfolded.permute(1, 0, 2).reshape(unfolded.shape[1], -1).numpy()


TOEPLITZ = (
    toeplitz_by_columns,
    toeplitz_in_loops,
    toeplitz_by_rows,
    toeplitz_by_strides,
    toeplitz_by_torch,
    lambda I, R, S, U=1: kernel.matrix(I, R, S, U),
)


def multiply_matrices(F, T, N, P, Q):
    return (F.reshape(len(F), -1) @ T).reshape(len(F), N, P, Q).transpose(1, 0, 2, 3)


def multiply_by_einsum(F, T, N, P, Q):
    return np.einsum("mcrs,crsnpq->nmpq", F, T.reshape(*F.shape[1:], N, P, Q))


def multiply_batch_first(F, T, N, P, Q):
    """Comments and a docstring are no statements."""
    # a stack of N products, one an image
    return (F.reshape(len(F), -1) @ T.reshape(-1, N, P * Q).swapaxes(0, 1)).reshape(
        N, len(F), P, Q
    )


MULTIPLY = (
    multiply_matrices,
    multiply_by_einsum,
    multiply_batch_first,
    lambda F, T, N, P, Q: np.moveaxis(
        np.tensordot(F, T.reshape(*F.shape[1:], N, P, Q), 3), 0, 1
    ),
)

# ---------------------------------------------------------------- pooling


def pool_by_slices(I, size=2, stride=2):
    P, Q = ((length - size) // stride + 1 for length in I.shape)
    total = 0
    for r in range(size):
        for s in range(size):
            total = (
                total
                + I[
                    r : r + stride * (P - 1) + 1 : stride,
                    s : s + stride * (Q - 1) + 1 : stride,
                ]
            )
    return total / size**2


def pool_by_sums(I, size=2, stride=2):
    """The summed-area table: four reads a window, whatever its size."""
    table = np.pad(I.cumsum(0).cumsum(1), ((1, 0), (1, 0)))
    sums = (
        table[size:, size:]
        - table[:-size, size:]
        - table[size:, :-size]
        + table[:-size, :-size]
    )
    return sums[::stride, ::stride] / size**2


AVERAGE_POOL = (
    lambda I, size=2, stride=2: sliding_window_view(I, (size, size))[
        ::stride, ::stride
    ].mean((2, 3)),
    lambda I, size=2, stride=2: signal.correlate2d(
        I, np.ones((size, size)) / size**2, "valid"
    )[::stride, ::stride],
    lambda I, size=2, stride=2: torch.nn.functional.avg_pool2d(
        torch.tensor(I)[None], size, stride
    )[0],
    pool_by_slices,
    pool_by_sums,
)

# ---------------------------------------------------------------- reads of F


def conv1d_weight_stationary(I, F):
    M, R = F.shape
    O = np.zeros((M, len(I) - R + 1))
    for m in range(M):
        for r in range(R):
            weight = F[m, r]
            for p in range(O.shape[1]):
                O[m, p] += weight * I[p + r]
    return O


def conv1d_by_items(I, F):
    """One word at a time, and the length of a filter from its first row."""
    M, R = len(F), len(F[0])
    O = np.zeros((M, len(I) - R + 1))
    for m in range(M):
        for r in range(R):
            O[m] += F.item(m, r) * I[r : r + O.shape[1]]
    return O


def conv1d_by_take(I, F):
    M, R = F.shape
    weights = [np.take(F, k) for k in range(F.size)]
    rows = [weights[m * R : m * R + R] for m in range(M)]
    return [np.correlate(I, row) for row in rows]


def conv1d_held_in_registers(I, F):
    held = F[:, :]  # all of F once
    return np.array(
        [
            [
                sum(w * I[p + r] for r, w in enumerate(f))
                for p in range(len(I) - len(f) + 1)
            ]
            for f in held
        ]
    )


def conv1d_row_by_row(I, F):
    return np.array([np.correlate(I, row) for row in F])


def conv1d_by_matrix(I, F):
    return F @ sliding_window_view(I, F.shape[1]).T


def conv1d_by_torch(I, F):
    return torch.nn.functional.conv1d(
        torch.tensor(I)[None, None], torch.tensor(np.asarray(F))[:, None]
    )[0].numpy()


CONV1D = (
    conv1d_weight_stationary,
    conv1d_by_items,
    conv1d_by_take,
    conv1d_held_in_registers,
    conv1d_row_by_row,
    conv1d_by_matrix,
    conv1d_by_torch,
)

ANSWERS = {
    "output_size": OUTPUT_SIZE,
    "weights": WEIGHTS,
    "macs": MACS,
    "receptive_field": RECEPTIVE_FIELD,
    "conv": CONV,
    "toeplitz": TOEPLITZ,
    "multiply": MULTIPLY,
    "average_pool": AVERAGE_POOL,
    "conv1d": CONV1D,
}

# ---------------------------------------------------------------- normalization folded


def fold_by_matrices(F, b, gamma, beta, mean, var, eps):
    """A layer is a matrix; so is the normalization, a diagonal one."""
    D = np.diag(gamma * (var + eps) ** -0.5)
    return D @ F, D @ (b - mean) + beta


def fold_by_probing(F, b, gamma, beta, mean, var, eps):
    """What the two layers make of nothing is the bias; what a unit input adds is its weights."""

    def both(I):
        return gamma * (F @ I + b - mean) / np.sqrt(var + eps) + beta

    nothing = both(np.zeros(F.shape[1]))
    columns = [both(unit) - nothing for unit in np.eye(F.shape[1])]
    return np.array(columns).T, nothing


def fold_by_torch(F, b, gamma, beta, mean, var, eps):
    from torch.nn.utils.fusion import fuse_linear_bn_weights

    numbers = [torch.tensor(x) for x in (F, b, mean, var)]
    made = fuse_linear_bn_weights(
        *numbers, eps, torch.tensor(gamma), torch.tensor(beta)
    )
    return tuple(x.detach().numpy() for x in made)


def fold_by_the_library(F, b, gamma, beta, mean, var, eps):
    M, K = F.shape
    made = layers.fold_batch_norm(F.reshape(M, K, 1, 1), b, gamma, beta, mean, var, eps)
    return made[0].reshape(M, K), made[1]


ANSWERS["fold"] = (
    fold_by_matrices,
    fold_by_probing,
    fold_by_torch,
    fold_by_the_library,
)

# ---------------------------------------------------------------- a column of Table II


def row_by_shapes(layers_):
    counts = {False: np.zeros(3, int), True: np.zeros(3, int)}
    for kind, M, C, H, R, U, G in layers_:
        P = library_output_size(H, R, U)
        shape = ConvShape(M=M, C=C, P=P, Q=P, R=R, S=R, U=U, G=G)
        counts[kind == "fc"] += [1, shape.size("F"), shape.macs]
    conv, fc = counts[False], counts[True]
    return [*conv, *fc, *(conv + fc)[1:]]


def row_by_a_table(layers_):
    """A line a layer, then sums of columns."""
    lines = np.array([layer[1:] for layer in layers_])
    M, C, H, R, U, G = lines.T
    weights = M * C * R**2 // G
    macs = weights * (1 + (H - R) // U) ** 2
    fc = np.array([layer[0] == "fc" for layer in layers_])
    each = [[mask.sum(), weights[mask].sum(), macs[mask].sum()] for mask in (~fc, fc)]
    return (*each[0], *each[1], weights.sum(), macs.sum())


def row_by_places(layers_):
    """The filters walk: a range has as many places as there are."""
    conv, fc = [[], [], []], [[], [], []]
    for kind, M, C, H, R, U, G in layers_:
        places = len(range(0, H - R + 1, U))
        row = conv if kind in ("conv", "projection") else fc
        row[0].append(kind)
        row[1].append(M * (C // G) * R * R)
        row[2].append(row[1][-1] * places * places)
    sums = [[len(r[0]), sum(r[1]), sum(r[2])] for r in (conv, fc)]
    return (*sums[0], *sums[1], sums[0][1] + sums[1][1], sums[0][2] + sums[1][2])


ANSWERS["table_row"] = (row_by_shapes, row_by_a_table, row_by_places)
