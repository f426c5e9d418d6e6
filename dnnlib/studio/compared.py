"""Public and unseen: the same designs on layers that were tuned on, and on layers that nobody has tuned on.

ranks(designs, hidden.layers("a secret"))      who wins here and there
"""

from collections.abc import Iterable

from dnnlib.door import checked
from dnnlib.models.layer_tables import Layer
from dnnlib.studio.design import Design
from dnnlib.studio.evaluate import evaluate
from dnnlib.studio.knobs import said
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
