"""AlexNet pruned in two ways, priced by our engine: fewest weights is not least energy.

The tiles of each layer are those of Fig. 35 (row stationary, 256 PEs, batch 16), found for the whole layer; what is
zero then no longer moves. Where a weight or an input is 0 there is no MAC. Weights cross DRAM and the buffer as a
bitmap, activations cross DRAM in the Eyeriss chip's run-length code.
Source: the steps of Yang, Chen, Sze, CVPR 2017; Sze et al. 2017, VII-B, Figs. 42 and 43, Table IV.
"""

from functools import cache

from dnnlib.dataflow.energy import Energy
from dnnlib.dataflow.isca16.figures import BATCH, PES, alexnet
from dnnlib.dataflow.isca16.model import energy_per_mac
from dnnlib.dataflow.loopnest import MULTIPLIER
from dnnlib.door import checked
from dnnlib.sparsity import published as zeros
from dnnlib.table import Claim, Table, compare

WORD = 16  # bits of a value
PAIR = 64 / 3  # bits of a run and its value, three to a word of 64
# Sze et al. 2017, Table IV: weights of AlexNet that are not zero, in millions, before and after energy-aware pruning.
TABLE_IV = {"conv": (2.3, 0.351), "fc": (58.6, 5.4)}
# Sze et al. 2017, Fig. 43, read from the image to 3 %: energy of an image, in energies of a MAC.
FIG_43 = {"dense": 3.96e9, "magnitude": 1.85e9, "energy-aware": 1.06e9}
WAYS = tuple(FIG_43)


@checked
def densities(way: str) -> dict[str, float]:
    """The share of weights that stays in each layer: all, those of Han et al. 2015, or Table IV's, one for each kind.

    Errors: ValueError lists the ways.
    """
    if way not in WAYS:
        raise ValueError(f"way={way!r} is unknown; choose from {', '.join(WAYS)}")
    if way == "magnitude":
        return zeros.weights_left()
    share = {
        kind: after / before if way == "energy-aware" else 1.0
        for kind, (before, after) in TABLE_IV.items()
    }
    return {
        layer: share["conv" if layer.startswith("conv") else "fc"]
        for layer in zeros.weights_left()
    }


@cache
def layer_energy(layer: str, share: float, batch: int = BATCH) -> Energy:
    """What a layer of AlexNet takes for one image of a batch if this share of its weights stays, by level and tensor.

    Units: energies of a MAC. Errors: KeyError for a layer that AlexNet has not.
    """
    shape = alexnet()[layer]
    left = {}
    for key, value in energy_per_mac("RS", (shape,), PES, batch).items():
        left[key] = value * shape.macs * _moving(layer, share, *key)
    return Energy(left)


@checked
def network_energy(way: str, batch: int = BATCH) -> dict[str, Energy]:
    """What every layer takes if it is pruned in a way, {layer: Energy}. Errors: ValueError as in `densities`."""
    found = {}
    for layer, share in densities(way).items():
        found[layer] = layer_energy(layer, share, batch)
    return found


@checked
def whole(way: str, batch: int = BATCH) -> Energy:
    """The energy of an image in all layers together, in energies of a MAC. Errors: as in `densities`."""
    return sum(network_energy(way, batch).values(), Energy())


def by_batch(batches: tuple[int, ...] = (1, 4, 8, 16, 32, 64)) -> Table:
    """Three of the claims at other batches (that of Fig. 43 is not stated), and which share the FC layers take."""
    rows: list[tuple] = []
    for batch in batches:
        dense, magnitude, aware = (whole(way, batch).total for way in WAYS)
        ratios = dense / aware, magnitude / aware
        rows.append((batch, dense / 1e9, *ratios, _share_of_fc(batch)))
    rows.append(("published", FIG_43["dense"] / 1e9, 3.7, 1.74, None))
    names = "dense / energy-aware", "magnitude / energy-aware", "dense: FC layers, %"
    header = ("batch", "dense, 10^9 energies of a MAC", *names)
    return Table(header, rows, "AlexNet, one image")


def _share_of_fc(batch: int) -> float:
    """The percent of the dense network's energy that its FC layers take."""
    layers = network_energy("dense", batch)
    connected = [one.total for name, one in layers.items() if name.startswith("fc")]
    return 100 * sum(connected) / whole("dense", batch).total


def claims() -> Table:
    """Energies and ratios beside those read from Fig. 43; 3.7 stands in the text: ours | published | error | why."""
    ours = {way: whole(way).total for way in WAYS}
    rows = [
        Claim(
            f"{way}, 10^9 energies of a MAC",
            ours[way] / 1e9,
            FIG_43[way] / 1e9,
            WHY[way],
        )
        for way in WAYS
    ]
    rows += [
        Claim(
            "dense / energy-aware",
            ours["dense"] / ours["energy-aware"],
            3.7,
            "the two above",
        ),
        Claim(
            "magnitude / energy-aware",
            ours["magnitude"] / ours["energy-aware"],
            1.74,
            "the two above",
        ),
    ]
    return compare(rows, "AlexNet, one image")


def by_layer() -> Table:
    """A row a layer, the dearest first: its share of the weights, of the energy, and what each way leaves of both."""
    bars = {way: network_energy(way) for way in WAYS}
    size = {layer: shape.size("F") for layer, shape in alexnet().items()}
    all_of_it, rows = whole("dense").total, []
    for layer in sorted(size, key=lambda name: -bars["dense"][name].total):
        dense = bars["dense"][layer].total
        shares = [size[layer] / sum(size.values()), dense / all_of_it]
        for way in WAYS[1:]:
            shares += [densities(way)[layer], bars[way][layer].total / dense]
        rows.append((layer, *(round(100 * share, 2) for share in shares)))
    heads = [
        f"{way}: {what}" for way in WAYS[1:] for what in ("weights left", "energy left")
    ]
    names = ("layer", "share of weights", "share of energy", *heads)
    return Table(
        names, rows, f"AlexNet, batch {BATCH}, in percent, the dearest layer first"
    )


WHY = {
    "dense": "batch 16 is ours: theirs is not stated; another network file",
    "magnitude": "densities of Han et al., in whole percents",
    "energy-aware": "one density for all CONV layers and one for FC: no others are printed",
}


def _moving(layer: str, share: float, level: str, tensor: str) -> float:
    """Which part of a dense layer's energy is left at a level for a tensor."""
    inputs, outputs = zeros.inputs_left(layer), zeros.outputs_left(layer)
    if level == MULTIPLIER:
        return share * inputs
    if tensor == "F":
        stored = min(share + 1 / WORD, 1.0)
        return {"DRAM": stored, "GLB": stored, "NoC": share, "RF": share * inputs}[
            level
        ]
    if level == "RF":
        return share if tensor == "I" else share * inputs
    if level == "DRAM":
        return min((inputs if tensor == "I" else outputs) * PAIR / WORD, 1.0)
    return 1.0
