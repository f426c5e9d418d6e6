"""Witnesses for the specs of chapter 13's puzzles: the library, torch, and laws."""

import numpy as np
import pytest
import torch

from dnnlib.attention import causal, nests, online, traffic
from dnnlib.attention.experts import touched
from dnnlib.puzzles import ch13
from dnnlib.quant.balance import smooth


def test_attention_is_torchs():
    for Q, K, V in ch13.attend.draw("witness"):
        seen = torch.tensor(causal(len(Q), len(K)))
        theirs = torch.nn.functional.scaled_dot_product_attention(
            *(torch.tensor(x, dtype=torch.float64) for x in (Q, K, V)), attn_mask=seen
        )
        assert np.allclose(ch13.attend.spec(Q, K, V), theirs.numpy())


def test_no_later_token_changes_an_earlier_answer():
    for Q, K, V in ch13.attend.draw("future"):
        changed = V.astype(float)
        changed[-1] += 7
        pair = ch13.attend.spec(Q, K, V), ch13.attend.spec(Q, K, changed)
        assert np.array_equal(pair[0][:-1], pair[1][:-1])


def test_a_step_is_the_last_row_of_attention():
    for q, k, v, keys, values in ch13.cached_step.draw("witness"):
        K, V = (
            np.concatenate((a, b[:, None]), axis=1) for a, b in ((keys, k), (values, v))
        )
        O = ch13.cached_step.spec(q, k, v, keys, values)
        for h in range(len(q)):
            g = h // (len(q) // len(k))
            assert np.allclose(O[h], ch13.attend.spec(q[h : h + 1], K[g], V[g])[0])


def test_shares_and_bytes_are_the_librarys():
    for tokens, context, width, hidden in ch13.attention_share.draw("witness"):
        share = ch13.attention_share.spec(tokens, context, width, hidden)
        assert share == pytest.approx(nests.share(tokens + context, width, hidden))
    for layers, heads, kv_heads, width, *rest in ch13.cache_bytes.draw("witness"):
        tokens, batch, bits = rest
        there = nests.kv_bytes(layers, kv_heads, width // heads, tokens * batch, bits)
        assert ch13.cache_bytes.spec(layers, heads, kv_heads, width, *rest) == there


def test_one_pass_is_the_librarys_and_pieces_change_nothing():
    for scores, values, piece in ch13.running.draw("witness"):
        answer = ch13.running.spec(scores, values, piece)
        one = np.ones((1, 1))
        assert np.allclose(online(one, scores[:, None], values, piece)[0], answer)


def test_fused_words_are_those_that_move():
    for tokens, head, cols in ch13.fused_words.draw("witness"):
        moved = traffic(tokens, tokens, head, 1, cols)
        words = sum(n for (name, _), n in moved.items() if name not in "ml")
        assert ch13.fused_words.spec(tokens, head, cols) == words


def test_a_rate_never_rises_above_either_roof_and_meets_one():
    for w, bits, cache, n, peak, bandwidth in ch13.tokens_a_second.draw("witness"):
        rate = ch13.tokens_a_second.spec(w, bits, cache, n, peak, bandwidth)
        roofs = (n * bandwidth / (w * bits / 8 + n * cache), peak / (2 * w))
        assert rate == pytest.approx(min(roofs))


def test_factors_leave_the_product_and_are_the_librarys():
    for X, F in ch13.smooth_factors.draw("witness"):
        s = ch13.smooth_factors.spec(X, F)
        assert np.allclose(s, smooth(X, F)) and np.allclose(
            (X / s) @ (F * s).T, X @ F.T
        )


def test_experts_are_the_mean_of_drawing():
    for experts, used, tokens in ch13.experts_read.draw("witness"):
        read = ch13.experts_read.spec(experts, used, tokens)
        assert read == pytest.approx(touched(experts, used, tokens))


def test_what_is_written_is_distributed_as_p():
    """All u and r in a grid of 64 x 64, x by its chance in q: the shares of tokens are p, but for the grid's width."""
    p, q = np.array([0.5, 0.25, 0.25]), np.array([0.125, 0.25, 0.625])
    grid = (np.arange(64) + 0.5) / 64
    found = np.zeros(3)
    for x in range(3):
        for u in grid:
            for r in grid:
                found[ch13.judged.spec(x, p, q, u, r)] += q[x] / 64**2
    assert np.allclose(found, p, atol=0.02)
