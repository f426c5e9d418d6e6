"""Twelve networks as tables: one row a layer, or one row a block that repeats. `models.MODELS` gives them names.

Counted are the weights and MACs of CONV layers, FC layers and products of two activations; as in the survey's
Table II, biases, normalization, pooling, softmax and look-ups (embeddings) are not. Order: as the data flows, the
branches of a module one after the other, a shortcut's projection last.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from dnnlib.attention.nests import products
from dnnlib.door import checked, whole
from dnnlib.shapes import ConvShape

KINDS = ("conv", "fc", "matmul")


@checked
@dataclass(frozen=True)
class Layer:
    """A named shape, and whether its F operand is trained (conv, fc) or computed from the input (matmul).

    A matmul multiplies two activations, as attention does: F is then the keys or the values, and holds no weights.
    An fc layer has P = 1, or P tokens that share its weights. tied: its weights are another layer's, too, which
    counts them. Errors: ValueError names the kind that is none of these.
    """

    name: str
    shape: ConvShape
    kind: Literal["conv", "fc", "matmul"]
    tied: bool = False

    def __post_init__(self):
        if self.kind not in KINDS:
            raise ValueError(
                f"kind={self.kind!r} of layer {self.name!r} must be one of {', '.join(KINDS)}"
            )

    @property
    def weights(self) -> int:
        """Trained values, biases not counted: M*(C/G)*R*S, and 0 for a matmul or a tied layer. Units: words."""
        free = self.tied or self.kind == "matmul"
        return 0 if free else self.shape.size("F")

    @property
    def macs(self) -> int:
        """Multiply-accumulates for one input (image or sequence): `ConvShape.macs`."""
        return self.shape.macs


@checked
def rows(table: str) -> Iterator[tuple]:
    """The lines of a text table below its header, split at the blanks; whole numbers as int."""
    for line in table.strip().splitlines()[1:]:
        yield tuple(int(word) if word.isdecimal() else word for word in line.split())


@checked
def conv(name: str, M: int, C: int, P: int, R: int, U: int = 1, G: int = 1) -> Layer:
    """A CONV layer with square maps (Q = P) and square filters (S = R)."""
    return Layer(name, ConvShape(M=M, C=C, P=P, Q=P, R=R, S=R, U=U, G=G), "conv")


@checked
def fc(name: str, M: int, C: int, P: int = 1) -> Layer:
    """A fully connected layer: M outputs from C inputs, for each of P tokens."""
    return Layer(name, ConvShape(M=M, C=C, P=P), "fc")


LENET_5 = """
name   kind  M    C   P   R
conv1  conv  20   1   24  5
conv2  conv  50   20  8   5
fc1    fc    500  800
fc2    fc    10   500
"""

# Groups as two GPUs had it. Input 227: with the 224 of the paper's text, conv1 would not give 55 x 55 outputs.
ALEXNET = """
name   kind  M     C     P   R   U  G
conv1  conv  96    3     55  11  4  1
conv2  conv  256   96    27  5   1  2
conv3  conv  384   256   13  3   1  1
conv4  conv  384   384   13  3   1  2
conv5  conv  256   384   13  3   1  2
fc6    fc    4096  9216
fc7    fc    4096  4096
fc8    fc    1000  4096
"""

OVERFEAT_FAST = """
name   kind  M     C      P   R   U
conv1  conv  96    3      56  11  4
conv2  conv  256   96     24  5   1
conv3  conv  512   256    12  3   1
conv4  conv  1024  512    12  3   1
conv5  conv  1024  1024   12  3   1
fc6    fc    3072  36864
fc7    fc    4096  3072
fc8    fc    1000  4096
"""

VGG_16 = """
name     kind  M     C      P    R
conv1_1  conv  64    3      224  3
conv1_2  conv  64    64     224  3
conv2_1  conv  128   64     112  3
conv2_2  conv  128   128    112  3
conv3_1  conv  256   128    56   3
conv3_2  conv  256   256    56   3
conv3_3  conv  256   256    56   3
conv4_1  conv  512   256    28   3
conv4_2  conv  512   512    28   3
conv4_3  conv  512   512    28   3
conv5_1  conv  512   512    14   3
conv5_2  conv  512   512    14   3
conv5_3  conv  512   512    14   3
fc6      fc    4096  25088
fc7      fc    4096  4096
fc8      fc    1000  4096
"""


@checked
def plain(table: str) -> tuple[Layer, ...]:
    """A network that is one layer after the other: each row says all of its layer."""
    makers: dict[str, Callable[..., Layer]] = {"conv": conv, "fc": fc}
    return tuple(makers[kind](name, *letters) for name, kind, *letters in rows(table))


INCEPTION = """
module  C    P   1x1  3x3reduce  3x3  5x5reduce  5x5  pool
3a      192  28  64   96         128  16         32   32
3b      256  28  128  128        192  32         96   64
4a      480  14  192  96         208  16         48   64
4b      512  14  160  112        224  24         64   64
4c      512  14  128  128        256  24         64   64
4d      512  14  112  144        288  32         64   64
4e      528  14  256  160        320  32         128  128
5a      832  7   256  160        320  32         128  128
5b      832  7   384  192        384  48         128  128
"""


def googlenet() -> tuple[Layer, ...]:
    """GoogLeNet without the auxiliary classifiers, which only training uses. Source: Szegedy et al. 2014, Table 1."""
    stem = (
        conv("conv1", 64, 3, 112, 7, U=2),
        conv("conv2 reduce", 64, 64, 56, 1),
        conv("conv2", 192, 64, 56, 3),
    )
    modules = (layer for row in rows(INCEPTION) for layer in _inception(*row))
    return *stem, *modules, fc("fc", 1000, 1024)


def _inception(name, C, P, M1, reduce3, M3, reduce5, M5, pool) -> tuple[Layer, ...]:
    return (
        conv(f"{name} 1x1", M1, C, P, 1),
        conv(f"{name} 3x3 reduce", reduce3, C, P, 1),
        conv(f"{name} 3x3", M3, reduce3, P, 3),
        conv(f"{name} 5x5 reduce", reduce5, C, P, 1),
        conv(f"{name} 5x5", M5, reduce5, P, 5),
        conv(f"{name} pool", pool, C, P, 1),
    )


RESNET_50 = """
stage  blocks  M     inner  P   U
conv2  3       256   64     56  1
conv3  4       512   128    28  2
conv4  6       1024  256    14  2
conv5  3       2048  512    7   2
"""


@checked
def resnet_50(stride_in: Literal["1x1", "3x3"] = "1x1") -> tuple[Layer, ...]:
    """ResNet-50; its blocks shrink the maps in their first 1x1, as published, or in the 3x3 ("v1.5", as frameworks do).

    Errors: ValueError names a stride_in that is neither. Source: He et al. 2015, Table 1.
    """
    if stride_in not in ("1x1", "3x3"):
        raise ValueError(
            f"stride_in={stride_in!r} must be '1x1' (the paper) or '3x3' (v1.5)"
        )
    layers, C = [conv("conv1", 64, 3, 112, 7, U=2)], 64
    for stage, blocks, M, inner, P, U in rows(RESNET_50):
        for block in range(1, blocks + 1):
            layers += _bottleneck(
                f"{stage}_{block}", M, C, inner, P, U if block == 1 else 1, stride_in
            )
            C = M
    return *layers, fc("fc", 1000, 2048)


def _bottleneck(name, M, C, inner, P, U, stride_in) -> list[Layer]:
    early = stride_in == "1x1"
    a = conv(f"{name}a", inner, C, P if early else U * P, 1, U if early else 1)
    b = conv(f"{name}b", inner, inner, P, 3, 1 if early else U)
    c = conv(f"{name}c", M, inner, P, 1)
    return [a, b, c] if C == M else [a, b, c, conv(f"{name} shortcut", M, C, P, 1, U)]


SQUEEZENET = """
module  C    P   squeeze  expand
fire2   96   55  16       64
fire3   128  55  16       64
fire4   128  55  32       128
fire5   256  27  32       128
fire6   256  27  48       192
fire7   384  27  48       192
fire8   384  27  64       256
fire9   512  13  64       256
"""


def squeezenet() -> tuple[Layer, ...]:
    """SqueezeNet v1.0 as its authors released it: fires whose 1x1 and 3x3 halves expand alike, input 227 x 227.

    Source: Iandola et al. 2016, Table 1, and its prototxt, which pads conv10 to 15 x 15 where the table has 13 x 13.
    """
    fires = (layer for row in rows(SQUEEZENET) for layer in _fire(*row))
    return conv("conv1", 96, 3, 111, 7, U=2), *fires, conv("conv10", 1000, 512, 15, 1)


def _fire(name, C, P, squeeze, expand) -> tuple[Layer, ...]:
    return (
        conv(f"{name} squeeze", squeeze, C, P, 1),
        conv(f"{name} expand 1x1", expand, squeeze, P, 1),
        conv(f"{name} expand 3x3", expand, squeeze, P, 3),
    )


# The paper's Table 1 prints "s2" for the last depthwise layer, too; its own next row, 7 x 7, says stride 1.
MOBILENET_V1 = """
block  M     C     P    U
2      64    32    112  1
3      128   64    56   2
4      128   128   56   1
5      256   128   28   2
6      256   256   28   1
7      512   256   14   2
8      512   512   14   1
9      512   512   14   1
10     512   512   14   1
11     512   512   14   1
12     512   512   14   1
13     1024  512   7    2
14     1024  1024  7    1
"""


def mobilenet_v1() -> tuple[Layer, ...]:
    """MobileNet v1, width 1: depthwise 3x3 (G = C), then pointwise 1x1. Source: Howard et al. 2017, Table 1."""
    layers = [conv("conv1", 32, 3, 112, 3, U=2)]
    for block, M, C, P, U in rows(MOBILENET_V1):
        layers += [
            conv(f"dw{block}", C, C, P, 3, U, G=C),
            conv(f"pw{block}", M, C, P, 1),
        ]
    return *layers, fc("fc", 1000, 1024)


MOBILENET_V2 = """
blocks  t  M    P    U
1       1  16   112  1
2       6  24   56   2
3       6  32   28   2
4       6  64   14   2
3       6  96   14   1
3       6  160  7    2
1       6  320  7    1
"""


def mobilenet_v2() -> tuple[Layer, ...]:
    """MobileNet v2, width 1: inverted residuals that expand t times. Source: Sandler et al. 2018, Table 2."""
    layers, C, number = [conv("conv1", 32, 3, 112, 3, U=2)], 32, 0
    for blocks, t, M, P, stride in rows(MOBILENET_V2):
        for block in range(blocks):
            number += 1
            layers += _inverted_residual(
                f"block{number}", M, C, t, P, stride if block == 0 else 1
            )
            C = M
    return *layers, conv("conv2", 1280, 320, 7, 1), fc("fc", 1000, 1280)


def _inverted_residual(name, M, C, t, P, U) -> list[Layer]:
    inner = t * C
    expand = [conv(f"{name} expand", inner, C, U * P, 1)] if t > 1 else []
    return expand + [
        conv(f"{name} dw", inner, inner, P, 3, U, G=inner),
        conv(f"{name} project", M, inner, P, 1),
    ]


TRANSFORMERS = """
model       blocks  width  heads  kv_heads  hidden
BERT-base   12      768    12     12        3072
ViT-B/16    12      768    12     12        3072
Llama-3-8B  32      4096   32     8         14336
"""


@checked
def bert_base(tokens: int = 128) -> tuple[Layer, ...]:
    """BERT-base on one sequence of `tokens` (128 unless said), with its pooler. Source: Devlin et al. 2018, 3."""
    return *_transformer("BERT-base", tokens), fc("pooler", 768, 768)


def vit_b_16() -> tuple[Layer, ...]:
    """ViT-B/16, input 224: 14 x 14 patches and the class token. Source: Dosovitskiy et al. 2020, Table 1."""
    return (
        conv("patches", 768, 3, 14, 16, U=16),
        *_transformer("ViT-B/16", 14 * 14 + 1),
        fc("head", 1000, 768),
    )


@checked
def llama_3_8b(tokens: int = 512, context: int = 0) -> tuple[Layer, ...]:
    """Llama 3 8B reading a prompt of `tokens` (prefill; 512 unless said); only the last token's logits are computed.

    Behind `context` tokens whose keys and values are kept: tokens=1, context=2047 is a step of decoding.

    The attention products are the whole squares: no MAC is saved for the half that the causal mask throws away.
    Source: Llama team 2024, Table 3; vocabulary of 128,256 and grouped queries as released.
    """
    whole("context", context, 0)
    blocks = _transformer("Llama-3-8B", tokens, gated=True, context=context)
    return *blocks, fc("lm_head", 128256, 4096)


def _transformer(model, tokens, gated=False, context=0) -> list[Layer]:
    row = next(row for row in rows(TRANSFORMERS) if row[0] == model)
    _, blocks, width, heads, kv_heads, hidden = row
    return [
        layer
        for b in range(1, blocks + 1)
        for layer in _block(
            f"block{b}", tokens, width, heads, kv_heads, hidden, gated, context
        )
    ]


def _block(
    name, tokens, width, heads, kv_heads, hidden, gated, context
) -> tuple[Layer, ...]:
    kv = kv_heads * (width // heads)
    return (
        fc(f"{name} q", width, width, tokens),
        fc(f"{name} k", kv, width, tokens),
        fc(f"{name} v", kv, width, tokens),
        *_attention(name, tokens, tokens + context, heads, kv_heads, width // heads),
        fc(f"{name} out", width, width, tokens),
        *([fc(f"{name} gate", hidden, width, tokens)] if gated else []),
        fc(f"{name} up", hidden, width, tokens),
        fc(f"{name} down", width, hidden, tokens),
    )


def _attention(name, tokens, keys, heads, kv_heads, head) -> tuple[Layer, ...]:
    """Queries * keys and scores * values, as `attention.nests` has them."""
    scores, context = products(tokens, keys, heads, kv_heads, head)
    first, second = f"{name} scores", f"{name} context"
    return Layer(first, scores, "matmul"), Layer(second, context, "matmul")
