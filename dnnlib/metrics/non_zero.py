"""MACs whose two factors are not zero: counted, not multiplied.

    non-zero MACs = sum over n,m,c,p,q,r,s of (I[n,c,U*p+r,U*q+s] != 0) * (F[m,c,r,s] != 0)

An input's place and a weight's place meet once in an output, so the sum over m can be
taken of the weights alone, and the sum over n, p, q of the inputs alone:

                  = sum over c,r,s of (inputs under tap r,s of channel c) * (filters with that tap)
"""

from collections import Counter

import numpy as np

from dnnlib import data
from dnnlib.door import checked
from dnnlib.networks.network import BATCH, Network, activations
from dnnlib.table import Table


def conv_non_zero(I, F, U: int = 1, G: int = 1) -> int:
    """Non-zero MACs of a CONV layer, without making one of them.

    Shapes: I [N,C,H,W] with its padding, F [M,C/G,R,S]. Units: MACs of all N images.
    Errors: ValueError where the channels disagree.
    """
    I, F = np.asarray(I), np.asarray(F)
    (_, C, H, W), (M, deep, R, S) = I.shape, F.shape
    if C != deep * G:
        raise ValueError(f"I has {C} channels, F {deep} in each of {G} groups")
    seen = (I != 0).sum(axis=0)  # how many images have something at each place
    grouped = (F != 0).reshape(G, M // G, deep, R, S)
    taps = grouped.sum(axis=1).reshape(C, R, S)  # filters that have each tap
    P = (H - R) // U + 1
    Q = (W - S) // U + 1
    count = 0
    for r, s in np.ndindex(R, S):
        rows = slice(r, r + U * P, U)
        columns = slice(s, s + U * Q, U)
        met = seen[:, rows, columns].sum((1, 2))  # inputs under the tap, by channel
        count += int((met * taps[:, r, s]).sum())
    return count


def conv_non_zero_by_loops(I, F, U: int = 1, G: int = 1) -> int:
    """What conv_non_zero gives, MAC by MAC: the definition, and slow."""
    I, F = np.asarray(I), np.asarray(F)
    (N, _, H, W), (M, deep, R, S) = I.shape, F.shape
    P = (H - R) // U + 1
    Q = (W - S) // U + 1
    count = 0
    for n, m, c, p, q, r, s in np.ndindex(N, M, deep, P, Q, R, S):
        channel = m // (M // G) * deep + c
        value = I[n, channel, U * p + r, U * q + s]
        count += bool(value and F[m, c, r, s])
    return count


def non_zero_macs(network: Network, images) -> Table:
    """A network's layers on real images: MACs, those with no zero factor, and the guess.

    guess = MACs * share of non-zero inputs * share of non-zero weights: right only where
    zeros of inputs and of weights know nothing of each other.

    Shapes: images as bytes [n,28,28] or as inputs [N,1,28,28]. Units: MACs an image.
    Errors: ValueError where there is no image. Source: Sze et al. 2017, Table IV.
    """
    images = np.asarray(images)
    images = data.inputs(images) if images.dtype == np.uint8 else images
    if not len(images):
        raise ValueError("no images: give at least one")
    sums: Counter[tuple[str, str]] = Counter()
    for first in range(0, len(images), BATCH):
        sums += _counted(network, images[first : first + BATCH])
    return _table(network, sums, len(images))


@checked
def weighted(network: Network) -> dict[str, np.ndarray]:
    """The weights of each layer that has them, [M,C/G,R,S] or [M,K]."""
    steps = network.steps.items()
    found = {name: getattr(step, "keywords", {}).get("F") for name, step in steps}
    return {name: F for name, F in found.items() if F is not None}


def _counted(network: Network, x: np.ndarray) -> Counter:
    """Sums over a batch, by layer and by what is counted."""
    made, layers = activations(network, x), weighted(network)
    sums: Counter[tuple[str, str]] = Counter()
    for name, output in made.items():
        if name in layers:
            I, F = _as_maps(x, layers[name], output)
            sums[name, "macs"] += output.size * F[0].size
            sums[name, "inputs"] += int(np.count_nonzero(I))
            sums[name, "places"] += I.size
            sums[name, "both"] += conv_non_zero(I, F, **_told(network.steps[name]))
        x = output
    return sums


def _told(step) -> dict:
    return {key: step.keywords[key] for key in "UG" if key in step.keywords}


def _as_maps(I, F, O) -> tuple[np.ndarray, np.ndarray]:
    """Input and weights of a layer as a convolution sees them; FC is 1 x 1 on one pixel."""
    if O.ndim == 4:
        return I, F
    return I.reshape(len(I), -1, 1, 1), F.reshape(len(F), -1, 1, 1)


def _table(network: Network, sums: Counter, images: int) -> Table:
    rows, totals = [], np.zeros(3)
    for name, F in weighted(network).items():
        macs, both = sums[name, "macs"] / images, sums[name, "both"] / images
        inputs = sums[name, "inputs"] / sums[name, "places"]
        guess = macs * inputs * int(np.count_nonzero(F)) / F.size
        rows.append((name, round(macs), both, guess, both / guess if guess else None))
        totals += macs, both, guess
    macs, both, guess = totals.tolist()
    rows.append(("all", round(macs), both, guess, both / guess if guess else None))
    header = ("layer", "MACs", "non-zero MACs", "product of shares", "ratio")
    return Table(header, rows, f"{network.name}, an image, over {images:,} images")
