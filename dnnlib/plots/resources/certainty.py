"""How sure an accuracy is: its interval by the number of images, and how many tell two networks apart."""

from dnnlib.door import checked
from dnnlib.plots.field import Field
from dnnlib.plots.look import (
    COLOURS,
    SIZE,
    fill,
    heading,
    label,
    lines,
    picture,
    rectangles,
    stroke,
)
from dnnlib.resources.scores import interval, to_tell
from dnnlib.table import Table

PLACE = 1.6, 1.35, 7.9, 2.6  # of the field, in inches
NAMES = {"A": COLOURS["I"], "B": COLOURS["O"]}


@checked
def how_sure(accuracy: float = 0.99, better: float = 0.1, images: int = 10_000):
    """Two networks on tests of as many images: their accuracies and where the true ones lie.

    A is right in `accuracy` of the images, B in `better` percentage points more. Bars are the intervals
    of 95 %, on one scale. Errors: ValueError where B would be right in more than all.
    Source: resources.scores.
    """
    second = accuracy + better / 100
    if not (0 < accuracy < 1 and 0 < second < 1):
        raise ValueError(f"accuracies {accuracy} and {second:.4f}: between 0 and 1")
    shares = {"A": accuracy, "B": second}
    spans = {n: interval(round(p * images), images) for n, p in shares.items()}
    need = to_tell(accuracy, second)
    word = "enough" if images >= need else "too few"
    figure = picture(10, 4.6)
    text = f"{images:,} images are {word}: {need:,} tell A from B"
    heading(figure, 0.15, 4.15, text)
    low, high = min(s[0] for s in spans.values()), max(s[1] for s in spans.values())
    room = max(0.15 * (high - low), 0.001)
    field = Field.at(*PLACE, (100 * (low - room), 100 * (high + room)), (0, 1))
    _ticks(figure, field)
    for k, (name, (least, most)) in enumerate(spans.items()):
        _span(figure, field, name, shares[name], least, most, 0.72 - 0.46 * k)
    field.under(figure, "right, %: the true accuracy lies here 95 times of 100", 0.55)
    rows = [(n, 100 * shares[n], *(round(100 * v, 3) for v in spans[n])) for n in spans]
    figure.table = Table(("network", "right, %", "from", "to"), rows, f"{images:,} images")  # fmt: skip
    return figure


def _ticks(figure, field: Field) -> None:
    axis = field.x
    step = (axis.high - axis.low) / 5
    size = next(s for s in STEPS if s >= step)
    first = int(axis.low / size) + 1
    values = [round(size * k, 6) for k in range(first, first + 12)]
    field.columns(figure, [v for v in values if v <= axis.high], gap=0.22)


STEPS = [b * 10.0**e for e in range(-4, 3) for b in (1, 2, 5)]


def _span(figure, field: Field, name, share, least, most, y) -> None:
    left, right, middle = (float(field.x.at(100 * v)) for v in (least, most, share))
    up = float(field.y.at(y))
    pale = {"alpha": 0.35}
    fill(figure, rectangles([left], [up - 0.22], right - left, 0.44), NAMES[name], **pale)  # fmt: skip
    stroke(figure, lines([(middle, up - 0.3)], [(middle, up + 0.3)]), NAMES[name], 3)
    text = f"{name}: {100 * share:.2f} %"
    label(figure, 0.15, up, text, fontsize=SIZE - 2, color=NAMES[name], weight="bold")
