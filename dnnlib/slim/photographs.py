"""EfficientNet-Lite0 on real photographs, its weights in 8 bits: one scale a tensor, or one a channel (PyTorch).

    agreement(photos(JUDGED), "weights, a scale a tensor")     the share of crops that get the class they had in floats

The network is the extra dnnlib[imagenet]; the photographs are those that scikit-image carries in its package.
Batch normalization is folded first, as it is before a network runs in integers: a depthwise filter is then as large
as its channel's normalization made it, and 8 bits over all channels leave the small ones without a level.
Source: Krishnamoorthi 2018 (arXiv 1806.08342), 3.1: MobileNets need a scale a channel; Nagel et al., ICCV 2019.
"""

from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch
from torch import nn

from dnnlib.door import checked
from dnnlib.networks import imagenet
from dnnlib.quant.affine import Affine, asymmetric, symmetric

PACKAGE = "skimage"  # of scikit-image
JUDGED = ("astronaut", "chelsea", "coffee", "rocket", "motorcycle_left", "camera")
RANGES = ("motorcycle_right", "coins", "gravel")  # photographs that set the scales
SIDES = (1.0, 0.75, 0.5)  # of a crop, of the photograph's shorter side
PLACES = (0.0, 0.5, 1.0)  # of a crop, along what is left
BITS = 8
FORMS: Mapping[str, tuple] = {  # per_channel of the weights, or None; activations too?
    "weights, a scale a tensor": (False, False),
    "weights, a scale a channel": (True, False),
    "activations alone": (None, True),
    "both, a scale a tensor": (False, True),
    "both, a scale a channel": (True, True),
}


def photos(names: tuple[str, ...]) -> dict[str, np.ndarray]:
    """Photographs by name, bytes [height, width, 3]. Errors: ImportError says what to install."""
    from PIL import Image

    spec = find_spec(PACKAGE)
    if spec is None:
        raise ImportError(
            "the photographs are scikit-image's: pip install scikit-image"
        )
    folder = Path(next(iter(spec.submodule_search_locations or ()))) / "data"
    paths = {p.stem: p for p in folder.iterdir() if p.suffix in (".png", ".jpg")}
    return {name: np.array(Image.open(paths[name]).convert("RGB")) for name in names}


@checked
def crops(photo) -> Iterator[np.ndarray]:
    """Squares of a photograph, of three sizes, at the places where they differ, and each mirrored."""
    height, width = photo.shape[:2]
    for share in SIDES:
        side = int(share * min(height, width))
        tops = {int(at * (height - side)) for at in PLACES}
        lefts = {int(at * (width - side)) for at in PLACES}
        for top, left in sorted((t, x) for t in tops for x in lefts):
            square = photo[top : top + side, left : left + side]
            yield square
            yield square[:, ::-1]


@checked
def inputs(named: Mapping[str, np.ndarray]) -> torch.Tensor:
    """All crops of all photographs as the network takes them: [n, 3, 224, 224]."""
    squares = [square for photo in named.values() for square in crops(photo)]
    return torch.cat([imagenet.preprocess(square) for square in squares])


def folded() -> nn.Module:
    """The trained network, its normalization made part of the filters: the same scores."""
    net = imagenet.efficientnet_lite0()
    for conv, norm in _pairs(net):
        gain = norm.weight / torch.sqrt(norm.running_var + norm.eps)
        conv.weight.mul_(gain[:, None, None, None])
        norm.bias.sub_(norm.running_mean * gain)
        norm.weight.fill_(1.0)
        norm.running_mean.zero_()
        norm.running_var.fill_(1.0 - norm.eps)
    return net


@checked
def classes(net: nn.Module, images: torch.Tensor) -> np.ndarray:
    """The class of the largest score: [n]."""
    with torch.no_grad():
        return torch.cat([net(part).argmax(1) for part in images.split(32)]).numpy()


def quantized(form: str, ranges: torch.Tensor) -> nn.Module:
    """The folded network in one of FORMS. ranges: images whose activations set the scales of activations.

    Errors: ValueError lists the forms.
    """
    if form not in FORMS:
        raise ValueError(f"form={form!r}: choose {', '.join(FORMS)}")
    per_channel, activations = FORMS[form]
    net = folded()
    seen = _seen(net, ranges) if activations else {}
    for name, layer in _layers(net):
        if per_channel is not None:
            F = layer.weight.numpy()
            rounded = symmetric(F, BITS, per_channel)(F)
            layer.weight.copy_(torch.from_numpy(rounded.astype(np.float32)))
        if activations:
            layer.register_forward_pre_hook(_rounding(asymmetric(seen[name], BITS)))
    return net


@checked
def spread(layer: nn.Conv2d) -> float:
    """How far apart a layer's filters are: the largest of all weights over the median filter's largest."""
    most = layer.weight.abs().flatten(1).amax(1)
    return float(most.max() / most.median())


def _seen(net: nn.Module, images: torch.Tensor) -> dict[str, np.ndarray]:
    """The least and the largest value that enters each layer."""
    found: dict[str, np.ndarray] = {}

    def keep(name: str) -> Callable:
        def hook(_, args):
            ends = np.array([float(args[0].min()), float(args[0].max())])
            found[name] = np.append(found.get(name, ends), ends)

        return hook

    hooks = [one.register_forward_pre_hook(keep(name)) for name, one in _layers(net)]
    classes(net, images)
    for hook in hooks:
        hook.remove()
    return found


def _rounding(affine: Affine) -> Callable:
    scale, zero = float(affine.scale), float(affine.zero)

    def hook(_, args):
        codes = torch.floor(args[0] / scale + 0.5) + zero
        return (scale * (codes.clamp(float(affine.low), float(affine.high)) - zero),)

    return hook


def _pairs(net: nn.Module) -> list[tuple]:
    """Each convolution with the normalization that follows it: in this network they take turns."""
    kinds = (nn.Conv2d, nn.BatchNorm2d)
    flat = [one for one in net.modules() if isinstance(one, kinds)]
    return list(zip(flat[::2], flat[1::2], strict=True))


def _layers(net: nn.Module) -> list[tuple]:
    kinds = (nn.Conv2d, nn.Linear)
    return [(n, one) for n, one in net.named_modules() if isinstance(one, kinds)]
