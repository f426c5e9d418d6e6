"""No kernel takes more memory beside I, F and O than it says: measured as NumPy's peak of allocations."""

import tracemalloc

import numpy as np
import pytest

from dnnlib.kernels import fft, strassen, toeplitz, winograd, winograd_fast
from dnnlib.shapes import ConvShape

WORD = 4
SHAPES = [
    ConvShape(N=2, M=32, C=32, P=64, Q=64, R=3, S=3),
    ConvShape(N=4, M=64, C=48, P=28, Q=28, R=3, S=3),
    ConvShape(N=2, M=32, C=64, P=48, Q=48),
]


def extra_words(function, shape) -> float:
    """Peak words allocated by a call, less those of O."""
    I, F = (np.ones(shape.tensor(tensor), np.float32) for tensor in "IF")
    function(I, F)  # what is loaded or cached the first time is no kernel's memory
    tracemalloc.start()
    function(I, F)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / WORD - shape.size("O")


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_toeplitz_holds_one_block_of_its_matrix(shape):
    assert (
        extra_words(toeplitz.conv, shape) <= 1.02 * toeplitz.block_words(shape) + 10_000
    )
    assert toeplitz.block_words(shape) < 4 * (shape.size("I") + shape.size("O"))


def test_toeplitz_of_a_large_layer_stays_far_below_its_whole_matrix():
    shape = ConvShape(M=8, C=64, P=224, Q=224, R=3, S=3)
    assert extra_words(toeplitz.conv, shape) < 0.05 * toeplitz.duplication(
        shape
    ) * shape.size("I")


@pytest.mark.parametrize("shape", SHAPES[:2], ids=str)
def test_fast_winograd_holds_a_block(shape):
    filters = winograd_fast.ahead(np.ones(shape.tensor("F"), np.float32))
    call = lambda I, F: winograd_fast.conv_channels_last(
        np.ascontiguousarray(I.transpose(0, 2, 3, 1)), filters
    )
    block = 2 * max(winograd_fast.CACHE, filters.places.nbytes) / WORD
    assert extra_words(call, shape) - shape.size("I") <= 1.5 * block
    assert extra_words(call, shape) - shape.size("I") < 4 * (
        shape.size("I") + shape.size("O")
    )


@pytest.mark.parametrize("shape", SHAPES[:2], ids=str)
def test_the_others_say_how_much(shape):
    whole = shape.size("I") + shape.size("O")
    assert (
        extra_words(winograd.conv, shape)
        < 1.25 * 4.5 * whole + 3 * 36 * shape.M * shape.C
    )
    assert extra_words(strassen.conv, shape) < 1.6 * (
        toeplitz.duplication(shape) * shape.size("I") + shape.size("O")
    )
    assert extra_words(fft.conv, shape) < 2.5 * fft.transformed_words(shape)
