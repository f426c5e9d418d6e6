"""Words of bits by hand, against NumPy's own floats and products."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dnnlib.quant import word, xnor

normal = st.floats(width=32, allow_nan=False, allow_infinity=False)


@given(normal.filter(lambda x: abs(x) >= 1.2e-38))
def test_a_word_read_back_is_the_number(value):
    assert word.ieee(*word.fields(value)) == value


@given(st.integers(0, 1), st.integers(1, 254), st.integers(0, 2**23 - 1))
def test_ieee_is_what_the_machine_makes_of_the_bits(sign, exponent, fraction):
    bits = np.uint32(sign << 31 | exponent << 23 | fraction)
    value = word.ieee(sign, exponent, fraction)
    assert value == float(bits.view(np.float32))
    gone = word.as_printed(sign, exponent, fraction) / 2**23
    assert value - gone == pytest.approx((-1) ** sign * 2.0 ** (exponent - 127))


def test_the_surveys_printed_number_is_its_formula_taken_at_its_word():
    assert word.as_printed(1, 70, 20482) == pytest.approx(-1.42122425e-13, rel=1e-8)


@pytest.mark.parametrize("bad", [(2, 1, 0), (0, 0, 0), (0, 255, 0), (0, 1, 2**23)])
def test_a_field_that_does_not_fit_is_named(bad):
    for reading in (word.ieee, word.as_printed):
        with pytest.raises(ValueError, match="(sign|exponent|fraction)="):
            reading(*bad)


@given(st.integers(1, 200), st.integers(1, 4), st.integers(0, 2**16))
def test_xnor_and_ones_are_the_product(K, M, seed):
    rng = np.random.default_rng(seed)
    a, b = rng.choice([-1, 1], (M, K)), rng.choice([-1, 1], (3, K))
    assert np.array_equal(xnor.product(xnor.pack(a), xnor.pack(b), K), a @ b.T)


def test_what_is_not_binary_is_refused():
    with pytest.raises(ValueError, match="-1 or 1; there is a 0"):
        xnor.pack([1, 0, -1])
