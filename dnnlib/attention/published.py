"""FlashAttention's table of memory traffic: GPT-2 medium on an A100, 1,024 heads of 1,024 tokens, forward and backward.

Source: Dao et al. 2022, Fig. 2, left (second version; the first printed other numbers).
"""

from dnnlib.attention.flash import standard, traffic
from dnnlib.table import Claim, Table, compare

TOKENS, HEAD, HEADS, WORD = 1024, 64, 64 * 16, 2  # batch 64, 16 heads, bytes
COLS = 256  # keys of a tile
SQUARE, ROWS = TOKENS**2, TOKENS * HEAD
GB = 1e9


def standard_gb() -> float:
    """Attention in steps, forward and backward, with mask and dropout: 18*N^2 + 12*N*D words.

    Forward 4*N^2 + 4*N*D and backward 7*N^2 + 8*N*D (Algorithms 0 and 3), a mask read and written (2*N^2), dropout
    there and back (2.5*N^2 each: its own mask is a byte).
    """
    forward = standard(TOKENS, TOKENS, HEAD).total()
    backward = 7 * SQUARE + 8 * ROWS
    return _gb(forward + backward + 2 * SQUARE + 5 * SQUARE)


def flash_gb() -> float:
    """FlashAttention, keys outside: forward as `traffic`, backward n passes that read Q and dO, write and read dQ.

    Backward: K, V read and dK, dV written once (4), Q and dO read n times, dQ written n and read n - 1 times, and O
    and dO once for their row sums (2), all times N*D.
    """
    forward = traffic(TOKENS, TOKENS, HEAD, TOKENS, COLS, "keys")
    n = TOKENS // COLS
    words = sum(words for (name, _), words in forward.items() if name not in "ml")
    return _gb(words + (4 + 2 * n + 2 * n - 1 + 2) * ROWS)


def hbm() -> Table:
    """Gigabytes to and from memory: ours | published | error | why."""
    claims = [
        Claim("standard, GB", standard_gb(), 40.3, "unfused, with mask and dropout: 18 N^2 + 12 N D"),
        Claim("FlashAttention, GB", flash_gb(), 4.4, "tiles of 256 keys, which the paper does not print"),
    ]  # fmt: skip
    return compare(claims, "FlashAttention, Fig. 2: GPT-2 medium, forward and backward")


def _gb(words: float) -> float:
    return words * HEADS * WORD / GB
