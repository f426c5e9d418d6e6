"""Chapter 14: the card of a design, alone and with its reader tried, in CPU milliseconds of one thread.

The targets are issue 25's: 10 ms without accuracy, 500 ms with; both of designs that were not asked for before.
"""

from dataclasses import replace
from random import Random
from statistics import median
from time import process_time

from dnnlib.studio import KNOBS, NAIVE, card, evaluate, workload
from dnnlib.table import Table

COUNT = 60


def main():
    """Print one table: what, the middle and the most of some designs, the target."""
    rows = []
    for flow in KNOBS["dataflow"]:
        rows.append(row(f"card, {flow}", designs(flow), alone, 10))
    card(NAIVE)  # digits and weights are read once
    rows.append(row("card with accuracy", designs(None)[:20], card, 500))
    deep = [
        replace(one, kind="depthwise", width=(24, 48, 64)) for one in designs("RS")[:8]
    ]
    rows.append(row("card with accuracy, depthwise", deep, card, 500))
    print(Table(("what", "median ms", "most ms", "target"), rows, "Chapter 14"))


def designs(flow: str | None) -> list:
    """Some designs, of one dataflow or of any."""
    random, found = Random(f"bench {flow}"), []
    for _ in range(COUNT):
        knobs = {
            k: random.choice(v) for k, v in KNOBS.items() if k not in ("kind", "width")
        }
        found.append(replace(NAIVE, **knobs | ({"dataflow": flow} if flow else {})))
    return found


def alone(design):
    """Its card without its reader tried."""
    return evaluate(design, workload(design))


def row(what: str, some: list, call, target: int) -> tuple:
    """Milliseconds of a call on each."""
    took = []
    for design in some:
        start = process_time()
        call(design)
        took.append(1e3 * (process_time() - start))
    return what, round(median(took), 1), round(max(took), 1), target
