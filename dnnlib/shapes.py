"""The legend of letters, and the shape of a layer.

    O[n,m,p,q] += I[n,c,U*p+r,U*q+s] * F[m,c,r,s]

    N batch    M output channels (filters)    C input channels    G groups (M and C are totals)
    P, Q output height, width    R, S filter height, width    U stride
    H, W input height, width, padding included: H = U*(P-1) + R
    I input feature map (ifmap)    F filters    O output feature map (ofmap, psums)

A fully connected layer has P = Q = R = S = 1. A matrix product [M x C] * [C x P] has Q = R = S = 1.
"""

from dataclasses import dataclass, fields

from dnnlib.door import whole

LEGEND = {
    "N": "batch",
    "M": "output channels (filters)",
    "C": "input channels",
    "P": "output height",
    "Q": "output width",
    "R": "filter height",
    "S": "filter width",
    "U": "stride",
    "G": "groups",
}


@dataclass(frozen=True)
class ConvShape:
    """The nine integers that say everything about the work of a CONV or FC layer.

    O[n,m,p,q] = sum over c,r,s of I[n,c,U*p+r,U*q+s] * F[m,c,r,s],  c in the C/G channels of m's group

    Units: H, W, P, Q, R, S in values along an axis; `size` in words; `macs` in multiply-accumulates.
    Errors: ValueError names the dimension that is not a positive integer, or that G does not divide.
    Source: Sze et al. 2017, Table I and Eq. (1); P, Q, I, F, O as in the authors' 2020 book.
    """

    N: int = 1
    M: int = 1
    C: int = 1
    P: int = 1
    Q: int = 1
    R: int = 1
    S: int = 1
    U: int = 1
    G: int = 1

    def __post_init__(self):
        for dim in LEGEND:
            size = whole(dim, getattr(self, dim), means=LEGEND[dim])
            object.__setattr__(self, dim, size)
        for dim in "MC":
            if getattr(self, dim) % self.G:
                raise ValueError(
                    f"{dim}={getattr(self, dim)} ({LEGEND[dim]}) is not divisible by G={self.G} groups; "
                    f"G must divide both M={self.M} and C={self.C}"
                )

    @classmethod
    def of(cls, value) -> "ConvShape | None":
        """The shape of what has one, such as a Layer; None where there is none."""
        shape = getattr(value, "shape", None)
        return shape if isinstance(shape, ConvShape) else None

    @property
    def H(self) -> int:
        """Input height, padding included: the rows that P outputs need, U*(P-1) + R."""
        return self.U * (self.P - 1) + self.R

    @property
    def W(self) -> int:
        """Input width, padding included: the columns that Q outputs need, U*(Q-1) + S."""
        return self.U * (self.Q - 1) + self.S

    @property
    def macs(self) -> int:
        """Multiply-accumulates: N*M*P*Q outputs, each a sum of (C/G)*R*S products."""
        return self.size("O") * (self.C // self.G) * self.R * self.S

    def tensor(self, tensor: str) -> tuple[int, int, int, int]:
        """The array shape of a tensor: I [N,C,H,W], F [M,C/G,R,S], O [N,M,P,Q]."""
        if tensor not in ("I", "F", "O"):
            raise ValueError(
                f"unknown tensor {tensor!r}: choose 'I' (ifmap), 'F' (filters) or 'O' (ofmap)"
            )
        return {
            "I": (self.N, self.C, self.H, self.W),
            "F": (self.M, self.C // self.G, self.R, self.S),
            "O": (self.N, self.M, self.P, self.Q),
        }[tensor]

    def size(self, tensor: str) -> int:
        """Words in a tensor, each counted once: the product of its array shape."""
        a, b, c, d = self.tensor(tensor)
        return a * b * c * d

    def wanted(self, tensor: str) -> int:
        """Words of a tensor that the layer touches: all but the rows and columns of I that no window sees.

        Along an axis P outputs see P*R input rows where U >= R, and all H = U*(P-1) + R of them else. So a
        1 x 1 filter at stride 2 wants a quarter of I: what must be moved, and what a roofline counts.
        """
        if tensor != "I":
            return self.size(tensor)
        rows = self.P * self.R if self.U > self.R else self.H
        columns = self.Q * self.S if self.U > self.S else self.W
        return self.N * self.C * rows * columns

    def __str__(self) -> str:
        shown = [
            f"{f.name}={getattr(self, f.name)}"
            for f in fields(self)
            if getattr(self, f.name) != 1
        ]
        return "ConvShape(" + ", ".join(shown) + ")"


def output_size(size: int, filter: int, stride: int = 1, pad: int = 0) -> int:
    """Outputs along one axis: floor((size + 2*pad - filter) / stride) + 1.

    Units: values along the axis. Errors: ValueError where the filter is larger than the padded input.
    Source: Sze et al. 2017, Eq. (1), where E = (H - R + U) / U and H includes the padding.
    """
    size, filter = whole("size", size), whole("filter", filter)
    stride, pad = whole("stride", stride), whole("pad", pad, 0)
    if filter > size + 2 * pad:
        raise ValueError(
            f"a filter of {filter} does not fit an input of {size} + 2*{pad} padding = {size + 2 * pad}: "
            f"pad by {-((size - filter) // 2)} or more, or shrink the filter"
        )
    return (size + 2 * pad - filter) // stride + 1
