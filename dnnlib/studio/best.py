"""The best design for gates on layers that nobody has enumerated yet: all there are, least bound first.

    exam = Exam(hidden.layers(secret), hidden.digits(secret))
    exam.best(gates)           the least energy of all designs that pass, and the design

Of every chip and word the CONV layers are priced (space.tabulate). The reader's layers are only bounded: each MAC, and
each word once from DRAM. In the order of that bound designs are priced to the end, until no bound is below the best.
A bound never lies above the price, so none is lost.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import replace
from functools import partial
from math import inf

import numpy as np

from dnnlib import data
from dnnlib.models.layer_tables import Layer
from dnnlib.studio.design import KNOBS, NAIVE, Design
from dnnlib.studio.enumerated import losses
from dnnlib.studio.evaluate import Card, evaluate, floor, stored
from dnnlib.studio.gates import Gates, passes
from dnnlib.studio.score import score
from dnnlib.studio.space import AXES, Tables, areas, spent, tabulate
from dnnlib.studio.workload import PUBLIC, reader, workload

PART = 64  # designs that a worker takes at a time


class Exam:
    """Layers and digits to judge designs on, and the best there is on them.

    layers: CONV layers; digits: what the readers are tried on. executor: any of concurrent.futures.
    """

    def __init__(
        self,
        layers: tuple[Layer, ...],
        digits: data.Digits,
        executor: Executor | None = None,
    ):
        self.layers, self.digits, self.executor = tuple(layers), digits, executor
        self.losses: dict[int, dict[Design, float]] = {}
        self.tables: dict[int, Tables] = {}
        self.cards: dict[Design, Card] = {}
        self.found: dict[Gates, tuple[float, Design | None]] = {}
        naive, public = self._naive(self.layers), self._naive(PUBLIC)
        self.longer = naive / public

    def gates(self, gates: Gates) -> Gates:
        """The gates on these layers: cycles grow as those of the naive design do."""
        return replace(gates, latency=gates.latency * self.longer)

    def card(self, design: Design) -> Card:
        """The card of a design on these layers and digits; made once."""
        if design not in self.cards:
            layers = workload(design, self.layers)
            self.cards[design] = evaluate(design, layers, self.digits)
        return self.cards[design]

    def prepare(self, designs: Iterable[Design]) -> None:
        """Make the cards of many designs, by the executor if there is one."""
        missing = sorted(set(designs) - self.cards.keys(), key=repr)
        every = map if self.executor is None else self.executor.map
        parts = [missing[k : k + PART] for k in range(0, len(missing), PART)]
        work = partial(_cards, self.layers, self.digits)
        for part, cards in zip(parts, every(work, parts)):
            self.cards.update(zip(part, cards))

    def score(self, design: Design, gates: Gates) -> float:
        """The points of a design: 100 * least energy / energy, 0 where it misses a gate of these layers."""
        card, gates = self.card(design), self.gates(gates)
        fine = all(passes(card, gates).values())
        return score(card, gates, self.best(gates)[0]) if fine else 0.0

    def best(self, gates: Gates) -> tuple[float, Design | None]:
        """The least energy of all designs that pass some gates, these layers' own, and the first such design."""
        if gates not in self.found:
            self.found[gates] = self._search(gates)
        return self.found[gates]

    def _search(self, gates: Gates) -> tuple[float, Design | None]:
        least, found = inf, None
        for bits in KNOBS["bits"]:
            nets = self._networks(bits, gates)
            # even the floor of all layers is above: no chip of this word is better
            nets = [net for net in nets if self._floor(net).min() < least]
            for bound, design in self._candidates(nets, gates) if nets else ():
                if bound >= least:
                    break
                card = self.card(design)
                if card.energy < least and all(passes(card, gates).values()):
                    least, found = card.energy, design
        return least, found

    def _candidates(
        self, nets: list[Design], gates: Gates
    ) -> Iterator[tuple[float, Design]]:
        """(bound, design) in the order of the bound; those whose CONV layers alone miss a gate are left out."""
        found = [self._bounds(net, gates) for net in nets]
        bounds = np.concatenate([bound for bound, _ in found])
        places = np.concatenate([place for _, place in found])
        which = np.repeat(np.arange(len(nets)), [len(bound) for bound, _ in found])
        for k in np.argsort(bounds, kind="stable"):
            knobs = zip(AXES[1:], places[k])
            chip = {axis: KNOBS[axis][int(at)] for axis, at in knobs}
            yield float(bounds[k]), replace(nets[which[k]], **chip)

    def _networks(self, bits: int, gates: Gates) -> list[Design]:
        """The networks of a word that lose few enough of these digits."""
        if bits not in self.losses:
            self.losses[bits] = losses(self.digits, (bits,))
        lost = self.losses[bits]
        return [net for net in lost if lost[net] <= gates.loss]

    def _floor(self, net: Design) -> np.ndarray:
        """What a network and the CONV layers take at least, for each batch."""
        return _floors(net, workload(net, self.layers))

    def _bounds(self, net: Design, gates: Gates) -> tuple[np.ndarray, np.ndarray]:
        """The bounds of a network on the chips that may pass, and their places on the axes."""
        word = KNOBS["bits"].index(net.bits)
        shapes = tuple(layer.shape for layer in self.layers)
        energy, cycles = spent(self._table(net.bits).of(shapes)[word], stored(net))
        energy = energy + np.reshape(_floors(net, reader(net)), (-1, 1, 1, 1, 1))
        fits = (cycles <= gates.latency) & (areas()[word] <= gates.area)
        places = np.argwhere(fits & np.isfinite(energy))
        return energy[tuple(places.T)], places

    def _table(self, bits: int) -> Tables:
        if bits not in self.tables:
            shapes = tuple(dict.fromkeys(layer.shape for layer in self.layers))
            self.tables[bits] = tabulate(shapes, (bits,), self.executor)
        return self.tables[bits]

    def _naive(self, layers) -> float:
        return evaluate(NAIVE, workload(NAIVE, tuple(layers))).latency


def _cards(layers: tuple, digits: data.Digits, designs: list[Design]) -> list[Card]:
    return [evaluate(one, workload(one, layers), digits) for one in designs]


def _floors(net: Design, layers: tuple[Layer, ...]) -> np.ndarray:
    """The energy of an image that no tiles get under, for each batch."""
    found = []
    for batch in KNOBS["batch"]:
        design = replace(net, batch=batch)
        found.append(sum(floor(design, layer.shape) for layer in layers))
    return np.array(found)
