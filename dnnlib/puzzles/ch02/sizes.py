"""Output size: a filter walks along an axis."""

from dnnlib.puzzle import Puzzle


def output_size(size: int, filter: int, stride: int = 1, pad: int = 0) -> int:
    """How many outputs does a filter make along one axis, with zeros padded at both ends?

    Source: Sze et al. 2017, Eq. (1).
    """
    if min(size, filter, stride) < 1 or pad < 0 or filter > size + 2 * pad:
        raise ValueError("the filter does not fit")
    outputs, first = 0, -pad
    while first + filter <= size + pad:  # the filter at `first` still ends inside
        outputs, first = outputs + 1, first + stride
    return outputs


def _sizes(rng):
    return tuple(int(rng.integers(low, high)) for low, high in ((1, 25), (1, 12), (1, 5), (0, 5)))


output_size_puzzle = Puzzle(
    output_size,
    _sizes,
    lines=3,
    lenient=True,
    points=2,
    easier=("without padding, at stride 1", lambda size, filter, stride=1, pad=0: (stride, pad) == (1, 0)),
    examples=(
        (227, 11, 4, 0),
        (224, 3, 1, 1),
        (27, 5, 1, 2),
        (28, 5, 1, 0),
    ),  # AlexNet, VGG-16, AlexNet, LeNet-5
    wrong={
        "The padding is counted once, but zeros are added at both ends: it is 2*pad.": (
            lambda size, filter, stride=1, pad=0: (size + pad - filter) // stride + 1
        ),
        "The padding is left out: the filter slides over size + 2*pad values.": (
            lambda size, filter, stride=1, pad=0: (size - filter) // stride + 1
        ),
        "The + 1 is missing: a filter as long as its input still makes one output.": (
            lambda size, filter, stride=1, pad=0: (size + 2 * pad - filter) // stride
        ),
        "The division is rounded up, but a last step that runs over the edge makes no output: round down.": (
            lambda size, filter, stride=1, pad=0: -(-(size + 2 * pad - filter) // stride) + 1
        ),
        "The stride is left out: the filter moves by `stride` values, so there are fewer steps.": (
            lambda size, filter, stride=1, pad=0: size + 2 * pad - filter + 1
        ),
        "Only the input is divided by the stride: subtract the filter first, then divide.": (
            lambda size, filter, stride=1, pad=0: (size + 2 * pad) // stride - filter + 1
        ),
        "The + 1 is inside the division: divide the steps by the stride, then add the first position.": (
            lambda size, filter, stride=1, pad=0: (size + 2 * pad - filter + 1) // stride
        ),
        "The number of outputs is a float: divide with //, which rounds down to an integer.": (
            lambda size, filter, stride=1, pad=0: (size + 2 * pad - filter) / stride + 1
        ),
        "The filter's size is left out: a long filter has fewer places to stand.": (
            lambda size, filter, stride=1, pad=0: (size + 2 * pad) // stride
        ),
        "The stride spreads the filter (that is dilation): a stride moves the whole filter and leaves its length.": (
            lambda size, filter, stride=1, pad=0: size + 2 * pad - stride * (filter - 1)
        ),
        "The padding is subtracted: it makes the input longer.": (
            lambda size, filter, stride=1, pad=0: (size - 2 * pad - filter) // stride + 1
        ),
    },
)
