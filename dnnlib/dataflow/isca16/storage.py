"""The storage of each dataflow in the published comparison: one area for all, split between the RFs and the buffer.

Source: Chen, Emer, Sze, ISCA 2016 (equal area), and the first author's public model of it (areas and RF sizes, 2016).
"""

from typing import NamedTuple

import numpy as np

from dnnlib.dataflow.taxonomy import ALIASES, INITIALS
from dnnlib.door import checked, whole

DATAFLOWS = ("WS", "OS_A", "OS_B", "OS_C", "NLR", "RS")

# Area of one byte of storage in um^2, 65 nm, by the store's size, linear in between; the buffer is one of 4 kB or more.
_AREA = """
bytes   2       4       8       16      32     64     128    256    512    1024   2048   4096
um^2    103.47  172.07  177.07  169.89  96.06  59.15  39.94  27.48  20.87  16.14  13.89  12.70
"""
_BYTES, _UM2 = (
    np.array(line.split()[1:], float) for line in _AREA.strip().splitlines()
)
# the model's own rounding: a buffer's area becomes bytes at 52,020 um^2 for 4,096 B
_GLB_BYTE = 52_020 / 4_096
WORD = 2  # bytes

# Words of RF in a PE. U = 4 and R = 11 are those of AlexNet's conv1, which every layer's PE must be able to run.
RF_WORDS = {
    "RS":   256,             # 512 B, the size that makes RS's energy least
    "WS":   1,               # a weight
    "OS_A": 1 + 4 + 4 * 11,  # a psum, and U + U*R words of ifmap on their way through
    "OS_B": 1 + 4,           # a psum and U words
    "OS_C": 1,               # a psum
    "NLR":  0,
}  # fmt: skip


class Storage(NamedTuple):
    """Words in one PE's RF and words in the buffer."""

    RF: int
    GLB: int


@checked
def storage(dataflow: str, pes: int) -> Storage:
    """The RF and the buffer that a dataflow gets out of one area: what its RFs leave over, its buffer has.

    area(GLB) = pes*area(512 B) + area(pes*512 B) - pes*area(RF). Units: 16-bit words.
    Errors: ValueError lists the dataflows, or names pes. Source: Chen et al., ISCA 2016, section VI (equal area).
    """
    rf = RF_WORDS[named(dataflow)]
    pes = whole("pes", pes, means="PEs in the array")
    baseline = pes * 512 * (np.interp(512, _BYTES, _UM2) + _UM2[-1])
    left = baseline - pes * rf * WORD * np.interp(rf * WORD, _BYTES, _UM2)
    return Storage(rf, int(left / _GLB_BYTE / WORD))


@checked
def area_of_a_byte(size: int) -> float:
    """The area of one byte in a store of `size` bytes, 65 nm: small stores pay for their edges.

    Units: um^2; bytes. Errors: ValueError outside the published table, 2 to 4,096 bytes.
    Source: the first author's public model of Chen et al., ISCA 2016.
    """
    least, most = _BYTES[0], _BYTES[-1]
    if not least <= size <= most:
        raise ValueError(f"size={size}: the table has {least:g} to {most:,g} bytes")
    return float(np.interp(size, _BYTES, _UM2))


@checked
def named(dataflow: str) -> str:
    """A dataflow's name as in DATAFLOWS: "os_a", "OSA", "OS_A" and "output A" are one. ValueError lists them."""
    spellings = {name.replace("_", ""): name for name in DATAFLOWS}
    longer = {long: short for short, long in INITIALS.items()}
    name = longer.get(ALIASES.get(dataflow, dataflow), dataflow)
    plain = str(name).upper().replace("_", "")
    if plain not in spellings:
        raise ValueError(f"no dataflow {dataflow!r}; there are {', '.join(DATAFLOWS)}")
    return spellings[plain]
