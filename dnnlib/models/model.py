"""Twelve networks with their sources and published totals, and the survey's Table II counted again.

`MODELS["AlexNet"]` is a Model; `model("Llama 3 8B", tokens=2048)` is one that differs from the default.
"""

from dataclasses import dataclass, field
from functools import partial
from inspect import signature
from pathlib import Path
from types import MappingProxyType

from dnnlib.door import Unlisted, checked
from dnnlib.models.layer_tables import (
    ALEXNET,
    KINDS,
    LENET_5,
    OVERFEAT_FAST,
    VGG_16,
    Layer,
    bert_base,
    googlenet,
    llama_3_8b,
    mobilenet_v1,
    mobilenet_v2,
    plain,
    resnet_50,
    squeezenet,
    vit_b_16,
)
from dnnlib.models.printed import (
    FIGURES,
    TABLE_II_MODELS,
    WHY,
)
from dnnlib.shapes import LEGEND
from dnnlib.table import AGREES, Claim, Table, compare, printed_value, rounds_to

COUNTS = (
    "conv_layers", "conv_weights", "conv_macs", "fc_layers", "fc_weights", "fc_macs", "total_weights", "total_macs",
)  # fmt: skip


@checked
@dataclass(frozen=True)
class Model:
    """A network: its layers in order, where they are from, and the totals that were published for it.

    total = sum over layers. `published` has numbers under the names of COUNTS, and for the models of the survey's
    Table II also "input" (height and width), "depth_conv_layers", "top5_error", "top5_error_single_crop" (percent).
    Errors: ValueError names a layer name that occurs twice.
    """

    name: str
    year: int | None
    source: str
    layers: tuple[Layer, ...] = field(repr=False)
    published: dict = field(default_factory=dict, repr=False, hash=False)

    def __post_init__(self):
        object.__setattr__(self, "layers", tuple(self.layers))
        names = set()
        for layer in self.layers:
            if layer.name in names:
                raise ValueError(
                    f"{self.name} has two layers named {layer.name!r}; give each a name of its own"
                )
            names.add(layer.name)

    @classmethod
    def from_torch(cls, module, example, free=()) -> "Model":
        """The layers of any torch module, seen at torch's dispatcher as it runs once on an example.

        One Layer a product, under the module's path: CONV (grouped, depthwise, dilated, transposed), FC, and
        the products of two activations that attention has (kind "matmul"). Weights that are used twice count
        once. Biases, normalization, activation functions, pooling and look-ups are no MACs, as in the survey.

        example: a tensor, a tuple of what forward takes, or a dict of its keywords; N of a CONV and P of an FC
        layer hold its batch, so give a batch of 1. It runs in eval mode without gradients, and the module is
        left as it was. free: names of operations to be counted as 0. Needs torch.

        Errors: ValueError names an operation whose products no rule counts, such as a fused kernel of another
        library; TypeError where module is no torch.nn.Module.
        Source: Sze et al. 2017, Table II's convention; models.torch_layers has the rules.
        """
        from dnnlib.models.torch_layers import seen

        source = f"a torch module, {type(module).__name__}, on one example"
        return cls._seen(type(module).__name__, source, seen(module, example, free))

    @classmethod
    def from_onnx(cls, file, sizes=None) -> "Model":
        """The layers of an ONNX file, by the same rules as those of a torch module; nothing is run.

        file: a path. sizes: numbers for sizes that the file leaves open, {"sequence": 128}; an open batch is 1.
        Needs the extra dnnlib[onnx]. Convolutions (grouped, dilated, transposed), Gemm, MatMul and their integer
        forms, LSTM, GRU and RNN are counted; what is worked out of stored values alone is not.

        Errors: ImportError says what to install; ValueError names an open size, or an operator that multiplies
        within, such as Einsum; FileNotFoundError. Source: models.onnx_calls and models.products have the rules.
        """
        from dnnlib.models.onnx_calls import calls
        from dnnlib.models.products import layers_of

        return cls._seen(Path(file).stem, "an ONNX file", layers_of(calls(file, sizes)))

    @classmethod
    def _seen(cls, name: str, source: str, found) -> "Model":
        approximate = [one for one in found if not one.exact]
        if approximate:
            names = (f"{one.layer.name} ({one.word})" for one in approximate)
            source += f"; I is not exact in {', '.join(names)}"
        return cls(name, None, source, tuple(one.layer for one in found))

    @property
    def macs(self) -> int:
        """Multiply-accumulates for one input."""
        return self.total("macs")

    @property
    def weights(self) -> int:
        """Trained values of all layers, biases not counted. Units: words."""
        return self.total("weights")

    def total(
        self,
        what: str,
        kind: str | None = None,
    ) -> int:
        """The sum of `what` over the layers of one kind, or of all. Errors: ValueError lists what may be asked."""
        if what not in ("macs", "weights"):
            raise ValueError(f"no total of {what!r}: choose 'macs' or 'weights'")
        return sum(getattr(layer, what) for layer in self.of_kind(kind))

    def of_kind(self, kind: str | None = None) -> tuple[Layer, ...]:
        """The layers of one kind, or all, in order. Errors: ValueError lists the kinds."""
        if kind not in (None, *KINDS):
            raise ValueError(
                f"no kind {kind!r}: choose {', '.join(KINDS)}, or None for all layers"
            )
        return tuple(layer for layer in self.layers if kind in (None, layer.kind))

    def layer(self, name: str) -> Layer:
        """The layer of that name. KeyError lists the names that there are."""
        for layer in self.layers:
            if layer.name == name:
                return layer
        raise Unlisted(
            f"{self.name} has no layer {name!r}; it has {', '.join(layer.name for layer in self.layers)}"
        )

    def count(self, what: str) -> int:
        """One of COUNTS: the layers, weights or MACs of the CONV or FC layers, or all weights or MACs.

        Errors: ValueError lists COUNTS.
        """
        if what not in COUNTS:
            raise ValueError(f"no count {what!r}: choose {', '.join(COUNTS)}")
        first, what = what.split("_")
        kind = None if first == "total" else first
        return len(self.of_kind(kind)) if what == "layers" else self.total(what, kind)

    def table(self) -> Table:
        """One row a layer: its kind, its letters, its weights and its MACs."""
        rows = [
            (
                layer.name,
                layer.kind,
                *(getattr(layer.shape, dim) for dim in LEGEND),
                layer.weights,
                layer.macs,
            )
            for layer in self.layers
        ]
        return Table(
            ("layer", "kind", *LEGEND, "weights", "MACs"),
            rows,
            f"{self} ({self.source})",
        )

    def __str__(self) -> str:
        year = "" if self.year is None else f", {self.year}"
        return f"{self.name}{year}: {len(self.layers)} layers, {self.weights:,} weights, {self.macs:,} MACs"


class _ByName(dict):
    def __missing__(self, name):
        raise Unlisted(f"no model {name!r}; there are {', '.join(self)}")


# fmt: off
_ROWS = _ByName({
    "LeNet-5":       (1998, partial(plain, LENET_5), "LeCun et al., Proc. IEEE 86(11); as Caffe's lenet.prototxt"),
    "AlexNet":       (2012, partial(plain, ALEXNET), "Krizhevsky, Sutskever, Hinton, NIPS 2012, Fig. 2"),
    "OverFeat fast": (2013, partial(plain, OVERFEAT_FAST), "Sermanet et al., arXiv 1312.6229, Table 1"),
    "VGG-16":        (2014, partial(plain, VGG_16), "Simonyan, Zisserman, arXiv 1409.1556, Table 1, D"),
    "GoogLeNet v1":  (2014, googlenet, "Szegedy et al., arXiv 1409.4842, Table 1"),
    "ResNet-50":     (2015, resnet_50, "He et al., arXiv 1512.03385, Table 1"),
    "SqueezeNet":    (2016, squeezenet, "Iandola et al., arXiv 1602.07360, Table 1; v1.0 as released"),
    "MobileNet v1":  (2017, mobilenet_v1, "Howard et al., arXiv 1704.04861, Table 1"),
    "MobileNet v2":  (2018, mobilenet_v2, "Sandler et al., arXiv 1801.04381, Table 2"),
    "BERT-base":     (2018, bert_base, "Devlin et al., arXiv 1810.04805, section 3"),
    "ViT-B/16":      (2020, vit_b_16, "Dosovitskiy et al., arXiv 2010.11929, Table 1"),
    "Llama 3 8B":    (2024, llama_3_8b, "Llama team, arXiv 2407.21783, Table 3"),
})
# fmt: on


@checked
def model(name: str, **options) -> Model:
    """A model of MODELS, or with options one of its variants, for which no totals are published.

    Options: tokens of "BERT-base" (128 unless said) and "Llama 3 8B" (512, a prefill), whose `context` tokens before them
    make tokens=1 a step of decoding; stride_in of "ResNet-50"
    ("1x1" as published; "3x3" is v1.5). The source says what was chosen.

    Errors: KeyError lists the models; ValueError lists the options that this one has.
    """
    year, build, source = _ROWS[name]
    default = {
        option.name: option.default for option in signature(build).parameters.values()
    }
    for option in options:
        if option not in default:
            raise ValueError(
                f"{name} has no option {option!r}; it has {', '.join(default) or 'none'}"
            )
    settings = default | options
    source = f"{source}; {_said(settings)}" if settings else source
    if settings != default:
        return Model(f"{name} ({_said(options)})", year, source, build(**settings))
    return Model(
        name,
        year,
        source,
        build(),
        {what: printed_value(figure) for what, figure in FIGURES[name].items()},
    )


def _said(settings: dict) -> str:
    said = (f"{option}={setting}" for option, setting in settings.items() if setting)
    return ", ".join(said)


MODELS = MappingProxyType(_ByName({name: model(name) for name in _ROWS}))


def table_ii() -> Table:
    """The survey's Table II counted from our layers: ours | published | error | why, for each count of its six models.

    Source: Sze et al. 2017, Table II; "why" is empty nowhere, and says what is not explained.
    """
    return compare_counts(
        *TABLE_II_MODELS, caption="Sze et al. 2017, Table II, and our layer tables"
    )


@checked
def compare_counts(*names: str, caption: str = "") -> Table:
    """Our counts beside the published ones of these models: ours | published | error | why.

    Errors: KeyError lists the models.
    """
    claims = [
        Claim(
            f"{name} {_label(what)}",
            ours,
            MODELS[name].published[what],
            _why(name, what, ours),
        )
        for name in names
        for what in COUNTS
        if what in MODELS[name].published
        for ours in [MODELS[name].count(what)]
    ]
    return compare(claims, caption)


def _label(what: str) -> str:
    return (
        what.replace("_", " ")
        .replace("conv", "CONV")
        .replace("fc", "FC")
        .replace("macs", "MACs")
    )


def _why(name: str, what: str, ours: int) -> str:
    return (
        AGREES
        if rounds_to(ours, FIGURES[name][what])
        else WHY.get(name, {}).get(what, "not explained")
    )
