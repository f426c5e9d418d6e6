"""The weights of a bottleneck."""

from dnnlib.puzzle import Puzzle


def bottleneck_weights(M: int, C: int, R: int, inner: int) -> int:
    """How many weights has a bottleneck: 1x1 from C to `inner` channels, RxR among these, 1x1 up to M?

    Biases are not counted. Source: He et al. 2015; Sze et al. 2017, III-B, Fig. 15.
    """
    if min(M, C, R, inner) < 1:
        raise ValueError("all are 1 or more")
    weights = 0
    for outputs, inputs, size in ((inner, C, 1), (inner, inner, R), (M, inner, 1)):
        weights += outputs * inputs * size * size
    return weights


def _letters(rng):
    M, C = (int(rng.integers(2, 33)) for _ in "MC")
    return M, C, int(rng.integers(2, 6)), int(rng.integers(1, 17))


bottleneck_weights_puzzle = Puzzle(
    bottleneck_weights,
    _letters,
    lines=1,
    lenient=True,
    points=3,
    examples=((256, 256, 3, 64), (8, 4, 3, 2), (4, 8, 5, 2), (3, 5, 2, 7), (2, 2, 3, 1), (6, 2, 3, 2)),
    wrong={
        "The last 1x1 is missing: the block ends with M channels.": lambda M, C, R, i: C * i + R * R * i * i,
        "The first 1x1 is missing: the block begins with C channels.": lambda M, C, R, i: (
            R * R * i * i + i * M
        ),
        "The RxR layer is missing.": lambda M, C, R, i: C * i + i * M,
        "The middle layer sees C channels: it sees the `inner` ones that the 1x1 made.": (
            lambda M, C, R, i: C * i + R * R * C * i + i * M
        ),
        "The middle layer makes M channels: it makes `inner` ones.": lambda M, C, R, i: (
            C * i + R * R * i * M + i * M
        ),
        "The middle layer is counted as depthwise: each of its filters sees all inner channels.": (
            lambda M, C, R, i: C * i + R * R * i + i * M
        ),
        "Filters have R weights a channel: they have R*R.": lambda M, C, R, i: C * i + R * i * i + i * M,
        "All three layers have RxR filters: two are 1x1.": lambda M, C, R, i: R * R * (C * i + i * i + i * M),
        "The dense layer's weights are given: the block stands in its place.": lambda M, C, R, i: (
            R * R * M * C
        ),
        "Channels are added where they multiply: a layer has M*C filters of one channel.": (
            lambda M, C, R, i: (C + i) + R * R * (i + i) + (i + M)
        ),
        "C is taken twice: the last layer makes M channels.": lambda M, C, R, i: (
            C * i + R * R * i * i + i * C
        ),
        "M is taken twice: the first layer sees C channels.": lambda M, C, R, i: (
            M * i + R * R * i * i + i * M
        ),
        "Biases are counted: they are not.": lambda M, C, R, i: C * i + R * R * i * i + i * M + 2 * i + M,
    },
)
