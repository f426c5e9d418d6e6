"""Fewer bits a number: codebooks, integer arithmetic, calibration, small formats, and what the hardware makes of it.

A quantizer is its levels and its edges (`codebook`). Where the levels are equally far apart, arithmetic can be done on
the codes themselves (`affine`, `integer`). Halves go up, but for the float formats' (`formats`): those go to even.
Source: Sze et al. 2017, VII-A.
"""
