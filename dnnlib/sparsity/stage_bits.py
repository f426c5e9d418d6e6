"""Deep Compression's three stages counted on a trained network, part by part, without training again.

    stages("LeNet-300-100", keep=1.0, code_bits=6, gap_bits=5)["coded"]     Counter {part: bits}

Prune: of each layer the published share stays, times `keep`. Share: 2^code_bits levels a layer by k-means. Code:
Huffman for codes and for gaps. What training in between gains, in accuracy and in the codes' skew, is left out.
Source: Han, Mao, Dally, ICLR 2016; Sze et al. 2017, VII-A and VII-B.
"""

from collections import Counter
from functools import cache

import numpy as np

from dnnlib import data
from dnnlib.compress import huffman, prune
from dnnlib.door import checked
from dnnlib.quant.kmeans import kmeans
from dnnlib.table import Claim, Table, compare

FLOAT = 32  # bits of a weight or a bias as trained
LENGTH = huffman.LONGEST.bit_length()  # bits of a code word's length in a table
WHY = {
    "pruned": "weights alone, as theirs; densities in whole percents",
    "shared": "gaps, codebooks and biases counted",
    "coded": "our codes come from weights that were not trained again",
}
STAGES = ("trained", "pruned", "shared", "coded")
PARTS = ("values", "gaps", "long gaps", "tables", "biases")
KEPT = {  # Han et al., ICLR 2016, Tables 2 and 3: percent of each layer's weights
    "LeNet-300-100": {"fc1": 8, "fc2": 9, "fc3": 26},
    "LeNet-5": {"conv1": 66, "conv2": 12, "fc1": 8, "fc2": 19},
}
# of a code, as published, by kind of layer
BITS = {"fc": {"LeNet-300-100": 6, "LeNet-5": 5}, "co": {"LeNet-5": 8}}
# the same, Table 1: times smaller after each stage, pruning alone counted in weights
PUBLISHED = {
    "LeNet-300-100": {"pruned": 12, "shared": 32, "coded": 40},
    "LeNet-5": {"pruned": 12, "shared": 33, "coded": 39},
}


@checked
def stages(
    network: str, keep: float = 1.0, code_bits: int | None = None, gap_bits: int = 5
) -> dict[str, Counter]:
    """Bits by part after each stage of a network of KEPT: {stage: {part: bits}}, nothing left out but the shapes.

    "values" are weights or their codes; "gaps" the zeros before each; "long gaps" the fields that say "so many zeros
    and no value"; "tables" the levels of the codebooks and the lengths of Huffman's words. code_bits: as published.
    Errors: ValueError lists the networks, or where keep is not positive, or a field has no bits.
    """
    if network not in KEPT:
        raise ValueError(
            f"network={network!r} is unknown; choose from {', '.join(KEPT)}"
        )
    if not keep > 0 or (code_bits is not None and code_bits < 1) or gap_bits < 1:
        raise ValueError(
            f"keep={keep}, code_bits={code_bits}, gap_bits={gap_bits}: all must be above 0"
        )
    found: dict[str, Counter[str]] = {stage: Counter() for stage in STAGES}
    for name, array in data.weights(network).items():
        layer, _, what = name.rpartition(".")
        if what == "bias":
            for stage in STAGES:
                found[stage]["biases"] += FLOAT * array.size
        else:
            density = min(keep * KEPT[network][layer] / 100, 1.0)
            bits = BITS[layer[:2]][network] if code_bits is None else code_bits
            for stage, parts in layer_stages(
                network, layer, density, bits, gap_bits
            ).items():
                found[stage].update(parts)
    return found


def claims() -> Table:
    """Times smaller after each stage, counted on our networks at the published densities and bits, beside the paper's.

    Source: Han et al., ICLR 2016, Tables 1 to 3.
    """
    rows = []
    for network, published in PUBLISHED.items():
        found = stages(network)
        whole, kept = sum(found["trained"].values()), found["pruned"]["values"]
        times = {"pruned": found["trained"]["values"] / kept} | {
            stage: whole / sum(found[stage].values()) for stage in ("shared", "coded")
        }
        for stage, why in WHY.items():
            rows.append(
                Claim(f"{network}, {stage}", times[stage], published[stage], why)
            )
    return compare(rows, "times smaller, at the published densities and bits")


@cache
def layer_stages(
    network: str, layer: str, density: float, code_bits: int, gap_bits: int
) -> dict[str, Counter]:
    """The bits of one layer's weights after each stage. Shapes: gaps and codes in memory order, as one line."""
    size, kept, gaps = _pruned(network, layer, density)
    most = 2**gap_bits - 1  # of a gap: that field says "so many zeros, and no value"
    long, short = gaps // most, gaps % most
    codes, levels = _shared(network, layer, density, code_bits)
    words, symbols = (
        _counted(codes),
        _counted(np.concatenate([short, np.full(long.sum(), most)])),
    )
    coded = {"values": huffman.code(words), "gaps": huffman.code(symbols)}
    escapes = int(coded["gaps"][most]) if long.any() else 0
    fields = Counter(
        {"gaps": gap_bits * kept.size, "long gaps": gap_bits * int(long.sum())}
    )
    return {
        "trained": Counter({"values": FLOAT * size}),
        "pruned": fields + Counter({"values": FLOAT * kept.size}),
        "shared": fields + Counter({"values": code_bits * kept.size, "tables": FLOAT * levels}),
        "coded": Counter({
            "values": huffman.bits(words, coded["values"]),
            "long gaps": escapes * int(long.sum()),
            "gaps": huffman.bits(symbols, coded["gaps"]) - escapes * int(long.sum()),
            "tables": FLOAT * levels + LENGTH * (words.size + symbols.size),
        }),
    }  # fmt: skip


@cache
def _pruned(
    network: str, layer: str, density: float
) -> tuple[int, np.ndarray, np.ndarray]:
    """How many weights the layer had, those that stay, and the zeros before each of them."""
    F = data.weights(network)[f"{layer}.weight"]
    places = np.flatnonzero(prune.magnitude(F, density))
    return F.size, F.ravel()[places], np.diff(places, prepend=-1) - 1


@cache
def _shared(
    network: str, layer: str, density: float, bits: int
) -> tuple[np.ndarray, int]:
    """The code of each weight that stays, and how many levels there are."""
    _, kept, _ = _pruned(network, layer, density)
    if not kept.size:
        return np.zeros(0, np.int64), 0
    book = kmeans(kept, bits)
    return book.encode(kept), book.levels.size


def _counted(symbols) -> np.ndarray:
    return np.bincount(np.asarray(symbols, np.int64), minlength=1)
