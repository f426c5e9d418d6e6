"""Hints to the puzzles of chapter 8: where to look, how to go about it, nearly the answer."""

HINTS = {
    "adc_bits": (
        "What is the largest sum that a column can make, and how many sums are there with 0?",
        "All rows at their largest input, all cells at their largest level: three numbers, multiplied.",
        "`largest = rows * (2**cell - 1) * (2**dac - 1)`; Python's integers know how many bits they need.",
    ),
    "cells_of": (
        "First make the weight an integer that is never negative. Then take its digits.",
        "Digits in base 2^cell: what is left after `//`, and `%`. How many are there, if bits are left over?",
        "`q = W + 2 ** (bits - 1)`, then `(q >> k) & (2**cell - 1)` for `k in range(0, bits, cell)`.",
    ),
    "clipped_product": (
        "What is converted at a time? One column, of one array, in one cycle.",
        "Two loops, over arrays and over cycles; within them one product of a line of bits and a matrix.",
        "`np.minimum(((x[a:z] >> b) & 1) @ G[a:z], 2**bits - 1)` is one cycle of one array; it counts 2^b.",
    ),
    "turned_over": (
        "Which number decides about a column? What does it do with one that is exactly half full?",
        "Sums of columns, twice as much compared with rows * (2^cell - 1). No division is needed.",
        "`flags = 2 * W.sum(axis=0) > len(W) * most`; then `np.where` takes one of two matrices.",
    ),
    "effective": (
        "A current on its way down divides at every node: some goes on, some is led away by what is above.",
        "Let c be what node i sees at itself and above: its cell, and in parallel the wire with what is above that. "
        "Of a current into the wire below, the share 1 / (1 + wire * c) arrives.",
        "`c = g[i] + c / (1 + wire * c)` from the top; g[i] times the product of `1 / (1 + wire * c[k])`, k from i on.",
    ),
    "conversions": (
        "Who is converted? Columns. How many columns are there, in how many arrays, how often?",
        "Four numbers to multiply, two of them rounded up; a pair doubles one of them and shortens another.",
        "`-(-C // rows) * M * -(-stored // cell) * inputs`, with `stored = weight - 1` and twice that for a pair.",
    ),
    "vote": (
        "What does one column say about one image? Then what do all of them say?",
        "Compare the matrix with the line of thresholds: all words at once. Then a product with alpha.",
        "`np.where(S > thresholds, 1, -1) @ alpha`, and the sign of it; mind what happens at 0.",
    ),
    "best_buffer": (
        "Work out one energy for each buffer. Then look for the least.",
        "Tuples compare by their first entry, then by the second: (energy, size) finds the smallest of equals.",
        "`min((dram * far + price * near, size) for size, price, far, near in zip(...))`, then turned around.",
    ),
    "network_energy": (
        "How many operations is a MAC? Does the figure speak of MACs or of operations?",
        "Energies add up over layers, and so do operations. Efficiencies do not: divide at the very end.",
        "`each = bars.sum(axis=1)[layers[:, 1]]` are fJ an operation, layer by layer; twice the MACs of them.",
    ),
    "products_to_pay": (
        "Write both energies down for n products, and ask when the second is less.",
        "adc / n < adc + digital - analog. What if the right side is 0 or less? What if both sides are equal?",
        "With `saved = adc + digital - analog`: the smallest n with n * saved > adc is `adc // saved + 1`.",
    ),
}
