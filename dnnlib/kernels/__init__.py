"""Five ways to convolve, one signature: conv(I, F, U=1, G=1) -> O and ops(shape) -> Ops.

`direct` is the definition; every other kernel is a trick, and a test says that they agree.
"""

from dnnlib.kernels.operands import Ops, pad, prepare

__all__ = ["Ops", "prepare", "pad"]
