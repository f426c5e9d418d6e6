"""A digit through a trained network: what each layer makes of it, and one layer large."""

from functools import lru_cache

import numpy as np

from dnnlib.background.drawing import centred, example
from dnnlib.door import checked, listed
from dnnlib.networks import NETWORKS, activations
from dnnlib.networks.layers import softmax
from dnnlib.plots.look import (
    COLOURS,
    GREY,
    INK,
    SIZE,
    axes,
    fill,
    heading,
    label,
    picture,
    rectangles,
)
from dnnlib.table import Table

LAYERS = ("conv1", "pool1", "conv2", "pool2", "relu1")
SAYS = {
    "conv1": "20 filters of 5 x 5 slide over the digit: strokes and edges",
    "pool1": "the largest of each 2 x 2: where, only roughly",
    "conv2": "50 filters look at all 20 maps: pieces of digits",
    "pool2": "again the largest of each 2 x 2",
    "relu1": "500 neurons look at everything: a digit in 500 numbers",
}
COLUMNS = {"conv1": 5, "pool1": 5, "conv2": 7, "pool2": 7, "relu1": 25}
LARGE = {"conv1": 7, "pool1": 7, "conv2": 13, "pool2": 13, "relu1": 50}
WIDE, HIGH = 10, 5.6  # inches


@checked
def layer_by_layer(pixels, layer: str = "conv1"):
    """What each layer of LeNet-5 makes of a digit, small in a row, and one of the layers large.

    Darker is larger; white is zero or less. At the right: the probability of each digit.
    Shapes: pixels bytes [28, 28], 0 paper to 255 ink; the digit is put in the middle first.
    Errors: ValueError lists the layers.
    """
    listed("layer", layer, LAYERS)
    sheet = centred(pixels)
    made = activations(_network(), sheet)
    figure = picture(WIDE, HIGH)
    figure.suppressComposite = True  # each map stays as many pixels as it has
    ax = axes(figure, 0, 0, 1, 1)
    ax.set(xlim=(0, WIDE), ylim=(0, HIGH))
    ax.set_axis_off()
    _strip(figure, ax, sheet, made, layer)
    label(
        figure,
        0.15,
        3.25,
        f"{layer}: {SAYS[layer]}",
        fontsize=SIZE - 2,
        color=COLOURS["O"],
    )
    _paste(ax, sheet_of(made[layer][0], LARGE[layer], gap=1), 0.15, 3.05, 7.0, 2.95)
    chance = softmax(made["fc2"])[0]
    best = int(chance.argmax())
    drawn = bool(sheet.any())
    said = f"It says {best}, with {chance[best]:.1%}" if drawn else "Draw a digit"
    heading(figure, 0.15, HIGH - 0.4, said, weight="bold")
    _bars(figure, chance * drawn, best)
    figure.table = _table(made, chance)
    return figure


def sees(digit=7, layer="conv1"):
    """A test digit as LeNet-5 sees it, layer by layer. Errors: as in layer_by_layer."""
    return layer_by_layer(example(digit, 3), layer)


@lru_cache(1)
def _network():
    return NETWORKS["LeNet-5"].build()


def _strip(figure, ax, sheet, made, chosen):
    """The digit and every layer small, from left to right."""
    for k, name in enumerate(("drawing", *LAYERS)):
        maps = sheet / 255 if name == "drawing" else made[name][0]
        x, page = 0.15 + 1.24 * k, sheet_of(maps, COLUMNS.get(name, 1), gap=1)
        _paste(ax, page, x, HIGH - 0.62, 1.12, 1.2)
        on = name == chosen
        style = {"weight": "bold", "color": COLOURS["O"]} if on else {}
        words = name if name == "drawing" else f"{name}: {len(maps)}"
        label(figure, x, HIGH - 2.02, words, fontsize=SIZE - 3, **style)


def sheet_of(maps, columns: int, gap: int = 0) -> np.ndarray:
    """Maps [C, H, W] side by side as one grey sheet, 0 black to 1 white; values [C] are maps of one pixel."""
    maps = np.asarray(maps, float)
    maps = (
        maps[None]
        if maps.ndim == 2
        else maps.reshape(len(maps), *(maps.shape[1:] or (1, 1)))
    )
    gap = gap if maps.shape[1] > 1 else 0
    C, H, W = maps.shape
    rows = -(-C // columns)
    ink = np.maximum(maps, 0) / max(maps.max(), 1e-9)
    sheet = np.zeros((rows * columns, H + gap, W + gap)) - 0.12 * bool(gap)
    sheet[:C, :H, :W] = ink
    by_rows = sheet.reshape(rows, columns, H + gap, W + gap).transpose(0, 2, 1, 3)
    whole = by_rows.reshape(rows * (H + gap), columns * (W + gap))
    whole = whole[: len(whole) - gap, : whole.shape[1] - gap]
    return np.where(whole < 0, 0.88, 1 - np.clip(whole, 0, 1))


def _paste(ax, page, left, top, wide, high):
    """A sheet at a place in inches, as large as fits into wide x high."""
    H, W = page.shape
    one = min(wide / W, high / H)
    box = (left, left + one * W, top - one * H, top)
    grey = np.repeat((255 * page).astype(np.uint8)[:, :, None], 3, axis=2)
    ax.imshow(grey, extent=box, aspect="auto", interpolation="none")


def _bars(figure, chance, best):
    """A bar a digit, the likeliest in red; the frame is all there is to have."""
    left, one = 8.1, 1.2
    label(figure, 7.85, HIGH - 0.5, "probability", fontsize=SIZE - 3)
    y = HIGH - 0.95 - 0.43 * np.arange(10)
    fill(figure, rectangles([left] * 10, y - 0.14, one, 0.28), "#EEEEEE")
    for digit, (p, at) in enumerate(zip(chance, y)):
        on = digit == best and p > 0
        if p > 0.004:
            fill(
                figure,
                rectangles([left], [at - 0.14], one * p, 0.28),
                COLOURS["O"] if on else GREY,
            )
        how = {"weight": "bold"} if on else {}
        label(figure, left - 0.12, at, str(digit), ha="right", color=INK, **how)
        if p >= 0.005:
            label(figure, left + one + 0.08, at, f"{p:.0%}", fontsize=SIZE - 3)


def _table(made, chance) -> Table:
    rows: list[tuple] = []
    for name in LAYERS:
        values = made[name][0]
        size = " x ".join(map(str, values.shape))
        rows.append(
            (name, size, values.size, float((values <= 0).mean()), float(values.max()))
        )
    rows += [(f"says {k}", "", 1, None, float(p)) for k, p in enumerate(chance)]
    return Table(("layer", "shape", "values", "share of zeros", "largest"), rows)
