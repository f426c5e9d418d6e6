"""Every quantizer of the course under its name, as levels and edges.

book = linear(F, bits=4)
codes = book.encode(F)          what is stored
book.decode(codes)              what is computed with; book(F) does both
QUANTIZERS["log2"](F, 4)        by name, for a slider
"""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

from dnnlib.quant.binary_ternary import binary, ternary
from dnnlib.quant.kmeans import kmeans, kmeans_exact
from dnnlib.quant.levels import Codebook, nearest
from dnnlib.quant.linear import dynamic_fixed_point, linear
from dnnlib.quant.log2 import log2
from dnnlib.quant.stochastic import encode_stochastic

QUANTIZERS: Mapping[str, Callable] = MappingProxyType({  # each takes (x, bits) and returns a Codebook
    "linear": linear,
    "affine": partial(linear, symmetric=False),
    "dynamic fixed point": dynamic_fixed_point,
    "log2": log2,
    "log sqrt 2": partial(log2, base=2**0.5),
    "k-means": kmeans,
})  # fmt: skip

__all__ = [
    "QUANTIZERS",
    "Codebook",
    "binary",
    "dynamic_fixed_point",
    "encode_stochastic",
    "kmeans",
    "kmeans_exact",
    "linear",
    "log2",
    "nearest",
    "ternary",
]
