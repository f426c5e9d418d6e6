"""Zeros and few values made small: pruning, sparse formats, Huffman codes, a compressed network as a file.

prune               which weights go; output_error puts back those that a layer misses most
formats             seven ways to store what is left, each a file of layouts/; packed has their bytes
skipping            products on what is stored alone: product, interleave, scatter
huffman, bitstream  codes for symbols, and their bits
network_file        a whole network as a file; shipped reads the course's
"""

from dnnlib.compress.layouts import (
    bitmap,
    compressed_rows,
    relative_index,
    run_length,
    two_four,
    zeros,
)
from dnnlib.compress.skipping import interleave, product, scatter

__all__ = ["bitmap", "compressed_rows", "interleave", "product", "relative_index"]
__all__ += ["run_length", "scatter", "two_four", "zeros"]
