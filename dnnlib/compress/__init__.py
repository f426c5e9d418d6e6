"""Zeros and few values made small: pruning, sparse formats, Huffman codes, a compressed network as a file.

prune               which weights go; zeros says where they come from
formats             seven ways to store what is left: bitmap, run_length, compressed_rows, relative_index, two_four
product             a matrix in such a format times a vector; interleave deals it to PEs
huffman, bitstream  codes for symbols, and their bits
network_file        a whole network as a file; shipped reads the course's
"""
