"""The survey's Table IV: two networks described, dense and pruned; what of it follows from what."""

from typing import Any

from dnnlib.door import Unlisted, checked
from dnnlib.metrics.cards import ModelCard
from dnnlib.models import MODELS
from dnnlib.sparsity.published import BEFORE, EYERISS_ZEROS, FIG_41, inputs_left
from dnnlib.table import Claim, Table, compare

SOURCE = "Sze et al. 2017, Table IV"
ALEXNET: dict[str, Any] = dict(
    conv_layers=5, filter_sizes="3, 5, 11", channels="3-256", filters="96-384", fc_layers=3
)  # fmt: skip
GOOGLENET: dict[str, Any] = dict(
    conv_layers=57, filter_sizes="1, 3, 5, 7", channels="3-832", filters="16-384", fc_layers=1
)  # fmt: skip
CARDS = {
    card.name: card
    for card in (
        ModelCard(
            name="AlexNet, dense", top5_error=19.6, **ALEXNET, source=SOURCE,
            conv_weights=2_300_000, conv_macs=395_000_000,
            fc_weights=58_600_000, fc_macs=14_500_000,
        ),
        ModelCard(
            name="AlexNet, sparse", top5_error=20.4, **ALEXNET, source=SOURCE,
            conv_weights=351_000, conv_macs=56_400_000,
            fc_weights=5_400_000, fc_macs=1_900_000,
        ),
        ModelCard(
            name="GoogLeNet, dense", top5_error=11.7, **GOOGLENET, source=SOURCE,
            conv_weights=6_000_000, conv_macs=806_000_000,
            fc_weights=1_000_000, fc_macs=635_000,
        ),
        ModelCard(
            name="GoogLeNet, sparse", top5_error=12.7, **GOOGLENET, source=SOURCE,
            conv_weights=1_500_000, conv_macs=220_000_000,
            fc_weights=870_000, fc_macs=663_000,
        ),
    )
}  # fmt: skip
# What the table prints as totals: weights, MACs.
TOTALS = {
    "AlexNet, dense": (61_000_000, 410_000_000),
    "AlexNet, sparse": (5_700_000, 58_300_000),
    "GoogLeNet, dense": (7_000_000, 806_000_000),
    "GoogLeNet, sparse": (2_400_000, 221_000_000),
}
NETWORKS = ("AlexNet", "GoogLeNet")


def table_iv() -> Table:
    """The four cards side by side. Source: Sze et al. 2017, Table IV."""
    rows = [
        ("top-5 error, %", "top5_error"), ("CONV layers", "conv_layers"),
        ("filter sizes", "filter_sizes"), ("channels", "channels"), ("filters", "filters"),
        ("CONV non-zero weights", "conv_weights"), ("CONV non-zero MACs", "conv_macs"),
        ("FC layers", "fc_layers"), ("FC non-zero weights", "fc_weights"),
        ("FC non-zero MACs", "fc_macs"), ("all non-zero weights", "weights"),
        ("all non-zero MACs", "macs"),
    ]  # fmt: skip
    cells = [
        (label, *(getattr(one, name) for one in CARDS.values())) for label, name in rows
    ]
    return Table(("", *CARDS), cells, SOURCE)


def three_sparsities() -> Table:
    """AlexNet's non-zero MACs by three published measurements of its activations.

    sum over layers of MACs * share of non-zero inputs; the image has none that are zero.
    Three groups of images and two networks: the sum moves by 40 % and no one is wrong.
    Source: Chen et al., JSSC 2017, Table V (into a layer); Sze et al. 2017, Fig. 41(b) and
    Han et al., NIPS 2015, Table 4 (after the layer before, pooling not counted).
    """
    shares = {
        "the chip's zeros, into the layer": lambda name: 1 - EYERISS_ZEROS[name] / 100,
        "the survey's Fig. 41, after the layer before": _fig_41,
        "Han et al., after the layer before": inputs_left,
    }
    printed = CARDS["AlexNet, dense"]
    rows = [
        Claim(f"CONV: {what}", _macs("conv", share), printed.conv_macs, "another image set")
        for what, share in shares.items()
    ]  # fmt: skip
    why = "another training, other images"
    rows.append(Claim("FC: Han et al.", _macs("fc", inputs_left), printed.fc_macs, why))
    return compare(rows, "AlexNet's MACs with no zero input")


def by_kept_share() -> Table:
    """What the pruned columns would be if zeros of weights and of inputs were independent.

    sparse MACs = dense MACs * sparse weights / dense weights. Source: Table IV.
    """
    rows = []
    for network in NETWORKS:
        dense, sparse = CARDS[f"{network}, dense"], CARDS[f"{network}, sparse"]
        for kind in ("conv", "fc"):
            weights, macs = f"{kind}_weights", f"{kind}_macs"
            kept = getattr(sparse, weights) / getattr(dense, weights)
            rows.append(
                Claim(
                    f"{network}, {kind.upper()}: dense MACs * kept share",
                    getattr(dense, macs) * kept,
                    getattr(sparse, macs),
                    "weights that stay are not spread evenly over inputs",
                )
            )
    return compare(rows, "Non-zero MACs, multiplied")


def claims() -> Table:
    """Table IV's totals from its own rows: ours | published | error | why."""
    rows = []
    for name, printed in TOTALS.items():
        for what, figure in zip(("weights", "macs"), printed):
            ours = getattr(CARDS[name], what)
            label = f"{name}: non-zero {'MACs' if what == 'macs' else what}"
            rows.append(Claim(label, ours, figure, "rows and total are rounded apart"))
    return compare(rows, "Table IV, from its own rows")


@checked
def fewer(network: str) -> tuple[float, float]:
    """How many times fewer non-zero weights and MACs the pruned network has.

    Errors: KeyError lists the networks.
    """
    if network not in NETWORKS:
        raise Unlisted(f"no {network!r}; there are {', '.join(NETWORKS)}")
    dense, sparse = CARDS[f"{network}, dense"], CARDS[f"{network}, sparse"]
    counts = [(dense.weights, sparse.weights), (dense.macs, sparse.macs)]
    weights, macs = (many / few for many, few in counts if many and few)
    return weights, macs


def _fig_41(layer: str) -> float:
    return FIG_41[BEFORE[layer]] if layer in BEFORE else 1.0


def _macs(kind: str, share) -> float:
    layers = [layer for layer in MODELS["AlexNet"].layers if layer.kind == kind]
    return sum(layer.shape.macs * share(layer.name) for layer in layers)
