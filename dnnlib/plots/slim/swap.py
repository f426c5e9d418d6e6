"""A compact block in the place of a dense layer: five costs, which do not fall alike."""

from dnnlib.plots.cost_bars import Field, cost_bars, less
from dnnlib.plots.look import SIZE, heading, label, picture
from dnnlib.slim import swap

CHOICES = {"layer": swap.LAYERS, "form": swap.FORMS, "batch": swap.BATCHES}
COSTS = ("weights", "MACs", "DRAM words", "energy", "time")


def block_swap(layer="3x3, 128 channels", form="depthwise separable", batch=1):
    """One layer as one of eight forms at the same window: its share of the dense layer's costs.

    Words cross DRAM; energy is that of the engine of chapter 6; time was measured in PyTorch, one thread.
    Errors: ValueError lists the layers and the forms. Source: dnnlib.slim.swap; Sze et al. 2017, VII-B-3.
    """
    dense = swap.swapped(layer, swap.DENSE, batch)
    costs = swap.swapped(layer, form, batch)
    shares = dict(zip(COSTS, (one / all_ for one, all_ in zip(costs, dense))))
    figure = picture(10, 5.2)
    words = (
        f"{form}: MACs {less(shares['MACs'])}, DRAM words {less(shares['DRAM words'])}"
    )
    heading(figure, 0.15, 4.75, words)
    label(figure, 0.15, 4.42, _parts(layer, form), fontsize=SIZE - 2)
    cost_bars(figure, shares, Field(1.75, 0.6, 2.4), 2.8)
    figure.table = swap.table(layer, batch)
    return figure


def _parts(layer: str, form: str) -> str:
    """The layers in the block, each as filter, channels in and out, groups."""
    said = []
    for one in swap.layers(layer, form):
        s = one.shape
        groups = f" in {s.G} groups" if s.G > 1 else ""
        said.append(f"{s.R}x{s.S}: {s.C} to {s.M}{groups}")
    return f"{layer}, as " + ";  ".join(said)
