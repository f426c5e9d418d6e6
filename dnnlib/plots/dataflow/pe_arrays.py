"""PE arrays at work: how many PEs multiply cycle by cycle, layer by layer, and against the array's shape."""

import numpy as np

from dnnlib.dataflow import array
from dnnlib.models import MODELS
from dnnlib.plots.field import Field
from dnnlib.plots.look import (
    COLOURS,
    KINDS,
    SIZE,
    fill,
    heading,
    human,
    label,
    lines,
    outlines,
    picture,
    rectangles,
    stroke,
)
from dnnlib.shapes import ConvShape
from dnnlib.table import Table

LOOK = {
    "weight": ("#009E73", "o"),
    "output": ("#D55E00", "s"),
    "input": ("#0072B2", "D"),
    "row": ("#222222", "^"),
}
LEFT, WIDE = 1.0, 8.8


def fill_and_drain(dataflow="weight", rows=3, cols=4, M=4, P=16, R=3):
    """PEs that multiply in each cycle, on a 1-D layer of M filters: an array fills, works and drains, fold after fold.

    Errors: ValueError as dataflow.array.plan, or where over 2,000 cycles are to be drawn. Source: dataflow.array.
    """
    plan = array.plan(ConvShape(M=M, P=P, R=R), rows, cols, dataflow)
    if plan.cycles > 2000:
        raise ValueError(
            f"{plan.cycles:,} cycles are too many to draw, 2,000 are the most: take a larger array"
        )
    busy, pes = plan.busy(0, plan.cycles), rows * cols
    used = busy.sum() / (pes * plan.cycles)
    figure = picture(10, 4.4)
    where = f"{dataflow} stationary on {rows} x {cols} PEs"
    heading(
        figure,
        0.2,
        3.98,
        f"{where}: {plan.cycles:,} cycles, {used:.0%} of the PEs busy",
    )
    bottom, height, step = 0.75, 2.65, WIDE / plan.cycles
    field = Field.at(LEFT, bottom, WIDE, height, y=(0, pes))
    whole = "{:.0f}".format
    field.rows(
        figure,
        (0, pes / 2, pes),
        lambda n: whole(n) if n % 1 == 0 else "",
        strong=0,
        width=1.2,
    )
    fill(
        figure,
        rectangles(
            LEFT + step * np.arange(plan.cycles), bottom, step, height * busy / pes
        ),
        COLOURS["MACs"],
    )
    each = plan.pass_cycles if dataflow == "row" else plan.fold_cycles
    folds = np.arange(0, plan.cycles, each)
    if len(folds) <= 100:
        starts = np.c_[LEFT + step * folds, np.full(len(folds), bottom - 0.12)]
        stroke(figure, lines(starts, starts + [0, height + 0.12]), "#CC79A7", 1.5)
    one, several = ("pass", "passes") if dataflow == "row" else ("fold", "folds")
    many = f"one {one}" if len(folds) == 1 else f"{len(folds)} {several}"
    many = f"{many} of {each} cycles, time to the right"
    label(figure, LEFT, 0.35, many, fontsize=SIZE - 2)
    label(figure, 0.2, 3.72, "PEs that multiply", fontsize=SIZE - 2)
    figure.table = Table(("cycle", "PEs that multiply"), list(enumerate(busy.tolist())))
    return figure


def array_layers(model="AlexNet", dataflow="weight", rows=16, cols=16, batch=1):
    """What share of an array's PE cycles multiply, layer by layer, and over the whole model.

    utilization = MACs / (cycles * rows * cols).  The buffer keeps up, in this array; real ones wait for it as well.
    Errors: ValueError as dataflow.array.cycles. Source: dataflow.array.
    """
    layers = MODELS[model].layers
    found = [
        (y.name, y.kind, *_cost(y.shape, rows, cols, dataflow, batch)) for y in layers
    ]
    macs, cycles = (sum(row[k] for row in found) for k in (2, 3))
    used = macs / (cycles * rows * cols)
    figure = picture(10, 4.6)
    heading(
        figure,
        0.2,
        4.12,
        f"{model}, batch {batch}, {dataflow} stationary on {rows} x {cols} PEs: {used:.1%} busy",
    )
    bottom, height, step = 1.05, 2.6, WIDE / len(found)
    field = Field.at(LEFT, bottom, WIDE, height)
    field.rows(figure, (0, 0.5, 1), "{:.0%}".format, strong=0, width=1)
    shares = np.array([m / (c * rows * cols) for _, _, m, c in found])
    shown = [kind for kind in KINDS if any(row[1] == kind for row in found)]
    for k, kind in enumerate(shown):
        at = np.array([j for j, row in enumerate(found) if row[1] == kind])
        bars = rectangles(
            LEFT + step * (at + 0.1), bottom, 0.8 * step, height * shares[at]
        )
        key = rectangles(LEFT + 2.0 * k, 3.83, 0.35, 0.18)
        for path in (bars, key):
            fill(figure, path, KINDS[kind][0], hatch=KINDS[kind][1], edgecolor="white")
        label(
            figure,
            LEFT + 2.0 * k + 0.45,
            3.92,
            {"conv": "CONV", "fc": "FC"}.get(kind, kind),
            fontsize=SIZE - 2,
        )
    label(
        figure,
        LEFT + WIDE,
        3.92,
        f"{human(cycles)} cycles in all",
        ha="right",
        fontsize=SIZE - 2,
    )
    _names(figure, [row[0] for row in found], bottom - 0.1, step)
    numbers = [(*row, f"{share:.2%}") for row, share in zip(found, shares)]
    numbers.append(("all", "", macs, cycles, f"{used:.2%}"))
    figure.table = Table(("layer", "kind", "MACs", "cycles", "busy"), numbers)
    return figure


def array_sides(model="AlexNet", pes=1024, kind="conv", batch=1):
    """The same number of PEs as rows x columns of other proportions: what share is busy, for each dataflow.

    A dataflow that cannot run a layer on an array (a filter taller than the rows) has no point there.
    Errors: ValueError where `pes` is not a power of two, or the model has no layer of the kind. Source: dataflow.array.
    """
    if pes < 2 or pes & (pes - 1):
        near = 2 ** max(1, round(np.log2(max(pes, 2))))
        raise ValueError(
            f"pes={pes} has few pairs of sides: take a power of two, {near} for instance"
        )
    layers = [y.shape for y in MODELS[model].layers if kind in (y.kind, "all")]
    if not layers:
        raise ValueError(f"{model} has no {kind} layer")
    sides = [(2**k, pes >> k) for k in range(pes.bit_length())]
    used = {
        name: [_share(layers, *side, name, batch) for side in sides] for name in LOOK
    }
    top, (r, c), name = max(
        (u, side, n)
        for n, us in used.items()
        for u, side in zip(us, sides)
        if u is not None
    )
    figure = picture(10, 4.9)
    what = f"{model} {kind}, batch {batch}, {pes:,} PEs"
    heading(figure, 0.2, 4.42, f"{what}: best is {name} on {r} x {c}, {top:.0%}")
    bottom, height, step = 1.0, 2.9, WIDE / len(sides)
    field, shares = Field.at(LEFT, bottom, WIDE, height), (0, 0.25, 0.5, 0.75, 1)
    pale = {"colour": "#DDDDDD", "width": 1}
    field.rows(figure, shares, "{:.0%}".format, strong=0, **pale)
    for k, (name, (colour, mark)) in enumerate(LOOK.items()):
        at = [
            (LEFT + step * (j + 0.5), bottom + height * u)
            for j, u in enumerate(used[name])
            if u is not None
        ]
        if len(at) > 1:
            stroke(figure, lines(at[:-1], at[1:]), colour, 2.5)
        for x, y in [*at, (LEFT + 0.15 + 2.2 * k, 4.15)]:
            fill(figure, _mark(x, y, mark), colour)
        label(figure, LEFT + 0.4 + 2.2 * k, 4.15, name, fontsize=SIZE - 1)
    _names(figure, [f"{r} x {c}" for r, c in sides], bottom - 0.1, step)
    shares = [[None if u is None else f"{u:.1%}" for u in used[name]] for name in LOOK]
    figure.table = Table(
        ("rows x columns", *LOOK),
        [(f"{r} x {c}", *u) for (r, c), *u in zip(sides, *shares)],
    )
    return figure


def _cost(shape: ConvShape, rows, cols, dataflow, batch) -> tuple[int, int]:
    """MACs and cycles of a layer at a batch: a matrix product of activations has one for each image."""
    return batch * shape.macs, array.cycles(
        _batched(shape, batch), rows, cols, dataflow
    )


def _batched(shape: ConvShape, batch: int) -> ConvShape:
    return ConvShape(**{**vars(shape), "N": batch * shape.N})


def _share(shapes, rows, cols, dataflow, batch) -> float | None:
    try:
        costs = [_cost(shape, rows, cols, dataflow, batch) for shape in shapes]
    except ValueError:
        return None
    return sum(m for m, _ in costs) / (sum(c for _, c in costs) * rows * cols)


def _mark(x, y, kind, size=0.09):
    """An outline about (x, y): o circle, s square, D diamond, ^ triangle."""
    corners = {"o": 16, "s": 4, "D": 4, "^": 3}[kind]
    turn = {"o": 0, "s": np.pi / 4, "D": 0, "^": np.pi / 2}[
        kind
    ] + 2 * np.pi * np.arange(corners) / corners
    return outlines([np.c_[x + size * np.cos(turn), y + size * np.sin(turn)]])


def _names(figure, names, y, step):
    """Names under the columns, slanted; of many, every other one."""
    every = -(-len(names) // 16)
    for k in range(0, len(names), every):
        label(figure, LEFT + step * (k + 0.5), y, names[k], rotation=35, ha="right", va="top", fontsize=SIZE - 4,
              rotation_mode="anchor")  # fmt: skip
