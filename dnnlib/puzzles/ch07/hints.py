"""Hints to the puzzles of chapter 7: where to look, how to go about it, nearly the answer."""

HINTS = {
    "step": (
        "Three registers come in and three go out. Which one never changes in weight stationary?",
        "The input goes on to the right as it came. The sum from above goes down, with one product more.",
        "down is `above + left * kept`. What are kept and right?",
    ),
    "folds": (
        "Draw K taps and M filters as a rectangle, and lay the array over it until all is covered.",
        "Two loops with a step: `range(0, M, cols)` outside, `range(0, K, rows)` inside.",
        "A fold that begins at tap k uses `min(rows, K - k)` rows. Columns alike.",
    ),
    "cycles": (
        "First one fold: in which cycle does the last PE work on the last item?",
        "That is lead + (T-1) + (rows-1) + (cols-1), and cycles are counted from 0.",
        "Folds are ceil(along the rows / rows) * ceil(along the columns / cols); `-(-a // b)` rounds up. "
        "Which three of K, M, T go where stands in the table.",
    ),
    "utilization": (
        "How many MACs would all PEs make in all cycles, and how many does the layer need?",
        "The layer needs K * M * T, however it is folded. The cycles are those of the last puzzle, weight stationary.",
        "`K * M * T / (folds * (2*rows + cols + T - 2) * rows * cols)`, with folds rounded up both ways.",
    ),
    "stall": (
        "Write down for rows=2, cols=2, T=3 how many words each step wants.",
        "Row r wants a word in the steps r to r + T - 1. Steps in which nobody wants any take a cycle too.",
        "A step takes `max(1, -(-wanted // width))` cycles. It is a stall where that is more than 1.",
    ),
    "active": (
        "Three numbers first: how many sets fit above each other, how many side by side, how many ofmap rows has one?",
        "e = min(P, cols). Sets for other ofmap rows: ceil(P/e), if so many fit. Room that is left goes to channels.",
        "`min(P, piled * e) * R * channels * filters`, with channels = min(C, rows // R // piled).",
    ),
    "sides": (
        "There are few arrays of at most `pes` PEs: try them all.",
        "For each rows from 1 to pes, cols go from 1 to `pes // rows`. Sum the cycles of all layers.",
        "`min(choices, key=lambda side: (cycles(side), rows * cols, rows))` has the two ties in it.",
    ),
}
HINTS["gated"] = (
    "Count for each pass and each PE the inputs that are not zero. Those are its MACs, on both machines.",
    "Gating: a pass takes n cycles. Skipping: the largest count of the pass. Idle is what is left of PEs * cycles.",
    '`busy = np.count_nonzero(I, axis=2)`; with "skipping" the cycles are `busy.max(axis=1).sum()`, else `passes * n`.',
)
