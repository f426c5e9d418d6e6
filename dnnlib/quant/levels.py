"""A quantizer as a value: its levels, and the edges between them."""

from dataclasses import dataclass

import numpy as np

from dnnlib.door import checked

# values that never come near it count as zeros where a power of them is wanted
TINY = 1e-200


@checked
@dataclass(frozen=True, eq=False)
class Codebook:
    """Levels l[0] <= l[1] <= ... and the edges between them: x has the code k where edges[k-1] <= x < edges[k].

    A value on an edge takes the upper level; one beyond the ends is clipped to the last level, an infinity too.
    Shapes: levels [K], edges [K-1] for a whole tensor; levels [M,K], edges [M,K-1] where channel x[m] has its own.
    Errors: ValueError for levels or edges that are not finite, not in order, or not one edge between two levels.
    Source: Sze et al. 2017, VII-A, Fig. 37.
    """

    levels: np.ndarray
    edges: np.ndarray

    def __post_init__(self):
        for name in ("levels", "edges"):
            array = np.array(getattr(self, name), float)
            if (
                array.ndim not in (1, 2)
                or not np.isfinite(array).all()
                or (np.diff(array) < 0).any()
            ):
                raise ValueError(
                    f"{name} of shape {array.shape}: give finite numbers in order, [K] or [M,K]: {array}"
                )
            array.flags.writeable = False
            object.__setattr__(self, name, array)
        *rows, K = self.levels.shape
        if K < 1 or self.edges.shape != (*rows, K - 1):
            raise ValueError(
                f"{K} levels have {K - 1} edges: levels {self.levels.shape}, edges {self.edges.shape}"
            )

    @property
    def bits(self) -> int:
        """Bits of one code: log2 of the number of levels, rounded up; a single level needs none."""
        return int(self.levels.shape[-1] - 1).bit_length()

    @property
    def per_channel(self) -> bool:
        """Whether each channel x[m] has levels of its own."""
        return self.levels.ndim == 2

    def encode(self, x) -> np.ndarray:
        """The code of each value: how many edges it has reached, by binary search.

        Shapes: x of any shape, its first axis the channels where the codebook has some -> unsigned codes of the same.
        Errors: ValueError where x holds NaN, which is on no side of an edge, or has other channels.
        """
        x = self._values(x)
        if not self.per_channel:
            return self._codes(np.searchsorted(self.edges, x, side="right"))
        return self._codes(
            [
                np.searchsorted(edges, row, side="right")
                for edges, row in zip(self.edges, x)
            ]
        )

    def encode_by_counting(self, x) -> np.ndarray:
        """The definition of `encode`, in plain loops: one comparison an edge and value. Shapes and errors: as there."""
        x = self._values(x)
        codes = np.zeros(x.shape, int)
        for place in np.ndindex(x.shape):
            for edge in self.edges[place[0]] if self.per_channel else self.edges:
                if x[place] >= edge:
                    codes[place] += 1
        return self._codes(codes)

    def decode(self, codes) -> np.ndarray:
        """The level of each code, as float64: levels[code], or levels[m, code] by channels.

        Errors: ValueError where a code is no integer or has no level.
        """
        codes, K = np.asarray(codes), self.levels.shape[-1]
        if codes.size and (
            codes.dtype.kind not in "iu" or codes.min() < 0 or codes.max() >= K
        ):
            found = f"{codes.dtype}, {codes.min()} to {codes.max()}"
            raise ValueError(f"codes are integers from 0 to {K - 1}; these are {found}")
        codes = codes.astype(np.intp)
        if not self.per_channel:
            return self.levels[codes]
        self._channels(codes)
        return np.take_along_axis(
            self.levels, codes.reshape(len(codes), -1), axis=1
        ).reshape(codes.shape)

    def __call__(self, x) -> np.ndarray:
        """Each value's level, decode(encode(x)), in x's own kind of float: simulated quantization."""
        x = np.asarray(x)
        return self.decode(self.encode(x)).astype(
            x.dtype if x.dtype.kind == "f" else float
        )

    def stored(self, size: int, word: int = 16) -> int:
        """Bits to store `size` codes and the table of levels: size*bits + K*word (K a channel).

        Source: Sze et al. 2017, VII-A-2: CRSM*log2(U) + 16*U, against 16*CRSM without sharing.
        """
        return size * self.bits + self.levels.size * word

    def _values(self, x) -> np.ndarray:
        x = np.asarray(x)
        if x.dtype.kind not in "biuf" or np.isnan(x).any():
            raise ValueError(
                f"x of shape {x.shape}, {x.dtype}, holds NaN or no real numbers: they have no level"
            )
        self._channels(x)
        return x

    def _channels(self, x):
        if self.per_channel and (x.ndim < 1 or len(x) != len(self.levels)):
            raise ValueError(
                f"x of shape {x.shape} has not {len(self.levels)} channels on its first axis, as levels"
            )

    def _codes(self, codes) -> np.ndarray:
        return np.asarray(codes).astype(np.min_scalar_type(self.levels.shape[-1] - 1))


def nearest(levels) -> Codebook:
    """The codebook of these levels whose edges lie in the middle, so that each value takes the nearest level.

    Shapes: levels [K] or [M,K], in any order. Errors: as in Codebook.
    """
    levels = np.sort(np.asarray(levels, float), axis=-1)
    # halves first: the sum may overflow
    return Codebook(levels, levels[..., :-1] / 2 + levels[..., 1:] / 2)


@checked
def reals(x, what: str = "x") -> np.ndarray:
    """x as float64, once it holds real numbers: NaN and infinities too. Errors: ValueError names what it holds."""
    x = np.asarray(x)
    if x.dtype.kind not in "biuf":
        raise ValueError(f"{what} of shape {x.shape}, {x.dtype}, holds no real numbers")
    return x.astype(float, copy=False)


@checked
def finite(x, what: str = "x") -> np.ndarray:
    """x as float64, once it is fit to draw levels from. Errors: ValueError where it is empty, or not finite."""
    x = np.asarray(x)
    if not x.size:
        raise ValueError(
            f"{what} of shape {x.shape} is empty: there is nothing to draw levels from"
        )
    if x.dtype.kind not in "biuf" or not np.isfinite(x).all():
        raise ValueError(
            f"{what} of shape {x.shape}, {x.dtype}, holds NaN, an infinity or no real numbers"
        )
    return x.astype(float)


@checked
def channels(x, per_channel: bool) -> np.ndarray:
    """x as rows that share levels: [M, values] a channel, or [1, all values]. Errors: as in finite; no channels."""
    x = finite(x)
    if per_channel and x.ndim < 2:
        raise ValueError(
            f"x of shape {x.shape} has no channels: give [M, ...], M on the first axis"
        )
    return x.reshape(len(x) if per_channel else 1, -1)
