"""Ranks and their correlation, against SciPy's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from dnnlib.precision import ranks
from dnnlib.precision.published import TABLE_III


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=20))
def test_ranks_are_scipys(values):
    assert np.array_equal(ranks.ranks(values), stats.rankdata(values))


def test_the_correlation_of_table_iii_is_scipys():
    rows = ranks.ranked()
    ours, theirs = [one.ours for one in rows], [one.published for one in rows]
    found = stats.spearmanr(ours, theirs).statistic
    assert ranks.rank_correlation() == pytest.approx(found)


def test_every_method_of_the_table_is_ranked_once_in_the_published_order():
    table = ranks.table_iii_by_rank()
    assert sorted(table.column("loss, published")) == table.column("loss, published")
    assert len(table.rows) == len(TABLE_III)
