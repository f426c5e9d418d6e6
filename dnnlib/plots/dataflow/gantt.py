"""An array's time as bars: when words leave the buffer, when PEs multiply, when sums come back."""

import numpy as np

from dnnlib.dataflow.array.gantt import LANES, table
from dnnlib.dataflow.array.gantt import gantt as bars_of
from dnnlib.dataflow.array.trace import Trace
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
    tint,
)

LEFT, WIDE, HIGH = 2.55, 7.1, 0.42


@checked
def gantt(trace: Trace, folds: int = 4):
    """The first folds (or passes) of a run: one lane each for F, I, the MACs and O, one bar a fold; below, busy PEs.

    Errors: ValueError where folds is below 1. Source: the trace's own events.
    """
    if folds < 1:
        raise ValueError(f"folds={folds}: show 1 or more")
    bars, plan = bars_of(trace, range(folds)), trace.plan
    shown = max(bar.fold for bar in bars) + 1
    end = max(bar.stop for bar in bars)
    figure, scale = picture(10, 4.6), WIDE / end
    for k, (lane, *_) in enumerate(LANES):
        y, colour = (
            3.55 - 0.6 * k,
            COLOURS["MACs"] if "PEs" in lane else COLOURS[lane[0]],
        )
        here = [bar for bar in bars if bar.lane == lane]
        label(
            figure,
            LEFT - 0.1,
            y + HIGH / 2,
            lane,
            ha="right",
            color=colour,
            weight="bold",
            fontsize=SIZE - 2,
        )
        for bar in here:  # neighbours in two shades: where one fold ends stays visible
            shade = tint(colour, 0.45 * (bar.fold % 2))
            fill(
                figure,
                rectangles(
                    LEFT + scale * bar.start, y, scale * (bar.stop - bar.start), HIGH
                ),
                shade,
            )
    _busy(figure, trace, end, scale)
    for cycle in {0, end}:
        label(
            figure,
            LEFT + scale * cycle,
            0.22,
            f"{cycle:,}",
            ha="center",
            fontsize=SIZE - 2,
        )
    label(figure, LEFT + WIDE / 2, 0.22, "cycles", ha="center", fontsize=SIZE - 2)
    one, several = ("pass", "passes") if plan.dataflow == "row" else ("fold", "folds")
    first = f"first {one}" if shown == 1 else f"first {shown} {several}"
    share = f"{trace.utilization:.0%} busy over the whole run"
    heading(
        figure,
        0.2,
        4.2,
        f"{plan.dataflow} stationary, {plan.rows} x {plan.cols} PEs, {first}: {share}",
    )
    figure.table = table(bars)
    return figure


def _busy(figure, trace: Trace, end: int, scale: float) -> None:
    """PEs that multiply, as a filled curve of at most a point a pixel or so."""
    busy, high, most = trace.busy(0, end), 0.75, trace.plan.rows * trace.plan.cols
    step = -(-end // 700)
    tall = (
        np.array([busy[k : k + step].mean() for k in range(0, end, step)]) / most * high
    )
    x = LEFT + scale * step * np.arange(len(tall))
    wide = np.minimum(scale * step, LEFT + WIDE - x)
    fill(figure, rectangles(x, 0.45, wide, tall), GREY)
    stroke(
        figure,
        lines(
            [(LEFT, 0.45), (LEFT, 0.45 + high)],
            [(LEFT + WIDE, 0.45), (LEFT + WIDE, 0.45 + high)],
        ),
        INK,
        1,
    )
    label(
        figure,
        LEFT - 0.1,
        0.45 + high / 2,
        f"PEs busy, of {most}",
        ha="right",
        fontsize=SIZE - 2,
    )
