"""Right answers to the puzzles of chapter 13, each in at least three ways: all must pass.

They come as a class writes them: loops, NumPy, SciPy, torch's functions, the library.
"""

from fractions import Fraction
from itertools import accumulate
from math import comb, exp, sqrt

import numpy as np
from scipy.special import logsumexp
from scipy.special import softmax as scipy_softmax

from dnnlib.attention import Cache, attention, causal, nests, traffic
from dnnlib.attention.draft import left
from dnnlib.attention.experts import touched
from dnnlib.attention.online import Running
from dnnlib.quant.balance import smooth

# ---------------------------------------------------------------- attention


def attend_by_numpy(Q, K, V):
    S = Q @ K.T / np.sqrt(Q.shape[1])
    S = np.where(np.tril(np.ones(S.shape), len(K) - len(Q)) > 0, S, -np.inf)
    E = np.exp(S - S.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True) @ V


def attend_by_rows(Q, K, V):
    rows = []
    for t, q in enumerate(Q):
        end = len(K) - len(Q) + t + 1
        rows.append(scipy_softmax(K[:end] @ q / len(q) ** 0.5) @ V[:end])
    return np.array(rows)


def attend_by_library(Q, K, V):
    return attention(Q, K, V, causal(len(Q), len(K)))


def attend_with_minus_a_lot(Q, K, V):
    S = Q @ K.T / sqrt(Q.shape[1])
    late = np.triu(np.ones(S.shape, bool), len(K) - len(Q) + 1)
    return scipy_softmax(S - 1e30 * late, axis=1) @ V


def share_by_counting(tokens, context, width, hidden):
    projections, feed = 4 * width**2, 2 * width * hidden
    two = 2 * width * (tokens + context)
    return two / (two + projections + feed)


def share_by_fraction(tokens, context, width, hidden):
    n = tokens + context
    return float(Fraction(n, n + 2 * width + hidden))


def share_by_library(tokens, context, width, hidden):
    return nests.share(tokens + context, width, hidden)


def step_by_repeating(q, k, v, keys, values):
    share = len(q) // len(k)
    K, V = (
        np.repeat(np.concatenate((old, new[:, None]), axis=1), share, axis=0)
        for old, new in ((keys, k), (values, v))
    )
    S = np.einsum("hd,htd->ht", q, K) / q.shape[1] ** 0.5
    return np.einsum("ht,htd->hd", scipy_softmax(S, axis=1), V)


def step_by_heads(q, k, v, keys, values):
    O = []
    for h in range(len(q)):
        g = h * len(k) // len(q)
        K, V = np.vstack((keys[g], k[g])), np.vstack((values[g], v[g]))
        S = K @ q[h] / sqrt(len(q[h]))
        E = np.exp(S - max(S))
        O.append(E @ V / E.sum())
    return O


def step_by_library(q, k, v, keys, values):
    cache = Cache()
    if keys.shape[1]:
        cache.add(keys, values)
    K, V = cache.add(k[:, None], v[:, None])
    q = q.reshape(len(k), -1, q.shape[1])
    return attention(q, K, V).reshape(-1, q.shape[-1])


def bytes_by_library(layers, heads, kv_heads, width, tokens, batch, bits):
    return nests.kv_bytes(layers, kv_heads, width // heads, tokens * batch, bits)


def bytes_by_shape(layers, heads, kv_heads, width, tokens, batch, bits):
    return np.prod((2, layers, kv_heads, width // heads, tokens, batch, bits)) / 8


# ---------------------------------------------------------------- one pass


def running_by_state(scores, values, piece):
    state = Running.of_none(1, values.shape[1])
    for k in range(0, len(scores), piece):
        state.meet(scores[None, k : k + piece], values[k : k + piece])
    return state.answer()[0]


def running_by_three_sums(scores, values, piece):
    m, l, O = -np.inf, 0, 0
    for k in range(0, len(scores), piece):
        s, v = scores[k : k + piece], values[k : k + piece]
        new = max(m, np.max(s))
        f, e = np.exp(m - new), np.exp(s - new)
        m, l, O = new, l * f + sum(e), O * f + e @ v
    return O / l


def running_at_once(scores, values, piece):
    return np.exp(scores - logsumexp(scores)) @ values


def running_one_by_one(scores, values, piece):
    m, l, O = None, 0.0, np.zeros(values.shape[1])
    for s, v in zip(scores, values):
        if m is None or s > m:
            f = 0.0 if m is None else exp(m - s)
            m, l, O = s, l * f, O * f
        l += exp(s - m)
        O = O + exp(s - m) * v
    return O / l


def words_by_traffic(tokens, head, cols):
    moved = traffic(tokens, tokens, head, tokens, cols)
    return sum(n for (name, _), n in moved.items() if name in "QKVO")


def words_by_rounds(tokens, head, cols):
    rounds = -(-tokens // cols)
    K = V = tokens * head
    Q, written, read = (n * tokens * head for n in (rounds, rounds, rounds - 1))
    return K + V + Q + written + read


# ---------------------------------------------------------------- serving


def rate_by_seconds(weights, bits, cache, batch, peak, bandwidth):
    memory = (weights * bits / 8 + batch * cache) / bandwidth
    return batch / max(memory, 2 * weights * batch / peak)


def rate_by_roofs(weights, bits, cache, batch, peak, bandwidth):
    arithmetic = peak / (2 * weights)
    moved = Fraction(weights * bits, 8) + batch * cache
    return min(arithmetic, float(bandwidth * batch / moved))


def rate_by_intensity(weights, bits, cache, batch, peak, bandwidth):
    moved, work = weights * bits / 8 + batch * cache, 2 * weights * batch
    return min(peak, bandwidth * work / moved) / (2 * weights)


def smooth_by_roots(X, F):
    x, f = np.abs(X).max(axis=0), np.abs(F).max(axis=0)
    both = (x > 0) & (f > 0)
    return np.where(both, np.sqrt(np.where(both, x, 1) / np.where(both, f, 1)), 1)


def smooth_by_channels(X, F):
    found = []
    for x, f in zip(X.T, F.T):
        a, b = max(map(abs, x)), max(map(abs, f))
        found.append(sqrt(a / b) if a and b else 1.0)
    return found


def experts_by_missing(experts, used, tokens):
    idle = (experts - used) / experts
    return experts - experts * idle**tokens


def experts_by_choices(experts, used, tokens):
    idle = Fraction(comb(experts - 1, used), comb(experts, used))
    return float(experts * (1 - idle**tokens))


def judged_by_sums(x, p, q, u, r):
    if u * q[x] < p[x]:
        return x
    more = np.maximum(p - q, 0)
    return int(np.searchsorted(np.cumsum(more), r * more.sum(), side="right"))


def judged_by_list(x, p, q, u, r):
    if u < p[x] / q[x]:
        return int(x)
    more = [max(a - b, 0) for a, b in zip(p, q)]
    sums = list(accumulate(more))
    return next(k for k, s in enumerate(sums) if s > r * sums[-1])


def judged_by_library(x, p, q, u, r):
    if u < min(1, p[x] / q[x]):
        return x
    return int((np.cumsum(left(p, q)) > r).argmax())


ANSWERS = {
    "attend": (attend_by_numpy, attend_by_rows, attend_by_library, attend_with_minus_a_lot),
    "attention_share": (share_by_counting, share_by_fraction, share_by_library),
    "cached_step": (step_by_repeating, step_by_heads, step_by_library),
    "cache_bytes": (
        bytes_by_library,
        bytes_by_shape,
        lambda layers, heads, kv_heads, width, tokens, batch, bits: (
            2 * layers * kv_heads * (width // heads) * tokens * batch * bits / 8
        ),
    ),
    "running": (running_by_state, running_by_three_sums, running_at_once, running_one_by_one),
    "fused_words": (
        words_by_traffic,
        words_by_rounds,
        lambda tokens, head, cols: tokens * head * (1 + 3 * -(-tokens // cols)),
    ),
    "tokens_a_second": (rate_by_seconds, rate_by_roofs, rate_by_intensity),
    "smooth_factors": (smooth_by_roots, smooth_by_channels, smooth),
    "experts_read": (experts_by_missing, experts_by_choices, touched),
    "judged": (judged_by_sums, judged_by_list, judged_by_library),
}  # fmt: skip
