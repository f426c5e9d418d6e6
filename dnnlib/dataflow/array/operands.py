"""I and F as an array is fed them: which word a pixel, a filter and a tap need, and what products of them add up to.

    pixel  one of the N*P*Q places of an ofmap, (n, p, q)     word of I = n*C*H*W + U*p*W + U*q  +  c*H*W + r*W + s
    filter one of the M/G filters of a group, m               word of F = m*C*R*S + tap
    tap    one of the C*R*S products of an output, (c, r, s)  word of O = ((n*M + m)*P + p)*Q + q

In these letters a convolution is a matrix product, O[pixel, filter] = sum over taps of I[pixel, tap] * F[tap, filter]:
all that a systolic array knows of it.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from dnnlib.door import checked
from dnnlib.kernels import toeplitz
from dnnlib.kernels.operands import prepare
from dnnlib.shapes import ConvShape

IN_ORDER = 2**24  # MACs: up to here floats are summed one by one, tap after tap
EXACT = 2**53  # whole numbers below this are exact in a float64


@checked
@dataclass(frozen=True, eq=False)
class Words:
    """The operands of one layer, I [N,C,H,W] and F [M,C/G,R,S], and their words by pixel, filter, tap and group."""

    I: np.ndarray
    F: np.ndarray
    shape: ConvShape

    @classmethod
    def of(cls, I, F, U: int = 1, G: int = 1) -> "Words":
        """Operands that fit each other; half precision goes in as single, since psum registers are wider.

        Errors: ValueError as kernels.direct.conv, naming both sizes.
        """
        I, F, shape = prepare(I, F, U, G)
        if I.dtype == np.float16:
            I, F = I.astype(np.float32), F.astype(np.float32)
        return cls(I, F, shape)

    @cached_property
    def pixels(self) -> np.ndarray:
        """[N*P*Q]: the word of I below the first tap of each pixel's window."""
        s, (_, C, H, W) = self.shape, self.I.shape
        n, p, q = np.ogrid[: s.N, : s.P, : s.Q]
        return (n * C * H * W + s.U * p * W + s.U * q).ravel()

    @cached_property
    def places(self) -> np.ndarray:
        """[N*P*Q]: the word of O of each pixel under the first filter."""
        n, place = np.divmod(np.arange(len(self.pixels)), self.shape.P * self.shape.Q)
        return n * self.shape.M * self.shape.P * self.shape.Q + place

    @cached_property
    def taps(self) -> np.ndarray:
        """[C/G*R*S]: how far each tap's word of I is from the first tap's."""
        s, (_, _, H, W) = self.shape, self.I.shape
        c, r, t = np.ogrid[: s.C // s.G, : s.R, : s.S]
        return (c * H * W + r * W + t).ravel()

    def i(self, pixel, tap, group=0) -> np.ndarray:
        """The words of I, as places in I.ravel()."""
        _, C, H, W = self.I.shape
        return self.pixels[pixel] + self.taps[tap] + group * (C // self.shape.G) * H * W

    def f(self, filter, tap, group=0) -> np.ndarray:
        """The words of F, as places in F.ravel()."""
        return (group * (self.shape.M // self.shape.G) + filter) * len(self.taps) + tap

    def o(self, pixel, filter, group=0) -> np.ndarray:
        """The words of O, as places in O.ravel()."""
        s = self.shape
        return self.places[pixel] + (group * (s.M // s.G) + filter) * s.P * s.Q

    def sums(self, pixel, filter, taps: slice, group=0) -> np.ndarray:
        """[pixel, filter]: the sums over a range of taps, in their order, for arrays of pixels and of filters."""
        return _in_order(*self._factors(pixel, filter, taps, group))

    def running(self, pixel, filter, taps: slice, group=0) -> np.ndarray:
        """[1 + tap, pixel, filter]: the sum of all taps before a range, and then after each tap of it."""
        left, right = self._factors(pixel, filter, taps, group)
        before = self.sums(pixel, filter, slice(0, taps.start), group)
        return np.add.accumulate(
            np.concatenate([before[None], left.T[:, :, None] * right[:, None, :]]),
            axis=0,
        )

    def output(self) -> np.ndarray:
        """O [N,M,P,Q], exactly for integers. Floats: bit for bit in the order of taps, up to `IN_ORDER` MACs.

        Above, a matrix product sums them in an order of its own: |O - exact| <= K*u/(1 - K*u) * sum of |I|*|F| over
        the K = C/G*R*S taps, u half the spacing of the floats at 1. Integers take float64 where it holds every sum.
        Source of the bound: Higham, Accuracy and Stability of Numerical Algorithms, 2002, 3.1.
        """
        s = self.shape
        if (
            self.I.dtype.kind in "iu"
            and len(self.taps) * _largest(self.I) * _largest(self.F) < EXACT
        ):
            return toeplitz.conv(
                self.I.astype(float), self.F.astype(float), s.U, s.G
            ).astype(self.I.dtype)
        if s.macs > IN_ORDER or self.I.dtype.kind not in "fc":
            return toeplitz.conv(self.I, self.F, s.U, s.G)
        O = np.empty(s.tensor("O"), self.I.dtype)
        pixel, filter = np.arange(len(self.pixels)), np.arange(s.M // s.G)
        for group in range(s.G):
            words = self.o(pixel[:, None], filter, group)
            O.ravel()[words] = self.sums(pixel, filter, slice(0, len(self.taps)), group)
        return O

    def _factors(
        self, pixel, filter, taps: slice, group
    ) -> tuple[np.ndarray, np.ndarray]:
        """I [pixel, tap] and F [tap, filter]."""
        tap = np.arange(len(self.taps))[taps]
        left = self.I.ravel()[self.i(np.asarray(pixel)[:, None], tap, group)]
        return left, self.F.ravel()[self.f(np.asarray(filter), tap[:, None], group)]


def _in_order(left, right) -> np.ndarray:
    """left @ right, tap after tap, as the PEs add."""
    total = np.zeros((left.shape[0], right.shape[1]), left.dtype)
    product = np.empty_like(total)
    for column, row in zip(left.T, right):
        total += np.multiply(column[:, None], row, out=product)
    return total


def _largest(values) -> int:
    return max(abs(int(values.min())), abs(int(values.max())), 1)
