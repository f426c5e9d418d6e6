"""Right answers to the puzzles of chapter 5, each puzzle in at least three different ways: all of them must pass."""

import numpy as np
import torch

from dnnlib.dataflow import reuse

# ---------------------------------------------------------------- uses of an input


def uses_by_gradient(M, P, R, U, h):
    """Ones convolved with ones: the gradient of the sum of all outputs counts each input's uses."""
    I = torch.ones(1, 1, U * (P - 1) + R, requires_grad=True)
    torch.nn.functional.conv1d(I, torch.ones(M, 1, R), stride=U).sum().backward()
    return int(I.grad[0, 0, h])


USES_OF_AN_INPUT = (
    lambda M, P, R, U, h: M * sum(0 <= h - U * p < R for p in range(P)),
    lambda M, P, R, U, h: (
        M * max(0, min(P - 1, h // U) - max(0, -(-(h - R + 1) // U)) + 1)
    ),
    lambda M, P, R, U, h: (
        M * np.count_nonzero(U * np.arange(P)[:, None] + np.arange(R) == h)
    ),
    uses_by_gradient,
)

# ---------------------------------------------------------------- the least words


def least_by_torch(N, M, C, P, R, U=1):
    """An input is wanted if the sum of all outputs depends on it."""
    H = U * (P - 1) + R
    I = torch.ones(1, 1, H, H, requires_grad=True)
    torch.nn.functional.conv2d(I, torch.ones(1, 1, R, R), stride=U).sum().backward()
    return N * C * int((I.grad > 0).sum()) + M * C * R * R + N * M * P * P


def least_by_rows(N, M, C, P, R, U=1):
    rows = len({U * p + r for p in range(P) for r in range(R)})
    return N * C * rows**2 + M * C * R**2 + N * M * P**2


LEAST_WORDS = (
    lambda N, M, C, P, R, U=1: (
        N * C * (min(U, R) * (P - 1) + R) ** 2 + M * C * R * R + N * M * P * P
    ),
    least_by_torch,
    least_by_rows,
)

# ---------------------------------------------------------------- splits

INPUT_ENERGY = (
    lambda a, b, c, d: a * (200 + b * (6 + c * (2 + d))),
    lambda a, b, c, d: int(np.dot(np.cumprod([a, b, c, d]), [200, 6, 2, 1])),
    lambda a, b, c, d: int(reuse.input_energy(a, b, c, d)),
)
PSUM_ENERGY = (
    lambda a, b, c, d: (
        (2 * a - 1) * 200
        + 2 * a * (b - 1) * 6
        + a * b * (c - 1) * 2
        + 2 * a * b * c * (d - 1)
    ),
    lambda a, b, c, d: (
        400 * a - 200 + a * (12 * (b - 1) + b * (2 * (c - 1) + c * 2 * (d - 1)))
    ),
    lambda a, b, c, d: int(reuse.psum_energy(a, b, c, d)),
)

# ---------------------------------------------------------------- equal area


def words_step_by_step(area, pes, rf, rf_area, glb_area):
    """Two statements are allowed."""
    left = area - pes * rf * rf_area
    return left // (2 * glb_area)


BUFFER_WORDS = (
    lambda area, pes, rf, rf_area, glb_area: (
        (area - pes * rf * rf_area) // (2 * glb_area)
    ),
    lambda area, pes, rf, rf_area, glb_area: len(
        range(2 * glb_area, area - pes * rf * rf_area + 1, 2 * glb_area)
    ),
    words_step_by_step,
)

ANSWERS = {
    "uses_of_an_input": USES_OF_AN_INPUT,
    "least_words": LEAST_WORDS,
    "input_energy": INPUT_ENERGY,
    "psum_energy": PSUM_ENERGY,
    "buffer_words": BUFFER_WORDS,
}


# ---------------------------------------------------------------- a buffer chosen


def buffer_by_sorting(curve, macs, ridge):
    for size, words in sorted(curve):
        if macs / words >= ridge:
            return size, "compute"
    size, _ = sorted(curve, key=lambda pair: (pair[1], pair[0]))[0]
    return size, "memory"


def buffer_by_arrays(curve, macs, ridge):
    size, words = np.array(curve).T
    enough = ridge * words <= macs
    best = enough if enough.any() else words == words.min()
    return size[best].min(), "compute" if enough.any() else "memory"


def buffer_by_one_key(curve, macs, ridge):
    """Traffic under the limit is all the same; then the smaller buffer wins."""
    most = macs // ridge
    words, size = min((max(words, most), size) for size, words in curve)
    return [size, "compute" if words == most else "memory"]


ANSWERS["smallest_buffer"] = (buffer_by_sorting, buffer_by_arrays, buffer_by_one_key)
