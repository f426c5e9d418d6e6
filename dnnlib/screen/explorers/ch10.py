"""The explorers of chapter 10: thresholds, formats, the bytes of a network."""

from collections.abc import Callable

from dnnlib import plots
from dnnlib.screen.explore import Explorer, explore


def format_sizes() -> Explorer:
    """Density against how much smaller each sparse format makes a matrix (chapter 10)."""
    densities = [
        0.005,
        0.01,
        0.02,
        0.03,
        0.05,
        0.07,
        0.1,
        0.15,
        0.2,
        0.3,
        0.4,
        0.5,
        0.6,
        0.7,
        0.8,
        0.9,
        1.0,
    ]
    return explore(plots.format_sizes, density=densities, word=[4, 8, 16, 32], index=(2, 8),
                   shape=list(plots.SPARSE_SHAPES))  # fmt: skip


def threshold() -> Explorer:
    """A threshold on the weights of a real layer: accuracy and energy without training (chapter 10)."""
    return explore(plots.threshold, layer=list(plots.PRUNED_LAYERS), threshold=(0.0, 3.0, 0.2),
                   machine=["dense", "gating", "compressed"]).begin(layer="LeNet-5 fc1")  # fmt: skip


def interleave() -> Explorer:
    """A pruned layer dealt to the PEs of EIE: who works, who waits (chapter 10)."""
    return explore(plots.interleave, layer=list(plots.DEALT_LAYERS), density=[0.03, 0.05, 0.1, 0.2, 0.5, 1.0],
                   pes=[1, 2, 4, 8, 16, 32, 64], depth=[1, 2, 4, 8, 16, 64], dealing=["interleaved", "in blocks"])  # fmt: skip


def deep_compression() -> Explorer:
    """Prune, share, code: the bytes of a network after each stage, part by part (chapter 10)."""
    return explore(plots.deep_compression, network=["LeNet-300-100", "LeNet-5"],
                   keep=[0.25, 0.375, 0.5, 0.75, 1.0, 1.5, 2.0], code_bits=(1, 8), gap_bits=(2, 8))  # fmt: skip


BAKED: dict[Callable, dict] = {
    format_sizes: {"index": [3, 4, 5], "shape": ["128 x 256"]},
    threshold: {},
    deep_compression: {"code_bits": [2, 4, 6, 8], "gap_bits": [3, 4, 5, 6, 8]},
    interleave: {"density": [0.05, 0.1, 0.5], "pes": [4, 16, 64], "depth": [1, 8, 64]},
}
