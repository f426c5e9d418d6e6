"""The buffers that a walk fills: for each tensor a chain of levels, for each level a copy for each spatial turn."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from operator import add, lt, mul

from dnnlib.dataflow.loopnest import DIMS, MULTIPLIER, RELEVANT, Mapping
from dnnlib.dataflow.ragged import Placed
from dnnlib.dataflow.tiles import bounds
from dnnlib.door import checked, explained
from dnnlib.shapes import ConvShape


@dataclass(frozen=True)
class Reach:
    """Loops as the indices that they lead to, one row a turn, a number for each dimension; and the sizes of these.

    A place may lie beyond a dimension's size: there nothing runs.
    """

    places: list[tuple[int, ...]]
    sizes: tuple[int, ...]

    def inside(self, first: tuple[int, ...]) -> list[int]:
        """Which places lie within the sizes when they are counted from `first`."""
        room = [size - at for size, at in zip(self.sizes, first)]
        if all(far < left for far, left in zip(self.farthest, room)):
            return self.all
        return [k for k in self.all if all(map(lt, self.places[k], room))]

    @cached_property
    def all(self) -> list[int]:
        """All places."""
        return list(range(len(self.places)))

    @cached_property
    def farthest(self) -> tuple[int, ...]:
        """The largest index of each dimension."""
        return tuple(max(column) for column in zip(*self.places))


@checked
@dataclass
class Buffers:
    """The copies of one tensor's buffer at one level: where each stands, what is in it, and who fills it."""

    name: str
    outer: "Buffers | None"
    depth: int  # the level; its loops in time and those further in make the tile
    copies: Reach  # where each copy stands, relative to the first
    outer_copy: list[int]  # which copy of the outer level serves each copy
    tile: Reach  # what a tile covers, relative to its first word
    steps: tuple[int, ...]  # how far the word moves when an index goes up by one
    relevant: list[int]  # the dimensions that move it at all
    held: list[dict[int, float]] = field(default_factory=list)
    at: tuple[int, ...] | None = None  # none before the first tile
    first: tuple[int, ...] = ()  # the indices where the tile of the first copy begins

    @property
    def source(self) -> "Buffers":
        """The buffers one level out. Errors: LookupError at the outermost level, which nothing fills."""
        if self.outer is None:
            raise LookupError(f"{self.name} is outermost: nothing fills it")
        return self.outer

    def goes_to(self, first: tuple[int, ...]) -> bool:
        """Move the tile to where it begins now; whether that is another one. Indices of other tensors move nothing."""
        at = tuple(first[k] for k in self.relevant)
        moved, self.at, self.first = at != self.at, at, first
        return moved

    def address(self, place: tuple[int, ...]) -> int:
        """The address of a word."""
        return sum(map(mul, place, self.steps))

    def words(self, copy: int) -> list[int]:
        """The addresses of the words that a copy should hold now: none where it has no work."""
        first = tuple(map(add, self.first, self.copies.places[copy]))
        at, some = self.address(first), self.tile.inside(first)
        if some is self.tile.all:
            return [at + offset for offset in self.offsets]
        return sorted({at + self.address(self.tile.places[k]) for k in some})

    @cached_property
    def offsets(self) -> list[int]:
        """The words of a whole tile, relative to its first."""
        return sorted({self.address(place) for place in self.tile.places})


@checked
def step(shape: ConvShape, tensor: str) -> tuple[int, ...]:
    """How far the address of a tensor's word moves when each index goes up by one: 0 where it does not concern it."""
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
    return tuple(at[tensor].get(dim, 0) for dim in DIMS)


@explained
def index(loops: list[Placed], turn: Sequence[int]) -> tuple[int, ...]:
    """The indices that one turn of some loops leads to, a number for each dimension."""
    at = dict.fromkeys(DIMS, 0)
    for loop, now in zip(loops, turn):
        at[loop.dim] += now * loop.stride
    return tuple(at.values())


@explained
def reach(shape: ConvShape, loops: list[Placed]) -> Reach:
    """Every turn of some loops."""
    turns = product(*(range(loop.bound) for loop in loops))
    sizes = tuple(bounds(shape).values())
    return Reach([index(loops, turn) for turn in turns], sizes)


@checked
def chain(
    shape: ConvShape, mapping: Mapping, loops: list[Placed], tensor: str
) -> list[Buffers]:
    """The buffers that a tensor passes through, outermost first, and last the operands of the MACs themselves."""
    found: list[Buffers] = []
    fan = 1
    relevant = [k for k, dim in enumerate(DIMS) if dim in RELEVANT[tensor]]
    for depth, level in [*enumerate(mapping.levels), (len(mapping.levels), None)]:
        if level and tensor not in level.holds:
            continue
        above = [loop for loop in loops if loop.level < depth]
        copies = reach(shape, [loop for loop in above if loop.spatial])
        each = len(copies.places) // fan
        found.append(Buffers(
            level.name if level else MULTIPLIER,
            found[-1] if found else None,
            depth,
            copies,
            [copy // each for copy in copies.all],
            reach(shape, [loop for loop in loops if loop.level >= depth]),
            step(shape, tensor),
            relevant,
            [{} for _ in copies.all],
        ))  # fmt: skip
        fan = len(copies.places)
    return found
