"""Laws of the toy cache: two ways to keep it agree, no order changes a sum, and more room never fetches more."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dnnlib.kernels import cache
from dnnlib.kernels.cache import ORDERS, by_matrix, misses, misses_by_ages, touched

ADDRESSES = st.lists(st.integers(0, 60), max_size=120)


@given(ADDRESSES, st.integers(1, 40), st.integers(1, 8))
def test_the_two_caches_agree(addresses, words, line):
    if words < line:
        return
    assert misses(addresses, words, line) == misses_by_ages(addresses, words, line)


@given(ADDRESSES, st.integers(4, 40))
def test_more_room_never_fetches_more(addresses, words):
    """What was used last stays: the lines held by a small cache are held by a larger one."""
    assert misses(addresses, words + 4) <= misses(addresses, words)


@settings(max_examples=30)
@given(st.sampled_from(ORDERS), st.sampled_from([None, 1, 2, 4]), st.integers(0, 99))
def test_no_order_changes_the_product(order, block, seed):
    A, B = np.random.default_rng(seed).integers(-9, 10, (2, 4, 4))
    assert np.array_equal(cache.multiply(A, B, order, block), A @ B)
    assert np.array_equal(cache.multiply_by_rows(A, B[:, :3]), A @ B[:, :3])


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("block", [None, 2, 4])
def test_a_cache_of_all_fetches_each_line_once_and_none_fetches_every_word(
    order, block
):
    """Witnesses: 3 * n * n / LINE lines, and by hand: a cache of one line keeps no neighbour of another matrix."""
    n, line = 8, cache.LINE
    assert misses(touched(n, order, block), 3 * n * n) == 3 * n * n // line
    assert misses(touched(n, order, block), line) == 3 * n**3
    assert sum(by_matrix(n, order, block, 64)) == misses(touched(n, order, block), 64)


def test_rows_are_cheaper_than_columns_and_blocks_than_rows():
    columns, rows = (misses(touched(16, order), 64) for order in ("jki", "ikj"))
    blocks = misses(touched(16, "ikj", 4), 64)
    assert columns > 4 * rows > 4 * blocks


def test_what_does_not_fit_is_named():
    with pytest.raises(ValueError, match="a block of 3 does not divide 8"):
        next(touched(8, "ijk", 3))
    with pytest.raises(ValueError, match="one of ijk, ikj"):
        next(touched(8, "abc"))
    with pytest.raises(ValueError, match="3 words holds no line of 4"):
        misses([1], 3)
    with pytest.raises(ValueError, match="the inner sides differ"):
        cache.multiply_by_rows(np.ones((2, 3)), np.ones((2, 3)))
    with pytest.raises(ValueError, match="two square matrices"):
        cache.multiply(np.ones((2, 3)), np.ones((3, 2)))
