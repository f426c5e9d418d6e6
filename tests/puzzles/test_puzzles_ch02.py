"""Witnesses for the specs of chapter 2's puzzles: the library, and the survey's own examples."""

import numpy as np

from dnnlib import MODELS, shapes
from dnnlib.kernels import direct
from dnnlib.networks import layers
from dnnlib.puzzle import check
from dnnlib.puzzles import ch02


def test_output_size_spec_is_the_library_s():
    for case in ch02.output_size.draw("witness", 100):
        assert ch02.output_size.spec(*case) == shapes.output_size(*case)


def test_counts_specs_are_the_shape_s():
    for M, C, R, S, G in ch02.weights.draw("witness"):
        assert ch02.weights.spec(M, C, R, S, G) == shapes.ConvShape(
            M=M, C=C, R=R, S=S, G=G
        ).size("F")
    for N, M, C, P, Q, R, S, G in ch02.macs.draw("witness"):
        assert (
            ch02.macs.spec(N, M, C, P, Q, R, S, G)
            == shapes.ConvShape(N, M, C, P, Q, R, S, 1, G).macs
        )


def test_fig_19_toeplitz_matrix():
    """Sze et al. 2017, Fig. 19 (a): a 2 x 2 filter on a 3 x 3 ifmap of 1..9; and 1..4 over it gives 37 47 67 77."""
    T = ch02.toeplitz.spec(np.arange(1.0, 10.0).reshape(1, 1, 3, 3), 2, 2)
    assert T.tolist() == [[1, 2, 4, 5], [2, 3, 5, 6], [4, 5, 7, 8], [5, 6, 8, 9]]
    F = np.arange(1.0, 5.0).reshape(1, 1, 2, 2)
    assert ch02.multiply.spec(F, T, 1, 2, 2).ravel().tolist() == [37, 47, 67, 77]


def test_multiplying_the_matrix_is_the_convolution():
    for I, F, U in ch02.conv.draw("witness"):
        T = ch02.toeplitz.spec(I, *F.shape[2:], U)
        O = direct.conv(I, F, U)
        assert np.array_equal(ch02.conv.spec(I, F, U), O)
        N, _, P, Q = O.shape
        assert np.array_equal(ch02.multiply.spec(F, T, N, P, Q), O)


def test_fig_12_average_pool():
    """Sze et al. 2017, Fig. 12; the first average is printed as 18 (our errata, E8) and is (9+3+10+32)/4."""
    (case, *_) = ch02.average_pool.examples
    assert ch02.average_pool.spec(*case).tolist() == [[13.5, 3], [3, 12]]


def test_fig_13_receptive_field():
    """Sze et al. 2017, III-B: two 3 x 3 layers see what one 5 x 5 sees, three what one 7 x 7 sees."""
    field = ch02.receptive_field.spec
    assert field([(3, 1)] * 2) == field([(5, 1)]) == 5
    assert field([(3, 1)] * 3) == field([(7, 1)]) == 7


def test_the_budget_of_conv1d_is_twelve_reads_not_192():
    report = check(ch02.conv1d, ch02.conv1d.spec)
    assert "192 reads of F: at most 12" in report.message
    assert report.points == 0 and report.mistake.startswith(
        "Every MAC reads its weight"
    )


def test_a_folded_layer_is_the_library_s():
    for F, *numbers in ch02.fold.draw("witness"):
        filters, bias = ch02.fold.spec(F, *numbers)
        theirs = layers.fold_batch_norm(F[..., None, None], *numbers)
        np.testing.assert_allclose(filters, theirs[0][..., 0, 0])
        np.testing.assert_allclose(bias, theirs[1])


def test_the_row_of_a_network_is_what_table_ii_prints():
    """Sze et al. 2017, Table II: AlexNet and ResNet-50, whose 53 CONV layers hold four projections."""
    for name, conv, fc in (("AlexNet", 5, 3), ("ResNet-50", 53, 1)):
        net = MODELS[name]
        row = ch02.table_row.spec([_as_a_row(y) for y in net.layers])
        each = [
            net.total(what, kind)
            for kind in ("conv", "fc")
            for what in ("weights", "macs")
        ]
        assert row == (conv, *each[:2], fc, *each[2:], net.weights, net.macs)


def _as_a_row(layer):
    s = layer.shape
    return layer.kind, s.M, s.C, s.H, s.R, s.U, s.G
