"""Layer tables against networks in torch, published tables, and counts of other programs."""

import re

import pytest

from dnnlib.models import COUNTS, MODELS, Layer, Model, compare_counts, model, table_ii
from dnnlib.models.printed import (
    FIGURES,
    TABLE_II_MODELS,
    WHY,
)
from dnnlib.shapes import ConvShape
from dnnlib.table import AGREES, printed_value, rounds_to

VARIANTS = {"ResNet-50 (stride_in=3x3)": ("ResNet-50", {"stride_in": "3x3"})}


@pytest.mark.parametrize("name", [*MODELS, *VARIANTS])
def test_each_layer_does_what_the_torch_model_does(name):
    """Witness: torch modules written from the papers, run on the meta device with forward hooks."""
    torch_models = pytest.importorskip(
        "torch_models", reason="needs torch", exc_type=ImportError
    )
    ours = (
        MODELS[name]
        if name in MODELS
        else model(VARIANTS[name][0], **VARIANTS[name][1])
    )
    theirs = torch_models.measured(name)
    assert [(layer.kind, layer.weights, layer.macs) for layer in ours.layers] == [
        row[:3] for row in theirs
    ]
    for layer, (kind, *_, letters) in zip(ours.layers, theirs):
        if kind == "conv":
            assert tuple(getattr(layer.shape, dim) for dim in "MCPQRSUG") == letters, (
                layer.name
            )


# (CONV weights, CONV MACs, all weights, all MACs), worked out by hand from the papers
EXACT = {
    "AlexNet": (2_332_704, 665_784_864, 60_954_656, 724_406_816),
    "OverFeat fast": (15_984_672, 2_671_478_784, 145_909_792, 2_801_403_904),
    "VGG-16": (14_710_464, 15_346_630_656, 138_344_128, 15_470_264_320),
    "GoogLeNet v1": (5_966_272, 1_581_647_872, 6_990_272, 1_582_671_872),
    "ResNet-50": (23_454_912, 3_855_925_248, 25_502_912, 3_857_973_248),
}


@pytest.mark.parametrize("name", EXACT)
def test_totals_of_table_ii_models_are_exact(name):
    counts = ("conv_weights", "conv_macs", "total_weights", "total_macs")
    assert tuple(MODELS[name].count(what) for what in counts) == EXACT[name]


@pytest.mark.parametrize(
    "ours, macs, tool",
    [
        (MODELS["VGG-16"], 15_470_264_320, "torchvision vgg16, forward hooks"),
        (MODELS["ResNet-50"], 3_857_973_248, "pytorchcv resnet50, forward hooks"),
        (
            model("ResNet-50", stride_in="3x3"),
            4_089_184_256,
            "torchvision resnet50, forward hooks",
        ),
        (MODELS["MobileNet v1"], 568_740_352, "pytorchcv mobilenet_w1, forward hooks"),
        (
            MODELS["MobileNet v2"],
            300_774_272,
            "torchvision mobilenet_v2, forward hooks",
        ),
    ],
    ids=lambda case: getattr(case, "name", None),
)
def test_macs_equal_what_others_count(ours, macs, tool):
    """Witness: models that others published, counted by hooks on their CONV and FC layers."""
    assert ours.macs == macs, tool


# parameters of the networks that were released: with biases, normalization and embeddings
STORED = {
    "AlexNet": (60_965_224, "Caffe's bvlc_alexnet"),
    "VGG-16": (138_357_544, "torchvision vgg16"),
    "GoogLeNet v1": (6_998_552, "Caffe's bvlc_googlenet"),
    "ResNet-50": (25_557_032, "torchvision resnet50"),
    "SqueezeNet": (1_248_424, "Iandola et al. 2016, Table 1"),
    "MobileNet v1": (4_231_976, "pytorchcv mobilenet_w1"),
    "MobileNet v2": (3_504_872, "torchvision mobilenet_v2"),
    "BERT-base": (109_482_240, "bert-base-uncased"),
    "ViT-B/16": (86_567_656, "torchvision vit_b_16"),
    "Llama 3 8B": (8_030_261_248, "Meta-Llama-3-8B"),
}


@pytest.mark.parametrize("name", STORED)
def test_the_witness_has_as_many_parameters_as_the_released_network(name):
    torch_models = pytest.importorskip(
        "torch_models", reason="needs torch", exc_type=ImportError
    )
    assert (
        sum(p.numel() for p in torch_models.build(name).parameters()) == STORED[name][0]
    ), STORED[name][1]


# Szegedy et al. 2014, Table 1, column "ops", in millions
GOOGLENET_OPS = {"conv1": 34, "conv2": 360, "3a": 128, "3b": 304, "4a": 73, "4b": 88, "4c": 100, "4d": 119, "4e": 170,
                 "5a": 54, "5b": 71}  # fmt: skip


def test_googlenet_modules_have_the_ops_of_its_paper_except_for_conv1():
    """Within 6 %, the most that the paper's own rounding and slips come to (5a); conv1 is 3.5 times the printed."""
    layers = MODELS["GoogLeNet v1"].layers
    ours = {
        part: sum(layer.macs for layer in layers if layer.name.startswith(part))
        for part in GOOGLENET_OPS
    }
    assert ours.pop("conv1") == 7 * 7 * 3 * 64 * 112 * 112 > 3.4 * 34e6
    for part, macs in ours.items():
        assert macs == pytest.approx(GOOGLENET_OPS[part] * 1e6, rel=0.06), part


def test_googlenet_op_column_sums_to_what_the_reason_says():
    all_of_it, without_5b = re.search(
        r"sums to (\S+), and to (\S+) without", WHY["GoogLeNet v1"]["conv_macs"]
    ).groups()
    total = sum(GOOGLENET_OPS.values())
    assert rounds_to(total * 10**6, all_of_it) and rounds_to(
        (total - GOOGLENET_OPS["5b"]) * 10**6, without_5b
    )
    assert without_5b == FIGURES["GoogLeNet v1"]["conv_macs"]


# Sze et al. 2017, Table II: CONV filter sizes, channels in a group, filters, strides; FC filters
SHAPES_II = {
    "LeNet-5": ({5}, (1, 20), (20, 50), {1}, (10, 500)),
    "AlexNet": ({3, 5, 11}, (3, 256), (96, 384), {1, 4}, (1000, 4096)),
    "OverFeat fast": ({3, 5, 11}, (3, 1024), (96, 1024), {1, 4}, (1000, 4096)),
    "VGG-16": ({3}, (3, 512), (64, 512), {1}, (1000, 4096)),
    "GoogLeNet v1": ({1, 3, 5, 7}, (3, 832), (16, 384), {1, 2}, (1000, 1000)),
    "ResNet-50": ({1, 3, 7}, (3, 2048), (64, 2048), {1, 2}, (1000, 1000)),
}


@pytest.mark.parametrize("name", SHAPES_II)
def test_shapes_span_what_table_ii_prints(name):
    def span(values):
        return min(values), max(values)

    conv = [layer.shape for layer in MODELS[name].of_kind("conv")]
    ours = (
        {s.R for s in conv},
        span([s.C // s.G for s in conv]),
        span([s.M for s in conv]),
        {s.U for s in conv},
        span([layer.shape.M for layer in MODELS[name].of_kind("fc")]),
    )
    assert ours == SHAPES_II[name]


@pytest.mark.parametrize("name", MODELS)
def test_totals_are_sums_over_layers_and_over_kinds(name):
    ours = MODELS[name]
    for what in ("weights", "macs"):
        assert ours.total(what) == sum(
            ours.total(what, kind) for kind in ("conv", "fc", "matmul")
        )
        assert ours.total(what) == sum(
            ours.table().column({"weights": "weights", "macs": "MACs"}[what])
        )
    assert all(
        layer.weights == (layer.kind != "matmul") * layer.shape.size("F")
        for layer in ours.layers
    )


@pytest.mark.parametrize("T", [1, 7, 128])
def test_attention_alone_grows_with_the_square_of_the_tokens(T):
    """12 blocks * 2 products * T^2 * 768; every other MAC is one weight times one token, but the pooler's."""
    bert = model("BERT-base", tokens=T)
    assert bert.total("macs", "matmul") == 12 * 2 * T * T * 768
    assert bert.total("macs", "fc") == T * (bert.weights - 768 * 768) + 768 * 768


def test_keys_and_values_of_grouped_queries_are_the_kv_cache():
    """Llama 3 8B keeps 2 * 32 layers * 8 heads * 128 values a token, 128 KB in FP16: the F operands of its products."""
    T = 10
    cached = sum(
        layer.shape.size("F")
        for layer in model("Llama 3 8B", tokens=T).of_kind("matmul")
    )
    assert cached * 2 == T * 128 * 1024


def test_table_ii_compares_every_count_and_explains_every_difference():
    rows = table_ii().rows
    assert len(rows) == len(TABLE_II_MODELS) * len(COUNTS) == 48
    for (what, ours, printed, _, why), (name, count) in zip(
        rows, [(n, c) for n in TABLE_II_MODELS for c in COUNTS]
    ):
        assert (
            what.lower() == f"{name} {count.replace('_', ' ')}".lower()
            and printed == printed_value(FIGURES[name][count])
        )
        agrees = rounds_to(ours, FIGURES[name][count])
        assert (why == AGREES) == agrees and (agrees or len(why) > 40), what
        assert (
            agrees
            or "LeNet" in what
            or what in ("GoogLeNet v1 CONV MACs", "GoogLeNet v1 total MACs")
        )


def test_no_reason_is_given_where_none_is_needed_and_none_is_missing():
    missing = "not explained"
    names = list(FIGURES)
    table = compare_counts(*names)
    assert missing not in table.column("why")
    used = sum(why != AGREES for why in table.column("why"))
    assert used == sum(len(reasons) for reasons in WHY.values())


def test_the_sums_in_the_reasons_are_right():
    texts = [text for reasons in WHY.values() for text in reasons.values()]
    sums = [
        found
        for text in texts
        for found in re.findall(r"([\d(][\d,+*() -]+) = ([\d,]*\d)", text)
    ]
    assert len(sums) == sum(text.count(" = ") for text in texts)
    for left, right in sums:
        assert eval(re.sub(r"(?<=\d),(?=\d)", "", left)) == int(
            right.replace(",", "")
        ), (left, right)


def test_lenet_reasons_lead_to_the_printed_figures():
    """LeCun et al. 1998: parameters of C1, S2, C3, S4, C5, F6, and their connections with those of the output."""
    assert rounds_to(
        156 + 12 + 1516 + 32 + 48_120 + 10_164, FIGURES["LeNet-5"]["total_weights"]
    )
    connections = 122_304 + 5_880 + 151_600 + 2_000 + 48_120 + 10_164 + 840
    assert f"{connections:,} connections" in WHY["LeNet-5"]["total_macs"]
    for count, text in WHY["LeNet-5"].items():
        numbers = [int(n.replace(",", "")) for n in re.findall(r"\d[\d,]*\d", text)]
        assert any(rounds_to(n, FIGURES["LeNet-5"][count]) for n in numbers), count
    assert rounds_to(MODELS["LeNet-5"].weights, "431k") and rounds_to(
        MODELS["LeNet-5"].macs, "2.3M"
    )


@pytest.mark.parametrize(
    "figure, low, high",
    [("2.3M", 2_250_000, 2_350_000), ("130M", 129_500_000, 130_500_000), ("5", 5, 5)],
)
def test_a_figure_stands_for_half_its_last_digit_either_way(figure, low, high):
    assert rounds_to(low, figure) and rounds_to(high, figure)
    assert not rounds_to(low - 1, figure) and not rounds_to(high + 1, figure)


def test_errors_say_what_there_is():
    with pytest.raises(
        KeyError, match="no model 'alexnet'; there are LeNet-5, AlexNet"
    ):
        MODELS["alexnet"]
    with pytest.raises(
        KeyError, match="no layer 'conv9'; it has conv1, conv2, fc1, fc2"
    ):
        MODELS["LeNet-5"].layer("conv9")
    with pytest.raises(
        ValueError, match="BERT-base has no option 'layers'; it has tokens"
    ):
        model("BERT-base", layers=3)
    with pytest.raises(ValueError, match="'flops': choose 'macs' or 'weights'"):
        MODELS["LeNet-5"].total("flops")
    with pytest.raises(ValueError, match="'pool': choose conv, fc, matmul"):
        MODELS["LeNet-5"].total("macs", "pool")
    with pytest.raises(
        ValueError, match="'pool' of layer 'p' must be one of conv, fc, matmul"
    ):
        Layer("p", ConvShape(), "pool")
    with pytest.raises(ValueError, match="two layers named 'a'"):
        Model("m", 2017, "here", [Layer("a", ConvShape(), "fc")] * 2)
    with pytest.raises(TypeError):
        MODELS["mine"] = None


def test_a_variant_has_no_published_totals_and_says_what_it_is():
    assert model("BERT-base", tokens=128) == MODELS["BERT-base"]
    short = model("BERT-base", tokens=64)
    assert (short.name, short.published) == (
        "BERT-base (tokens=64)",
        {},
    ) and "tokens=64" in short.source
