"""The KV cache: keys and values of the tokens so far are kept, so that a step computes those of one token alone.

    cache = Cache()
    K, V = cache.add(k, v)      the new token's among them: a token looks at itself, too

Decoding without it computes T tokens for token T: T^2 / 2 in all instead of T.
"""

import numpy as np

from dnnlib.door import checked


@checked
class Cache:
    """Keys and values of one layer, [...,heads,T,D], which grow along T.

    Memory is doubled when it is full, so that adding T tokens copies 2T and not T^2 / 2.
    """

    def __init__(self):
        self.length = 0
        self._rooms: list[np.ndarray] = []

    def __len__(self) -> int:
        return self.length

    def add(self, k, v) -> tuple[np.ndarray, np.ndarray]:
        """All keys and values once these are among them: [...,T,D], a view.

        Shapes: k and v [...,t,D] of t new tokens. Errors: ValueError where they are of other heads than before.
        """
        new = [np.asarray(part) for part in (k, v)]
        self._rooms = self._rooms or [_room(part, _tokens(part)) for part in new]
        for room, part in zip(self._rooms, new):
            if room.shape[:-2] != part.shape[:-2] or room.shape[-1] != part.shape[-1]:
                raise ValueError(
                    f"shape {part.shape} after {room.shape}: only the tokens, the axis before the last, may differ"
                )
        total = self.length + _tokens(new[0])
        if total > _tokens(self._rooms[0]):
            self._rooms = [self._larger(room, total) for room in self._rooms]
        for room, part in zip(self._rooms, new):
            room[..., self.length : total, :] = part
        self.length = total
        return self.read()

    def read(self) -> tuple[np.ndarray, np.ndarray]:
        """Keys and values so far. Errors: ValueError where there are none."""
        if not self._rooms:
            raise ValueError("the cache is empty: add keys and values first")
        K, V = (room[..., : self.length, :] for room in self._rooms)
        return K, V

    def forget(self, length: int):
        """Keep the first `length` tokens: a draft that was rejected is taken back."""
        if not 0 <= length <= self.length:
            raise ValueError(f"length={length}: there are {self.length} tokens")
        self.length = length

    @property
    def bytes(self) -> int:
        """What is kept, at the width of its values: 2 * heads * T * D * bytes."""
        return sum(part.nbytes for part in self.read()) if self.length else 0

    def _larger(self, room, total: int) -> np.ndarray:
        grown = _room(room, max(total, 2 * _tokens(room)))
        grown[..., : self.length, :] = room[..., : self.length, :]
        return grown


def _tokens(part) -> int:
    """Tokens of an array [...,T,D]."""
    return part.shape[-2]


def _room(like, tokens: int) -> np.ndarray:
    return np.empty((*like.shape[:-2], tokens, like.shape[-1]), like.dtype)
