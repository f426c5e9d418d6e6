"""Hints to the puzzles of chapter 2: where to look, how to go about it, nearly the answer."""

HINTS = {
    "output_size": (
        "The first window begins at 0 and the last one ends at the padded edge: how far can it travel?",
        "Padding is at both ends. The window travels `size + 2*pad - filter`, in steps of `stride`, and a part of a step is no step.",
        "Whole steps, plus the window that stands still: `(...) // stride + 1`.",
    ),
    "weights": (
        "Draw one filter as a block. How deep is it when the channels are split in G groups?",
        "A filter sees only the channels of its own group: `C // G` of them. M is the total of filters.",
        "`M` filters of `(C // G) * R * S` weights each.",
    ),
    "macs": (
        "How many outputs are there, and how many products is one output the sum of?",
        "There are `N * M * P * Q` outputs. One is a sum over one filter, and groups make a filter less deep.",
        "`N * M * P * Q` times `(C // G) * R * S`.",
    ),
    "receptive_field": (
        "Walk from the input to the last layer and keep two numbers: the inputs seen, and how far apart two neighbours stand.",
        "A filter reaches `filter - 1` neighbours further, and each of them is some inputs away. A stride moves later neighbours apart.",
        "`size += (filter - 1) * step` comes first, then `step *= stride`. Both begin at 1.",
    ),
    "conv": (
        "Seven loops: four say which output, three say which products it is the sum of.",
        "Output row p begins at input row `U*p`. Its window goes from there to `U*p + R - 1`. The same for columns.",
        "`P = (H - R) // U + 1`, and `O[n,m,p,q] += I[n, c, U*p + r, U*q + s] * F[m, c, r, s]`.",
    ),
    "toeplitz": (
        "A row of T belongs to one weight position (c, r, s), a column to one output (n, p, q). What stands where they meet?",
        "All inputs that meet weight (r, s) form a strided slice of I: it begins at r and takes every U-th row.",
        "`sliding_window_view(I, (R, S), axis=(2, 3))[:, :, ::U, ::U]` has the axes N,C,P,Q,R,S: "
        "put them in the order C,R,S,N,P,Q and reshape.",
    ),
    "multiply": (
        "A matrix product wants each filter as one row, in the order in which T has its rows.",
        "The product has the axes [M, N*P*Q]. Take its columns apart before you move N to the front.",
        "`(F.reshape(M, -1) @ T).reshape(M, N, P, Q)`, and then one `transpose`.",
    ),
    "average_pool": (
        "Where does window (p, q) begin? It need not touch its neighbour, and may overlap it.",
        "There are `(H - size) // stride + 1` windows in a column; each is a slice with a mean.",
        "`sliding_window_view(I, (size, size))[::stride, ::stride]`, then the mean over its last two axes.",
    ),
    "conv1d": (
        "Which loops must be outside, so that a weight is read and not needed again later?",
        "Hold one weight in a variable, and add its product to all P outputs before you read the next.",
        "Loops over m, then r; `weight = F[m, r]`; then a loop over p that adds `weight * I[p + r]` to `O[m, p]`.",
    ),
}
HINTS["fold"] = (
    "Write y for one output channel, with its sum in place of x. What stands before each weight, and what is left over?",
    "y = g * (F[m] . I + b - mean) + beta, with g = gamma / sqrt(var + eps). A factor may go into every weight.",
    "`g = gamma / np.sqrt(var + eps)`; the filters are `F * g[:, None]`, the bias is `(b - mean) * g + beta`.",
)
HINTS["table_row"] = (
    "Do one layer on paper: its weights, the places where its filter stands, its MACs. Then which column is it in?",
    "A filter has (C/G) * R * R weights, whatever the kind. It stands at (H - R) // U + 1 places down, and as many across.",
    'Two lists of three counts, one for "fc" and one for the others; add 1, weights, weights times places. The last two add both up.',
)
