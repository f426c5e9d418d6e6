"""How many experts a batch wakes."""

from itertools import combinations

from dnnlib.puzzle import Puzzle


def experts_read(experts: int, used: int, tokens: int) -> float:
    """In the mean, the weights of how many experts are read when each token uses some by chance?

    Each of the tokens uses `used` different experts, all choices alike likely, independent of the other tokens. An
    expert that two tokens use is read once. Source: Jiang et al. 2024 (Mixtral); counting.
    """
    if not 0 < used <= experts or tokens < 1:
        raise ValueError("used is 1 to experts, tokens are 1 or more")
    choices = list(combinations(range(experts), used))
    without = 0
    for choice in choices:
        if 0 not in choice:
            without += 1
    idle = 1.0
    for _ in range(tokens):
        idle *= without / len(choices)
    return experts * (1 - idle)


def _mixture(rng):
    experts = int(rng.integers(1, 10))
    return experts, int(rng.integers(1, experts + 1)), int(rng.integers(1, 13))


experts_read_puzzle = Puzzle(
    experts_read,
    _mixture,
    points=3,
    easier=("for one token", lambda experts, used, tokens: tokens == 1),
    examples=((4, 1, 1), (4, 1, 2), (8, 2, 1), (8, 2, 4), (8, 2, 16), (5, 5, 3), (9, 4, 2)),
    wrong={
        "Every token reads its own: an expert that two use is read once.": lambda E, k, n: k * n,
        "Tokens share no expert until all are read: by chance they do.": lambda E, k, n: min(E, k * n),
        "All tokens use the same experts: each chooses for itself.": lambda E, k, n: k,
        "All experts are read at once: that takes many tokens.": lambda E, k, n: E,
        "Each token uses one expert.": lambda E, k, n: E * (1 - (1 - 1 / E) ** n),
        "A token may choose an expert twice: its experts are different.": lambda E, k, n: (
            E * (1 - (1 - 1 / E) ** (k * n))
        ),
        "That many stay idle: how many are read is asked.": lambda E, k, n: E * (1 - k / E) ** n,
        "That is the chance of one expert: there are more.": lambda E, k, n: 1 - (1 - k / E) ** n,
        "An expert counts where ALL tokens use it: one is enough.": lambda E, k, n: E * (k / E) ** n,
        "The fractions are cut off: a mean is seldom whole.": lambda E, k, n: int(E * (1 - (1 - k / E) ** n)),
        "One token fewer is counted.": lambda E, k, n: E * (1 - (1 - k / E) ** (n - 1)),
        "Experts that are used are not put back: tokens choose among all.": lambda E, k, n: min(
            E, k + (n - 1) * k * (E - k) / E
        ),
    },
)
