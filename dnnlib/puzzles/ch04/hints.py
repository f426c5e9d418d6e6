"""Hints to the puzzles of chapter 4: where to look, how to go about it, nearly the answer."""

HINTS = {
    "im2col": (
        "NumPy has a function that shows all windows of an array without a copy.",
        "`np.lib.stride_tricks.sliding_window_view(I, (R, S))` has the axes P,Q,R,S. Rows of T are places in the window.",
        "Bring R and S to the front with `transpose`, then `reshape(R * S, -1)`.",
    ),
    "copies": (
        "An input is held once for each window that it lies in. Mark one window after the other.",
        "Window (p, q) covers the rows from `U*p` to `U*p + R - 1`. Inputs between windows stay at zero.",
        "An array of zeros, and for each p, q: add 1 to the slice of the window.",
    ),
    "full": (
        "A product of spectra is a circular convolution: what does not fit comes round to the start. And it flips the filter.",
        "Make both as long as the result, W + R - 1, with zeros. Undo the flip by turning F round first.",
        "`n = len(I) + len(F) - 1`, then `irfft(rfft(I, n) * rfft(F[::-1], n), n)`.",
    ),
    "tile": (
        "A transform by A of rows and columns is `A @ x @ A.T`. There are three of them.",
        "Filter and tile meet place by place, with `*`, when both are n x n.",
        "`U = G @ g @ G.T`, `V = BT @ d @ BT.T`, and the product `U * V` goes back through AT.",
    ),
    "growth": (
        "Take one dimension first: what is the largest that one row of BT can make of values between -1 and 1?",
        "The worst tile has the signs of the row, so a row makes the sum of its absolute values. Which row is worst?",
        "In two dimensions rows and columns each do it: the largest row sum of `abs(BT)`, squared.",
    ),
    "strassen_mults": (
        "Seven products of half the side. When does it stop?",
        "An odd side is filled up to an even one, so halves are rounded up. At the cutover it is the plain product.",
        "`n**3` if n <= cutover, else seven times the same question for `(n + 1) // 2`.",
    ),
    "pick": (
        "Look at the chapter's table of measured times: which column decides first?",
        "1 x 1 filters have nothing to transform. Small filters have a Winograd tile. "
        "Large ones want a spectrum, if there is enough to share it.",
        "R decides: 1, then up to 5, then 7 and 11, where N*P*P must be large enough to pay for the filters' spectra.",
    ),
}
HINTS["tiled_words"] = (
    "Look at one row of A. For which blocks of O is it wanted, and how many of those are there?",
    "A row of A comes again for each block of columns, a column of B for each block of rows. A word of O moves once.",
    "`M*K` times the blocks across, `K*N` times the blocks down, and `M*N`; the number of blocks is rounded up: `-(-N // T)`.",
)
HINTS["bound"] = (
    "Draw the roof: a slope, then a flat part. Where on the axis of operations a byte does this kernel stand?",
    "Operations are 2 * macs, bytes are words * bits / 8. The slope's height there is bandwidth * operations / bytes.",
    "`roof = min(peak, slope)`; it is arithmetic where `slope >= peak`; the share is `2 * macs / seconds / roof`.",
)
