"""Percentiles and queries: MLPerf's printed numbers, SciPy's binomial, and the definition of a rank."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from dnnlib.metrics.tail import by_margin, chance, discarded, percentile, queries


@pytest.mark.parametrize("share, printed", [(0.9, 64), (0.99, 662), (0.999, 6636)])
def test_mlperfs_queries_to_the_last_digit(share, printed):
    assert queries(share) == printed
    assert chance(printed, 1, share) <= 0.01 < chance(printed - 1, 1, share)


@pytest.mark.parametrize(
    "share, printed",
    [
        (0.9, (23_886, 24_576)),
        (0.95, (50_425, 57_344)),
        (0.97, (85_811, 90_112)),
        (0.99, (262_742, 270_336)),
    ],
)
def test_mlperfs_margin_rule_to_the_last_digit(share, printed):
    assert by_margin(share) == printed


def test_a_real_log_may_discard_728():
    assert discarded(7_914, 0.9) == 728
    with pytest.raises(ValueError, match="takes 64"):
        discarded(63, 0.9)


@given(
    st.integers(1, 3000), st.integers(0, 60), st.sampled_from([0.5, 0.9, 0.97, 0.99])
)
def test_the_chance_is_the_binomials(n, over, share):
    assert chance(n, over, share) == pytest.approx(
        binom.cdf(over, n, 1 - share), rel=1e-8, abs=1e-250
    )


@given(
    st.integers(0, 40), st.sampled_from([0.5, 0.9, 0.99]), st.sampled_from([0.9, 0.99])
)
def test_queries_is_the_least_that_proves(over, share, confidence):
    n = queries(share, over, confidence)
    assert binom.cdf(over, n, 1 - share) <= 1 - confidence
    assert n == over + 1 or binom.cdf(over, n - 1, 1 - share) > 1 - confidence


@given(st.lists(st.integers(0, 50), min_size=1, max_size=60), st.integers(1, 100))
def test_nearest_rank_is_the_least_latency_that_enough_do_not_exceed(
    latencies, percent
):
    found = percentile(latencies, percent / 100)
    enough = [
        v
        for v in latencies
        if 100 * sum(u <= v for u in latencies) >= percent * len(latencies)
    ]
    assert found == min(enough) and found in latencies


def test_a_rank_is_no_rounding_accident():
    assert percentile(range(1, 11), 0.9) == 9
    assert percentile(range(1, 101), 0.99) == 99 and percentile([5], 0.01) == 5
    assert percentile(np.arange(1000), 1) == 999


@pytest.mark.parametrize("wrong", [0, 1.5, -0.1, float("nan"), 99])
def test_a_share_that_is_none_is_refused(wrong):
    with pytest.raises(ValueError, match="between 0 and 1"):
        percentile([1, 2], wrong)
    with pytest.raises(ValueError, match="between 0 and 1"):
        queries(wrong)


def test_no_latencies_no_percentile():
    with pytest.raises(ValueError, match="at least one"):
        percentile([], 0.9)
