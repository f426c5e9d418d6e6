"""The explorers of chapter 12: report cards and queues."""

from collections.abc import Callable

from dnnlib import plots
from dnnlib.plots.metrics.report_card import DROPPED
from dnnlib.plots.metrics.waiting import RATES
from dnnlib.screen.explore import Explorer, explore


def report_card() -> Explorer:
    """Leave out a line of five designs' card, and see who wins (chapter 12)."""
    return explore(
        plots.report_card,
        dropped=list(DROPPED),
        most_error=[8, 12, 20, 60],
        most_ms=[20, 50, 100, 500],
    ).begin(most_error=20, most_ms=100)


def waiting() -> Explorer:
    """Queries at random: rate, batch and window against the slowest of a hundred (chapter 12)."""
    explorer = explore(
        plots.waiting,
        rate=list(RATES),
        batch=[1, 2, 4, 8, 16, 32],
        window=[0, 2, 5, 10, 20],
    )
    return explorer.begin(rate=100)


def proof() -> Explorer:
    """How many queries prove a percentile, when some were too slow (chapter 12)."""
    asked = [1, 10, 20, 30, 44, 64, 100, 200, 400, 662, 1000, 2000]
    return explore(
        plots.proof, percent=[50, 80, 90, 95, 97, 99], over=(0, 5), asked=asked
    ).begin(percent=90, over=1, asked=30)


BAKED: dict[Callable, dict] = {
    report_card: {},
    waiting: {},
    proof: {},
}
