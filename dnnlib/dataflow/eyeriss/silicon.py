"""The Eyeriss chip as it was measured, its mappings, and our prediction beside each number.

AlexNet's mappings are printed. VGG-16's are not: ours were inferred, by hand, from the published active PEs and buffer
traffic and from what fits the chip. So its buffer traffic is an input here; how much time that traffic takes is not.
Source: Chen, Krishna, Emer, Sze, JSSC 52(1), 2017, Tables III, V and VI, read from a transcription of their images.
"""

from dataclasses import dataclass, replace

from dnnlib.dataflow.eyeriss.chip import (
    COLS,
    CORE_MHZ,
    ROWS,
    Cycles,
    Pass,
    active_pes,
    buffer_words,
    cycles,
    passes,
)
from dnnlib.dataflow.eyeriss.dram import WORD, dram_wait_ms, dram_words
from dnnlib.door import Unlisted, checked
from dnnlib.models import MODELS
from dnnlib.shapes import ConvShape
from dnnlib.table import Claim, Table, compare

# Table V (N=4) and Table VI (N=3): at 1 V, 200 MHz, link 60 MHz; MB are 10^6 bytes.
#  layer    mW   total  processing  PEs  zeros  buffer  DRAM
#                ms     ms               %      MB      MB
ALEXNET = """
   conv1    332  20.9   16.5        154  0.01   18.5    5.0
   conv2    288  41.9   39.2        135  38.7   77.6    4.0
   conv3    266  23.6   21.8        156  72.5   50.2    3.0
   conv4    235  18.4   16.0        156  79.3   37.4    2.1
   conv5    236  10.5   10.0        156  77.6   24.9    1.3
"""
VGG_16 = """
   conv1_1  247  76.2   38.0        156  1.6    112.6   15.4
   conv1_2  218  910.3  810.6       156  47.7   2402.8  54.0
   conv2_1  242  470.3  405.3       156  24.8   1201.4  33.4
   conv2_2  231  894.3  810.8       156  38.7   2402.8  48.5
   conv3_1  254  241.1  204.0       156  39.7   607.4   20.2
   conv3_2  235  460.9  408.1       156  58.1   1214.8  32.2
   conv3_3  233  457.7  408.1       156  58.7   1214.8  30.8
   conv4_1  278  135.8  105.1       168  64.3   321.8   17.8
   conv4_2  261  254.8  210.0       168  74.7   643.7   28.6
   conv4_3  240  246.3  210.0       168  85.4   643.7   22.8
   conv5_1  258  54.3   48.3        168  79.4   90.0    6.3
   conv5_2  236  53.7   48.5        168  87.4   90.0    5.7
   conv5_3  230  53.7   48.5        168  88.5   90.0    5.6
"""

PRINTED_CONV3 = Pass(m=64, n=4, e=13, p=16, q=4, r=1, t=4)
CUTS = {
    #                        m   n  e   p   q  r  t
    ("AlexNet", "conv1"): (96, 1, 7, 16, 1, 1, 2),
    ("AlexNet", "conv2"): (64, 1, 27, 16, 2, 1, 1),
    # a hypothesis: that of conv4, where the paper prints PRINTED_CONV3
    ("AlexNet", "conv3"): (64, 4, 13, 16, 3, 2, 2),
    ("AlexNet", "conv4"): (64, 4, 13, 16, 3, 2, 2),
    ("AlexNet", "conv5"): (64, 4, 13, 16, 3, 2, 2),
    ("VGG-16", "conv1"): (16, 1, 13, 4, 1, 1, 4),
    ("VGG-16", "conv2"): (32, 1, 13, 8, 1, 1, 4),
    ("VGG-16", "conv3"): (64, 1, 13, 16, 2, 1, 4),
    ("VGG-16", "conv4"): (64, 1, 14, 16, 4, 1, 4),
    ("VGG-16", "conv5"): (64, 3, 14, 16, 4, 2, 2),
}
BATCH = {"AlexNet": 4, "VGG-16": 3}
_TABLES = {"AlexNet": ALEXNET, "VGG-16": VGG_16}


@checked
@dataclass(frozen=True)
class Measured:
    """One row of Table V or VI. Units: mW, ms, shares, MB of 10^6 bytes."""

    milliwatts: float
    total_ms: float
    processing_ms: float
    active_pes: int
    zeros: float
    buffer_mb: float
    dram_mb: float


@checked
@dataclass(frozen=True)
class Prediction:
    """One layer as the model has it: its cut, its cycles term by term, its words at the buffer and at DRAM."""

    name: str
    shape: ConvShape
    cut: Pass
    active_pes: int
    cycles: Cycles
    buffer: dict[str, int]
    dram: dict[str, float]

    @property
    def buffer_mb(self) -> float:
        """Words between buffer and PEs, in 10^6 bytes."""
        return sum(self.buffer.values()) * WORD / 1e6

    @property
    def dram_mb(self) -> float:
        """Words between DRAM and chip, fmaps run-length coded, in 10^6 bytes."""
        return sum(self.dram.values()) * WORD / 1e6

    @property
    def total_ms(self) -> float:
        """Processing, and waiting for fmaps from and to DRAM."""
        return self.cycles.ms + dram_wait_ms(self.dram)


@checked
def measured(model: str) -> dict[str, Measured]:
    """The measured rows of "AlexNet" or "VGG-16", by layer. KeyError where the chip was not measured on the model."""
    rows = (line.split() for line in _TABLES[_known(model)].strip().splitlines())
    return {name: _measured(*map(float, numbers)) for name, *numbers in rows}


def _measured(mw, total, processing, pes, percent, buffer, dram) -> Measured:
    """A row of the tables; the zeros are printed in percent."""
    return Measured(mw, total, processing, int(pes), percent / 100, buffer, dram)


@checked
def cut_of(model: str, layer: str) -> Pass:
    """The processing passes of a layer: printed (AlexNet) or inferred (VGG-16; AlexNet's conv3)."""
    return Pass(*CUTS[_known(model), layer.split("_")[0]])


@checked
def predict(model: str, layer: str, cut: Pass | None = None) -> Prediction:
    """Our numbers of one layer at the measured batch, with the chip's cut or your own.

    Zeros are the measured ones; an ofmap's are those of the next layer's ifmap, pooled or not, the last one's its own.
    """
    rows, cut = measured(model), cut or cut_of(model, layer)
    names, shape = list(rows), replace(MODELS[model].layer(layer).shape, N=BATCH[model])
    at = names.index(layer)
    zeros_in = rows[layer].zeros if at else None
    zeros_out = rows[names[min(at + 1, len(names) - 1)]].zeros
    return Prediction(
        layer, shape, cut, active_pes(shape, cut), cycles(shape, cut), buffer_words(shape, cut),
        dram_words(shape, cut, zeros_in, zeros_out),
    )  # fmt: skip


@checked
def predictions(model: str) -> dict[str, Prediction]:
    """All measured layers of a model, by name."""
    return {layer: predict(model, layer) for layer in measured(model)}


QUANTITIES = {
    #                     what                 ours                          on silicon
    "active PEs":         ("PEs",              lambda o: o.active_pes,       lambda s: s.active_pes),
    "processing latency": ("ms",               lambda o: o.cycles.ms,        lambda s: s.processing_ms),
    "buffer traffic":     ("MB",               lambda o: o.buffer_mb,        lambda s: s.buffer_mb),
    "DRAM traffic":       ("MB",               lambda o: o.dram_mb,          lambda s: s.dram_mb),
    "total latency":      ("ms",               lambda o: o.total_ms,         lambda s: s.total_ms),
}  # fmt: skip

_STALLS = "left out: stalls of the networks, adding psums, the last psum's way out"
_PAIR = "conv4 and conv5 run the same pass; on silicon one takes 8,333 cycles, the other 7,812"
_BOUND = "bound by the buffer: psums, 4 a cycle each way"
_STRIP = f"{_BOUND}; as if a last, short strip took as long as a full one, but conv3 speaks against it"
_RANDOM = "zeros taken as random, and an ofmap's as the next layer's"
_FEWER = "open: fewer psum words than two a pass"
_LINK = "processing, and fmaps over a link of 480 MB/s"
WHY = {  # of a layer, of those that begin like it, or of all others
    ("active PEs", "AlexNet"): {"": "R * e * r * t"},
    ("active PEs", "VGG-16"): {"": "the cut is inferred from it", "conv5_1": "inferred; one copy of the table has 163"},
    ("processing latency", "AlexNet"): {"": _STALLS, "conv2": f"over 5 %. {_STALLS}", "conv4": _PAIR, "conv5": _PAIR},
    ("processing latency", "VGG-16"): {"": _BOUND, "conv1": _STRIP, "conv2": _STRIP, "conv5": _STALLS},
    ("buffer traffic", "AlexNet"): {"": "rounded in print", "conv3": "with the cut of conv4, not the printed one"},
    ("buffer traffic", "VGG-16"): {
        "": "the cut is inferred from it", **dict.fromkeys(("conv1", "conv2", "conv3"), _FEWER),
    },
    ("DRAM traffic", "AlexNet"): {"": f"{_RANDOM}, after pooling"},
    ("DRAM traffic", "VGG-16"): {
        "": _RANDOM, "conv1_2": "open: as if ifmaps came 2 times, not 4",
        "conv4": "open: filters come fewer than 6 times",
    },
    ("total latency", "AlexNet"): {"": _LINK},
    ("total latency", "VGG-16"): {"": _LINK, **dict.fromkeys(("conv4", "conv5"), f"{_LINK}; silicon waits longer")},
}  # fmt: skip


@checked
def comparison(model: str, quantity: str) -> Table:
    """Every layer of a model, and all: ours | measured on silicon | error | why, for one of QUANTITIES.

    Errors: ValueError lists the quantities; KeyError the models. Source: JSSC 2017, Tables V and VI.
    """
    if quantity not in QUANTITIES:
        raise ValueError(f"no quantity {quantity!r}; there are {', '.join(QUANTITIES)}")
    (unit, ours, theirs), reasons = QUANTITIES[quantity], WHY[quantity, _known(model)]
    pairs = [
        (name, ours(one), theirs(measured(model)[name]))
        for name, one in predictions(model).items()
    ]
    if unit != "PEs":
        pairs.append(("all", sum(o for _, o, _ in pairs), sum(s for _, _, s in pairs)))
    reasons = {"all": "", **reasons}
    why = {
        name: reasons.get(name, reasons.get(name.split("_")[0], reasons[""]))
        for name, _, _ in pairs
    }
    claims = [Claim(name, o, s, why[name]) for name, o, s in pairs]
    what = quantity if quantity.endswith(unit) else f"{quantity}, {unit}"
    return compare(
        claims,
        f"{model} on {ROWS} x {COLS} PEs, {what}: published is measured on silicon",
    )


@checked
def terms(model: str) -> Table:
    """Cycles of an average pass of each layer, term by term; ours, what silicon took, and what is left unexplained.

    Silicon's are its milliseconds * 200,000 / passes: as exact as a tenth of a millisecond is.
    """
    rows = []
    for name, ours in predictions(model).items():
        count = passes(ours.shape, ours.cut)
        parts = [part / count for part in vars(ours.cycles).values()]
        silicon = measured(model)[name].processing_ms * CORE_MHZ * 1e3 / count
        figures = (*parts, sum(parts), silicon, silicon - sum(parts))
        rows.append(
            (name, str(ours.cut), count, *(round(figure) for figure in figures))
        )
    heads = (
        "layer",
        "cut",
        "passes",
        *vars(ours.cycles),
        "ours",
        "silicon",
        "unexplained",
    )
    return Table(heads, rows, f"{model}: cycles of an average pass")


def conv3_story() -> Table:
    """AlexNet's conv3 with the cut that the paper prints and with that of conv4: buffer traffic and latency of both.

    The second was found after the first had missed: a hypothesis. Source: JSSC 2017, Tables III and V.
    """
    cuts = {"printed": PRINTED_CONV3, "as conv4": cut_of("AlexNet", "conv3")}
    rows: list[tuple] = []
    for name, cut in cuts.items():
        ours, silicon = predict("AlexNet", "conv3", cut), measured("AlexNet")["conv3"]
        rows.append((name, str(cut), ours.active_pes, passes(ours.shape, cut), ours.buffer_mb,
                     f"{ours.buffer_mb / silicon.buffer_mb - 1:+z.1%}", ours.cycles.ms,
                     f"{ours.cycles.ms / silicon.processing_ms - 1:+z.1%}"))  # fmt: skip
    rows.append(
        (
            "on silicon",
            "",
            silicon.active_pes,
            None,
            silicon.buffer_mb,
            "",
            silicon.processing_ms,
            "",
        )
    )
    return Table(
        (
            "conv3",
            "cut",
            "active PEs",
            "passes",
            "buffer, MB",
            "error",
            "processing, ms",
            "error ",
        ),
        rows,
    )


def _known(model: str) -> str:
    if model not in _TABLES:
        raise Unlisted(
            f"the chip was measured on {' and '.join(_TABLES)}, not on {model!r}"
        )
    return model
