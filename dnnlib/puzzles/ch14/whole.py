"""The design itself: a network and a chip for gates that are not known beforehand, priced by the judge."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from math import ceil

import numpy as np

from dnnlib.puzzle import Puzzle
from dnnlib.studio import NAIVE, Design, Gates
from dnnlib.studio.brief import judged
from dnnlib.studio.chips import AXES, SPACE, chips
from dnnlib.studio.chips import design as on_chip

LOSS, SPARE = 0.5, 15  # points; percent above the best that still pass
AREAS = (0.15, 0.2, 0.3, 0.4, 0.6)
LATENCIES = (60_000, 100_000, 150_000, 250_000, 500_000, 1_000_000)
AREA, LATENCY, LOST = (
    "percent over the area",
    "percent over the latency",
    "hundredths of a point lost beyond 0.5",
)
ABOVE = "percent above 1.15 times the best"


def design(area: float, latency: int) -> dict:
    """Choose a network and a chip that pass three gates, and take at most 15 percent more energy than the best.

    area: areas of Eyeriss at most; latency: cycles of a batch at most; at most 0.5 points may be lost. A design is
    {"width": (150, 60), "bits": 8, "density": 1.0, "dataflow": "OS_B", "pes": 64, "rf": 16, "glb": 64, "batch": 1},
    its values from `studio.KNOBS`. The judge says what it has too much of. Sources: dnnlib.studio, all that it has.
    """
    if area not in AREAS or latency not in LATENCIES or _best(area, latency) is None:
        raise ValueError(f"areas are {AREAS}, latencies {LATENCIES}, and some chip passes both")
    return {AREA: 0, LATENCY: 0, LOST: 0, ABOVE: 0}


def _judge(found, area: float, latency: int) -> dict:
    """How much a design has too much of each thing, in whole percent or hundredths, rounded up."""
    card = judged(_read(found))
    if not card.feasible:
        raise ValueError(f"This design {card}.")
    best = float(chips().energy[_best(area, latency)])
    over: dict[str, float] = {
        AREA: 100 * (card.area.relative / area - 1),
        LATENCY: 100 * (card.latency / latency - 1),
        LOST: 100 * (card.loss - LOSS),
        ABOVE: 100 * (card.energy / best / (1 + SPARE / 100) - 1),
    }
    return {name: max(0, ceil(value - 1e-3)) for name, value in over.items()}


def _read(found) -> Design:
    """The design in a mapping; NumPy's numbers are numbers."""
    if isinstance(found, Design):
        return found
    if not isinstance(found, Mapping):
        raise ValueError(f"{str(found)[:80]} is no design: give a dict, a value for each knob")
    plain = {
        name: value.tolist() if isinstance(value, np.ndarray) else value for name, value in found.items()
    }
    strangers = plain.keys() - asdict(NAIVE).keys()
    missing = asdict(NAIVE).keys() - plain.keys() - {"kind", "batch"}
    if strangers or missing:
        raise ValueError(
            f"a design has {', '.join(asdict(NAIVE))}; {sorted(map(str, strangers | missing))} does not fit"
        )
    return Design(**plain)


def _best(area: float, latency: int, among=None) -> tuple | None:
    """The place of the chip of least energy that passes, `among` some of them; None where none does."""
    passing = chips().passing(Gates(area, latency, LOSS))
    passing = passing if among is None else passing & among
    energy = np.where(passing, chips().energy, np.inf)
    place = np.unravel_index(int(energy.argmin()), energy.shape)
    return tuple(map(int, place)) if passing.any() else None


def _only(knob: str, value) -> np.ndarray:
    """Which chips have this value of a knob."""
    axis = AXES.index(knob)
    shape = [1] * len(AXES)
    shape[axis] = -1
    there = np.array([one == value for one in SPACE[knob]]).reshape(shape)
    return np.broadcast_to(there, chips().energy.shape)


def _at(place, **knobs) -> dict:
    chip = {knob: SPACE[knob][k] for knob, k in zip(AXES, place)}
    return asdict(replace(on_chip(chip), **knobs))


def _with(knob: str, value) -> Callable:
    """The best that has this value of a knob; where none passes, the best chip with that value all the same."""

    def wrong(area, latency):
        place = _best(area, latency, _only(knob, value))
        return _at(_best(area, latency), **{knob: value}) if place is None else _at(place)

    return wrong


def _but(**knobs) -> Callable:
    """The best of all, with some knobs turned."""
    return lambda area, latency: _at(_best(area, latency), **knobs)


def _first(area, latency):
    """The first chip in the list that passes."""
    places = np.argwhere(chips().passing(Gates(area, latency, LOSS)))
    return _at(tuple(map(int, places[0])))


def _greedy(knob: str) -> Callable:
    """As much of one knob as the area allows, the others small, and the best batch left."""

    def wrong(area, latency):
        small = {"dataflow": "RS", "pes": 64, "rf": 16, "glb": 8, "batch": 4}
        fits = [v for v in SPACE[knob] if judged(on_chip({**small, knob: v})).area.relative <= area]
        return asdict(on_chip({**small, knob: max(fits, default=SPACE[knob][0])}))

    return wrong


design_puzzle = Puzzle(
    design,
    lambda rng: (float(rng.choice(AREAS)), int(rng.choice(LATENCIES))),
    points=6,
    score=_judge,
    trials=4,
    examples=((0.4, 250_000), (0.2, 100_000), (0.3, 1_000_000), (0.6, 60_000)),
    wrong={
        "This is the naive design: 16 bits in every word of every layer.": lambda area, latency: asdict(
            NAIVE
        ),
        "8 bits everywhere: safe, and two to three times the energy. How few bits pass the gate of 0.5 points?": (
            _but(bits=8)
        ),
        "2 bits take the least energy, and the network is wrong too often: accuracy is a gate.": _but(bits=2),
        "A narrow network at 3 bits loses too much: width and bits take from the same half point.": _but(
            width=(100, 50)
        ),
        "Pruned to a tenth, a narrow network reads nothing any more.": _but(density=0.1),
        "The widest network: its FC weights come from DRAM, each of them.": _but(width=(300, 100), bits=4),
        "Gates were not asked: a batch of 16 takes the least energy and waits too long.": _but(batch=16),
        "One picture at a time: every FC weight comes from DRAM for each. A batch of 4 may pass.": _with(
            "batch", 1
        ),
        "OS_B on its best chip: on the CONV layers RS reuses more.": _with("dataflow", "OS_B"),
        "WS on its best chip: on the CONV layers RS reuses more.": _with("dataflow", "WS"),
        "Register files of 512 bytes: each access is dearer, and little is gained.": _but(rf=512),
        "The first design that passes: go on, another one takes less.": _first,
        "All silicon went to the buffer: with few PEs a batch waits too long.": _greedy("glb"),
    },
)
