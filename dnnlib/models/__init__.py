"""Twelve networks as layer tables, with what papers print of them.

model           Model, MODELS, model(name, ...) and the survey's Table II counted again
layer_tables    the tables, layer by layer
torch_layers    the layers of any torch module: Model.from_torch(module, example)
torch_calls     its products, seen at torch's dispatcher
onnx_calls      those of an ONNX file: Model.from_onnx(file), an optional extra
products        what each product is as a Layer
found           a network by what somebody types: a name, or a file; torch_file opens those of torch
transformers    decoders by their sizes: weights, bytes of cache, the layers of a step
efficient       EfficientNet-Lite0, whose trained weights are an optional extra
letters         Table II's rows of filter sizes, channels, strides and errors
printed         totals as papers print them, and why ours differ
"""

from dnnlib.models.layer_tables import Layer
from dnnlib.models.model import COUNTS, MODELS, Model, compare_counts, model, table_ii

__all__ = ["COUNTS", "Layer", "MODELS", "Model", "compare_counts", "model", "table_ii"]
