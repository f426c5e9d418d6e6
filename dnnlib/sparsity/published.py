"""Published zeros, counted again: AlexNet's pruned weights, its activations, and what a run-length code saves."""

from functools import cache

import numpy as np

from dnnlib.compress import formats, prune
from dnnlib.door import checked, listed, share
from dnnlib.models import MODELS
from dnnlib.table import Claim, Table, compare, printed_value

# Han et al., NIPS 2015, Table 4: weights, FLOP (two a MAC), non-zero outputs, weights kept and FLOP left, in percent.
ALEXNET_PRUNED = """
layer  weights FLOP act weights% FLOP%
conv1     35k  211M  88       84    84
conv2    307k  448M  52       38    33
conv3    885k  299M  37       35    18
conv4    663k  224M  40       37    14
conv5    442k  150M  34       37    14
fc6       38M   75M  36        9     3
fc7       17M   34M  40        9     3
fc8        4M    8M 100       25    10
"""
# Share of AlexNet's activations that are not zero after each CONV layer, measured in Sze et al. 2017, Fig. 41(b); and
# zeros in percent in the input of the same layers on the chip, Chen et al., JSSC 2017, Table V.
FIG_41 = {
    "conv1": 0.631,
    "conv2": 0.385,
    "conv3": 0.278,
    "conv4": 0.230,
    "conv5": 0.193,
}
EYERISS_ZEROS = {
    "conv1": 0.01,
    "conv2": 38.7,
    "conv3": 72.5,
    "conv4": 79.3,
    "conv5": 77.6,
}
ORDER = ("conv1", "conv2", "conv3", "conv4", "conv5", "fc6", "fc7", "fc8")
BEFORE = dict(zip(ORDER[1:], ORDER))


def weights_left() -> dict[str, float]:
    """The published share of AlexNet's weights that stays, by layer."""
    return {layer: weights / 100 for layer, _, _, _, weights, _ in _rows()}


@checked
def inputs_left(layer: str) -> float:
    """The published share of a layer's inputs that is not zero: the outputs of the layer before; 1 for the image."""
    listed("layer", layer, _active())
    return _active()[BEFORE[layer]] if layer in BEFORE else 1.0


@checked
def outputs_left(layer: str) -> float:
    """The published share of a layer's outputs that is not zero after ReLU."""
    return _active()[listed("layer", layer, _active())]


def alexnet_pruned() -> Table:
    """AlexNet pruned, layer by layer: published shares on our shapes, and the MACs that are left.

    A MAC is left where both its weight and its input are not zero: share = weights kept * non-zero inputs, the
    published outputs of the layer before. Source: Han et al., NIPS 2015, Table 4.
    """
    rows: list[tuple] = []
    for layer in MODELS["AlexNet"].layers:
        weights, macs, both = (
            layer.shape.size("F"),
            layer.shape.macs,
            _macs_left(layer.name),
        )
        share = weights_left()[layer.name]
        left = round(weights * share), f"{both:.0%}", round(macs * both)
        rows.append((layer.name, weights, macs, f"{share:.0%}", *left))
    sums = [sum(row[k] for row in rows) for k in (1, 2, 4, 6)]
    rows.append(
        (
            "all",
            *sums[:2],
            f"{sums[2] / sums[0]:.0%}",
            sums[2],
            f"{sums[3] / sums[1]:.0%}",
            sums[3],
        )
    )
    return Table(
        (
            "layer",
            "weights",
            "MACs",
            "kept",
            "weights left",
            "MACs left, share",
            "MACs left",
        ),
        rows,
    )


def pruning_claims() -> Table:
    """What is said of AlexNet pruned by magnitude, recomputed from the rows: ours | published | error | why.

    Source: Han et al., NIPS 2015, Table 4; Sze et al. 2017, VII-B (9 x, 9.9 x in FC, 2.7 x in CONV, 3 x MACs).
    """
    layers = MODELS["AlexNet"].layers
    size = {layer.name: layer.shape.size("F") for layer in layers}
    left = {name: size[name] * weights_left()[name] for name in size}
    macs = {layer.name: layer.shape.macs for layer in layers}
    fewer = lambda names: sum(size[n] for n in names) / sum(left[n] for n in names)
    conv, fc = [n for n in size if n[0] == "c"], [n for n in size if n[0] == "f"]
    both = sum(macs.values()) / sum(macs[n] * _macs_left(n) for n in macs)
    rows = [
        Claim(
            "times fewer weights, all",
            fewer(size),
            9,
            "the rows are whole percents; 9 is rounded",
        ),
        Claim("times fewer weights, FC", fewer(fc), 9.9, "as above"),
        Claim("times fewer weights, CONV", fewer(conv), 2.7, "as above"),
        Claim(
            "times fewer MACs, zero inputs skipped as well",
            both,
            3,
            "the survey rounds 30 % to 3 x",
        ),
        Claim(
            "share of FLOP left in conv5, %",
            100 * _macs_left("conv5"),
            14,
            "37 % of 40 % is 14.8: the paper cuts",
        ),
    ]
    return compare(rows, "AlexNet pruned by magnitude")


def activations_twice() -> Table:
    """Non-zero activations of AlexNet by two publications of the same group: after a layer, and into the next one.

    Source: Sze et al. 2017, Fig. 41(b), whose text calls the shares "sparsity" though they are what is not zero;
    Chen et al., JSSC 2017, Table V.
    """
    into = {name: 1 - zeros / 100 for name, zeros in EYERISS_ZEROS.items()}
    rows = [
        (layer, FIG_41[layer], into.get(after))
        for layer, after in zip(FIG_41, [*list(FIG_41)[1:], ""])
    ]
    return Table(
        ("layer", "non-zero after it (survey)", "non-zero into the next (chip)"), rows
    )


def run_length_claims() -> Table:
    """What run-length coding saves on AlexNet's activations, zeros placed at random: ours | published | error | why.

    Source: Chen et al., JSSC 2017, VI (from nearly 30 % to nearly 75 %); Sze et al. 2017, VII-B (2.1 x;
    within 5 to 10 % of the entropy).
    """
    out = {
        layer.name: layer.shape.size("O")
        for layer in MODELS["AlexNet"].layers
        if layer.name in FIG_41
    }
    words = {name: coded_share(n, FIG_41[name]) for name, n in out.items()}
    over = {name: 100 * (words[name] / entropy_share(FIG_41[name]) - 1) for name in out}
    all_of_it = sum(out.values()) / sum(out[name] * words[name] for name in out)
    rows = [
        Claim(
            "CONV1, saved, %",
            100 * (1 - words["conv1"]),
            30,
            "'nearly 30': of input and output; ours: output",
        ),
        Claim(
            "CONV5, saved, %",
            100 * (1 - words["conv5"]),
            75,
            "'nearly 75'; our zeros lie at random",
        ),
        Claim(
            "all CONV outputs, times smaller",
            all_of_it,
            2.1,
            "theirs is of inputs and outputs",
        ),
        Claim(
            "CONV1, over the entropy, %",
            over["conv1"],
            10,
            "'5 to 10' of theirs; at random, and few zeros",
        ),
        Claim("CONV5, over the entropy, %", over["conv5"], 10, "'5 to 10'"),
        Claim(
            "no zeros at all, times smaller",
            1 / coded_share(3 * 2**14, 1.0),
            None,
            "three values in 64 bits",
        ),
    ]
    return compare(
        rows,
        "the Eyeriss chip's code: runs of 5 bits, values of 16, three pairs to a word of 64",
    )


def gating_claims() -> Table:
    """What gating saves of the energy in the PEs on AlexNet's CONV layers: ours | published | error | why.

    A MAC costs 1, and so does each of its four accesses to RF (input, weight, sum twice). Where the input is zero, all
    but the read of the input rest, or the sum's two accesses go on.
    Source: Chen et al., JSSC 2017 (45 % of PE power); prices: Sze et al. 2017, Fig. 22.
    """
    macs = {name: MODELS["AlexNet"].layer(name).shape.macs for name in EYERISS_ZEROS}
    idle = sum(macs[name] * zeros / 100 for name, zeros in EYERISS_ZEROS.items()) / sum(
        macs.values()
    )
    rows = [
        Claim(
            "weight, MAC and sum rest, %",
            100 * idle * 4 / 5,
            45,
            "prices of Fig. 22, control not counted",
        ),
        Claim(
            "only weight and MAC rest, %",
            100 * idle * 2 / 5,
            45,
            "then the sum is paid for nothing",
        ),
    ]
    return compare(
        rows, f"PE energy saved where {idle:.0%} of the MACs have a zero input"
    )


@cache
def coded_share(n: int, density: float, format: str = "rlc") -> float:
    """Bits of n 16-bit values in a format, over those of all of them as they are; zeros at random places."""
    values = prune.keep(np.random.default_rng(0).random(n), density).astype(np.int8)
    return formats.size(values, format, 16) / (16 * n)


@checked
def entropy_share(density: float, word: int = 16) -> float:
    """Bits of the best code there can be, over those of all values: it says of each place whether it is zero, no more.

    share = (H(density) + density * word) / word, H the entropy of one place in bits. Source: Shannon 1948.
    """
    density = share("density", density)
    chances = [p for p in (density, 1 - density) if p > 0]
    return (sum(-p * np.log2(p) for p in chances) + density * word) / word


def _macs_left(layer: str) -> float:
    return weights_left()[layer] * inputs_left(layer)


def _active() -> dict[str, float]:
    return {layer: act / 100 for layer, _, _, act, _, _ in _rows()}


@cache
def _rows() -> tuple[tuple, ...]:
    lines = [line.split() for line in ALEXNET_PRUNED.strip().splitlines()[1:]]
    return tuple(
        (name, printed_value(weights), printed_value(flop), *map(float, rest))
        for name, weights, flop, *rest in lines
    )
