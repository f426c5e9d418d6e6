"""Four products by one multiplication are the four products, to the bit; and a lane that is not emptied runs over."""

import numpy as np
import pytest

from dnnlib.quant.arithmetic.lanes import (
    LANE,
    pack,
    product,
    product_by_loops,
    room,
    unpack,
)


@pytest.mark.parametrize("bits", [1, 2, 4, 7, 8])
@pytest.mark.parametrize("C", [0, 1, 5, 300, 700])
def test_one_multiplication_is_four(bits, C):
    rng = np.random.default_rng(C)
    F, I = rng.integers(0, 2**bits, (4, C)), rng.integers(0, 2**bits, C)
    found = product(F, I, bits)
    assert np.array_equal(found.O, product_by_loops(F, I))
    assert found.multiplications == C and found.emptied == -(-C // room(bits))


@pytest.mark.parametrize("bits", [1, 2, 4, 8])
def test_the_room_is_what_fits_and_one_more_runs_over(bits):
    most = np.full((4, room(bits) + 1), 2**bits - 1)
    words = pack(most.T) * np.uint64(2**bits - 1)
    true = np.arange(1, room(bits) + 2) * (2**bits - 1) ** 2
    sums = unpack(np.cumsum(words))
    assert np.array_equal(sums[:-1, 0], true[:-1]) and true[-1] >= 2**LANE
    assert sums[-1, 0] != true[-1] and sums[-1, 1] != true[-1]


def test_every_pair_of_8_bits():
    a, b = np.arange(256), np.arange(256)
    words = pack(np.stack([a, a[::-1], a, a[::-1]], axis=1))
    lanes = unpack(words[:, None] * b.astype(np.uint64))
    assert np.array_equal(lanes[..., 0], np.outer(a, b))
    assert np.array_equal(lanes[..., 3], np.outer(a[::-1], b))


@pytest.mark.parametrize(
    ("F", "I", "says"),
    [
        ([[256]] * 4, [1], "256 does not fit 8 bits"),
        ([[-1]] * 4, [1], "-1 does not fit 8 bits"),
        ([[0.5]] * 4, [1], "whole numbers"),
        ([[1]] * 3, [1], "give .4,C. and .C."),
    ],
)
def test_what_does_not_fit_is_named(F, I, says):
    with pytest.raises(ValueError, match=says):
        product(np.array(F), np.array(I))
