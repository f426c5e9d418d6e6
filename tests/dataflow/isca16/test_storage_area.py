"""The area of a byte is the published table's, and falls with the size of the store from 8 bytes on."""

import pytest

from dnnlib.dataflow.isca16 import area_of_a_byte


def test_the_published_table_and_its_ends():
    assert area_of_a_byte(512) == 20.87 and area_of_a_byte(4096) == 12.70
    sizes = [8, 16, 100, 512, 4096]
    areas = [area_of_a_byte(size) for size in sizes]
    assert areas == sorted(areas, reverse=True)
    with pytest.raises(ValueError, match="the table has 2 to 4,096 bytes"):
        area_of_a_byte(8192)
