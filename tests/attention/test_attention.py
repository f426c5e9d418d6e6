"""Attention: witnesses are its loops, torch, the loop-nest engine, and the tables of FlashAttention's paper."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from dnnlib.attention import (
    Cache,
    attention,
    causal,
    draft,
    experts,
    flash,
    nests,
    online,
    products,
    published,
    room,
)
from dnnlib.attention.block import angles, gelu, layer_norm, rms_norm, silu, turned
from dnnlib.attention.flash import ORDERS, blocks_seen, standard, traffic
from dnnlib.attention.product import attention_by_loops
from dnnlib.dataflow.accesses import count
from dnnlib.dataflow.loopnest import Mapping
from dnnlib.models import MODELS

SIZES = st.integers(1, 9)


def some(T, S, D, E, seed=0):
    rng = np.random.default_rng(seed)
    return [rng.normal(0, 2, size) for size in ((T, D), (S, D), (S, E))]


@settings(max_examples=60, deadline=None)
@given(SIZES, SIZES, SIZES, SIZES, SIZES)
def test_all_ways_of_attention_are_one(T, S, D, E, piece):
    Q, K, V = some(T, S, D, E)
    O = attention_by_loops(Q, K, V)
    assert np.allclose(attention(Q, K, V), O, atol=1e-12)
    assert np.allclose(online(Q, K, V, piece), O, atol=1e-12)


def test_attention_is_torchs():
    Q, K, V = (np.random.default_rng(1).normal(size=(2, 3, 7, 5)) for _ in range(3))
    for mask in (None, causal(7)):
        theirs = torch.nn.functional.scaled_dot_product_attention(
            *map(torch.tensor, (Q, K, V)),
            attn_mask=None if mask is None else torch.tensor(mask),
        )
        assert np.allclose(attention(Q, K, V, mask), theirs.numpy(), atol=1e-12)


@settings(max_examples=40, deadline=None)
@given(SIZES, SIZES, SIZES, SIZES, SIZES, st.sampled_from(ORDERS))
def test_flash_gives_the_same_and_moves_what_the_formula_says(
    T, S, D, rows, cols, order
):
    Q, K, V = some(T, S, D, 3)
    O, words = flash(Q, K, V, rows, cols, order)
    assert np.allclose(O, attention(Q, K, V), atol=1e-12)
    assert words == traffic(T, S, D, rows, cols, order, 3)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("rows, cols", [(1, 1), (3, 2), (4, 8)])
def test_a_causal_flash_sees_no_later_key(order, rows, cols):
    Q, K, V = some(8, 8, 4, 4)
    O, words = flash(Q, K, V, rows, cols, order, causal=True)
    assert np.allclose(O, attention(Q, K, V, causal(8)), atol=1e-12)
    assert words.total() <= traffic(8, 8, 4, rows, cols, order).total()
    V[7] += 100
    later = flash(Q, K, V, rows, cols, order, causal=True)[0]
    assert np.array_equal(O[:7], later[:7]) and not np.allclose(O[7], later[7])


@pytest.mark.parametrize(
    "order, nest", [("keys", "{0}{2} P{1}"), ("queries", "P{1} {0}{2}")]
)
def test_the_loop_nest_engine_counts_the_same_words_for_the_fused_pair(order, nest):
    """Both products under one outer order, without O of the first and I of the second: they are S and P."""
    N, D, rows, cols = 16, 4, 4, 8
    scores, context = products(N, N, 1, 1, D)
    outer = {dim: nest.format(dim, N // rows, N // cols) for dim in "MC"}
    first = count(
        scores, Mapping.parse(f"DRAM: {outer['M']} / SRAM: M{cols} P{rows} C{D}")
    )
    second = count(
        context, Mapping.parse(f"DRAM: {outer['C']} / SRAM: C{cols} P{rows} M{D}")
    )
    words = traffic(N, N, D, rows, cols, order)
    assert first["DRAM", "F", "read"] == words["K", "read"]
    assert first["DRAM", "I", "read"] == words["Q", "read"]
    assert second["DRAM", "F", "read"] == words["V", "read"]
    assert second["DRAM", "O", "update"] == words["O", "write"]
    assert second["DRAM", "O", "read"] == words["O", "read"]


def test_the_share_of_causal_blocks_is_counted_by_looking():
    for T, rows, cols in ((16, 4, 2), (17, 4, 3), (1024, 256, 64)):
        seen = causal(T)
        tiles = [
            seen[r : r + rows, c : c + cols].any()
            for r in range(0, T, rows)
            for c in range(0, T, cols)
        ]
        assert blocks_seen(T, rows, cols) == np.mean(tiles)
    assert blocks_seen(1024, 256, 64) == 0.625


def test_the_papers_table_of_traffic_comes_out_within_4_percent():
    table = published.hbm()
    for ours, there in zip(table.column("ours"), table.column("published")):
        assert abs(ours / there - 1) < 0.04


def test_one_query_has_no_square_to_avoid():
    """Writing a token: keys and values cross once, fused or not; reading, the square goes."""
    fused = traffic(1, 2048, 64, 1, 128, "queries").total()
    assert standard(1, 2048, 64).total() / fused < 1.04
    assert (
        standard(2048, 2048, 64).total()
        / traffic(2048, 2048, 64, 512, 1, "queries").total()
        > 10
    )


def test_fused_moves_as_the_theorem_says_and_loses_in_a_tiny_memory():
    """Theta(N^2 D^2 / M): the constant comes down to 4 as the floor of Q and O matters less."""
    constant = [
        room.fused_words(2**14, 64, kib * 512) * kib * 512 / (2**14 * 64) ** 2
        for kib in (8, 32)
    ]
    assert all(4 < c < 5 for c in constant)
    assert room.saving(1024, 64, 4 * 512) < 1 < room.saving(1024, 64, 16 * 512)


@given(SIZES, SIZES)
def test_standard_attention_moves_the_square_four_times(T, D):
    assert standard(T, T, D).total() == 4 * T * T + 4 * T * D


def test_shapes_of_the_products_are_those_of_the_layer_table():
    layers = {layer.name: layer.shape for layer in MODELS["Llama 3 8B"].layers}
    assert products(512, 512, 32, 8, 128) == (
        layers["block1 scores"], layers["block1 context"],
    )  # fmt: skip
    with pytest.raises(ValueError, match="kv_heads=5 must divide heads=32"):
        products(1, 1, 32, 5, 128)


def test_the_share_of_the_products_is_that_of_the_layer_table():
    layers = MODELS["BERT-base"].layers[:-1]
    macs = sum(layer.macs for layer in layers)
    two = sum(layer.macs for layer in layers if layer.kind == "matmul")
    assert nests.share(128, 768) == pytest.approx(two / macs)
    assert nests.share(6 * 768, 768) == 0.5


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 5), min_size=1, max_size=6))
def test_a_cache_holds_what_came_in(pieces):
    cache, rng = Cache(), np.random.default_rng(0)
    k, v = rng.normal(size=(2, 2, sum(pieces), 3)).astype(np.float32)
    for end, size in zip(np.cumsum(pieces), pieces):
        K, V = cache.add(k[:, end - size : end], v[:, end - size : end])
        assert np.array_equal(K, k[:, :end]) and np.array_equal(V, v[:, :end])
    assert cache.bytes == k.nbytes + v.nbytes == nests.kv_bytes(1, 2, 3, len(cache), 32)
    cache.forget(1)
    assert np.array_equal(cache.read()[0], k[:, :1])


def test_what_is_no_cache_is_said():
    with pytest.raises(ValueError, match="the cache is empty"):
        Cache().read()
    cache = Cache()
    cache.add(np.zeros((2, 1, 3)), np.zeros((2, 1, 3)))
    with pytest.raises(ValueError, match=r"shape \(4, 1, 3\) after"):
        cache.add(np.zeros((4, 1, 3)), np.zeros((4, 1, 3)))


def test_the_parts_of_a_block_are_torchs():
    x = np.random.default_rng(2).normal(0, 3, (4, 8))
    t, scale, bias = torch.tensor(x), np.arange(8.0), np.ones(8)
    there = torch.nn.functional
    pairs = [
        (layer_norm(x, scale, bias), there.layer_norm(t, (8,), *map(torch.tensor, (scale, bias)))),
        (rms_norm(x, scale), there.rms_norm(t, (8,), torch.tensor(scale), 1e-5)),
        (gelu(x), there.gelu(t)),
        (silu(x), there.silu(t)),
    ]  # fmt: skip
    for ours, theirs in pairs:
        assert np.allclose(ours, theirs.numpy(), atol=1e-6)


def test_turned_vectors_know_their_distance_alone():
    x, y = np.random.default_rng(3).normal(size=(2, 1, 8))
    at = lambda v, place: turned(v, angles([place], 8))  # noqa: E731
    products_ = [(at(x, t) @ at(y, t + 5).T).item() for t in (0, 3, 40)]
    assert np.allclose(products_, products_[0], atol=1e-4)
    assert not np.isclose((at(x, 0) @ at(y, 6).T).item(), products_[0])


def drawn(judge, p, q, n, seed=0):
    """How often each token comes first when one is drafted from q and judged."""
    rng = np.random.default_rng(seed)
    found = np.zeros(len(p))
    for _ in range(n):
        x = draft.draw(q, rng)
        kept, token = judge([x], q[None], np.array([p, p]), rng)
        found[x if kept else token] += 1
    return found


def chi_square(found, p):
    wanted = p * found.sum()
    return ((found - wanted) ** 2 / wanted).sum()


def resampled_from_p(drafted, q, p, rng):
    """The classic bug: a draft that falls is drawn again from p, and not from what is left."""
    x = drafted[0]
    if rng.random() * q[0, x] < p[0, x]:
        return 1, draft.draw(p[1], rng)
    return 0, draft.draw(p[0], rng)


def test_drafting_changes_no_distribution_and_the_classic_bug_does():
    """99.99 % of chi-squares with 7 degrees of freedom are below 29.9."""
    rng = np.random.default_rng(4)
    p, q = rng.dirichlet(np.ones(8), 2) * 0.9 + 0.1 / 8
    assert chi_square(drawn(draft.judge, p, q, 20_000), p) < 29.9
    assert chi_square(drawn(resampled_from_p, p, q, 20_000), p) > 100


@given(st.integers(0, 6), st.floats(0, 0.99))
def test_tokens_a_step_is_equation_1(drafts, a):
    assert draft.tokens_a_step(a, drafts) == pytest.approx(
        (1 - a ** (drafts + 1)) / (1 - a)
    )


def test_a_draft_stands_as_often_as_the_distributions_overlap():
    p, q = np.array([0.5, 0.3, 0.2]), np.array([0.2, 0.2, 0.6])
    assert draft.acceptance(p, q) == pytest.approx(0.6)
    assert np.allclose(draft.left(p, q), [0.75, 0.25, 0])
    assert np.allclose(draft.left(p, p), p)


def test_experts_touched_are_those_drawn():
    rng = np.random.default_rng(5)
    drawn = np.mean([experts.touched_by_drawing(8, 2, 5, rng) for _ in range(2000)])
    assert experts.touched(8, 2, 5) == pytest.approx(drawn, rel=0.01)
    assert experts.touched(8, 2, 1) == 2 and experts.reuse(8, 8, 16) == 16


def test_a_mixture_of_equal_experts_is_one_of_them():
    rng = np.random.default_rng(6)
    x, gate, F = (
        rng.normal(size=(5, 3)),
        rng.normal(size=(4, 3)),
        rng.normal(size=(3, 3)),
    )
    same = [lambda rows: rows @ F] * 4
    assert np.allclose(experts.mixed(x, gate, same), x @ F)


@pytest.mark.parametrize(
    "call, says",
    [
        (lambda: attention(np.ones((2, 3)), np.ones((2, 4)), np.ones((2, 4))), "with one D"),
        (lambda: attention(*[np.ones((2, 3))] * 3, np.zeros((2, 2))), "look at no key"),
        (lambda: causal(3, 2), "3 queries and 2 keys"),
        (lambda: flash(*[np.ones((2, 3))] * 3, 0, 1), "rows=0"),
        (lambda: flash(*[np.ones((2, 3))] * 3, 1, 1, "heads"), "order"),
        (lambda: room.rows_that_fit(64, 100), "M=100 words hold no row"),
        (lambda: draft.judge([1], np.ones((2, 3)), np.ones((2, 3)), np.random.default_rng(0)), "1 drafts need"),
        (lambda: experts.touched(2, 3, 1), "used=3 of experts=2"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said(call, says):
    with pytest.raises(ValueError, match=says):
        call()
