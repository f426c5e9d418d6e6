"""What is known of an assignment before its archive is read, and the names that its notebooks come back under."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from dnnlib.grading.intake.gradescope import Submitter
from dnnlib.grading.intake.platforms import Told

# layers-1, layers (1), layers-Copy1: handed in again
AGAIN = re.compile(r"(?:-Copy|-| ?\()(\d{1,6})\)?$")

Found = dict[str, list[Told] | str]  # whose each path is, or why nobody's


@dataclass(frozen=True)
class Wanted:
    """The assignment's notebooks, names that no student has, and the class.

    nobody: names of assignments and notebooks, in lower case. known: the class list, as names.same has it.
    pattern: an instructor's own. gradescope: reads who handed in each folder of Gradescope's export.
    """

    names: tuple[str, ...]
    assignment: str = ""
    nobody: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    pattern: str = ""
    gradescope: Callable[[], Mapping[str, list[Submitter]]] = dict

    def is_named(self, path: str) -> bool:
        """Whether a file has the name of one of the assignment's notebooks."""
        return stem(path) in {name.lower() for name in self.names}


def stem(path: str) -> str:
    """The notebook's name that a file has, without what says that it was handed in again, in lower case."""
    return AGAIN.sub("", PurePosixPath(path).stem).lower()


def is_paper(path: str) -> bool:
    """Whether a file can be a paper: a notebook, or an archive of some."""
    return path.lower().endswith((".ipynb", ".zip"))
