"""Counting MACs as torch defines its layers: grouped, dilated, transposed, and attention."""

from dnnlib.puzzle import Puzzle


def conv_macs(C: int, M: int, H: int, R: int, stride: int, pad: int, dilation: int, groups: int) -> int:
    """How many MACs does this torch.nn.Conv2d take on one map of H x H?

    C input and M output channels, R x R filters, `pad` zeros on each side, taps `dilation` apart; each of
    the groups sees its own C/groups channels. A padded zero is multiplied like any other value.
    """
    if C % groups or M % groups or H + 2 * pad < dilation * (R - 1) + 1:
        raise ValueError("groups divide C and M, and the spread filter fits the padded map")
    count, span = 0, dilation * (R - 1) + 1
    for _ in range(M):
        for _ in range(0, H + 2 * pad - span + 1, stride):
            for _ in range(0, H + 2 * pad - span + 1, stride):
                count += C // groups * R * R
    return count


def _conv(rng):
    groups, R, dilation = (int(v) for v in rng.integers(1, 4, 3))
    C, M = groups * int(rng.integers(1, 4)), groups * int(rng.integers(1, 4))
    pad, stride = int(rng.integers(0, 3)), int(rng.integers(1, 4))
    return C, M, dilation * (R - 1) + 1 + int(rng.integers(0, 8)), R, stride, pad, dilation, groups


def _out(H, R, stride, pad, dilation):
    return (H + 2 * pad - dilation * (R - 1) - 1) // stride + 1


def _up(H, R, stride, pad, dilation):
    return -(-(H + 2 * pad - dilation * (R - 1) - 1) // stride) + 1


def _macs(out=_out, taps=lambda R, D: R * R, channels=lambda C, M, G: M * C // G, more=0, times=1):
    """The count with one thing wrong."""

    def wrong(C, M, H, R, stride, pad, dilation, groups):
        P = max(out(H, R, stride, pad, dilation), 0)
        products = P * P * channels(C, M, groups) * taps(R, dilation)
        return times * products + more * M * P * P

    return wrong


conv_macs_puzzle = Puzzle(
    conv_macs,
    _conv,
    points=4,
    easier=("with one group and no dilation", lambda C, M, H, R, U, p, D, G: G == D == 1),
    examples=((3, 96, 227, 11, 4, 0, 1, 1), (2, 4, 7, 3, 2, 1, 2, 2), (4, 4, 5, 3, 1, 1, 1, 4)),
    wrong={
        "The groups are ignored: an output sees C/groups channels.": _macs(channels=lambda C, M, G: M * C),
        "Groups were divided out twice: only the inputs of an output shrink.": (
            _macs(channels=lambda C, M, G: M // G * (C // G))
        ),
        "FLOPs, not MACs: a MAC is a multiplication and an addition.": _macs(times=2),
        "The bias was counted: it adds, and multiplies nothing.": _macs(more=1),
        "The stride is left out: there are fewer outputs than places.": (
            _macs(out=lambda H, R, U, p, D: _out(H, R, 1, p, D))
        ),
        "Weights times pixels of the input: an output has its MACs, an input has not.": (
            _macs(out=lambda H, R, U, p, D: H)
        ),
        "The spread of a dilated filter is left out of the outputs: it spans dilation*(R-1) + 1.": (
            _macs(out=lambda H, R, U, p, D: _out(H, R, U, p, 1))
        ),
        "The holes of a dilated filter were counted as taps: it has R*R of them.": (
            _macs(taps=lambda R, D: (D * (R - 1) + 1) ** 2)
        ),
        "Padding is left out: it makes more outputs.": _macs(out=lambda H, R, U, p, D: _out(H, R, U, 0, D)),
        "Padding was added on one side: it stands on both.": (
            _macs(out=lambda H, R, U, p, D: (H + p - D * (R - 1) - 1) // U + 1)
        ),
        "The outputs were rounded up: a window that does not fit is left out.": _macs(out=_up),
        "One row of taps: a filter has R rows of R.": _macs(taps=lambda R, D: R),
        "Every layer was taken for depthwise: an output sees C/groups channels, not one.": (
            _macs(channels=lambda C, M, G: M)
        ),
    },
)


def transposed_macs(C: int, M: int, H: int, R: int, stride: int, groups: int) -> int:
    """How many MACs does this torch.nn.ConvTranspose2d take on one map of H x H, without padding?

    Each input value is multiplied by each of its R x R taps, once for each of the M/groups output maps of
    its group; where the products of neighbours fall on one output, they are added.
    """
    if C % groups or M % groups:
        raise ValueError("groups divide C and M")
    count = 0
    for _ in range(C):
        for _ in range(H * H):
            count += M // groups * R * R
    return count


def _transposed(rng):
    G, R, stride, H = (int(v) for v in rng.integers(1, 5, 4))
    return G * int(rng.integers(1, 4)), G * int(rng.integers(1, 4)), H + 1, R, stride, G


def _wide(H, R, U):
    return (H - 1) * U + R


transposed_macs_puzzle = Puzzle(
    transposed_macs,
    _transposed,
    points=3,
    easier=("with one group", lambda C, M, H, R, U, G: G == 1),
    examples=((1, 1, 2, 2, 2, 1), (4, 2, 3, 3, 2, 2), (2, 3, 2, 2, 1, 1)),
    wrong={
        "Outputs times weights: that is the count of a CONV, and what two public counters say here.": (
            lambda C, M, H, R, U, G: _wide(H, R, U) ** 2 * C * M // G * R * R
        ),
        "Nothing was counted: a hook on Conv2d does not see this layer.": lambda C, M, H, R, U, G: 0,
        "Zeros between the inputs were multiplied too: only inputs meet taps.": (
            lambda C, M, H, R, U, G: ((H - 1) * U + 1) ** 2 * C * M // G * R * R
        ),
        "The groups are ignored: an input meets the M/groups maps of its own group.": (
            lambda C, M, H, R, U, G: C * M * H * H * R * R
        ),
        "Groups were divided out twice.": lambda C, M, H, R, U, G: C // G * (M // G) * H * H * R * R,
        "FLOPs, not MACs: a MAC is a multiplication and an addition.": (
            lambda C, M, H, R, U, G: 2 * C * M // G * H * H * R * R
        ),
        "The taps were divided by the stride: each input still meets all of them.": (
            lambda C, M, H, R, U, G: C * M // G * H * H * R * R // U**2
        ),
        "One tap for each input: it meets R x R of them.": lambda C, M, H, R, U, G: C * M // G * H * H,
        "The input channels are left out: each of the C maps is spread.": (
            lambda C, M, H, R, U, G: M * H * H * R * R
        ),
        "The output maps are left out: each input goes to M/groups of them.": (
            lambda C, M, H, R, U, G: C * H * H * R * R
        ),
        "A bias for each output was added: it multiplies nothing.": (
            lambda C, M, H, R, U, G: C * M // G * H * H * R * R + M * _wide(H, R, U) ** 2
        ),
        "One row of taps: a filter has R rows of R.": lambda C, M, H, R, U, G: C * M // G * H * H * R,
    },
)


def encoder_macs(tokens: int, width: int, heads: int, hidden: int) -> int:
    """How many MACs does one layer of a transformer's encoder take on a sequence of so many tokens?

    Four products with weights of width x width (queries, keys, values, output), two of width x hidden, and
    the two products of attention: queries with keys, shares with values; each of the heads has
    width/heads columns. No mask, no bias, no norm.
    """
    if width % heads:
        raise ValueError("heads divide the width")
    count = 0
    for _ in range(tokens):
        count += 4 * width * width + 2 * width * hidden
        for _ in range(heads):
            count += tokens * (width // heads)  # a query with every key
            count += tokens * (width // heads)  # a share of every value
    return count


def _layer(rng):
    heads = int(rng.integers(1, 5))
    return int(rng.integers(2, 12)), heads * int(rng.integers(1, 5)), heads, int(rng.integers(1, 30))


def _encoder(weights=4, mlp=2, products=lambda T, d, h: 2 * T * T * d, times=1):
    """The sum with one part wrong."""

    def wrong(tokens, width, heads, hidden):
        fc = weights * tokens * width**2 + mlp * tokens * width * hidden
        return times * (fc + products(tokens, width, heads))

    return wrong


encoder_macs_puzzle = Puzzle(
    encoder_macs,
    _layer,
    points=3,
    easier=("with one head", lambda tokens, width, heads, hidden: heads == 1),
    examples=((512, 768, 12, 3072), (3, 4, 2, 5), (2, 1, 1, 1)),
    wrong={
        "60 %: a hook on nn.Linear sees out_proj and the MLP. The other three are one functional product.": (
            _encoder(weights=1, products=lambda T, d, h: 0)
        ),
        "90 %: the two products of attention are left out. No weight is in them, and yet they multiply.": (
            _encoder(products=lambda T, d, h: 0)
        ),
        "One product of attention is left out: queries with keys, then shares with values.": (
            _encoder(products=lambda T, d, h: T * T * d)
        ),
        "The products were counted for each head at full width: heads share it.": (
            _encoder(products=lambda T, d, h: 2 * T * T * d * h)
        ),
        "The products of one head alone were counted: all heads together have the width.": (
            _encoder(products=lambda T, d, h: 2 * T * T * d // h)
        ),
        "Attention was counted as linear in the tokens: every token meets every token.": (
            _encoder(products=lambda T, d, h: 2 * T * d)
        ),
        "Only half of the square, as under a causal mask: an encoder has none.": (
            _encoder(products=lambda T, d, h: T * (T + 1) * d)
        ),
        "The output projection is left out: four matrices are width x width.": _encoder(weights=3),
        "The MLP has two matrices, up and down.": _encoder(mlp=1),
        "The MLP is left out.": _encoder(mlp=0),
        "FLOPs, not MACs: a MAC is a multiplication and an addition.": _encoder(times=2),
        "The scale and the softmax were counted: T*T values a head, elementwise.": (
            _encoder(products=lambda T, d, h: 2 * T * T * d + h * T * T)
        ),
        "Nothing was counted: the fused path of inference hides all of it.": _encoder(times=0),
    },
)


def totals(calls: list) -> tuple:
    """How many weights does this network hold, and how many MACs does it do?

    calls: (layer, weights, MACs) each time that a layer runs, in order. A layer that runs again has the same
    name, and its weights are there once; its map may be of another size.
    """
    held, macs = {}, 0
    for name, weights, work in calls:
        held[name] = weights
        macs += work
    return sum(held.values()), macs


def _calls(rng):
    names = [f"conv{k}" for k in range(1, int(rng.integers(2, 5)))]
    sizes = {name: int(rng.integers(1, 4)) * 9 for name in names}
    drawn = [str(rng.choice(names)) for _ in range(int(rng.integers(2, 7)))]
    return ([(name, sizes[name], sizes[name] * int(rng.integers(1, 9))) for name in drawn],)


def _last(calls):
    return {name: (weights, macs) for name, weights, macs in calls}


def _first(calls):
    return _last(calls[::-1])


def _held(calls):
    return sum(weights for weights, _ in _last(calls).values())


def _neighbours(calls):
    names = [None] + [name for name, *_ in calls]
    return [one for one, before in zip(calls, names) if one[0] != before]


totals_puzzle = Puzzle(
    totals,
    _calls,
    points=3,
    easier=("where no layer runs twice", lambda calls: len({c[0] for c in calls}) == len(calls)),
    examples=(
        ([("conv1", 9, 36), ("conv2", 18, 18)],),
        ([("conv1", 9, 36), ("conv1", 9, 9)],),
        ([("conv1", 9, 9), ("conv2", 9, 18), ("conv1", 9, 36)],),
    ),
    wrong={
        "A shared layer's weights were counted each time that it runs: they are there once.": (
            lambda calls: (sum(c[1] for c in calls), sum(c[2] for c in calls))
        ),
        "A shared layer's MACs were counted once, its last: it works each time.": (
            lambda calls: (_held(calls), sum(m for _, m in _last(calls).values()))
        ),
        "A shared layer's MACs were counted once, its first: it works each time.": (
            lambda calls: (_held(calls), sum(m for _, m in _first(calls).values()))
        ),
        "Two layers with as many weights were taken for one: go by the name.": (
            lambda calls: (sum({c[1] for c in calls}), sum(c[2] for c in calls))
        ),
        "Only a layer that runs twice in a row was taken as shared: others may run between.": (
            lambda calls: (sum(c[1] for c in _neighbours(calls)), sum(c[2] for c in calls))
        ),
        "MACs first: weights, then MACs.": lambda calls: (sum(c[2] for c in calls), _held(calls)),
        "The first MACs of a shared layer were taken for each of its runs: maps differ in size.": (
            lambda calls: (_held(calls), sum(_first(calls)[name][1] for name, *_ in calls))
        ),
        "Calls were counted, not MACs.": lambda calls: (_held(calls), len(calls)),
        "The largest layer alone was taken for the weights: all are held.": (
            lambda calls: (max(c[1] for c in calls), sum(c[2] for c in calls))
        ),
        "FLOPs, not MACs.": lambda calls: (_held(calls), 2 * sum(c[2] for c in calls)),
    },
)
