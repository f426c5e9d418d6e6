"""Wires that resist: a passive array is linear, so wires and cells are one matrix.

    V[i] --> cell G[i, j] --> node of bit line j --wire--> ... --wire--> sense, 0 V

The current of column j is sum over i of V[i] * G_effective[i, j], whatever V is. So the
wires cost nothing an image: G_effective is found once. (A cell whose current is no
straight line of its voltage, or a row that is cut off where its input is 0, breaks it.)
Units: conductance times resistance is 1, so with levels for G a wire is
R_wire / R_cell(level 1).
"""

from functools import cache

import numpy as np

from dnnlib.door import checked


@checked
def bit_line(G, wire: float) -> np.ndarray:
    """The effective conductances where only the bit lines resist.

    c[i] = G[i] + c[i-1] / (1 + wire * c[i-1])    what node i sees at and above itself
    G_effective[i] = G[i] * product over k >= i of 1 / (1 + wire * c[k])

    The second line is the share of cell i's current that comes out below: each segment
    of wire divides what is above it. The sense amplifier stands below the last row.
    Shapes: G [rows, columns] -> [rows, columns].
    Errors: ValueError names a conductance or a wire below 0, or NaN.
    Source: Kirchhoff's laws on a ladder; Sze et al. 2017, VI-C (IR drop).
    """
    G = _conductances(G, wire)
    seen, share = np.zeros(G.shape[1:]), np.empty_like(G)
    for i, row in enumerate(G):
        seen = row + seen / (1 + wire * seen)
        share[i] = 1 / (1 + wire * seen)
    return G * np.cumprod(share[::-1], axis=0)[::-1]


@checked
def both(G, row: float, column: float) -> np.ndarray:
    """The effective conductances where word lines and bit lines resist.

    From the far end of the word lines, column by column, every matrix [rows, rows]:
      A[j] = Y[j] + A[j+1] / (1 + row * A[j+1])     what the word lines see from j on
      v[j] = (1 + row * A[j])^-1 v[j-1]             the word lines' voltages at column j
    Y[j] is the admittance of bit line j; its current is bit_line(G[:, j]) . v[j].
    The drivers stand left of column 0, the sense amplifiers below the last row.

    Shapes: G [rows, columns]; row, column: resistance between two cells. Errors: as
    bit_line. Source: Kirchhoff's laws, eliminated block by block.
    """
    down = bit_line(G, column)
    G = _conductances(G, row)
    if row == 0:
        return down
    rows, columns = G.shape
    one, ahead = np.eye(rows), np.zeros((rows, rows))
    passed = [one] * columns
    for j in reversed(range(columns)):
        ahead = ahead + _admittance(G[:, j], column)
        passed[j] = np.linalg.inv(one + row * ahead)
        ahead = ahead @ passed[j]
    effective, voltage = np.empty_like(down), one
    for j in range(columns):
        voltage = passed[j] @ voltage
        effective[:, j] = down[:, j] @ voltage
    return effective


@checked
def aimed(G, wires, top: float, steps: int = 8) -> np.ndarray:
    """Cells programmed so that the *effective* matrix is G: found by fixed-point steps.

    next = cells * G / wires(cells), at most `top`. Where G is 0 the cell is 0.
    Source: ours; the array is linear, so what it loses can be put in beforehand.
    """
    G = _conductances(G, 0)
    cells = G
    for _ in range(steps):
        short = np.divide(G, wires(cells), out=np.ones_like(G), where=G > 0)
        cells = np.minimum(cells * short, top)
    return cells


def _admittance(g, wire: float) -> np.ndarray:
    """Currents that a bit line takes from its word lines, per volt: [rows, rows].

    A volt on word line k lifts node i by Z[i, k] * g[k]: Y = diag(g) - g Z g.
    """
    if wire == 0:
        return np.diag(g)
    Z = np.linalg.inv(_ladder(len(g), wire) + np.diag(g))
    return np.diag(g) - g[:, None] * Z * g


@cache
def _ladder(rows: int, wire: float) -> np.ndarray:
    """The conductances of the wire alone: neighbours, and the sense below the last."""
    off = np.eye(rows, k=1) + np.eye(rows, k=-1)
    own = np.full(rows, 2.0)
    own[0] = 1.0  # nothing above the first
    return (np.diag(own) - off) / wire


def _conductances(G, wire: float) -> np.ndarray:
    G = np.asarray(G, float)
    if G.ndim != 2 or not G.size:
        raise ValueError(f"conductances of shape {G.shape}: give [rows, columns]")
    if not (G >= 0).all():
        worst = np.nan if np.isnan(G).any() else G.min()
        raise ValueError(f"a conductance of {worst:g}: the least that there is, is 0")
    if not 0 <= wire < np.inf:
        raise ValueError(f"a wire of {wire}: a resistance is a number of 0 or more")
    return G
