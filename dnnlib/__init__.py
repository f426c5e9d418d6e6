"""dnnlib: the efficient processing of deep neural networks, small enough to read in class.

Follows Sze, Chen, Yang and Emer, "Efficient Processing of Deep Neural Networks: A Tutorial and Survey"
(Proc. IEEE 105(12), 2017). `import dnnlib` needs NumPy alone.
"""

from dnnlib.models import MODELS, Layer, Model
from dnnlib.shapes import ConvShape

__version__ = "0.1.0"
__all__ = ["ConvShape", "Layer", "MODELS", "Model", "__version__"]
