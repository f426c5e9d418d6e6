"""Number formats bit by bit against ml_dtypes and NumPy, on all codes and on values made to be hard."""

import struct

import ml_dtypes
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dnnlib import data
from dnnlib.quant import blocks
from dnnlib.quant.noise import sqnr
from dnnlib.quant.number_formats.blocks import (
    BLOCK_FORMATS,
    INT4_G128,
    MXFP4,
    MXINT8,
    NVFP4,
)
from dnnlib.quant.number_formats.formats import (
    BFLOAT16,
    FLOAT16,
    FLOAT32,
    FORMATS,
    FP4_E2M1,
    FP8_E4M3,
    FP8_E5M2,
    Format,
)

THEIRS = {
    "float32": np.float32,
    "float16": np.float16,
    "bfloat16": ml_dtypes.bfloat16,
    "FP8 E4M3": ml_dtypes.float8_e4m3fn,
    "FP8 E5M2": ml_dtypes.float8_e5m2,
    "FP6 E2M3": ml_dtypes.float6_e2m3fn,
    "FP6 E3M2": ml_dtypes.float6_e3m2fn,
    "FP4 E2M1": ml_dtypes.float4_e2m1fn,
}
SMALL = [name for name, f in FORMATS.items() if f.bits <= 16]
STORED = {1: np.uint8, 2: np.uint16, 4: np.uint32}


def theirs(name, x):
    """The codes that the other library gives, of float32 values."""
    with np.errstate(over="ignore"):
        cast = np.asarray(x, np.float32).astype(THEIRS[name])
    return cast.view(STORED[cast.dtype.itemsize])


def same(name, ours, wanted):
    """Codes that are equal, or NaNs both: there are many NaNs."""
    form = FORMATS[name]
    nan = np.isnan(form.decode(ours)) & np.isnan(form.decode(wanted))
    np.testing.assert_array_equal(ours[~nan], wanted[~nan])


@pytest.mark.parametrize("name", SMALL)
def test_every_code_is_the_number_that_others_read(name):
    codes = np.arange(2 ** FORMATS[name].bits)
    stored = codes.astype(np.uint8 if FORMATS[name].bits <= 8 else np.uint16).view(
        THEIRS[name]
    )
    with np.errstate(invalid="ignore"):  # a signalling NaN
        np.testing.assert_array_equal(
            FORMATS[name].decode(codes), stored.astype(np.float64)
        )


@pytest.mark.parametrize("name", SMALL)
def test_every_number_comes_back_to_its_code(name):
    form = FORMATS[name]
    codes = np.arange(2**form.bits)
    same(name, form.encode(form.decode(codes)), codes)


def hard(form: Format) -> np.ndarray:
    """Numbers, the halves between them and the float32 next to those; beyond the end; specials."""
    numbers = form.values[form.values >= 0]
    halves = (numbers[:-1] + numbers[1:]) / 2
    last = numbers[-1] + (numbers[-1] - numbers[-2]) / 2
    with np.errstate(over="ignore"):
        x = np.concatenate(
            [numbers, halves, [last, 2 * last, 1e38, 0, 1e-45, 1e-40]]
        ).astype(np.float32)
        x = np.concatenate(
            [x, np.nextafter(x, np.float32(np.inf)), np.nextafter(x, np.float32(0))]
        )
    return np.concatenate([x, -x, np.float32([np.inf, -np.inf])])


@pytest.mark.parametrize("name", SMALL)
def test_ties_subnormals_and_overflow_round_as_elsewhere(name):
    x = hard(FORMATS[name])
    same(name, FORMATS[name].encode(x), theirs(name, x))


@pytest.mark.parametrize("name", FORMATS)
@settings(deadline=None)
@given(x=arrays(np.float32, 30, elements=st.floats(width=32, allow_nan=False)))
def test_any_float_rounds_as_elsewhere(name, x):
    same(name, FORMATS[name].encode(x), theirs(name, x))


def test_float32_is_the_machines_own_from_doubles():
    x = np.random.default_rng(0).standard_normal(
        10_000
    ) * 10.0 ** np.random.default_rng(1).integers(-50, 40, 10_000)
    with np.errstate(over="ignore"):
        np.testing.assert_array_equal(
            FLOAT32.encode(x), x.astype(np.float32).view(np.uint32)
        )
    codes = FLOAT32.encode(x)
    np.testing.assert_array_equal(
        FLOAT32.decode(codes).astype(np.float32).view(np.uint32), codes
    )


@pytest.mark.parametrize("name", [name for name in SMALL if FORMATS[name].bits <= 8])
@settings(deadline=None)
@given(x=arrays(float, 10, elements=st.floats(-1e4, 1e4) | st.floats(-4, 4)))
def test_encode_is_its_definition(name, x):
    form = FORMATS[name]
    np.testing.assert_array_equal(
        form.encode(x, saturate=True), form.encode_by_search(x)
    )


@pytest.mark.parametrize("name", ["bfloat16", "FP8 E4M3", "FP8 E5M2"])
def test_nan_stays_nan_and_its_sign_stays(name):
    codes = FORMATS[name].encode([np.nan, -np.nan])
    assert np.isnan(FORMATS[name].decode(codes)).all()


def test_largest_smallest_and_lists_as_published():
    """Micikevicius et al. 2022, Table 1; OCP MX v1.0, Tables 1-5; IEEE 754."""
    published = {
        "float16": (65504, 2.0**-24), "bfloat16": (float.fromhex("0x1.fep127"), 2.0**-133),
        "FP8 E4M3": (448, 2.0**-9), "FP8 E5M2": (57344, 2.0**-16),
        "FP6 E2M3": (7.5, 0.125), "FP6 E3M2": (28, 0.0625), "FP4 E2M1": (6, 0.5),
    }  # fmt: skip
    for name, ends in published.items():
        assert (FORMATS[name].largest, FORMATS[name].smallest) == ends
        assert FORMATS[name].values[FORMATS[name].values > 0].min() == ends[1]
    assert FP4_E2M1.values.tolist() == [
        -6,
        -4,
        -3,
        -2,
        -1.5,
        -1,
        -0.5,
        0,
        0.5,
        1,
        1.5,
        2,
        3,
        4,
        6,
    ]


def test_overflow_is_infinity_nan_or_the_largest_as_asked():
    assert FP8_E5M2([1e9]).tolist() == [np.inf] and FP8_E5M2([1e9], saturate=True) == [
        57344
    ]
    assert np.isnan(FP8_E4M3([465, np.inf])).all() and FP8_E4M3(
        [464, -1e9], saturate=True
    ).tolist() == [448, -448]
    assert FP4_E2M1([np.inf, -100]).tolist() == [6, -6]


def test_the_surveys_float_is_not_what_it_prints():
    """Fig. 38(a): s=1, e=70, m=20482 is printed as -1.42122425e-13, which lacks the hidden one; IEEE says -6.96e-18."""
    code = 1 << 31 | 70 << 23 | 20482
    ieee = struct.unpack("<f", struct.pack("<I", code))[0]
    assert FLOAT32.decode(code) == ieee == pytest.approx(-6.9558e-18, rel=1e-4)
    assert -20482 * 2.0 ** (70 - 127) == pytest.approx(-1.42122425e-13, rel=1e-8)


def test_codes_have_fields():
    assert [int(f) for f in FLOAT16.fields(FLOAT16.encode(-1.5))] == [1, 15, 512]
    assert BFLOAT16.encode(1.0) == 0x3F80


# ---------------------------------------------------------------- blocks

rows = arrays(
    np.float32,
    st.tuples(st.integers(1, 3), st.integers(1, 70)),
    elements=st.floats(-50, 50, width=32),
)
MX = [f for f in BLOCK_FORMATS.values() if f.scale == "E8M0"]


@pytest.mark.parametrize("form", MX, ids=lambda f: f.name)
@settings(deadline=None)
@given(x=rows)
def test_mx_is_a_power_of_two_and_elements_as_others_round_them(form, x):
    blocked = blocks.encode(x, form)
    got = blocks.decode(blocked)
    assert got.shape == x.shape
    for r in range(len(x)):
        for b, first in enumerate(range(0, x.shape[1], 32)):
            block = x[r, first : first + 32].astype(float)
            most = np.abs(block).max()
            if not most:
                assert not got[r, first : first + 32].any()
                continue
            # INT8's power is that of 1
            largest = {"INT8": 1}.get(form.element.name, form.element.largest)
            exponent = np.floor(np.log2(most)) - np.floor(np.log2(largest))
            scale = 2.0 ** max(exponent, -127)
            e8m0 = (
                np.array(blocked.scales[r, b])
                .astype(np.uint8)
                .view(ml_dtypes.float8_e8m0fnu)
            )
            assert float(e8m0) == scale
            if form.element.name == "INT8":
                wanted = np.clip(np.floor(block / scale * 64 + 0.5), -127, 127) / 64
            else:
                kept = np.clip(
                    block / scale, -form.element.largest, form.element.largest
                )
                wanted = (
                    kept.astype(np.float32)
                    .astype(THEIRS[form.element.name])
                    .astype(float)
                )
            np.testing.assert_array_equal(got[r, first : first + 32], wanted * scale)


@pytest.mark.parametrize("form", BLOCK_FORMATS.values(), ids=lambda f: f.name)
@settings(deadline=None)
@given(x=rows)
def test_what_a_block_format_holds_it_holds_still(form, x):
    """Encoding what was decoded changes nothing where scales are powers; signs stay, and nothing grows by a third."""
    once = blocks.decode(blocks.encode(x, form))
    twice = blocks.decode(blocks.encode(once, form))
    if form.scale == "E8M0":
        np.testing.assert_array_equal(once, twice)
    assert (np.sign(once) * np.sign(x) >= 0).all() and np.abs(once).max() <= np.abs(
        x
    ).max() * 1.34 + 1e-30


@settings(deadline=None)
@given(x=rows)
def test_four_bit_integers_in_groups_are_off_by_half_a_step(x):
    got = blocks.decode(blocks.encode(x, INT4_G128))
    step = np.abs(x).max(axis=1, keepdims=True) / 7
    # half a step, and the scale's own rounding
    assert (np.abs(got - x) <= step * (0.5 + 7 * 2**-10) + 2.0**-22).all()


def test_bits_a_value_with_scales_counted():
    assert (MXFP4.bits, MXINT8.bits, NVFP4.bits, INT4_G128.bits) == (
        4.25,
        8.25,
        4.5,
        4.125,
    )
    x = np.ones((3, 64))
    assert blocks.encode(x, MXFP4).bits == 3 * 2 * 17 * 8  # 17 bytes a block of 32
    assert blocks.encode(x, NVFP4).bits == 3 * 4 * 9 * 8 + 32
    # the second block is filled up
    assert blocks.encode(np.ones((3, 33)), MXFP4).bits == 3 * 2 * 17 * 8


def test_smaller_blocks_and_finer_scales_lose_less_on_real_weights():
    F = data.weights("LeNet-300-100")["fc2.weight"]
    lost = {
        name: sqnr(F, blocks.decode(blocks.encode(F, form)))
        for name, form in BLOCK_FORMATS.items()
    }
    assert (
        lost["NVFP4"] > lost["MXFP4"] > 15
        and lost["MXINT8"] > lost["MXFP8 E4M3"] > lost["MXFP8 E5M2"]
    )


@pytest.mark.parametrize("form", BLOCK_FORMATS.values(), ids=lambda f: f.name)
def test_extremes(form):
    for x in (np.zeros(40), np.full(3, 1e-300), np.array([1e-40, 0, 1e4])):
        got = blocks.decode(blocks.encode(x, form))
        assert (
            np.isfinite(got).all() and (np.abs(got) <= np.abs(x) * 1.34 + 1e-30).all()
        )
    for bad in (np.array([]), np.array([np.nan]), np.array([np.inf]), np.array(1.0)):
        with pytest.raises(ValueError, match="not empty, and finite"):
            blocks.encode(bad, form)


def test_messages_name_what_would_fit():
    for message, call in [
        ("no code for it", lambda: FP4_E2M1.encode([np.nan])),
        ("8 bits, 0 to 255", lambda: FP8_E4M3.decode([256])),
        ("8 bits, 0 to 255", lambda: FP8_E4M3.decode([0.5])),
        ("too many to list", lambda: FLOAT32.values),
        ("E=9 is 1 to 8", lambda: Format("mine", 9, 3)),
        ("ends='none'", lambda: Format("mine", 4, 3, "none")),
        ("up to 16 bits", lambda: FLOAT32.encode_by_search([1.0])),
    ]:
        with pytest.raises(ValueError, match=message):
            call()
