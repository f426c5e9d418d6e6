"""Weights that live on a grid: an update smaller than half a step vanishes, unless chance carries it.

nearest      w -> the nearest multiple of the step
stochastic   w -> the one below or the one above, so that the mean is w
"""

import numpy as np

from dnnlib.door import checked, floats, real, wide


@checked
def nearest(w, step: float) -> np.ndarray:
    """step * floor(w / step + 1/2). Errors: ValueError where the step is not above 0."""
    step = real("step", step)
    return _on(w, step, 0.5)


@checked
def stochastic(w, step: float, rng: np.random.Generator) -> np.ndarray:
    """step * floor(w / step + u), u uniform in [0, 1): up with the chance that the rest of w is of the step.

    Source: Gupta et al., ICML 2015.
    """
    step, w = real("step", step), np.asarray(w)
    return _on(w, step, rng.random(w.shape, np.float32))


def _on(w, step: float, up) -> np.ndarray:
    w = floats(w)
    return (step * np.floor(wide(w) / step + up)).astype(w.dtype)
