"""Arrays that belong together value by value: of one shape, or a sentence. NumPy would stretch one to the other."""

import numpy as np


def alike(**arrays) -> None:
    """Nothing, where all have one shape. Errors: ValueError names two that differ, and both shapes."""
    (first, known), *others = arrays.items()
    for name, array in others:
        if np.shape(array) != np.shape(known):
            raise ValueError(
                f"{name} has the shape {np.shape(array)}, {first} {np.shape(known)}: give one shape"
            )
