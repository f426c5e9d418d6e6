"""Fewer bits a number: codebooks, calibration, small formats, integer arithmetic, and what the hardware makes of it.

A quantizer is its levels and its edges (`codebook`). Where the levels are equally far apart, arithmetic can be done on
the codes themselves (`affine`, `arithmetic`). Halves go up, but for the float formats': those go to even.
Source: Sze et al. 2017, VII-A.

levels          a quantizer by its levels and its edges; codebook lists the quantizers
affine          equally spaced levels, and so arithmetic on codes: the folder arithmetic/
kmeans          levels learned from values; log2 and binary_ternary are other ways to choose them
number_formats  levels that a format fixes: formats of few bits, blocks that share a scale
calibrate       where to clip; noise says what it cost, gptq rounds one weight knowing the others
balance         a factor a channel moves outliers from inputs into weights (SmoothQuant), or saves salient ones (AWQ)
"""

from dnnlib.quant.arithmetic import accumulator, bitserial, integer, multiplier, xnor
from dnnlib.quant.number_formats import blocks, formats, word

__all__ = ["accumulator", "bitserial", "blocks", "formats", "integer"]
__all__ += ["multiplier", "word", "xnor"]
