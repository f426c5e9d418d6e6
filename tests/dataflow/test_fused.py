"""Two layers in one nest compute what they compute apart, and the words between them never cross DRAM's border."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dnnlib.attention.flash import flash, traffic
from dnnlib.dataflow.fused import Fused
from dnnlib.kernels import direct
from dnnlib.shapes import ConvShape

SMALL = st.integers(1, 3)


@st.composite
def pairs(draw):
    """Two small layers of which the second takes what the first makes."""
    P, Q, R, S, U = (draw(SMALL) for _ in range(5))
    N, M, C, between = (draw(SMALL) for _ in range(4))
    second = ConvShape(N=N, M=M, C=between, P=P, Q=Q, R=R, S=S, U=U)
    first = ConvShape(
        N=N, M=between, C=C, P=second.H, Q=second.W, R=draw(SMALL), S=draw(SMALL),
        U=draw(st.integers(1, 2)),
    )  # fmt: skip
    return first, second


@given(pairs(), SMALL, SMALL, st.booleans(), st.integers(0, 99))
@settings(deadline=None, max_examples=80)
def test_fused_layers_are_the_layers_and_count_is_walk(pair, rows, block, keep, seed):
    first, second = pair
    rng = np.random.default_rng(seed)
    I, F1 = (rng.integers(-9, 9, first.tensor(tensor)) for tensor in "IF")
    F2 = rng.integers(-9, 9, second.tensor("F"))
    fused = Fused(first, second, rows, None if keep else block, keep)
    O, words = fused.walk(I, F1, F2)
    assert np.array_equal(O, direct.conv(direct.conv(I, F1, first.U), F2, second.U))
    assert words == fused.count()
    if keep:
        # each wanted row is made and fetched once
        assert fused.macs <= first.macs + second.macs
        assert words["DRAM", "I", "read"] <= first.size("I")


def test_the_scores_of_attention_stay_on_the_chip():
    """197 queries and keys of 64: in tiles the keys and values come again, and still fewer words move than apart."""
    scores = ConvShape(M=197, C=64, P=197)
    context = ConvShape(M=64, C=197, P=197)
    fused = Fused(scores, context, rows=64, block=32)
    words = fused.count()
    assert (fused.tiles, fused.blocks) == (4, 7)
    assert words["DRAM", "F1", "read"] == 4 * scores.size("F")
    assert fused.macs == scores.macs + context.macs
    assert sum(words.values()) < fused.apart()
    whole = Fused(scores, context, rows=64)
    assert sum(whole.count().values()) == fused.apart() - 2 * scores.size("O")
    assert fused.buffer() < whole.buffer()


@given(*[st.integers(1, 9)] * 6)
@settings(deadline=None, max_examples=60)
def test_flash_attention_moves_what_the_engine_says(T, S, D, E, rows, cols):
    """Queries outside: chapter 13's real tiles, its closed form and two products in one nest move the same words.

    But where all keys are one tile: the engine's nest then holds them, FlashAttention reads them for each tile of Q.
    """
    rng = np.random.default_rng(T + S)
    Q, K, V = (rng.standard_normal(size) for size in ((T, D), (S, D), (S, E)))
    _, moved = flash(Q, K, V, rows, cols, "queries")
    assert moved == traffic(T, S, D, rows, cols, "queries", E)
    pair = ConvShape(M=S, C=D, P=T), ConvShape(M=E, C=S, P=T)
    fused = Fused(*pair, rows, cols)
    words = fused.count()
    passes = fused.tiles if fused.blocks == 1 else 1
    assert moved["Q", "read"] == words["DRAM", "I", "read"]
    assert moved["K", "read"] == passes * words["DRAM", "F1", "read"]
    assert moved["V", "read"] == passes * words["DRAM", "F2", "read"]
    assert moved["O", "write"] == words["DRAM", "O", "update"]


def test_rows_made_again_or_kept():
    """Two 3x3 layers, a row at a time: made again each middle row is made three times, kept once."""
    first, second = ConvShape(P=12, Q=10, R=3, S=3), ConvShape(P=10, Q=8, R=3, S=3)
    again, kept = Fused(first, second, 1), Fused(first, second, 1, keep=True)
    assert (again.made(), kept.made()) == (30, 12)
    assert kept.macs == first.macs + second.macs < again.macs


@pytest.mark.parametrize(
    "make, message",
    [
        (lambda: Fused(ConvShape(M=2, P=3), ConvShape(C=2, P=2), 1), "they must be alike"),
        (lambda: Fused(ConvShape(M=2, C=2, G=2), ConvShape(C=2), 1), "fuse one group"),
        (lambda: Fused(ConvShape(M=4), ConvShape(C=4), 1, 2, True), "all channels are there"),
    ],
)  # fmt: skip
def test_what_cannot_be_fused_is_said(make, message):
    with pytest.raises(ValueError, match=message):
        make()
