"""The survey's Table III: methods that reduce precision, on AlexNet, with what each loses on ImageNet."""

from dataclasses import dataclass

from dnnlib.door import checked


@checked
@dataclass(frozen=True)
class Row:
    """One row: bits of weights and of activations as printed, the loss against 32-bit floats, and our counterpart.

    loss: percent points of top-5 accuracy. A star marks what is not applied to the first and the last layer.
    ours: the name under which results.TABLE holds it. weights, activations: the bits of ours.
    """

    group: str
    method: str
    weights: str
    activations: str
    loss: float
    ours: str


_W, _WA, _NL = "reduce weight", "reduce weight and activation", "non-linear"
TABLE_III = (
    #   group                  method                weights           activations  loss  ours
    Row("dynamic fixed point", "without fine-tuning", "8",              "10",        0.4,  "fixed point 8/10"),
    Row("dynamic fixed point", "with fine-tuning",    "8",              "8",         0.6,  "fixed point 8/8"),
    Row(_W,                    "BinaryConnect",       "1",              "32 float",  19.2, "BinaryConnect"),
    Row(_W,                    "BWN",                 "1*",             "32 float",  0.8,  "BWN"),
    Row(_W,                    "TWN",                 "2*",             "32 float",  3.7,  "TWN"),
    Row(_W,                    "TTQ",                 "2*",             "32 float",  0.6,  "TTQ"),
    Row(_WA,                   "XNOR-Net",            "1*",             "1*",        11,   "XNOR-Net"),
    Row(_WA,                   "BNN",                 "1",              "1",         29.8, "BNN"),
    Row(_WA,                   "DoReFa-Net",          "1*",             "2*",        7.63, "DoReFa-Net"),
    Row(_WA,                   "QNN",                 "1",              "2*",        6.5,  "QNN"),
    Row(_WA,                   "HWGQ-Net",            "1*",             "2*",        5.2,  "HWGQ-Net"),
    Row(_NL,                   "LogNet",              "5 conv, 4 fc",   "4",         3.2,  "LogNet"),
    Row(_NL,                   "INQ",                 "5",              "32 float",  -0.2, "INQ"),
    Row(_NL,                   "Deep Compression",    "8 conv, 4 fc",   "16",        0,    "shared 4"),
    Row(_NL,                   "Deep Compression",    "4 conv, 2 fc",   "16",        2.6,  "shared 2"),
)  # fmt: skip
SOURCE = "Sze et al. 2017, Table III: AlexNet, top-5, ImageNet"
# Lee et al., ICASSP 2017 (LogNet), as quoted in Sze et al. 2017, VII-A-2: VGG-16, 4 bits, loss in percent points.
LOGNET_4_BITS = {"linear": 27.8, "log2": 5.0}
