"""Columns of SRAM that vote on real digits: trained, shipped, tried on other circuits.

pairs = trained(18)                      45 pairs of classes, 18 columns each
right(pairs, Circuit(offset=1.0))        of 10,000 test digits, a share

Results for the explorer are recorded: `python -m dnnlib.nearness.ballots` makes them.
"""

import json
from functools import cache
from pathlib import Path

import numpy as np

from dnnlib import data
from dnnlib.door import checked, save
from dnnlib.neardata import boosting
from dnnlib.neardata.circuit import DAC_BITS, Circuit, features
from dnnlib.table import Claim, Table, compare

STOPS = (1, 2, 4, 8, 12, 18)
MOST = STOPS[-1]
BITS, OFFSETS = (1, 2, 3, 5), (0.0, 0.5, 1.0, 2.0)
TRAINING = ("for the ideal circuit", "with the circuit in the loop")
EVERY = 2  # training images that the recorded columns saw: every second
FILE = Path(__file__).parents[1] / "assets" / "ballots.json"


@checked
@cache
def trained(
    columns: int = MOST, circuit: Circuit | None = None, every: int = 1
) -> tuple:
    """Columns for all 45 pairs of digits, on every `every`-th training image.

    Two seconds for 18 columns on all 60,000 images.
    Source: Zhang, Wang, Verma, JSSC 2017.
    """
    X, labels = _training(circuit.dac_bits if circuit else DAC_BITS)
    return boosting.train_all(X[::every], labels[::every], columns, circuit)


@checked
def first(pairs, columns: int) -> tuple:
    """The first columns of each pair: boosting adds to what is there already."""
    return tuple(pair[:columns] for pair in pairs)


@checked
def right(pairs, circuit: Circuit | None = None) -> float:
    """The share of the test digits that the columns read as they are labelled."""
    X, labels = _test(circuit.dac_bits if circuit else DAC_BITS)
    return float((boosting.classify(pairs, X, circuit) == labels).mean())


@checked
def by_pair(pairs, circuit: Circuit | None = None) -> np.ndarray:
    """Accuracy of each pair of classes on the test digits of its two: [10, 10]."""
    X, labels = _test(circuit.dac_bits if circuit else DAC_BITS)
    margin = boosting.margins(pairs, X, circuit)
    table = np.full((10, 10), np.nan)
    for k, (a, b) in enumerate(boosting.class_pairs()):
        of = (labels == a) | (labels == b)
        won = (margin[of, k] > 0) == (labels[of] == a)
        table[a, b] = table[b, a] = won.mean()
    return table


@checked
def growth(every: int = 1) -> Table:
    """Accuracy by columns a pair, of 10,000 test digits."""
    pairs = trained(MOST, every=every)
    rows = [(n, right(first(pairs, n))) for n in STOPS]
    return Table(("columns a pair", "accuracy"), rows)


@checked
def mended(circuits: dict[str, Circuit], columns: int = 12, every: int = 4) -> Table:
    """Columns on faulty circuits: trained for the ideal one, and with the faults."""
    ideal = trained(columns, every=every)
    rows = [("ideal", right(ideal), right(ideal))]
    for name, circuit in circuits.items():
        looped = trained(columns, circuit, every)
        rows.append((name, right(ideal, circuit), right(looped, circuit)))
    header = ("circuit", "trained without it", "trained with it in the loop")
    return Table(header, rows, f"{columns} columns a pair, accuracy on test digits")


def claims() -> Table:
    """The boosted classifier: ours | published | error | why.

    Source: Zhang, Wang, Verma, JSSC 52(4), 2017: 9 x 9 features, 5 bits, +-1 cells.
    """
    ours, why = right(trained()), "ideal circuit, 18 columns a pair, 9 x 9 features"
    return compare([Claim("accuracy on MNIST", ours, 0.90, why)], "columns that vote")


SAVINGS = (
    ("reading weights of 1 bit, computing outside", 12, "Zhang et al., VLSI 2016"),
    ("digital, trained for weights of 1 bit", 13, "Zhang et al., JSSC 2017"),
    ("digital, trained as usual", 113, "Zhang et al., JSSC 2017"),
)


def savings() -> Table:
    """How many times less energy the chip is said to take: against which baseline?"""
    return Table(("baseline", "times less energy", "source"), SAVINGS)


@cache
def recorded() -> dict:
    """Results by (training, bits, offset, columns): digits read right of 10,000, and
    of each pair of classes the share of its digits that it tells apart, 45 numbers."""
    made = {}
    for row in json.loads(FILE.read_text()):
        key = row["training"], row["bits"], row["offset"], row["columns"]
        made[key] = row["right"], row["pairs"]
    return made


@checked
def measure(training: str, bits: int, offset: float, columns: int = MOST) -> list[dict]:
    """The rows of `recorded` for one circuit, at all stops up to `columns`."""
    circuit = Circuit(offset=offset, dac_bits=bits)
    looped = training == TRAINING[1]
    made = trained(columns, circuit if looped else Circuit(dac_bits=bits), EVERY)
    rows = []
    for n in (n for n in STOPS if n <= columns):
        some = first(made, n)
        apart = by_pair(some, circuit)
        pairs = [round(float(apart[a, b]), 4) for a, b in boosting.class_pairs()]
        found = round(10_000 * right(some, circuit))
        row = {"training": training, "bits": bits, "offset": offset, "columns": n}
        rows.append({**row, "right": found, "pairs": pairs})
    return rows


@cache
def _training(bits: int) -> tuple[np.ndarray, np.ndarray]:
    digits = data.mnist("all training")
    return features(digits.images, bits=bits), digits.labels


@cache
def _test(bits: int) -> tuple[np.ndarray, np.ndarray]:
    digits = data.mnist("test")
    return features(digits.images, bits=bits), digits.labels


def _record():
    rows = []
    for bits in BITS:
        for offset in OFFSETS:
            for training in TRAINING:
                rows += measure(training, bits, offset)
    lines = ",\n".join(json.dumps(row) for row in rows)
    save(FILE, f"[\n{lines}\n]\n")


if __name__ == "__main__":
    _record()
