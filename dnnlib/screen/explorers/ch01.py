"""The explorers of chapter 01: a digit, neurons, training, years."""

from collections.abc import Callable

from dnnlib import plots
from dnnlib.background import edge
from dnnlib.background.course import HIDDEN
from dnnlib.plots.background.edge import NETWORKS as EDGE_NETWORKS
from dnnlib.plots.background.sees import LAYERS as SEEN_LAYERS
from dnnlib.plots.background.training import BATCHES
from dnnlib.plots.background.training import RATES as LEARNING_RATES
from dnnlib.plots.background.training import STOPS as IMAGES_SEEN
from dnnlib.plots.background.years import YEARS
from dnnlib.screen.explore import Explorer, explore


def sees() -> Explorer:
    """A test digit as a trained network sees it, layer by layer (chapter 01)."""
    layers = list(SEEN_LAYERS)
    return explore(plots.sees, digit=(0, 9), layer=layers).begin(digit=4, layer="conv2")


def small_network() -> Explorer:
    """Three inputs, four neurons, two outputs: every value (chapter 01)."""
    return explore(plots.small_network, x1=(-3, 3), x2=(-3, 3), x3=(-3, 3))


def neuron_line() -> Explorer:
    """One neuron of two inputs as a line between threes and sixes (chapter 01)."""
    weights = (-4.0, 4.0, 0.5)
    return explore(plots.neuron_line, wA=weights, wB=weights, b=(-2.0, 2.0, 0.25))


def descent() -> Explorer:
    """The learning rate in a valley of two weights: slow, right, too large (chapter 01)."""
    rates = [0.2, 0.5, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 6.5, 7.0]
    return explore(plots.descent, rate=rates, steps=(0, 60, 1)).begin(
        rate=0.5, steps=20
    )


def training() -> Explorer:
    """A network while it learns: rate, batch, layers, digits seen (chapter 01)."""
    return explore(
        plots.training,
        images=list(IMAGES_SEEN),
        rate=list(LEARNING_RATES),
        batch=[b for b in BATCHES if b > 1],
        hidden=list(HIDDEN),
    )


def training_bill() -> Explorer:
    """What a step of training costs beside an inference (chapter 01)."""
    return explore(
        plots.training_bill,
        hidden=list(HIDDEN),
        batch=[1, 4, 16, 64, 256, 1024],
    )


def years() -> Explorer:
    """The timeline of neural networks and ImageNet's error, year by year (chapter 01)."""
    return explore(plots.years, until=list(YEARS)).begin(until=2012)


def send_or_compute() -> Explorer:
    """Joules to send a picture against joules to compute on it (chapter 01)."""
    return explore(
        plots.send_or_compute,
        network=list(EDGE_NETWORKS),
        radio=list(edge.RADIOS),
        machine=list(edge.MACHINES),
        smaller=[1, 3, 10, 30, 100],
    ).begin(network="AlexNet")


BAKED: dict[Callable, dict] = {
    sees: {},
    small_network: {},
    neuron_line: {
        "wA": range(-4, 5),
        "wB": range(-4, 5),
        "b": [-1.0, -0.5, 0.0, 0.5, 1.0],
    },
    descent: {"steps": range(0, 61, 5)},
    # a picture of weights has 40 kB of its own
    training: {
        "images": [0, 1000, 5000, 15_000, 40_000],
        "rate": [0.01, 0.1, 1.0],
        "batch": [32],
        "hidden": ["100"],
    },
    training_bill: {},
    years: {},
    send_or_compute: {},
}
