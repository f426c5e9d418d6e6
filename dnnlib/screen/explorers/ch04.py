"""The explorers of chapter 04: matrices, tiles, caches."""

from collections.abc import Callable

from dnnlib import plots
from dnnlib.plots.kernels import TIMED
from dnnlib.plots.products.blocking import ORDERS
from dnnlib.screen.explore import Explorer, explore


def which_kernel() -> Explorer:
    """Toeplitz, Winograd or FFT: drag filter size, channels, map size and batch (chapter 04)."""
    stops = {size: list(timed) for size, timed in TIMED.items()}
    return explore(plots.which_kernel, **stops)


def multiplications() -> Explorer:
    """Multiplications that each kernel saves on every CONV layer of a model (chapter 04)."""
    return explore(
        plots.multiplications,
        model=["AlexNet", "VGG-16", "ResNet-50"],
        filters_ahead=True,
    )


def toeplitz() -> Explorer:
    """The Toeplitz matrix of a small map, its copies pale (chapter 04)."""
    return explore(plots.toeplitz, size=(2, 6), filter=(1, 3), stride=(1, 2))


def blocking() -> Explorer:
    """The order of three loops, blocks and a cache: which lines are fetched (chapter 04)."""
    return explore(
        plots.blocking,
        order=list(ORDERS),
        block=list(plots.BLOCKS),
        words=[16, 32, 64, 128, 256],
    ).begin(words=64)


def fc_product() -> Explorer:
    """An FC layer as a product, for one image or a batch (chapter 04)."""
    sizes = [64, 256, 1000, 4096]
    return explore(
        plots.fc_product, N=[1, 2, 4, 8, 16], M=sizes, CHW=[256, 1024, 4096, 9216]
    ).begin(M=4096, CHW=9216)


def fft_tiles() -> Explorer:
    """The tile of an FFT, and what it saves on one layer (chapter 04)."""
    explorer = explore(
        plots.fft_tiles,
        R=[1, 3, 5, 7, 11],
        tile=list(plots.FFT_TILES),
        size=[16, 32, 64, 128, 224],
        filters_ahead=False,
    )
    return explorer.begin(R=3, tile=64, size=64)


BAKED: dict[Callable, dict] = {
    which_kernel: {},
    multiplications: {},
    toeplitz: {},
    blocking: {},
    fc_product: {"M": [1000, 4096], "CHW": [1024, 9216]},
    fft_tiles: {},
}
