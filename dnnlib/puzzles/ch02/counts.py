"""Weights and MACs of a layer, with groups."""

from dnnlib.puzzle import Puzzle


def weights(M: int, C: int, R: int, S: int, G: int = 1) -> int:
    """How many weights has a CONV layer of M filters over C channels in G groups, biases left out?

    Source: Sze et al. 2017, Table I; groups as in III-B (AlexNet).
    """
    if min(M, C, R, S, G) < 1 or M % G or C % G:
        raise ValueError("G must divide M and C")
    count = 0
    for m in range(M):
        group = m // (M // G)
        for c in range(C):
            if c // (C // G) == group:  # a filter sees the channels of its own group alone
                for r in range(R):
                    for s in range(S):
                        count += 1
    return count


def macs(N: int, M: int, C: int, P: int, Q: int, R: int, S: int, G: int = 1) -> int:
    """How many multiply-accumulates does a CONV layer do for a batch of N, with M, C totals over G groups?

    Source: Sze et al. 2017, Eq. (1).
    """
    if min(N, M, C, P, Q, R, S, G) < 1 or M % G or C % G:
        raise ValueError("G must divide M and C")
    count = 0
    for n in range(N):
        for m in range(M):
            for p in range(P):
                for q in range(Q):
                    for c in range(C // G):
                        for r in range(R):
                            for s in range(S):
                                count += 1
    return count


def _layer(rng):
    G = int(rng.integers(1, 4))
    M, C = (G * int(rng.integers(1, 4)) for _ in range(2))
    return M, C, *(int(k) for k in rng.integers(1, 5, 2)), G


def _work(rng):
    M, C, R, S, G = _layer(rng)
    N, P, Q = (int(k) for k in rng.integers(1, 5, 3))
    return N, M, C, P, Q, R, S, G


weights_puzzle = Puzzle(
    weights,
    _layer,
    lines=3,
    points=2,
    easier=("without groups", lambda M, C, R, S, G=1: G == 1),
    examples=((4, 6, 3, 2, 2), (6, 6, 3, 3, 6), (5, 4, 2, 3, 1)),
    wrong={
        "The groups are left out: a filter has C/G channels, not C.": lambda M, C, R, S, G=1: M * C * R * S,
        "M and C are both divided by G: that is one group, and there are G of them.": (
            lambda M, C, R, S, G=1: (M // G) * (C // G) * R * S
        ),
        "The groups multiply: M and C are totals already, and groups make a layer smaller.": (
            lambda M, C, R, S, G=1: M * C * R * S * G
        ),
        "The filter is taken as square, R*R: its size is R*S.": lambda M, C, R, S, G=1: M * (C // G) * R * R,
        "The filter is taken as square, S*S: its size is R*S.": lambda M, C, R, S, G=1: M * (C // G) * S * S,
        "The biases are counted too: here the weights alone are asked for.": (
            lambda M, C, R, S, G=1: M * (C // G) * R * S + M
        ),
        "One filter is counted: there are M of them, one for each output channel.": (
            lambda M, C, R, S, G=1: (C // G) * R * S
        ),
        "The channels are left out: a filter has R*S weights for each of its C/G channels.": (
            lambda M, C, R, S, G=1: M * R * S
        ),
        "R and S are added: a filter of R by S has R*S weights in a channel.": (
            lambda M, C, R, S, G=1: M * (C // G) * (R + S)
        ),
    },
)

macs_puzzle = Puzzle(
    macs,
    _work,
    lines=3,
    points=2,
    easier=("without groups", lambda N, M, C, P, Q, R, S, G=1: G == 1),
    examples=((2, 4, 6, 5, 3, 3, 2, 2), (1, 6, 6, 4, 4, 3, 3, 6), (3, 5, 4, 2, 3, 2, 3, 1)),
    wrong={
        "The batch is left out: each of the N images does the whole work.": (
            lambda N, M, C, P, Q, R, S, G=1: M * (C // G) * P * Q * R * S
        ),
        "The groups are left out: an output sums over C/G channels, not C.": (
            lambda N, M, C, P, Q, R, S, G=1: N * M * C * P * Q * R * S
        ),
        "M and C are both divided by G: that is the work of one group, and there are G of them.": (
            lambda N, M, C, P, Q, R, S, G=1: N * (M // G) * (C // G) * P * Q * R * S
        ),
        "Multiplications and additions are counted apart: a MAC is one of each, together.": (
            lambda N, M, C, P, Q, R, S, G=1: 2 * N * M * (C // G) * P * Q * R * S
        ),
        "The weights are counted, not the work: each weight is used at all P*Q positions of all N images.": (
            lambda N, M, C, P, Q, R, S, G=1: M * (C // G) * R * S
        ),
        "The input's height and width are used: an output is one sum, so count P*Q positions, not H*W.": (
            lambda N, M, C, P, Q, R, S, G=1: N * M * (C // G) * (P + R - 1) * (Q + S - 1) * R * S
        ),
        "The filter is taken as square, R*R: its size is R*S.": (
            lambda N, M, C, P, Q, R, S, G=1: N * M * (C // G) * P * Q * R * R
        ),
        "The output is taken as square, P*P: its size is P*Q.": (
            lambda N, M, C, P, Q, R, S, G=1: N * M * (C // G) * P * P * R * S
        ),
        "The filters are left out: each of the M output channels needs its own sums.": (
            lambda N, M, C, P, Q, R, S, G=1: N * (C // G) * P * Q * R * S
        ),
        "The input channels are left out: an output sums over C/G of them.": (
            lambda N, M, C, P, Q, R, S, G=1: N * M * P * Q * R * S
        ),
        "The outputs are counted: each is a sum of (C/G)*R*S products.": lambda N, M, C, P, Q, R, S, G=1: (
            N * M * P * Q
        ),
        "The biases are counted as MACs: an addition alone is not one.": (
            lambda N, M, C, P, Q, R, S, G=1: N * M * P * Q * ((C // G) * R * S + 1)
        ),
    },
)
