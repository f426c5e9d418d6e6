"""The pictures that tell a chapter's story: what is drawn follows from the library, and no length misleads."""

import numpy as np
import pytest

from dnnlib import MODELS, costs, plots
from dnnlib.dataflow.reuse import input_energy, psum_energy
from dnnlib.kernels import direct, fft, timings
from dnnlib.plots.look import label, picture
from dnnlib.plots.products.alus import counts
from dnnlib.plots.products.fft_tiles import layer, savings
from dnnlib.screen.explore import svg


def spans(figure, least=0.0):
    """Widths and heights of the filled shapes of a figure, in inches."""
    # a rim around a pale shape is not filled
    filled = [patch for patch in figure.artists if patch.get_facecolor()[-1]]
    boxes = [patch.get_path().get_extents() for patch in filled]
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


def test_neighbours_spare_the_shared_memory():
    """By hand: an input and a weight enter once, a sum leaves once; a MAC asks a shared file four times."""
    shared, passed = counts(M=4, P=16, R=4)
    assert shared == 4 * 4 * 16 * 4
    assert passed == 4 * 16 + 4 * 4 + 4 * 16


@pytest.mark.parametrize("R", [1, 3, 5])
@pytest.mark.parametrize("U", [1, 2])
def test_what_an_output_sees_is_what_changes_it(R, U):
    """Witness: the values of a line that move the first output of two real layers."""
    sees = plots.receptive_field(2, R, U).table.rows[-1][1]
    line, F = np.ones((1, 1, 60, 1)), np.ones((1, 1, R, 1))
    moved = 0
    for h in range(60):
        other = line.copy()
        other[0, 0, h] = 2
        after = direct.conv(direct.conv(other, F, U), F, U)
        moved += after[0, 0, 0] != direct.conv(direct.conv(line, F, U), F, U)[0, 0, 0]
    assert sees == moved


def test_the_price_of_room_is_read_from_the_published_table():
    rows = plots.capacity().table.rows
    assert [row[:2] for row in rows] == [(8, 10), (32, 20), (1024, 100)]


def test_the_dots_of_error_and_work_are_table_ii():
    table = plots.error_and_work("several crops").table
    for name, error in zip(table.column("network"), table.column("top-5 error, %")):
        assert error == MODELS[name].published["top5_error"]
    assert table.column("MACs") == [MODELS[n].macs for n in table.column("network")]


def test_a_batch_uses_a_weight_as_often_as_it_has_images():
    assert plots.fc_product(N=8).table.rows[0][2] == 8
