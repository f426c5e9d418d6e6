"""A trained layer in factors: filters rebuilt, what they still say of digits, and what they cost."""

import numpy as np

from dnnlib.networks import NETWORKS
from dnnlib.plots.cost_bars import Field, cost_bars
from dnnlib.plots.look import (
    INK,
    SIZE,
    axes,
    heading,
    label,
    picture,
)
from dnnlib.slim import results
from dnnlib.slim.factored import approximation, factored
from dnnlib.table import Table

SHOWN = 8  # filters in the picture


def forms() -> list[str]:
    """The factored layers that were measured: "conv2 cp 16" and the others."""
    return list(results.results()["ranks"])


def low_rank(form="conv2 cp 16"):
    """A layer of LeNet-5 as factors of a rank: eight of its filters rebuilt, accuracy, weights, MACs and time.

    form: layer, kind and rank, as recorded: "conv2 cp 16", "conv2 tucker 10 6", "fc1 svd 20".
    Errors: ValueError lists the forms. Source: dnnlib.slim.results; Sze et al. 2017, VII-B-3.
    """
    recorded = results.results()["ranks"]
    if form not in recorded:
        raise ValueError(f"form={form!r} was not recorded: {', '.join(recorded)}")
    layer, kind, *rank = form.split()
    at, one = factored("LeNet-5", layer, kind, *map(int, rank)), recorded[form]
    figure = picture(10, 5.2)
    words = f"{form}: weights {one['error']:.0%} off, {one['right']:.2f} % of the digits right"
    heading(figure, 0.15, 4.75, words)
    whole = NETWORKS["LeNet-5"].weights()[f"{layer}.weight"]
    _filters(figure, whole, approximation(at))
    tuned = f"as it ships 99.18 %; after one epoch of training {one['tuned']:.2f} %"
    label(figure, 0.15, 0.25, tuned, fontsize=SIZE - 1)
    cost_bars(
        figure, _shares(form, layer, at), Field(6.6, 1.0, 1.4, 0.72), 1.0001 * 1.5
    )
    figure.table = Table(
        ("quantity", "value"), [*one.items(), *_shares(form, layer, at).items()]
    )
    return figure


def _shares(form: str, layer: str, at) -> dict[str, float]:
    whole = NETWORKS["LeNet-5"].shape(layer)
    shares = {
        "weights": sum(part.weights for part in at.parts) / whole.size("F"),
        "MACs": sum(part.macs for part in at.parts) / whole.macs,
    }
    for batch in (64, 1):
        if times := results.faster(form, batch):
            shares[f"time, batch {batch}"] = 1 / times
    return shares


def _filters(figure, whole, near):
    """The filters of the largest norms, above as trained, below as rebuilt; blue is negative, red positive."""
    maps = whole.reshape(len(whole), -1, *(whole.shape[2:] or (4, 4)))
    again = near.reshape(maps.shape)
    norms = np.linalg.norm(maps, axis=(2, 3))
    places = np.argsort(norms, axis=None)[::-1][:SHOWN]
    top = np.abs(maps).max()
    for row, (name, values) in enumerate((("as trained", maps), ("rebuilt", again))):
        chosen = values.reshape(-1, *maps.shape[2:])[places]
        sheet = np.full((2 * maps.shape[2] + 1, 4 * (maps.shape[3] + 1) - 1), np.nan)
        for k, one in enumerate(chosen):
            r, c = (k // 4) * (maps.shape[2] + 1), (k % 4) * (maps.shape[3] + 1)
            sheet[r : r + maps.shape[2], c : c + maps.shape[3]] = one
        bottom = 2.75 - 2.1 * row
        ax = axes(figure, 0.105, bottom / 5.2, 0.33, 1.75 / 5.2)
        ax.imshow(sheet, cmap="RdBu_r", vmin=-top, vmax=top, interpolation="nearest")
        label(
            figure,
            0.95,
            bottom + 0.9,
            name,
            ha="right",
            fontsize=SIZE - 2,
            rotation=90,
            color=INK,
        )
