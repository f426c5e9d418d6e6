"""Figures of sparsity.

threshold, stages   what pruning at a threshold does, and three stages of compression in bits
formats, interleave seven ways to store what is left, and how rows are dealt to PEs
"""
