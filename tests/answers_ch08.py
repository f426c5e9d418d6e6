"""Right answers to the puzzles of chapter 8, each in at least three ways: all must pass.

They come as a class writes them: lists and arrays, float32, NumPy's small integers, loops.
"""

from fractions import Fraction
from itertools import accumulate
from math import ceil, floor

import numpy as np

from dnnlib.neardata import (
    Adc,
    Crossbar,
    bit_line,
    converts,
    exact_bits,
    flipped,
    product,
    slices,
)
from dnnlib.shapes import ConvShape

# ---------------------------------------------------------------- converters


def bits_by_length(rows, cell, dac):
    return (rows * (2**cell - 1) * (2**dac - 1)).bit_length()


def bits_by_logarithm(rows, cell, dac):
    return int(np.ceil(np.log2(rows * (2**cell - 1) * (2**dac - 1) + 1)))


def bits_by_library(rows, cell, dac):
    return np.int8(
        exact_bits(Crossbar(rows=rows, cell_bits=cell, input_bits=dac, dac_bits=dac))
    )


def bits_by_text(rows, cell, dac):
    return len(f"{rows * (2**cell - 1) * (2**dac - 1):b}")


ADC = (bits_by_length, bits_by_logarithm, bits_by_library, bits_by_text)


def conversions_closed(M, C, rows, weight, cell, inputs, pair):
    stored, halves = (weight - 1, 2) if pair else (weight, 1)
    return -(-C // rows) * M * -(-stored // cell) * inputs * halves


def conversions_by_ceil(M, C, rows, weight, cell, inputs, pair):
    arrays, columns = ceil(C / rows), ceil((weight - pair) / cell)
    return int(np.prod([arrays, columns, M, inputs, 1 + pair]))


def conversions_by_library(M, C, rows, weight, cell, inputs, pair):
    if cell > weight - pair:  # a cell that is larger than the weight
        cell = weight - pair
    chip = Crossbar(rows, 128, weight, inputs, cell, 1, "pair" if pair else "offset")
    return converts(ConvShape(M=M, C=C), chip)


def conversions_by_loops(M, C, rows, weight, cell, inputs, pair):
    total = 0
    for _ in range(0, C, rows):
        total += M * len(range(0, weight - pair, cell)) * inputs
    return 2 * total if pair else total


CONVERSIONS = (
    conversions_closed,
    conversions_by_ceil,
    conversions_by_library,
    conversions_by_loops,
)

# ---------------------------------------------------------------- weights


def cells_by_shifts(W, bits, cell):
    q = W + 2 ** (bits - 1)
    return np.stack([(q >> k) & (2**cell - 1) for k in range(0, bits, cell)])


def cells_by_library(W, bits, cell):
    return [list(d) for d in slices(np.asarray(W) + 2 ** (bits - 1), bits, cell)]


def cells_by_division(W, bits, cell):
    rows, q = [], [int(w) + 2 ** (bits - 1) for w in W]
    while len(rows) * cell < bits:
        rows.append([n % 2**cell for n in q])
        q = [n // 2**cell for n in q]
    return rows


def cells_by_text(W, bits, cell):
    """The digits of the binary number, read from its end."""
    texts = [f"{int(w) + 2 ** (bits - 1):0{bits}b}" for w in W]
    ends = range(bits, 0, -cell)
    return np.array(
        [[int(t[max(e - cell, 0) : e], 2) for t in texts] for e in ends], np.int16
    )


CELLS = (cells_by_shifts, cells_by_library, cells_by_division, cells_by_text)

# ---------------------------------------------------------------- arrays


def clipped_by_loops(x, G, rows, cycles, bits):
    y = np.zeros(G.shape[1], int)
    for a in range(0, len(x), rows):
        for b in range(cycles):
            S = ((x[a : a + rows] >> b) & 1) @ G[a : a + rows]
            y += 2**b * np.minimum(S, 2**bits - 1)
    return y


def clipped_by_padding(x, G, rows, cycles, bits):
    fill = -len(x) % rows
    x, G = np.pad(x, (0, fill)), np.pad(G, ((0, fill), (0, 0)))
    digits = (x >> np.arange(cycles)[:, None]) & 1
    S = np.einsum(
        "bar,arm->bam",
        digits.reshape(cycles, -1, rows),
        G.reshape(-1, rows, G.shape[1]),
    )
    return (np.minimum(S, 2**bits - 1) * 2 ** np.arange(cycles)[:, None, None]).sum(
        axis=(0, 1)
    )


def clipped_by_library(x, G, rows, cycles, bits):
    """Unsigned levels as the upper half of what signed weights can be."""
    array = Crossbar(rows, 128, 3, cycles, 3, 1, "offset", Adc(bits, 2**bits - 1))
    half = product(np.asarray(x)[None], np.asarray(G) - 4, array)[0]
    return np.rint(half + 4 * np.sum(x)).astype(int)


def clipped_by_lists(x, G, rows, cycles, bits):
    x, G = [int(v) for v in x], [[int(g) for g in row] for row in G]
    y = [0] * len(G[0])
    for m in range(len(y)):
        for a in range(0, len(x), rows):
            for b in range(cycles):
                on = [G[c][m] for c in range(a, min(a + rows, len(x))) if x[c] >> b & 1]
                y[m] += min(sum(on), 2**bits - 1) << b
    return y


CLIPPED = (clipped_by_loops, clipped_by_padding, clipped_by_library, clipped_by_lists)

# ---------------------------------------------------------------- turned over


def turned_by_arrays(W, cell):
    most = 2**cell - 1
    flags = 2 * W.sum(axis=0) > len(W) * most
    return np.where(flags, most - W, W), flags


def turned_by_library(W, cell):
    stored, flags = flipped(W, cell)
    return stored.tolist(), flags.tolist()


def turned_by_means(W, cell):
    """Multiples of halves are exact; the comparison is of means times rows."""
    most, stored = 2**cell - 1, np.array(W, np.int16)
    flags = np.array([sum(column) > len(column) * most / 2 for column in W.T])
    stored[:, flags] = most - stored[:, flags]
    return stored, flags


def turned_by_columns(W, cell):
    most, columns = 2**cell - 1, []
    for column in W.T.tolist():
        over = 2 * sum(column) > most * len(column)
        columns.append((over, [most - w if over else w for w in column]))
    return np.array([c for _, c in columns]).T, [over for over, _ in columns]


TURNED = (turned_by_arrays, turned_by_library, turned_by_means, turned_by_columns)

# ---------------------------------------------------------------- wires


def effective_by_ladder(g, wire):
    c, shares = 0.0, []
    for one in g:
        c = one + c / (1 + wire * c)
        shares.append(1 / (1 + wire * c))
    return g * np.cumprod(shares[::-1])[::-1]


def effective_by_library(g, wire):
    return bit_line(np.asarray(g)[:, None], wire)[:, 0]


def effective_by_solving(g, wire):
    """All nodes at once, a right side a cell."""
    n = len(g)
    A = np.diag(np.asarray(g) + 2 / wire) - (np.eye(n, k=1) + np.eye(n, k=-1)) / wire
    A[0, 0] -= 1 / wire
    return np.linalg.solve(A, np.diag(g))[-1] / wire


def effective_by_reciprocity(g, wire):
    """A volt at the amplifier, all inputs at 0: node i's voltage is the share of cell i."""
    volt, current, volts = 1.0, 0.0, []
    for one in g:
        volts.append(volt)
        current += one * volt
        volt += wire * current
    return [float(v) / volt * float(one) for v, one in zip(volts, g)]


def effective_in_single_precision(g, wire):
    return effective_by_ladder(np.asarray(g, np.float32), np.float32(wire)).astype(
        np.float32
    )


def effective_by_fractions(g, wire):
    g, wire = [Fraction(float(v)) for v in g], Fraction(float(wire))
    seen = list(accumulate(g, lambda c, one: one + c / (1 + wire * c)))
    made, share = [], Fraction(1)
    for one, c in zip(g[::-1], seen[::-1]):
        share /= 1 + wire * c
        made.append(float(one * share))
    return made[::-1]


EFFECTIVE = (
    effective_by_ladder, effective_by_library, effective_by_solving,
    effective_by_reciprocity, effective_in_single_precision, effective_by_fractions,
)  # fmt: skip

# ---------------------------------------------------------------- votes


def vote_by_arrays(S, thresholds, alpha):
    total = np.where(S > thresholds, 1, -1) @ alpha
    return np.where(total > 0, 1, -1)


def vote_by_loops(S, thresholds, alpha):
    said = []
    for sums in S:
        total = sum(a if s > t else -a for s, t, a in zip(sums, thresholds, alpha))
        said.append(1 if total > 0 else -1)
    return said


def vote_by_halves(S, thresholds, alpha):
    """The words for +1 must outweigh half of all."""
    for_it = (np.asarray(S) > np.asarray(thresholds)) @ np.asarray(alpha, np.float32)
    return (2 * (2 * for_it > np.sum(alpha)) - 1).astype(np.int8)


VOTE = (vote_by_arrays, vote_by_loops, vote_by_halves)

# ---------------------------------------------------------------- buffers


def buffer_by_min(sizes, prices, dram_words, buffer_words, dram):
    rows = zip(sizes, prices, dram_words, buffer_words)
    energy, size = min(
        (dram * far + price * near, size) for size, price, far, near in rows
    )
    return size, energy


def buffer_by_arrays(sizes, prices, dram_words, buffer_words, dram):
    energy = dram * np.array(dram_words) + np.array(prices) * np.array(buffer_words)
    return sizes[energy.argmin()], energy.min()


def buffer_by_sorting(sizes, prices, dram_words, buffer_words, dram):
    energies = [dram * f + p * n for p, f, n in zip(prices, dram_words, buffer_words)]
    first = sorted(range(len(sizes)), key=energies.__getitem__)[0]
    return [sizes[first], energies[first]]


BUFFER = (buffer_by_min, buffer_by_arrays, buffer_by_sorting)

# ---------------------------------------------------------------- joules


def energy_by_arrays(bars, layers):
    macs, precision = layers.T
    energy = (2 * macs * bars.sum(axis=1)[precision]).sum()
    return energy, 2 * macs.sum() / energy * 1000


def energy_by_loops(bars, layers):
    energy = operations = 0
    for macs, precision in layers:
        operations += 2 * macs
        energy += 2 * macs * sum(bars[precision])
    return int(energy), float(1000 * operations / energy)


def energy_by_precision(bars, layers):
    """First how many MACs each precision does."""
    macs = np.bincount(layers[:, 1], layers[:, 0], len(bars))
    energy = int(2 * macs @ bars.sum(axis=1))
    return [energy, np.float32(2000 * layers[:, 0].sum() / energy)]


ENERGY = (energy_by_arrays, energy_by_loops, energy_by_precision)

# ---------------------------------------------------------------- sensors


def pays_by_division(adc, analog, digital):
    saved = adc + digital - analog
    return adc // saved + 1 if saved > 0 else 0


def pays_by_trying(adc, analog, digital):
    for n in range(1, 10 * adc + 2):
        if n * analog + adc < n * (adc + digital):
            return n
    return 0


def pays_by_fractions(adc, analog, digital):
    saved = adc + digital - analog
    return floor(Fraction(adc, saved)) + 1 if saved > 0 else 0


def pays_by_arrays(adc, analog, digital):
    n = np.arange(1, adc + 2)
    enough = n * analog + adc < n * (adc + digital)
    return n[enough.argmax()] if enough.any() else 0


SENSOR = (pays_by_division, pays_by_trying, pays_by_fractions, pays_by_arrays)

ANSWERS = {
    "adc_bits": ADC,
    "cells_of": CELLS,
    "clipped_product": CLIPPED,
    "turned_over": TURNED,
    "effective": EFFECTIVE,
    "conversions": CONVERSIONS,
    "vote": VOTE,
    "best_buffer": BUFFER,
    "network_energy": ENERGY,
    "products_to_pay": SENSOR,
}
