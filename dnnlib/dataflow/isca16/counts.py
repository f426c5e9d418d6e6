"""The published equations of six dataflows as tables: accesses at each level, and what must fit.

Capitals are the legend's (P, Q are the paper's E, F), with M and C of one group; I, F, O are words, all groups and
the batch included. Small letters are tile sizes, as published:

    n images    m ofmap channels    e, f ofmap rows, columns    held in the buffer or on the array at a time
    p filters, q channels in one PE (RS) or side by side (OS, NLR)    r channel sets, t filter sets across the array
    h = U*(e-1) + R,  w = U*(f-1) + S   the input under e x f outputs
    hv = (P/H)*(h/e), hh = (Q/W)*(w/f)  how often its rows, columns are read again because tiles overlap (the halo)

Source: Chen, Emer, Sze, ISCA 2016, and the first author's public model of it (2016); Sze et al. 2017, Figs. 33-35.
"""

import re
from functools import cache

import numpy as np

from dnnlib.door import checked
from dnnlib.shapes import ConvShape
from dnnlib.table import Table

# Accesses of each tensor at each level; ⌈ ⌉ rounds up. The NoC is charged once a word, the other levels once an access.
ACCESSES = """
flow  level  I                     F                         O
RS    DRAM   I*⌈M/m⌉*hh            F*⌈N/n⌉*⌈Q/f⌉             O
RS    GLB    I*⌈M/(p*t)⌉*hh        0                         2*O*(⌈C/(q*r)⌉-1)
RS    NoC    I*⌈M/p⌉*S*Q/W         F*⌈N/n⌉*Q                 O*(⌈C/q⌉*S-⌈C/(q*r)⌉)
RS    RF     MACs                  MACs                      2*O*(C*R*S-⌈C/q⌉*S)
WS    DRAM   I*⌈M/t⌉*hh            F                         O
WS    GLB    0                     0                         2*O*(⌈C/r⌉*R-1)
WS    NoC    MACs                  0                         O*(C*R*S-⌈C/r⌉*R)
WS    RF     0                     MACs                      0
OS_A  DRAM   I*⌈M/m⌉*hv*hh         F                         O
OS_A  GLB    I*M*hv*hh             F*⌈N/n⌉*⌈P/e⌉*⌈Q/f⌉       0
OS_A  NoC    MACs                  MACs                      0
OS_A  RF     0                     0                         2*O*(C*R*S-1)
OS_B  DRAM   I*⌈M/m⌉*R*P/H*hh      F                         O
OS_B  GLB    I*⌈M/p⌉*R*P/H*hh      F*⌈N/n⌉*P*⌈Q/f⌉           0
OS_B  NoC    MACs                  MACs                      0
OS_B  RF     0                     0                         2*O*(C*R*S-1)
OS_C  DRAM   I*⌈M/m⌉*R*S*P/H*Q/W   F                         O
OS_C  GLB    I*⌈M/p⌉*R*S*P/H*Q/W   F*⌈N/n⌉*P*Q               0
OS_C  NoC    MACs                  MACs                      0
OS_C  RF     0                     0                         2*O*(C*R*S-1)
NLR   DRAM   I*⌈M/m⌉*hv*hh         F*⌈N/n⌉*⌈P/e⌉*⌈Q/f⌉       O
NLR   GLB    I*⌈M/p⌉*R*S*P/H*Q/W   MACs                      2*O*(⌈C/q⌉*R*S-1)
NLR   NoC    MACs                  0                         O*(C*R*S-⌈C/q⌉*R*S)
NLR   RF     0                     0                         0
"""

# What a choice of tiles needs, and where: words of GLB and of one PE's RF, PEs of the array; the rest are other tiles.
NEEDS = """
flow  room  needs
RS    GLB   n*m*P*f+n*q*r*H*w
RS    PEs   R*f*r*t
RS    RF    p*q*R+q*R+p
RS    C     q*r
RS    m     p*t
WS    GLB   N*t*P*Q+r*t*(w-S)*(R-1)
WS    PEs   r*t*R*S
OS_A  GLB   m*C*R*S+n*C*h*w
OS_A  PEs   n*e*f
OS_B  GLB   m*C*R*S+n*C*R*w
OS_B  PEs   n*p*f
OS_B  m     p
OS_C  GLB   m*C*R*S+n*C*R*S
OS_C  PEs   n*p
OS_C  m     p
NLR   GLB   n*q*h*w+m*q*R*S+n*m*e*f
NLR   PEs   p*q
NLR   m     p
"""

# no tile is larger
EXTENT = {
    "n": "N",
    "m": "M",
    "e": "P",
    "f": "Q",
    "p": "M",
    "q": "C",
    "r": "C",
    "t": "M",
}
_H, _W = "(U*(e-1)+R)", "(U*(f-1)+S)"
_DERIVED = {"h": _H, "w": _W, "hv": f"(P/H*{_H}/e)", "hh": f"(Q/W*{_W}/f)"}


@checked
def letters(shape: ConvShape) -> dict:
    """The values of the capitals for one layer: M and C of one group, I, F, O and MACs of all."""
    sizes = {dim: getattr(shape, dim) for dim in "NPQRSUHW"} | {
        tensor: shape.size(tensor) for tensor in "IFO"
    }
    return sizes | {
        "M": shape.M // shape.G,
        "C": shape.C // shape.G,
        "MACs": shape.macs,
    }


@checked
def accesses(dataflow: str) -> dict:
    """The equations of one dataflow as {(level, tensor): code}; None where a tensor has no access at a level.

    `value(code, {**letters(shape), **tiles})` works one out, for whole arrays of tile sizes at once.
    """
    rows = [line.split() for line in ACCESSES.strip().splitlines()[1:]]
    return {
        (level, tensor): None if cell == "0" else _compile(cell)
        for flow, level, *cells in rows
        for tensor, cell in zip("IFO", cells)
        if flow == dataflow
    }


@checked
def needs(dataflow: str) -> tuple:
    """What must fit, as (room, code, text): the value of code is at most the room, a store's or another tile's size."""
    rows = [line.split() for line in NEEDS.strip().splitlines()[1:]]
    return tuple(
        (room, _compile(text), text) for flow, room, text in rows if flow == dataflow
    )


@checked
def equations(dataflow: str) -> Table:
    """The accesses of one dataflow at each level, then what must fit where, as they are written above."""
    cells = [line.split() for line in ACCESSES.strip().splitlines()]
    fits = [line.split() for line in NEEDS.strip().splitlines()]
    rows = [row[1:] for row in cells if row[0] == dataflow]
    rows += [
        [f"fits {room}", f"{text} <= {room}", "", ""]
        for flow, room, text in fits
        if flow == dataflow
    ]
    return Table(
        cells[0][1:], rows, f"{dataflow}: accesses, and what its tiles must fit"
    )


@checked
def value(code, names: dict):
    """One equation worked out; tile sizes may be arrays."""
    return eval(code, BARE, names)


# all that an equation may call
BARE = {"__builtins__": {}, "up": np.ceil}


@cache
def _compile(text: str):
    """An equation as Python: ⌈x⌉ is up(x), and h, w, hv, hh are spelt out."""
    spelt = re.sub(r"\b(hv|hh|h|w)\b", lambda name: _DERIVED[name[0]], text)
    return compile(spelt.replace("⌈", "up(").replace("⌉", ")"), text, "eval")
