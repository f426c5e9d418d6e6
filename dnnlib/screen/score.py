"""How far off a guess is: by its ratio to the truth, and a share of a whole by the ratio of the odds.

a number    factor = max(guess / truth, truth / guess)
a share     the same of share / (100 - share): 90 % for 99 % is as far off as 10 % for 1 %
"""

import math

# units of what is a part of a whole of 100
SHARES = (" %", " of 100")
# points: none and all count as a share so far inside, so that their odds are numbers
EDGE = 0.05
VERDICTS = (
    (1.1, "spot on"),
    (1.5, "close"),
    (3.0, "the right size"),
    (10.0, "within a factor of ten"),
)
OF_SHARES = (
    (1.1, "spot on"),
    (1.5, "close"),
    (3.0, "not far"),
    (10.0, "far, but on the map"),
)
SURPRISED = "surprised? good: that is what this is for"


def factor(guess: float, truth: float, unit: str = "") -> float:
    """How many times off a guess is, 1 or more; of shares, the ratio of the odds.

    unit: what stands behind the number; " %" and " of 100" are shares.
    """
    if unit in SHARES:
        guess, truth = odds(guess), odds(truth)
    return max(guess / truth, truth / guess)


def odds(share: float) -> float:
    """share / (100 - share); nearer than 0.05 to 0 or 100 counts as 0.05."""
    inside = min(max(share, EDGE), 100 - EDGE)
    return inside / (100 - inside)


def score(off: float) -> float:
    """max(0, 1 - log10(factor)): 1 is exact, 0 is ten times off."""
    return max(0.0, 1 - math.log10(off))


def refusal(number: float, unit: str = "") -> str:
    """Why a number cannot be scored, "" where it can."""
    if unit in SHARES:
        if 0 <= number <= 100:
            return ""
        return f"a share of a whole lies between 0 and 100; this is {number:.6g}"
    if 0 < number < math.inf:
        return ""
    return f"a guess is scored by its ratio, so it must be above 0 and finite; this is {number:.6g}"  # fmt: skip


def verdict(guess: float, truth: float, unit: str = "") -> str:
    """What is said beside the answer: "4 times too low: within a factor of ten"."""
    off, side = factor(guess, truth, unit), "high" if guess > truth else "low"
    share = unit in SHARES
    named = OF_SHARES if share else VERDICTS
    word = next((word for most, word in named if off <= most), SURPRISED)
    apart = f"{abs(guess - truth):.3g} points" if share else f"{off:.3g} times"
    return word if off < 1.005 else f"{apart} too {side}: {word}"
