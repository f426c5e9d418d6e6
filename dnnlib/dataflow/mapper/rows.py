"""Input rows under many tiles at once, in closed form: what tiles.py counts bit by bit, over arrays.

An axis of I has P output rows under R filter rows at stride U (or Q and S). R's loops divide it, P's last turn may be
short. Tiles of p output rows under r filter rows touch (p-1)*U + r input rows where r >= U, else p*r.
"""

from functools import lru_cache

import numpy as np

from dnnlib.dataflow.tiles import positions


def under(U: int, p, r):
    """The input rows under p output rows and r filter rows."""
    overlapping = (p - 1) * U + r
    return np.where(r >= U, overlapping, p * r)


def all_under(U: int, size: int, tiles, r, turns):
    """The input rows under a tile, summed over all tiles of P and `turns` tiles of r filter rows."""
    overlapping = size * U + tiles * (r - U)
    return turns * np.where(r >= U, overlapping, size * r)


def next_output(U: int, r, gap):
    """Rows that a tile shares with the next one of P, `gap` output rows beyond its end."""
    shared = np.maximum(r - U - gap * U, 0)
    return np.where(r >= U, shared, 0)


def next_filter(U: int, p, r, shift):
    """Rows that a tile of p output rows shares with itself `shift` filter rows on, at least r."""
    whole = np.maximum((p - 1) * U + r - shift, 0)
    k = shift // U
    parts = _shared(U, p, r, shift, k)
    parts = parts + _shared(U, p, r, shift, k + 1)
    return np.where(r >= U, whole, parts)


def _shared(U: int, p, r, shift, turn):
    """Of windows with gaps: the rows that one has, and the one `turn` output rows further on, by the shift."""
    windows = np.maximum(p - turn, 0)
    return windows * np.maximum(r - np.abs(shift - turn * U), 0)


@lru_cache(maxsize=2**14)
def fanned(U: int, p: int, apart: int, r: int, between: int) -> int:
    """Rows under p copies `apart` output rows apart, and r copies `between` filter rows apart."""
    room = (p * apart, r * between)
    output = ((p, apart),)
    filter = ((r, between),)
    return positions(output, filter, room, U).bit_count()


def steps_under(U: int, size: int, p, inside, blocks, r, between, turns):
    """Rows that all PEs touch in a step, summed over steps: p copies of `inside` output rows each, `blocks` of them.

    r copies of `between` filter rows, in `turns` steps of R. The last block may be short: fewer copies then.
    """
    p, inside, blocks = np.broadcast_arrays(p, inside, blocks)
    left = size - (blocks - 1) * p * inside
    most = -(-left // inside)
    # of the last block's steps as many have most copies as its last copy has rows
    many = left - (most - 1) * inside
    few = np.where(most > 1, inside - many, 0)
    full = (blocks - 1) * inside
    rows = full * _fans(U, p, inside, r, between)
    rows = rows + many * _fans(U, most, inside, r, between)
    fewer = np.maximum(most - 1, 1)
    rows = rows + few * _fans(U, fewer, inside, r, between)
    return turns * rows


def _fans(U: int, *columns) -> np.ndarray:
    """`fanned` of each row of columns, of each different one once."""
    kinds = np.stack(columns, 1)
    kinds, where = np.unique(kinds, axis=0, return_inverse=True)
    found = [fanned(U, *row) for row in kinds.tolist()]
    return np.array(found, np.int64)[where.ravel()]
