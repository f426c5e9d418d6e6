"""Nested lists as the array that they say, without trusting what stands in them."""

import numpy as np

MOST = 1 << 22  # words of nested lists that are made an array


def numbers(nested):
    """A rectangular nest of numbers as the array that it says; anything else as it is."""
    leaves = list(_leaves(nested, MOST))
    if len(leaves) > MOST or not all(_is_number(leaf) for leaf in leaves):
        return nested
    if sum(np.size(leaf) for leaf in leaves) > MOST:
        return nested
    try:
        array = np.array(nested)
    except ValueError:
        return nested
    return array if array.dtype.kind in "biufc" else nested


def _leaves(nested, most: int):
    """What stands in nested lists and tuples, of more than `most` the first ones."""
    left, found = [nested], 0
    while left and found <= most:
        value = left.pop()
        if isinstance(value, tuple | list):
            left.extend(value)
        else:
            found += 1
            yield value


def _is_number(leaf) -> bool:
    if isinstance(leaf, np.ndarray):
        return leaf.dtype.kind in "biufc"
    return isinstance(leaf, bool | int | float | complex | np.number)
