"""What every design has to run for one frame of the camera: layers that look for digits, and a network that reads one.

    workload(design)     PUBLIC, then the layers of the design's own network

PUBLIC are CONV layers of the course's own tables, at a quarter of their channels and of their rows and columns, as a
battery camera has them. LeNet's layers alone would leave the chip's knobs idle.
"""

from dataclasses import replace

from dnnlib.door import checked
from dnnlib.models import MODELS
from dnnlib.models.layer_tables import Layer
from dnnlib.networks import NETWORKS, Architecture
from dnnlib.networks.steps import FC
from dnnlib.shapes import ConvShape
from dnnlib.studio.design import Design

NETWORK = {"standard": "LeNet-300-100", "depthwise": "DS-CNN"}
QUARTER = 4  # of the tables' channels, rows and columns
_FROM = (
    ("VGG-16", "conv3_2"),
    ("SqueezeNet", "fire5 expand 3x3"),
    ("ResNet-50", "conv3_1 shortcut"),
    ("MobileNet v1", "pw6"),
)


@checked
def smaller(shape: ConvShape, by: int = QUARTER) -> ConvShape:
    """A layer with its channels, rows and columns divided by a number, and at least one of each; N = 1.

    A depthwise layer stays one. Shapes: as ConvShape.
    """
    M, C = max(1, shape.M // by), max(1, shape.C // by)
    G = C if shape.G == shape.C else 1
    P, Q = max(1, shape.P // by), max(1, shape.Q // by)
    return replace(shape, N=1, M=M, C=C, P=P, Q=Q, G=G)


def _public(model: str, name: str) -> Layer:
    shape = smaller(MODELS[model].layer(name).shape)
    return Layer(f"{model} {name}", shape, "conv")


PUBLIC = tuple(_public(*one) for one in _FROM)


@checked
def architecture(design: Design, width: tuple[int, ...] | None = None) -> Architecture:
    """The network that reads the digits, at the design's widths or others: its steps, without weights."""
    net = NETWORKS[NETWORK[design.kind]]
    if design.kind == "depthwise":
        return net
    steps = dict(net.steps)
    for name, M in zip(("fc1", "fc2"), width or design.width):
        steps[name] = FC(M)
    return replace(net, steps=steps)


@checked
def reader(design: Design) -> tuple[Layer, ...]:
    """The layers of the network that reads the digits, at the design's widths, in order."""
    return architecture(design).layers


@checked
def workload(design: Design, layers: tuple[Layer, ...] = PUBLIC) -> tuple[Layer, ...]:
    """All that a frame takes: the layers that look for digits, then those of the reader."""
    return (*layers, *reader(design))
