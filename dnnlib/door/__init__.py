"""The door: what comes in is what was asked for, or a sentence; what goes out is written whole.

signature          `checked` holds a function's arguments to its signature; `explained` only where a call fails
kinds, foreign     what fits an annotation; an error in others' words, in a sentence
promised           the shapes of a docstring, where a call has failed in NumPy's words
integers, reals    one number at the door: whole, real, a share of one
floats             arrays whose sums neither wrap nor stop: opened, floats, summed
alike              arrays of one shape
choices            one of the names that there are
files              a file is written whole, or not at all
"""

from dnnlib.door.alike import alike
from dnnlib.door.choices import Unlisted, listed
from dnnlib.door.files import save
from dnnlib.door.floats import floats, opened, real_array, summed, wide
from dnnlib.door.integers import is_whole, shown, whole
from dnnlib.door.reals import is_real, real, share
from dnnlib.door.signature import checked, explained

__all__ = [
    "Unlisted",
    "alike",
    "checked",
    "explained",
    "floats",
    "is_real",
    "is_whole",
    "listed",
]
__all__ += [
    "opened",
    "real",
    "real_array",
    "save",
    "share",
    "shown",
    "summed",
    "whole",
    "wide",
]
