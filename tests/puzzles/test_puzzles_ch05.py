"""Witness for a spec of chapter 5's puzzles: the least traffic of a real layer, by size of the buffer."""

from dnnlib import ConvShape
from dnnlib.dataflow.mapper.traffic import frontier
from dnnlib.puzzles import ch05


def test_a_layers_buffer_is_enough_and_no_smaller_one_is():
    shape = ConvShape(M=8, C=4, P=6, Q=6, R=3, S=3)
    curve = frontier(shape)
    pairs = [(int(size), int(curve.at(size))) for size in curve.sizes]
    for ridge in (1, 4, 10, 1000):
        size, side = ch05.smallest_buffer.spec(pairs, shape.macs, ridge)
        enough = curve.at(size) * ridge <= shape.macs
        assert enough == (side == "compute")
        smaller = [words for least, words in pairs if least < size]
        limit = shape.macs / ridge if enough else min(w for _, w in pairs)
        assert all(words > limit for words in smaller)
