"""EfficientNet-Lite0 as a layer table; its trained weights are the optional extra dnnlib[imagenet].

    layers = efficientnet_lite0()       50 layers; `slim.bill.bill_of` prices them

B0's stages without squeeze-and-excite, ReLU6 for swish: what integers and small processors run well.
Source: Tan and Le 2019, Table 1; the lite variants: tensorflow/tpu, 2020.
"""

from dnnlib.door import checked
from dnnlib.models.layer_tables import Layer, conv, fc
from dnnlib.table import Claim, Table, compare

STAGES = (  # EfficientNet-B0's
    # blocks R=S  U  expansion  M
    (1, 3, 1, 1,  16),
    (2, 3, 2, 6,  24),
    (2, 5, 2, 6,  40),
    (3, 3, 2, 6,  80),
    (3, 5, 1, 6, 112),
    (4, 5, 2, 6, 192),
    (1, 3, 1, 6, 320),
)  # fmt: skip
# as its authors print them, and what its released file holds
PUBLISHED = {"MACs": 407e6, "parameters": 4_652_008}


def efficientnet_lite0() -> tuple[Layer, ...]:
    """The stem, sixteen inverted bottlenecks, the head and the classes, for an image of 224 x 224."""
    layers, C, P, number = [conv("stem", 32, 3, 112, 3, 2)], 32, 112, 0
    for blocks, R, stride, expansion, M in STAGES:
        for block in range(blocks):
            U, number = stride if block == 0 else 1, number + 1
            P //= U
            layers += _block(f"block{number}", M, C, P, R, U, expansion)
            C = M
    return *layers, conv("head", 1280, C, P, 1), fc("fc", 1000, 1280)


def _block(name: str, M: int, C: int, P: int, R: int, U: int, t: int) -> list[Layer]:
    wide = t * C
    expand = [conv(f"{name} expand", wide, C, U * P, 1)] if t > 1 else []
    return expand + [
        conv(f"{name} dw", wide, wide, P, R, U, G=wide),
        conv(f"{name} project", M, wide, P, 1),
    ]


@checked
def parameters(layers: tuple[Layer, ...]) -> int:
    """Weights, two values of normalization for each channel of a CONV layer, a bias for each class."""
    weights = sum(layer.weights for layer in layers)
    channels = sum(2 * one.shape.M for one in layers if one.kind == "conv")
    return weights + channels + sum(one.shape.M for one in layers if one.kind == "fc")


def claims() -> Table:
    """Its MACs and parameters: ours | published | error | why."""
    layers = efficientnet_lite0()
    macs = sum(layer.macs for layer in layers)
    why = "theirs counts more than products; it does not say what"
    rows = [
        Claim("MACs", macs, PUBLISHED["MACs"], why),
        Claim("parameters", parameters(layers), PUBLISHED["parameters"], "every one"),
    ]
    return compare(rows, "EfficientNet-Lite0")
