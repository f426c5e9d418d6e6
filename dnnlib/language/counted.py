"""Letters guessed by counting: how often did each letter follow these few?

    counted = Counted(ids, order=4)
    counted(history)        probabilities [65] of the next letter
    counted.nats(ids)       its mean surprise over a text: -log p a letter

Witten-Bell: the longer history is believed by the share n / (n + t), n times seen, t different letters after it; the
rest is what the shorter history says. Source: Witten and Bell 1991; Chen and Goodman 1998, 2.2.5.
"""

import numpy as np

from dnnlib.door import checked, whole

LETTERS = 65


class Counted:
    """What followed each history of up to `order` letters in a text, ids [T].

    A history and the letter after it are one number to the base 65; sorted, a history's letters stand side by side.
    """

    def __init__(self, ids, order: int = 4):
        self.order = whole("order", order, 0, 8)
        ids = np.asarray(ids, np.int64)
        self.tables = [
            np.unique(_numbers(ids, k), return_counts=True) for k in range(order + 1)
        ]

    def __call__(self, history) -> np.ndarray:
        """The probabilities of the next letter after a history [t]; its last `order` letters count."""
        p = np.full(LETTERS, 1 / LETTERS)
        for k in range(min(self.order, len(history)) + 1):
            letters, counts = self._after(history[len(history) - k :], k)
            if not len(letters):
                break
            total = counts.sum() + len(letters)
            p *= len(letters) / total
            p[letters] += counts / total
        return p

    @property
    def entries(self) -> int:
        """Pairs of a history and a letter that are kept."""
        return sum(len(numbers) for numbers, _ in self.tables)

    def nats(self, ids) -> float:
        """The mean of -log p over the letters of a text: each history length is looked up for all letters at once."""
        ids = np.asarray(ids, np.int64)
        p = np.full(len(ids), 1 / LETTERS)
        for (numbers, counts), k in zip(self.tables, range(self.order + 1)):
            wanted = _numbers(ids, k)
            first, end = _range(numbers, wanted // LETTERS)
            sums = np.concatenate(([0], np.cumsum(counts)))
            n, kinds = sums[end] - sums[first], end - first
            place = np.minimum(np.searchsorted(numbers, wanted), len(numbers) - 1)
            hits = np.where(numbers[place] == wanted, counts[place], 0)
            total = np.maximum(n + kinds, 1)
            new = (hits + kinds * p[k:]) / total
            p[k:] = np.where(kinds > 0, new, p[k:])
        return float(-np.log(p).mean())

    def _after(self, history, k: int):
        numbers, counts = self.tables[k]
        value = 0
        for letter in history:
            value = value * LETTERS + int(letter)
        first, end = _range(numbers, value)
        return numbers[first:end] % LETTERS, counts[first:end]


@checked
def nats_by_asking(counted: Counted, ids) -> float:
    """The definition of `Counted.nats`: one letter after the other."""
    found = [counted(ids[:t])[letter] for t, letter in enumerate(ids)]
    return float(-np.log(found).mean())


def _numbers(ids, k: int) -> np.ndarray:
    """Each run of k + 1 letters as one number to the base 65."""
    total = np.zeros(len(ids) - k, np.int64)
    for j in range(k + 1):
        total = total * LETTERS + ids[j : len(ids) - k + j]
    return total


def _range(numbers, history):
    """Where the numbers of a history begin and end."""
    first = np.searchsorted(numbers, history * LETTERS)
    return first, np.searchsorted(numbers, (history + 1) * LETTERS)
