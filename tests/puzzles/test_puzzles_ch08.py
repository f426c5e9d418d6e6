"""Witnesses for the specs of chapter 8's puzzles: the library, Kirchhoff, and laws."""

import numpy as np

from dnnlib.neardata import (
    Adc,
    Crossbar,
    bit_line,
    converts,
    exact_bits,
    flipped,
    joined,
    product,
    slices,
)
from dnnlib.nearness import measured, sensor
from dnnlib.puzzles import ch08
from dnnlib.shapes import ConvShape


def test_bits_of_a_converter_are_the_librarys():
    for rows, cell, dac in ch08.adc_bits.draw("witness"):
        array = Crossbar(rows=rows, cell_bits=cell, input_bits=dac, dac_bits=dac)
        assert ch08.adc_bits.spec(rows, cell, dac) == exact_bits(array)


def test_cells_are_digits_that_join_again():
    for W, bits, cell in ch08.cells_of.draw("witness"):
        cells = ch08.cells_of.spec(W, bits, cell)
        assert np.array_equal(cells, np.stack(slices(W + 2 ** (bits - 1), bits, cell)))
        assert np.array_equal(joined(cells, cell) - 2 ** (bits - 1), W)


def test_clipped_products_are_the_librarys_and_exact_where_nothing_clips():
    for x, G, rows, cycles, bits in ch08.clipped_product.draw("witness"):
        adc = Adc(bits, 2**bits - 1)
        array = Crossbar(rows, 128, 3, cycles, 3, 1, "offset", adc)
        theirs = product(x[None], G - 4, array)[0] + 4 * x.sum()
        ours = ch08.clipped_product.spec(x, G, rows, cycles, bits)
        assert np.array_equal(ours, np.rint(theirs))
        assert (ours <= x @ G).all()
        wide = ch08.clipped_product.spec(x, G, rows, cycles, 16)
        assert np.array_equal(wide, x @ G)


def test_columns_are_turned_as_isaac_turns_them():
    for W, cell in ch08.turned_over.draw("witness"):
        stored, turned = ch08.turned_over.spec(W, cell)
        theirs, flags = flipped(W, cell)
        assert np.array_equal(stored, theirs) and np.array_equal(turned, flags)
        assert (2 * stored.sum(axis=0) <= len(W) * (2**cell - 1)).all()


def test_wires_are_the_librarys_and_lose_something():
    for g, wire in ch08.effective.draw("witness"):
        made = ch08.effective.spec(g, wire)
        assert np.abs(made - bit_line(g[:, None], wire)[:, 0]).max() < 1e-13
        assert (made <= g).all()
        assert made.sum() <= min(g.sum(), 1 / wire)  # the last piece carries it all


def test_conversions_are_the_librarys():
    for M, C, rows, weight, cell, inputs, pair in ch08.conversions.draw("witness"):
        signs = "pair" if pair else "offset"
        array = Crossbar(rows, 128, weight, inputs, min(cell, weight - pair), 1, signs)
        found = ch08.conversions.spec(M, C, rows, weight, cell, inputs, pair)
        assert found == converts(ConvShape(M=M, C=C), array)


def test_a_vote_is_odd_where_nothing_is_level():
    """Sums and thresholds turned around turn the vote around."""
    for S, thresholds, alpha in ch08.vote.draw("witness"):
        level = (S == thresholds).any()
        total = np.where(S > thresholds, 1, -1) @ alpha
        if not level and (total != 0).all():
            said = ch08.vote.spec(S, thresholds, alpha)
            assert np.array_equal(ch08.vote.spec(-S, -thresholds, alpha), -said)


def test_dearer_dram_never_asks_for_a_smaller_buffer():
    """Where a larger buffer moves fewer words of DRAM, as these do."""
    for sizes, prices, far, near, dram in ch08.best_buffer.draw("witness"):
        if sorted(far, reverse=True) == far:
            cheap = ch08.best_buffer.spec(sizes, prices, far, near, dram)
            dear = ch08.best_buffer.spec(sizes, prices, far, near, 2 * dram)
            assert dear[0] >= cheap[0] and dear[1] >= cheap[1]


def test_efficiency_lies_between_the_layers_own():
    for bars, layers in ch08.network_energy.draw("witness"):
        energy, efficiency = ch08.network_energy.spec(bars, layers)
        each = [measured.tops_per_watt(*bars[p]) for _, p in layers]
        assert min(each) * (1 - 1e-12) <= efficiency <= max(each) * (1 + 1e-12)
        assert energy == 2 * sum(int(m) * int(bars[p].sum()) for m, p in layers)


def test_a_sensor_pays_from_there_on_and_not_before():
    for adc, analog, digital in ch08.products_to_pay.draw("witness"):
        n = ch08.products_to_pay.spec(adc, analog, digital)
        if n == 0:
            assert not sensor.pays(10**6, adc, analog, digital)
        else:
            assert sensor.pays(n + 1, adc, analog, digital)
            assert n == 1 or not sensor.pays(n - 1, adc, analog, digital)
