"""Right answers to the puzzles of chapter 10, each puzzle in at least three different ways: all of them must pass."""

import heapq
from itertools import groupby

import numpy as np
import torch
from scipy import sparse

from dnnlib.compress import formats, prune, run_length

# ---------------------------------------------------------------- what a zero saves


def cost_closed(I, F, machine):
    n, x = len(I), int(np.count_nonzero(I))
    return {
        "dense": (n, 12 * n),
        "gating": (n, 4 * n + 8 * x),
        "skipping": (x, 13 * x),
    }[machine]


def cost_by_steps(I, F, machine):
    """What each k costs, by whether its input is zero."""
    price = {"dense": (12, 12), "gating": (4, 12), "skipping": (0, 13)}[machine]
    steps = [price[int(x != 0)] for x in I]
    return sum(step > 0 for step in steps), sum(steps)


def cost_by_words(I, F, machine):
    """Reads, indices and MACs counted apart."""
    stored = np.flatnonzero(I)
    reads_I = stored.size if machine == "skipping" else I.size
    macs = I.size if machine == "dense" else stored.size
    return reads_I, 4 * reads_I + 4 * macs + 4 * macs + stored.size * (
        machine == "skipping"
    )


def cost_in_an_array(I, F, machine):
    return np.array(cost_by_steps(I, F, machine))


COST = (cost_in_an_array, cost_closed, cost_by_steps, cost_by_words)

# ---------------------------------------------------------------- runs


def runs_by_library(x, bits):
    fields = run_length.encode(x, bits)
    return np.stack([fields["runs"], fields["values"]], axis=1)


def runs_by_gaps(x, bits):
    """Where a run ends, and what lies between; a gap is cut by division."""
    ends = sorted({*np.flatnonzero(x).tolist(), len(x) - 1})
    pairs = []
    for before, end in zip([-1, *ends], ends):
        cuts, run = divmod(end - before - 1, 2**bits)
        pairs += [(2**bits - 1, 0)] * cuts + [(run, int(x[end]))]
    return pairs


def runs_by_groups(x, bits):
    """The line in groups of zeros and of others; what is left of a group of zeros is the next value's run."""
    pairs, full, run = [], 2**bits, 0
    for zero, group in groupby(x.tolist(), key=lambda value: value == 0):
        values = list(group)
        if zero:
            cuts, run = divmod(len(values), full)
            pairs += [[full - 1, 0]] * cuts
        else:
            pairs += [[run, values[0]], *([0, value] for value in values[1:])]
            run = 0
    return np.array([*pairs, *[[run - 1, 0]] * (run > 0)])


def runs_backwards(x, bits):
    """From the end: decide what each value does with the zeros before it."""
    pairs, k = [], len(x) - 1
    while k >= 0:
        before = k
        while before and x[before - 1] == 0:
            before -= 1
        run, value = k - before, x[k]
        pairs.append((run % 2**bits, value))
        pairs += [(2**bits - 1, 0)] * (run // 2**bits)
        k = before - 1
    return np.array(pairs[::-1])


RUNS = (runs_by_library, runs_by_gaps, runs_by_groups, runs_backwards)

# ---------------------------------------------------------------- masks


def budget_by_library(F, bits, word):
    return prune.magnitude(F, min((bits - F.size) // word, F.size) / F.size)


def budget_by_sort(F, bits, word):
    mask = np.zeros(F.size, bool)
    mask[
        np.argsort(-np.abs(F), axis=None, kind="stable")[: (bits - F.size) // word]
    ] = True
    return mask.reshape(F.shape)


def budget_by_rank(F, bits, word):
    """How many come before each."""
    flat, place = np.abs(F).ravel(), np.arange(F.size)
    before = (flat > flat[:, None]) | (
        (flat == flat[:, None]) & (place < place[:, None])
    )
    return (before.sum(axis=1) < (bits - F.size) // word).reshape(F.shape)


def budget_by_torch(F, bits, word):
    order = torch.sort(
        torch.tensor(F).abs().ravel(), descending=True, stable=True
    ).indices
    return np.isin(np.arange(F.size), order[: (bits - F.size) // word].numpy()).reshape(
        F.shape
    )


BUDGET = (budget_by_library, budget_by_sort, budget_by_rank, budget_by_torch)


def groups_by_library(F):
    """Padded with zeros to whole groups; a pad that is kept is cut off."""
    return prune.n_of_m(np.pad(F, ((0, 0), (0, -F.shape[1] % 4))))[:, : F.shape[1]]


def groups_by_sort(F):
    mask = np.zeros(F.shape, bool)
    for m in range(len(F)):
        for c in range(0, F.shape[1], 4):
            mask[m, np.argsort(-np.abs(F[m, c : c + 4]), kind="stable")[:2] + c] = True
    return mask


def groups_by_rank(F):
    """A weight stays if fewer than two of its group come before it."""
    size = np.abs(F)
    stays = lambda m, c: sum(
        size[m, k] > size[m, c] or (size[m, k] == size[m, c] and k < c)
        for k in range(c - c % 4, min(c - c % 4 + 4, F.shape[1]))
    ) < 2  # fmt: skip
    return np.array([[stays(m, c) for c in range(F.shape[1])] for m in range(len(F))])


def groups_by_torch(F):
    padded = torch.nn.functional.pad(
        torch.tensor(F).abs(), (0, -F.shape[1] % 4), value=-1
    )
    order = torch.sort(
        padded.reshape(len(F), -1, 4), descending=True, stable=True, dim=2
    ).indices
    mask = torch.zeros(order.shape, dtype=bool).scatter_(2, order[:, :, :2], True)
    return mask.reshape(len(F), -1)[:, : F.shape[1]].numpy()


GROUPS = (groups_by_library, groups_by_sort, groups_by_rank, groups_by_torch)

# ---------------------------------------------------------------- sizes


def cheapest_closed(M, C, n, word):
    pointer = (M * C).bit_length()
    bits = {
        "dense": M * C * word,
        "bitmap": M * C + n * word,
        "csr": (M + 1) * pointer + n * ((C - 1).bit_length() + word),
        "csc": (C + 1) * pointer + n * ((M - 1).bit_length() + word),
    }
    best = min(bits, key=bits.get)
    return best, bits[best]


def cheapest_by_library(M, C, n, word):
    W = np.zeros((M, C), np.int8)
    W.ravel()[:n] = 1
    bits = {
        name: formats.size(W, name, word) for name in ("dense", "bitmap", "csr", "csc")
    }
    return min(bits.items(), key=lambda item: item[1])


def cheapest_by_logarithms(M, C, n, word):
    """log2, rounded up, of how many numbers a field must tell apart."""
    field = lambda numbers: int(np.ceil(np.log2(numbers)))
    shared, each = (
        (0, M * C, (M + 1) * field(M * C + 1), (C + 1) * field(M * C + 1)),
        (0, 0, field(C), field(M)),
    )
    bits = [all_ + n * (one + word) for all_, one in zip(shared, each)]
    bits[0] = M * C * word
    k = int(np.argmin(bits))
    return ("dense", "bitmap", "csr", "csc")[k], bits[k]


CHEAPEST = (cheapest_closed, cheapest_by_library, cheapest_by_logarithms)

# ---------------------------------------------------------------- products


def product_by_slices(values, rows, pointers, I, M):
    O = np.zeros(M, int)
    for c, x in enumerate(I):
        if x != 0:
            a, b = pointers[c], pointers[c + 1]
            O[rows[a:b]] += x * values[a:b]
    return O


def product_by_words(values, rows, pointers, I, M):
    O = [0] * M
    for c in range(len(I)):
        x = I[c]
        for k in range(pointers[c], pointers[c + 1]) if x else ():
            O[rows[k]] += int(values[k]) * int(x)
    return np.array(O)


def product_by_scipy(values, rows, pointers, I, M):
    """Only the columns that are wanted are taken out."""
    x = np.asarray(I)
    wanted = np.flatnonzero(x)
    parts = [slice(pointers[c], pointers[c + 1]) for c in wanted]
    ends = np.cumsum([0, *(p.stop - p.start for p in parts)])
    data = np.concatenate([np.zeros(0, int), *(values[p] for p in parts)])
    where = np.concatenate([np.zeros(0, int), *(rows[p] for p in parts)])
    return sparse.csc_array((data, where, ends), shape=(M, len(wanted))) @ x[wanted]


def product_at_once(values, rows, pointers, I, M):
    """All places first, then one read of each memory."""
    x = I[:]
    owner = np.repeat(np.arange(len(x)), np.diff(pointers))
    k = np.flatnonzero(x[owner] != 0)
    return np.bincount(rows[k], values[k] * x[owner[k]], M).astype(int)


PRODUCT = (product_by_slices, product_by_words, product_by_scipy, product_at_once)


def cycles_by_slices(W, I, pes):
    made = (W != 0)[:, I != 0]
    return int(np.max([made[k::pes].sum(axis=0) for k in range(pes)], axis=0).sum())


def cycles_by_padding(W, I, pes):
    made = np.pad((W != 0) & (I != 0), ((0, -len(W) % pes), (0, 0)))
    return int(made.reshape(-1, pes, len(I)).sum(axis=0).max(axis=0).sum())


def cycles_by_counting(W, I, pes):
    columns = (
        [m % pes for m in range(len(W)) if W[m, c]] for c in range(len(I)) if I[c]
    )
    return sum(max(map(column.count, column), default=0) for column in columns)


CYCLES = (cycles_by_slices, cycles_by_padding, cycles_by_counting)

# ---------------------------------------------------------------- codes


def bits_by_heap(counts):
    heap = [c for c in counts if c]
    heapq.heapify(heap)
    bits = heap[0] if len(heap) == 1 else 0
    while len(heap) > 1:
        joined = heapq.heappop(heap) + heapq.heappop(heap)
        bits += joined
        heapq.heappush(heap, joined)
    return bits


def bits_by_lengths(counts):
    """The tree itself: symbols with the lengths of their codes."""
    trees = [(c, {k: 0}) for k, c in enumerate(counts) if c]
    if len(trees) == 1:
        return trees[0][0]
    while len(trees) > 1:
        trees.sort(key=lambda tree: tree[0])
        (a, left), (b, right) = trees[:2]
        trees[:2] = [(a + b, {k: n + 1 for k, n in (left | right).items()})]
    return sum(counts[k] * n for k, n in trees[0][1].items())


def bits_by_two_queues(counts):
    """The joined ones come out in rising order, so two queues need no search."""
    first, second = sorted(c for c in counts if c), []
    bits = first[0] if len(first) == 1 else 0
    take = lambda: (
        first if not second or first and first[0] <= second[0] else second
    ).pop(0)
    while len(first) + len(second) > 1:
        second.append(take() + take())
        bits += second[-1]
    return bits


BITS = (bits_by_heap, bits_by_lengths, bits_by_two_queues)

# ---------------------------------------------------------------- code words


def words_by_counting(lengths):
    words, number, last = [""] * len(lengths), 0, 0
    for k in sorted(np.flatnonzero(lengths).tolist(), key=lambda k: lengths[k]):
        number <<= lengths[k] - last
        words[k], last = format(number, f"0{lengths[k]}b"), lengths[k]
        number += 1
    return words


def words_by_fractions(lengths):
    """A word is where its piece of the line from 0 to 1 begins: the pieces 2^-length, laid side by side."""
    words, at = [""] * len(lengths), 0.0
    for n, k in sorted((n, k) for k, n in enumerate(lengths) if n):
        words[k] = f"{int(at * 2**n):0{n}b}"
        at += 2.0**-n
    return words


def words_by_levels(lengths):
    """Where the words of each length begin: the count of the shorter ones says it."""
    words, first = [""] * len(lengths), 0
    for n in range(1, max(lengths) + 1):
        first *= 2
        for k, length in enumerate(lengths):
            if length == n:
                words[k] = bin(first + 2**n)[3:]
                first += 1
    return words


def words_in_an_array(lengths):
    return np.array(words_by_counting(lengths))


WORDS = (words_in_an_array, words_by_counting, words_by_fractions, words_by_levels)

# ---------------------------------------------------------------- the order of layers


def order_by_arrays(layers):
    weights, kept, uses, inputs, outputs = layers.T
    energy = 200 * (kept + inputs + outputs) + 5 * kept * uses
    order = np.argsort(-energy, kind="stable")
    return np.stack([order, energy[order]], axis=1)


def order_by_sorted(layers):
    energies = [int(200 * (k + i + o) + 5 * k * u) for _, k, u, i, o in layers]
    return sorted(enumerate(energies), key=lambda layer: -layer[1])


def order_by_heap(layers):
    heap = [
        (-int(kept * (200 + 5 * uses) + 200 * sum(rest)), k)
        for k, (_, kept, uses, *rest) in enumerate(layers)
    ]
    heapq.heapify(heap)
    return [(k, -energy) for energy, k in (heapq.heappop(heap) for _ in layers)]


ORDER = (order_by_arrays, order_by_sorted, order_by_heap)

ANSWERS = {
    "pe_cost": COST,
    "run_lengths": RUNS,
    "prune_to_budget": BUDGET,
    "two_of_four": GROUPS,
    "cheapest": CHEAPEST,
    "csc_product": PRODUCT,
    "eie_cycles": CYCLES,
    "huffman_bits": BITS,
    "code_words": WORDS,
    "energy_order": ORDER,
}
