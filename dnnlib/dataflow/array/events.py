"""What happens in a PE array, and what its PEs hold: events and frames, in arrays."""

from collections import Counter
from dataclasses import dataclass, fields

import numpy as np

from dnnlib.door import checked
from dnnlib.table import Table

LEVELS, TENSORS, KINDS = ("GLB", "NoC", "RF", "MAC"), "IFO", ("read", "fill", "update")


@checked
@dataclass(frozen=True, eq=False)
class Events:
    """Events in the order of their cycles, one array a field. level, tensor, kind index LEVELS, TENSORS and KINDS.

        GLB read, update   a word leaves the buffer for the PE at row, col (once, however many it serves), or comes back
        NoC read, update   PE row, col takes a word of I or F off the wires; adds a sum that came over them to its own
        RF  read, fill, update   PE row, col reads, is filled with, or adds to a word that stays in it
        MAC update         PE row, col multiplies and adds: one multiply-accumulate

    word is a place in I.ravel(), F.ravel() or O.ravel(); value is that word's, for O the sum so far.
    """

    cycle: np.ndarray
    row: np.ndarray
    col: np.ndarray
    level: np.ndarray
    tensor: np.ndarray
    kind: np.ndarray
    word: np.ndarray
    value: np.ndarray

    def __len__(self) -> int:
        return len(self.cycle)

    def __getitem__(self, which) -> "Events":
        """Some of the events: a slice, a mask, or places."""
        return Events(*(getattr(self, f.name)[which] for f in fields(self)))

    def of(self, level: str, tensor: str, kind: str) -> "Events":
        """The events of one kind: of("GLB", "I", "read")."""
        at = LEVELS.index(level), TENSORS.index(tensor), KINDS.index(kind)
        return self[
            (self.level == at[0]) & (self.tensor == at[1]) & (self.kind == at[2])
        ]

    def accesses(self) -> Counter:
        """How many of each: {(level, tensor, kind): words}, the MACs left out; as accesses.walk counts."""
        code = (self.level.astype(int) * len(TENSORS) + self.tensor) * len(
            KINDS
        ) + self.kind
        found = np.bincount(code, minlength=len(LEVELS) * len(TENSORS) * len(KINDS))
        names = [
            (level, tensor, kind)
            for level in LEVELS
            for tensor in TENSORS
            for kind in KINDS
        ]
        return Counter(
            {name: int(n) for name, n in zip(names, found) if n and name[0] != "MAC"}
        )

    def table(self, most: int = 20) -> Table:
        """The first events as rows."""
        rows = [
            (
                int(e[0]),
                f"{e[1]}, {e[2]}",
                LEVELS[e[3]],
                TENSORS[e[4]],
                KINDS[e[5]],
                int(e[6]),
                e[7].item(),
            )
            for e in zip(*(getattr(self[:most], f.name) for f in fields(self)))
        ]
        return Table(
            ("cycle", "row, col", "level", "tensor", "kind", "word", "value"), rows
        )

    @classmethod
    def joined(cls, parts: list["Events"]) -> "Events":
        """Several, in the order of their cycles; within a cycle in the order given."""
        fused = [
            np.concatenate([getattr(part, f.name) for part in parts])
            for f in fields(cls)
        ]
        return cls(*fused)[np.argsort(fused[0], kind="stable")]


@checked
@dataclass(frozen=True, eq=False)
class Frames:
    """What every PE holds in each cycle from `start` on, and whether it multiplies.

    Shapes: word, value [cycle, tensor, row, col], busy [cycle, row, col]; tensor 0, 1, 2 is I, F, O. A word is a place
    in the tensor's ravel(), -1 for none; the value of O is the sum in that PE at the end of the cycle.
    """

    start: int
    word: np.ndarray
    value: np.ndarray
    busy: np.ndarray

    def __len__(self) -> int:
        return len(self.busy)


@checked
def events(
    cycle, mask, row, col, level: str, tensor: str, kind: str, word, value
) -> Events:
    """The events of one kind where mask [cycle, row, col] holds; the other arrays are spread over its shape."""
    at = np.nonzero(mask)
    spread = [
        np.broadcast_to(array, mask.shape)[at]
        for array in (cycle, row, col, word, value)
    ]
    codes = [np.full(len(at[0]), places.index(name), np.int8)
             for places, name in ((LEVELS, level), (TENSORS, tensor), (KINDS, kind))]  # fmt: skip
    return Events(
        *(array.astype(np.int32, copy=False) for array in spread[:3]),
        *codes,
        *spread[3:],
    )
