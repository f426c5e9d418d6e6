"""Which design wins: gates first, then energy with everything in it."""

from dnnlib.puzzle import Puzzle


def winner(designs: list, most_error: float, most_ms: float) -> int:
    """Which of these designs takes the least energy an image, among those that pass both gates?

    A design is (error %, latency ms, chip mJ, off-chip mJ); None is a line that its maker left
    out, and a design with one cannot be judged, so it cannot win. Gates: error and latency at most
    so much. Give its place in the list, the first of equal ones; -1 if none is left.
    """
    best, place = None, -1
    for k, design in enumerate(designs):
        if None in design:
            continue
        error, latency, chip, off_chip = design
        if error > most_error or latency > most_ms:
            continue
        if best is None or chip + off_chip < best:
            best, place = chip + off_chip, k
    return place


def _designs(rng):
    table = rng.integers(0, 12, (int(rng.integers(1, 9)), 4)) / 2
    rows = [tuple(float(v) for v in row) for row in table]
    for k in range(len(rows)):
        if rng.random() < 0.3:
            hole = int(rng.integers(4))
            rows[k] = tuple(None if i == hole else v for i, v in enumerate(rows[k]))
    return rows, float(rng.integers(6, 12)) / 2, float(rng.integers(6, 12)) / 2


def _chosen(
    price=lambda d: d[2] + d[3],
    passes=lambda d, error, ms: d[0] <= error and d[1] <= ms,
    hole=None,
    last=False,
    none=-1,
):
    """The choice with one thing wrong. hole: what a missing line counts as, None: out."""

    def wrong(designs, error, ms):
        best, place = None, none
        for k, design in enumerate(designs):
            if None in design and hole is None:
                continue
            design = tuple(hole if v is None else v for v in design)
            better = best is None or price(design) < best or (last and price(design) == best)
            if passes(design, error, ms) and better:
                best, place = price(design), k
        return place

    return wrong


def _among_those_that_pass(designs, error, ms):
    left = [d for d in designs if None not in d and d[0] <= error and d[1] <= ms]
    return _chosen()(left, error, ms)


winner_puzzle = Puzzle(
    winner,
    _designs,
    points=4,
    easier=("where no line is missing", lambda designs, error, ms: not any(None in d for d in designs)),
    examples=(
        ([(2.0, 3.0, 1.0, 4.0), (2.0, 3.0, 2.0, 1.0)], 3.0, 3.0),
        ([(9.0, 1.0, 0.5, 0.5), (2.0, 3.0, 2.0, 1.0)], 3.0, 3.0),
        ([(1.0, 9.0, 0.5, 0.5), (2.0, 3.0, 2.0, 1.0)], 3.0, 3.0),
        ([(1.0, 1.0, 0.5, None), (2.0, 3.0, 2.0, 1.0)], 3.0, 3.0),
        ([(None, 1.0, 0.5, 0.5)], 3.0, 3.0),
        ([(3.0, 3.0, 1.0, 2.0), (1.0, 1.0, 2.0, 1.0)], 3.0, 3.0),
        ([(1.0, 1.0, 3.0, 1.0), (1.0, 1.0, 2.0, 0.0)], 3.0, 3.0),
    ),
    wrong={
        "A missing line was taken as 0: nobody knows it, so that design cannot win.": _chosen(hole=0.0),
        "Off-chip energy is left out: what leaves the chip is paid for too.": _chosen(price=lambda d: d[2]),
        "The chip's own energy is left out.": _chosen(price=lambda d: d[3]),
        "Accuracy was not asked: a design over the error gate cannot win.": _chosen(
            passes=lambda d, error, ms: d[1] <= ms
        ),
        "Latency was not asked: a design over that gate cannot win.": _chosen(
            passes=lambda d, error, ms: d[0] <= error
        ),
        "No gate was asked: accuracy and speed come before energy.": _chosen(
            passes=lambda d, error, ms: True
        ),
        "One gate is enough here: both must be passed.": _chosen(
            passes=lambda d, error, ms: d[0] <= error or d[1] <= ms
        ),
        "A design just at its gate was turned away: `at most` lets it pass.": _chosen(
            passes=lambda d, error, ms: d[0] < error and d[1] < ms
        ),
        "The last of equal designs was taken: the first wins.": _chosen(last=True),
        "The dearest was taken: the least energy wins.": _chosen(price=lambda d: -d[2] - d[3]),
        "The most accurate was taken: past the gate, energy decides.": _chosen(price=lambda d: d[0]),
        "Where none is left the answer is -1, not 0.": _chosen(none=0),
        "A 0 was taken for a missing line: only `None` is one.": lambda designs, error, ms: _chosen()(
            [d if all(d) else (None,) for d in designs], error, ms
        ),
        "That is its place among those that pass: its place in the whole list is asked.": _among_those_that_pass,
        "Places count from 0 in a list.": lambda designs, error, ms: _chosen()(designs, error, ms) + 1,
    },
)
