"""The explorers of chapter 14: a design under its gates, its knobs one by one, and other prices."""

from collections.abc import Callable

from dnnlib import plots
from dnnlib.plots.studio.card import KNOB_STOPS
from dnnlib.plots.studio.prices import TIMES
from dnnlib.plots.studio.tornado import LAYERS
from dnnlib.screen.explore import Explorer, explore


def studio() -> Explorer:
    """A network and a chip: all knobs, three gates, energy, and the front (chapter 14)."""
    chip = {name: KNOB_STOPS[name] for name in ("pes", "rf", "glb", "batch")}
    return explore(
        plots.studio,
        width=list(plots.READERS),
        bits=KNOB_STOPS["bits"][::-1],
        density=KNOB_STOPS["density"],
        dataflow=KNOB_STOPS["dataflow"],
        **chip,
    )


def tornado() -> Explorer:
    """Which knob matters, for which design and which layers (chapter 14)."""
    return explore(
        plots.tornado,
        start=list(plots.STARTS),
        energy_of=LAYERS,
        batch=[1, 4, 16],
    )


def studio_prices() -> Explorer:
    """Prices half or twice as high: ten designs, and which conclusions hold (chapter 14)."""
    return explore(plots.studio_prices, DRAM=TIMES, GLB=TIMES, RF=TIMES, MAC=TIMES)


BAKED: dict[Callable, dict] = {
    studio: {
        "width": ["300-100", "200-100"],
        "bits": [16, 8, 3],
        "density": [1.0],
        "dataflow": ["OS_B", "RS"],
        "pes": [64, 256],
        "rf": [16],
        "glb": [64, 32],
        "batch": [1, 4],
    },
    tornado: {"batch": [1]},
    studio_prices: {"MAC": [1.0]},
}
