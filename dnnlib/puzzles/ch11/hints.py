"""Hints to the puzzles of chapter 11: where to look, how to go about it, nearly the answer."""

HINTS = {
    "receptive": (
        "Begin at the end: one output sees how many outputs of the layer before it?",
        "n neighbours of a layer with stride U and filter R see (n - 1) * U + R values before it.",
        "`seen = 1`, then for each pair from the last to the first `seen = (seen - 1) * U + R`.",
    ),
    "bottleneck_weights": (
        "Three layers. Write down for each: outputs, inputs, filter.",
        "A layer has outputs * inputs * size * size weights. Two of the three have size 1.",
        "`C * inner + inner * inner * R * R + inner * M`",
    ),
    "depthwise": (
        "It is a convolution whose sum does not run over c.",
        "Either five loops, or one line for each tap: all windows' values at r, s are a slice of I with step U.",
        "`O += I[:, r : r + U * P : U, s : s + U * Q : U] * F[:, r, s][:, None, None]` for all r, s.",
    ),
    "separable_saving": (
        "Count the dense layer, then both layers of the pair.",
        "Dense M*C*R*R; depthwise C*R*R; pointwise C*M. Does C stay in the quotient?",
        "`1 / (1 / M + 1 / R**2)`",
    ),
    "break_even": (
        "Words for a batch: weights once, maps as often as there are images.",
        "The large network owes W - w words, and wins a - A of them back with every image.",
        "Strictly fewer: `(W - w) // (a - A) + 1`, if a > A; else it never wins.",
    ),
    "rank_budget": (
        "How many weights do A and B have together at rank r?",
        "r * (M + K) <= M * K / times; r is an integer.",
        "`M * K // (times * (M + K))`",
    ),
    "truncate": (
        "`np.linalg.svd(F, full_matrices=False)` gives U, the values from the largest on, and V with vectors as rows.",
        "Take r columns of U, r values and r rows of V, and multiply.",
        "`(U[:, :r] * values[:r]) @ V[:r]`",
    ),
    "cp_filters": (
        "One product of four numbers for each k; then the sum over k.",
        "Four matrices share the letter k. `np.einsum` takes the letters as they stand in the equation.",
        "`np.einsum('mk,ck,rk,sk->mcrs', A, B, column, row)`",
    ),
    "tucker": (
        "Two questions of one kind: which m directions of the M outputs, which c of the C inputs hold most of F?",
        "Rows of outputs: `F.reshape(M, -1)`. Rows of inputs: swap the first two axes, then reshape. U @ U.T projects.",
        "`np.einsum('mi,ni,nkrs,kj,cj->mcrs', U, U, F, V, V)`, U and V the first columns of `np.linalg.svd(rows)[0]`.",
    ),
    "soften": (
        "Each image for itself: a maximum, exponentials, a sum.",
        "`axis=1, keepdims=True` keeps the images apart. T divides before the exponential.",
        "`e = np.exp((z - z.max(axis=1, keepdims=True)) / T)`, then divided by its sums.",
    ),
    "distillation_gradient": (
        "Write a function for softened scores, and use it twice.",
        "T^2 of the loss and 1/T of the chain rule make T. The mean over images makes 1/N.",
        "`T * (soft(z) - soft(v)) / len(z)`",
    ),
}
