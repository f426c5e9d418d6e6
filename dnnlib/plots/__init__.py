"""One pure function a figure: value in, Figure out. Every figure carries its numbers: `figure.table`."""

from dnnlib.plots.activations import activations, image
from dnnlib.plots.curves import nonlinearities
from dnnlib.plots.layers import QUANTITIES, layer_shape, model_layers
from dnnlib.plots.windows import toeplitz, window

__all__ = ["QUANTITIES", "activations", "image", "layer_shape", "model_layers", "nonlinearities", "toeplitz", "window"]
