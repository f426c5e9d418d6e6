"""Deep Compression's stages as stacked bars: what a network takes after pruning, sharing and coding, part by part."""

from collections.abc import Mapping

from dnnlib.door import checked
from dnnlib.plots.look import (
    COLOURS,
    GREY,
    INK,
    SIZE,
    fill,
    heading,
    label,
    lines,
    picture,
    rectangles,
    stroke,
)
from dnnlib.sparsity import stage_bits as counted
from dnnlib.table import Table

PARTS = {  # the values are the filters' own
    "values": (COLOURS["F"], ""),
    "gaps": ("#E69F00", "///"),
    "long gaps": ("#F0E442", "\\\\"),
    "tables": ("#CC79A7", "xx"),
    "biases": (GREY, ""),
}
LEFT, WIDTH = 1.55, 6.2


def deep_compression(network="LeNet-300-100", keep=1.0, code_bits=6, gap_bits=5):
    """Prune, share, code: how many bytes are left after each stage, on real weights that are not trained again.

    keep: times the published share of each layer's weights; code_bits: of a shared weight; gap_bits: of a gap.
    Errors: ValueError as in dnnlib.sparsity.stage_bits. Source: Han, Mao, Dally, ICLR 2016.
    """
    found = counted.stages(network, keep, code_bits, gap_bits)
    density = found["pruned"]["values"] / found["trained"]["values"]
    title = f"{network}, {density:.1%} of the weights, {code_bits}-bit codes, {gap_bits}-bit gaps"
    return stage_bars(found, counted.PUBLISHED[network], title)


@checked
def stage_bars(
    found: Mapping, published: Mapping | None = None, title: str = "Deep Compression"
):
    """One stacked bar for each stage but the first, in KiB, with how many times smaller it is than the first.

    found: {stage: {part: bits}}, the first stage the network as trained; published: {stage: times smaller}.
    Errors: ValueError where there are not two stages or more.
    """
    if len(found) < 2:
        raise ValueError(
            f"{len(found)} stages: give the network as trained and a stage or more"
        )
    sums = {stage: sum(parts.values()) for stage, parts in found.items()}
    (first, whole), *rest = sums.items()
    longest = max(bits for _, bits in rest)
    figure = picture(10, 5.2)
    last = rest[-1][1]
    heading(figure, 0.15, 4.75, f"{title}: {whole / last:.3g} times smaller")
    words = f"{first}: {_kib(whole)} KiB, {whole / longest:.3g} times as long as the longest bar"
    label(figure, LEFT, 4.35, words, fontsize=SIZE - 1)
    high = min(0.62, 2.4 / len(rest))
    for k, (stage, bits) in enumerate(rest):
        y = 4.0 - (k + 1) * 3.05 / len(rest) + 0.15
        _bar(figure, stage, found[stage], WIDTH / longest, y, high)
        end = LEFT + WIDTH * bits / longest
        if published and stage in published:
            mark = LEFT + WIDTH / longest * whole / published[stage]
            _mark(figure, mark, y, high, f"paper {published[stage]}x")
            end = mark if end < mark < end + 2 else end
        label(
            figure, end + 0.12, y + high / 2, f"{_kib(bits)} KiB, {whole / bits:.3g}x"
        )
    _legend(figure)
    rows = [(stage, *(parts.get(p, 0) / 8 for p in PARTS), sums[stage] / 8, whole / sums[stage],
             (published or {}).get(stage)) for stage, parts in found.items()]  # fmt: skip
    figure.table = Table(
        ("stage", *(f"{p}, bytes" for p in PARTS), "all", "times smaller", "published"),
        rows,
    )
    return figure


def _bar(figure, stage, parts, scale, y, high):
    label(figure, LEFT - 0.12, y + high / 2, stage, ha="right")
    x = LEFT
    for name, (colour, hatch) in PARTS.items():
        wide = scale * parts.get(name, 0)
        if wide:
            fill(
                figure,
                rectangles(x, y, wide, high),
                colour,
                hatch=hatch,
                edgecolor="white",
                linewidth=0.5,
            )
        x += wide


def _mark(figure, x, y, high, text):
    """Where the published size would end, if that is on the picture."""
    if x > LEFT + WIDTH + 0.4:
        return
    stroke(
        figure, lines([(x, y - 0.12)], [(x, y + high + 0.02)]), INK, 2.5, linestyle="--"
    )
    label(figure, x, y - 0.22, text, ha="center", fontsize=SIZE - 3)


def _legend(figure):
    x = LEFT
    for name, (colour, hatch) in PARTS.items():
        fill(
            figure,
            rectangles(x, 0.2, 0.3, 0.24),
            colour,
            hatch=hatch,
            edgecolor="white",
            linewidth=0.5,
        )
        label(figure, x + 0.38, 0.32, name, fontsize=SIZE - 1)
        x += 0.8 + 0.125 * len(name)


def _kib(bits: float) -> str:
    return (
        f"{bits / 8 / 1024:,.3g}" if bits < 8192 * 1000 else f"{bits / 8 / 1024:,.0f}"
    )
