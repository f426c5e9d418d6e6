"""The pictures that tell a chapter's story: what is drawn follows from the library, and no length misleads."""

import numpy as np
import pytest

from dnnlib import costs, plots
from dnnlib.dataflow.reuse import input_energy, psum_energy
from dnnlib.kernels import fft, timings
from dnnlib.plots.fft_tiles import layer, savings
from dnnlib.plots.look import label, picture
from dnnlib.screen.explore import svg


def spans(figure, least=0.0):
    """Widths and heights of the filled shapes of a figure, in inches."""
    boxes = [patch.get_path().get_extents() for patch in figure.artists]
    return [(box.width, box.height) for box in boxes if box.width > least]


def test_an_access_is_as_long_as_its_cost():
    figure = plots.access_costs(costs.NORMALIZED)
    wide = sorted(w for w, h in spans(figure) if abs(h - 0.34) < 1e-9)
    values = sorted(figure.table.column(costs.NORMALIZED.unit))
    assert np.allclose(np.array(wide) / wide[-1], np.array(values) / values[-1])


def test_a_bar_of_which_kernel_is_as_long_as_its_number():
    figure = plots.which_kernel(R=3, C=32, P=32, N=1)
    wide = [w for w, h in spans(figure) if abs(h - 0.3) < 1e-9]
    ms = list(timings.measured(3, 32, 32, 1).ms.values())
    bars = wide[6:9]  # operations, words, then milliseconds
    assert np.allclose(np.array(bars) / max(bars), np.array(ms) / max(ms))


def test_what_an_fft_saves_has_its_best_between_small_and_whole():
    saved = savings(3, 64, filters_ahead=False)
    assert saved[64] < 1 < saved[16] and saved[4] < 1
    shape = layer(3, 64)
    assert saved[16] == shape.macs / fft.ops(shape, 16, amortized=False).mults
    with pytest.raises(ValueError, match="tile=4: of 8, 12"):
        plots.fft_tiles(R=7, tile=4)
    with pytest.raises(ValueError, match="filter of 11 does not fit an input of 8"):
        layer(11, 8)


@pytest.mark.parametrize("a, b, c", [(24, 1, 1), (1, 2, 3), (2, 3, 2), (1, 1, 24)])
def test_the_machine_adds_up_to_the_formulas(a, b, c):
    d = 24 // (a * b * c)
    for word, energy in (("input", input_energy), ("sum", psum_energy)):
        parts = plots.machine(word, a, b, c).table.column("energy")
        assert sum(parts[:-1]) == parts[-1] == energy(a, b, c, d)


def test_a_split_that_does_not_divide_is_named():
    with pytest.raises(ValueError, match=r"a\*b\*c = 16 does not divide 24"):
        plots.machine("input", 4, 4, 1)
    with pytest.raises(ValueError, match="choose input or sum"):
        plots.machine("weight")


def test_a_nest_of_loops_keeps_its_steps_in_a_browser():
    figure = picture()
    label(figure, 1, 1, "RF |    for r in range(3):")
    assert "\N{NO-BREAK SPACE}" * 4 + "for r" in svg(figure)


def test_leaky_relu_leaks_as_the_survey_draws_it():
    """Witness: Fig. 11 prints max(0.1*x, x)."""
    rows = {name: values for name, *values in plots.nonlinearities().table.rows}
    assert rows["leaky ReLU"] == pytest.approx([-0.2, -0.1, 0, 1, 2])


@pytest.mark.parametrize("size, filter, pad", [(3, 3, 0), (9, 3, 2), (5, 1, 1)])
def test_the_cells_of_a_window_have_one_size(size, filter, pad):
    """The frame of I's window is as wide as that of O's one cell times the filter."""
    figure = plots.window(size, filter, 1, pad, 200)
    framed = [one for one in figure.artists if one.get_linewidth() == 4]
    window, cell = (one.get_path().get_extents() for one in framed)
    assert window.width == pytest.approx(filter * cell.width)
    assert window.height == pytest.approx(filter * cell.height)
    assert "the last" in svg(figure)
