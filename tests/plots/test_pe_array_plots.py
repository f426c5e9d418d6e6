"""Pictures of chapter 07: they say what the array and the chip count; they are readable and repeat themselves."""

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from dnnlib import ConvShape, plots
from dnnlib.dataflow import array
from dnnlib.dataflow.eyeriss.chip import Pass, active_pes
from dnnlib.dataflow.eyeriss.silicon import measured, predictions
from dnnlib.models import MODELS
from dnnlib.plots.dataflow.set_placement import placed
from dnnlib.screen.explore import svg

DRAWN = {
    "fill": lambda: plots.fill_and_drain("output", 4, 4),
    "row": lambda: plots.fill_and_drain("row", 4, 4),
    "layers": lambda: plots.array_layers("MobileNet v1", "row", 12, 14),
    "sides": lambda: plots.array_sides("ResNet-50", 4096),
    "longest": lambda: plots.array_layers("MobileNet v1", "weight", 256, 256, 256),
    "many sides": lambda: plots.array_sides("MobileNet v1", 65_536, "conv", 256),
    "sets": lambda: plots.set_placement(5, 27),
    "alexnet": lambda: plots.chip("AlexNet"),
    "vgg": lambda: plots.chip("VGG-16"),
    "cut": lambda: plots.chip_cut(),
    "blocks": lambda: plots.chip_blocks(),
    "multicast": lambda: plots.multicast(),
    "dear cut": lambda: plots.chip_cut("conv2", 1, 27, 1, 1, 1, 1),
}


@pytest.mark.parametrize("name", DRAWN)
def test_figures_repeat_themselves_and_are_readable(name):
    figure, again = DRAWN[name](), DRAWN[name]()
    assert svg(figure) == svg(again) and figure.table.rows and figure.title
    assert min(text.get_fontsize() for text in figure.texts) >= 11
    renderer = FigureCanvasAgg(figure).get_renderer()
    texts = [text for text in figure.texts if not text.get_rotation()]
    boxes = [text.get_window_extent(renderer) for text in texts]
    for k, one in enumerate(boxes):
        assert 0 <= one.x0 and one.x1 <= figure.bbox.width, texts[k].get_text()
        crossed = [
            texts[j].get_text()
            for j in range(k + 1, len(boxes))
            if one.overlaps(boxes[j])
        ]
        assert not crossed, (texts[k].get_text(), crossed)


def test_every_mac_is_in_a_bar():
    layer = ConvShape(M=4, P=16, R=3)
    for dataflow in array.DATAFLOWS:
        busy = plots.fill_and_drain(dataflow, 3, 4).table.column("PEs that multiply")
        assert sum(busy) == layer.macs and len(busy) == array.cycles(
            layer, 3, 4, dataflow
        )
    with pytest.raises(
        ValueError, match="cycles are too many to draw, 2,000 are the most"
    ):
        plots.fill_and_drain("weight", 1, 1, 64, 256, 11)


def test_utilization_is_macs_over_pe_cycles():
    net, table = (
        MODELS["AlexNet"],
        plots.array_layers("AlexNet", "weight", 16, 16, 4).table,
    )
    cycles = table.column("cycles")
    assert cycles[-1] == sum(cycles[:-1]) and table.column("MACs")[-1] == 4 * net.macs
    assert table.column("busy")[-1] == f"{4 * net.macs / (cycles[-1] * 256):.2%}"


def test_sides_agree_with_the_layers_and_leave_out_what_cannot_run():
    sides, layers = (
        plots.array_sides("AlexNet", 1024, "all"),
        plots.array_layers("AlexNet", "weight", 32, 32),
    )
    row = dict(
        zip(sides.table.header, next(r for r in sides.table.rows if r[0] == "32 x 32"))
    )
    assert row["weight"] == f"{float(layers.table.column('busy')[-1][:-1]):.1f}%"
    assert [r[4] is None for r in sides.table.rows] == [2**k < 11 for k in range(11)], (
        "CONV1's filter has 11 rows"
    )
    none = {"model": "ResNet-50", "kind": "matmul"}
    for wrong, message in (({"pes": 1000}, "power of two, 1024"), (none, "no matmul")):
        with pytest.raises(ValueError, match=message):
            plots.array_sides(**wrong)


@pytest.mark.parametrize("layer", measured("AlexNet"))
def test_sets_are_placed_as_on_the_chip(layer):
    """JSSC 2017, Fig. 5: the picture's PEs are the table's, each PE once, an ifmap row along a diagonal."""
    one = predictions("AlexNet")[layer]
    places = placed(one.shape.R, one.cut.e, 12, 14)
    assert len(places) == one.active_pes and len(
        {(a, b) for _, a, b, _, _ in places.tolist()}
    ) == len(places)
    assert (places[:, 1] < 12).all() and (places[:, 2] < 14).all()
    for k, row, col, r, p in places.tolist():
        above = places[(places[:, 0] == k) & (places[:, 4] == p) & (places[:, 3] == 0)][
            0
        ]
        assert (row, col) == (above[1] + r, above[2]), "a psum row goes down one column"


SETS = [(3, 13, 12, 14), (5, 27, 12, 14), (1, 1, 2, 2), (4, 9, 8, 8), (2, 5, 9, 4)]


@pytest.mark.parametrize("R, e, rows, cols", SETS)
def test_as_many_sets_as_fit(R, e, rows, cols):
    places = placed(R, e, rows, cols)
    sets = places[:, 0].max() + 1
    assert len(places) == sets * R * e
    assert {(a, b) for _, a, b, _, _ in places.tolist()} <= {
        (a, b) for a in range(rows) for b in range(cols)
    }
    if (rows, cols) == (12, 14):
        assert active_pes(
            ConvShape(P=e, R=R, C=64), Pass(1, 1, e, 1, 1, int(sets), 1)
        ) == len(places)
        with pytest.raises(ValueError):
            active_pes(ConvShape(P=e, R=R, C=64), Pass(1, 1, e, 1, 1, int(sets) + 1, 1))
    for wrong, message in (
        ((rows + 1, e), "tall"),
        ((R, (rows // R) * cols + 1), "strips of"),
    ):
        with pytest.raises(ValueError, match=message):
            placed(*wrong, rows, cols)


def test_the_chip_pictures_say_what_the_model_says():
    table = plots.chip("VGG-16").table
    for row, (name, one) in zip(table.rows, predictions("VGG-16").items()):
        assert row[0] == name and sum(row[1:5]) == pytest.approx(
            row[5]
        ) == pytest.approx(one.cycles.ms)
    assert plots.chip_cut().table.column("with this cut")[0] == 156
    more = plots.chip_cut(ofmap_rows=27)  # nothing changes, and the heading says why
    assert more.table.rows == plots.chip_cut().table.rows
    assert "it has 13 ofmap rows" in more.title != plots.chip_cut().title
    with pytest.raises(ValueError, match="hold 12 words of I|360|banks|bands"):
        plots.chip_cut("conv3", 4, 13, 16, 4, 4, 4)
