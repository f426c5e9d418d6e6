"""Laws of the shape of a layer; the witness for sizes is torch's own convolution."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from dnnlib.shapes import LEGEND, ConvShape, output_size

SMALL = st.integers(1, 5)


@st.composite
def shapes(draw):
    """A random small ConvShape, groups included."""
    G = draw(st.integers(1, 3))
    dims = {dim: draw(SMALL) for dim in "NPQRSU"}
    return ConvShape(M=G * draw(SMALL), C=G * draw(SMALL), G=G, **dims)


@given(shapes())
@settings(deadline=None, max_examples=40)
def test_torch_makes_the_same_output_and_holds_the_same_weights(shape):
    layer = torch.nn.Conv2d(
        shape.C, shape.M, (shape.R, shape.S), shape.U, groups=shape.G, bias=False
    )
    assert tuple(layer(torch.zeros(shape.tensor("I"))).shape) == shape.tensor("O")
    assert layer.weight.numel() == shape.size("F")


@given(shapes())
@settings(deadline=None, max_examples=60)
def test_a_mac_for_each_weight_of_each_output_position(shape):
    assert shape.macs == shape.size("F") * shape.N * shape.P * shape.Q
    assert shape.macs * shape.M == shape.size("O") * shape.size("F")


@given(
    size=st.integers(1, 40),
    filter=st.integers(1, 11),
    stride=st.integers(1, 5),
    pad=st.integers(0, 5),
)
@settings(deadline=None, max_examples=80)
def test_output_size_counts_the_places_where_the_filter_fits(size, filter, stride, pad):
    places = [
        at for at in range(0, size + 2 * pad, stride) if at + filter <= size + 2 * pad
    ]
    if not places:
        with pytest.raises(ValueError, match=f"a filter of {filter} does not fit"):
            output_size(size, filter, stride, pad)
    else:
        assert output_size(size, filter, stride, pad) == len(places)


def test_alexnet_conv1_as_the_survey_prints_it():
    # Sze et al. 2017, Table II: input 227, stride 4; ofmap 55
    assert output_size(227, 11, 4) == 55
    assert ConvShape(M=96, C=3, P=55, Q=55, R=11, S=11, U=4).H == 227


@pytest.mark.parametrize("dim", LEGEND)
@pytest.mark.parametrize("bad", [0, -1, 2.5, "3", None, True])
def test_a_bad_dimension_is_named_with_its_value(dim, bad):
    with pytest.raises(ValueError, match=rf"{dim}={bad!r}.*integer of 1 or more"):
        ConvShape(**{dim: bad})


def test_groups_must_divide_the_channels():
    with pytest.raises(ValueError, match=r"C=3 .*not divisible by G=2"):
        ConvShape(M=4, C=3, G=2)
    with pytest.raises(ValueError, match="unknown tensor 'W'"):
        ConvShape().size("W")
    with pytest.raises(ValueError, match="pad=-1"):
        output_size(5, 3, pad=-1)
    with pytest.raises(ValueError, match="pad by 2 or more"):
        output_size(2, 5)
