"""Integers at the door: whatever is one goes on as Python's own, whatever is none is refused by name.

Seen to fail: before the one door, average_pool(ones, np.int8(20)) was -3.57 and
Loop("M", np.int64(4)) was refused as "no integer".
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dnnlib.door import is_whole, shown, whole

TYPES = [
    np.int8,
    np.uint8,
    np.int16,
    np.uint16,
    np.int32,
    np.uint32,
    np.int64,
    np.uint64,
]
NONE = [
    True,
    np.True_,
    2.0,
    np.float64(2),
    "2",
    None,
    [2],
    np.array([2]),
    2j,
    int,
    np.nan,
]


@given(st.sampled_from(TYPES), st.integers(1, 127))
def test_numpys_integers_go_on_as_pythons(kind, value):
    for given_as in (kind(value), np.array(value, kind)):
        found = whole("M", given_as)
        assert type(found) is int and found == value


@pytest.mark.parametrize("value", NONE, ids=repr)
def test_what_is_no_integer_is_refused_by_name(value):
    assert not is_whole(value)
    with pytest.raises(ValueError, match=r"^M=.*must be an integer of 1 or more$"):
        whole("M", value)


@given(st.integers(), st.integers(), st.integers())
def test_the_range_is_what_the_message_says(value, least, most):
    if least <= value <= most:
        assert whole("M", value, least, most) == value
    else:
        with pytest.raises(ValueError, match=f"from {least:,} to {most:,}"):
            whole("M", value, least, most)


def test_a_message_is_short_whatever_the_value():
    class Bad:
        def __repr__(self):
            raise RuntimeError

    for value in (2**100_000, "x" * 10_000, np.zeros((100, 100)), Bad()):
        assert len(shown(value)) < 100
