"""Where the MACs of a block are."""

from dnnlib.puzzle import Puzzle


def attention_share(tokens: int, context: int, width: int, hidden: int) -> float:
    """Which share of a block's MACs do the two products of attention take?

    `tokens` new ones come behind `context` old ones, whose keys and values are kept. Every new token meets: four
    projections of width x width (queries, keys, values, output), the scores with all tokens, the values of all tokens
    (whole rectangles, no mask), and two FC layers, width to `hidden` and back.
    Source: Vaswani et al. 2017; counted as in the survey's Table II.
    """
    if min(tokens, width, hidden) < 1 or context < 0:
        raise ValueError("numbers of 1 or more, a context of 0 or more")
    products, others = 0, 0
    for _ in range(tokens):
        others += 4 * width * width + 2 * width * hidden
        for _ in range(tokens + context):
            products += 2 * width
    return products / (products + others)


def _block(rng):
    tokens, context, width, hidden = (int(v) for v in rng.integers(1, 12, 4))
    return tokens, context - 1, width, hidden


attention_share_puzzle = Puzzle(
    attention_share,
    _block,
    points=3,
    examples=((1, 0, 1, 1), (4, 0, 2, 8), (6, 0, 1, 4), (2, 3, 4, 5), (1, 9, 2, 3), (24, 0, 4, 16)),
    easier=("without a context", lambda tokens, context, width, hidden: context == 0),
    wrong={
        "That is products over the rest: a share is of all.": lambda T, c, d, h: (T + c) / (2 * d + h),
        "The FC layers are left out: they hold most of the weights.": lambda T, c, d, h: (
            (T + c) / (T + c + 2 * d)
        ),
        "The projections are left out: four of width x width.": lambda T, c, d, h: (T + c) / (T + c + h),
        "Three projections are counted: the output has one, too.": lambda T, c, d, h: (
            (T + c) / (T + c + 1.5 * d + h)
        ),
        "One product is counted: scores, and then values.": lambda T, c, d, h: (
            (T + c) / (T + c + 4 * d + 2 * h)
        ),
        "One FC layer is counted: up and down again.": lambda T, c, d, h: (T + c) / (T + c + 2 * d + h / 2),
        "The old tokens are left out: their keys and values are looked at.": lambda T, c, d, h: (
            T / (T + 2 * d + h)
        ),
        "The old tokens are computed again: their keys are kept, and their queries are past.": (
            lambda T, c, d, h: (T + c) ** 2 / ((T + c) ** 2 + 2 * d * T + h * T)
        ),
        "The new tokens do not see each other: they do, a whole square.": lambda T, c, d, h: (
            c / (c + 2 * d + h)
        ),
        "FC layers of 4 * width are taken: `hidden` says how wide they are.": lambda T, c, d, h: (
            (T + c) / (T + c + 6 * d)
        ),
        "A mask is taken off: whole rectangles are counted here.": lambda T, c, d, h: (
            (c + (T + 1) / 2) / (c + (T + 1) / 2 + 2 * d + h)
        ),
        "The fractions are cut off: a share lies between 0 and 1, so divide with /, not with //.": (
            lambda T, c, d, h: (T + c) // (T + c + 2 * d + h)
        ),
        "Percent are given: a share is 1 at most.": lambda T, c, d, h: 100 * (T + c) / (T + c + 2 * d + h),
    },
)
