"""How far a stack of layers sees."""

from dnnlib.puzzle import Puzzle


def receptive(layers: list) -> int:
    """How many values of the input, along one axis, does one output of a stack of layers see?

    layers: (R, U) for each layer in order, filter and stride. One output of the last layer sees R outputs of the
    layer before it, and so on down to the input. Source: Sze et al. 2017, III-B, Fig. 13.
    """
    layers = [(int(R), int(U)) for R, U in layers]
    if not layers or min(min(pair) for pair in layers) < 1:
        raise ValueError("a layer or more, filters and strides of 1 or more")
    seen = 1
    for R, U in layers[::-1]:
        seen = (seen - 1) * U + R
    return seen


def _stack(rng):
    count = int(rng.integers(1, 5))
    return ([(int(rng.integers(1, 8)), int(rng.integers(1, 4))) for _ in range(count)],)


def _up(layers, jump=lambda jump, U: jump * U, grow=lambda R: R - 1, start=1):
    """Up from the input: each layer adds R - 1 steps of its input."""
    seen, step = start, 1
    for R, U in layers:
        seen += grow(R) * step
        step = jump(step, U)
    return seen


def _product(layers):
    seen = 1
    for R, _ in layers:
        seen *= R
    return seen


receptive_puzzle = Puzzle(
    receptive,
    _stack,
    lines=5,
    points=3,
    examples=(
        ([(5, 1)],),
        ([(3, 1), (3, 1)],),
        ([(3, 2), (3, 1)],),
        ([(3, 1), (3, 2)],),
        ([(3, 2), (3, 2), (3, 1)],),
        ([(1, 2), (4, 1)],),
        ([(2, 3), (3, 1), (2, 2)],),
    ),
    wrong={
        "Filter sizes are added: the second layer's window already holds one output of the first, so R - 1 are new.": (
            lambda layers: sum(R for R, _ in layers)
        ),
        "Filter sizes are multiplied: windows overlap.": _product,
        "Strides are left out: after a stride of U, neighbours lie U values apart.": lambda layers: _up(
            layers, jump=lambda jump, U: 1
        ),
        "Strides are added: they multiply.": lambda layers: _up(layers, jump=lambda jump, U: jump + U - 1),
        "A layer's own stride spreads its window: only those before it do.": lambda layers: _up(
            [(1, layers[0][1])] + [(R, U) for (R, _), (_, U) in zip(layers, [*layers[1:], (1, 1)])]
        ),
        "Only the last stride counts: all before the layer multiply.": lambda layers: _up(
            layers, jump=lambda jump, U: U
        ),
        "The stack is read from its end: the first pair is the layer at the input.": lambda layers: _up(
            layers[::-1]
        ),
        "The largest filter alone is taken: all layers add to the window.": lambda layers: max(
            R for R, _ in layers
        ),
        "One value too few: without any layer an output sees itself, 1 value.": lambda layers: _up(
            layers, start=0
        ),
        "The last layer is left out.": lambda layers: _up(layers[:-1]),
        "The first layer is left out.": lambda layers: _up(layers[1:]),
        "R steps a layer: of R values, R - 1 are new, and the first counts once.": lambda layers: _up(
            layers, grow=lambda R: R
        ),
    },
)
