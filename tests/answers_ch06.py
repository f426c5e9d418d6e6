"""Right answers to the puzzles of chapter 6, each puzzle in at least three different ways: all of them must pass."""

import re
from collections import Counter
from fractions import Fraction
from itertools import product

import numpy as np
import torch

from dnnlib import ConvShape
from dnnlib.dataflow import mapper
from dnnlib.dataflow.accesses import count, walk
from dnnlib.dataflow.appraisal import appraise
from dnnlib.dataflow.loopnest import Mapping
from dnnlib.puzzles import ch06

# ---------------------------------------------------------------- reads of I


def inputs_held(I, F):
    """All of I in registers at once."""
    held = I[:]
    return np.array([np.correlate(held, row) for row in np.asarray(F)])


def inputs_one_by_one(I, F):
    M, R = F.shape
    P = len(I) - R + 1
    O = np.zeros((M, P))
    for h in range(len(I)):
        value = I[h]
        for m in range(M):
            for p in range(max(0, h - R + 1), min(P, h + 1)):
                O[m, p] += value * F[m, h - p]
    return O


def inputs_by_items(I, F):
    M, R = F.shape
    P = len(I) - R + 1
    O = np.zeros((M, P))
    for h in range(len(I)):
        value = I.item(h)
        for r in range(R):
            if 0 <= h - r < P:
                O[:, h - r] += value * F[:, r]
    return O


def inputs_streamed(I, F):
    """A shift register as long as the filter: a word enters, the oldest leaves."""
    R, window, columns = F.shape[1], [], []
    for value in I:
        window = [*window, value][-R:]
        if len(window) == R:
            columns.append(F @ np.array(window))
    return np.array(columns).T


def inputs_by_torch(I, F):
    return torch.nn.functional.conv1d(
        torch.tensor(np.asarray(I))[None, None], torch.tensor(F)[:, None]
    )[0].numpy()


INPUTS_ONCE = (
    inputs_by_items,
    inputs_held,
    inputs_one_by_one,
    inputs_streamed,
    inputs_by_torch,
)

# ---------------------------------------------------------------- the order that keeps a tensor still


def order_by_rule(tensor, M, P, R):
    """The loop that is not in the tensor's address runs innermost."""
    order = {"F": "MRP", "I": "PRM", "O": "MPR"}[tensor]
    return (
        "DRAM: "
        + " ".join(f"{dim}{dict(M=M, P=P, R=R)[dim]}" for dim in order)
        + " / RF:"
    )


def order_other_way(tensor, M, P, R):
    return {
        "F": f"DRAM: R{R} M{M} P{P} / RF:",
        "I": f"DRAM: R{R} P{P} M{M} / RF:",
        "O": f"DRAM: P{P} M{M} R{R} / RF:",
    }[tensor]


def order_by_trying(tensor, M, P, R):
    shape = ConvShape(M=M, P=P, R=R)
    texts = [
        f"DRAM: {a} {b} {c} / RF:"
        for a, b, c in product((f"M{M}", f"P{P}", f"R{R}"), repeat=3)
        if len({a, b, c}) == 3
    ]

    def words(text):
        accesses = count(shape, Mapping.parse(text))
        return sum(
            n
            for (level, of, _), n in accesses.items()
            if (level, of) == ("DRAM", tensor)
        )

    return Mapping.parse(min(texts, key=words))  # a Mapping will do as well as its text


def order_as_a_nest(tensor, M, P, R):
    """The printed nest, with the register only for the tensor that stays."""
    order = {
        "F": (("r", R), ("m", M), ("p", P)),
        "I": (("p", P), ("r", R), ("m", M)),
        "O": (("m", M), ("p", P), ("r", R)),
    }[tensor]
    rows = [
        f"{'DRAM' if not k else '':7} | for {dim} in range({bound}):"
        for k, (dim, bound) in enumerate(order)
    ]
    return "\n".join([*rows, "RF      |"])


STATIONARY = (order_by_rule, order_other_way, order_by_trying, order_as_a_nest)

# ---------------------------------------------------------------- accesses derived


def accesses_closed(M, C, P, R):
    visits = M * C * R * P
    return {
        "F reads": M * C * R,
        "I reads": visits,
        "O reads": visits - M * P,
        "O writes": visits,
    }


def accesses_by_walk(M, C, P, R):
    """A bound of 1 is no loop that moves anything."""
    words = walk(
        ConvShape(M=M, C=C, P=P, R=R), Mapping.parse(f"DRAM: M{M} C{C} R{R} P{P} / RF:")
    )
    return {"F reads": words["DRAM", "F", "read"], "I reads": words["DRAM", "I", "read"],
            "O reads": words["DRAM", "O", "read"], "O writes": words["DRAM", "O", "update"]}  # fmt: skip


def accesses_by_loops(M, C, P, R):
    words = dict.fromkeys(("F reads", "I reads", "O reads", "O writes"), 0)
    for m, c, r in np.ndindex(M, C, R):
        words["F reads"] += 1
        words["I reads"] += P
        words["O writes"] += P
        words["O reads"] += P if c or r else 0
    return words


def accesses_by_counter(M, C, P, R):
    """A Counter has no key for what never came."""
    words, seen = Counter(), set()
    for m, c, r in np.ndindex(M, C, R):
        words["F reads"] += 1
        for p in range(P):
            words["I reads"] += 1
            words["O writes"] += 1
            if (m, p) in seen:
                words["O reads"] += 1
            seen.add((m, p))
    return words


ACCESSES = (accesses_by_counter, accesses_closed, accesses_by_walk, accesses_by_loops)

# ---------------------------------------------------------------- the carry


def fetched_closed(P, R, T):
    if P == 1:
        return T + R - 1
    return R * P * T - (R - 1) * (P == 2)


def fetched_by_walk(P, R, T):
    shape = ConvShape(P=P * T, R=R)
    return walk(shape, Mapping.parse(f"DRAM: R{R} P{P} / RF: P{T}"))[
        "DRAM", "I", "read"
    ]


def fetched_by_ranges(P, R, T):
    firsts = [T * p + r for r in range(R) for p in range(P)]
    return T + sum(T - max(0, T - abs(b - a)) for a, b in zip(firsts, firsts[1:]))


FETCHED = (fetched_closed, fetched_by_walk, fetched_by_ranges)

# ---------------------------------------------------------------- the neighbour


def neighbours_by_sets(P, E, R, U=1, wires=False):
    steps = [
        {U * (E * p + e) + r for e in range(E) for r in range(R)} for p in range(P)
    ]
    kept = [set(), *steps[:-1]] if wires else [set()] * P
    return sum(len(step - before) for step, before in zip(steps, kept))


def neighbours_closed(P, E, R, U=1, wires=False):
    step = (E - 1) * min(U, R) + R
    return P * step if not wires else step + (P - 1) * (step - max(0, R - U))


def neighbours_by_library(P, E, R, U=1, wires=False):
    """The closed form assumes the wires, the walk does not; P in steps, E and R side by side."""
    shape, nest = (
        ConvShape(P=P * E, R=R, U=U),
        Mapping.parse(f"DRAM: P{P} P{E}* R{R}* / RF:"),
    )
    return (count if wires else walk)(shape, nest)["DRAM", "I", "read"]


NEIGHBOURS = (neighbours_by_sets, neighbours_closed, neighbours_by_library)

# ---------------------------------------------------------------- a better nest


def layer(M, C, P, R):
    return ConvShape(M=M, C=C, P=P, Q=P, R=R, S=R)


def beat_by_mapper(M, C, P, R):
    """What the mapper returns holds its mapping."""
    return mapper.search(layer(M, C, P, R), ch06.MACHINE, "RS")


def beat_by_two_searches(M, C, P, R):
    found = [
        mapper.search(layer(M, C, P, R), ch06.MACHINE, flow) for flow in ("RS", "WS")
    ]
    return min(found, key=lambda best: best.total).mapping.compact  # as text


def beat_by_rows(M, C, P, R):
    """Rows of a filter down the array; filters, channels and output rows beside them; the buffer keeps I and sums."""
    shape, found = layer(M, C, P, R), []
    for stars, (m, c) in product(
        ((4, 2, 2), (2, 4, 1), (4, 2, 1), (2, 4, 2)), ((2, 1), (1, 2), (2, 2))
    ):
        filters, rows, channels = (
            M // (stars[0] * m),
            P // stars[1],
            C // (stars[2] * c),
        )
        star = f"M{stars[0]}* P{stars[1]}* C{stars[2]}* R{R}*"
        for deep, wide in product((1, channels), {1, rows // 2, rows}):
            outside, inside = (
                f"M{filters} P{rows // wide} C{channels // deep}",
                f"C{deep} P{wide} Q{P}",
            )
            nest = f"DRAM: {outside} / GLB[IO]: {inside} {star} / RF: M{m} C{c} S{R}"
            try:
                found.append((appraise(shape, nest, ch06.MACHINE).total, nest))
            except ValueError:
                pass  # too large for a store, or not a whole number of turns
    if R == 3:  # or a filter row of many channels in a PE, and one output row at a time
        nest = f"DRAM: M{M // 8} P{P} / GLB[IO]: Q{P} M8* C2* R3* / RF[F]: C{C // 2} S3"
        found.append((appraise(shape, nest, ch06.MACHINE).total, nest))
    return min(found)[1]


BEAT = (beat_by_mapper, beat_by_two_searches, beat_by_rows)

ANSWERS = {
    "inputs_once": INPUTS_ONCE,
    "stationary": STATIONARY,
    "accesses": ACCESSES,
    "fetched": FETCHED,
    "neighbours": NEIGHBOURS,
    "beat": BEAT,
}

# ---------------------------------------------------------------- the price at which the winner turns


def price_by_sums(first, second, prices, level):
    others = [k for k in range(len(prices)) if k != level]
    more = sum((second[k] - first[k]) * prices[k] for k in others)
    apart = first[level] - second[level]
    return more / apart if apart and more / apart > 0 else 0.0


def price_by_two_lines(first, second, prices, level):
    """The difference at a price of 0 and of 1 says where it is nothing."""
    at = []
    for price in (0.0, 1.0):
        now = prices.copy()
        now[level] = price
        at.append(float(now @ second - now @ first))
    if at[0] == at[1]:
        return 0.0
    x = at[0] / (at[0] - at[1])
    return x if x > 0 else 0.0


def price_in_fractions(first, second, prices, level):
    apart = [Fraction(b) - Fraction(a) for a, b in zip(first, second)]
    slope = -apart.pop(level)
    rest = sum(d * Fraction(p) for d, p in zip(apart, np.delete(prices, level)))
    if slope * rest <= 0:
        return 0.0
    return float(rest / slope)


def price_by_a_mask(first, second, prices, level):
    mask = np.arange(len(prices)) != level
    rest = ((second - first) * prices)[mask].sum()
    apart = (first - second)[level]
    if np.sign(rest) * np.sign(apart) != 1:
        return 0.0
    return np.float64(rest) / apart


ANSWERS["turning_price"] = (
    price_by_sums,
    price_by_two_lines,
    price_in_fractions,
    price_by_a_mask,
)

# ---------------------------------------------------------------- which dataflow


def class_by_reading(nest):
    """By the text alone."""
    dram, rf = nest.split(" / ")
    if "[]" in rf:
        return "NLR"
    if "P" in rf and "R" in rf[2:]:
        return "RS"
    for word in reversed(dram.split()[1:]):
        if not word.endswith("*") and word[1:] != "1":
            return {"N": "WS", "P": "WS", "M": "IS"}.get(word[0], "OS")


def class_by_addresses(nest):
    """The tensor in whose address the letter is missing."""
    dram, rf = Mapping.parse(nest).levels
    if rf.holds == "":
        return "NLR"
    if sum(loop.dim in "PR" for loop in rf.loops) == 2:
        return "RS"
    letter = [w.dim for w in dram.loops if not w.spatial and w.bound != 1][-1]
    (still,) = (
        t for t, of in dict(F="MCR", I="NCPR", O="NMP").items() if letter not in of
    )
    return f"{still}S" if still != "F" else "WS"


def class_by_pattern(nest):
    if re.search(r"RF\[\]", nest):
        return "NLR"
    dram, rf = nest.split("/")
    if re.search(r"(R\d.*P\d)|(P\d.*R\d)", rf):
        return "RS"
    letter = re.findall(r"([NMCPR])(?:[2-9]|\d\d+)(?:\s|$)", dram)[-1]
    return {"M": "IS", "C": "OS", "R": "OS"}.get(letter, "WS")


ANSWERS["classify"] = (class_by_reading, class_by_addresses, class_by_pattern)

# ---------------------------------------------------------------- a bar of Fig. 33


def bar_by_products(mine, rs, prices):
    whole = 1 + np.einsum("tk,k->", rs, prices)
    return [*np.einsum("tk,k->k", mine, prices) / whole, 1 / whole]


def bar_in_fractions(mine, rs, prices):
    price = [Fraction(p) for p in prices]
    energy = [
        [sum(map(Fraction, col)) * p for col, p in zip(x.T, price)] for x in (mine, rs)
    ]
    whole = sum(energy[1]) + 1
    return np.array([float(part / whole) for part in [*energy[0], 1]])


def bar_with_the_mac_as_a_level(mine, rs, prices):
    """The MAC is one access more, at the price of 1."""
    once = np.array([[1.0], [0.0], [0.0]])
    priced = [np.hstack([x, once]) * np.append(prices, 1) for x in (mine, rs)]
    return priced[0].sum(axis=0) / priced[1].sum()


ANSWERS["bars"] = (bar_by_products, bar_in_fractions, bar_with_the_mac_as_a_level)
