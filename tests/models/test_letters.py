"""Table II's rows of letters follow from our layers, all 24 as printed; VGG-19 is what its three layers add."""

from dnnlib.models import MODELS
from dnnlib.models.letters import (
    PRINTED,
    ROWS,
    letters,
    more_work,
    table_ii_letters,
    vgg_19,
)


def test_all_rows_are_as_printed():
    """Witness: Sze et al. 2017, Table II."""
    table = table_ii_letters()
    for name, *said, _, _ in table.rows:
        assert tuple(said) == PRINTED[name], name
    assert table.caption.startswith("24 of 24")


def test_letters_are_those_of_the_layers():
    found = letters(MODELS["AlexNet"])
    assert tuple(found) == ROWS
    assert found["channels"] == (3, 48, 192, 256) and found["strides"] == (1, 4)


def test_vgg_19_is_as_much_more_as_published():
    ours, published = vgg_19().rows[0][1:3]
    assert abs(ours - published) < 0.005
    gains = more_work().column("points a doubling")
    assert max(gains) == gains[-1]  # another architecture gives most
