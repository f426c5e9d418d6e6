"""Scores, boxes and facts: torch's topk, SciPy's binomial test, and hand-made cases."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from dnnlib.dataflow import array
from dnnlib.resources import boxes, data_sets, frameworks, scores, tools

torch = pytest.importorskip("torch")


@given(st.integers(1, 8), st.integers(2, 7), st.integers(0, 10**6), st.data())
def test_top_k_is_torchs_where_no_two_are_equal(images, classes, seed, data):
    rng, k = np.random.default_rng(seed), data.draw(st.integers(1, classes))
    table = rng.permuted(np.tile(np.arange(classes), (images, 1)), axis=1)
    labels = rng.integers(0, classes, images)
    best = torch.tensor(table).topk(k).indices.numpy()
    assert scores.top_k(table, labels, k) == (best == labels[:, None]).any(1).mean()


def test_a_tie_is_no_hit():
    assert scores.top_k([[1, 1, 0]], [0], 1) == 0
    assert scores.top_k([[1, 1, 0]], [0], 2) == 1
    with pytest.raises(ValueError, match="give 1 to 3"):
        scores.top_k([[1, 1, 0]], [0], 4)


@given(st.integers(1, 10**5), st.data())
def test_the_interval_holds_its_accuracy_and_shrinks_with_images(n, data):
    right = data.draw(st.integers(0, n))
    low, high = scores.interval(right, n)
    assert 0 <= low <= right / n <= high <= 1
    wide = np.diff(scores.interval(100 * right, 100 * n))[0]
    assert wide <= (high - low) / 4 or low == 0 or high == 1


def test_the_interval_of_lenet():
    """The survey prints 99.05 % on 10,000 digits: 0.19 points to each side."""
    low, high = scores.interval(9_905, 10_000)
    assert round(100 * (high - low) / 2, 2) == 0.19


@given(st.integers(0, 60), st.integers(0, 60))
def test_the_sign_test_is_scipys(a, b):
    wanted = binomtest(a, a + b).pvalue if a + b else 1.0
    assert scores.sign_test(a, b) == pytest.approx(wanted)


def test_how_many_images_tell_two_accuracies_apart():
    assert 64_000 < scores.to_tell(0.991, 0.992) < 66_000
    assert scores.to_tell(0.9, 0.5) < 100
    with pytest.raises(ValueError, match="no number of images"):
        scores.to_tell(0.5, 0.5)


BOX = st.builds(lambda x, y, w, h: (x, y, x + w, y + h), *[st.integers(0, 5)] * 2, *[st.integers(1, 5)] * 2)  # fmt: skip


@given(BOX, BOX)
def test_overlap_counts_cells(a, b):
    """Witness: the same boxes painted on paper with squares."""
    cells = [{(x, y) for x in range(l, r) for y in range(t, u)} for l, t, r, u in (a, b)]  # fmt: skip
    assert boxes.overlap(a, b) == pytest.approx(len(cells[0] & cells[1]) / len(cells[0] | cells[1]))  # fmt: skip
    assert boxes.overlap(a, b) == boxes.overlap(b, a)


@given(st.lists(BOX, max_size=5), st.lists(BOX, max_size=5))
def test_hits_and_misses_are_all_objects(found, true):
    seen = boxes.judge(found, true)
    assert seen["hits"] + seen["missed"] == len(true)
    assert seen["hits"] + seen["false"] == len(found)


def test_a_second_find_of_an_object_is_false():
    box = (0, 0, 2, 2)
    assert boxes.judge([box, box], [box]) == {"hits": 1, "false": 1, "missed": 0}
    assert boxes.localized([(3, box)], box, 3)
    assert not boxes.localized([(1, box)] * 5 + [(3, box)], box, 3)
    with pytest.raises(ValueError, match="no area"):
        boxes.overlap((0, 0, 0, 2), box)


def test_facts_agree_with_themselves():
    errors = data_sets.claims().column("error")
    assert set(errors) == {"exact"}
    assert data_sets.DATA_SETS["MNIST"].raw_bytes == 47_040_000
    assert data_sets.DATA_SETS["CIFAR-10"].raw_bytes == 153_600_000
    assert data_sets.chance(1000, 5) == 0.005
    with pytest.raises(ValueError, match="10 at most"):
        data_sets.chance(10, 11)
    assert len(frameworks.then().rows) == 7 and frameworks.now().rows


def test_timeloop_says_the_same_of_both_nests():
    for nest in ("DRAM: R3 / RF: P16", "DRAM: P16 / RF: R3"):
        assert set(tools.against_timeloop(nest).column("why")) == {"equal"}


def test_scale_sim_says_the_same_but_for_two_known_things():
    table = tools.against_scalesim()
    assert table.column("why").count("equal") == 8
    assert table.column("why").count(tools.FROM_ZERO) == 3
    assert table.column("why").count(tools.DRAIN) == 1
    for flow in tools.SCALESIM:
        assert array.cycles(tools.TOY, 4, 4, flow) == tools.SCALESIM[flow][0] + 1
