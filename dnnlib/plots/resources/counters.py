"""Six counters and one convention: what one adds to the MACs, and which counter then says the same."""

from dnnlib.door import checked
from dnnlib.plots.look import (
    COLOURS,
    GREY,
    INK,
    SIZE,
    fill,
    heading,
    human,
    label,
    lines,
    picture,
    rectangles,
    stroke,
)
from dnnlib.resources import counters
from dnnlib.table import Table

LEFT, WIDTH, STEP, TOP = 2.35, 5.3, 0.56, 4.05
NETWORKS = tuple(counters.CNNS)
SHOWN = ("hooks", "torch", "fvcore", "torchinfo", "thop", "ptflops")
FOUND = "#E69F00"


@checked
def mac_counters(
    model: str = "ResNet-50 v1.5",
    norm: int = 0,
    activation: int = 0,
    bias: int = 0,
    norm_parameters: int = 0,
    adaptive_in: int = 0,
    adaptive_out: int = 0,
    pool_in: int = 0,
):
    """MACs of a model as six counters say them, beside ours with so many times each value added.

    A counter whose number is met to the unit gets a star. Bars show what is more than our MACs, in true
    length. norm, activation, ...: how often each value is counted. Units: operations an image.
    Errors: KeyError lists the models. Source: resources.counters, recorded with versions.
    """
    switches = {
        "norm": norm,
        "activation": activation,
        "bias": bias,
        "norm_parameters": norm_parameters,
        "adaptive_in": adaptive_in,
        "adaptive_out": adaptive_out,
        "pool_in": pool_in,
    }
    ours = counters.model(model)["ours"]
    mine = counters.by_convention(model, **switches)
    said = {tool: counters.said(tool, model) for tool in SHOWN}
    met = [tool for tool, value in said.items() if value == mine]
    figure = picture(10, 5.2)
    words = f"{model}: yours says {mine:,}, as {', '.join(met) or 'no counter'}"
    heading(figure, 0.15, 4.75, words)
    most = max(*said.values(), mine) - ours
    _bar(figure, "yours", mine, ours, most, 0, COLOURS["MACs"], mine in said.values())
    for k, (tool, value) in enumerate(said.items(), 1):
        _bar(figure, tool, value, ours, most, k, "#56B4E9", tool in met)
    y = _end(mine, ours, most)
    stroke(figure, lines([(y, TOP - 6.4 * STEP)], [(y, TOP + 0.3)]), INK, 1, zorder=0)
    text = f"bars: what is counted beyond {ours:,} MACs"
    label(figure, LEFT, 0.2, text, fontsize=SIZE - 2, color="#555555")
    rows = [("yours", mine, mine - ours, ""), *((t, v, v - ours, "equal" if t in met else "") for t, v in said.items())]  # fmt: skip
    figure.table = Table(("counter", "says", "more than MACs", "yours"), rows, model)
    return figure


def _end(value: int, ours: int, most: int) -> float:
    """Where a bar of this value ends, in inches."""
    return LEFT + WIDTH * (value - ours) / most if most else LEFT


def _bar(figure, name, value, ours, most, k, colour, met) -> None:
    y = TOP - STEP * k
    if met and k:
        fill(figure, rectangles([0.1], [y - 0.24], 9.8, 0.48), "#FDF1D8", zorder=0.01)
        label(figure, 0.18, y, "★", color=FOUND)
    end = _end(value, ours, most)
    label(figure, LEFT - 0.15, y, name, ha="right", weight="normal" if k else "bold")
    fill(figure, rectangles([LEFT], [y - 0.17], max(end - LEFT, 0), 0.34), colour)
    stroke(figure, lines([(LEFT, y - 0.17)], [(LEFT, y + 0.17)]), GREY, 1.5)
    text = "MACs alone" if value == ours else f"+ {human(value - ours)}"
    label(figure, end + 0.12, y, text, fontsize=SIZE - 1)
