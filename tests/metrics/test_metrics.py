"""The roofline: its two laws, published ridge points, and a measurement that must be possible."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dnnlib import metrics
from dnnlib.kernels import direct
from dnnlib.shapes import ConvShape

rate = st.floats(1e-3, 1e15)


@given(rate, rate, rate)
def test_the_roof_is_memory_below_the_ridge_and_arithmetic_above(
    peak, bandwidth, share
):
    machine = metrics.Machine("any", peak, bandwidth)
    assert metrics.attainable(peak, bandwidth, machine.ridge) == pytest.approx(peak)
    below = min(share, 0.5) * machine.ridge
    assert metrics.attainable(peak, bandwidth, below) == pytest.approx(
        bandwidth * below
    )
    assert metrics.attainable(peak, bandwidth, machine.ridge * (1 + share)) == peak


def test_ridge_points_of_data_sheets():
    """NVIDIA's data sheets: H100 SXM 989 TFLOP/s dense BF16 and 3.35 TB/s, H200 4.8 TB/s: 295 and 206 a byte."""
    assert round(metrics.Machine("H100 SXM", 989e12, 3.35e12).ridge) == 295
    assert round(metrics.Machine("H200", 989e12, 4.8e12).ridge) == 206


def test_a_fully_connected_layer_needs_a_batch():
    """AlexNet FC6 at two bytes a word: about 1 operation a byte for one image, about 63 for sixty-four."""
    one, many = (
        metrics.intensity(ConvShape(N=N, M=4096, C=9216), word=2) for N in (1, 64)
    )
    assert one == pytest.approx(1, rel=0.01) and many == pytest.approx(63, rel=0.01)


def test_direct_moves_four_words_a_mac():
    """Two operations and four words of four bytes a MAC: an eighth of an operation a byte (Sze et al. 2017, V-B)."""
    assert metrics.kernel_intensity(direct.ops(ConvShape(M=8, C=4, P=5, R=3))) == 2 / 16


def test_a_point_has_a_kernels_own_operations():
    ops = direct.ops(ConvShape(M=8, C=4, P=5, R=3))
    assert metrics.point("direct", ops, 0.5) == ("direct", 2 / 16, 4 * ops.mults)


def test_what_is_measured_is_possible():
    machine = metrics.measure(size=256, words=1 << 22, rounds=2)
    assert 1e8 < machine.peak < 1e14 and 1e8 < machine.bandwidth < 1e13
    assert machine.ridge == machine.peak / machine.bandwidth


def test_least_seconds_is_the_least_and_counts_work():
    slept = iter([0, 60_000, 600_000, 60_000])
    seconds = metrics.least_seconds(lambda: sum(range(next(slept))), rounds=3)
    assert (
        1e-5 < seconds < metrics.least_seconds(lambda: sum(range(3_000_000)), rounds=2)
    )


@pytest.mark.parametrize(
    "peak, bandwidth", [(0, 1), (1, 0), (-1, 1), (float("nan"), 1)]
)
def test_a_machine_without_a_rate_is_refused(peak, bandwidth):
    with pytest.raises(ValueError, match="must be a number above 0"):
        metrics.Machine("none", peak, bandwidth)
    with pytest.raises(ValueError, match="each is 0 or more"):
        metrics.attainable(1, 1, np.array([1, -1]))
