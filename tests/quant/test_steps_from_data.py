"""Steps, scales and ranges drawn from data: whatever the data, the answer is finite and near, or a sentence.

Each was seen to fail: zeros gave NaN in qat, 5 values among 9,995 zeros an empty range, a value of 1e9 a division by
zero in kmeans_exact, 1e42 NaN in NVFP4, a clip of NaN codes of its own.
"""

from itertools import combinations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from dnnlib.compress import network_file
from dnnlib.compress.network_file import Shared
from dnnlib.quant import blocks, calibrate, codebook, gptq, noise, qat
from dnnlib.quant.kmeans import kmeans_exact
from dnnlib.quant.number_formats.blocks import BLOCK_FORMATS
from dnnlib.quant.number_formats.formats import Format

SIZES = [0.0, 5e-324, 1e-300, 1e-45, 1e-9, 1.0, 1e9, 1e30, 1e37, 1e300]
TRAINED = [qat.linear, qat.dynamic_fixed_point, qat.unit, qat.grown]


@pytest.mark.parametrize("function", TRAINED, ids=lambda f: f.__name__)
@pytest.mark.parametrize("size", [0.0, 1e-45, 1e-38, 1.0, 1e30])
@pytest.mark.parametrize("bits", [2, 4, np.uint8(8)])
def test_steps_of_any_layer_are_finite_and_so_are_gradients(function, size, bits):
    x = torch.full((3, 4), size, requires_grad=True)
    y = function(x, bits)
    y.sum().backward()
    assert torch.isfinite(y).all() and torch.isfinite(x.grad).all()
    if size == 0:
        assert (y == 0).all()


def test_bits_of_any_integer_type_are_that_integer():
    x = torch.linspace(-1, 1, 9)
    for function in TRAINED:
        assert torch.equal(function(x, np.uint8(4)), function(x, 4))
        with pytest.raises(ValueError, match="bits=99"):
            function(x, 99)


def test_the_gradient_passes_at_the_bound_itself():
    """PyTorch 2.14 gives a clamp no gradient at its bound, 2.13 did: ours says |x| <= 1."""
    x = torch.tensor([-2.0, -1.0, 0.0, 1.0, 2.0], requires_grad=True)
    qat.sign(x).sum().backward()
    assert x.grad.tolist() == [0, 1, 1, 1, 0]


@given(st.integers(1, 40), st.integers(0, 3000), st.sampled_from([0.4, -0.4, 1e-300]))
def test_a_range_is_empty_only_where_all_is_zero(few, zeros, value):
    x = np.r_[np.zeros(zeros), np.full(few, value)]
    for method in calibrate.METHODS:
        low, high = calibrate.at(method, 4)(x)
        assert low < high and low <= 0 <= high, method
        assert calibrate.at(method, 4)(np.zeros(3)) == (0, 0)


@pytest.mark.parametrize("clip", [np.nan, np.inf, "wide", (0, np.nan)])
@pytest.mark.parametrize("symmetric", [True, False])
def test_a_clip_is_a_range(clip, symmetric):
    with pytest.raises(ValueError, match="clip="):
        codebook.linear([1.0, 2.0], 4, symmetric=symmetric, clip=clip)


def spread(values) -> float:
    return (
        float(sum((v - np.mean(values)) ** 2 for v in values)) if len(values) else 0.0
    )


@given(
    st.lists(
        st.sampled_from([0, 0.01, 0.02, 1, 1.01, 2, 1e9, -1e9, 1e12]),
        min_size=1,
        max_size=9,
    ),
    st.integers(1, 4),
)
def test_the_best_clusters_are_those_of_brute_force(values, K):
    x = np.unique(np.array(values, float))
    found = kmeans_exact(x, K).levels
    if K >= x.size:
        assert np.array_equal(found, x)
        return

    def cost(cuts):
        ends = [0, *cuts, x.size]
        return sum(spread(x[a:b]) for a, b in zip(ends, ends[1:]))

    best = min(cost(cuts) for cuts in combinations(range(1, x.size), K - 1))
    nearest = np.abs(x[:, None] - found).argmin(axis=1)
    mine = sum(spread(x[nearest == k]) for k in range(found.size))
    assert mine <= best * (1 + 1e-9) + 1e-9


@pytest.mark.parametrize("format", BLOCK_FORMATS.values(), ids=lambda f: f.name)
@pytest.mark.parametrize("size", SIZES)
def test_a_scale_fits_its_own_format_or_says_what_does(format, size):
    x = np.array([size, size / 2, 0, -size])
    try:
        back = blocks.decode(blocks.encode(x, format))
    except ValueError as error:
        assert "more than the largest scale" in str(error) and size > 1
        return
    assert np.isfinite(back).all()
    step = 0.26 * size + 2.0**-126  # 4 bits whose largest saturates; the least scale
    assert np.abs(back - x).max() <= max(
        step, 2.0**-24 if format.scale == blocks.HALF else 0
    )


def test_what_has_no_code_is_refused():
    for E in range(1, 9):
        with pytest.raises(ValueError, match="NaN"):
            Format("none", E, 0).encode(np.nan)
    with pytest.raises(ValueError, match="NaN"):
        blocks.Fixed("i", 4).encode([np.nan])
    with pytest.raises(ValueError, match="step=0"):
        blocks.Fixed("i", 4, step=0)


@pytest.mark.parametrize("level", [7e4, -7e4, 1e-9])
def test_fewer_bits_hold_a_level_or_refuse_it(level):
    with pytest.raises(ValueError, match="w: the level"):
        network_file.pack(
            "n", {"w": Shared(np.array([[0, 1]]), np.array([level, 1.0]))}
        )


@pytest.mark.parametrize("scale", [1e-200, 1e-20, 1e20, 1e200])
def test_gptq_is_the_same_in_any_unit_of_its_inputs(scale):
    rng = np.random.default_rng(1)
    F, I = rng.standard_normal((4, 6)), rng.standard_normal((30, 6))
    book = codebook.linear(F, 3)
    plain = gptq.gptq(F, I, book)
    assert np.array_equal(gptq.gptq(F, I * scale, book), plain)
    lost = gptq.output_error(F, plain, I)
    assert gptq.output_error(F, plain, I * scale) == pytest.approx(lost)


def test_nothing_lost_of_nothing_is_nothing():
    none = np.zeros((2, 3))
    assert gptq.output_error(none, none, np.ones((4, 3))) == 0


@pytest.mark.parametrize("shapes", [((9,), (9, 1)), ((2, 3), (3,)), ((4,), ())])
def test_a_forgotten_axis_is_no_number(shapes):
    with pytest.raises(ValueError, match="give a value for each value"):
        noise.sqnr(*map(np.ones, shapes))
