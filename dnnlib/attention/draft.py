"""Speculative decoding: a cheap model drafts some tokens, the large one judges all of them in one step.

    kept, token = judge(drafted, q, p, rng)     the first `kept` drafts stand, then `token` follows

A draft x stands with probability min(1, p[x] / q[x]). Where it falls, the token is drawn from what p has more of than
q: max(0, p - q). What comes out is distributed as if the large model had written it alone, whatever the draft.
Source: Leviathan, Kalman and Matias 2023, Algorithm 1; Chen et al. 2023.
"""

import numpy as np

from dnnlib.door import alike, checked, floats, share, shown, whole, wide

MOST_DRAFTS = 1_000_000


@checked
def judge(drafted, q, p, rng: np.random.Generator) -> tuple[int, int]:
    """How many drafts stand, and the token after them.

    Shapes: drafted [g] tokens; q [g,V] the probabilities that they were drawn from; p [g+1,V] those of the large model
    at the same places, and at the one after. All g stand: the token is drawn from p[g], a gift.
    Errors: ValueError where the numbers of rows do not fit. Source: Leviathan et al. 2023, Algorithm 1.
    """
    p, q = floats(p), floats(q)
    if len(q) != len(drafted) or len(p) != len(drafted) + 1:
        raise ValueError(
            f"{len(drafted)} drafts need as many rows of q, not {len(q)}, and one more of p, not {len(p)}"
        )
    for k, x in enumerate(drafted):
        if rng.random() * q[k, x] >= p[k, x]:
            return k, draw(left(p[k], q[k]), rng)
    return len(drafted), draw(p[-1], rng)


@checked
def left(p, q) -> np.ndarray:
    """What p has more of than q, as probabilities: max(0, p - q) over its sum. p itself, where nothing is left."""
    p, q = wide(floats(p)), wide(floats(q))
    alike(p=p, q=q)
    more = np.maximum(p - q, 0)
    total = more.sum()
    return more / total if total > 0 else p


@checked
def acceptance(p, q) -> float:
    """The chance that a draft stands: sum over x of min(p[x], q[x]), 1 less half of their distance."""
    p, q = floats(p), floats(q)
    alike(p=p, q=q)
    return float(np.minimum(p, q).sum(dtype=float))


@checked
def tokens_a_step(accepted: float, drafts: int) -> float:
    """Tokens that one step of the large model yields: 1 + a + a^2 + ... + a^g, if each draft stands with chance a.

    Source: Leviathan et al. 2023, Eq. (1): (1 - a^(g+1)) / (1 - a).
    """
    accepted = share("accepted", accepted)
    drafts = whole("drafts", drafts, 0, MOST_DRAFTS, "tokens drafted a step")
    return sum(accepted**k for k in range(drafts + 1))


@checked
def speed_up(
    accepted: float, drafts: int, draft_time: float, step_time: float = 1.0
) -> float:
    """How many times faster: tokens a step / (g * draft_time + step_time), times in steps of one token.

    step_time: what judging g + 1 tokens takes. 1 where memory is the bound; more where arithmetic is: then there is
    nothing to gain. Below 1 it is slower. Source: Leviathan et al. 2023, Theorem 3.8.
    """
    return tokens_a_step(accepted, drafts) / (drafts * draft_time + step_time)


@checked
def draw(p, rng: np.random.Generator) -> int:
    """One token, by the probabilities p [V]. Errors: ValueError where they are all 0, or one is none."""
    total = np.cumsum(floats(p), dtype=float)
    if not (total.size and np.diff(total, prepend=0).min() >= 0 and total[-1] > 0):
        raise ValueError(
            f"no token can be drawn from p={shown(p)}: give probabilities, some above 0"
        )
    return int(np.searchsorted(total, rng.random() * total[-1], side="right"))
