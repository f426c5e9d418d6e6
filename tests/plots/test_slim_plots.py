"""Chapter 11's figures: their numbers are those of the study, and the same value gives the same picture."""

import pytest

from dnnlib import plots
from dnnlib.screen.explore import svg
from dnnlib.slim import bill, results, swap

FIGURES = {
    "block_swap": plots.block_swap,
    "low_rank": plots.low_rank,
    "network_bills": plots.network_bills,
}


@pytest.mark.parametrize("name", FIGURES)
def test_the_same_value_gives_the_same_picture_with_numbers(name):
    first, again = FIGURES[name](), FIGURES[name]()
    assert svg(first) == svg(again) and first.table.rows and first.title


def test_titles_say_the_numbers():
    figure = plots.network_bills(16)
    ratio = bill.bill("SqueezeNet", 16).energy / bill.bill("AlexNet", 16).energy
    assert f"{ratio:.2f} of its energy" in figure.title
    figure = plots.block_swap("5x5, 64 channels", "fire", 1)
    dense, fire = (
        swap.swapped("5x5, 64 channels", form, 1) for form in ("dense", "fire")
    )
    assert f"{dense.macs / fire.macs:.3g}x less" in figure.title


def test_every_recorded_form_has_a_picture():
    for form, one in results.results()["ranks"].items():
        assert f"{one['right']:.2f} % of the digits right" in plots.low_rank(form).title
    with pytest.raises(ValueError, match="conv2 cp 16"):
        plots.low_rank("conv2 cp 17")
