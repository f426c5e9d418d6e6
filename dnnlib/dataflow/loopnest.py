"""A mapping is a value: levels of storage, outermost first, and the loops that run at each.

    DRAM: M16* R3 / GLB[IF]: P16 / RF:

reads: at DRAM a spatial loop over 16 of M (the star: 16 copies of all that lies below) around a loop over 3 of R;
a buffer GLB that holds I and F but not O, and 16 of P; a register file RF with no loop of its own. The body of all
loops is one multiply-accumulate. A level's buffer holds one tile: what the loops of that level and below it touch.

Loops may overrun a layer: M5 around M4 covers 17 filters, and the last turn of M5 is short (ragged.py). A mapping
does not know the layer; printed.py prints the nest with the min(...) that cuts it.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dnnlib.dataflow.notation import DIMS, MULTIPLIER, NETWORK, TENSORS, body, read
from dnnlib.door import checked, whole
from dnnlib.shapes import LEGEND

# the loops that move a tensor's address
RELEVANT = {"I": "GNCPQRS", "F": "GMCRS", "O": "GNMPQ"}


@checked
@dataclass(frozen=True)
class Loop:
    """One loop: over `bound` parts of a dimension, in time or, if spatial, over as many copies of what is below.

    str(Loop("M", 16, spatial=True)) is "M16*". Errors: ValueError names the dimension or the bound that cannot be.
    """

    dim: str
    bound: int
    spatial: bool = False

    def __post_init__(self):
        if self.dim not in tuple(DIMS):
            raise ValueError(
                f"{self.dim!r} is no loop's dimension: choose {' '.join(DIMS)}"
            )
        name = f"the bound of {self.dim} ({LEGEND[self.dim]})"
        object.__setattr__(self, "bound", whole(name, self.bound))

    def __str__(self) -> str:
        return f"{self.dim}{self.bound}{'*' * self.spatial}"


@checked
@dataclass(frozen=True)
class Level:
    """A level of storage: its loops, outermost first, and the tensors that it holds (the others pass it by).

    str(Level("GLB", (Loop("P", 16),), "IF")) is "GLB[IF]: P16". Errors: ValueError names what cannot be.
    """

    name: str
    loops: tuple[Loop, ...] = ()
    holds: str = TENSORS

    def __post_init__(self):
        if not self.name.isidentifier() or self.name in (NETWORK, MULTIPLIER):
            raise ValueError(
                f"{self.name!r} cannot name a level: use one word, such as DRAM, GLB or RF; {NETWORK} (the network, "
                f"counted by itself wherever a loop is spatial) and {MULTIPLIER} store nothing"
            )
        strange = sorted(set(self.holds) - set(TENSORS))
        if strange or len(set(self.holds)) < len(self.holds):
            raise ValueError(
                f"{self.name} holds {self.holds!r}: choose among I, F and O, each once"
            )
        object.__setattr__(self, "loops", tuple(self.loops))
        object.__setattr__(
            self, "holds", "".join(t for t in TENSORS if t in self.holds)
        )

    @property
    def label(self) -> str:
        """The name, and in brackets what the level holds where that is not everything."""
        return self.name if self.holds == TENSORS else f"{self.name}[{self.holds}]"

    def __str__(self) -> str:
        return " ".join([f"{self.label}:", *map(str, self.loops)])


@checked
@dataclass(frozen=True)
class Mapping:
    """A loop nest with its levels of storage: which work is done where, when, and from which buffer.

    print(mapping) is the paper's nest; mapping.compact is the same on one line. `parse` reads both, so that
    Mapping.parse(str(m)) == Mapping.parse(m.compact) == m.

    Errors: ValueError where two levels share a name or the outermost does not hold all three tensors.
    Source: Sze et al. 2017, V-B; the notation of nests is that of Chen et al., ISCA 2016.
    """

    levels: tuple[Level, ...]

    def __post_init__(self):
        object.__setattr__(self, "levels", tuple(self.levels))
        names = [level.name for level in self.levels]
        if not names:
            raise ValueError(
                "a mapping needs a level, such as DRAM: for its data to start in"
            )
        for name in names:
            if names.count(name) > 1:
                raise ValueError(
                    f"two levels are named {name}: give each a name of its own"
                )
        if self.levels[0].holds != TENSORS:
            raise ValueError(
                f"{self.levels[0].label} is outermost: it must hold I, F and O, which start there"
            )

    @classmethod
    def of(cls, value) -> "Mapping | None":
        """The mapping that a text stands for; None where it is no text. Errors: as of `parse`."""
        return cls.parse(value) if isinstance(value, str) else None

    @classmethod
    def parse(cls, text: str) -> "Mapping":
        """A mapping from its line or its printed nest. Errors: ValueError shows where the text is bad, and what fits.

        Mapping.parse("DRAM: M16* R3 / GLB[IF]: P16 / RF:")
        """
        levels = [
            Level(name, tuple(Loop(*loop) for loop in loops), holds)
            for name, loops, holds in read(text)
        ]
        return cls(tuple(levels))

    @property
    def compact(self) -> str:
        """The mapping on one line: "DRAM: M16* R3 / GLB[IF]: P16 / RF:"."""
        return " / ".join(map(str, self.levels))

    def loops(self) -> Iterator[tuple[int, Loop]]:
        """Every loop from the outermost to the innermost, with the number of its level."""
        return (
            (depth, loop)
            for depth, level in enumerate(self.levels)
            for loop in level.loops
        )

    def product(self, dims: str = DIMS, spatial: bool | None = None) -> int:
        """The product of the bounds of loops: of these dimensions; only spatial ones, only those in time, or all."""
        total = 1
        for _, loop in self.loops():
            if loop.dim in dims and spatial in (None, loop.spatial):
                total *= loop.bound
        return total

    @property
    def steps(self) -> int:
        """Steps in time if no turn is cut: the product of the loops that are not spatial. A step is one MAC in every copy.

        On a layer that cuts some, `tiles.steps(shape, mapping)` are fewer.
        """
        return self.product(spatial=False)

    @property
    def pes(self) -> int:
        """Multipliers at work in a step: the product of the spatial loops."""
        return self.product(spatial=True)

    def printed(self, turns: Sequence[str]) -> str:
        """The nest, with the turns of each of its loops as text: their bounds, or where a layer cuts them a formula."""
        width = max(len(level.label) for level in self.levels)
        left = Counter(loop.dim for _, loop in self.loops())
        lines, depth, text = [], 0, iter(turns)
        dims = "".join(left)
        for level in self.levels:
            rows = []
            for loop in level.loops:
                left[loop.dim] -= 1  # m2, m1, m0: the innermost is 0
                word = "parallel-for" if loop.spatial else "for"
                name = f"{loop.dim.lower()}{left[loop.dim]}"
                rows.append(f"{'  ' * depth}{word} {name} in range({next(text)}):")
                depth += 1
            if level is self.levels[-1]:
                rows.append("  " * depth + body(dims))
            labels = [level.label] + [""] * len(rows)
            lines += [
                f"{label:{width}} | {row}".rstrip()
                for label, row in zip(labels, rows or [""])
            ]
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.printed([str(loop.bound) for _, loop in self.loops()])

    def __repr__(self) -> str:
        return f"Mapping.parse({self.compact!r})"
