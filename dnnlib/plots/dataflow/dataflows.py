"""Dataflow against dataflow on one layer, by the published analysis, each with the tiles that are best for it."""

from dataclasses import replace

from dnnlib.dataflow import isca16
from dnnlib.dataflow.isca16.figures import alexnet
from dnnlib.door import checked
from dnnlib.models import MODELS
from dnnlib.plots.dataflow.energy_bars import energy_by_level, energy_by_tensor
from dnnlib.plots.look import SIZE, label
from dnnlib.shapes import ConvShape
from dnnlib.table import Table

SPLITS = {"level": energy_by_level, "tensor": energy_by_tensor}


def dataflows(model="AlexNet", layer=2, batch=16, pes=256, split="level"):
    """Energy per MAC of six dataflows on layer number `layer` of a model, on the same area.

    What a dataflow saves in its register files, its buffer gets. One that does not fit is named, with why.
    Errors: ValueError where nothing fits, or lists the splits. Source: Chen et al., ISCA 2016, VI.
    """
    if split not in SPLITS:
        raise ValueError(f"split={split!r} is unknown; choose from {', '.join(SPLITS)}")
    name, shape = layer_of(model, layer)
    bars, missing, tiles = {}, [], {}
    for flow in isca16.DATAFLOWS:
        try:
            best = isca16.optimum(flow, shape, pes, batch)
            bars[flow], tiles[flow] = best.energy, f"{best.tiles}, {best.active} PEs"
        except ValueError as error:
            missing.append(
                f"{flow} does not fit: it needs {str(error).split(' is ')[-1]}"
            )
    if not bars:
        raise ValueError("; ".join(missing))
    least = min(bars, key=lambda flow: bars[flow].total)
    title = f"{model} {name}, batch {batch}, {pes} PEs: {least} is best, {bars[least].total:.2f} energies of a MAC per MAC"
    figure = SPLITS[split](bars, title=title)
    if missing:
        # the sentence is in the picture's words; here there is room for the name
        short = missing[0].split(":")[0]
        label(figure, 9.85, 4.49, short, ha="right", fontsize=SIZE - 1)
        figure.title += "; " + "; ".join(missing)
    rows = [(*row, tiles[row[0]]) for row in figure.table.rows]
    figure.table = Table((*figure.table.header, "tiles"), rows)
    return figure


@checked
def layer_of(model: str, layer: int) -> tuple[str, ConvShape]:
    """Name and shape of a model's layer by its number, from 1; past the last it starts again. ValueError below 1."""
    layers = MODELS[model].layers
    if layer < 1:
        raise ValueError(
            f"there is no layer {layer}: {model} has layers 1 to {len(layers)}"
        )
    name, shape = (
        layers[(layer - 1) % len(layers)].name,
        layers[(layer - 1) % len(layers)].shape,
    )
    if model == "AlexNet":
        # fc6 with its 6 x 6 maps, as the published analysis has it
        shape = alexnet().get(name, shape)
    return name, replace(shape, N=1)
