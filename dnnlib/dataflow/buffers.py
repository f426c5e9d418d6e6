"""The buffers that a walk fills: for each tensor a chain of levels, for each level a copy for each spatial turn."""

from dataclasses import dataclass, field
from itertools import product

from dnnlib.dataflow.loopnest import MULTIPLIER, Mapping
from dnnlib.dataflow.tiles import Placed
from dnnlib.door import checked
from dnnlib.shapes import ConvShape


@checked
@dataclass
class Buffers:
    """The copies of one tensor's buffer at one level: where each stands, what is in it, and who fills it."""

    name: str
    outer: "Buffers | None"
    time: list[int]  # how far one turn of each loop in time moves the tile's first word
    places: list[int]  # the first word of each copy, relative to the first copy's
    outer_copy: list[int]  # which copy of the outer level serves each copy
    offsets: list[int]  # the words of a tile, relative to its first
    held: list[dict[int, float]] = field(default_factory=list)
    at: int | None = None  # none before the first tile

    @property
    def source(self) -> "Buffers":
        """The buffers one level out. Errors: LookupError at the outermost level, which nothing fills."""
        if self.outer is None:
            raise LookupError(f"{self.name} is outermost: nothing fills it")
        return self.outer

    def tile(self, copy: int) -> list[int]:
        """The addresses of the words that a copy should hold now."""
        first = (self.at or 0) + self.places[copy]
        return [first + offset for offset in self.offsets]


@checked
def step(shape: ConvShape, tensor: str, loop: Placed) -> int:
    """How far one turn of a loop moves the address of a tensor's word: 0 for a loop that does not concern it."""
    _, channels, height, width = shape.tensor(tensor)
    inner = shape.M if tensor == "F" else channels
    at = {
        "I": {"N": channels * height * width, "G": shape.C // shape.G * height * width, "C": height * width,
              "P": shape.U * width, "R": width, "Q": shape.U, "S": 1},
        "F": {"G": inner // shape.G * channels * height * width, "M": channels * height * width,
              "C": height * width, "R": width, "S": 1},
        "O": {"N": channels * height * width, "G": inner // shape.G * height * width, "M": height * width,
              "P": width, "Q": 1},
    }  # fmt: skip
    return at[tensor].get(loop.dim, 0) * loop.stride


def _sums(shape: ConvShape, tensor: str, loops: list[Placed]) -> list[int]:
    """The address that each turn of some loops reaches, from 0, one entry a turn."""
    turns = product(*(range(loop.bound) for loop in loops))
    steps = [step(shape, tensor, loop) for loop in loops]
    return [sum(at * step for at, step in zip(turn, steps)) for turn in turns]


@checked
def chain(
    shape: ConvShape, mapping: Mapping, loops: list[Placed], tensor: str
) -> list[Buffers]:
    """The buffers that a tensor passes through, outermost first, and last the operands of the MACs themselves."""
    found: list[Buffers] = []
    fan = 1
    for depth, level in [*enumerate(mapping.levels), (len(mapping.levels), None)]:
        if level and tensor not in level.holds:
            continue
        above = [loop for loop in loops if loop.level < depth]
        copies = _sums(shape, tensor, [loop for loop in above if loop.spatial])
        each = len(copies) // fan
        found.append(Buffers(
            level.name if level else MULTIPLIER,
            found[-1] if found else None,
            [step(shape, tensor, loop) for loop in above if not loop.spatial],
            copies,
            [copy // each for copy in range(len(copies))],
            sorted(set(_sums(shape, tensor, [loop for loop in loops if loop.level >= depth]))),
            [{} for _ in copies],
            0 if not found else None,
        ))  # fmt: skip
        fan = len(copies)
    return found
