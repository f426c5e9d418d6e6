"""The door: what comes in is what the signature says, or a sentence that names value and fix.

Seen to fail: array.cycles(layer, 12, 14) was "'Layer' object has no attribute 'M'", and 12,118 of 103,173
fuzzed calls ended in an AttributeError of that kind.
"""

import re
from typing import Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dnnlib import MODELS, ConvShape
from dnnlib.costs import NORMALIZED, Costs
from dnnlib.dataflow import array, reuse
from dnnlib.dataflow.accesses import count
from dnnlib.dataflow.hardware import EYERISS
from dnnlib.dataflow.loopnest import Mapping
from dnnlib.dataflow.mapper import search
from dnnlib.door import checked, explained
from dnnlib.door.promised import promised

LAYER = MODELS["AlexNet"].layer("conv1")


@checked
def takes(
    shape: ConvShape,
    n: int,
    x,
    share: float = 0.5,
    way: Literal["A", "B"] = "A",
    costs: Costs | None = None,
    sizes: tuple[int, ...] = (),
    slowly: bool = False,
):
    """All arguments, as they come in."""
    return shape, n, x, share, way, costs, sizes, slowly


GOOD = dict(
    shape=ConvShape(M=4),
    n=3,
    x=[1, 2],
    share=0.5,
    way="A",
    costs=None,
    sizes=(1,),
    slowly=True,
)
BAD = [None, "conv1", object, lambda: 0, {"a": 1}, object(), b"x", 1j]


def test_what_fits_goes_on():
    assert takes(**GOOD)[0] == GOOD["shape"]
    shape, n, *_, sizes, slowly = takes(
        LAYER, np.int8(3), 1, sizes=[np.uint8(2)], slowly=np.True_
    )
    assert shape is LAYER.shape and type(n) is int
    assert type(sizes[0]) is int and slowly is True


@given(st.sampled_from(sorted(GOOD)), st.sampled_from(BAD))
def test_what_does_not_fit_is_named_with_what_would(name, value):
    if (name, value) in [("costs", None), ("way", "conv1")] or (
        name == "x" and value == 1j
    ):
        return
    with pytest.raises((TypeError, ValueError)) as caught:
        takes(**{**GOOD, name: value})
    text = str(caught.value)
    assert text.startswith(f"takes: {name}") and ("give " in text or "must be " in text)


@pytest.mark.parametrize(
    "call",
    [
        lambda layer: array.cycles(layer, 12, 14),
        lambda layer: reuse.uses(layer),
        lambda layer: search(layer, EYERISS, "row"),
    ],
)
def test_a_layer_goes_where_its_shape_goes(call):
    layer = MODELS["LeNet-5"].layer("conv1")
    assert call(layer) == call(layer.shape)


def test_a_text_goes_where_its_mapping_goes():
    text = "DRAM: M4 / RF:"
    assert count(ConvShape(M=4), text) == count(ConvShape(M=4), Mapping.parse(text))
    with pytest.raises(ValueError, match="this level has no colon"):
        count(ConvShape(M=4), "DRAM M4")


def test_a_class_checks_what_it_is_made_of():
    with pytest.raises(
        TypeError, match="Costs: levels=5 is of type int; give a dictionary"
    ):
        Costs("mine", "pJ", 16, 1, 5)
    assert NORMALIZED["DRAM"] == 200


@checked
def meets(Q, K, V):
    """A product. Shapes: Q [T,D], K [S,D], V [...,E] -> O [T,E]."""
    return Q @ K.T @ V[0]


@pytest.mark.parametrize(
    "q, k, said",
    [
        ((3,), (4, 2), "Q has one axis, shape (3,); it takes Q [T,D]"),
        ((3, 2), (4, 3), "D is 3 in K and 2 in Q; it takes K [S,D]"),
        ((3, 2, 2), (4, 3), "Q has 3 axes"),
    ],
)
def test_a_call_that_fails_is_held_to_the_shapes_of_its_docstring(q, k, said):
    """Seen to fail: flash of three axes was "tuple index out of range"."""
    with pytest.raises(ValueError, match=re.escape(f"meets: {said}")) as caught:
        meets(np.ones(q), np.ones(k), np.ones((1, 4, 5)))
    assert caught.value.__cause__ is not None, "what NumPy said stands below it"


def test_a_call_that_works_is_not_held_to_its_docstring():
    assert meets(np.ones((7, 3, 2)), np.ones((4, 2)), np.ones((1, 4, 5))).shape[0] == 7


def test_a_sentence_of_ours_is_never_replaced():
    @checked
    def refuses(x):
        """Shapes: x [n] -> [n]."""
        raise ValueError("give another")

    with pytest.raises(ValueError, match="give another"):
        refuses(np.ones((2, 2)))


@pytest.mark.parametrize(
    "text, found",
    [
        ("Shapes: x [...,T,D], y [T] -> z [T].", [("x", ["...", "T", "D"]), ("y", ["T"])]),
        ("Shapes: Q and K [S,D/2]. Source: one [2].", [("Q", ["S", "D/2"]), ("K", ["S", "D/2"])]),
        ("Shapes: F [M,C] or [M]. It has two forms.", []),
        ("No such line, but an [array].", []),
    ],
)  # fmt: skip
def test_a_docstrings_shapes_are_read(text, found):
    assert list(promised(text)) == found


# An error in others' words is told with what was given


def first_of(pairs: dict, name: str, share: float = 1.0):
    """A value, over a share."""
    return pairs[name][0] / share


FAILING = [
    (KeyError, ({}, "fc1")),
    (IndexError, ({"fc1": []}, "fc1")),
    (ZeroDivisionError, ({"fc1": [1]}, "fc1", 0)),
    (OverflowError, ({"fc1": [2**2000]}, "fc1", 0.5)),
]


@pytest.mark.parametrize("door", [checked, explained])
@pytest.mark.parametrize(("kind", "given"), FAILING)
def test_an_error_of_python_names_the_arguments_and_keeps_its_kind(door, kind, given):
    guarded = door(first_of)
    for waited in (kind, ValueError):
        with pytest.raises(waited, match=f"first_of: pairs=.*{kind.__name__}"):
            guarded(*given)


def test_what_is_explained_is_looked_at_only_where_it_failed():
    guarded = explained(first_of)
    with pytest.raises(TypeError, match="first_of: pairs=3 is of type int"):
        guarded(3, "fc1")
    assert guarded([[5]], 0) == 5  # a list goes through, as nobody looked


def test_errors_that_a_docstring_promises_stay():
    @checked
    def looked_up(names: dict, name: str):
        """A value. Errors: KeyError where there is none."""
        return names[name]

    with pytest.raises(KeyError) as caught:
        looked_up({}, "fc1")
    assert type(caught.value) is KeyError
