"""A misconception: how much of the input does a stack of layers see?"""

from dnnlib.puzzle import Puzzle


def receptive_field(layers: list) -> int:
    """From the first to the last, how many inputs along one axis make one output of a stack [(filter, stride), ...]?

    Source: Sze et al. 2017, III-B and Fig. 13 (two 3 x 3 layers see what one 5 x 5 sees).
    """
    if not layers:
        raise ValueError("a stack has at least one layer")
    first, last = 0, 0  # the output at 0 and, layer by layer back to the input, what it is made of
    for filter, stride in reversed(layers):
        if filter < 1 or stride < 1:
            raise ValueError("sizes start at 1")
        first, last = stride * first, stride * last + filter - 1
    return last - first + 1


def _stack(rng):
    return ([(int(rng.integers(1, 6)), int(rng.integers(1, 4))) for _ in range(rng.integers(1, 5))],)


def _seen(step, size=1, jump=1):
    """Walk the stack from the input with a wrong step: (size, jump, filter, stride) -> (size, jump)."""

    def wrong(layers):
        seen, apart = size, jump
        for filter, stride in layers:
            seen, apart = step(seen, apart, filter, stride)
        return seen

    return wrong


def _n_steps(layers):
    seen = 1
    for filter, stride in reversed(layers):
        seen = seen * stride + filter - 1
    return seen


receptive_field_puzzle = Puzzle(
    receptive_field,
    _stack,
    points=3,
    easier=("at stride 1", lambda layers: all(stride == 1 for _, stride in layers)),
    examples=(
        [(3, 1), (3, 1)],
        [(3, 1), (3, 1), (3, 1)],
        [(11, 4), (3, 2), (5, 1)],
        [(2, 2), (3, 3), (4, 1)],
    ),
    wrong={
        "The filters are added up: neighbouring windows overlap, so a layer adds filter - 1, not filter.": (
            _seen(lambda size, jump, filter, stride: (size + filter, jump), size=0)
        ),
        "The strides are left out: behind a stride of 2, a step of the next layer is 2 input values.": (
            _seen(lambda size, jump, filter, stride: (size + filter - 1, jump))
        ),
        "A layer's own stride is counted in its own window: it spreads the layers after it.": (
            _seen(lambda size, jump, filter, stride: (size + (filter - 1) * jump * stride, jump * stride))
        ),
        "The stack is walked from the wrong end: the first layer's stride spreads all that follow.": (
            _seen(lambda size, jump, filter, stride: (stride * (size - 1) + filter, jump))
        ),
        "The filters are multiplied: they add up, less the overlap.": (
            _seen(lambda size, jump, filter, stride: (size * filter, jump))
        ),
        "Only the largest filter counts here: every layer widens what is seen.": (
            _seen(lambda size, jump, filter, stride: (max(size, filter), jump))
        ),
        "The strides are added: two strides of 2 make steps of 4, for they multiply.": (
            _seen(lambda size, jump, filter, stride: (size + (filter - 1) * jump, jump + stride - 1))
        ),
        "The 1 is missing: without any layer an output sees one value.": (
            _seen(lambda size, jump, filter, stride: (size + (filter - 1) * jump, jump * stride), size=0)
        ),
        "A layer adds filter instead of filter - 1 steps: its first value was counted already.": (
            _seen(lambda size, jump, filter, stride: (size + filter * jump, jump * stride))
        ),
        "n values side by side are n - 1 steps apart: they see (n - 1) * stride + filter.": _n_steps,
        "Only the last layer's filter is returned: count back to the input.": (
            _seen(lambda size, jump, filter, stride: (filter, jump))
        ),
        "Only the stride of the layer just before counts here: the strides of all earlier layers multiply.": (
            _seen(lambda size, jump, filter, stride: (size + (filter - 1) * jump, stride))
        ),
    },
)
