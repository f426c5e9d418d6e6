"""A short seeded lane of `make fuzz`: no function of the library answers wrongly, hangs or changes an argument."""

import pytest
from fuzz import fuzz
from fuzz.discover import WRITES, targets
from fuzz.fuzz import CHANGED, OTHER, WRONG, call

# of the calls; `make fuzz` lists them, and the share only goes down (0.3 % of 8,000)
CALLS, MOST_OTHER = 1500, 0.02


@pytest.fixture(scope="module")
def outcomes():
    fuzz.prepare()
    return fuzz.fuzz(15, CALLS)


def test_nothing_is_wrong_in_silence(outcomes):
    bad = [one for one in outcomes if one.kind in (WRONG, CHANGED)]
    assert not bad, fuzz.summary(bad)


def test_other_exceptions_are_few(outcomes):
    other = [one for one in outcomes if one.kind == OTHER]
    assert len(other) <= MOST_OTHER * len(outcomes), fuzz.summary(other)


def test_every_module_is_walked():
    names = {target.name.split(".")[0] for target in targets()}
    assert {"kernels", "quant", "compress", "dataflow", "models", "plots"} <= names


def test_the_fuzzer_sees_what_it_is_for():
    """A wrong sum, an AttributeError and a changed argument are each told apart; seen with planted functions."""
    import random

    from fuzz.discover import Target

    def broken(shape):
        return shape.nothing

    def changing(x):
        x[...] = 0

    found = {call(Target("broken", broken), random.Random(k)).kind for k in range(30)}
    assert OTHER in found
    found = {
        call(Target("changing", changing), random.Random(k)).kind for k in range(60)
    }
    assert CHANGED in found


def test_what_writes_into_the_package_is_left_alone():
    """Seen to fail: data.save_weights({}, ...) emptied an asset, copies.start("") wrote a course into the checkout."""
    names = {target.name for target in targets()}
    assert not names & WRITES
    assert not [name for name in names if "save" in name.split(".")[-1]]
