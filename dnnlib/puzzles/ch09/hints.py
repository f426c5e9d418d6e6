"""Hints to the puzzles of chapter 9: where to look, how to go about it, nearly the answer."""

HINTS = {
    "linear": (
        "Draw the levels for 3 bits and max|x| = 3. How many are there, and how far apart?",
        "Find s, divide x by it, round, multiply again. Zeros alone have no step: treat them first.",
        "`n = 2**(bits-1) - 1`, `s = np.abs(x).max() / n`, then `np.floor(x / s + 0.5) * s`.",
    ),
    "zero_point": (
        "Padding and ReLU write zeros. Which code should they write, if 0 is not among the levels?",
        "Stretch the range with `min(low, 0)` and `max(high, 0)`, find the step, then the code nearest to 0.",
        "`s = (high - low) / (2**bits - 1)`, or 1 if that is 0; `z = floor(-low / s + 0.5)`.",
    ),
    "powers": (
        "The levels are equally spaced on a logarithmic axis. That is where you round.",
        "`e = floor(log2|x| + 1/2)` and the same for max|x|. How many exponents are there, and which is the last?",
        "The last is `top - 2**(bits-1) + 2`. Below it, and for x = 0, the answer is 0; else `sign(x) * 2**e`.",
    ),
    "shared": (
        "Two steps alternate: values choose their level, levels move to the middle of their values.",
        'Edges are the middles of neighbouring levels; `np.searchsorted(edges, x, "right")` gives x its levels.',
        "Loop: `moved[k] = x[codes == k].mean()` if there are any, else `levels[k]`; done when it equals `levels`.",
    ),
    "per_channel": (
        "It is the puzzle `linear` for every `F[m]`. Which axes does a maximum for each m go over?",
        "`np.abs(F).max(axis=(1, 2, 3))` has shape [M]. To divide F by it, give it three more axes.",
        "`np.where(most > 0, most / n, 1.0)`; codes `np.floor(F / s[:, None, None, None] + 0.5).astype(int)`.",
    ),
    "requantize": (
        "A shift to the right divides by 2^shift and rounds down. What turns rounding down into rounding?",
        "Add half of 2^shift before you shift. The zero point comes after, and clipping last.",
        "`np.clip((sums * multiplier + (1 << (shift - 1)) >> shift) + zero, 0, 255)`.",
    ),
    "binary_gradient": (
        "Write dL/db first, where b are the signs. Then think of what it would mean for w if b were w.",
        "dL/db[k] = (y - target) * x[k]. It goes to w[k] where `|w[k]| <= 1`.",
        "`b = np.where(w >= 0, 1, -1)`, `(b @ x - target) * x * (np.abs(w) <= 1)`.",
    ),
    "allocate": (
        "`ch09.accuracy` with 8 bits everywhere but in one place shows what that place needs: weights, inputs.",
        "Pixels are nearly black or white, so 1 bit does for fc1's inputs. Where do the weights begin to fail?",
        "fc1 at 3 bits for weights and 1 for pixels, fc2 at (4, 2), fc3, which is small, at (8, 3): its cost?",
    ),
    "read_float": (
        "Shift and mask: the sign is word >> 31. Which bits are the exponent, which the fraction?",
        "exponent = (word >> 23) & 255 and fraction = word & (2**23 - 1). What is 0x3F800000 then? It should be 1.0.",
        "(-1)**sign * (1 + fraction / 2**23) * 2.0**(exponent - 127): the 1 before the fraction is in no bit.",
    ),
}
HINTS["mac_with_read"] = (
    "Three parts, each with its own rule: which falls with the square of the bits?",
    "With `share = bits / 32`: the product times share**2, the addition and the reads times share. Two reads, shared by `uses` MACs.",
    "`narrow = mult * share**2 + (add + 2 * read / uses) * share`; the same with a share of 1 is the wide one, and wide / narrow.",
)
HINTS["accumulator_bits"] = (
    "Look for the two ends: what is the largest sum that can come, and what the smallest?",
    "The ends of a product are among the four that the ends of inputs and weights give. A sum has C*R*S of the worst product.",
    "A number n >= 0 needs `1 + n.bit_length()` bits, a negative one `1 + (~n).bit_length()`; take the larger of the two ends.",
)
