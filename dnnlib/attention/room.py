"""How much attention moves when the chip holds M words: fused, and in three steps, each with its best tiles.

    fused: b rows of Q and of O stay, keys and values pass one at a time    2*b*D + 2*D + b <= M
    three steps: b rows of Q (then of O) stay, keys (values) pass           b*D + D + 1 <= M

Fused moves about 4*N^2*D^2 / M words: the slope of the paper's Theorem 2, with its constant.
Source: Dao et al. 2022, Theorem 2 and Proposition 3.
"""

from dnnlib.attention.flash import standard, traffic
from dnnlib.door import checked, whole


@checked
def rows_that_fit(D: int, M: int, fused: bool = True) -> int:
    """Queries whose rows a memory of M words holds at a head of D. Errors: ValueError where not one fits."""
    whole("D", D)
    rows = (M - 2 * D) // (2 * D + 1) if fused else (M - D - 1) // D
    if rows < 1:
        least = 4 * D + 1 if fused else 2 * D + 1
        raise ValueError(
            f"M={M} words hold no row of Q at D={D}: {least} are the least"
        )
    return rows


@checked
def fused_words(N: int, D: int, M: int) -> int:
    """Words to and from memory for one head of N tokens, with queries outside and the tallest tile that fits."""
    rows = min(rows_that_fit(D, M), N)
    return traffic(N, N, D, rows, 1, "queries").total()


@checked
def stepwise_words(N: int, D: int, M: int) -> int:
    """Words for the same in three steps: the scores go out and come back twice; keys and values pass often, too."""
    passes = -(-N // min(rows_that_fit(D, M, fused=False), N))
    once = standard(N, N, D).total()
    return once + 2 * (passes - 1) * N * D


@checked
def saving(N: int, D: int, M: int) -> float:
    """How many times fewer words the fused nest moves, both in the same memory; below 1 it loses."""
    return stepwise_words(N, D, M) / fused_words(N, D, M)
