"""What six MAC counters say of the same models, recorded once: dnnlib/assets/counters.json.

    python tests/benchmarks/record_counters.py      in an environment that has the counters and the zoos

They are no dependencies of the course. Each runs as its own documentation says, on one example in eval mode without
gradients. A counter that fails on a model is recorded with its error's name.
"""

import importlib
import importlib.util
import json
import sys
import warnings
from collections import Counter
from importlib.metadata import version
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as fn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import FlopCounterMode

from dnnlib.door import save
from dnnlib.models import Model

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "dnnlib/assets/counters.json"
sys.path.insert(0, str(ROOT / "tests"))
PACKAGES = ("torch", "fvcore", "ptflops", "thop", "torchinfo", "torchvision", "pytorchcv")  # fmt: skip


def loaded(name: str):
    """A package that only this script needs."""
    return importlib.import_module(name)


def without_its_kernels() -> None:
    """torchvision's wheel for another torch lacks its own operations; its models need none of them."""
    library = torch.library.Library("torchvision", "DEF")
    text = Path(importlib.util.find_spec("torchvision").origin).with_name("_meta_registrations.py").read_text()  # fmt: skip
    for word in set(text.split('"')):
        name = word.removeprefix("torchvision::")
        if name.isidentifier():
            library.define(f"{name}(Tensor x) -> Tensor")
    KEPT.append(library)


KEPT: list = []


class Block(nn.Module):
    """A transformer layer of BERT-base's size; its attention by torch's fused function, or written out."""

    def __init__(self, fused: bool, width=768, heads=12, hidden=3072):
        super().__init__()
        self.fused, self.heads = fused, heads
        self.q, self.k, self.v, self.out = (nn.Linear(width, width) for _ in range(4))
        self.up, self.down = nn.Linear(width, hidden), nn.Linear(hidden, width)

    def forward(self, x):
        Q, K, V = (self.split(part(x)) for part in (self.q, self.k, self.v))
        if self.fused:
            Y = fn.scaled_dot_product_attention(Q, K, V)
        else:
            Y = (Q @ K.transpose(-1, -2) / Q.shape[-1] ** 0.5).softmax(-1) @ V
        x = x + self.out(Y.transpose(1, 2).flatten(2))
        return x + self.down(fn.gelu(self.up(x)))

    def split(self, x):
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)


class Decoder(nn.Sequential):
    """Two layers down, one dilated, two transposed ones up."""

    def __init__(self):
        super().__init__(
            nn.Conv2d(3, 32, 3, stride=2, padding=1),
            nn.ReLU(),
            nn.Conv2d(32, 64, 3, padding=2, dilation=2),
            nn.ReLU(),
            nn.ConvTranspose2d(64, 32, 2, stride=2),
            nn.ReLU(),
            nn.ConvTranspose2d(32, 3, 4, stride=2, padding=1),
        )


class Last(nn.Module):
    """A recurrent layer's outputs."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(128, 256, 2, batch_first=True)

    def forward(self, x):
        return self.lstm(x)[0]


def models() -> dict:
    """Name: (what makes the module, shape of the example)."""
    zoo, cv = loaded("torchvision.models"), loaded("pytorchcv.model_provider").get_model
    ours, photo = loaded("torch_models").BUILD, (1, 3, 224, 224)
    sequence = (1, 512, 768)
    return {
        "AlexNet, two GPUs": (ours["AlexNet"][0], ours["AlexNet"][1]),
        "AlexNet, torchvision": (zoo.alexnet, photo),
        "AlexNet, pytorchcv": (lambda: cv("alexnet"), photo),
        "VGG-16": (zoo.vgg16, photo),
        "GoogLeNet": (lambda: zoo.googlenet(aux_logits=False, init_weights=False), photo),
        "ResNet-50 v1": (lambda: cv("resnet50"), photo),
        "ResNet-50 v1.5": (zoo.resnet50, photo),
        "SqueezeNet 1.0": (zoo.squeezenet1_0, photo),
        "SqueezeNet 1.1": (zoo.squeezenet1_1, photo),
        "MobileNet v1": (lambda: cv("mobilenet_w1"), photo),
        "MobileNet v2": (zoo.mobilenet_v2, photo),
        "EfficientNet-B0": (zoo.efficientnet_b0, photo),
        "dilated and transposed": (Decoder, photo),
        "LSTM, 50 steps": (Last, (1, 50, 128)),
        "ViT-B/16": (zoo.vit_b_16, photo),
        "layer, torch's own": (lambda: nn.TransformerEncoderLayer(768, 12, 3072, batch_first=True), sequence),
        "layer, fused attention": (lambda: Block(True), sequence),
        "layer, written out": (lambda: Block(False), sequence),
    }  # fmt: skip


def by_hooks(module, x) -> int:
    """What most blog posts do: a hook on each nn.Conv2d and nn.Linear."""
    total = 0

    def hook(part, inputs, output):
        nonlocal total
        total += output.numel() * part.weight[0].numel()

    parts = [p for p in module.modules() if isinstance(p, nn.Conv2d | nn.Linear)]
    hooks = [part.register_forward_hook(hook) for part in parts]
    module(x)
    for one in hooks:
        one.remove()
    return total


def by_torch(module, x) -> int:
    with FlopCounterMode(display=False) as counter:
        module(x)
    return counter.get_total_flops() // 2


def by_torch_in_training(module, x) -> int:
    """In train mode, with gradients: the fused paths of inference are closed."""
    module.train()
    with torch.enable_grad():
        return by_torch(module, torch.cat([x, x])) // 2  # a norm needs two


def by_fvcore(module, x) -> int:
    analysis = loaded("fvcore.nn").FlopCountAnalysis(module, x)
    analysis.unsupported_ops_warnings(False).uncalled_modules_warnings(False)
    return int(analysis.total())


def by_ptflops(module, x) -> int:
    count = loaded("ptflops").get_model_complexity_info
    how = {"as_strings": False, "print_per_layer_stat": False, "verbose": False}
    return int(count(module, tuple(x.shape[1:]), backend="pytorch", **how)[0])


def by_thop(module, x) -> int:
    return int(loaded("thop").profile(module, inputs=(x,), verbose=False)[0])


def by_torchinfo(module, x) -> int:
    return int(loaded("torchinfo").summary(module, input_data=x, verbose=0).total_mult_adds)  # fmt: skip


TOOLS = {
    "hooks": by_hooks,
    "torch": by_torch,
    "torch, train": by_torch_in_training,
    "fvcore": by_fvcore,
    "ptflops": by_ptflops,
    "thop": by_thop,
    "torchinfo": by_torchinfo,
}


class Elements(TorchDispatchMode):
    """Values that go in and come out of each operation: what a counter may have counted besides."""

    def __init__(self):
        super().__init__()
        self.seen: dict[str, Counter] = {}

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        out = func(*args, **(kwargs or {}))
        first = out[0] if isinstance(out, tuple | list) and out else out
        if isinstance(first, torch.Tensor) and args and isinstance(args[0], torch.Tensor):  # fmt: skip
            name = func._schema.name.partition("::")[2]
            met = self.seen.setdefault(name, Counter())
            met["calls"] += 1
            met["in"] += args[0].numel()
            met["out"] += first.numel()
            biased = name == "convolution" and args[2] is not None
            met["biased"] += first.numel() * (biased or name == "addmm")
        return out


def elements(module, x) -> dict:
    with Elements() as watcher, torch.no_grad():
        module(x)
    wanted = ("norm", "relu", "hardtanh", "pool", "mean", "add", "convolution", "addmm")
    seen = {n: c for n, c in watcher.seen.items() if any(w in n for w in wanted)}
    found = {n: {k: v for k, v in c.items() if v} for n, c in seen.items()}
    norms = (p for p in module.modules() if isinstance(p, nn.BatchNorm2d))
    found["norm parameters"] = {"out": sum(2 * p.num_features for p in norms)}
    biases = (p.numel() for n, p in module.named_parameters() if n.endswith("bias"))
    found["all biases"] = {"out": sum(biases)}
    return found


def said(count, module, x):
    """A counter's answer, or the name of its error."""
    try:
        with torch.no_grad():
            return count(module, x)
    except Exception as error:  # a counter of others may fail in any way
        return f"{type(error).__name__}"


def main() -> None:
    """Run all, print as it goes, write the file."""
    warnings.simplefilter("ignore")
    without_its_kernels()
    torch.manual_seed(0)
    found = {}
    for name in models():
        row = {}
        for tool, count in TOOLS.items():
            module, shape = models_of(name)
            row[tool] = said(count, module.eval(), torch.zeros(shape))
        module, shape = models_of(name)
        ours = Model.from_torch(module, torch.zeros(shape))
        row = {"ours": ours.macs, "weights": ours.weights, "tools": row}
        row["attention"] = ours.total("macs", "matmul")
        row["elements"] = elements(module.eval(), torch.zeros(shape))
        found[name] = row
        print(name, json.dumps(row), flush=True)
    versions = {name: version(name) for name in PACKAGES}
    text = json.dumps({"versions": versions, "models": found}, indent=1)
    save(FILE, text + "\n")


def models_of(name: str):
    """A fresh module: some counters leave their hooks in it."""
    make, shape = models()[name]
    return make(), shape


if __name__ == "__main__":
    main()
