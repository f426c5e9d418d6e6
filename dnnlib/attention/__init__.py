"""Attention: two matrix products and a softmax, priced as loop nests.

product      attention by its equation; online does the softmax in one pass
nests        the products as ConvShapes, the cache's bytes; cache keeps keys and values
flash        FlashAttention as a dataflow on real tiles; room asks what a memory saves
published    the paper's table of memory traffic
draft        speculative decoding; experts a mixture of experts; block what else a transformer needs
"""

from dnnlib.attention.cache import Cache
from dnnlib.attention.flash import flash, standard, traffic
from dnnlib.attention.nests import kv_bytes, products
from dnnlib.attention.online import online
from dnnlib.attention.product import attention, causal, softmax

__all__ = ["Cache", "attention", "causal", "flash", "kv_bytes", "online", "products"]
__all__ += ["softmax", "standard", "traffic"]
