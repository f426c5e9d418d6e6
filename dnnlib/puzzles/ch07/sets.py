"""Row stationary: sets of PEs placed on an array that is not their size."""

import numpy as np

from dnnlib.puzzle import Puzzle


def active(P: int, R: int, C: int, M: int, rows: int = 12, cols: int = 14) -> int:
    """How many PEs of a row-stationary array have work, for P ofmap rows, R filter rows, C channels and M filters?

    A set is R x e PEs for e = min(P, cols) ofmap rows. Sets stand above each other as often as R fits into the rows:
    first for other ofmap rows, each next set for up to e that are left; once all P are placed, the whole pile is
    repeated for other channels, up to C, as often as it fits. All that is repeated side by side for other filters, up
    to M, as often as e fits into the columns. Source: Chen et al., ISCA 2016, V, and JSSC 2017 (Eyeriss: 12 x 14 PEs).
    """
    if min(P, R, C, M, cols) < 1 or R > rows:
        raise ValueError("sizes start at 1, and a filter is no taller than the array")
    e = min(P, cols)
    works = np.zeros((rows, cols), int)
    pile = [range(p, min(p + e, P)) for p in range(0, P, e)][: rows // R]
    for channel in range(C):
        for filter in range(M):
            for number, ofmap_rows in enumerate(pile):
                top, left = (channel * len(pile) + number) * R, filter * e
                if (channel + 1) * len(pile) * R <= rows and left + e <= cols:
                    works[top : top + R, left : left + len(ofmap_rows)] = 1
    return int(works.sum())


def _sets(
    strips=True, channels=True, filters=True, most_c=True, most_m=True, rest=True, channels_first=False
):
    """PEs with work, one thing about the sets done otherwise."""

    def wrong(P, R, C, M, rows=12, cols=14):
        e, above = min(P, cols), rows // R
        piled = min(-(-P // e), above) if strips else 1
        if channels_first:
            c = min(C, above)
            piled = min(-(-P // e), above // c)
        else:
            c = min(C if most_c else above, above // piled) if channels else 1
        m = min(M if most_m else cols, cols // e) if filters else 1
        width = min(P, piled * e) if rest else piled * e
        return width * R * c * m

    return wrong


active_puzzle = Puzzle(
    active,
    lambda rng: tuple(int(rng.integers(*range_)) for range_ in ((1, 31), (1, 6), (1, 7), (1, 7), (5, 15), (5, 15))),
    points=4,
    examples=((13, 3, 256, 384), (27, 5, 48, 256), (55, 11, 3, 96), (5, 3, 2, 2, 12, 12), (20, 3, 4, 1, 9, 8)),
    wrong={
        "One set alone: there is room for more above it and beside it.": _sets(
            strips=False, channels=False, filters=False
        ),
        "Other ofmap rows get no set of their own: they come before other channels.": _sets(strips=False),
        "The pile is not repeated for other channels.": _sets(channels=False),
        "Nothing stands side by side: other filters take the columns that are left.": _sets(filters=False),
        "More channels than the layer has.": _sets(most_c=False),
        "More filters than the layer has.": _sets(most_m=False),
        "The last set of ofmap rows is taken for full: it has what is left of P.": _sets(rest=False),
        "Channels come first here: other ofmap rows are piled up before them.": _sets(channels_first=True),
        "All PEs are taken for active: rows that R does not fill are idle, and columns too.": (
            lambda P, R, C, M, rows=12, cols=14: rows * cols
        ),
        "The sets are laid by their area: a set is R x e PEs and is not cut to fill corners.": (
            lambda P, R, C, M, rows=12, cols=14: rows * cols // (R * min(P, cols)) * R * min(P, cols)
        ),
        "The whole set is taken to stand on the array at once: R * P PEs may be more than there are.": (
            lambda P, R, C, M, rows=12, cols=14: R * P
        ),
    },
)  # fmt: skip
