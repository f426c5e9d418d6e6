"""Five ways to convolve, one signature: conv(I, F, U=1, G=1) -> O and ops(shape) -> Ops.

`direct` is the definition; every other kernel is a trick, and a test says that they agree.

direct      seven loops and one line
toeplitz    the same as one matrix product; strassen makes that product of fewer
winograd    fewer multiplications a tile: winograd_matrices, winograd_fast
fft         products of spectra
cache       which words of a product come from far away, by the order of its loops
rewritten   dilated, two-strided and transposed layers as ordinary ones
selection   which one when; timings has what this course measured, rounding what each loses
"""

from dnnlib.kernels.operands import Ops, pad, prepare

__all__ = ["Ops", "prepare", "pad"]
