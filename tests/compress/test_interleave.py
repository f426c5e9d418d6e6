"""EIE's dealing: the recurrence is the queues, and what must hold of any dealing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dnnlib.compress import relative_index
from dnnlib.compress.skipping.interleave import DEALINGS, deal, deal_by_cycle, owners
from dnnlib.puzzles import ch10


@st.composite
def products(draw):
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    M, C = rng.integers(1, 12, 2)
    dense = draw(st.floats(0, 1))
    W = np.where(rng.random((M, C)) < dense, rng.integers(1, 9, (M, C)), 0)
    return W, np.where(rng.random(C) < 0.7, rng.integers(-3, 4, C), 0)


@given(products(), st.integers(1, 6), st.integers(1, 5), st.sampled_from(DEALINGS))
def test_the_recurrence_is_what_the_queues_do(product, pes, depth, dealing):
    fast, slow = (
        deal(*product, pes, depth, dealing),
        deal_by_cycle(*product, pes, depth, dealing),
    )
    assert fast.cycles == slow.cycles and np.array_equal(fast.work, slow.work)


@given(products(), st.integers(1, 6))
def test_no_queue_is_the_puzzle_and_an_endless_one_the_busiest_pe(product, pes):
    assert deal(*product, pes, 1).cycles == ch10.eie_cycles.spec(*product, pes)
    assert deal(*product, pes, 10**6).cycles == deal(*product, pes).busy.max(initial=0)


@given(products(), st.integers(1, 6))
def test_a_longer_queue_never_takes_longer_and_the_work_is_conserved(product, pes):
    W, I = product
    dealt = [deal(W, I, pes, depth) for depth in (1, 2, 3, 8)]
    assert [one.cycles for one in dealt] == sorted(
        (one.cycles for one in dealt), reverse=True
    )
    assert {int(one.busy.sum()) for one in dealt} == {np.count_nonzero(W[:, I != 0])}
    assert all(0 < one.balance <= 1 for one in dealt)


@given(products(), st.integers(1, 4), st.integers(1, 4))
def test_fillers_are_those_of_the_format(product, pes, bits):
    """Each PE's rows, encoded by themselves, have as many entries as it has work; without long gaps no more."""
    W, I = product
    dealt = deal(W, I, pes, 8, gap_bits=bits)
    own = [
        relative_index.encode(W[p::pes][:, I != 0], bits)["gaps"].size
        for p in range(pes)
    ]
    assert dealt.busy.tolist() == own
    assert np.array_equal(deal(W, I, pes, gap_bits=8).work, deal(W, I, pes).work)


def test_owners_deal_rows_like_cards_or_in_blocks():
    assert owners(7, 3).tolist() == [0, 1, 2, 0, 1, 2, 0]
    assert owners(7, 3, "in blocks").tolist() == [0, 0, 0, 1, 1, 1, 2]


def test_bad_input_is_named():
    with pytest.raises(ValueError, match=r"W has shape \(2, 3\) and I \(2,\)"):
        deal(np.ones((2, 3)), np.ones(2), 2)
    with pytest.raises(ValueError, match="pes=0, depth=1"):
        deal(np.ones((2, 3)), np.ones(3), 0, 1)
    with pytest.raises(ValueError, match="interleaved, in blocks"):
        deal(np.ones((2, 3)), np.ones(3), 2, 1, "by hand")
