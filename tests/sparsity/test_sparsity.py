"""Chapter 10's numbers: published zeros counted again, recorded accuracies measured again, figures that show them."""

import numpy as np
import pytest

from dnnlib import data, plots
from dnnlib.compress import formats, huffman, interleave, prune
from dnnlib.costs import NORMALIZED
from dnnlib.dataflow.accesses import count
from dnnlib.dataflow.hardware import EYERISS
from dnnlib.dataflow.isca16.figures import alexnet
from dnnlib.dataflow.isca16.model import energy_per_mac
from dnnlib.dataflow.stationary import row_stationary
from dnnlib.models import MODELS
from dnnlib.screen.explore import svg
from dnnlib.sparsity import alexnet_energy, eie, published, stage_bits, threshold_sweep

FIGURES = {
    "format_sizes": plots.format_sizes,
    "threshold": plots.threshold,
    "interleave": plots.interleave,
    "deep_compression": plots.deep_compression,
}


@pytest.mark.parametrize("name", FIGURES)
def test_the_same_value_gives_the_same_picture_with_numbers(name):
    first, again = FIGURES[name](), FIGURES[name]()
    assert svg(first) == svg(again) and first.table.rows and first.title


def test_alexnets_rows_make_the_published_totals():
    """Han et al., NIPS 2015, Table 4: each row's FLOP and, of all, 11 % of the weights and 30 % of the FLOP."""
    *rows, total = published.alexnet_pruned().rows
    assert total[3] == "11%" and total[5] == "30%"
    assert (
        [row[0] for row in rows]
        == list(published.weights_left())
        == [layer.name for layer in MODELS["AlexNet"].layers]
    )
    for layer, _, _, _, _, printed in published._rows():
        assert abs(100 * published._macs_left(layer) - printed) < 1
    errors = [float(e.strip("%+")) for e in published.pruning_claims().column("error")]
    assert max(map(abs, errors[:3])) < 0.5


def test_published_weights_are_those_of_our_alexnet():
    for layer, weights, flop, *_ in published._rows():
        shape = MODELS["AlexNet"].layer(layer).shape
        assert (
            abs(shape.size("F") / weights - 1) < 0.025
            and abs(2 * shape.macs / flop - 1) < 0.03
        )


def test_no_code_beats_the_entropy_and_runs_come_within_an_eighth_at_random_zeros():
    for density in (0.1, 0.275, 0.5, 0.9):
        ours, least = (
            published.coded_share(60_000, density),
            published.entropy_share(density),
        )
        assert least < ours < 1.35 * least
    assert (
        1.10
        < published.coded_share(60_000, 0.275) / published.entropy_share(0.275)
        < 1.14
    )
    assert published.entropy_share(1.0) == 1 and published.entropy_share(0.0) == 0


def test_run_lengths_save_what_the_chip_reports_on_its_sparsest_layer():
    table = published.run_length_claims()
    assert abs(table.column("ours")[1] - 75) < 2 and table.column("ours")[-1] == 0.75
    assert 5 < table.column("ours")[4] < 10  # percent over the entropy, as published


@pytest.mark.parametrize(
    "network, layer, stop",
    [("LeNet-300-100", "fc3", 10), ("LeNet-300-100", "fc1", 7), ("LeNet-5", "fc2", 9)],
)
def test_recorded_accuracies_are_what_is_measured_now(network, layer, stop):
    """A sum in another order may turn an image or two of 5,000."""
    (now,) = threshold_sweep.measure(
        network, layer, threshold_sweep.STOPS[stop : stop + 1]
    )
    assert abs(now - threshold_sweep.recorded()[network, layer][stop]) <= 2


def test_a_threshold_is_what_it_says():
    at = threshold_sweep.pruned("LeNet-5", "fc1", 1.2)
    F = data.weights("LeNet-5")["fc1.weight"]
    assert at.density == pytest.approx((np.abs(F) >= 1.2 * F.std()).mean())
    assert (
        at.shape.size("F") == F.size
        and at.shape.macs == MODELS["LeNet-5"].layer("fc1").shape.macs
    )
    assert [
        shape := threshold_sweep.layer_shape("LeNet-5", n) for n in ("conv1", "conv2")
    ] == [MODELS["LeNet-5"].layer(n).shape for n in ("conv1", "conv2")] and shape.macs


@pytest.mark.parametrize("network, layer", threshold_sweep.recorded())
def test_each_machine_saves_more_than_the_one_before_and_a_dense_one_nothing(
    network, layer
):
    none, some = (
        threshold_sweep.pruned(network, layer, 0.0),
        threshold_sweep.pruned(network, layer, 1.0),
    )
    energy = lambda at, machine: sum(at.energy(machine).values())
    assert energy(some, "dense") == energy(none, "dense") == energy(none, "gating")
    assert energy(some, "compressed") < energy(some, "gating") < energy(some, "dense")
    assert energy(none, "compressed") == pytest.approx(energy(none, "dense"))
    shares = [
        energy(threshold_sweep.pruned(network, layer, t), "compressed")
        for t in threshold_sweep.STOPS
    ]
    assert shares == sorted(shares, reverse=True)


def test_gating_saves_little_where_dram_takes_all():
    """The chapter's claim: an FC layer without four fifths of its weights, and less than a twentieth saved."""
    at = threshold_sweep.pruned("LeNet-300-100", "fc1", 1.2)
    dense, gated, stored = (
        sum(at.energy(machine).values()) for machine in threshold_sweep.MACHINES
    )
    assert at.density < 0.2 and gated > 0.95 * dense and stored < 0.3 * dense


def test_unknown_names_are_answered_with_those_there_are():
    with pytest.raises(ValueError, match="LeNet-300-100 fc1"):
        threshold_sweep.pruned("LeNet-5", "fc9", 1.0)
    with pytest.raises(ValueError, match=r"the stops are 0.0, 0.2"):
        threshold_sweep.pruned("LeNet-5", "fc1", 1.1)
    with pytest.raises(ValueError, match="dense, gating, compressed"):
        threshold_sweep.pruned("LeNet-5", "fc1", 1.0).energy("quick")
    for figure, bad in (
        (plots.format_sizes, {"shape": "7 x 7"}),
        (plots.threshold, {"layer": "fc1"}),
        (plots.interleave, {"layer": "fc1"}),
    ):
        with pytest.raises(ValueError, match="choose from"):
            figure(**bad)
    with pytest.raises(ValueError, match="from 0 to 1"):
        plots.format_sizes(density=50)


def test_the_format_figure_shows_counted_bits_and_names_the_smallest():
    figure = plots.format_sizes(density=0.1, word=8, index=4)
    row = next(
        dict(zip(figure.table.header, row))
        for row in figure.table.rows
        if row[0] == 0.1
    )
    W = plots.sparsity.formats._matrices("128 x 256", 0.1)[0]
    assert np.count_nonzero(W) == round(0.1 * W.size)
    bits = {
        name: formats.size(W, name, 8)
        for name in ("dense", "bitmap", "csr", "csc", "eie")
    }
    assert all(row[f"{name}, bits"] == n for name, n in bits.items())
    assert (
        f"{min(bits, key=bits.get)}, {bits['dense'] / min(bits.values()):.3g} times smaller"
        in figure.title
    )


def test_formats_cross_over_where_they_should():
    """Dense above 1 - 1/word of values, a bitmap below; pointers and places last, when little is left."""
    best = lambda density: (
        plots.format_sizes(density=density, word=8).title.split(": ")[1].split(",")[0]
    )
    assert (
        best(0.95) == "dense"
        and best(0.8) == best(0.3) == "bitmap"
        and best(0.01) in ("csr", "csc")
    )
    figure = plots.format_sizes(density=0.7)
    # no 2:4 of more than a half
    assert next(row for row in figure.table.rows if row[0] == 0.7)[-1] is None


def test_the_dealt_figure_is_the_dealt_value():
    figure = plots.interleave("LeNet-300-100 fc2", 0.2, 4, 2)
    W, I = plots.sparsity.interleave._operands("LeNet-300-100 fc2", 0.2)
    dealt = interleave.deal(W, I, 4, 2)
    assert (
        figure.table.column("products") == dealt.busy.tolist()
        and f"{dealt.cycles:,} cycles" in figure.title
    )
    assert (
        np.count_nonzero(W) == round(0.2 * W.size) and (I == 0).any() and (I >= 0).all()
    )


def test_eies_published_times_follow_from_densities():
    """Han et al., ISCA 2016: within an eighth, and the fillers are what fc6 and fc7 would otherwise lack."""
    errors = [abs(ours / published - 1) for _, ours, published, *_ in eie.claims().rows]
    assert max(errors) < 0.125
    without = eie.microseconds(eie.run("fc6", gap_bits=None).busy.sum() / eie.PES)
    assert abs(without / eie.PUBLISHED["fc6"][0] - 1) > 0.15
    assert 0.9 < eie.run("fc8").balance < eie.run("fc6").balance < 1
    assert eie.run("fc6", 1).balance < 0.6  # without queues
    with pytest.raises(KeyError, match="fc6, fc7, fc8"):
        eie.run("conv1")


def test_gating_saves_what_the_chip_reports_if_the_sum_rests_too():
    both, some = published.gating_claims().column("ours")
    assert abs(both - 45) < 5 and some == both / 2


def test_published_densities_and_bits_make_the_published_sizes():
    """Han et al., ICLR 2016, Table 1, counted without training: six factors within 6.5 %."""
    table = stage_bits.claims()
    errors = [
        abs(ours / published - 1)
        for ours, published in zip(table.column("ours"), table.column("published"))
    ]
    assert len(errors) == 6 and max(errors) < 0.065


@pytest.mark.parametrize("network", stage_bits.KEPT)
def test_stages_only_shrink_and_count_what_is_there(network):
    found = stage_bits.stages(network, keep=0.5, code_bits=4, gap_bits=3)
    sums = [sum(parts.values()) for parts in found.values()]
    assert sums == sorted(sums, reverse=True) and list(found) == list(stage_bits.STAGES)
    assert sums[0] == 32 * sum(array.size for array in data.weights(network).values())
    kept = sum(
        prune.kept(data.weights(network)[f"{n}.weight"].size, 0.5 * k / 100)
        for n, k in stage_bits.KEPT[network].items()
    )
    assert (
        found["pruned"]["values"] == 32 * kept and found["shared"]["values"] == 4 * kept
    )
    assert {parts["biases"] for parts in found.values()} == {found["trained"]["biases"]}


def test_coded_fields_say_the_network_again():
    """The counted bits are those of streams that decode to the gaps and codes; gaps say where each weight stood."""
    network, layer, density, bits, gap = "LeNet-300-100", "fc2", 0.1, 4, 3
    size, kept, gaps = stage_bits._pruned(network, layer, density)
    codes, levels = stage_bits._shared(network, layer, density, bits)
    symbols = np.concatenate([[7] * (n // 7) + [n % 7] for n in gaps]).astype(int)
    parts = stage_bits.layer_stages(network, layer, density, bits, gap)["coded"]
    streams = 0
    for stream in (codes, symbols):
        book = huffman.code(np.bincount(stream))
        coded = huffman.encode(stream, book)
        assert np.array_equal(huffman.decode(coded, book, stream.size), stream)
        streams += coded.size
    assert streams == parts["values"] + parts["gaps"] + parts["long gaps"]
    F = data.weights(network)[f"{layer}.weight"]
    assert (
        np.array_equal(F.ravel()[np.cumsum(gaps + 1) - 1], kept)
        and size == F.size
        and levels == 2**bits
    )


def test_the_stages_figure_shows_the_stages():
    figure = plots.deep_compression("LeNet-5", 0.5, 4, 4)
    found = stage_bits.stages("LeNet-5", 0.5, 4, 4)
    assert figure.table.column("all") == [
        sum(parts.values()) / 8 for parts in found.values()
    ]
    assert (
        f"{figure.table.column('times smaller')[-1]:.3g} times smaller" in figure.title
    )
    with pytest.raises(ValueError, match="LeNet-300-100, LeNet-5"):
        plots.deep_compression("AlexNet")
    with pytest.raises(ValueError, match="must be above 0"):
        plots.deep_compression(keep=0)
    with pytest.raises(ValueError, match="1 stages"):
        plots.stage_bars({"trained": {"values": 8}})


@pytest.mark.parametrize(
    "network, layer", [("LeNet-5", "conv2"), ("LeNet-300-100", "fc1")]
)
def test_what_each_machine_saves_is_what_no_longer_moves(network, layer):
    """From the accesses of the dense machine: a zero weight saves its MAC and words of RF; stored, its own too."""
    at = threshold_sweep.pruned(network, layer, 1.0)
    words, gone = count(at.shape, row_stationary(at.shape, EYERISS)), 1 - at.density
    moved = lambda tensors, levels, not_fills=False: sum(
        number * NORMALIZED[level]
        for (level, tensor, what), number in words.items()
        if tensor in tensors and level in levels and not (not_fills and what == "fill")
    )
    dense, gated, stored = (
        sum(at.energy(machine).values()) for machine in threshold_sweep.MACHINES
    )
    assert dense == pytest.approx(
        moved("IFO", ("DRAM", "GLB", "NoC", "RF")) + at.shape.macs
    )
    assert dense - gated == pytest.approx(
        gone * (at.shape.macs + moved("IO", ("RF",), not_fills=True))
    )
    own = (gone - 1 / 16) * moved("F", ("DRAM", "GLB")) + gone * moved(
        "F", ("NoC", "RF")
    )
    assert gated - stored == pytest.approx(own)


def test_pruned_alexnet_takes_what_fig_43_shows():
    """Sze et al. 2017, Fig. 43, read to 3 %: magnitude and dense within that, energy-aware within a tenth."""
    errors = [
        ours / published - 1 for _, ours, published, *_ in alexnet_energy.claims().rows
    ]
    assert max(map(abs, errors[:2])) < 0.03 and max(map(abs, errors)) < 0.1


def test_fewest_weights_is_not_least_energy():
    table = alexnet_energy.by_layer()
    assert table.rows[0][0] == "conv2" and table.rows[0][1] < 1 < 25 < table.rows[0][2]
    fc6 = next(row for row in table.rows if row[0] == "fc6")
    assert fc6[1] > 60 and fc6[2] < 20
    for whole in (table.column("share of energy"), table.column("share of weights")):
        # eight shares, each rounded to a hundredth
        assert sum(whole) == pytest.approx(100, abs=0.04)


@pytest.mark.parametrize("layer", published.weights_left())
def test_a_layer_takes_less_the_fewer_weights_are_left(layer):
    spent = [
        alexnet_energy.layer_energy(layer, share).total
        for share in (1.0, 0.9, 0.5, 0.1, 0.0)
    ]
    # inputs and outputs still move
    assert spent == sorted(spent, reverse=True) and spent[-1] > 0
    whole = (
        energy_per_mac("RS", (alexnet()[layer],), 256, 16).total
        * MODELS["AlexNet"].layer(layer).shape.macs
    )
    assert spent[0] <= whole
    if layer == "conv1":  # the image has no zeros
        less = 1 - min(published.outputs_left(layer) * 4 / 3, 1)
        energy = (
            energy_per_mac("RS", (alexnet()[layer],), 256, 16)["DRAM", "O"]
            * alexnet()[layer].macs
        )
        assert spent[0] == pytest.approx(whole - less * energy)


def test_ways_to_prune_are_three():
    assert [
        sum(bar.total for bar in alexnet_energy.network_energy(way).values())
        for way in alexnet_energy.WAYS
    ] == (
        pytest.approx([alexnet_energy.whole(way).total for way in alexnet_energy.WAYS])
    )
    with pytest.raises(ValueError, match="dense, magnitude, energy-aware"):
        alexnet_energy.densities("random")
