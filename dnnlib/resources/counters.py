"""What six MAC counters say of the same models, and what each of them counts besides.

disagreement()           a row a model, a column a counter
account("fvcore")        the difference from ours, made up of its parts to the unit
transformer_layer()      one layer, written in three ways

Recorded by tests/benchmarks/record_counters.py, with the versions of all.
"""

import json
from functools import cache

from dnnlib import data
from dnnlib.door import Unlisted, checked, listed
from dnnlib.table import Table

FILE = "counters.json"
TOOLS = ("hooks", "torch", "torch, train", "fvcore", "ptflops", "thop", "torchinfo")
CNNS = (
    "AlexNet, two GPUs",
    "AlexNet, torchvision",
    "AlexNet, pytorchcv",
    "VGG-16",
    "GoogLeNet",
    "ResNet-50 v1",
    "ResNet-50 v1.5",
    "SqueezeNet 1.0",
    "SqueezeNet 1.1",
    "MobileNet v1",
    "MobileNet v2",
)
LAYERS = ("layer, torch's own", "layer, fused attention", "layer, written out")
# what a counter adds for each value: of a norm's output, of an activation's, of a bias, into and out of a
# pooling that adapts, out of one that has a window, into any; and the norms' parameters, once each
PARTS = ("norm", "activation", "bias", "adaptive in", "adaptive out", "window out", "pool in", "norm parameters")  # fmt: skip
CONVENTIONS = {
    "hooks": {},
    "torch": {},
    "torch, train": {},
    "fvcore": {"norm": 2, "adaptive in": 1},
    "thop": {"norm": 4, "adaptive in": 1, "adaptive out": 1, "window out": 1},
    "torchinfo": {"bias": 1, "norm parameters": 1},
    "ptflops": {"norm": 2, "activation": 2, "bias": 1, "pool in": 2},
}
# what we cannot make up of these parts, and why
OPEN = {
    (
        "thop",
        "MobileNet v2",
    ): "its mean is a function: a hook on modules does not see it",
    ("ptflops", "AlexNet, two GPUs"): "the two LRN layers' own products",
    ("ptflops", "AlexNet, pytorchcv"): "the two LRN layers' own products",
    ("ptflops", "GoogLeNet"): "its ReLUs are functions, and so counted once",
    ("ptflops", "MobileNet v2"): "its ReLU6 and its mean have one form, counted once",
}
# torchvision takes the mean over a map or its adaptive pooling, which torch runs as a mean
ADAPTIVE = ("mean", "_adaptive_avg_pool2d")
WINDOWS = ("avg_pool2d",)
LARGEST = ("max_pool2d_with_indices",)
ACTIVATIONS = ("relu", "relu_", "hardtanh", "hardtanh_")


@cache
def recorded() -> dict:
    """The whole file: versions, and for each model ours, the counters' answers and the values by operation."""
    return json.loads((data.ASSETS / FILE).read_text(encoding="utf-8"))


def versions() -> str:
    """The packages that counted, in one line."""
    return ", ".join(f"{k} {v}" for k, v in recorded()["versions"].items())


@checked
def model(name: str) -> dict:
    """What was recorded of a model: ours, weights, attention, tools, elements. KeyError lists the models."""
    models = recorded()["models"]
    if name not in models:
        raise Unlisted(f"no model {name!r} was counted; there are {'; '.join(models)}")
    return models[name]


@checked
def said(tool: str, name: str) -> int:
    """The MACs that a counter said. Errors: ValueError lists the counters, KeyError the models."""
    listed("tool", tool, TOOLS)
    return model(name)["tools"][tool]


@checked
def parts(name: str) -> dict[str, int]:
    """How many values of each of PARTS a model has: what a counter may count besides MACs."""
    seen = model(name)["elements"]

    def values(names, side):
        return sum(seen.get(one, {}).get(side, 0) for one in names)

    pools = (*ADAPTIVE, *WINDOWS, *LARGEST)
    return {
        "norm": values(["native_batch_norm"], "out"),
        "activation": values(ACTIVATIONS, "out"),
        "bias": values(["convolution", "addmm"], "biased"),
        "adaptive in": values(ADAPTIVE, "in"),
        "adaptive out": values(ADAPTIVE, "out"),
        "window out": values(WINDOWS, "out"),
        "pool in": values(pools, "in"),
        "norm parameters": values(["norm parameters"], "out"),
    }


@checked
def by_convention(name: str, **times: int) -> int:
    """Our MACs and so many times each of a model's parts: by_convention("VGG-16", bias=1).

    MACs + sum over parts of times * values. A name with a blank has an underscore here.
    Errors: ValueError lists the parts.
    """
    values, total = parts(name), model(name)["ours"]
    for part, often in times.items():
        total += often * values[listed("part", part.replace("_", " "), PARTS)]
    return total


@checked
def account(tool: str) -> Table:
    """A counter's surplus on each CNN, made up of its parts: what is left over is 0, or said.

    Errors: ValueError lists the counters.
    """
    convention = CONVENTIONS[listed("tool", tool, TOOLS)]
    header = ("model", "said", "more than ours", *(f"{n} x {part}" for part, n in convention.items()), "left", "why")  # fmt: skip
    rows = []
    for name in CNNS:
        values, more = parts(name), said(tool, name) - model(name)["ours"]
        made = [n * values[part] for part, n in convention.items()]
        why = OPEN.get((tool, name), "")
        rows.append((name, said(tool, name), more, *made, more - sum(made), why))
    return Table(header, rows, f"{tool}: MACs, and what it counts besides")


@checked
def disagreement(names: tuple[str, ...] = CNNS) -> Table:
    """Each model's MACs: ours, and each counter's surplus in percent of ours."""
    rows = []
    for name in names:
        ours = model(name)["ours"]
        rows.append((name, ours, *(_percent(said(tool, name), ours) for tool in TOOLS)))
    return Table(("model", "ours", *TOOLS), rows, versions())


def _percent(said: int, ours: int) -> str:
    if said == ours:
        return "equal"
    share = said / ours - 1
    return f"{share:+.1%}" if abs(share) >= 0.0005 else "under 0.05%"


def transformer_layer() -> Table:
    """One layer of BERT-base's size, 512 tokens, written in three ways: the share of its MACs that each sees."""
    rows = [
        (tool, *(f"{said(tool, name) / model(name)['ours']:.0%}" for name in LAYERS))
        for tool in TOOLS
    ]
    heads = (name.removeprefix("layer, ") for name in LAYERS)
    return Table(("counter", *heads), rows, f"of {model(LAYERS[0])['ours']:,} MACs")


def seldom() -> Table:
    """Layers that a rule for CONV and FC forgets: dilated, transposed, recurrent, and a whole ViT."""
    return disagreement(("dilated and transposed", "LSTM, 50 steps", "ViT-B/16"))


def zoo() -> Table:
    """One name, several networks: weights and MACs of what zoos call AlexNet, ResNet-50 and SqueezeNet."""
    names = [n for n in CNNS if n.split(",")[0].split()[0] in ("AlexNet", "ResNet-50", "SqueezeNet")]  # fmt: skip
    rows = [(name, model(name)["weights"], model(name)["ours"]) for name in names]
    return Table(("network", "weights", "MACs"), rows)
