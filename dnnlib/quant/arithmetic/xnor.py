"""Binary products: 64 values of -1 and 1 in a word, multiplied by one XNOR and added up by one count of ones.

    a . b = 2 * ones(XNOR(a, b)) - K,  bits 1 for 1 and 0 for -1

Source: Sze et al. 2017, VII-A.1 (BNN, XNOR-Net); Rastegari et al., ECCV 2016.
"""

import numpy as np

from dnnlib.door import checked

WORD = 64


@checked
def pack(x) -> np.ndarray:
    """Values of -1 and 1 as words of 64 bits; the last word is filled up with ones. Shapes: [..., K] -> [..., words].

    Errors: ValueError names a value that is neither.
    """
    x = np.asarray(x)
    strange = x[(x != 1) & (x != -1)]
    if strange.size:
        raise ValueError(f"a binary value is -1 or 1; there is a {strange[0]}")
    spare = -x.shape[-1] % WORD
    bits = np.pad(x > 0, [(0, 0)] * (x.ndim - 1) + [(0, spare)], constant_values=True)
    words = np.packbits(bits, axis=-1, bitorder="little")
    return words.view(np.uint64)


@checked
def product(a, b, K: int) -> np.ndarray:
    """Products of packed rows a [M,words] and b [N,words] of K values each: [M,N], as the sums of K products."""
    a, b = np.asarray(a, np.uint64), np.asarray(b, np.uint64)
    if a.shape[1:] != b.shape[1:]:
        raise ValueError(
            f"rows of {a.shape[-1]} words and of {b.shape[-1]}: both hold the same K values"
        )
    alike = ~(a[:, None] ^ b[None])
    ones = np.bitwise_count(alike).sum(-1, dtype=np.int64)
    filled = a.shape[-1] * WORD - K  # bits of no value, alike in both
    return 2 * (ones - filled) - K
