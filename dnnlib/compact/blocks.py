"""Compact blocks: what stands in place of one CONV layer, as the layers themselves, with its cost as a formula.

    depthwise(layer)                two Layers in place of one: their weights and MACs add up
    depthwise_ratio(layer.shape)    the share of weights that they need, 1/M + 1/(R*S), as an exact fraction

Layers are framed so that a map keeps its size (P = H / U without the frame). The stride sits in the layer that the
docstring names. At stride 1 all layers of a block run at the same P and Q, and its share of MACs is that of weights.
Source: Sze et al. 2017, III-B and VII-B-3, Figs. 13 to 15; each block its own paper beside.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from dnnlib.door import checked
from dnnlib.models.layer_tables import Layer
from dnnlib.shapes import ConvShape


@checked
def stacked(layer: Layer) -> tuple[Layer, ...]:
    """(R-1)/2 layers of 3x3 see as far as one of RxR; the stride in the last. VGG: Simonyan, Zisserman 2014."""
    s = _square(layer)
    if s.R < 3 or s.R % 2 == 0:
        raise ValueError(f"R={s.R}: stacks of 3x3 see 3, 5, 7, ... values across")
    count, parts = (s.R - 1) // 2, []
    for k in range(count):
        last = k == count - 1
        C = s.C if k == 0 else s.M
        parts.append(_part(layer, f"3x3 {k + 1}", C=C, R=3, S=3, whole=not last))
    return tuple(parts)


@checked
def stacked_ratio(s: ConvShape) -> Fraction:
    """9/R^2 * (1 + (n-1)*M/C), n = (R-1)/2 layers: 18/25 for R = 5 where M = C."""
    n = (s.R - 1) // 2
    return Fraction(9, s.R**2) * (1 + (n - 1) * Fraction(s.M, s.C))


@checked
def one_dimensional(layer: Layer) -> tuple[Layer, ...]:
    """A column filter Rx1, then a row filter 1xS; the stride in the second. Inception v3: Szegedy et al. 2015."""
    _square(layer)
    return (
        _part(layer, "column", S=1, whole=True),
        _part(layer, "row", C=layer.shape.M, R=1),
    )


@checked
def one_dimensional_ratio(s: ConvShape) -> Fraction:
    """1/S + M/(C*R): 10/25 for R = S = 5 where M = C."""
    return Fraction(1, s.S) + Fraction(s.M, s.C * s.R)


@checked
def bottleneck(layer: Layer, inner: int) -> tuple[Layer, ...]:
    """1x1 down to `inner` channels, RxS among them, 1x1 up to M; the stride in the middle. He et al. 2015."""
    _square(layer)
    return (
        _part(layer, "down", M=inner, R=1, S=1, whole=True),
        _part(layer, "middle", M=inner, C=inner),
        _part(layer, "up", C=inner, R=1, S=1, U=1),
    )


@checked
def bottleneck_ratio(s: ConvShape, inner: int) -> Fraction:
    """i/(M*R*S) + i^2/(M*C) + i/(C*R*S), i = inner."""
    RS, i = s.R * s.S, inner
    return Fraction(i, s.M * RS) + Fraction(i * i, s.M * s.C) + Fraction(i, s.C * RS)


@checked
def fire(layer: Layer, squeeze: int) -> tuple[Layer, ...]:
    """1x1 down to `squeeze` channels; then M/2 filters of 1x1 beside M/2 of RxS, both with the stride. Iandola 2016."""
    s = _square(layer)
    if s.M % 2:
        raise ValueError(f"M={s.M} is odd: a fire's two halves expand alike")
    half: dict[str, Any] = dict(M=s.M // 2, C=squeeze)
    return (
        _part(layer, "squeeze", M=squeeze, R=1, S=1, whole=True),
        _part(layer, "expand 1x1", R=1, S=1, **half),
        _part(layer, f"expand {s.R}x{s.S}", **half),
    )


@checked
def fire_ratio(s: ConvShape, squeeze: int) -> Fraction:
    """s/(M*R*S) + s/(2*C) * (1 + 1/(R*S)), s = squeeze."""
    RS = s.R * s.S
    wide = Fraction(squeeze, 2 * s.C) * (1 + Fraction(1, RS))
    return Fraction(squeeze, s.M * RS) + wide


@checked
def grouped(layer: Layer, groups: int) -> tuple[Layer, ...]:
    """The layer in groups that do not see each other. AlexNet: Krizhevsky et al. 2012."""
    _square(layer)
    return (_part(layer, f"{groups} groups", G=groups),)


@checked
def grouped_ratio(s: ConvShape, groups: int) -> Fraction:
    """1/G."""
    return Fraction(1, groups)


@checked
def depthwise(layer: Layer) -> tuple[Layer, ...]:
    """RxS a channel, with the stride, then 1x1 across channels. MobileNet: Howard et al. 2017; `xception` turns it round."""
    s = _square(layer)
    return (
        _part(layer, "depthwise", M=s.C, G=s.C),
        _part(layer, "pointwise", R=1, S=1, U=1),
    )


@checked
def depthwise_ratio(s: ConvShape) -> Fraction:
    """1/M + 1/(R*S): 8.69 times fewer for M = 256, R = S = 3."""
    return Fraction(1, s.M) + Fraction(1, s.R * s.S)


@checked
def xception(layer: Layer) -> tuple[Layer, ...]:
    """1x1 across channels, then RxS a channel, with the stride: depthwise turned round. Xception: Chollet 2017, 2."""
    s = _square(layer)
    return (
        _part(layer, "pointwise", R=1, S=1, whole=True),
        _part(layer, "depthwise", C=s.M, G=s.M),
    )


@checked
def xception_ratio(s: ConvShape) -> Fraction:
    """1/(R*S) + 1/C: for M = C that of `depthwise`; at a stride its 1x1 runs on the whole map, and has more MACs."""
    return Fraction(1, s.R * s.S) + Fraction(1, s.C)


@checked
def inverted(layer: Layer, expansion: int) -> tuple[Layer, ...]:
    """1x1 up to t*C channels, RxS a channel with the stride, 1x1 down to M. MobileNet v2: Sandler et al. 2018."""
    s = _square(layer)
    wide = expansion * s.C
    return (
        _part(layer, "expand", M=wide, R=1, S=1, whole=True),
        _part(layer, "depthwise", M=wide, C=wide, G=wide),
        _part(layer, "project", C=wide, R=1, S=1, U=1),
    )


@checked
def inverted_ratio(s: ConvShape, expansion: int) -> Fraction:
    """t * (C/(M*R*S) + 1/M + 1/(R*S)), t = expansion: above 1 for a small filter and a large t."""
    RS = s.R * s.S
    return expansion * (Fraction(s.C, s.M * RS) + depthwise_ratio(s))


BLOCKS: Mapping[str, tuple[Callable, Callable]] = {
    "two 3x3 for a 5x5": (stacked, stacked_ratio),
    "column and row": (one_dimensional, one_dimensional_ratio),
    "bottleneck": (bottleneck, bottleneck_ratio),
    "fire": (fire, fire_ratio),
    "grouped": (grouped, grouped_ratio),
    "depthwise separable": (depthwise, depthwise_ratio),
    "inverted residual": (inverted, inverted_ratio),
}


@checked
def inception(
    layer: Layer, ones: int, reduce3: int, threes: int, reduce5: int, fives: int, pooled: int
) -> tuple[Layer, ...]:  # fmt: skip
    """Four branches beside each other: 1x1; 1x1 then 3x3; 1x1 then 5x5; pooling, then 1x1. Szegedy et al. 2014.

    Where reduce3 or reduce5 is 0, that branch has no 1x1 before it: the module without its bottlenecks.
    `layer` says C, P and Q; M is ones + threes + fives + pooled. Errors: ValueError where it is not.
    """
    s, made = layer.shape, ones + threes + fives + pooled
    if made != s.M:
        raise ValueError(f"M={s.M}, but the branches make {made} channels")
    size: dict[str, Any] = dict(R=1, S=1, U=1)
    parts = [_part(layer, "1x1", M=ones, **size)]
    for R, reduce, M in ((3, reduce3, threes), (5, reduce5, fives)):
        if reduce:
            parts.append(_part(layer, f"{R}x{R} reduce", M=reduce, **size))
        parts.append(_part(layer, f"{R}x{R}", M=M, C=reduce or s.C, R=R, S=R))
    return *parts, _part(layer, "pool 1x1", M=pooled, **size)


@checked
def weights(layers: Sequence[Layer]) -> int:
    """Weights of the layers together, biases not counted."""
    return sum(layer.weights for layer in layers)


@checked
def macs(layers: Sequence[Layer]) -> int:
    """Multiply-accumulates of the layers together, for one image."""
    return sum(layer.macs for layer in layers)


def _part(layer: Layer, name: str, whole: bool = False, **letters) -> Layer:
    """A layer of the block: the letters of the one it replaces, but for these; whole: before the stride."""
    s = layer.shape
    if whole:
        letters |= dict(P=s.U * s.P, Q=s.U * s.Q, U=1)
    return Layer(f"{layer.name} {name}", replace(s, **letters), "conv")


def _square(layer: Layer) -> ConvShape:
    if layer.shape.G != 1:
        raise ValueError(
            f"{layer.name} has G={layer.shape.G} groups: give a layer that is one group"
        )
    return layer.shape
