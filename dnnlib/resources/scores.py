"""What a score of a test says: the best k, how sure an accuracy is, and whether one network beats another.

top_k(scores, labels, 5)       the share whose label is among the five best
interval(9918, 10_000)         where the true accuracy lies, 95 times of 100
to_tell(0.991, 0.992)          how many images tell two accuracies apart
sign_test(only_a, only_b)      two networks on the same images
"""

from math import ceil, sqrt

import numpy as np

from dnnlib.door import checked, share, whole

Z_95 = 1.959964  # two-sided, 95 %
MOST = 50_000  # images of a test: beyond them whole numbers get slow


@checked
def top_k(scores, labels, k: int = 1) -> float:
    """The share of images whose label is among their k highest scores; a tie at the border is no hit.

    right if fewer than k other classes have a score as high as the label's.
    Shapes: scores [images, classes], labels [images]. Errors: ValueError where k is not 1 ... classes.
    Source: Russakovsky et al. 2015, the rule of the contest; that a tie loses is ours.
    """
    scores, labels = np.asarray(scores, float), np.asarray(labels)
    if scores.ndim != 2 or labels.shape != scores.shape[:1]:
        raise ValueError(
            f"scores {scores.shape} and labels {labels.shape}: give [images, classes] and [images]"
        )
    if not np.issubdtype(labels.dtype, np.integer) or not len(labels):
        raise ValueError(
            "labels are whole numbers, one an image, and there is one or more"
        )
    if labels.min() < 0 or labels.max() >= scores.shape[1]:
        raise ValueError(f"labels are 0 to {scores.shape[1] - 1}")
    if not 1 <= whole("k", k) <= scores.shape[1]:
        raise ValueError(f"k={k} of {scores.shape[1]} classes: give 1 to {scores.shape[1]}")  # fmt: skip
    own = np.take_along_axis(scores, labels[:, None], 1)
    as_high = (scores >= own).sum(1) - 1  # the label itself is no other class
    return float((as_high < k).mean())


@checked
def interval(right: int, images: int) -> tuple[float, float]:
    """The accuracies that fit a result, 95 times of 100: p -+ 1.96 sqrt(p (1-p) / n), p = right / images.

    Units: shares of one, from 0 to 1. Errors: ValueError where more are right than there are.
    Source: the normal approximation to the binomial; poor where few are wrong.
    """
    whole("images", images)
    if not 0 <= right <= images:
        raise ValueError(f"{right} right of {images} images: give 0 to {images}")
    p = right / images
    reach = Z_95 * sqrt(p * (1 - p) / images)
    return max(0.0, p - reach), min(1.0, p + reach)


@checked
def to_tell(a: float, b: float) -> int:
    """Images that tell two accuracies apart, each network tested on images of its own.

    n = 1.96^2 (a (1-a) + b (1-b)) / (a-b)^2: where the difference is as large as its own 95 %.
    Errors: ValueError where a and b are equal, or no shares. Source: the variance of a difference.
    """
    share("a", a)
    share("b", b)
    if a == b:
        raise ValueError(f"a and b are both {a}: no number of images tells them apart")
    spread = a * (1 - a) + b * (1 - b)
    return ceil(Z_95**2 * spread / (a - b) ** 2)


@checked
def sign_test(only_a: int, only_b: int) -> float:
    """How likely so uneven a split is, if both networks are equally good: images that one alone has right.

    2 * sum over k <= min of C(n, k) / 2^n, n = only_a + only_b; 1 at most.
    Errors: ValueError where a number is below 0, or both together above 50,000. Source: McNemar 1947, in its exact form.
    """
    if min(only_a, only_b) < 0:
        raise ValueError(f"{only_a} and {only_b} images: give 0 or more")
    n, few = only_a + only_b, min(only_a, only_b)
    if n > MOST:
        raise ValueError(f"{n:,} images that differ: at most {MOST:,} here")
    chosen = total = 1
    for k in range(few):  # C(n, k+1) from C(n, k)
        chosen = chosen * (n - k) // (k + 1)
        total += chosen
    return min(1.0, 2 * total / 2**n)
