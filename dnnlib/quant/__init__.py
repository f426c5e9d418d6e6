"""Fewer bits a number: codebooks, integer arithmetic, calibration, small formats, and what the hardware makes of it.

A quantizer is its levels and its edges (`codebook`). Where the levels are equally far apart, arithmetic can be done on
the codes themselves (`affine`, `integer`). Halves go up, but for the float formats' (`formats`): those go to even.
Source: Sze et al. 2017, VII-A.

levels      a quantizer by its levels and its edges; codebook lists the quantizers
affine      equally spaced levels, and so arithmetic on codes: integer, accumulator, multiplier
kmeans      levels learned from values; log2, binary_ternary, blocks and formats are other ways to choose them
calibrate   where to clip; noise says what it cost, gptq rounds one weight knowing the others
balance     a factor a channel moves outliers from inputs into weights (SmoothQuant), or saves salient ones (AWQ)
"""
