"""2:4 sparsity: of every four values in a row at most two are stored, each with two bits that say which.

A group with fewer is filled up with zeros, so a group always takes two values and four bits: hardware can count on it.
A row's last group may be short; what would stand beyond the row is 0.
Source: Mishra et al., Accelerating Sparse Deep Neural Networks, 2021.
"""

import numpy as np

from dnnlib.compress.layouts.zeros import stored
from dnnlib.door import checked

KEPT, GROUP = 2, 4
PLACE_BITS = 2


@checked
def encode(X: np.ndarray) -> dict[str, np.ndarray]:
    """Fields "places" [2 n], rising within a group, and "values" [2 n], for n groups.

    Errors: ValueError names the first group with more than two values.
    """
    groups = _groups(X)
    mask = stored(groups)
    _check(mask, X.shape[1])
    first = np.argsort(~mask, axis=1, kind="stable")[:, :KEPT]
    first.sort(axis=1)
    return {
        "places": first.ravel(),
        "values": np.take_along_axis(groups, first, axis=1).ravel(),
    }


@checked
def encode_by_scan(X: np.ndarray) -> dict[str, np.ndarray]:
    """The definition of `encode`: of each group the places of its values, and the first free places if they are few."""
    places, values, groups = [], [], _groups(X)
    _check(stored(groups), X.shape[1])
    for group in groups:
        full = [k for k in range(GROUP) if stored(group[k])]
        free = [k for k in range(GROUP) if k not in full]
        for k in sorted(full + free[: KEPT - len(full)]):
            places.append(k)
            values.append(group[k])
    return {"places": np.array(places, np.int64), "values": np.array(values, X.dtype)}


@checked
def decode(fields: dict[str, np.ndarray], rows: int, cols: int) -> np.ndarray:
    """The matrix [rows, cols] again. Errors: ValueError where places do not rise, or a value stands beyond a row."""
    places, values, groups = (
        fields["places"],
        fields["values"],
        rows * -(-cols // GROUP),
    )
    if places.size != KEPT * groups or values.size != KEPT * groups:
        raise ValueError(
            f"{places.size} places and {values.size} values; {groups} groups need {KEPT * groups} of each"
        )
    places = places.reshape(groups, KEPT)
    if groups and not (
        0 <= places.min() and places.max() < GROUP and (np.diff(places) > 0).all()
    ):
        raise ValueError(
            f"the two places of a group must rise and lie in 0 to {GROUP - 1}"
        )
    X = np.zeros((groups, GROUP), values.dtype)
    np.put_along_axis(X, places, values.reshape(groups, KEPT), axis=1)
    X = X.reshape(rows, GROUP * -(-cols // GROUP))
    if stored(X[:, cols:]).any():
        raise ValueError(f"a value stands beyond a row of {cols}")
    return X[:, :cols].copy()


@checked
def decode_by_scan(fields: dict[str, np.ndarray], rows: int, cols: int) -> np.ndarray:
    """The definition of `decode`: each value to its place in its group."""
    X, per_row = np.zeros((rows, cols), fields["values"].dtype), -(-cols // GROUP)
    for k, (place, value) in enumerate(zip(fields["places"], fields["values"])):
        m, group = divmod(k // KEPT, per_row)
        if GROUP * group + place < cols:
            X[m, GROUP * group + place] = value
    return X


@checked
def entries(X: np.ndarray) -> int:
    """How many values are stored: two a group. Errors: as in `encode`."""
    _check(stored(_groups(X)), X.shape[1])
    return KEPT * X.shape[0] * -(-X.shape[1] // GROUP)


def _groups(X: np.ndarray) -> np.ndarray:
    """[groups, 4], rows padded with zeros to whole groups."""
    if X.ndim != 2:
        raise ValueError(
            f"a tensor of shape {X.shape}: give a matrix [rows, cols], or formats.encode any"
        )
    return np.pad(X, ((0, 0), (0, -X.shape[1] % GROUP))).reshape(-1, GROUP)


def _check(mask: np.ndarray, cols: int) -> None:
    count = mask.sum(axis=1)
    if (count > KEPT).any():
        k = int((count > KEPT).argmax())
        row, group = divmod(k, -(-cols // GROUP))
        raise ValueError(
            f"row {row} has {count[k]} values among columns {GROUP * group} to {GROUP * group + 3}: "
            f"2:4 stores at most {KEPT} of {GROUP}; prune first (prune.n_of_m)"
        )
