"""The multicast network: what its IDs let through is what each PE wants, by asking every PE; its picture says so."""

import numpy as np
import pytest

from dnnlib import plots
from dnnlib.dataflow.array.multicast import NOBODY, network, sent, tags, tags_by_loops
from dnnlib.plots.dataflow.multicast import ifmap_network
from dnnlib.plots.dataflow.set_placement import placed


@pytest.mark.parametrize("seed", range(4))
def test_each_pe_takes_its_word_and_no_other(seed):
    rng = np.random.default_rng(seed)
    groups, wants = rng.integers(0, 3, 5), rng.integers(NOBODY, 6, (5, 7))
    one = network(groups, wants)
    took = np.full(wants.shape, NOBODY)
    for row, col in tags(one):
        takes = one.takes(row, col)
        assert takes.any() and (took[takes] == NOBODY).all()
        assert (groups[np.nonzero(takes)[0]] == row).all()
        took[takes] = col
    assert np.array_equal(took, wants)
    assert tags(one) == tags_by_loops(groups, wants)
    assert sent(one) == {"multicast": len(tags(one)), "each alone": (wants >= 0).sum()}


@pytest.mark.parametrize(("R", "e", "U"), [(3, 13, 1), (11, 7, 4), (5, 14, 1)])
def test_an_ifmap_row_goes_to_its_diagonal(R, e, U):
    one = ifmap_network(R, e, U=U)
    for k, row, col, r, p in placed(R, e, 12, 14):
        channel = k // max(14 // e, 1)
        assert one.takes(channel, U * p + r)[row, col]
    assert (one.cols != NOBODY).sum() == len(placed(R, e, 12, 14))


def test_the_picture_counts_what_the_network_sends():
    figure = plots.multicast()
    assert sum(figure.table.column("PEs that take it")) == 156
    assert len(figure.table.rows) == 60 and "taken by 3 of 168" in figure.title
    with pytest.raises(ValueError, match="no PE wants row 99"):
        plots.multicast(ifmap_row=99)
    with pytest.raises(ValueError, match=r"give \[rows\] and \[rows, cols\]"):
        network(np.zeros(3, int), np.zeros((4, 2), int))
