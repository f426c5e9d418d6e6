"""A crossbar against integers and a nodal solve, columns that vote against their theory."""

from itertools import product as every

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.sparse.linalg import spsolve

from dnnlib.neardata import (
    Adc,
    Crossbar,
    bit_line,
    both,
    convert,
    converts,
    exact_bits,
    flipped,
    joined,
    noise,
    product,
    slices,
)
from dnnlib.neardata.boosting import (
    best_threshold,
    class_pairs,
    classify,
    margins,
    separating,
    train,
)
from dnnlib.neardata.circuit import Circuit, features
from dnnlib.neardata.crossbar import SIGNS
from dnnlib.neardata.multiply import product_by_columns
from dnnlib.neardata.wires import aimed
from dnnlib.shapes import ConvShape

seeds = st.integers(0, 10**6)


@st.composite
def crossbars(draw, adc=False):
    """Any small crossbar, with or without a converter."""
    signs = draw(st.sampled_from(SIGNS))
    weight_bits, input_bits = draw(st.integers(2, 9)), draw(st.integers(1, 8))
    stored = weight_bits - (signs != "offset")
    return Crossbar(
        rows=draw(st.integers(1, 9)),
        cols=draw(st.integers(1, 9)),
        weight_bits=weight_bits,
        input_bits=input_bits,
        cell_bits=draw(st.integers(1, stored)),
        dac_bits=draw(st.integers(1, input_bits)),
        signs=signs,
        adc=Adc(draw(st.integers(1, 8)), draw(st.sampled_from([None, 1, 5.5, 60])))
        if adc
        else None,
    )


def operands(crossbar: Crossbar, seed: int):
    rng = np.random.default_rng(seed)
    N, C, M = rng.integers(1, (40, 20, 5))
    low, high = crossbar.weight_range
    X = rng.integers(0, 2**crossbar.input_bits, (N, C))
    return X, rng.integers(low, high + 1, (C, M))


# Slices


@given(st.integers(1, 16), st.integers(1, 16), seeds)
def test_digits_join_to_the_number_and_fit_their_cells(bits, each, seed):
    q = np.random.default_rng(seed).integers(0, 2**bits, 7)
    digits = slices(q, bits, min(each, bits))
    assert np.array_equal(joined(digits, min(each, bits)), q)
    assert max(d.max() for d in digits) < 2**each and len(digits) == -(
        -bits // min(each, bits)
    )


@given(st.integers(1, 4), st.integers(1, 9), seeds)
def test_a_flipped_column_is_at_most_half_full_and_tells_its_sum(bits, rows, seed):
    rng, most = np.random.default_rng(seed), 2**bits - 1
    W, x = rng.integers(0, most + 1, (rows, 6)), rng.integers(0, 2, rows)
    stored, flags = flipped(W, bits)
    assert (2 * stored.sum(axis=0) <= rows * most).all()
    found = np.where(flags, most * x.sum() - x @ stored, x @ stored)
    assert np.array_equal(found, x @ W)


# The product


@given(crossbars(), seeds)
@settings(deadline=None)
def test_without_a_converter_it_is_the_integer_product(crossbar, seed):
    X, W = operands(crossbar, seed)
    assert np.array_equal(product(X, W, crossbar), X @ W)


@given(crossbars(adc=True), seeds, st.booleans())
@settings(deadline=None)
def test_the_trick_gives_what_the_definition_gives(crossbar, seed, halved):
    X, W = operands(crossbar, seed)
    cells = (lambda G: G / 2) if halved else None  # halves are exact
    fast = product(X, W, crossbar, cells)
    slow = product_by_columns(X, W, crossbar, cells)
    assert fast == pytest.approx(slow, abs=1e-6 * max(np.abs(slow).max(), 1))


@pytest.mark.parametrize("cell, dac", [(2, 1), (8, 16)])
def test_sums_beyond_single_precision_stay_whole(cell, dac):
    """Products of 16 bits need more than the 24 that float32 has."""
    rng = np.random.default_rng(0)
    X, W = rng.integers(0, 2**16, (3, 300)), rng.integers(-(2**15), 2**15, (300, 4))
    crossbar = Crossbar(300, 128, 16, 16, cell, dac)
    assert np.array_equal(product(X, W, crossbar), X @ W)


@pytest.mark.parametrize("signs", SIGNS)
@pytest.mark.parametrize(
    "rows, cell, dac", [(128, 2, 1), (16, 1, 1), (7, 3, 2), (5, 2, 4)]
)
def test_exact_if_and_only_if_the_converter_counts_to_the_largest_sum(
    signs, rows, cell, dac
):
    """ISAAC's 9 bits: with step 1 that many lose nothing, and one less does."""
    for spare in (0, 1, -1):
        plain = Crossbar(rows, 8, 8, 4, cell, dac, signs)
        bits = exact_bits(plain) + spare
        top = 2 ** (bits - (signs == "difference")) - 1
        crossbar = Crossbar(rows, 8, 8, 4, cell, dac, signs, Adc(bits, top))
        X, W = np.full((1, rows), 15), np.full((rows, 2), crossbar.weight_range[1])
        same = np.array_equal(product(X, W, crossbar), X @ W)
        assert same == (spare >= 0)


def test_isaacs_numbers():
    """Shafiee et al., ISCA 2016: 9 bits, 8 with flipped columns, 16 cycles, 8 cells."""
    isaac = Crossbar(weight_bits=16, input_bits=16)
    assert (exact_bits(isaac), isaac.cycles, isaac.slices) == (9, 16, 8)
    stored, _ = flipped(np.full((128, 1), 3), 2)
    assert (
        exact_bits(isaac) == 9
        and int(128 * 3 / 2).bit_length() == 8
        and stored.sum() == 0
    )


def test_nine_bits_over_the_full_range_are_not_exact_and_eight_at_step_one_clip():
    W, X = np.full((128, 1), 127), np.full((1, 128), 255)
    assert product(X, W, Crossbar(adc=Adc(9, 511)))[0, 0] == (X @ W)[0, 0]
    off = product(X, W, Crossbar(adc=Adc(8, 255))) - X @ W
    assert off == (255 - 384) * 255 * 85  # clipped in every cycle and slice
    sums = np.arange(385)
    assert (convert(sums, Adc(9), 384) != sums).any() and (
        convert(sums, Adc(9, 511), 384) == sums
    ).all()


def test_a_tie_goes_to_the_even_code():
    assert convert([4, 12, 20], Adc(6, 504), 504).tolist() == [0, 16, 16]


def test_a_difference_is_converted_once_and_a_pair_twice():
    shape = ConvShape(M=20, C=300, P=2)
    pair, difference = (Crossbar(signs=s) for s in SIGNS[1:])
    assert converts(shape, pair) == 2 * converts(shape, difference)
    assert (
        converts(shape, difference) == 2 * 3 * 20 * 4 * 8
    )  # positions, arrays, M, slices, cycles


@given(crossbars(adc=True), seeds)
@settings(deadline=None)
def test_conversions_are_counted_as_they_happen(crossbar, seed):
    X, W = operands(crossbar, seed)
    seen, N = [], len(X)
    live = Crossbar(**{**vars(crossbar), "adc": None})
    product(X, W, live, read=lambda S: seen.append(S.size) or S)
    assert sum(seen) == converts(ConvShape(N=N, M=W.shape[1], C=len(W)), crossbar)


def test_cells_meet_one_array_at_a_time_and_their_own_rows():
    met = []
    X, W = operands(Crossbar(), 3)
    X, W = np.ones((1, 300), int), np.ones((300, 40), int)
    product(X, W, Crossbar(), lambda G: met.append(G.shape) or G)
    assert met == [(128, 128), (128, 32)] * 2 + [(44, 128), (44, 32)]


# Wires


def nodal(G, row, column):
    """Kirchhoff's law at each node, solved by SciPy: the current of every column."""
    rows, cols = G.shape
    word = np.arange(rows * cols).reshape(rows, cols)
    line = word + rows * cols
    A, b = sparse.lil_matrix((2 * rows * cols,) * 2), np.zeros((2 * rows * cols, rows))

    def join(i, j, g):
        for p, q in ((i, j), (j, i)):
            A[p, p] += g
            A[p, q] -= g

    for i, j in every(range(rows), range(cols)):
        join(word[i, j], line[i, j], G[i, j])
        if j:
            join(word[i, j - 1], word[i, j], 1 / row)
        else:
            A[word[i, 0], word[i, 0]] += 1 / row
            b[word[i, 0], i] = 1 / row
        if i:
            join(line[i - 1, j], line[i, j], 1 / column)
    for j in range(cols):
        A[line[-1, j], line[-1, j]] += 1 / column
    u = spsolve(A.tocsc(), b).reshape(2 * rows * cols, rows)
    return (u[line[-1]] / column).T


@pytest.mark.parametrize("rows, cols", [(1, 1), (2, 3), (7, 4), (12, 20)])
@pytest.mark.parametrize("row, column", [(0.3, 0.2), (1e-3, 2e-3), (0.05, 1e-4)])
def test_wires_are_kirchhoffs_law(rows, cols, row, column):
    G = np.random.default_rng(rows).random((rows, cols)) * 3
    G[-1, 0] *= rows == 1 or cols != 3  # an empty cell in one of them
    found = both(G, row, column)
    assert np.abs(found - nodal(G, row, column)).max() < 1e-12 * G.max()


def test_without_resistance_nothing_is_lost_and_with_more_more_is():
    G = np.random.default_rng(0).random((30, 5))
    assert np.array_equal(bit_line(G, 0), G) and np.array_equal(
        both(G, 0, 0.1), bit_line(G, 0.1)
    )
    assert both(G, 1e-9, 0.1) == pytest.approx(bit_line(G, 0.1), abs=1e-6)
    assert both(G, 0.1, 0) == pytest.approx(bit_line(G.T[::-1], 0.1)[::-1].T, abs=1e-12)
    less = [both(G, w, w).sum() for w in (0, 1e-3, 1e-2, 1e-1)]
    assert less == sorted(less, reverse=True)
    assert (bit_line(G, 0.1) <= G).all()
    for axis in (0, 1):  # of one cell alone it is not true: currents sneak by others
        assert (both(G, 0.1, 0.1).sum(axis) <= G.sum(axis)).all()


def test_the_cell_nearest_the_sense_amplifier_loses_least():
    lost = 1 - bit_line(np.ones((64, 1)), 1e-4)
    assert (np.diff(lost[:, 0]) < 0).all()
    assert lost[-1, 0] < 0.02 < lost[0, 0]


def test_cells_can_be_programmed_to_what_the_wires_will_leave():
    G = np.random.default_rng(1).integers(0, 4, (64, 9)).astype(float)
    wires = lambda cells: bit_line(cells, 3e-5)
    made = aimed(G, wires, top=3 * 1.3, steps=30)
    assert wires(made) == pytest.approx(G, abs=1e-6) and (made >= G).all()


# Noise


def test_no_conductance_falls_below_zero():
    rng = np.random.default_rng(0)
    G = noise.programmed(np.zeros(10_000), 0.1, 3, rng)
    assert G.min() == 0 and G.mean() == pytest.approx(
        0.3 / np.sqrt(2 * np.pi), rel=0.05
    )
    assert np.array_equal(noise.programmed(np.arange(4.0), 0, 3, rng), np.arange(4))


def test_faults_drift_and_reading():
    rng, G = np.random.default_rng(0), np.ones(100_000)
    bad = noise.stuck(G, 0.2, 3, rng)
    assert (bad == 0).mean() == pytest.approx(0.1, abs=0.005) == (bad == 3).mean()
    assert noise.drift(G, 1, 0.05).max() == 1
    assert noise.drift(G, 3600, 0.05)[0] == pytest.approx(3600**-0.05)
    assert noise.read(np.zeros(100_000), 2, rng).std() == pytest.approx(2, rel=0.02)


# Columns that vote


def two_clouds(seed, n=200, K=6):
    rng = np.random.default_rng(seed)
    y = rng.choice([-1, 1], n)
    X = np.clip(rng.normal(12 + 3 * y[:, None] * rng.random(K), 6), 0, 31)
    return np.rint(X), y


@given(seeds)
@settings(max_examples=30, deadline=None)
def test_no_single_weight_can_be_turned_for_the_better(seed):
    X, y = two_clouds(seed)
    d = np.random.default_rng(seed).random(len(y))
    d /= d.sum()

    def ratio(w):
        up, down = d * (y > 0), d * (y < 0)
        s = X @ w
        a, b = up @ s / up.sum(), down @ s / down.sum()
        inside = up @ (s - a) ** 2 + down @ (s - b) ** 2
        C = X.T @ (X * d[:, None]) - sum(
            part.sum() * np.outer(part @ X / part.sum(), part @ X / part.sum())
            for part in (up, down)
        )
        return (
            (a - b) ** 2 / (inside + 1e-3 * np.trace(C) / len(C) * len(w))
            if a > b
            else 0
        )

    w = separating(X, y, d).astype(float)
    turned = [np.where(np.arange(len(w)) == k, -w, w) for k in range(len(w))]
    assert set(np.unique(w)) <= {-1, 1} and max(map(ratio, turned)) <= ratio(w) * (
        1 + 1e-4
    )


@given(seeds)
@settings(deadline=None)
def test_the_threshold_is_the_best_of_all(seed):
    rng = np.random.default_rng(seed)
    sums, y = rng.integers(-9, 9, 20), rng.choice([-1, 1], 20)
    d = rng.random(20)
    error = lambda at: d[np.where(sums > at, 1, -1) != y].sum()
    best = min(error(at + 0.5) for at in range(-11, 10))
    assert error(best_threshold(sums, y, d)) == pytest.approx(best)


@pytest.mark.parametrize("circuit", [None, Circuit(bend=2, offset=0.2)])
def test_the_vote_errs_no_more_than_its_columns_allow(circuit):
    """Freund, Schapire 1997: training error <= product of 2 sqrt(e (1 - e))."""
    X, y = two_clouds(5, 2000, 9)
    columns = train(X, y, 12, circuit)
    real = (circuit or Circuit()).cells(X)
    off = (circuit or Circuit()).errors(0, 12)
    said = np.stack(
        [np.where(real @ c.w > c.threshold + e, 1, -1) for c, e in zip(columns, off)]
    )
    alpha = np.array([c.alpha for c in columns])
    e = 1 / (1 + np.exp(2 * alpha))
    assert (np.sign(alpha @ said) != y).mean() <= np.prod(2 * np.sqrt(e * (1 - e)))


def test_after_a_vote_its_column_is_worth_nothing():
    """AdaBoost's law: on the new weights the last column is right half of the time."""
    X, y = two_clouds(3, 500)
    (column,) = train(X, y, 1)
    said = np.where(X @ column.w > column.threshold, 1, -1)
    d = np.exp(-column.alpha * y * said)
    assert d[said != y].sum() / d.sum() == pytest.approx(0.5)


def test_ten_classes_vote_in_pairs():
    rng = np.random.default_rng(0)
    labels = np.repeat(np.arange(10), 30)
    X = rng.integers(0, 8, (300, 30)) + 24 * (labels[:, None] == np.arange(30) % 10)
    pairs = [
        train(
            X[(labels == a) | (labels == b)],
            np.where(labels[(labels == a) | (labels == b)] == a, 1, -1),
            2,
        )
        for a, b in class_pairs()
    ]
    assert (classify(pairs, X) == labels).all() and np.abs(margins(pairs, X)).max() <= 1


def test_features_are_means_of_squares_in_five_bits():
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, 3:6, 6:9] = 255
    assert (
        np.flatnonzero(features(image)[0]).tolist() == [9 + 2]
        and features(image).max() == 31
    )


# Bad input: both numbers are named


@pytest.mark.parametrize(
    "wrong, said",
    [
        (lambda: Adc(0), "bits=0 .of an ADC. must be an integer from 1 to 16"),
        (lambda: Adc(17), "bits=17 .of an ADC. must be"),
        (lambda: Adc(8, 0.5), "top=0.5 is below 1"),
        (lambda: Adc(8, float("nan")), "top=nan is below 1"),
        (lambda: Crossbar(cell_bits=9), "cell_bits=9 must be an integer from 1 to 8"),
        (
            lambda: Crossbar(weight_bits=17),
            "weight_bits=17 must be an integer from 1 to 16",
        ),
        (lambda: Crossbar(rows=0), "rows=0 must be"),
        (lambda: Crossbar(dac_bits=9), "dac_bits=9 must be an integer from 1 to 8"),
        (lambda: Crossbar(signs="two"), "signs='two': choose from offset"),
        (lambda: product([[256]], [[1]], Crossbar()), "input 256 is outside 0 to 255"),
        (
            lambda: product([[1]], [[128]], Crossbar()),
            "weight 128 is outside -128 to 127",
        ),
        (
            lambda: product([[1]], [[-128]], Crossbar(signs="pair")),
            "weight -128 is outside -127",
        ),
        (lambda: product([[0.5]], [[1]], Crossbar()), "input 0.5 is no integer"),
        (lambda: product([[np.nan]], [[1]], Crossbar()), "input nan is no integer"),
        (lambda: product([[1, 2]], [[1]], Crossbar()), r"X \(1, 2\) @ W \(1, 1\)"),
        (
            lambda: product([[1]], [[1]], Crossbar(), lambda G: G - 2),
            "conductance of -2",
        ),
        (
            lambda: product([[1]], [[1]], Crossbar(), lambda G: G * np.nan),
            "conductance of nan",
        ),
        (
            lambda: product([[1]], [[1]], Crossbar(), lambda G: G[:, :1]),
            r"made \(1, 1\) of",
        ),
        (lambda: bit_line([[-1.0]], 0.1), "conductance of -1"),
        (lambda: bit_line([[1.0]], -0.1), "a wire of -0.1"),
        (lambda: both([[np.nan]], 0.1, 0.1), "conductance of nan"),
        (lambda: slices([4], 2, 1), "4 does not fit in 2 bits: 0 to 3"),
        (
            lambda: slices([1], 2, 3),
            "each=3 .bits of a digit. must be an integer from 1 to 2",
        ),
        (lambda: flipped([[4]], 2), "level of 4 in a cell of 2 bits"),
        (lambda: noise.programmed([1], -1, 3, np.random.default_rng(0)), "sigma=-1"),
        (lambda: noise.drift([1], 0.5, 0.1), "seconds=0.5"),
        (lambda: noise.stuck([1], 2, 3, np.random.default_rng(0)), "share=2"),
        (lambda: Circuit(bend=-1), "bend=-1"),
        (lambda: train([[1]], [1], 1), "y holds"),
        (lambda: train([[1], [2]], [1, -1], 0), "columns=0"),
        (lambda: features(np.zeros((1, 28, 28), np.uint8), 4), "side=4"),
        (lambda: classify([], np.zeros((1, 81))), "0 pairs of columns"),
    ],
)
def test_bad_input_is_named(wrong, said):
    with pytest.raises(ValueError, match=said):
        wrong()
