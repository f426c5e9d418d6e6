"""Names that must be among some: one of them, or a sentence that lists them."""

from collections.abc import Iterable

from dnnlib.door.integers import shown


class Unlisted(KeyError, ValueError):
    """A name that is not among those there are: a KeyError where something is looked up, and a ValueError as all else."""

    def __str__(self) -> str:  # a KeyError's own would be in quotes
        return str(self.args[0]) if self.args else ""


def listed(what: str, name, there: Iterable[str]):
    """The name, once it is one of those there are. Errors: Unlisted names it, and lists them."""
    there = list(there)
    if isinstance(name, str) and name in there:
        return name
    raise Unlisted(f"no {what} {shown(name)}; there are {', '.join(there)}")
