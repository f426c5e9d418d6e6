"""2:4 sparsity on the decoder of letters: what it loses, with and without training, and whether it is faster.

    lost()       nats more, as `python -m dnnlib.language.retrain` found them
    bytes_kept() bytes of 16, 8 and 4 bits with the places
    speed()      a product by the kept weights alone, measured here beside the dense one

Source: Mishra et al., Accelerating Sparse Deep Neural Networks, 2021.
"""

import time
from collections.abc import Callable

import numpy as np

from dnnlib.compress import two_four
from dnnlib.compress.prune import n_of_m
from dnnlib.language.results import results
from dnnlib.table import Table

PLACE = 2  # bits that say where in its four a weight stands


def lost() -> Table:
    """The decoder of letters with 2 of each 4 weights: nats more than as trained."""
    rows = list(results()["two of four"].items())
    caption = f"{results()['nats']} nats a letter as trained"
    return Table(("weights", "nats more"), rows, caption)


def fewer_bytes(bits: int) -> float:
    """Times fewer bytes: four weights of so many bits, over two of them and their places."""
    return 4 * bits / (2 * bits + 2 * PLACE)


def bytes_kept(widths=(16, 8, 4)) -> Table:
    """How many times fewer bytes 2:4 stores, by the bits of a weight."""
    rows = [(bits, fewer_bytes(bits)) for bits in widths]
    heads = ("bits a weight", "times fewer bytes")
    return Table(heads, rows, "2 of 4 kept, 2 bits a place")


class Halved:
    """A matrix F [M,C] of which 2 of each 4 weights are kept: O[m] = sum over k of V[m,k] * I[columns[m,k]]."""

    def __init__(self, F):
        F = np.asarray(F)
        fields = two_four.encode(F * n_of_m(F))
        groups = np.arange(F.shape[1] // 2) // 2
        self.V = fields["values"].reshape(len(F), -1)
        self.columns = 4 * groups + fields["places"].reshape(len(F), -1)

    def __call__(self, I) -> np.ndarray:
        """O [M] of I [C]: half the MACs, and an input looked up for each."""
        return np.einsum("mk,mk->m", self.V, np.take(I, self.columns))


def speed(sizes=(256, 1024, 2048), repeats: int = 9) -> Table:
    """Milliseconds of F I, dense by BLAS and by the kept weights alone, the best of some repeats, on this thread."""
    rows = []
    for size in sizes:
        rng = np.random.default_rng(size)
        F, I = (rng.normal(size=s).astype(np.float32) for s in ((size, size), size))
        halved = Halved(F)
        dense = F * n_of_m(F)
        full, half = (
            _best(product, I, repeats) for product in (dense.__matmul__, halved)
        )
        rows.append((f"{size} x {size}", full, half, full / half))
    heads = ("weights", "ms, dense", "ms, 2 of 4", "times faster")
    return Table(heads, rows, "as measured here; 2 were ideal")


# torchao, sparsity/training/README (2024): A100, FP16, ViT-L, milliseconds dense and 2:4
PRINTED = (
    ("ViT-L, first layer of the FFN", 1.660793, 1.341983),
    ("ViT-L, a whole training step", 717.598748, 675.275311),
)


def printed() -> Table:
    """What tensor cores that know 2:4 gave in a public measurement; to choose the mask is part of it."""
    rows = [(what, dense, half, dense / half) for what, dense, half in PRINTED]
    heads = ("A100, 16 bits", "ms, dense", "ms, 2 of 4", "times faster")
    return Table(heads, rows, "torchao's README, 2024; 2 were ideal")


def _best(product: Callable, I, repeats: int) -> float:
    spent = []
    for _ in range(repeats):
        begun = time.perf_counter()
        product(I)
        spent.append(time.perf_counter() - begun)
    return 1e3 * min(spent)
