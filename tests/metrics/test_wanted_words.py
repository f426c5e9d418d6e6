"""Words of I that a window sees, and rooflines of odd machines.

Seen to fail: a 1 x 1 layer at stride 2 had 14.2 operations a byte where the mapper's floor says 38.5; a rate of 0 was
drawn on the roof.
"""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dnnlib import MODELS, ConvShape, metrics, plots
from dnnlib.dataflow.appraisal import appraise

small = st.integers(1, 5)


@given(small, small, small, small, st.integers(1, 4))
def test_wanted_words_are_those_that_a_window_touches(P, Q, R, S, U):
    s = ConvShape(C=2, P=P, Q=Q, R=R, S=S, U=U)
    seen = {(U * p + r, U * q + t) for p, q, r, t in product(*map(range, (P, Q, R, S)))}
    assert s.wanted("I") == 2 * len(seen)
    assert s.wanted("F") == s.size("F") and s.wanted("O") == s.size("O")


@pytest.mark.parametrize("name", ["conv3_1a", "conv2_1b", "conv1"])
def test_the_roofline_and_the_nest_count_one_floor(name):
    shape = MODELS["ResNet-50"].layer(name).shape
    loops = " ".join(f"{dim}{getattr(shape, dim)}" for dim in "MCPQRS")
    floor = appraise(shape, f"DRAM: {loops} / RF:").at_least
    assert metrics.intensity(shape) == pytest.approx(2 * shape.macs / (4 * floor))


@pytest.mark.parametrize("bad", [0, -1, np.nan, np.inf, None, "fast", True])
def test_a_machine_and_a_point_are_made_of_numbers_above_zero(bad):
    for make in (
        lambda: metrics.Machine("m", bad, 1.0),
        lambda: metrics.Machine("m", 1.0, bad),
        lambda: metrics.intensity(ConvShape(), word=bad),
    ):
        with pytest.raises(ValueError):
            make()
    machine = metrics.Machine("m", 1e12, 1e11)
    if bad is not None:
        for point in (("x", bad, 1.0), ("x", 1.0, bad)):
            with pytest.raises(ValueError, match="of x="):
                plots.roofline(machine, [point])
    with pytest.raises(ValueError):
        metrics.attainable(1, 1, [1, np.nan, 2])
