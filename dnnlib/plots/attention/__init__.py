"""Transformers: where a speller looks, what its matrices take, tiles of attention, roofs and caches of large models.

pronounced    a word's letters against its sounds, in any number of bits
entering      what a matrix of the speller takes, and the steps that a scale gives it
tiles         attention_tiles: one head in a memory: fused, or in three steps
serving       served_step on a machine's roofline, served_memory: weights and cache
"""
