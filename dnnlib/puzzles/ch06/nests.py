"""A nest as an answer: text, a Mapping, or what the mapper found; the judge reads it anew and prices it."""

from dnnlib.dataflow.loopnest import Mapping
from dnnlib.dataflow.mapper.search import Best
from dnnlib.puzzle.plain import written_as

LONGEST = 4000  # letters of a nest

written_as(Mapping, lambda mapping: mapping.compact)
written_as(Best, lambda best: best.mapping.compact)


def read(nest) -> Mapping:
    """The nest that an answer returned. Errors: ValueError says what would be one, or where its text is bad."""
    if not isinstance(nest, str):
        raise ValueError(
            f"no nest came back, but {str(nest)[:60]}: return text such as "
            '"DRAM: M4 P16 R3 / RF:", or a Mapping'
        )
    if len(nest) > LONGEST:
        raise ValueError(f"a nest of {len(nest):,} letters: {LONGEST:,} at most")
    return Mapping.parse(nest)


def handed_out(function):
    """The function as it is: earlier exercises had a decorator here, and the judge prices nests itself now."""
    return function
