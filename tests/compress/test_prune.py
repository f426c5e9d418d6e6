"""Pruning: the definition and the fast way agree, counts are exact, and bad input is refused with what would fit."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from torch.nn.utils import prune as torch_prune

from dnnlib.compress import prune

densities = st.floats(0, 1)
tied = arrays(
    np.float32,
    array_shapes(max_dims=4, max_side=5),
    elements=st.sampled_from([-2.0, -1.0, -0.0, 0.0, 1.0]),
)
WAYS = [prune.magnitude, prune.filters, prune.channels, prune.n_of_m]


def normal(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


@given(tied, densities)
def test_sorting_agrees_with_the_definition_and_keeps_the_exact_count(scores, density):
    mask = prune.keep(scores, density)
    assert np.array_equal(mask, prune.keep_by_rank(scores, density))
    assert mask.shape == scores.shape and mask.sum() == prune.kept(scores.size, density)
    assert not mask.any() or mask.all() or scores[mask].min() >= scores[~mask].max()


@given(st.integers(1, 400), densities)
def test_magnitude_is_torchs_l1_unstructured(size, density):
    F = normal(size)
    layer = torch.nn.Linear(size, 1)
    layer.weight = torch.nn.Parameter(torch.from_numpy(F[None]))
    torch_prune.l1_unstructured(
        layer, "weight", amount=size - prune.kept(size, density)
    )
    assert np.array_equal(
        prune.magnitude(F, density), layer.weight_mask[0].numpy().astype(bool)
    )


@pytest.mark.parametrize("way, dim", [(prune.filters, 0), (prune.channels, 1)])
def test_slices_are_torchs_ln_structured(way, dim):
    F = normal(8, 6, 3, 3)
    layer = torch.nn.Conv2d(6, 8, 3)
    layer.weight = torch.nn.Parameter(torch.from_numpy(F))
    torch_prune.ln_structured(layer, "weight", amount=F.shape[dim] // 2, n=1, dim=dim)
    assert np.array_equal(way(F, 0.5), layer.weight_mask.numpy().astype(bool))


@given(st.integers(1, 4), st.data())
def test_n_of_m_keeps_the_largest_n_of_every_group(m, draw):
    n, groups = draw.draw(st.integers(0, m)), draw.draw(st.integers(1, 4))
    F = draw.draw(
        arrays(
            np.float32,
            (3, groups * m, 2),
            elements=st.sampled_from([-2.0, -1.0, 0.0, 1.0, 3.0]),
        )
    )
    mask = prune.n_of_m(F, n, m)
    for k in range(groups):
        part = np.s_[:, k * m : k * m + m]
        for f, one in zip(
            np.moveaxis(np.abs(F[part]), 1, -1).reshape(-1, m),
            np.moveaxis(mask[part], 1, -1).reshape(-1, m),
        ):
            assert np.array_equal(one, prune.keep_by_rank(f, n / m))


def test_two_of_four_halves_a_layer_and_wraps_no_filter():
    F = normal(5, 8, 3, 3)
    mask = prune.n_of_m(F)
    assert (mask.reshape(5, 2, 4, 3, 3).sum(axis=2) == 2).all()
    assert np.array_equal(prune.n_of_m(F.swapaxes(0, 1), axis=0), mask.swapaxes(0, 1))


def test_one_threshold_for_a_network_is_not_one_for_each_layer():
    F = {"small": 0.1 * normal(40, 10), "large": normal(20, 10, seed=1)}
    scores = {name: np.abs(f) for name, f in F.items()}
    both, each = prune.globally(scores, 0.3), prune.layerwise(scores, 0.3)
    assert prune.density(both) == prune.density(each) == 0.3
    assert both["small"].mean() < 0.3 < both["large"].mean()
    assert {name: mask.mean() for name, mask in each.items()} == pytest.approx(
        {"small": 0.3, "large": 0.3}
    )
    together = np.concatenate([s.ravel() for s in scores.values()])
    assert np.array_equal(
        np.concatenate([m.ravel() for m in both.values()]), prune.keep(together, 0.3)
    )
    assert prune.layerwise(scores, {"small": 0, "large": 1})["large"].all()
    with pytest.raises(KeyError, match="large"):
        prune.layerwise(scores, {"small": 0.5})


def test_saliency_is_the_loss_of_a_quadratic():
    """For E = sum of h * (w - w*)^2 / 2 at its minimum w*, deleting a weight costs exactly its saliency."""
    w, h = normal(9).astype(np.float64), np.arange(9.0)
    for k, score in enumerate(prune.saliency(w, h)):
        without = np.where(np.arange(9) == k, 0, w)
        assert (h * (without - w) ** 2 / 2).sum() == pytest.approx(score)
    # flat: goes first
    assert (
        prune.keep(prune.saliency(w, 1 / w**4), 0.5).tolist()
        == (~prune.magnitude(w, 4 / 9)).tolist()
    )


@given(st.integers(1, 12), st.floats(0.01, 1))
def test_iterative_schedules_end_where_they_should_and_never_rise(rounds, final):
    path = prune.geometric(rounds, final)
    assert len(path) == rounds and path[-1] == pytest.approx(final)
    np.testing.assert_allclose(
        np.divide(path, [1.0, *path[:-1]]), final ** (1 / rounds)
    )
    curve = [prune.cubic(t, final) for t in np.linspace(-0.5, 1.5, 21)]
    assert (
        curve[0] == 1
        and curve[-1] == pytest.approx(final)
        and np.all(np.diff(curve) <= 1e-12)
    )


@pytest.mark.parametrize("way", WAYS)
def test_nan_is_refused_by_its_place(way):
    F = normal(4, 4)
    F[1, 2] = np.nan
    with pytest.raises(
        ValueError, match=r"1 of 16 values are NaN, the first at \(1, 2\)"
    ):
        way(F, *([] if way is prune.n_of_m else [0.5]))


@pytest.mark.parametrize("density", [-0.01, 1.01, 50, float("nan"), float("inf")])
def test_a_density_is_a_share(density):
    with pytest.raises(
        ValueError, match="share of weights that stay: use a number from 0 to 1"
    ):
        prune.magnitude(normal(3, 3), density)
    with pytest.raises(ValueError, match="from 0 to 1"):
        prune.cubic(0.5, density)


def test_the_ends_of_the_scale_and_empty_layers():
    F = np.array([0.0, -0.0, np.inf, -np.inf, 1e-45], np.float32)
    assert prune.magnitude(F, 1).all() and not prune.magnitude(F, 0).any()
    assert prune.magnitude(F, 0.4).tolist() == [False, False, True, True, False]
    assert prune.magnitude(np.zeros((0, 3)), 0.5).shape == (0, 3)
    assert prune.globally({}, 0.5) == {} and prune.density({}) == 1


def test_errors_name_what_would_fit():
    with pytest.raises(
        ValueError, match="axis 1 has 6 weights, no multiple of 4: pad it"
    ):
        prune.n_of_m(normal(4, 6))
    with pytest.raises(
        ValueError, match="n=5 .kept in 5:4. must be an integer from 0 to 4"
    ):
        prune.n_of_m(normal(4, 8), 5, 4)
    with pytest.raises(ValueError, match=r"weights \(2, 2\) but curvature \(2,\)"):
        prune.saliency(normal(2, 2), normal(2))
    for rounds, final in [(0, 0.5), (3, 0), (3, 1.5), (3, float("nan"))]:
        with pytest.raises(ValueError, match="rounds=0 must be|use a density above 0"):
            prune.geometric(rounds, final)
