"""The circuit around a column of SRAM cells: its DAC, its cells, its comparator."""

from dataclasses import dataclass

import numpy as np

from dnnlib.door import checked

DAC_BITS = 5


@checked
@dataclass(frozen=True)
class Circuit:
    """What the columns really do.

    bend: cells answer an input x of 0 to 1 with tanh(bend*x)/tanh(bend); 0 is straight.
    offset: standard deviation of the comparators' thresholds, in cells that are fully on.
    seed: which chip; the same seed has the same offsets.
    Errors: ValueError names bend or offset below 0.
    """

    bend: float = 0.0
    offset: float = 0.0
    seed: int = 0
    dac_bits: int = DAC_BITS

    def __post_init__(self):
        for name in ("bend", "offset"):
            if not 0 <= getattr(self, name) < np.inf:
                raise ValueError(f"{name}={getattr(self, name)}: give 0 or more")

    def cells(self, X) -> np.ndarray:
        """What the cells make of the DAC's codes X: as much at the top, bent below."""
        most = 2**self.dac_bits - 1
        if self.bend == 0:
            return np.asarray(X, np.float32)
        x = np.asarray(X, np.float32) / most
        return (most * np.tanh(self.bend * x) / np.tanh(self.bend)).astype(np.float32)

    def errors(self, pair: int, columns: int) -> np.ndarray:
        """The comparators' offsets of a pair's first columns."""
        rng = np.random.default_rng((self.seed, pair))
        full = 2**self.dac_bits - 1
        return self.offset * full * rng.standard_normal(columns)


IDEAL = Circuit()


@checked
def features(images, side: int = 9, bits: int = DAC_BITS) -> np.ndarray:
    """Images as the DAC gets them: means of squares of pixels, in `bits` bits.

    The 27 x 27 pixels from the upper left are cut into side x side squares.
    Shapes: bytes [n, 28, 28] -> integers [n, side * side] of 0 to 2^bits - 1.
    Errors: ValueError where side does not divide 27 or the images are no bytes.
    """
    images = np.asarray(images)
    if images.dtype != np.uint8 or images.ndim != 3:
        raise ValueError(
            f"images {images.dtype} {images.shape}: give bytes [n, 28, 28]"
        )
    if not 1 <= side <= 27 or 27 % side:
        raise ValueError(f"side={side}: 27 pixels are cut into 1, 3, 9 or 27")
    step = 27 // side
    cut = images[:, :27, :27].reshape(-1, side, step, side, step)
    mean = cut.mean(axis=(2, 4), dtype=np.float32) / 255
    return np.rint(mean * (2**bits - 1)).astype(int).reshape(len(images), -1)
