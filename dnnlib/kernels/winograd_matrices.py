"""The three small matrices of Winograd's convolution, derived from points by Cook and Toom's way, and what they lose.

F(m, r) makes m outputs of an r-tap filter from n = m + r - 1 inputs with n multiplications in place of m*r:

y = AT * [ (G * g) . (BT * d) ]        d [n] inputs, g [r] filter, y [m] outputs; . multiplies place by place
"""

import math
from fractions import Fraction

import numpy as np

from dnnlib.door import checked

WHOLE_POINTS = (0, 1, -1, 2, -2, 3, -3, 4, -4)  # exact in integers
POINTS = {
    3: (0, 1, -1),
    5: (0, Fraction(5, 8), Fraction(-5, 8), Fraction(3, 2), Fraction(-3, 2)),
}
POINTS[7] = (0, *(sign * Fraction(p) for p in ("1/2", "1", "2") for sign in (1, -1)))


@checked
def points(count: int) -> tuple:
    """The points that this course uses for `count` of them: those of POINTS lose the fewest digits, else whole numbers."""
    return POINTS.get(count, WHOLE_POINTS[:count])


@checked
def matrices(
    m: int, r: int, at: tuple | None = None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """AT [m,n], G [n,r] and BT [n,n] of F(m, r), in exact fractions, from n-1 points and the point at infinity.

    A product of polynomials is fixed by its values at n points. Read backwards (transposed), that is a convolution:
    AT[j,i] = x_i**j      G[i,k] = x_i**k / N_i      BT[i] = coefficients of prod over j != i of (x - x_j)
    with N_i = prod over j != i of (x_i - x_j); infinity takes the highest coefficient. m = 1 or r = 1 needs no points.

    at: n-1 = m+r-2 different numbers, or None for `points`. Errors: ValueError says how many are needed.
    Source: Toom 1963, Cook 1966; Winograd 1980; Lavin and Gray, CVPR 2016 (arXiv 1509.09308).
    """
    if min(m, r) < 1:
        raise ValueError(f"F({m}, {r}) needs at least one output and one tap")
    if m == 1 or r == 1:
        one = np.array(
            [[Fraction(i == j) for j in range(max(m, r))] for i in range(max(m, r))]
        )
        return (one, one[:, :1] ** 0, one) if r == 1 else (one[:1] ** 0, one, one)
    x = [Fraction(p) for p in (points(m + r - 2) if at is None else at)]
    if len(set(x)) != m + r - 2 or len(x) != m + r - 2:
        raise ValueError(
            f"F({m}, {r}) needs {m + r - 2} different points and infinity; it got {list(map(str, x))}"
        )
    others = [[p for p in x if p != q] for q in x]
    N = [
        math.prod((q - p for p in rest), start=Fraction(1))
        for q, rest in zip(x, others)
    ]
    last = [Fraction(0)]
    AT = [[q**j for q in x] + [Fraction(j == m - 1)] for j in range(m)]
    G = [[q**k / abs(n) for k in range(r)] for q, n in zip(x, N)] + [
        (r - 1) * last + [Fraction(1)]
    ]
    BT = [
        [c if n > 0 else -c for c in _coefficients(rest)] + last
        for rest, n in zip(others, N)
    ] + [_coefficients(x)]
    return np.array(AT), np.array(G), np.array(BT)


@checked
def transform_adds(m: int, r: int, at: tuple | None = None) -> tuple[int, int, int]:
    """Additions of one F(m x m, r x r): of the input's, the output's and the filter's transform.

    Source: Lavin and Gray, CVPR 2016: 32, 24 and 28 for F(2x2,3x3).
    """
    AT, G, BT = matrices(m, r, at)
    n = m + r - 1
    return additions(BT) * 2 * n, additions(AT) * (n + m), additions(G) * (r + n)


def additions(matrix) -> int:
    """Additions of one product of a matrix with a vector: a row of k numbers that are not 0 needs k-1."""
    return sum(max(int(np.count_nonzero(row)) - 1, 0) for row in matrix)


@checked
def error_bound(
    m: int, r: int, channels: int, dtype=np.float32, at: tuple | None = None
) -> float:
    """How large the error can be, next to max|d| * max|g|: every rounding on its worst side. A bound, far from typical.

    |error| <= eps/2 * k * amplification(AT, G, BT)**2 * channels, k the roundings on the longest way of a value.
    Source: Higham 2002, section 3.1 for a sum of products; Barabasz et al., ACM TOMS 2020, for the three transforms.
    """
    AT, G, BT = (np.abs(matrix.astype(float)) for matrix in matrices(m, r, at))
    amplification = float((AT @ (G.sum(1) * BT.sum(1))).max())
    roundings = 2 * (AT.shape[1] + G.shape[1] + BT.shape[1] + 3) + channels
    return float(np.finfo(dtype).eps / 2) * roundings * amplification**2 * channels


def _coefficients(roots) -> list:
    """The polynomial prod (x - root), lowest power first."""
    polynomial = [Fraction(1)]
    for root in roots:
        shifted, scaled = (
            [Fraction(0), *polynomial],
            [*(root * c for c in polynomial), Fraction(0)],
        )
        polynomial = [a - b for a, b in zip(shifted, scaled)]
    return polynomial
