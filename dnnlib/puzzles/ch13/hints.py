"""Hints to the puzzles of chapter 13: where to look, how to go about it, nearly the answer."""

HINTS = {
    "attend": (
        "Three lines: scores, shares, answer. Where does the mask go?",
        "`np.where(seen, scores, -np.inf)` before the softmax; the largest of each row is taken off before `np.exp`.",
        "seen: `np.arange(S) <= np.arange(T)[:, None] + S - T`; shares: rows of `np.exp` over their sums; `shares @ V`.",
    ),
    "attention_share": (
        "For one new token: how many MACs in each of the five kinds of layers?",
        "4*width^2 to project, 2*width*hidden to feed, and 2*width for every token it looks at.",
        "With n = tokens + context: `n / (n + 2 * width + hidden)`",
    ),
    "cached_step": (
        "First make the cache complete: the new token's key and value belong to it.",
        "`np.concatenate((keys, k[:, None]), axis=1)`; then heads that share: repeat each head of keys H / G times.",
        "K and V by `np.repeat(..., H // G, axis=0)`; scores `np.einsum('hd,htd->ht', q, K) / D**0.5`.",
    ),
    "cache_bytes": (
        "How many numbers does one token keep in one layer?",
        "Keys and values, kv_heads heads, width // heads numbers each.",
        "`2 * layers * kv_heads * (width // heads) * tokens * batch * bits / 8`",
    ),
    "running": (
        "Keep three things: the largest score, the sum, the output not yet divided.",
        "When a piece has a larger score, what was summed so far is multiplied by exp(old - new). Both sums!",
        "`f = np.exp(m - new)`, `l = l * f + e.sum()`, `O = O * f + e @ v`, with e = exp(s - new); at the end `O / l`.",
    ),
    "fused_words": (
        "How many rounds are there? What crosses in the first, what in each later one?",
        "K and V cross once in all. In each round Q is read and O written; in all but the first O is read.",
        "n = `-(-tokens // cols)` rounds: `tokens * head * (2 + 3 * n - 1)`",
    ),
    "tokens_a_second": (
        "How long does a step take by memory alone, how long by arithmetic alone?",
        "Bytes: the weights once, a cache for each sequence. Operations: two for each weight and sequence.",
        "`batch / max(moved / bandwidth, 2 * weights * batch / peak)`",
    ),
    "smooth_factors": (
        "Two rows of numbers: the largest size in each column of X, and of F.",
        "`np.abs(X).max(axis=0)`. The root of their quotient; where one is 0 the factor is 1.",
        "`np.where((x > 0) & (f > 0), np.sqrt(x / np.where(f > 0, f, 1)), 1)`",
    ),
    "experts_read": (
        "Look at one expert: what is the chance that nobody uses it?",
        "One token leaves it idle with chance 1 - used / experts; all tokens with that to the power of tokens.",
        "`experts * (1 - (1 - used / experts) ** tokens)`",
    ),
    "judged": (
        "Two steps: does x stand? If not, what are the shares of the others?",
        "`np.maximum(p - q, 0)`, and its running sum by `np.cumsum`.",
        "The first token whose running sum is more than `r` times the whole sum.",
    ),
}
