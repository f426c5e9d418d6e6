"""Zeros and few values made small: pruning, sparse formats, Huffman codes, a compressed network as a file."""
