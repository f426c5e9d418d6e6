"""The survey's bars of energy per dataflow and per layer, read from its figures, and ours beside them.

The paper prints no numbers under Figs. 33-35: these were measured in its images, bar by bar.
"""

from dnnlib.dataflow.energy import SURVEY_WORDS, Energy
from dnnlib.dataflow.isca16.model import DATAFLOWS, energy_per_mac
from dnnlib.dataflow.loopnest import MULTIPLIER
from dnnlib.door import checked
from dnnlib.models import MODELS
from dnnlib.shapes import ConvShape
from dnnlib.table import Claim, Table, compare

PES, BATCH = 256, 16

# Energy per MAC of AlexNet's CONV layers, all of RS = 1; 256 PEs, batch 16.
FIG_33A = """
      ALU    DRAM   GLB    NoC    RF
WS    0.169  0.649  0.332  0.605  0.169
OS_A  0.169  0.120  0.125  0.665  0.332
OS_B  0.169  0.207  0.071  0.670  0.327
OS_C  0.169  0.441  0.142  0.659  0.338
NLR   0.169  0.098  1.253  0.632  0
RS    0.169  0.131  0.011  0.038  0.643
"""
FIG_33B = """
      I      F      O
WS    0.999  0.221  0.690
OS_A  0.590  0.403  0.419
OS_B  0.590  0.430  0.419
OS_C  0.828  0.491  0.419
NLR   0.474  1.076  0.590
RS    0.292  0.276  0.430
"""
# The same of its FC layers, again with RS = 1.
FIG_34 = """
      I      F      O
WS    1.199  0.767  0.256
OS_A  1.266  0.962  0.122
OS_B  0.779  0.968  0.134
OS_C  0.712  0.956  0.128
NLR   0.164  1.047  0.164
RS    0.085  0.773  0.134
"""
# Energy of each layer under RS, in 10^10 energies of a MAC, of 16 images.
FIG_35 = """
       ALU    DRAM   GLB    NoC    RF
conv1  0.156  0.222  0.011  0.044  0.644
conv2  0.356  0.217  0.028  0.056  1.411
conv3  0.239  0.178  0.033  0.044  0.933
conv4  0.172  0.150  0.017  0.050  0.700
conv5  0.117  0.100  0.011  0.033  0.461
fc6    0.050  0.761  0.006  0.044  0.228
fc7    0.028  0.333  0      0.028  0.100
fc8    0.006  0.078  0      0.006  0.022
"""
SOURCE = "Sze et al. 2017, {figure}: bar heights measured in the image of arXiv 1703.09039v2, to {error:g}"
READING = 0.01
_SLIVER = "more than the reading, though the layer's total agrees; open: a sliver between two wide bars"
WHY = {
    "33b NLR F": "the readings disagree as much: NLR's bars add up to 2.152 in (a), to 2.140 in (b)",
    "34 NLR total": "each of its three parts is within the reading, and all were read low",
    "35 conv1 ALU": "16 images * 105,415,200 MACs whatever the tiles are: the reading is off",
    "35 fc6 ALU": "16 images * 37,748,736 MACs whatever the tiles are: the reading is off",
    **{f"35 {layer} NoC": _SLIVER for layer in ("conv4", "fc6", "fc7")},
}


def _bars(table: str) -> dict[str, dict[str, float]]:
    heads, *lines = (line.split() for line in table.strip().splitlines())
    parts = [SURVEY_WORDS.get(head, head) for head in heads]
    return {name: dict(zip(parts, map(float, bars))) for name, *bars in lines}


PUBLISHED = {
    "33a": _bars(FIG_33A),
    "33b": _bars(FIG_33B),
    "34": _bars(FIG_34),
    "35": _bars(FIG_35),
}
WHAT = {
    "33a": "Fig. 33(a): CONV layers of AlexNet by level, RS = 1",
    "33b": "Fig. 33(b): CONV layers of AlexNet by tensor, RS = 1",
    "34": "Fig. 34: FC layers of AlexNet by tensor, RS = 1",
    "35": "Fig. 35: layers of AlexNet under RS, 10^10 energies of a MAC",
}


@checked
def alexnet(kind: str | None = None) -> dict[str, ConvShape]:
    """AlexNet's layers as the published analysis has them, by name: all, or those of kind "conv" or "fc".

    fc6 keeps its 6 x 6 ifmap and filters (C = 256), as a layer table with C = 9216 and R = S = 1 does not: the MACs are
    the same, but a WS array holds whole 6 x 6 planes, and takes twice the energy. Errors: ValueError lists the kinds.
    """
    layers = {layer.name: layer.shape for layer in MODELS["AlexNet"].of_kind(kind)}
    return layers | (
        {"fc6": ConvShape(M=4096, C=256, R=6, S=6)} if "fc6" in layers else {}
    )


@checked
def bars(figure: str) -> dict[str, Energy]:
    """Our bars of Fig. "33a", "33b", "34" or "35", in the figure's own unit, by dataflow or (35) by layer.

    Errors: ValueError lists the figures.
    """
    _known(figure)
    if figure == "35":
        return {
            name: energy_per_mac("RS", [shape], PES, BATCH)
            * (BATCH * shape.macs / 1e10)
            for name, shape in alexnet().items()
        }
    shapes = tuple(alexnet("fc" if figure == "34" else "conv").values())
    energy = {
        dataflow: energy_per_mac(dataflow, shapes, PES, BATCH) for dataflow in DATAFLOWS
    }
    unit = energy["RS"].total
    return {dataflow: spent / unit for dataflow, spent in energy.items()}


@checked
def comparison(figure: str) -> Table:
    """Every bar of Fig. "33a", "33b", "34" or "35", and its total: ours | published | error | why.

    Errors: ValueError lists the figures. Source: Sze et al. 2017, Figs. 33-35, digitised.
    """
    claims = []
    for name, ours in bars(figure).items():
        published = PUBLISHED[figure][name]
        parts = ours.by_level if MULTIPLIER in published else ours.by_tensor
        for part, read in published.items():
            what = f"{name} {'ALU' if part == MULTIPLIER else part}"  # as printed
            claims.append(_claim(figure, what, parts[part], read, READING))
        total, error = sum(published.values()), READING * len(published) ** 0.5
        claims.append(_claim(figure, f"{name} total", ours.total, total, error))
    source = SOURCE.format(figure=WHAT[figure].split(":")[0], error=READING)
    return compare(claims, f"{WHAT[figure]} ({source})")


@checked
def farthest(figure: str, rows: int = 5) -> Table:
    """The bars of `comparison` that lie farthest from the published ones, the worst first; the others agree better.

    Errors: as `comparison`.
    """
    whole = comparison(figure)
    apart = sorted(whole.rows, key=lambda row: -abs(row[1] - row[2]))
    caption = f"The {rows} of {len(apart)} numbers that lie farthest apart"
    return Table(whole.header, apart[:rows], f"{caption}. {whole.caption}")


def _claim(figure: str, what: str, ours: float, read: float, error: float) -> Claim:
    """A bar, or a sum of bars: errors of independent readings add up as the root of their squares."""
    apart = abs(ours - read)
    why = (
        f", read to {error:.2g}"
        if apart <= error
        else f": {WHY.get(f'{figure} {what}', 'open')}"
    )
    return Claim(what, ours, read, f"{apart:.3f} apart{why}")


def _known(figure: str):
    if figure not in PUBLISHED:
        raise ValueError(f"no figure {figure!r}; there are {', '.join(PUBLISHED)}")
