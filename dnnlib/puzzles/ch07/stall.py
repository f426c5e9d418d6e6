"""The stall: an array that wants more words in a cycle than its buffer gives."""

from dnnlib.puzzle import Puzzle


def stall(rows: int, cols: int, T: int, width: int) -> dict:
    """In which step does an output-stationary array first wait for its buffer, and how many cycles does its fold take?

    In step t, from 0, row r wants a word of I if 0 <= t - r < T, and column c a word of F if 0 <= t - c < T. The buffer
    gives at most `width` words a cycle, and keeps nothing ready. All PEs wait until the words of the step are there;
    a step takes one cycle at least. Result: {"first": step or -1, "cycles": cycles}. Source: Sze et al. 2017, V-B.
    """
    if min(rows, cols, T, width) < 1:
        raise ValueError("sizes start at 1")
    first, cycles = -1, 0
    for t in range(rows + cols + T - 2):
        wanted = sum(0 <= t - r < T for r in range(rows)) + sum(0 <= t - c < T for c in range(cols))
        takes = 1
        while takes * width < wanted:
            takes += 1
        if takes > 1 and first < 0:
            first = t
        cycles += takes
    return {"first": first, "cycles": cycles}


def _wanted(rows, cols, T):
    """Words that each step wants."""
    enters = lambda side, t: sum(0 <= t - k < T for k in range(side))
    return [enters(rows, t) + enters(cols, t) for t in range(rows + cols + T - 2)]


def _takes(words, width, round_up=True):
    return [max(1, -(-n // width) if round_up else n // width) for n in words]


def _first(takes):
    return next((t for t, cycles in enumerate(takes) if cycles > 1), -1)


def _answer(words, width, **how):
    takes = _takes(words, width, **how)
    return {"first": _first(takes), "cycles": sum(takes)}


def _saved_up(rows, cols, T, width):
    """What the buffer has not given is kept for the next step."""
    ready, first, cycles = 0, -1, 0
    for t, n in enumerate(_wanted(rows, cols, T)):
        takes = max(1, -(-(n - ready) // width))
        first = t if takes > 1 and first < 0 else first
        ready, cycles = ready + takes * width - n, cycles + takes
    return {"first": first, "cycles": cycles}


def _full(rows, cols, T, width):
    return _answer([rows + cols] * (rows + cols + T - 2), width)


def _pes(rows, cols, T, width):
    busy = [
        sum(0 <= t - r - c < T for r in range(rows) for c in range(cols)) for t in range(rows + cols + T - 2)
    ]
    return _answer([2 * n for n in busy], width)


def _last(rows, cols, T, width):
    takes = _takes(_wanted(rows, cols, T), width)
    return {"first": max((t for t, n in enumerate(takes) if n > 1), default=-1), "cycles": sum(takes)}


def _from_one(rows, cols, T, width):
    right = _answer(_wanted(rows, cols, T), width)
    return {**right, "first": right["first"] + 1 if right["first"] >= 0 else -1}


def _waits(rows, cols, T, width):
    right = _answer(_wanted(rows, cols, T), width)
    return {**right, "cycles": right["cycles"] - (rows + cols + T - 2)}


def _by_word(rows, cols, T, width):
    words = _wanted(rows, cols, T)
    return {"first": _first(_takes(words, width)), "cycles": sum(1 + max(0, n - width) for n in words)}


stall_puzzle = Puzzle(
    stall,
    lambda rng: tuple(int(rng.integers(1, high)) for high in (7, 7, 9, 9)),
    points=4,
    examples=((4, 4, 8, 6), (4, 4, 8, 8), (3, 5, 4, 3), (2, 2, 5, 1), (5, 2, 3, 4)),
    wrong={
        "The drain is left out: after the last words have come in, the sums at the far corner take some steps more.": (
            lambda rows, cols, T, width: _answer(_wanted(rows, cols, T)[: T + max(rows, cols) - 1], width)
        ),
        "Only I is counted: the columns want a word of F each.": (
            lambda rows, cols, T, width: _answer([sum(0 <= t - r < T for r in range(rows))
                                                  for t in range(rows + cols + T - 2)], width)
        ),
        "Only F is counted: the rows want a word of I each.": (
            lambda rows, cols, T, width: _answer([sum(0 <= t - c < T for c in range(cols))
                                                  for t in range(rows + cols + T - 2)], width)
        ),
        "Each PE is taken to ask the buffer: only the first of a row or column does, the others have neighbours.": _pes,
        "The array is taken for full in every step: while it fills and drains, fewer rows and columns want one.": _full,
        "Rounded down: words that fill a part of a cycle take all of it.": (
            lambda rows, cols, T, width: _answer(_wanted(rows, cols, T), width, round_up=False)
        ),
        "The buffer is taken to save up what it did not give: here it keeps nothing ready.": _saved_up,
        "The last stall is given: the first is wanted.": _last,
        "The steps are counted from 1: the first step is 0.": _from_one,
        "Only the waiting is counted: the fold's cycles are all steps and all waiting.": _waits,
        "A cycle for each word too many: in a cycle of waiting the buffer gives `width` words again.": _by_word,
        "Steps are left out: the last PE begins rows + cols - 2 steps after the first. A step without words takes a "
        "cycle too.": lambda rows, cols, T, width: _answer(_wanted(rows, cols, T)[:T], width),
    },
)  # fmt: skip
