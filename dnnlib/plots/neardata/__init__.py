"""Figures of near-data processing.

crossbars, wires    a product in an array of conductances, and what its wires take away
bench, ballots      digits read through such an array, and votes that mend it
buffer              the best size of a buffer at a price
"""
