"""Chapter 11: the bill of seven networks, CP of a filter bank, a search for widths, in CPU seconds of one thread.

The targets are issue 20's, for the machine of the course: the bill 2 s, CP of rank 16 of LeNet-5's conv2 2.5 s.
"""

from time import process_time

from dnnlib import data
from dnnlib.compact import cp, low_rank
from dnnlib.compact.cp import rebuilt
from dnnlib.networks import NETWORKS
from dnnlib.slim import adapt, bill
from dnnlib.table import Table

ROUNDS = (
    3  # the quickest of these; of a bill the first, before the engine has kept anything
)


def main():
    """Print one table: what, CPU seconds, the target, what came out."""
    F = NETWORKS["LeNet-5"].weights()["conv2.weight"].astype(float)
    digits = data.mnist("validation")
    few = data.Digits(digits.images[:500], digits.labels[:500])
    error = lambda factors: f"error {low_rank.error(F, rebuilt(factors)):.3f}"
    widths = lambda steps: ", ".join(map(str, steps[-1].widths.values()))
    by_energy = lambda: search(adapt.energy(1), few)
    rows = [
        row("seven networks, batch 1", 2.0, lambda: bills(1), str, 1),
        row("seven networks, batch 16", 2.0, lambda: bills(16), str, 1),
        row("CP, rank 16 of conv2", 2.5, lambda: cp(F, 16), error),
        row("Tucker 10, 6 of conv2", None, lambda: low_rank.tucker(F, 10, 6), ranks),
        row("widths by MACs, half", None, lambda: search(adapt.macs, few), widths),
        row("widths by energy, half", None, by_energy, widths),
    ]
    print(Table(("what", "CPU s", "target", "found"), rows, "Chapter 11"))


def row(name: str, target, call, said, rounds: int = ROUNDS) -> tuple:
    """The quickest of some rounds, with what the call found."""
    seconds = []
    for _ in range(rounds):
        start = process_time()
        found = call()
        seconds.append(process_time() - start)
    return name, round(min(seconds), 2), target, said(found)


def bills(batch: int) -> str:
    """The two that the chapter compares, of all seven."""
    energies = {name: bill.bill(name, batch).energy for name in bill.SEVEN}
    return f"SqueezeNet {energies['SqueezeNet'] / energies['AlexNet']:.2f} of AlexNet"


def ranks(found) -> str:
    """The shape of the core."""
    return f"core {found[1].shape}"


def search(cost, digits):
    """LeNet-5 until half of the cost is left, judged on 500 images."""
    bill._energy.cache_clear()
    return adapt.adapt(adapt.start("LeNet-5"), cost, 0.5, digits)
