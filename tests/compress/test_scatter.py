"""Products scattered to their sums, against the seven loops and a count by hand."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dnnlib.compress.skipping.scatter import scatter
from dnnlib.kernels import direct

ORDERS = ("filters", "places")


def operands(seed: int, C=3, M=4, H=6, R=3, share=0.5):
    rng = np.random.default_rng(seed)
    keep = lambda *shape: rng.integers(-4, 5, shape) * (rng.random(shape) < share)
    return keep(C, H, H + 1), keep(M, C, R, R)


@given(st.integers(0, 10**6), st.sampled_from(ORDERS))
def test_the_output_is_the_convolutions(seed, together):
    I, F = operands(seed)
    spread = scatter(I, F, together=together)
    assert np.array_equal(spread.O, direct.conv(I[None], F)[0])


@given(st.integers(0, 10**6), st.integers(1, 40), st.sampled_from(ORDERS))
def test_products_are_pairs_of_a_channel_and_cycles_lie_between_their_bounds(
    seed, banks, together
):
    I, F = operands(seed)
    spread = scatter(I, F, banks=banks, together=together)
    pairs = zip((I != 0).sum((1, 2)), (F != 0).sum((0, 2, 3)))
    assert spread.products == sum(int(a * b) for a, b in pairs)
    assert spread.steps <= spread.cycles <= spread.steps * 16
    one = scatter(I, F, banks=1, together=together)
    assert spread.cycles <= one.cycles
    assert one.cycles >= one.products - one.outside


def test_a_step_takes_as_long_as_its_fullest_bank():
    """One input of 2 x 2 and four weights of four filters: 4 sums, by hand."""
    I, F = np.ones((1, 2, 2), int), np.ones((4, 1, 1, 1), int)
    places = [m * 4 + p * 2 + q for m in range(4) for p in range(2) for q in range(2)]
    for banks in (1, 3, 4, 16):
        fullest = max(Counter(place % banks for place in places).values())
        assert scatter(I, F, banks=banks).cycles == fullest


def test_zeros_cost_nothing_and_a_filter_that_is_too_large_is_named():
    I, F = operands(1)
    assert scatter(0 * I, F).cycles == 0 and scatter(I, 0 * F).products == 0
    with pytest.raises(ValueError, match="does not meet F of 4 x 3 x 9 x 9"):
        scatter(I, np.ones((4, 3, 9, 9)))
