"""Witnesses for the specs of chapter 10's puzzles: the library, SciPy, and bounds that hold for any code."""

from math import log2

import numpy as np
import pytest
from scipy import sparse

from dnnlib.compress import formats, huffman, interleave, prune, run_length
from dnnlib.compress.skipping.product import multiply
from dnnlib.costs import NORMALIZED
from dnnlib.puzzles import ch10
from dnnlib.puzzles.ch10 import machines, order


def test_specs_are_the_librarys():
    for x, bits in ch10.run_lengths.draw("witness"):
        fields = run_length.encode(x, bits)
        assert np.array_equal(
            ch10.run_lengths.spec(x, bits),
            np.stack([fields["runs"], fields["values"]], 1),
        )
    for F, bits, word in ch10.prune_to_budget.draw("witness"):
        mask = ch10.prune_to_budget.spec(F, bits, word)
        assert np.array_equal(mask, prune.magnitude(F, mask.mean()))
    for (F,) in ch10.two_of_four.draw("witness"):
        if F.shape[1] % 4 == 0:
            assert np.array_equal(ch10.two_of_four.spec(F), prune.n_of_m(F))


def test_a_mask_fits_its_budget_and_one_weight_more_would_not():
    for F, bits, word in ch10.prune_to_budget.draw("witness"):
        mask = ch10.prune_to_budget.spec(F, bits, word)
        assert formats.size(F * mask, "bitmap", word) <= bits
        assert mask.all() or F.size + (mask.sum() + 1) * word > bits


def test_the_cheapest_format_is_that_of_the_library():
    for M, C, n, word in ch10.cheapest.draw("witness"):
        W = (np.arange(M * C) < n).reshape(M, C).astype(np.int8)
        sizes = {
            name: formats.size(W, name, word)
            for name in ("dense", "bitmap", "csr", "csc")
        }
        name, bits = ch10.cheapest.spec(M, C, n, word)
        assert bits == sizes[name] == min(sizes.values())


def test_products_are_scipys():
    for values, rows, pointers, I, M in ch10.csc_product.draw("witness"):
        W = sparse.csc_array((values, rows, pointers), shape=(M, len(I)))
        O = ch10.csc_product.spec(values, rows, pointers, I, M)
        assert np.array_equal(O, W @ I)
        mine = multiply(formats.encode(W.toarray(), "csc"), I, skip=True)
        assert np.array_equal(O, mine.O)
        if (values != 0).all():
            assert mine.touched["values", "read"] == ch10.csc_product.limit["values"](
                values, rows, pointers, I, M
            )


def test_cycles_lie_between_the_even_share_and_one_pe():
    for W, I, pes in ch10.eie_cycles.draw("witness"):
        products = np.count_nonzero(W[:, I != 0])
        assert -(-products // pes) <= ch10.eie_cycles.spec(W, I, pes) <= products
        assert ch10.eie_cycles.spec(W, I, 1) == products
        assert (
            ch10.eie_cycles.spec(W, I, pes)
            == interleave.deal(W, I, pes, depth=1).cycles
        )


def test_huffman_lies_within_a_bit_a_symbol_of_the_entropy():
    """Entropy <= bits < entropy + 1 bit a symbol: Huffman 1952, by way of Shannon's code."""
    for (counts,) in ch10.huffman_bits.draw("witness"):
        entropy = sum(c * log2(sum(counts) / c) for c in counts if c)
        assert ch10.huffman_bits.spec(counts) == huffman.bits(
            counts, huffman.code(counts)
        )
        assert entropy - 1e-9 <= ch10.huffman_bits.spec(counts) <= entropy + sum(counts)


def test_prices_are_those_of_the_survey():
    """Sze et al. 2017, Fig. 22; an index of 4 bits is a quarter of a word."""
    assert (order.DRAM, order.RF, order.MAC) == (
        NORMALIZED["DRAM"],
        NORMALIZED["RF"],
        NORMALIZED.mac,
    )
    assert (machines.READ, machines.MAC, machines.INDEX) == (
        4 * NORMALIZED["RF"],
        4 * NORMALIZED.mac,
        1,
    )


@pytest.mark.parametrize(
    "half", [np.array([1, 0] * 8), np.array([0, 2] * 8)], ids=["odd", "even"]
)
def test_half_of_the_weights_pruned_saves_nothing_on_a_dense_array(half):
    """The claim of the exercise, and what half of the inputs saves elsewhere."""
    full, cost = np.ones(16, int), ch10.pe_cost.spec
    for machine in machines.MACHINES:
        assert cost(full, half, machine) == cost(full, full, machine)
    assert cost(half, full, "dense") == cost(full, full, "dense")
    cycles, energy = cost(full, full, "gating")
    assert (
        cost(half, full, "gating")[0] == cycles
        and cost(half, full, "gating")[1] < energy
    )
    assert cost(half, full, "skipping")[0] == 8


def test_code_words_are_the_librarys_and_none_begins_another():
    for (lengths,) in ch10.code_words.draw("witness"):
        words = [word for word in ch10.code_words.spec(lengths) if word]
        assert not any(
            a != b and b.startswith(a) for a in words for b in words
        ) and len(set(words)) == len(words)
        if sum(2.0**-n for n in lengths if n) == 1:  # the library wants a complete code
            table = huffman.words(lengths)
            assert ch10.code_words.spec(lengths) == [
                f"{w:0{n}b}" if n else "" for w, n in zip(table, lengths)
            ]
