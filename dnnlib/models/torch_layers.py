"""A torch module as layers: each product that it computes, with its ConvShape.

layers(module, example) -> (Layer, ...)       what Model.from_torch holds
seen(module, example)   -> (Seen, ...)        the same, each with a word: depthwise, dilated, ...
"""

from dnnlib.models.layer_tables import Layer
from dnnlib.models.products import Seen, layers_of
from dnnlib.models.torch_calls import watch


def layers(module, example, free=()) -> tuple[Layer, ...]:
    """The layers of a torch module for this example: CONV, FC, and products of two activations.

    Shapes: as `seen`. Errors: as `seen`.
    """
    return tuple(one.layer for one in seen(module, example, free))


def seen(module, example, free=()) -> tuple[Seen, ...]:
    """Every product of one run, in order, as `products.layers_of` says.

    Errors: TypeError where there is no torch module; ValueError names an operation that hides products.
    """
    return layers_of(watch(module, example, free))
