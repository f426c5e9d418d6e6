"""A column of the survey's table of networks, from the layers."""

from collections.abc import Callable

from dnnlib.puzzle import Puzzle

KINDS = ("conv", "projection", "fc")


def table_row(layers: list) -> tuple:
    """Which eight counts has this network in the survey's Table II, for one image and without biases?

    A layer is (kind, M, C, H, R, U, G): kind "conv", "projection" (a CONV layer on a shortcut) or "fc"; M filters over C
    channels in G groups, an input of H x H with its padding, filters of R x R, stride U. A filter of an FC layer is as
    large as the input. Returns (CONV layers, their weights, their MACs, FC layers, their weights, their MACs, weights in
    all, MACs in all). Source: Sze et al. 2017, Table II.
    """
    conv, fc = [0, 0, 0], [0, 0, 0]
    for kind, M, C, H, R, U, G in layers:
        if kind not in KINDS or min(M, C, R, U, G) < 1 or H < R or M % G or C % G:
            raise ValueError("that is no layer")
        if kind == "fc" and (H, U, G) != (R, 1, 1):
            raise ValueError("an FC filter is as large as the input")
        weights = M * (C // G) * R * R
        places = ((H - R) // U + 1) ** 2
        row = fc if kind == "fc" else conv
        row[0] += 1
        row[1] += weights
        row[2] += weights * places
    return (*conv, *fc, conv[1] + fc[1], conv[2] + fc[2])


def _network(rng):
    """One to three layers, each of its own; an FC layer now and then."""
    layers = []
    for _ in range(int(rng.integers(1, 4))):
        kind = KINDS[int(rng.choice(3, p=[0.5, 0.2, 0.3]))]
        G = int(rng.integers(1, 3)) if kind != "fc" else 1
        M, C = (G * int(n) for n in rng.integers(1, 4, 2))
        R = int(rng.integers(1, 4))
        H = R if kind == "fc" else R + int(rng.integers(0, 6))
        U = 1 if kind == "fc" else int(rng.integers(1, 4))
        layers.append((kind, M, C, H, R, U, G))
    return ([*layers],)


def _row(
    weights: Callable = lambda M, C, R, G: M * (C // G) * R * R,
    places: Callable = lambda H, R, U: ((H - R) // U + 1) ** 2,
    macs: Callable = lambda w, p: w * p,
    fc: Callable = lambda kind: kind == "fc",
    left_out: str = "",
    in_all: Callable = lambda conv, fc: (conv[1] + fc[1], conv[2] + fc[2]),
):
    """The eight counts, with one thing wrong."""

    def wrong(layers):
        conv, full = [0, 0, 0], [0, 0, 0]
        for kind, M, C, H, R, U, G in layers:
            if kind == left_out:
                continue
            row, w = full if fc(kind) else conv, weights(M, C, R, G)
            row[0] += 1
            row[1] += w
            row[2] += macs(w, places(H, R, U))
        return (*conv, *full, *in_all(conv, full))

    return wrong


def _fc_as_a_vector(layers):
    return _row()(
        [(kind, M, C, 1, 1, 1, 1) if kind == "fc" else (kind, M, C, *rest) for kind, M, C, *rest in layers]
    )


def _biased(layers):
    conv, n, k, fc, m, j, w, all_macs = _row()(layers)
    b, c = (sum(one[1] for one in layers if (one[0] == "fc") == full) for full in (False, True))
    return conv, n + b, k, fc, m + c, j, w + b + c, all_macs


table_row_puzzle = Puzzle(
    table_row,
    _network,
    points=5,
    easier=(
        "where every layer is a convolution of one group",
        lambda layers: all(kind == "conv" and G == 1 for kind, *_, G in layers),
    ),
    examples=(
        ([("conv", 4, 2, 7, 3, 2, 1), ("fc", 10, 4, 3, 3, 1, 1)],),
        ([("conv", 2, 1, 5, 3, 1, 1)],),
        ([("conv", 3, 2, 4, 2, 1, 1), ("conv", 2, 3, 3, 1, 2, 1)],),
        ([("conv", 4, 2, 4, 2, 1, 2), ("conv", 2, 4, 3, 3, 1, 2)],),
        ([("conv", 2, 2, 5, 3, 2, 1), ("projection", 2, 2, 5, 1, 2, 1)],),
        ([("fc", 3, 2, 2, 2, 1, 1), ("fc", 2, 3, 1, 1, 1, 1)],),
    ),
    wrong={
        "The groups are left out: a filter has C/G channels.": _row(weights=lambda M, C, R, G: M * C * R * R),
        "M and C are both divided by G: that is one group, and there are G of them.": _row(
            weights=lambda M, C, R, G: (M // G) * (C // G) * R * R
        ),
        "A filter has one row only: it is R x R in each channel.": _row(
            weights=lambda M, C, R, G: M * (C // G) * R
        ),
        "The channels are left out: a filter has R x R weights for each of its C/G.": _row(
            weights=lambda M, C, R, G: M * R * R
        ),
        "The stride is left out: with U the filter stands at fewer places.": _row(
            places=lambda H, R, U: (H - R + 1) ** 2
        ),
        "The first place is not counted: (H - R) // U steps, plus the place where it starts.": _row(
            places=lambda H, R, U: ((H - R) // U) ** 2
        ),
        "The input's places are counted: an output is one sum, so count the places where the filter stands.": _row(
            places=lambda H, R, U: H * H
        ),
        "Only one axis is counted: the filter stands at places down and across.": _row(
            places=lambda H, R, U: (H - R) // U + 1
        ),
        "Multiplications and additions are counted apart: a MAC is one of each.": _row(
            macs=lambda w, p: 2 * w * p
        ),
        "A projection is left out: it is a CONV layer with weights and work of its own.": _row(
            left_out="projection"
        ),
        "A projection is counted in the sums alone: it is a CONV layer as well.": lambda layers: (
            *_row(left_out="projection")(layers)[:6],
            *_row()(layers)[6:],
        ),
        "FC layers stand among the CONV layers: the table has columns for each.": _row(fc=lambda kind: False),
        "The projections stand among the FC layers: they are convolutions of 1 x 1.": _row(
            fc=lambda kind: kind != "conv"
        ),
        "An FC filter has a weight for each channel only: it is as large as the whole input, R x R of it.": (
            _fc_as_a_vector
        ),
        "In all means both: the FC layers are left out of the sums.": _row(
            in_all=lambda conv, fc: (conv[1], conv[2])
        ),
        "The biases are counted as weights: the table leaves them out.": _biased,
    },
)
