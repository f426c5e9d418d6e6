"""All that is too long for `make test`: 10,000 random designs and all corners against par, and a class of 500.

make designs          some minutes; prints a table, and fails where a design passes 100 or two gradings differ
"""

import sys
from dataclasses import replace
from itertools import product
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import process_time

from dnnlib import data
from dnnlib.grading.studio import judged
from dnnlib.studio import KNOBS, NAIVE, drawn, evaluate, score, workload
from dnnlib.studio.design import WIDTHS
from dnnlib.studio.enumerated import losses
from dnnlib.table import Table

RANDOM, CLASS = 10_000, 500
ENDS = ("bits", "density", "pes", "rf", "glb", "batch")


def main(count: int = RANDOM, students: int = CLASS) -> None:
    """Print what was found; exit code 1 where a promise is broken."""
    rows = [highest("random designs", anyhow(count)), highest("corners", corners())]
    rows += graded(students)
    print(
        Table(("what", "how many", "found", "at most"), rows, "The studio's promises")
    )
    sys.exit(any(found > most for _, _, found, most in rows))


def highest(what: str, designs: list) -> tuple:
    """The highest score of some designs under 20 sets of gates."""
    lost, most = losses(data.mnist("validation")), 0.0
    for design in designs:
        card = evaluate(design, workload(design))
        card = replace(card, loss=lost[net_of(design)])
        for k in range(20):
            most = max(most, score(card, drawn(f"student {k}")))
    return f"highest score, {what}", len(designs), most, 100 * (1 + 1e-9)


def net_of(design):
    """The naive chip with a design's network."""
    net = {knob: getattr(design, knob) for knob in ("kind", "width", "bits", "density")}
    return replace(NAIVE, **net)


def anyhow(count: int) -> list:
    """Designs with every knob anywhere."""
    random, found = Random(14), []
    for _ in range(count):
        kind = random.choice(KNOBS["kind"])
        knobs = {
            k: random.choice(v) for k, v in KNOBS.items() if k not in ("kind", "width")
        }
        width = random.choice(WIDTHS[kind])
        found.append(replace(NAIVE, kind=kind, width=width, **knobs))
    return found


def corners() -> list:
    """All designs whose numbers are each at one end."""
    ends = [(KNOBS[knob][0], KNOBS[knob][-1]) for knob in ENDS]
    nets = [
        (kind, width)
        for kind in WIDTHS
        for width in {WIDTHS[kind][0], WIDTHS[kind][-1]}
    ]
    found = []
    for (kind, width), flow, choice in product(nets, KNOBS["dataflow"], product(*ends)):
        numbers = dict(zip(ENDS, choice))
        found.append(replace(NAIVE, kind=kind, width=width, dataflow=flow, **numbers))
    return found


def graded(students: int) -> list[tuple]:
    """A class graded twice with a secret: CPU seconds, and how many scores differ."""
    with TemporaryDirectory() as folder:
        for k, design in enumerate(anyhow(students)):
            design.save(Path(folder, f"student-{k}.json"))
        start = process_time()
        once = judged(folder, "a secret of this run")
        took = process_time() - start
        again = judged(folder, "a secret of this run")
    marks = [[(v.public_score, v.hidden_score) for v in vs] for vs in (once, again)]
    differ = sum(a != b for a, b in zip(*marks))
    top = max(max(pair) for pair in marks[0])
    return [
        ("CPU seconds, a class judged", students, took, 180.0),
        ("scores that a regrade changes", students, differ, 0),
        ("highest score, public or hidden", students, top, 100 * (1 + 1e-9)),
    ]


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
