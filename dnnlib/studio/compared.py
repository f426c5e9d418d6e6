"""Public and unseen: the same designs on layers that were tuned on, and on layers that nobody has tuned on.

ranks(designs, hidden.layers("a secret"))       chips: who wins here and there
losses(designs, [hidden.digits("a secret")])    networks: who passes here and there
histogram(groups)                               a class, by points
"""

from collections.abc import Iterable, Mapping
from itertools import pairwise

import numpy as np

from dnnlib.data import Digits
from dnnlib.door import checked
from dnnlib.models.layer_tables import Layer
from dnnlib.studio.design import Design
from dnnlib.studio.evaluate import evaluate
from dnnlib.studio.knobs import said
from dnnlib.studio.lessons import loss as public_loss
from dnnlib.studio.slim import loss as loss_on
from dnnlib.studio.workload import PUBLIC
from dnnlib.table import Table

CHIP = ("dataflow", "pes", "rf", "glb", "batch")


@checked
def ranks(designs: Iterable[Design], layers: tuple[Layer, ...]) -> Table:
    """Designs by their energy on the public CONV layers, each with its place on other layers.

    points: 100 * the least energy among these designs / the design's own, there. Errors: ValueError where there are no
    designs.
    """
    designs = list(designs)
    if not designs:
        raise ValueError("no designs: nobody wins")
    public = [evaluate(one, PUBLIC).energy for one in designs]
    unseen = [evaluate(one, layers).energy for one in designs]
    rows = []
    for k in sorted(range(len(designs)), key=public.__getitem__):
        chip = ", ".join(said(getattr(designs[k], knob)) for knob in CHIP)
        here, there = (sum(e < all_[k] for e in all_) + 1 for all_ in (public, unseen))
        scores = (round(100 * min(e) / e[k], 1) for e in (public, unseen))
        rows.append((chip, here, there, *scores))
    head = ("place, public", "place, unseen", "points, public", "points, unseen")
    return Table((", ".join(CHIP), *head), rows)


@checked
def losses(nets: Iterable[Design], sets: Iterable[Digits], most: float) -> Table:
    """Networks by the points that they lose: on the public digits, and on sets of new ones.

    passes: on how many of the sets the loss is at most `most`. Errors: ValueError where there are no sets.
    """
    sets, rows = list(sets), []
    if not sets:
        raise ValueError("no digits: nobody loses")
    for net in nets:
        lost = [loss_on(net, digits) for digits in sets]
        name = f"{said(net.width)}, {net.bits} bits"
        passes = sum(value <= most for value in lost)
        rows.append((name, public_loss(net), round(sum(lost) / len(lost), 2), passes))
    head = ("lost, public", "lost, new digits", f"passes, of {len(sets)}")
    return Table(("network", *head), rows)


@checked
def histogram(groups: Mapping, edges: tuple = (0, 50, 60, 70, 80, 90, 100.5)) -> Table:
    """How many points of each group lie from one edge up to the next: a row a group.

    groups: {name: points of its people}.
    """
    rows = []
    for name, points in groups.items():
        counts, _ = np.histogram(list(points), edges)
        rows.append((name, *counts.tolist()))
    bands = [f"{low:g} to {high:.0f}" for low, high in pairwise(edges)]
    return Table(("points", *bands), rows)
