"""The twelve networks as torch modules, written from their papers and not from our tables: the independent witness.

Built on the "meta" device, so that neither weights nor activations exist; `measured(name)` runs one input through and
hooks say what each CONV, FC and product of activations did.
"""

import torch
from torch import nn
from torch.nn import functional as fn


class MatMul(nn.Module):
    """A product of two activations, as a module so that a hook sees it."""

    def forward(self, a, b):
        return a @ b


class LeNet(nn.Sequential):
    """Caffe's examples/mnist/lenet.prototxt."""

    def __init__(self):
        super().__init__(
            nn.Conv2d(1, 20, 5), nn.MaxPool2d(2, 2), nn.Conv2d(20, 50, 5), nn.MaxPool2d(2, 2),
            nn.Flatten(), nn.Linear(50 * 4 * 4, 500), nn.ReLU(), nn.Linear(500, 10),
        )  # fmt: skip


class AlexNet(nn.Sequential):
    """Krizhevsky et al. 2012, as Caffe's bvlc_alexnet: two groups in layers 2, 4 and 5."""

    def __init__(self):
        super().__init__(
            nn.Conv2d(3, 96, 11, stride=4), nn.ReLU(), nn.LocalResponseNorm(5), nn.MaxPool2d(3, 2),
            nn.Conv2d(96, 256, 5, padding=2, groups=2), nn.ReLU(), nn.LocalResponseNorm(5), nn.MaxPool2d(3, 2),
            nn.Conv2d(256, 384, 3, padding=1), nn.ReLU(),
            nn.Conv2d(384, 384, 3, padding=1, groups=2), nn.ReLU(),
            nn.Conv2d(384, 256, 3, padding=1, groups=2), nn.ReLU(), nn.MaxPool2d(3, 2),
            nn.Flatten(), nn.Linear(256 * 6 * 6, 4096), nn.ReLU(), nn.Linear(4096, 4096), nn.ReLU(),
            nn.Linear(4096, 1000),
        )  # fmt: skip


class OverFeatFast(nn.Sequential):
    """Sermanet et al. 2013, Table 1: no padding before layer 3, 2 x 2 pools that do not overlap."""

    def __init__(self):
        super().__init__(
            nn.Conv2d(3, 96, 11, stride=4), nn.ReLU(), nn.MaxPool2d(2, 2),
            nn.Conv2d(96, 256, 5), nn.ReLU(), nn.MaxPool2d(2, 2),
            nn.Conv2d(256, 512, 3, padding=1), nn.ReLU(), nn.Conv2d(512, 1024, 3, padding=1), nn.ReLU(),
            nn.Conv2d(1024, 1024, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2, 2),
            nn.Flatten(), nn.Linear(1024 * 6 * 6, 3072), nn.ReLU(), nn.Linear(3072, 4096), nn.ReLU(),
            nn.Linear(4096, 1000),
        )  # fmt: skip


class VGG16(nn.Sequential):
    """Simonyan and Zisserman 2014, configuration D."""

    def __init__(self):
        layers, channels = [], 3
        for word in "64 64 pool 128 128 pool 256 256 256 pool 512 512 512 pool 512 512 512 pool".split():
            if word == "pool":
                layers.append(nn.MaxPool2d(2, 2))
            else:
                layers += [nn.Conv2d(channels, int(word), 3, padding=1), nn.ReLU()]
                channels = int(word)
        head = (
            nn.Linear(512 * 7 * 7, 4096),
            nn.ReLU(),
            nn.Linear(4096, 4096),
            nn.ReLU(),
            nn.Linear(4096, 1000),
        )
        super().__init__(*layers, nn.Flatten(), *head)


class Inception(nn.Module):
    """Four branches, concatenated: 1x1; 1x1 and 3x3; 1x1 and 5x5; 3x3 max pool and 1x1."""

    def __init__(self, channels, one, three, five, pool):
        super().__init__()
        self.one = nn.Conv2d(channels, one, 1)
        self.three = nn.Sequential(
            nn.Conv2d(channels, three[0], 1), nn.ReLU(), nn.Conv2d(*three, 3, padding=1)
        )
        self.five = nn.Sequential(
            nn.Conv2d(channels, five[0], 1), nn.ReLU(), nn.Conv2d(*five, 5, padding=2)
        )
        self.pool = nn.Sequential(
            nn.MaxPool2d(3, 1, padding=1), nn.Conv2d(channels, pool, 1)
        )

    def forward(self, x):
        return fn.relu(
            torch.cat([self.one(x), self.three(x), self.five(x), self.pool(x)], 1)
        )


class GoogLeNet(nn.Sequential):
    """Szegedy et al. 2014, Table 1, as Caffe's bvlc_googlenet: pools round their output up."""

    def __init__(self):
        shrink = nn.MaxPool2d(3, 2, ceil_mode=True)
        super().__init__(
            nn.Conv2d(3, 64, 7, stride=2, padding=3), nn.ReLU(), shrink, nn.LocalResponseNorm(5),
            nn.Conv2d(64, 64, 1), nn.ReLU(), nn.Conv2d(64, 192, 3, padding=1), nn.ReLU(), shrink,
            Inception(192, 64, (96, 128), (16, 32), 32), Inception(256, 128, (128, 192), (32, 96), 64), shrink,
            Inception(480, 192, (96, 208), (16, 48), 64), Inception(512, 160, (112, 224), (24, 64), 64),
            Inception(512, 128, (128, 256), (24, 64), 64), Inception(512, 112, (144, 288), (32, 64), 64),
            Inception(528, 256, (160, 320), (32, 128), 128), shrink,
            Inception(832, 256, (160, 320), (32, 128), 128), Inception(832, 384, (192, 384), (48, 128), 128),
            nn.AvgPool2d(7), nn.Flatten(), nn.Linear(1024, 1000),
        )  # fmt: skip


class Bottleneck(nn.Module):
    """1x1, 3x3, 1x1 and a shortcut that is projected where the shape changes."""

    def __init__(self, channels, inner, stride, v1_5):
        super().__init__()
        first, second = (1, stride) if v1_5 else (stride, 1)
        self.a, self.bn_a = (
            nn.Conv2d(channels, inner, 1, stride=first, bias=False),
            nn.BatchNorm2d(inner),
        )
        self.b, self.bn_b = (
            nn.Conv2d(inner, inner, 3, second, padding=1, bias=False),
            nn.BatchNorm2d(inner),
        )
        self.c, self.bn_c = (
            nn.Conv2d(inner, 4 * inner, 1, bias=False),
            nn.BatchNorm2d(4 * inner),
        )
        same = stride == 1 and channels == 4 * inner
        project = (
            nn.Conv2d(channels, 4 * inner, 1, stride=stride, bias=False),
            nn.BatchNorm2d(4 * inner),
        )
        self.project = nn.Identity() if same else nn.Sequential(*project)

    def forward(self, x):
        y = fn.relu(self.bn_a(self.a(x)))
        y = fn.relu(self.bn_b(self.b(y)))
        return fn.relu(self.bn_c(self.c(y)) + self.project(x))


class ResNet50(nn.Sequential):
    """He et al. 2015, Table 1; v1_5 moves the stride of a stage's first block from its 1x1 to its 3x3."""

    def __init__(self, v1_5=False):
        layers = [
            nn.Conv2d(3, 64, 7, 2, padding=3, bias=False),
            nn.BatchNorm2d(64),
            nn.ReLU(),
        ]
        layers.append(nn.MaxPool2d(3, 2, padding=1))
        channels = 64
        for inner, blocks in ((64, 3), (128, 4), (256, 6), (512, 3)):
            for block in range(blocks):
                layers.append(
                    Bottleneck(
                        channels, inner, 2 if block == 0 and inner > 64 else 1, v1_5
                    )
                )
                channels = 4 * inner
        super().__init__(
            *layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(2048, 1000)
        )


class Fire(nn.Module):
    def __init__(self, channels, squeeze, expand):
        super().__init__()
        self.squeeze = nn.Conv2d(channels, squeeze, 1)
        self.one, self.three = (
            nn.Conv2d(squeeze, expand, 1),
            nn.Conv2d(squeeze, expand, 3, padding=1),
        )

    def forward(self, x):
        x = fn.relu(self.squeeze(x))
        return fn.relu(torch.cat([self.one(x), self.three(x)], 1))


class SqueezeNet(nn.Sequential):
    """The authors' SqueezeNet_v1.0/deploy.prototxt: input 227, and conv10 pads its 1x1 by one."""

    def __init__(self):
        shrink = nn.MaxPool2d(3, 2, ceil_mode=True)
        super().__init__(
            nn.Conv2d(3, 96, 7, stride=2), nn.ReLU(), shrink,
            Fire(96, 16, 64), Fire(128, 16, 64), Fire(128, 32, 128), shrink,
            Fire(256, 32, 128), Fire(256, 48, 192), Fire(384, 48, 192), Fire(384, 64, 256), shrink,
            Fire(512, 64, 256), nn.Conv2d(512, 1000, 1, padding=1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(),
        )  # fmt: skip


def conv_bn(channels, filters, size, stride=1, groups=1, clip=True):
    conv = nn.Conv2d(
        channels, filters, size, stride, padding=size // 2, groups=groups, bias=False
    )
    return nn.Sequential(
        conv, nn.BatchNorm2d(filters), nn.ReLU6() if clip else nn.Identity()
    )


class MobileNetV1(nn.Sequential):
    """Howard et al. 2017, Table 1, the last depthwise layer at stride 1 as its output of 7 x 7 demands."""

    def __init__(self):
        layers, channels = [conv_bn(3, 32, 3, 2)], 32
        # the first block of each width halves the maps
        strided = {128: 2, 256: 2, 512: 2, 1024: 2}
        for filters in (
            64,
            128,
            128,
            256,
            256,
            512,
            512,
            512,
            512,
            512,
            512,
            1024,
            1024,
        ):
            layers += [
                conv_bn(channels, channels, 3, strided.pop(filters, 1), groups=channels)
            ]
            layers += [conv_bn(channels, filters, 1)]
            channels = filters
        super().__init__(*layers, nn.AvgPool2d(7), nn.Flatten(), nn.Linear(1024, 1000))


class InvertedResidual(nn.Module):
    def __init__(self, channels, filters, stride, expansion):
        super().__init__()
        inner = channels * expansion
        self.adds = stride == 1 and channels == filters
        self.expand = conv_bn(channels, inner, 1) if expansion != 1 else nn.Identity()
        self.rest = nn.Sequential(
            conv_bn(inner, inner, 3, stride, inner),
            conv_bn(inner, filters, 1, clip=False),
        )

    def forward(self, x):
        y = self.rest(self.expand(x))
        return x + y if self.adds else y


class MobileNetV2(nn.Sequential):
    """Sandler et al. 2018, Table 2: (expansion, channels, repeats, stride)."""

    def __init__(self):
        layers, channels = [conv_bn(3, 32, 3, 2)], 32
        for t, c, n, s in ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1),
                           (6, 160, 3, 2), (6, 320, 1, 1)):  # fmt: skip
            layers += [
                InvertedResidual(c if k else channels, c, 1 if k else s, t)
                for k in range(n)
            ]
            channels = c
        head = (
            conv_bn(320, 1280, 1),
            nn.AvgPool2d(7),
            nn.Flatten(),
            nn.Linear(1280, 1000),
        )
        super().__init__(*layers, *head)


class Attention(nn.Module):
    """Multi-head attention; with fewer key-value heads than heads, each serves several queries (GQA)."""

    def __init__(self, width, heads, kv_heads, bias):
        super().__init__()
        self.heads, self.kv_heads, self.size = heads, kv_heads, width // heads
        self.q = nn.Linear(width, width, bias=bias)
        self.k = nn.Linear(width, kv_heads * self.size, bias=bias)
        self.v = nn.Linear(width, kv_heads * self.size, bias=bias)
        self.scores, self.context, self.out = (
            MatMul(),
            MatMul(),
            nn.Linear(width, width, bias=bias),
        )

    def split(self, x, heads):
        # [N, heads, tokens, size]
        x = x.unflatten(-1, (heads, self.size)).transpose(1, 2)
        return x.repeat_interleave(self.heads // heads, dim=1)

    def forward(self, x):
        q = self.split(self.q(x), self.heads)
        k, v = (
            self.split(self.k(x), self.kv_heads),
            self.split(self.v(x), self.kv_heads),
        )
        p = self.scores(q, k.transpose(-1, -2)).softmax(-1)
        return self.out(self.context(p, v).transpose(1, 2).flatten(2))


class Encoder(nn.Module):
    """A block of BERT (norm after the sum) or of ViT (norm before); GELU."""

    def __init__(self, width, heads, hidden, norm_first):
        super().__init__()
        self.norm_first = norm_first
        self.attention = Attention(width, heads, heads, bias=True)
        self.mlp = nn.Sequential(
            nn.Linear(width, hidden), nn.GELU(), nn.Linear(hidden, width)
        )
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)

    def forward(self, x):
        if self.norm_first:
            x = x + self.attention(self.norm1(x))
            return x + self.mlp(self.norm2(x))
        x = self.norm1(x + self.attention(x))
        return self.norm2(x + self.mlp(x))


class Bert(nn.Module):
    """Devlin et al. 2018: word, position and segment embeddings, 12 blocks, the pooler on the first token."""

    def __init__(self):
        super().__init__()
        self.words, self.places, self.kinds = (
            nn.Embedding(n, 768) for n in (30522, 512, 2)
        )
        self.norm = nn.LayerNorm(768)
        self.blocks = nn.Sequential(
            *(Encoder(768, 12, 3072, norm_first=False) for _ in range(12))
        )
        self.pooler = nn.Linear(768, 768)

    def forward(self, tokens):
        x = self.words(tokens) + self.places(
            torch.arange(tokens.shape[1], device=tokens.device)
        )
        x = self.blocks(self.norm(x + self.kinds(torch.zeros_like(tokens))))
        return self.pooler(x[:, 0]).tanh()


class ViT(nn.Module):
    """Dosovitskiy et al. 2020: patches of 16, a class token, 12 blocks, a linear head on the class token."""

    def __init__(self):
        super().__init__()
        self.patches = nn.Conv2d(3, 768, 16, stride=16)
        self.token = nn.Parameter(torch.zeros(1, 1, 768))
        self.places = nn.Parameter(torch.zeros(1, 197, 768))
        self.blocks = nn.Sequential(
            *(Encoder(768, 12, 3072, norm_first=True) for _ in range(12))
        )
        self.norm, self.head = nn.LayerNorm(768), nn.Linear(768, 1000)

    def forward(self, image):
        x = self.patches(image).flatten(2).transpose(1, 2)
        x = torch.cat([self.token, x], 1) + self.places
        return self.head(self.norm(self.blocks(x))[:, 0])


class Decoder(nn.Module):
    """A block of Llama 3: RMSNorm, grouped-query attention, gated SiLU. Rotation and mask cost no MACs: left out."""

    def __init__(self):
        super().__init__()
        self.norm1, self.norm2 = nn.RMSNorm(4096), nn.RMSNorm(4096)
        self.attention = Attention(4096, 32, 8, bias=False)
        self.gate, self.up = (
            nn.Linear(4096, 14336, bias=False),
            nn.Linear(4096, 14336, bias=False),
        )
        self.down = nn.Linear(14336, 4096, bias=False)

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        y = self.norm2(x)
        return x + self.down(fn.silu(self.gate(y)) * self.up(y))


class Llama(nn.Module):
    """Llama 3 8B; in a prefill the head is needed for the last token alone."""

    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(128256, 4096)
        self.blocks = nn.Sequential(*(Decoder() for _ in range(32)))
        self.norm, self.head = nn.RMSNorm(4096), nn.Linear(4096, 128256, bias=False)

    def forward(self, tokens):
        return self.head(self.norm(self.blocks(self.words(tokens)))[:, -1])


BUILD = {  # name: the module and its input, [N, C, H, W] or [N, tokens]
    "LeNet-5": (LeNet, (1, 1, 28, 28)),
    "AlexNet": (AlexNet, (1, 3, 227, 227)),
    "OverFeat fast": (OverFeatFast, (1, 3, 231, 231)),
    "VGG-16": (VGG16, (1, 3, 224, 224)),
    "GoogLeNet v1": (GoogLeNet, (1, 3, 224, 224)),
    "ResNet-50": (ResNet50, (1, 3, 224, 224)),
    "ResNet-50 (stride_in=3x3)": (lambda: ResNet50(v1_5=True), (1, 3, 224, 224)),
    "SqueezeNet": (SqueezeNet, (1, 3, 227, 227)),
    "MobileNet v1": (MobileNetV1, (1, 3, 224, 224)),
    "MobileNet v2": (MobileNetV2, (1, 3, 224, 224)),
    "BERT-base": (Bert, (1, 128)),
    "ViT-B/16": (ViT, (1, 3, 224, 224)),
    "Llama 3 8B": (Llama, (1, 512)),
}


def build(name):
    """The module on the meta device, where tensors have shapes and no values."""
    with torch.device("meta"):
        return BUILD[name][0]()


def measured(name) -> list[tuple]:
    """(kind, weights, MACs, letters) of each layer in the order of execution; letters of a CONV: M C P Q R S U G."""
    seen = []

    def hook(module, inputs, output):
        if isinstance(module, nn.Conv2d):
            letters = (
                module.out_channels,
                module.in_channels,
                *output.shape[2:],
                *module.kernel_size,
            )
            letters += (module.stride[0], module.groups)
            seen.append(
                (
                    "conv",
                    module.weight.numel(),
                    output.numel() * module.weight[0].numel(),
                    letters,
                )
            )
        elif isinstance(module, nn.Linear):
            seen.append(
                ("fc", module.weight.numel(), output.numel() * module.in_features, None)
            )
        elif isinstance(module, MatMul):
            seen.append(("matmul", 0, output.numel() * inputs[0].shape[-1], None))

    module = build(name).eval()
    for part in module.modules():
        part.register_forward_hook(hook)
    shape = BUILD[name][1]
    with torch.no_grad():
        module(
            torch.zeros(
                shape,
                dtype=torch.long if len(shape) == 2 else torch.float32,
                device="meta",
            )
        )
    return seen
