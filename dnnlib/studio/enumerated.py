"""Every design that there is, priced; those that no other beats are kept in a small file (`python -m dnnlib.studio.enumerated`).

Of each network 27,216 chips, words and batches; some 40 networks a word. The file holds the front of energy, latency,
area and points lost: for any gates the best design is on it.
"""

import io
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import replace
from functools import lru_cache
from itertools import product

import numpy as np

from dnnlib import data
from dnnlib.door import checked
from dnnlib.shapes import ConvShape
from dnnlib.studio.design import KNOBS, NAIVE, WIDTHS, Design
from dnnlib.studio.evaluate import stored
from dnnlib.studio.fronts import dominated
from dnnlib.studio.slim import loss
from dnnlib.studio.space import Tables, areas, spent, tabulate
from dnnlib.studio.workload import PUBLIC, reader

FILE = "studio.npz"
NETS = ("kind", "width", "bits", "density")


@checked
def networks(bits: tuple[int, ...] = KNOBS["bits"]) -> Iterator[Design]:
    """Every network once, on the naive chip."""
    for kind, widths in WIDTHS.items():
        for width, word, density in product(widths, bits, KNOBS["density"]):
            yield replace(NAIVE, kind=kind, width=width, bits=word, density=density)


@checked
def all_shapes(layers=PUBLIC) -> tuple[ConvShape, ...]:
    """The shapes of all layers that any design runs, each once."""
    shapes = [layer.shape for layer in layers]
    for net in networks((16,)):
        shapes += [layer.shape for layer in reader(net)]
    return tuple(dict.fromkeys(shapes))


@checked
def points(tables: Tables, net: Design, layers=PUBLIC) -> tuple:
    """Energy and latency of one network on every chip: two arrays [batch, dataflow, pes, rf, glb]."""
    shapes = tuple(layer.shape for layer in (*layers, *reader(net)))
    word = KNOBS["bits"].index(net.bits)
    return spent(tables.of(shapes)[word], stored(net))


@checked
def front_of(tables: Tables, losses: dict[Design, float], layers=PUBLIC) -> dict:
    """The front over all networks in `losses` and all chips: {"knobs": [n, 9], "aims": [n, 4]}, least energy first.

    knobs: places in KNOBS, in its order; aims: energy, latency, relative area, points lost.
    """
    chips = areas()
    found = [
        _one_front(tables, net, lost, chips, layers) for net, lost in losses.items()
    ]
    knobs, aims = (np.concatenate(part) for part in zip(*found))
    kept = ~dominated(aims)
    knobs, aims = knobs[kept], aims[kept]
    order = np.lexsort(aims.T[::-1])
    return {"knobs": knobs[order], "aims": aims[order]}


def _one_front(tables: Tables, net: Design, lost: float, chips, layers) -> tuple:
    energy, latency = points(tables, net, layers)
    area = np.broadcast_to(chips[KNOBS["bits"].index(net.bits)], energy.shape)
    places = np.argwhere(np.isfinite(energy))
    at = tuple(places.T)
    aims = np.stack([energy[at], latency[at], area[at], np.full(len(places), lost)], 1)
    kept = ~dominated(aims[:, :3])
    return _knobs(net, places[kept]), aims[kept]


def _knobs(net: Design, places: np.ndarray) -> np.ndarray:
    """The places in KNOBS of a network on some chips: kind, width, bits, density, dataflow, pes, rf, glb, batch."""
    own = [KNOBS[knob].index(getattr(net, knob)) for knob in NETS]
    whole = np.tile(np.array(own, np.uint8), (len(places), 1))
    return np.hstack([whole, places[:, 1:], places[:, :1]]).astype(np.uint8)


@checked
def design_of(knobs: np.ndarray) -> Design:
    """The design at places in KNOBS, in its order."""
    return Design(
        **{name: values[int(k)] for (name, values), k in zip(KNOBS.items(), knobs)}
    )


@lru_cache(maxsize=1)
def shipped() -> dict[str, np.ndarray]:
    """The front that ships, as `front_of` gives it."""
    with np.load(io.BytesIO(data.asset(FILE)), allow_pickle=False) as file:
        return {name: file[name] for name in file.files}


@checked
def losses(digits: data.Digits, bits: tuple[int, ...] = KNOBS["bits"]) -> dict:
    """Points lost by every network on some digits, {network on the naive chip: points}."""
    return {net: loss(net, digits) for net in networks(bits)}


def main(executor: Executor | None = None) -> None:
    """Enumerate all, and write the file; some minutes."""
    tables = tabulate(all_shapes(), executor=executor)
    found = front_of(tables, losses(data.mnist("validation")))
    file = io.BytesIO()
    np.savez_compressed(file, knobs=found["knobs"], aims=found["aims"])
    data.keep(FILE, file.getvalue())
    print(
        f"{len(found['aims']):,} designs on the front, {len(file.getvalue()):,} bytes"
    )


if __name__ == "__main__":
    with ProcessPoolExecutor() as pool:
        main(pool)
