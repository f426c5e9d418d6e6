"""Huffman codes: best of all prefix codes, within a bit of the entropy, canonical, and a damaged stream is refused."""

from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dnnlib.compress import huffman

counts = st.lists(st.integers(0, 50), min_size=1, max_size=20)


@given(counts, st.data())
def test_a_stream_gives_its_symbols_back(numbers, draw):
    book, used = huffman.code(numbers), np.flatnonzero(numbers)
    symbols = (
        draw.draw(st.lists(st.sampled_from(used.tolist()), max_size=40))
        if used.size
        else []
    )
    stream = huffman.encode(symbols, book)
    assert np.array_equal(stream, huffman.encode_by_symbol(symbols, book))
    assert huffman.decode(stream, book, len(symbols)).tolist() == symbols
    assert stream.size == huffman.bits(
        np.bincount(symbols, minlength=len(numbers)) if symbols else [0] * len(numbers),
        book,
    )


@given(counts)
def test_bits_lie_between_the_entropy_and_one_more_a_symbol(numbers):
    n, spent, least = (
        sum(numbers),
        huffman.bits(numbers, huffman.code(numbers)),
        huffman.entropy(numbers),
    )
    assert n * least <= spent + 1e-9
    assert np.count_nonzero(numbers) < 2 or spent < n * (least + 1)


@given(st.lists(st.integers(1, 9), min_size=2, max_size=5))
def test_no_prefix_code_needs_fewer_bits(numbers):
    """All lengths that Kraft's inequality allows, tried."""
    all_codes = product(range(1, len(numbers) + 1), repeat=len(numbers))
    least = min(
        np.dot(lengths, numbers)
        for lengths in all_codes
        if sum(2.0**-n for n in lengths) <= 1
    )
    assert huffman.bits(numbers, huffman.code(numbers)) == least


@given(counts)
def test_words_are_free_of_prefixes_and_counted_up_within_a_length(numbers):
    book = huffman.code(numbers)
    words = {
        k: format(w, f"0{n}b")
        for k, (w, n) in enumerate(zip(huffman.words(book), book))
        if n
    }
    assert all(
        not b.startswith(a)
        for a in words.values()
        for b in words.values()
        if a is not b
    )
    in_order = [words[k] for k in sorted(words, key=lambda k: (book[k], k))]
    assert in_order == sorted(in_order)


def test_the_code_of_a_known_text():
    """Counts 45, 13, 12, 16, 9, 5: the example of Cormen et al., Introduction to Algorithms, 16.3, of 224 bits."""
    numbers = [45, 13, 12, 16, 9, 5]
    book = huffman.code(numbers)
    assert book.tolist() == [1, 3, 3, 3, 4, 4] and huffman.bits(numbers, book) == 224
    assert huffman.words(book).tolist() == [0b0, 0b100, 0b101, 0b110, 0b1110, 0b1111]


def test_equal_powers_of_two_reach_the_entropy():
    numbers = [8, 4, 2, 1, 1]
    assert (
        huffman.bits(numbers, huffman.code(numbers))
        == 16 * huffman.entropy(numbers)
        == 30
    )


@given(st.lists(st.integers(1, 50), min_size=2, max_size=20), st.data())
def test_a_damaged_stream_is_refused_or_another_text_but_never_a_crash(numbers, draw):
    book = huffman.code(numbers)
    symbols = draw.draw(
        st.lists(st.integers(0, len(numbers) - 1), min_size=1, max_size=30)
    )
    stream = huffman.encode(symbols, book)
    for damaged in (stream[:-1], np.append(stream, 0)):
        with pytest.raises(ValueError, match="damaged"):
            huffman.decode(damaged, book, len(symbols))
    flipped = stream.copy()
    flipped[draw.draw(st.integers(0, stream.size - 1))] ^= 1
    try:
        assert huffman.decode(flipped, book, len(symbols)).tolist() != symbols
    except ValueError as error:
        assert "damaged" in str(error)


@given(
    st.lists(st.integers(-3, 40), max_size=9),
    st.lists(st.integers(0, 1), max_size=60),
    st.integers(0, 50),
)
def test_any_table_decodes_or_is_refused(lengths, stream, number):
    assume(stream or number)
    try:
        symbols = huffman.decode(np.array(stream, np.uint8), lengths, number)
    except ValueError:
        return
    assert np.array_equal(huffman.encode(symbols, lengths), stream)


@pytest.mark.parametrize(
    "words, call",
    [
        ("fill 1.5 of all", lambda: huffman.words([1, 1, 1])),
        ("fill 0.75 of all", lambda: huffman.words([1, 2])),
        (
            "lengths from 2 to 32 bits: a code word has 1 to 31",
            lambda: huffman.words([2, 32]),
        ),
        (
            "symbol 2 has no code word; the table has 2 symbols",
            lambda: huffman.encode([0, 2], [1, 1]),
        ),
        ("symbol 1 has no code word", lambda: huffman.encode([1], [1, 0, 1])),
        ("use a list of integers of 0 or more", lambda: huffman.code([1, -1])),
        ("use a list of integers", lambda: huffman.entropy([0.5, 0.5])),
        (
            "a code word of 39 bits: a table holds up to 31",
            lambda: huffman.code(fibonacci(40)),
        ),
        ("end within symbol 0 of 1", lambda: huffman.decode([], [1, 1], 1)),
        (
            "symbol 0 is no code word",
            lambda: huffman.decode(np.ones(1, np.uint8), [1], 1),
        ),
    ],
)
def test_errors_name_what_would_fit(words, call):
    with pytest.raises(ValueError, match=words):
        call()


def fibonacci(n):
    """Counts for which Huffman's words are as long as they can be."""
    numbers = [1, 1]
    while len(numbers) < n:
        numbers.append(numbers[-1] + numbers[-2])
    return numbers


def test_one_symbol_alone_takes_a_bit_each_and_none_takes_none():
    assert huffman.code([0, 7]).tolist() == [0, 1] and huffman.entropy([0, 7]) == 0
    assert (
        huffman.code([0, 0]).tolist() == [0, 0] and huffman.encode([], [0, 0]).size == 0
    )
    assert huffman.decode([], [], 0).size == 0
