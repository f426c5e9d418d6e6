"""Distillation: a small network learns the scores of a large one, which say more than the label.

    q = soften(z, T)       e^(z/T) / sum e^(z/T): at a high temperature small scores can be seen

z are the student's scores, v the teacher's, [N, classes]. Losses are means over images.
Source: Hinton, Vinyals, Dean 2015; Ba and Caruana 2014 (squared scores); Sze et al. 2017, VII-B-4, Fig. 45.
"""

import numpy as np

from dnnlib.door import alike, checked
from dnnlib.table import Table


@checked
def soften(z, T: float = 1.0) -> np.ndarray:
    """Scores as probabilities at temperature T: e^(z_i/T) / sum over j of e^(z_j/T); the largest is taken off first.

    Shapes: [..., classes] -> the same. Errors: ValueError where T is not above 0.
    """
    return np.exp(_log_soften(z, T))


@checked
def by_temperature(z, temperatures=(1, 4, 20), caption: str = "") -> Table:
    """A row a temperature: the softened scores of one image. Shapes: z [classes]."""
    rows = []
    for T in temperatures:
        rows.append((f"T = {T}", *(f"{q:.3f}" for q in soften(z, T))))
    return Table(("", *map(str, range(len(z)))), rows, caption)


@checked
def softened_loss(z, v, T: float) -> float:
    """T^2 * mean over images of sum p * log(p / q), p = soften(v, T), q = soften(z, T).

    The gradient of a softened score shrinks as 1/T^2; the factor T^2 undoes that, so that T can be tuned alone.
    """
    alike(z=z, v=v)
    log_p, log_q = _log_soften(v, T), _log_soften(z, T)
    terms = np.exp(log_p) * (log_p - log_q)
    return float(T**2 * terms.sum(axis=-1).mean())


@checked
def softened_gradient(z, v, T: float) -> np.ndarray:
    """The derivative of softened_loss by z: T * (q - p) / N. Shapes: [N, classes]."""
    alike(z=z, v=v)
    return T * (soften(z, T) - soften(v, T)) / len(z)


@checked
def squared_loss(z, v) -> float:
    """Half the squared difference of the scores, summed over classes, each image's mean taken off both.

    What the softened loss becomes as T grows, times the number of classes: Hinton et al. 2015, Eq. 4.
    """
    alike(z=z, v=v)
    far = _centred(z) - _centred(v)
    return float((far**2).sum(axis=-1).mean() / 2)


@checked
def shifted(scores, share: float, c: int) -> np.ndarray:
    """The scores with class c's raised or lowered by one number, so that `share` of the images are named c.

    The number is found on these scores; apply `shift` to others. Shapes: [N, classes] -> the same.
    """
    z = np.array(scores, float)
    z[:, c] += shift(z, share, c)
    return z


@checked
def shift(scores, share: float, c: int) -> float:
    """What must be added to class c's scores so that it wins for this share of the images: the quantile of its lead.

    Errors: ValueError where share is not in 0 to 1.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"share={share}: give a part of the images, 0 to 1")
    z = np.asarray(scores, float)
    lead = np.delete(z, c, axis=1).max(axis=1) - z[:, c]
    return float(np.quantile(lead, share))


def _log_soften(z, T: float) -> np.ndarray:
    """The logarithm of `soften`, which a probability too small for a float has too."""
    if not T > 0:
        raise ValueError(f"T={T}: a temperature is above 0")
    z = np.asarray(z, float) / T
    z = z - z.max(axis=-1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=-1, keepdims=True))


def _centred(z) -> np.ndarray:
    z = np.asarray(z, float)
    return z - z.mean(axis=-1, keepdims=True)
