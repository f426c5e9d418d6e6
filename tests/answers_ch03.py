"""Right answers to the puzzles of chapter 03, each puzzle in at least three different ways: all must pass."""

from collections import Counter
from itertools import product
from math import comb

import numpy as np
from scipy.stats import binom, binomtest

from dnnlib.dataflow import write_topology
from dnnlib.dataflow.exchange.timeloop import to_timeloop
from dnnlib.dataflow.hardware import Hardware, Store
from dnnlib.dataflow.loopnest import Level, Loop, Mapping
from dnnlib.models.layer_tables import Layer
from dnnlib.resources import boxes, scores
from dnnlib.shapes import ConvShape, output_size

# ---------------------------------------------------------------- the best k


def error_by_counting(scores, labels, k):
    own = scores[np.arange(len(scores)), labels][:, None]
    return ((scores >= own).sum(1) - 1 >= k).mean()


def error_by_sorting(scores, labels, k):
    """The label's own score is put a hair lower, so that ties go before it."""
    wrong = 0
    for row, label in zip(scores, labels):
        order = sorted(range(len(row)), key=lambda c: (-row[c], c == label))
        wrong += label not in order[:k]
    return wrong / len(labels)


def error_by_library(table, labels, k):
    return 1 - scores.top_k(table, labels, k)


# ---------------------------------------------------------------- leaks


def leaked_by_set(train, test):
    seen = {tuple(image) for image in train}
    return [k for k, image in enumerate(test) if tuple(image) in seen]


def leaked_by_bytes(train, test):
    seen = {np.ascontiguousarray(image).tobytes() for image in train}
    return [k for k in range(len(test)) if np.ascontiguousarray(test[k]).tobytes() in seen]  # fmt: skip


def leaked_by_arrays(train, test):
    same = (test[:, None] == train[None]).all(2).any(1)
    return np.flatnonzero(same).tolist()


# ---------------------------------------------------------------- luck


def alone(right_a, right_b):
    return int((right_a & ~right_b).sum()), int((~right_a & right_b).sum())


def luck_by_sum(right_a, right_b):
    a, b = alone(right_a, right_b)
    chance = sum(comb(a + b, k) for k in range(min(a, b) + 1))
    return min(1.0, 2 * chance / 2 ** (a + b))


def luck_by_scipy(right_a, right_b):
    a, b = alone(right_a, right_b)
    return float(binomtest(a, a + b).pvalue) if a + b else 1.0


def luck_by_distribution(right_a, right_b):
    a, b = alone(right_a, right_b)
    return float(min(1.0, 2 * binom.cdf(min(a, b), a + b, 0.5)))


def luck_by_library(right_a, right_b):
    return scores.sign_test(*alone(right_a, right_b))


# ---------------------------------------------------------------- boxes


def judged_by_library(found, true):
    return tuple(boxes.judge(found, true).values())


def judged_by_squares(found, true):
    """On paper with squares."""

    def cells(box):
        left, top, right, bottom = box
        return set(product(range(left, right), range(top, bottom)))

    had = set()
    for box in found:
        mine = cells(box)
        shares = [len(mine & cells(o)) / len(mine | cells(o)) for o in true]
        place = int(np.argmax(shares))
        if shares[place] >= 0.5:
            had.add(place)
    return len(had), len(found) - len(had), len(true) - len(had)


def judged_by_counter(found, true):
    """How many finds each object has had."""
    taken = Counter()
    for box in found:
        most, place = max((boxes.overlap(box, o), -k) for k, o in enumerate(true))
        taken[place] += most >= 0.5
    hits = sum(times > 0 for times in taken.values())
    return hits, len(found) - hits, len(true) - hits


# ---------------------------------------------------------------- counting


def conv_by_formula(C, M, H, R, stride, pad, dilation, groups):
    P = (H + 2 * pad - dilation * (R - 1) - 1) // stride + 1
    return M * P * P * (C // groups) * R * R


def conv_by_shape(C, M, H, R, stride, pad, dilation, groups):
    P = output_size(H, dilation * (R - 1) + 1, stride, pad)
    return ConvShape(M=M, C=C, P=P, Q=P, R=R, S=R, G=groups).macs


def conv_by_ranges(C, M, H, R, stride, pad, dilation, groups):
    tops = [t for t in range(0, H + 2 * pad, stride) if t + dilation * (R - 1) < H + 2 * pad]  # fmt: skip
    weights = M * (C // groups) * R**2
    return len(tops) ** 2 * weights


def transposed_by_formula(C, M, H, R, stride, groups):
    return C * H * H * (M // groups) * R * R


def transposed_by_shape(C, M, H, R, stride, groups):
    return ConvShape(M=M * R * R, C=C, P=H, Q=H, G=groups).macs


def transposed_by_scatter(C, M, H, R, stride, groups):
    """Each product is noted where it falls."""
    side = (H - 1) * stride + R
    O = np.zeros((side, side), int)
    for h, w in product(range(H), repeat=2):
        O[h * stride : h * stride + R, w * stride : w * stride + R] += 1
    return int(O.sum()) * C * M // groups


def encoder_by_formula(tokens, width, heads, hidden):
    T, d = tokens, width
    return 4 * T * d * d + 2 * T * d * hidden + 2 * T * T * d


def encoder_by_products(tokens, width, heads, hidden):
    def matmul(a, b, c):
        return a * b * c

    size = width // heads
    one_head = matmul(tokens, size, tokens) + matmul(tokens, tokens, size)
    fc = 4 * matmul(tokens, width, width)
    return fc + 2 * matmul(tokens, width, hidden) + heads * one_head


def encoder_by_shapes(tokens, width, heads, hidden):
    fc = ConvShape(M=width, C=width, P=tokens).macs
    up = ConvShape(M=hidden, C=width, P=tokens).macs
    scores = ConvShape(M=heads * tokens, C=width, P=tokens, G=heads).macs
    return 4 * fc + 2 * up + 2 * scores


def totals_by_dictionary(calls):
    held = {name: weights for name, weights, _ in calls}
    return sum(held.values()), sum(macs for *_, macs in calls)


def totals_by_set(calls):
    return sum(w for _, w in {c[:2] for c in calls}), sum(c[2] for c in calls)


def totals_by_loop(calls):
    seen, weights, macs = [], 0, 0
    for name, size, work in calls:
        if name not in seen:
            seen.append(name)
            weights += size
        macs += work
    return weights, macs


# ---------------------------------------------------------------- other tools


def topology_by_list(C, M, H, R, stride, pad, groups):
    side = H + 2 * pad
    return [(side, side, R, R, C // groups, M // groups, stride)] * groups


def topology_by_loop(C, M, H, R, stride, pad, groups):
    lines = []
    for g in range(groups):
        first, last = g * C // groups, (g + 1) * C // groups
        filters = M // groups
        lines.append((2 * pad + H, 2 * pad + H, R, R, last - first, filters, stride))
    return lines


def topology_by_library(C, M, H, R, stride, pad, groups):
    """Its maps end with the last window, so the height is put in again."""
    P = output_size(H, R, stride, pad)
    shape = ConvShape(M=M, C=C, P=P, Q=P, R=R, S=R, U=stride, G=groups)
    lines = write_topology([Layer("a", shape, "conv")]).splitlines()[1:]
    rows = [[int(v) for v in line.split(",")[1:-1]] for line in lines]
    return [(H + 2 * pad, H + 2 * pad, *row[2:]) for row in rows]


def permutation_by_join(loops):
    return "".join(d for d in "GNMCPQRS" if d not in loops) + loops[::-1]


def permutation_by_key(loops):
    """Those without a loop are deepest of all."""
    depth = {dim: -k for k, dim in enumerate(loops)}
    idle = {dim: k - 100 for k, dim in enumerate("GNMCPQRS") if dim not in loops}
    return "".join(sorted("GNMCPQRS", key=lambda dim: (depth | idle)[dim]))


def permutation_by_library(loops):
    nest = Mapping((Level("DRAM", tuple(Loop(dim, 2) for dim in loops)),))
    shape = ConvShape(**{dim: 2 ** (dim in loops) for dim in "NPQRS"}, G=2 ** ("G" in loops),
                      M=2 ** (("M" in loops) + ("G" in loops)), C=2 ** (("C" in loops) + ("G" in loops)))  # fmt: skip
    text = to_timeloop(shape, nest, Hardware("one", 1, 1, (Store("DRAM"),)))
    return text.split("permutation: ")[1].split("}")[0]


ANSWERS = {
    "top_k_error": (error_by_counting, error_by_sorting, error_by_library),
    "leaked": (leaked_by_set, leaked_by_bytes, leaked_by_arrays),
    "better_by_luck": (
        luck_by_sum,
        luck_by_scipy,
        luck_by_distribution,
        luck_by_library,
    ),  # fmt: skip
    "hits_and_misses": (judged_by_library, judged_by_squares, judged_by_counter),
    "conv_macs": (conv_by_formula, conv_by_shape, conv_by_ranges),
    "transposed_macs": (
        transposed_by_formula,
        transposed_by_shape,
        transposed_by_scatter,
    ),  # fmt: skip
    "encoder_macs": (encoder_by_formula, encoder_by_products, encoder_by_shapes),
    "totals": (totals_by_dictionary, totals_by_set, totals_by_loop),
    "topology": (topology_by_list, topology_by_loop, topology_by_library),
    "permutation": (permutation_by_join, permutation_by_key, permutation_by_library),
}
