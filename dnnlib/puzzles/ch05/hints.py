"""Hints to the puzzles of chapter 5: where to look, how to go about it, nearly the answer."""

HINTS = {
    "uses_of_an_input": (
        "Draw the windows as rows of the same digit, and count the digits under input h.",
        "Window p covers the inputs from `U*p` to `U*p + R - 1`. Each window that has h uses it once a filter.",
        "M times the number of p from 0 to P-1 with `0 <= h - U*p < R`.",
    ),
    "least_words": (
        "Three tensors, each word once. Two of the sizes are easy; which inputs does nobody want?",
        "Windows touch or overlap while U <= R. With a larger stride there are gaps, and only R rows of each step are wanted.",
        "Wanted rows: `min(U, R) * (P - 1) + R`. Square it for I, and do not forget N and C.",
    ),
    "input_energy": (
        "Each level hands on to the next: a word that leaves GLB b times each time it arrived there leaves it a*b times.",
        "Count the accesses of each level: a, a*b, a*b*c, a*b*c*d. Then the price of each.",
        "`a * 200 + a*b * 6 + ...`, with 2 and 1 for the last two.",
    ),
    "psum_energy": (
        "A sum begins at zero, and zero need not be fetched.",
        "DRAM: every visit writes, every visit but the first reads: 2a - 1. Inside, each first visit of a turn is free.",
        "GLB: `2 * a * (b - 1)` accesses; NoC: `a * b * (c - 1)` hops; RF: `2 * a * b * c * (d - 1)`.",
    ),
    "buffer_words": (
        "Pay first: what do all register files together take out of the area?",
        "What is left over, divided by the area of a byte, is bytes. A word of 16 bits has two of them, and half a word is none.",
        "`(area - pes * rf * rf_area) // (2 * glb_area)` is one way to write it.",
    ),
}
HINTS["smallest_buffer"] = (
    "Turn the question round: how many words may move at most, so that the arithmetic does not wait?",
    "A buffer is enough where `macs >= ridge * words`. Of those the smallest size. If there are none, look for the least words.",
    "None: `min((words, size) for size, words in curve)` has the least traffic first, and of equal traffic the smallest size.",
)
