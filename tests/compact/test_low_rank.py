"""Low rank: laws of the factors, tensorly and NumPy as witnesses; CP's nearest tensor that does not exist."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dnnlib import data
from dnnlib.compact import low_rank
from dnnlib.compact.chain import compose, run
from dnnlib.compact.cp import cp, cp_greedy, largest, rebuilt
from dnnlib.kernels import direct

quick = settings(deadline=None, max_examples=15)
CONV2 = data.weights("LeNet-5")["conv2.weight"].astype(float)
sizes = st.integers(2, 5)


def tensor(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape)


@quick
@given(sizes, sizes, st.integers(0, 9))
def test_svd_is_the_nearest_of_its_rank(M, K, seed):
    F = tensor(M, K, seed=seed)
    values = np.linalg.svd(F, compute_uv=False)
    for r in range(1, min(M, K) + 1):
        A, B = low_rank.svd(F, r)
        left = np.linalg.norm(F - A @ B)
        np.testing.assert_allclose(left, np.linalg.norm(values[r:]), atol=1e-9)
    with pytest.raises(ValueError, match=f"1 to {min(M, K)}"):
        low_rank.svd(F, min(M, K) + 1)


def test_the_break_even_rank_is_where_both_have_as_many_weights():
    at = low_rank.svd_break_even(500, 800)
    assert at * (500 + 800) == 500 * 800 and int(at) == 307


@quick
@given(sizes, sizes, st.integers(1, 3), st.integers(1, 3), st.integers(0, 9))
def test_chains_are_the_approximation(M, C, R, S, seed):
    F, I = tensor(M, C, R, S, seed=seed), tensor(2, C, R + 2, S + 2, seed=seed)
    factors = cp(F, 2, rounds=3)
    one = compose(*low_rank.cp_chain(factors))
    np.testing.assert_allclose(one.F, rebuilt(factors), atol=1e-9)
    for chain in (
        low_rank.cp_chain(factors),
        low_rank.tucker_chain(*low_rank.tucker(F, 2, 2)),
    ):
        O = direct.conv(I, compose(*chain).F)
        np.testing.assert_allclose(run(I, chain), O, atol=1e-9)


def test_weights_are_the_formulas():
    M, C, R, S = CONV2.shape
    chain = low_rank.cp_chain(cp(CONV2, 3, rounds=1))
    assert sum(F.size for F, *_ in chain) == low_rank.cp_weights(M, C, R, S, 3)
    chain = low_rank.tucker_chain(*low_rank.tucker(CONV2, 10, 6))
    assert sum(F.size for F, *_ in chain) == low_rank.tucker_weights(M, C, R, S, 10, 6)


def test_full_ranks_give_the_layer_back():
    F = tensor(4, 3, 2, 2)
    U, core, V = low_rank.tucker(F, 4, 3)
    np.testing.assert_allclose(
        compose(*low_rank.tucker_chain(U, core, V)).F, F, atol=1e-9
    )
    np.testing.assert_allclose(U.T @ U, np.eye(4), atol=1e-9)
    true = rebuilt([tensor(size, 2, seed=size) for size in (5, 4, 3)])
    assert low_rank.error(true, rebuilt(cp(true, 2, 500))) < 1e-4


def test_more_rounds_and_more_rank_never_hurt():
    errors = [low_rank.error(CONV2, rebuilt(cp(CONV2, 8, n))) for n in (1, 5, 25)]
    assert errors == sorted(errors, reverse=True)
    ranks = [low_rank.error(CONV2, rebuilt(cp(CONV2, r, 25))) for r in (2, 8, 32)]
    assert ranks == sorted(ranks, reverse=True)


def test_tensorly_reaches_no_less_an_error():
    """Another program's factors, the same problem: errors within a hundredth; ours is not to be worse."""
    tensorly = pytest.importorskip("tensorly")
    from tensorly.decomposition import parafac, partial_tucker

    theirs = tensorly.cp_to_tensor(
        parafac(CONV2, 16, n_iter_max=100, init="random", random_state=0)
    )
    ours = rebuilt(cp(CONV2, 16))
    assert low_rank.error(CONV2, ours) < low_rank.error(CONV2, theirs) + 0.01
    (core, factors), _ = partial_tucker(CONV2, rank=[10, 6], modes=[0, 1])
    near = tensorly.tenalg.multi_mode_dot(core, factors, modes=[0, 1])
    mine = compose(*low_rank.tucker_chain(*low_rank.tucker(CONV2, 10, 6))).F
    assert abs(low_rank.error(CONV2, mine) - low_rank.error(CONV2, near)) < 1e-3


def test_greedy_takes_the_best_product_first_and_ends_behind():
    greedy, together = cp_greedy(CONV2, 8), cp(CONV2, 8)
    first = rebuilt([factor[:, :1] for factor in greedy])
    np.testing.assert_allclose(
        low_rank.error(CONV2, first),
        low_rank.error(CONV2, rebuilt(cp(CONV2, 1))),
        rtol=1e-3,
    )
    assert low_rank.error(CONV2, rebuilt(together)) < low_rank.error(
        CONV2, rebuilt(greedy)
    )


def test_a_tensor_without_a_nearest_of_rank_two():
    """x.x.y + x.y.x + y.x.x has rank 3; rank 2 comes as near as one likes, with products that grow (de Silva, Lim)."""
    F = np.zeros((2, 2, 2))
    F[0, 0, 1] = F[0, 1, 0] = F[1, 0, 0] = 1
    runs = [cp(F, 2, rounds, seed=1) for rounds in (20, 200, 2000)]
    errors = [low_rank.error(F, rebuilt(one)) for one in runs]
    sizes = [largest(one) for one in runs]
    assert errors == sorted(errors, reverse=True) and errors[-1] < 0.05
    assert sizes == sorted(sizes) and sizes[-1] > 3 * np.linalg.norm(F)
    held = cp(F, 2, 2000, seed=1, ridge=0.01)
    assert largest(held) < sizes[-1] / 2
    with pytest.raises(ValueError, match="r=0"):
        cp(F, 0)


@pytest.mark.parametrize("asked", [{"r": 2**64}, {"r": 2, "rounds": 2**64}])
@pytest.mark.parametrize("made", [cp, cp_greedy])
def test_more_products_or_rounds_than_ever_help_are_refused_at_once(made, asked):
    with pytest.raises(ValueError, match=str(2**64)):
        made(np.ones((2, 3, 4)), **asked)
