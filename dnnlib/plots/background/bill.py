"""What a step of training costs beside an inference: MACs and words, as bars in true proportion."""

from dnnlib.background.course import HIDDEN
from dnnlib.door import listed
from dnnlib.learning.bill import bill
from dnnlib.plots.look import (
    COLOURS,
    SIZE,
    fill,
    heading,
    human,
    label,
    picture,
    rectangles,
)

LEFT, LONG = 2.3, 6.4
PHASES = (
    ("forward", "forward", COLOURS["MACs"], ""),
    ("by weights", "by_weights", COLOURS["F"], "///"),
    ("by inputs", "by_inputs", COLOURS["I"], "xx"),
)


def training_bill(hidden="300, 100", batch=64):
    """MACs and words of one step of training beside an inference, for a network of fully connected layers.

    Each pair of bars has one scale. Errors: ValueError lists the choices of hidden layers.
    Source: Sze et al. 2017, II-C; dnnlib.learning.bill.
    """
    listed("hidden", hidden, HIDDEN)
    sizes = (784, *HIDDEN[hidden], 10)
    one = bill(sizes, batch)
    figure = picture(10, 5.2)
    name = "-".join(map(str, sizes))
    words = f"{name}, batch {batch}: {one.times_macs:.2f} times the MACs, {one.times_words:.2f} times the words"
    heading(figure, 0.15, 4.78, words)
    macs = [
        (n, getattr(one, field), colour, hatch) for n, field, colour, hatch in PHASES
    ]
    _pair(figure, 3.55, "MACs", macs[:1], macs, one.macs)
    held = [
        ("weights", one.weights, COLOURS["F"], ""),
        ("activations", one.passing, COLOURS["I"], ""),
    ]
    kept = [
        ("weights", one.weights, COLOURS["F"], ""),
        ("their gradients", one.weights, COLOURS["F"], "///"),
        ("activations that wait", one.waiting, COLOURS["I"], ""),
    ]
    _pair(figure, 1.25, "words", held, kept, one.training_words)
    figure.table = one.table()
    return figure


def _pair(figure, y, what, inference, training, whole):
    """Two bars of parts: an inference above, a step of training below."""
    label(figure, 0.15, y + 0.75, what, weight="bold")
    for name, parts, at in (
        ("inference", inference, y + 0.3),
        ("training step", training, y - 0.3),
    ):
        label(figure, LEFT - 0.15, at, name, ha="right", fontsize=SIZE - 1)
        x = LEFT
        for _, value, colour, hatch in parts:
            long = LONG * value / whole
            edge = {"edgecolor": "white", "linewidth": 0.6}
            fill(
                figure,
                rectangles([x], [at - 0.22], long, 0.44),
                colour,
                hatch=hatch,
                **edge,
            )
            x += long
        label(
            figure,
            x + 0.1,
            at,
            human(sum(part[1] for part in parts)),
            fontsize=SIZE - 1,
        )
    x = LEFT
    for name, value, colour, hatch in training:
        edge = {"edgecolor": "white", "linewidth": 0.6}
        fill(
            figure, rectangles([x], [y - 0.95], 0.22, 0.22), colour, hatch=hatch, **edge
        )
        label(figure, x + 0.3, y - 0.84, f"{name} {human(value)}", fontsize=SIZE - 3)
        x += 0.55 + 0.105 * len(f"{name} {human(value)}")
