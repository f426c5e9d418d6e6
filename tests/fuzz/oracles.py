"""What an answer must be, from Python's exact integers: for the functions where a wrong one would look right."""

from itertools import product

import numpy as np


def _exact(x) -> np.ndarray:
    """Values as Python's own numbers, which neither wrap nor round."""
    return np.asarray(x).astype(object)


def convolved(I, F, U=1, G=1) -> np.ndarray:
    """O[n,m,p,q] += I[n,c,U*p+r,U*q+s] * F[m,c,r,s], by Python's numbers."""
    I, F, U, G = _exact(I), _exact(F), int(U), int(G)
    (N, _, H, W), (M, K, R, S) = I.shape, F.shape
    P, Q = (H - R) // U + 1, (W - S) // U + 1
    O = np.zeros((N, M, P, Q), object)
    for n, m, p, q in product(range(N), range(M), range(P), range(Q)):
        first = m // (M // G) * K
        window = I[n, first : first + K, U * p : U * p + R, U * q : U * q + S]
        O[n, m, p, q] = (window * F[m]).sum()
    return O


def _close(found, wanted, what: str) -> str:
    found, wanted = np.asarray(found), np.asarray(wanted)
    if found.shape != wanted.shape:
        return f"{what}: shape {found.shape}, not {wanted.shape}"
    if found.dtype.kind in "iu":
        bad = found.astype(object) != wanted
        return f"{what}: {found[bad][0]}, not {wanted[bad][0]}" if bad.any() else ""
    both = np.abs(found.astype(complex) - wanted.astype(complex))
    room = 2e-2 * max(1.0, float(np.abs(wanted.astype(complex)).max(initial=0)))
    if found.dtype.itemsize > 2:
        room *= 1e-3
    return f"{what}: off by {both.max():g}" if (both > room).any() else ""


def _conv(O, I, F, U=1, G=1, *_, **__) -> str:
    return _close(O, convolved(I, F, U, G), "the sum of products")


def _product(O, A, B, *_, **__) -> str:
    return _close(O, _exact(A) @ _exact(B), "A B")


def _pad(framed, I, by, value=0, **__) -> str:
    edge = (
        framed[:, :, :1]
        if np.ndim(by) == 0 and by or np.ndim(by) and by[0]
        else framed[..., :0]
    )
    least = value == -np.inf and np.asarray(framed).dtype.kind in "iu"
    wanted = np.iinfo(framed.dtype).min if least else value
    same = (edge == wanted) | ((edge != edge) & (np.asarray(value) != value))
    return "" if same.all() else f"the frame is {edge.ravel()[0]}, not {value}"


def _average(O, I, window, stride=None) -> str:
    window, U = int(window), int(window if stride is None else stride)
    ones = np.zeros((1, 1, window, window), object) + 1
    each = [
        convolved(np.asarray(I)[:, c : c + 1], ones, U) for c in range(np.shape(I)[1])
    ]
    return _close(O, np.concatenate(each, 1).astype(float) / window**2, "the mean")


def _mask(mask, F, density, **__) -> str:
    size = np.abs(np.atleast_1d(_exact(F))).ravel()
    kept, gone = size[np.ravel(mask)], size[~np.ravel(mask)]
    bad = len(kept) and len(gone) and min(kept) < max(gone)
    return f"kept {min(kept)}, dropped {max(gone)}" if bad else ""


def _groups(mask, F, n=2, m=4, axis=1) -> str:
    size = np.moveaxis(np.abs(np.atleast_1d(_exact(F))), axis, -1).reshape(-1, m)
    kept = np.moveaxis(mask, axis, -1).reshape(-1, m)
    for row, stay in zip(size, kept):
        if stay.sum() != n or (0 < n < m and min(row[stay]) < max(row[~stay])):
            return f"of {row} it keeps {row[stay]}"
    return ""


def _same_again(encoded, x, *_, **__) -> str:
    from dnnlib.compress import formats

    x = np.asarray(x)
    back = formats.decode(encoded)
    return (
        ""
        if back.shape == x.shape
        and np.array_equal(back, x, equal_nan=x.dtype.kind == "f")
        else "decode(encode(x)) is another"
    )


def _share(found, *_, **__) -> str:
    return "" if 0 <= found <= 1 else f"a share of {found}"


ORACLES = {
    **{
        f"kernels.{name}.conv": _conv
        for name in (
            "direct",
            "toeplitz",
            "fft",
            "winograd",
            "winograd_fast",
            "strassen",
        )
    },
    "kernels.strassen.product": _product,
    "kernels.operands.pad": _pad,
    "networks.layers.average_pool": _average,
    "compress.prune.magnitude": _mask,
    "compress.prune.n_of_m": _groups,
    "compress.formats.encode": _same_again,
    "compress.formats.density": _share,
}
