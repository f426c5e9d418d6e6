"""Witnesses for the specs of chapter 4's puzzles: the library, and the survey's own examples."""

import numpy as np
import pytest
from answers_ch04 import ANSWERS

from dnnlib.kernels import rounding, selection, strassen, toeplitz, winograd
from dnnlib.kernels.timings import grid, measured
from dnnlib.puzzles import ch04


def test_specs_are_the_librarys():
    for I, R, S in ch04.im2col.draw("witness"):
        assert np.array_equal(
            ch04.im2col.spec(I, R, S), toeplitz.matrix(I[None, None], R, S)
        )
    for n, cutover in ch04.strassen_mults.draw("witness"):
        assert (
            ch04.strassen_mults.spec(n, cutover)
            == strassen.product_ops(n, n, n, cutover)[0]
        )
    for (BT,) in ch04.growth.draw("witness"):
        assert ch04.growth.spec(BT) == rounding.worst_growth(BT)


def test_fig_19_and_strassens_343():
    """Sze et al. 2017, Fig. 19(a): 16 stored for 9 values; three levels on 8 x 8 leave 343 of 512."""
    assert ch04.copies.spec(2, 2, 2, 2).tolist() == [[1, 2, 1], [2, 4, 2], [1, 2, 1]]
    assert ch04.strassen_mults.spec(8) == 343 and ch04.strassen_mults.spec(8, 8) == 512


def test_the_tile_is_a_convolution_with_winograds_matrices():
    d, g, *matrices = ch04.tile.draw(trials=0)[0]
    wanted = [[(d[p : p + 3, q : q + 3] * g).sum() for q in range(2)] for p in range(2)]
    assert np.allclose(ch04.tile.spec(d, g, *matrices), wanted)


def test_growth_says_why_half_precision_fails():
    """F(6x6,3x3) on whole points: values up to 1 in magnitude grow past a tenth of what half precision holds."""
    growths = {
        m: rounding.worst_growth(
            winograd.matrices(m, 3, winograd.WHOLE_POINTS[: m + 1])[2]
        )
        for m in (2, 4, 6)
    }
    assert growths[2] == 4 and growths[4] == 100 and growths[6] > 6550


def test_the_measured_layers_that_are_asked_are_clear():
    clear = [layer for layer, seen in grid().items() if seen.lead >= 1.25]
    assert len(clear) >= 90 and {measured(*layer).quickest for layer in clear} == {
        "toeplitz",
        "winograd",
        "fft",
    }


def test_a_rule_beats_each_fixed_choice_and_the_count():
    """The chapter's claim: a rule by shape beats any fixed kernel, the count of operations and the survey's rule."""
    rules = {
        "mine": ANSWERS["pick"][0],
        "count": selection.by_count,
        "survey": selection.by_the_survey,
    }
    rules |= {
        name: (lambda *layer, name=name: name)
        for name in ("toeplitz", "winograd", "fft")
    }
    times = dict(zip(rules, selection.score(rules).column("time / best choice")))
    assert min(times, key=times.get) == "mine" and times["mine"] < 1.02
    assert min(t for name, t in times.items() if name != "mine") > 1.05


def test_what_was_not_measured_is_refused():
    with pytest.raises(ValueError, match="R=2, C=8, P=8, N=1 was not measured"):
        measured(2, 8, 8)
