"""Cells that are not what was written: noise, faults and time.

No conductance falls below 0. That floor matters: an empty cell can only err upwards.
"""

import numpy as np

from dnnlib.door import checked


@checked
def programmed(G, sigma: float, top: float, rng: np.random.Generator) -> np.ndarray:
    """Each cell misses its level: max(0, G + sigma * top * normal).

    sigma: a share of `top`, the largest level. rng: a NumPy generator.
    Errors: ValueError names sigma or top below 0.
    Source: the model called independent of the conductance; measured arrays differ.
    """
    _at_least(sigma=sigma, top=top)
    G = np.asarray(G, float)
    return np.maximum(G + sigma * top * rng.standard_normal(G.shape), 0)


@checked
def stuck(G, share: float, top: float, rng: np.random.Generator) -> np.ndarray:
    """A share of the cells cannot be written: half stay at 0, half at the top.

    Errors: ValueError where share is not 0 to 1.
    """
    _at_least(share=share, top=top)
    if share > 1:
        raise ValueError(f"share={share} of the cells: give 0 to 1")
    G = np.asarray(G, float)
    draw = rng.random(G.shape)
    return np.where(draw < share / 2, 0.0, np.where(draw < share, top, G))


@checked
def drift(
    G,
    seconds: float,
    nu: float,
    rng: np.random.Generator | None = None,
    spread: float = 0.0,
) -> np.ndarray:
    """Phase-change cells lose conductance: G * seconds^-nu, from 1 s after writing on.

    spread: standard deviation of nu from cell to cell, drawn by rng.
    Errors: ValueError names seconds below 1, or nu below 0.
    Source: the power law of amorphous phase-change material; nu is about 0.05.
    """
    _at_least(nu=nu, spread=spread)
    if not seconds >= 1:
        raise ValueError(f"seconds={seconds}: the law begins 1 s after writing")
    G = np.asarray(G, float)
    each = nu if rng is None else nu + spread * rng.standard_normal(G.shape)
    return G * float(seconds) ** -np.maximum(each, 0)


@checked
def read(S, sigma: float, rng: np.random.Generator) -> np.ndarray:
    """Sums as they are read: S + sigma * normal. Units: those of S."""
    _at_least(sigma=sigma)
    S = np.asarray(S)
    noise = rng.standard_normal(S.shape, np.float32)
    return S + np.asarray(sigma, S.dtype) * noise.astype(S.dtype)


def _at_least(**values: float):
    for name, value in values.items():
        if not 0 <= value < np.inf:
            raise ValueError(f"{name}={value}: give a number of 0 or more")
