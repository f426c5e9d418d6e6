"""Sparse formats: decoding gives every bit back, each bit is counted, SciPy and the definitions agree."""

from collections import Counter

import numpy as np
import pytest
import scipy.sparse
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from dnnlib.compress import formats, prune
from dnnlib.compress.formats import FORMATS, decode, encode, size, widths
from dnnlib.compress.layouts.zeros import positive
from dnnlib.compress.skipping.product import (
    BY_COLUMNS,
    coordinates,
    csc_by_loops,
    csr_by_loops,
    multiply,
)

ANY = [name for name in FORMATS if name != "2:4"]
ODD = [0.0, 0.0, 0.0, 0.0, -0.0, 1.5, -2.0, float("nan"), float("inf"), 1e-45]
shapes = array_shapes(min_dims=1, max_dims=4, min_side=0, max_side=6)
floats = arrays(np.float32, shapes, elements=st.sampled_from(ODD))
integers = arrays(
    st.sampled_from([np.int8, np.uint16, np.int64, bool]),
    shapes,
    elements=st.sampled_from([0, 0, 0, 1]),
)
long = st.integers(0, 400).flatmap(
    lambda n: arrays(np.int16, n, elements=st.sampled_from([0] * 60 + [-7]))
)
tensors = st.one_of(floats, integers, long)


def same(a, b):
    """Whether every bit, the type and the shape agree."""
    return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()


def two_of_four(x):
    """x with all but two of every four of a row made 0."""
    rows, cols = formats.matrix_shape(x.shape)
    X = np.pad(x.reshape(rows, cols), ((0, 0), (0, -cols % 4)))
    keep = np.arange(X.size).reshape(X.shape) % 4 % 3 == 1
    return np.where(keep, X, np.zeros((), x.dtype))[:, :cols].reshape(x.shape)


@pytest.mark.parametrize("format", FORMATS)
@given(x=tensors, index=st.integers(1, 6), word=st.integers(1, 64))
def test_decoding_gives_every_bit_back_and_the_definitions_say_the_same(
    format, x, index, word
):
    x = two_of_four(x) if format == "2:4" else x
    again = x if format == "dense" else positive(x)  # a zero has no sign afterwards
    index = index if format in ("rlc", "eie") else None
    fast, slow = (
        encode(x, format, word, index, slowly=slowly) for slowly in (False, True)
    )
    assert same(decode(fast), again) and same(decode(slow, slowly=True), again)
    assert fast.fields.keys() == slow.fields.keys() and fast.bits == slow.bits == size(
        x, format, word, index
    )
    for name, field in fast.fields.items():
        assert np.array_equal(
            field, slow.fields[name], equal_nan=field.dtype.kind == "f"
        ), name


@pytest.mark.parametrize("format", FORMATS)
@given(x=tensors)
def test_bits_are_entries_times_their_width(format, x):
    x = two_of_four(x) if format == "2:4" else x
    e = encode(x, format, word=8)
    each = {
        name: field.size * widths(format, x.shape, 8, e.index)[name]
        for name, field in e.fields.items()
    }
    if format == "rlc":
        # 4 pairs of 5 + 8 bits, and the flag
        assert e.bits == 64 * -(-e.fields["values"].size // 4)
    else:
        assert e.bits == sum(each.values())
    assert all(field.size == 0 or int(field.max()) < 2 ** widths(format, x.shape, 8, e.index)[name]
               for name, field in e.fields.items() if name != "values")  # fmt: skip


@given(
    arrays(
        np.int32,
        array_shapes(min_dims=2, max_dims=2, max_side=9),
        elements=st.sampled_from([0, 0, 0, 5, -3]),
    )
)
def test_csr_and_csc_are_scipys(X):
    for format, theirs, places in [
        ("csr", scipy.sparse.csr_array(X), "columns"),
        ("csc", scipy.sparse.csc_array(X), "rows"),
    ]:
        ours = encode(X, format).fields
        theirs.sort_indices()
        assert np.array_equal(ours["pointers"], theirs.indptr)
        assert np.array_equal(ours[places], theirs.indices) and np.array_equal(
            ours["values"], theirs.data
        )


def test_the_chips_code_as_its_paper_draws_it():
    """Chen et al., JSSC 2017, Fig. 9: 0, 0, 12, 0, 0, 0, 0, 53, 0, 0, 22 is (2, 12), (4, 53), (2, 22) in 64 bits."""
    e = encode(np.array([0, 0, 12, 0, 0, 0, 0, 53, 0, 0, 22], np.int16), "rlc")
    assert (
        list(zip(e.fields["runs"], e.fields["values"])) == [(2, 12), (4, 53), (2, 22)]
        and e.bits == 64
    )
    # no zeros: 4/3 of the 768 bits as they are
    assert encode(np.ones(48, np.int16), "rlc").bits == 16 * 64


def test_a_run_longer_than_the_field_takes_fillers():
    x = np.zeros(100, np.int16)
    x[70] = 9
    rlc = encode(x, "rlc").fields  # 31 zeros and a filler's own make 32
    assert rlc["runs"].tolist() == [31, 31, 6, 28] and rlc["values"].tolist() == [
        0,
        0,
        9,
        0,
    ]
    # 4-bit gaps: 15 zeros and a filler's own; nothing after the last value
    eie = encode(x[:, None], "eie").fields
    assert eie["gaps"].tolist() == [15, 15, 15, 15, 6] and eie["values"].tolist() == [
        0,
        0,
        0,
        0,
        9,
    ]


def test_the_ends_of_density_and_empty_rows():
    none, full = np.zeros((3, 4), np.float32), np.ones((3, 4), np.float32)
    assert (
        formats.density(none) == 0
        and formats.density(full) == 1
        and formats.density(np.zeros(0)) == 0
    )
    assert [encode(none, f).fields["values"].size for f in FORMATS] == [
        12,
        0,
        1,
        0,
        0,
        0,
        6,
    ]
    assert [encode(full, f).fields["values"].size for f in ANY] == [12] * len(ANY)
    gaps = np.array([[0, 0], [0, 7], [0, 0]], np.int8)
    assert encode(gaps, "csr").fields["pointers"].tolist() == [0, 0, 1, 1]
    assert all(same(decode(encode(x, f)), x) for x in (none, gaps) for f in FORMATS)


def test_zeros_of_either_sign_are_left_out_and_nothing_else():
    x = np.array([0.0, -0.0, np.nan, 5e-324])
    assert encode(x, "bitmap").fields["mask"].tolist() == [False, False, True, True]
    assert np.array_equal(decode(encode(x, "csr")), x, equal_nan=True)
    assert np.signbit(decode(encode(x, "dense"))[1])


@given(floats, st.floats(0, 1))
def test_a_product_with_a_mask_is_as_sparse_as_the_mask(x, share):
    """F * mask gives -0.0 for negative weights: 57.8 % where 10 % were kept, before they counted as zeros."""
    assume(x.size and x.dtype.kind == "f")
    weights = np.where(np.isfinite(x) & (x != 0), x, np.float32(1))
    mask = prune.magnitude(weights, share)
    pruned = weights * mask
    for found in (pruned, -pruned):
        assert formats.density(found) == np.count_nonzero(mask) / x.size
        assert size(found, "csr") == size(np.where(mask, found, 0), "csr")


@pytest.mark.parametrize(
    "words, call",
    [
        ("no format 'coo'; there are 'dense', 'bitmap'", lambda: encode([1], "coo")),
        ("word=0 .bits of a value. must be an integer from 1 to 64", lambda: encode([1], "csr", word=0)),
        ("word=True", lambda: encode([1], "csr", word=True)),
        ("'csr' has no run or gap: leave index=4 out", lambda: encode([1], "csr", index=4)),
        ("index=0 .* must be an integer from 1 to 32", lambda: encode([1], "rlc", index=0)),
        ("values of type complex128: use bool, integers or floats", lambda: encode([1j], "csr")),
        ("row 1 has 3 values among columns 4 to 7: 2:4 stores at most 2 of 4; prune first",
         lambda: encode([[0] * 8, [0] * 5 + [1, 1, 1]], "2:4")),
    ],
)  # fmt: skip
def test_errors_name_what_would_fit(words, call):
    with pytest.raises(ValueError, match=words):
        call()


DAMAGE = {  # what a field's numbers may become
    "bitmap": ("mask", lambda f: f | True),
    "rlc": ("runs", lambda f: f + 1),
    "csr": ("pointers", lambda f: f[::-1]),
    "csc": ("rows", lambda f: f + 2),
    "eie": ("gaps", lambda f: f - 1),
    "2:4": ("places", lambda f: f[::-1]),
    "dense": ("values", lambda f: f[:-1]),
}


@pytest.mark.parametrize("format", FORMATS)
def test_fields_that_contradict_each_other_are_refused(format):
    e = encode(np.array([[0, 3], [4, 0]], np.int16), format)
    name, damage = DAMAGE[format]
    for fields in (
        {**e.fields, name: damage(e.fields[name])},
        {**e.fields, "values": e.fields["values"][:-1]},
    ):
        broken = formats.Encoded(format, e.shape, fields, e.bits, e.word, e.index)
        with pytest.raises(ValueError):
            decode(broken)
        with pytest.raises(ValueError):
            multiply(broken, [1, 1])
    with pytest.raises(ValueError, match=r"no field 'values'|needs the fields"):
        decode(
            formats.Encoded(
                format,
                e.shape,
                {k: v for k, v in e.fields.items() if k != name},
                e.bits,
                e.word,
                e.index,
            )
        )


@pytest.mark.parametrize("format", FORMATS)
@given(st.integers(0, 10**6), st.floats(0, 1))
def test_a_product_on_the_stored_form_is_scipys(format, seed, share):
    rng = np.random.default_rng(seed)
    F = np.where(
        rng.random((rng.integers(1, 9), rng.integers(1, 40))) < share,
        rng.integers(-9, 9, 1),
        0,
    )
    F = two_of_four(F) if format == "2:4" else F
    I = np.where(rng.random(F.shape[1]) < 0.5, rng.integers(-9, 9, F.shape[1]), 0)
    e = encode(F, format)
    product = multiply(e, I)
    assert (
        np.array_equal(product.O, scipy.sparse.csr_array(F) @ I)
        and product.O.dtype == np.int64
    )
    assert product.touched["values", "read"] == e.fields["values"].size
    if format in BY_COLUMNS:
        assert np.array_equal(multiply(e, I, skip=True).O, product.O)
    row, col = coordinates(e)
    assert np.array_equal(
        np.bincount(row * F.shape[1] + col, e.fields["values"], F.size).reshape(
            F.shape
        ),
        F,
    )


@given(st.integers(0, 10**6), st.booleans())
def test_the_loops_touch_what_the_product_says_and_sum_in_the_same_order(seed, skip):
    rng = np.random.default_rng(seed)
    F = (rng.random((7, 9)) < 0.3) * rng.standard_normal((7, 9)).astype(np.float32)
    I = np.where(rng.random(9) < 0.6, rng.standard_normal(9), 0).astype(np.float32)
    for format, loops, flag in [
        ("csr", csr_by_loops, {}),
        ("csc", csc_by_loops, {"skip": skip}),
    ]:
        e = encode(F, format)
        fast, slow = multiply(e, I, **flag), loops(e, I, **flag)
        assert same(fast.O, slow.O) and +fast.touched == +slow.touched


def test_figure_44_counts_of_csr_and_csc():
    """Sze et al. 2017, Fig. 44, 6 x 8 with 21 values: CSR reads 21 inputs, writes 6 outputs; CSC reads 8, updates 21."""
    columns = [
        (0, 2, 3, 6),
        (1, 2, 4),
        (1, 2, 3),
        (3, 4, 5, 7),
        (0, 1, 4, 6, 7),
        (0, 5),
    ]
    F = np.zeros((6, 8), np.int16)
    for m, where in enumerate(columns):
        F[m, where] = 1 + np.arange(len(where))
    csr, csc = (
        multiply(encode(F, format), np.arange(1, 9)).touched
        for format in ("csr", "csc")
    )
    assert (csr["I", "read"], csr["O", "write"], csr["O", "read"]) == (21, 6, 0)
    assert (csc["I", "read"], csc["O", "write"], csc["O", "read"]) == (8, 21, 21)


def test_a_product_refuses_what_does_not_fit():
    e = encode(np.eye(3, dtype=np.int8), "csr")
    with pytest.raises(ValueError, match="2 inputs for a matrix of 3 x 3: give 3"):
        multiply(e, [1, 2])
    with pytest.raises(ValueError, match="'csr' does not go by columns"):
        multiply(e, [1, 2, 3], skip=True)
    assert multiply(encode(np.zeros((2, 3)), "csc"), [np.inf, 1, 1]).O.tolist() == [
        0,
        0,
    ]


def test_counters_hold_no_zero_and_print():
    product = multiply(encode(np.eye(2, dtype=np.int8), "csr"), [1, 2])
    assert isinstance(product.touched, Counter) and "I reads 2" in repr(product)
