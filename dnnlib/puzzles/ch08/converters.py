"""The converter at the foot of a column: how many bits, and how often."""

from math import ceil, floor, log2

from dnnlib.puzzle import Puzzle


def adc_bits(rows: int, cell: int, dac: int) -> int:
    """How many bits must a column's ADC have, so that it can tell all sums apart?

    A column has `rows` cells of `cell` bits, levels 0 to 2^cell - 1. Each row gets an input of `dac` bits,
    0 to 2^dac - 1. The sum of all products is converted in steps of 1; 0 needs a code as well.
    Source: Shafiee et al., ISCA 2016; Sze et al. 2017, VI-C.
    """
    if min(rows, cell, dac) < 1 or max(cell, dac) > 8 or rows > 2000:
        raise ValueError("rows, and bits of a cell and of an input, are 1 or more")
    largest = 0
    for _ in range(rows):
        largest += (2**cell - 1) * (2**dac - 1)
    bits = 0
    while 2**bits < largest + 1:
        bits += 1
    return bits


def _array(rng):
    rows = int(rng.choice([1, 2, 3, 4, 7, 8, 16, 31, 32, 64, 100, 128, 256]))
    return rows, int(rng.integers(1, 5)), int(rng.integers(1, 5))


def _needed(largest: int) -> int:
    return int(largest).bit_length()


adc_bits_puzzle = Puzzle(
    adc_bits,
    _array,
    points=4,
    examples=((128, 2, 1), (128, 1, 1), (4, 1, 1), (3, 1, 1), (5, 2, 2), (1, 3, 2), (100, 4, 3), (2, 1, 4)),
    wrong={
        "The bits are added up, log2(rows) + cell + dac: 2^cell - 1 is the largest level, not 2^cell.": (
            lambda rows, cell, dac: ceil(log2(rows)) + cell + dac
        ),
        "One is always subtracted from log2(rows) + cell + dac: that is right for inputs of one bit only.": (
            lambda rows, cell, dac: ceil(log2(rows)) + cell + dac - 1
        ),
        "The logarithm is rounded down: then the largest sums have no code.": (
            lambda rows, cell, dac: floor(log2(rows * (2**cell - 1) * (2**dac - 1) + 1))
        ),
        "The sum 0 has no code: largest + 1 sums must be told apart.": (
            lambda rows, cell, dac: ceil(log2(max(rows * (2**cell - 1) * (2**dac - 1), 1)))
        ),
        "The inputs' bits are left out: a row's input may be more than 1.": (
            lambda rows, cell, dac: _needed(rows * (2**cell - 1))
        ),
        "The cells' bits are left out: a cell may hold more than 1.": (
            lambda rows, cell, dac: _needed(rows * (2**dac - 1))
        ),
        "The rows are left out: all of them add to the column.": (
            lambda rows, cell, dac: _needed((2**cell - 1) * (2**dac - 1))
        ),
        "Columns are taken as turned over, which halves their sums: here they are not.": (
            lambda rows, cell, dac: _needed(rows * (2**cell - 1) * (2**dac - 1) // 2)
        ),
        "Levels and inputs are added: they are multiplied.": (
            lambda rows, cell, dac: _needed(rows * ((2**cell - 1) + (2**dac - 1)))
        ),
        "The number of sums is returned: its bits are asked for.": (
            lambda rows, cell, dac: rows * (2**cell - 1) * (2**dac - 1) + 1
        ),
        "A bit for a sign is added: these sums are never negative.": (
            lambda rows, cell, dac: _needed(rows * (2**cell - 1) * (2**dac - 1)) + 1
        ),
    },
)


def conversions(M: int, C: int, rows: int, weight: int, cell: int, inputs: int, pair: bool) -> int:
    """How many conversions does a layer of C inputs and M outputs take for one image?

    The C inputs are dealt to arrays of `rows` rows; the last may be partly empty, and is converted all the same.
    With pair=False all `weight` bits of a weight stand in cells of `cell` bits. With pair=True a positive and
    a negative column hold weight - 1 bits each, and both are converted. Inputs come one bit a cycle, for
    `inputs` cycles. Every column of every array is converted in every cycle.
    Source: Shafiee et al., ISCA 2016; Andrulis et al., ISCA 2023.
    """
    if min(M, C, rows, cell, inputs) < 1 or weight < 2 or max(M, C) > 600 or max(weight, inputs) > 16:
        raise ValueError("sizes are 1 or more, and a weight has a sign and a bit")
    stored, halves = (weight - 1, 2) if pair else (weight, 1)
    count = 0
    for _ in range(0, C, rows):
        for _ in range(M):
            for _ in range(0, stored, cell):
                for _ in range(inputs):
                    count += halves
    return count


def _layer(rng):
    M, C = int(rng.integers(1, 13)), int(rng.integers(1, 41))
    rows, weight = int(rng.choice([2, 4, 8, 16])), int(rng.integers(2, 10))
    cell, inputs = int(rng.integers(1, 5)), int(rng.integers(1, 9))
    return M, C, rows, weight, cell, inputs, bool(rng.integers(2))


def _counted(arrays=lambda C, rows: -(-C // rows), columns=lambda M, s: M * s, slices=lambda bits, cell: -(-bits // cell),
             cycles=lambda inputs: inputs, halves=2, less=1):  # fmt: skip
    """The count with one thing wrong."""

    def wrong(M, C, rows, weight, cell, inputs, pair):
        stored = weight - less if pair else weight
        each = arrays(C, rows) * columns(M, slices(stored, cell)) * cycles(inputs)
        return each * (halves if pair else 1)

    return wrong


conversions_puzzle = Puzzle(
    conversions,
    _layer,
    points=4,
    easier=("where a weight is stored with an offset", lambda *case: not case[-1]),
    examples=(
        (10, 100, 128, 8, 2, 8, False),
        (10, 100, 128, 8, 2, 8, True),
        (3, 20, 8, 8, 3, 2, False),
        (3, 20, 8, 7, 2, 2, True),
        (2, 16, 8, 4, 1, 4, True),
        (4, 9, 4, 5, 2, 3, True),
    ),
    wrong={
        "One conversion an array: each of its columns is converted.": _counted(columns=lambda M, s: 1),
        "The slices share a conversion: each has a column of its own.": _counted(columns=lambda M, s: M),
        "A last, partly empty array is left out: it is converted as well.": _counted(
            arrays=lambda C, rows: C // rows
        ),
        "A last, short slice is left out: its column is converted as well.": _counted(
            slices=lambda bits, cell: bits // cell
        ),
        "The cycles are left out: each bit of the inputs is converted by itself.": _counted(
            cycles=lambda inputs: 1
        ),
        "Only one half of a pair is converted: both are.": _counted(halves=1),
        "A pair's halves hold all bits of the weight: the sign needs no cell.": _counted(less=0),
        "Every row is converted: rows add up in their column first.": _counted(arrays=lambda C, rows: C),
        "All inputs are in one array: there are only `rows` rows in each.": _counted(
            arrays=lambda C, rows: 1
        ),
        "A cell holds one bit: it holds `cell` bits.": _counted(slices=lambda bits, cell: bits),
        "The inputs are cut like the weights: they come one bit a cycle.": (
            lambda M, C, rows, weight, cell, inputs, pair: (
                -(-C // rows) * M * -(-(weight - pair) // cell) * -(-inputs // cell) * (1 + pair)
            )
        ),
    },
)
