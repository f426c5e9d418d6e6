"""Encoded tensors as bytes: exactly the bits that are counted, read back to every bit; damage is refused."""

import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dnnlib.compress import packed
from dnnlib.compress.formats import FORMATS, decode, encode
from dnnlib.compress.packed import HEAD, pack, unpack

DTYPES = (np.float32, np.float64, np.float16, np.int8, np.int64, np.uint16, bool)


@st.composite
def encoded(draw):
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    shape, dtype = (
        draw(st.sampled_from([(), (0,), (5,), (3, 8), (2, 4, 3, 3), (1, 200)])),
        draw(st.sampled_from(DTYPES)),
    )
    x = np.where(
        rng.random(shape) < draw(st.sampled_from([0, 0.02, 0.4])),
        rng.integers(-100, 100, shape),
        0,
    )
    x = x.astype(dtype)
    if dtype == np.float32 and x.size:
        x.flat[0] = draw(st.sampled_from([-0.0, np.nan, np.inf, 0.0]))
    format = draw(st.sampled_from(FORMATS))
    if format == "2:4":
        x = np.where((np.arange(x.size) % 2).reshape(x.shape), x, np.zeros((), dtype))
    word = 8 * np.dtype(dtype).itemsize
    return encode(x, format, min(word + draw(st.sampled_from([0, 3])), 64))


@settings(deadline=None, max_examples=60)
@given(encoded())
def test_bytes_hold_exactly_the_bits_that_are_counted_and_give_all_back(e):
    content = pack(e)
    assert len(content) == HEAD.size + 4 * len(e.shape) + -(-e.bits // 8) + 4
    again = unpack(content)
    assert (again.format, again.shape, again.bits, again.word, again.index) == (
        e.format,
        e.shape,
        e.bits,
        e.word,
        e.index,
    )
    assert decode(again).tobytes() == decode(e).tobytes() and again.dtype == e.dtype


@settings(deadline=None, max_examples=60)
@given(encoded(), st.data())
def test_a_damaged_file_is_refused(e, draw):
    content = bytearray(pack(e))
    bit = draw.draw(st.integers(0, 8 * len(content) - 1))
    content[bit // 8] ^= 1 << bit % 8
    for damaged in (content, content[:-1], content[:9], b"", content + b"\0"):
        with pytest.raises(ValueError, match="checksum"):
            unpack(bytes(damaged))


@settings(deadline=None, max_examples=60)
@given(encoded(), st.data())
def test_a_forged_checksum_crashes_nothing(e, draw):
    body = bytearray(pack(e)[:-4])
    for _ in range(draw.draw(st.integers(1, 3))):
        body[draw.draw(st.integers(0, len(body) - 1))] = draw.draw(st.integers(0, 255))
    try:
        again = unpack(bytes(body) + zlib.crc32(body).to_bytes(4, "big"))
    except ValueError:
        return
    assert decode(again).shape == again.shape and pack(again)[:-4] is not None


@pytest.mark.parametrize("word", [3, 8, 16])
def test_integers_may_be_packed_in_fewer_bits_if_none_is_lost(word):
    x = np.array([[0, -4, 3], [0, 0, 2]], np.int64)
    e = encode(x, "csr", word)
    assert np.array_equal(decode(unpack(pack(e))), x) and unpack(pack(e)).bits == e.bits
    with pytest.raises(ValueError, match="int64 do not fit 2 bits: use word=64"):
        pack(encode(x, "csr", 2))
    with pytest.raises(ValueError, match="float32 do not fit 16 bits"):
        pack(encode(x.astype(np.float32), "csr", 16))


def test_a_file_may_not_ask_for_all_memory():
    body = HEAD.pack(packed.MAGIC, b"f4", FORMATS.index("csr"), 32, 0, 1, 0) + (
        2**32 - 1
    ).to_bytes(4, "big")
    with pytest.raises(ValueError, match="the file claims more than"):
        unpack(body + zlib.crc32(body).to_bytes(4, "big"))
