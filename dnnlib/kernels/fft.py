"""The convolution as a product of spectra: transform I and F, multiply, transform back (FFT)."""

import math

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from dnnlib.door import checked, whole
from dnnlib.kernels.operands import Ops, prepare, sum_bound
from dnnlib.shapes import ConvShape

# sizes that are quick to transform, and that `tile_size` tries
TILES = (4, 8, 16, 32, 64, 128, 256)
# operations in the time of one word of traffic: about a CPU's ridge point (metrics.measure)
WORD = 50


EXACT = (
    2**49
)  # whole numbers below this survive the spectra; the first that did not was 2**49.8


@checked
def conv(I, F, U=1, G=1, tile: int | None = None) -> np.ndarray:
    """Convolve I with F by the discrete Fourier transform, tile by tile (overlap and discard).

    O = IFFT( sum over c of FFT(I) * conj(FFT(F)) ): conj, because the filter of a DNN isn't flipped.
    A tile of T values makes T-R+1 outputs; the other R-1 wrap around its edge and are dropped.
    A stride splits I and F into U*U phases, I[a::U, b::U], whose spectra are added up: no output is made in vain.

    Shapes: I [N,C,H,W] padded, F [M,C/G,R,S] -> O [N,M,P,Q]; tile >= R/U and S/U, or None for `tile_size`.
    Exact for integers while C/G*R*S * max|I| * max|F| stays below EXACT. Memory: `transformed_words`, several times I and F.
    Errors: ValueError names the sizes that disagree, a tile smaller than the filter, or integers too large.
    Source: Sze et al. 2017, V-A and Fig. 20; Mathieu et al., ICLR 2014.
    """
    I, F, shape = prepare(I, F, U, G)
    U, G = shape.U, shape.G
    _exact(I, F, shape)
    tile = _fitting(shape, tile_size(shape) if tile is None else tile)
    r, s, down, across = _grid(shape, tile)
    spectrum: np.ndarray | int = 0
    for a in range(min(U, shape.R)):
        for b in range(min(U, shape.S)):
            windows = _tiles(
                I[:, :, a::U, b::U], tile, tile - r + 1, tile - s + 1, down, across
            )
            spectrum = spectrum + _products(
                _rfft2(windows), _rfft2(np.conj(F[:, :, a::U, b::U]), tile), G
            )
    # [N, down, across, M, t, t]
    O = _irfft2(spectrum, tile, I.dtype)[..., : tile - r + 1, : tile - s + 1]
    O = O.transpose(0, 3, 1, 4, 2, 5).reshape(
        shape.N, shape.M, down * O.shape[-2], across * O.shape[-1]
    )
    return np.ascontiguousarray(_rounded(O[:, :, : shape.P, : shape.Q], I.dtype))


@checked
def ops(shape: ConvShape, tile: int | None = None, amortized: bool = True) -> Ops:
    """Multiplications and additions of real numbers: the transforms, and four and four a complex product and sum.

    A real FFT of n points: n*log2(n) multiplications, 1.5*n*log2(n) additions (radix 2).
    Units: operations; words, a complex one being two. amortized: the filters' transforms are not counted.
    Errors: ValueError where the tile is smaller than the filter.
    Source: Sze et al. 2017, V-A; Cooley and Tukey 1965 for the count of a transform.
    """
    tile = _fitting(shape, tile_size(shape) if tile is None else tile)
    I, F, O, products = _spectra(shape, tile)
    transforms = (I + F + O) if not amortized else (I + O)
    points = transforms * tile * tile * 2 * math.log2(tile)
    # half of it: the spectrum of real values is symmetric
    spectrum = tile * (tile // 2 + 1)
    words = shape.wanted("I") + 2 * spectrum * (2 * I + F + 2 * O) + shape.size("O")
    if not amortized:
        words += shape.size("F") + 2 * spectrum * F
    return Ops(
        round(points + 4 * products * spectrum),
        round(1.5 * points + 4 * products * spectrum),
        words,
    )


@checked
def tile_size(shape: ConvShape) -> int:
    """The quickest tile of TILES by an estimate: its operations, and WORD more for each word moved.

    Small tiles waste their edge (R-1 of T), large ones the map's edge; and F's spectra grow with the tile.
    Units: values along an axis. Source: the counts of `ops`, filters transformed in the call.
    """
    least = max(-(-shape.R // shape.U), -(-shape.S // shape.U), 2)
    sizes = [t for t in TILES if t >= least] or [1 << (least - 1).bit_length()]
    return min(sizes, key=lambda tile: _cost(ops(shape, tile, amortized=False)))


def _cost(count: Ops) -> int:
    return count.mults + count.adds + WORD * count.words_moved


@checked
def transformed_words(shape: ConvShape, tile: int | None = None) -> int:
    """Words of the three spectra that `conv` holds at one time, a complex word counted as two.

    Units: words, beside I, F and O; temporaries of the transforms not counted.
    """
    tile = _fitting(shape, tile_size(shape) if tile is None else tile)
    I, F, O, _ = _spectra(shape, tile)
    phases = min(shape.U, shape.R) * min(shape.U, shape.S)
    return 2 * tile * (tile // 2 + 1) * (I // phases + F // phases + 2 * O)


@checked
def gain_of_the_survey(size: int, filter: int) -> float:
    """The survey's estimate of multiplications saved: filter**2 / log2(size), its constants left out.

    Units: values along an axis. Errors: ValueError where size is below 2, which has no logarithm to divide by.
    Source: Sze et al. 2017, V-A: from O(No^2 Nf^2) to O(No^2 log2 No).
    """
    return whole("filter", filter) ** 2 / math.log2(whole("size", size, 2))


def _spectra(shape: ConvShape, tile: int) -> tuple[int, int, int, int]:
    """How many transforms of I, F and O, and how many pairs of spectra are multiplied."""
    *_, down, across = _grid(shape, tile)
    phases, tiles = (
        min(shape.U, shape.R) * min(shape.U, shape.S),
        shape.N * down * across,
    )
    pairs = shape.M * (shape.C // shape.G) * phases
    return tiles * shape.C * phases, pairs, tiles * shape.M, tiles * pairs


def _grid(shape: ConvShape, tile: int) -> tuple[int, int, int, int]:
    """Filter height and width within a phase, and how many tiles down and across the output."""
    r, s = -(-shape.R // shape.U), -(-shape.S // shape.U)
    return r, s, -(-shape.P // (tile - r + 1)), -(-shape.Q // (tile - s + 1))


def _exact(I, F, shape: ConvShape) -> None:
    """ValueError where spectra in floats might round a whole number to another."""
    if I.dtype.kind in "iu" and (most := sum_bound(I, F, shape)) >= EXACT:
        raise ValueError(
            f"sums of integers up to 2**{math.log2(most):.1f} may be rounded: spectra in float64 keep those below "
            f"2**{math.log2(EXACT):.0f}; use toeplitz.conv or direct.conv"
        )


def _fitting(shape: ConvShape, tile: int) -> int:
    tile = whole("tile", tile)
    least = max(-(-shape.R // shape.U), -(-shape.S // shape.U))
    if tile < max(least, 2):
        raise ValueError(
            f"a tile of {tile} cannot hold a filter of {least} (at stride {shape.U}): {max(least, 2)} or more"
        )
    return tile


def _tiles(
    I, tile: int, down_step: int, across_step: int, down: int, across: int
) -> np.ndarray:
    """Overlapping tiles [N, down, across, C, tile, tile] of I, zeros beyond its edge; a view of the padded I."""
    H, W = (down - 1) * down_step + tile, (across - 1) * across_step + tile
    I = I[:, :, :H, :W]
    I = np.pad(I, ((0, 0), (0, 0), (0, H - I.shape[2]), (0, W - I.shape[3])))
    return sliding_window_view(I, (tile, tile), axis=(2, 3))[
        :, :, ::down_step, ::across_step
    ].transpose(0, 2, 3, 1, 4, 5)


def _products(I, F, G: int) -> np.ndarray:
    """Sum over channels, one matrix product a frequency: [tiles x C/G] * [C/G x M/G], group by group."""
    *grid, C, h, w = I.shape
    I = I.reshape(-1, G, C // G, h * w).transpose(3, 1, 0, 2)  # [h*w, G, tiles, C/G]
    # [h*w, G, C/G, M/G]
    F = np.conj(F).reshape(G, -1, C // G, h * w).transpose(3, 0, 2, 1)
    O = np.ascontiguousarray(I) @ np.ascontiguousarray(F)
    return O.transpose(2, 1, 3, 0).reshape(*grid, -1, h, w)


def _library():
    """scipy.fft, which transforms many planes at a time; without SciPy, NumPy's: the same functions, slower."""
    try:
        from scipy import fft
    except ImportError:
        from numpy import fft
    return fft


def _rfft2(x, tile: int | None = None) -> np.ndarray:
    if x.dtype.kind == "c":
        return _library().fft2(x, None if tile is None else (tile, tile))
    x = x.astype(
        np.float32
        if x.dtype == np.float16
        else np.float64
        if x.dtype.kind in "biu"
        else x.dtype,
        copy=False,
    )
    return _library().rfft2(x, None if tile is None else (tile, tile))


def _irfft2(x, tile: int, dtype) -> np.ndarray:
    return (
        _library().ifft2(x) if dtype.kind == "c" else _library().irfft2(x, (tile, tile))
    )


def _rounded(O, dtype) -> np.ndarray:
    return (np.rint(O) if dtype.kind in "biu" else O).astype(dtype, copy=False)
