"""The explorers of the course, each a figure function with its sliders; `python -m dnnlib.screen.explorers DIR` bakes them all."""

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

from dnnlib import plots
from dnnlib.background import edge
from dnnlib.background.course import HIDDEN
from dnnlib.dataflow import array
from dnnlib.dataflow.array.run import DATAFLOWS as ARRAYS
from dnnlib.dataflow.eyeriss.cuts import STOPS as CUTS
from dnnlib.dataflow.isca16.figures import alexnet
from dnnlib.dataflow.isca16.prices import DRAM_PRICES, RF_PRICES
from dnnlib.kernels import timings
from dnnlib.kernels.cache import ORDERS as CACHE_ORDERS
from dnnlib.language.serving import MACHINES
from dnnlib.metrics.report_card import LINES
from dnnlib.models import MODELS
from dnnlib.models.transformers import TRANSFORMERS
from dnnlib.nearness.ballots import BITS, OFFSETS, STOPS, TRAINING
from dnnlib.plots.background.edge import NETWORKS as EDGE_NETWORKS
from dnnlib.plots.background.sees import LAYERS as SEEN_LAYERS
from dnnlib.plots.background.training import BATCHES
from dnnlib.plots.background.training import RATES as LEARNING_RATES
from dnnlib.plots.background.training import STOPS as IMAGES_SEEN
from dnnlib.plots.background.years import YEARS
from dnnlib.plots.dataflow.nests import ORDERS
from dnnlib.plots.metrics.waiting import RATES
from dnnlib.precision.choices import ROUNDINGS
from dnnlib.quant.codebook import QUANTIZERS
from dnnlib.resources.counters import CNNS
from dnnlib.screen.animate import Animation, animate
from dnnlib.screen.explore import Explorer, explore
from dnnlib.slim import swap
from dnnlib.slim.results import results

CHANNELS = [1, 2, 3, 4, 8, 16, 32, 48, 64, 96, 128, 192, 256, 384, 512, 1024, 2048]


def sees() -> Explorer:
    """A test digit as a trained network sees it, layer by layer (chapter 01)."""
    layers = list(SEEN_LAYERS)
    return explore(plots.sees, digit=(0, 9), layer=layers).begin(digit=4, layer="conv2")


def small_network() -> Explorer:
    """Three inputs, four neurons, two outputs: every value (chapter 01)."""
    return explore(plots.small_network, x1=(-3, 3), x2=(-3, 3), x3=(-3, 3))


def neuron_line() -> Explorer:
    """One neuron of two inputs as a line between threes and sixes (chapter 01)."""
    weights = (-4.0, 4.0, 0.5)
    return explore(plots.neuron_line, wA=weights, wB=weights, b=(-2.0, 2.0, 0.25))


def descent() -> Explorer:
    """The learning rate in a valley of two weights: slow, right, too large (chapter 01)."""
    rates = [0.2, 0.5, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 6.5, 7.0]
    return explore(plots.descent, rate=rates, steps=(0, 60, 1)).begin(
        rate=0.5, steps=20
    )


def training() -> Explorer:
    """A network while it learns: rate, batch, layers, digits seen (chapter 01)."""
    return explore(
        plots.training,
        images=list(IMAGES_SEEN),
        rate=list(LEARNING_RATES),
        batch=[b for b in BATCHES if b > 1],
        hidden=list(HIDDEN),
    )


def training_bill() -> Explorer:
    """What a step of training costs beside an inference (chapter 01)."""
    return explore(
        plots.training_bill,
        hidden=list(HIDDEN),
        batch=[1, 4, 16, 64, 256, 1024],
    )


def years() -> Explorer:
    """The timeline of neural networks and ImageNet's error, year by year (chapter 01)."""
    return explore(plots.years, until=list(YEARS)).begin(until=2012)


def send_or_compute() -> Explorer:
    """Joules to send a picture against joules to compute on it (chapter 01)."""
    return explore(
        plots.send_or_compute,
        network=list(EDGE_NETWORKS),
        radio=list(edge.RADIOS),
        machine=list(edge.MACHINES),
        smaller=[1, 3, 10, 30, 100],
    ).begin(network="AlexNet")


def window() -> Explorer:
    """Slide the filter over the input, one output at a time (chapter 02)."""
    return explore(
        plots.window,
        size=(3, 9),
        filter=(1, 5),
        stride=(1, 3),
        pad=(0, 2),
        output=(0, 120),
    )


def layer_shape() -> Explorer:
    """Drag N M C P Q R S U G; see words, MACs and MACs per word (chapter 02)."""
    explorer = explore(
        plots.layer_shape,
        N=[1, 2, 4, 8, 16, 32, 64, 128],
        M=CHANNELS,
        C=CHANNELS,
        P=(1, 224),
        Q=(1, 224),
        R=(1, 11),
        S=(1, 11),
        U=(1, 4),
        G=[1, 2, 4, 8, 32, 96, 128],
    )
    return explorer.begin(Q=55, S=11)  # square, as AlexNet's first layer is


def model_layers() -> Explorer:
    """Any model of the course, layer by layer (chapter 02)."""
    return explore(plots.model_layers, model=list(MODELS), show=list(plots.QUANTITIES))


def which_kernel() -> Explorer:
    """Toeplitz, Winograd or FFT: drag filter size, channels, map size and batch (chapter 04)."""
    return explore(plots.which_kernel, R=list(timings.R_STOPS), C=list(timings.C_STOPS), P=list(timings.P_STOPS),
                   N=list(timings.N_STOPS))  # fmt: skip


def multiplications() -> Explorer:
    """Multiplications that each kernel saves on every CONV layer of a model (chapter 04)."""
    return explore(
        plots.multiplications,
        model=["AlexNet", "VGG-16", "ResNet-50"],
        filters_ahead=True,
    )


def toeplitz() -> Explorer:
    """The Toeplitz matrix of a small map, its copies pale (chapter 04)."""
    return explore(plots.toeplitz, size=(2, 6), filter=(1, 3), stride=(1, 2))


def receptive_field() -> Explorer:
    """What one output of a stack of layers sees of the line below (chapter 02)."""
    return explore(
        plots.receptive_field, layers=(1, 6), filter=[1, 3, 5, 7], stride=(1, 2)
    )


def error_and_work() -> Explorer:
    """The published error of Table II's networks against their MACs (chapter 02)."""
    return explore(
        plots.error_and_work,
        crops=["one crop", "several crops"],
        size=["weights", "all alike"],
    )


def blocking() -> Explorer:
    """The order of three loops, blocks and a cache: which lines are fetched (chapter 04)."""
    return explore(
        plots.blocking,
        order=list(CACHE_ORDERS),
        block=list(plots.BLOCKS),
        words=[16, 32, 64, 128, 256],
    ).begin(words=64)


def fc_product() -> Explorer:
    """An FC layer as a product, for one image or a batch (chapter 04)."""
    sizes = [64, 256, 1000, 4096]
    return explore(
        plots.fc_product, N=[1, 2, 4, 8, 16], M=sizes, CHW=[256, 1024, 4096, 9216]
    ).begin(M=4096, CHW=9216)


def fft_tiles() -> Explorer:
    """The tile of an FFT, and what it saves on one layer (chapter 04)."""
    explorer = explore(
        plots.fft_tiles,
        R=[1, 3, 5, 7, 11],
        tile=list(plots.FFT_TILES),
        size=[16, 32, 64, 128, 224],
        filters_ahead=False,
    )
    return explorer.begin(R=3, tile=64, size=64)


def machine() -> Explorer:
    """One word from DRAM to the multiplier: split its 24 uses over the levels (chapter 05)."""
    split = [1, 2, 3, 4, 6, 8, 12, 24]
    explorer = explore(
        plots.machine,
        word=["input", "sum"],
        a=split,
        b=split,
        c=split,
        DRAM=[20, 200],
        GLB=[2, 6, 20],
        NoC=[1, 2, 4],
        RF=[0.5, 1, 2],
    )
    return explorer.begin(a=24, b=1, c=1, DRAM=200, GLB=6, NoC=2, RF=1)


def joules() -> Explorer:
    """Set the cost of an access at each level; see where a layer's energy goes (chapter 05)."""
    return explore(plots.joules, layer=list(alexnet()), DRAM=[2, 6, 20, 60, 200, 600, 2000],
                   GLB=[1, 2, 4, 6, 10, 20, 40], NoC=[0, 1, 2, 4, 8], RF=[0, 0.25, 0.5, 1, 2, 4], batch=[1, 4, 16, 64])  # fmt: skip


def buffer_traffic() -> Explorer:
    """Buffer size against DRAM traffic, for any layer of any model (chapter 05)."""
    sizes = [2**k for k in range(4, 23)]
    return explore(
        plots.buffer_traffic,
        model=list(MODELS),
        layer=(1, 60),
        batch=[1, 4, 16],
        buffer=sizes,
    )


def loop_order() -> Explorer:
    """Reorder the loops of a 1-D layer; see which words come from DRAM, step by step (chapter 06)."""
    held = ["IFO", "F", "I", "O", "none"]
    return explore(
        plots.loop_order, order=list(ORDERS), held=held, M=(1, 8), P=(2, 16), R=(1, 5)
    )


def row_stationary() -> Explorer:
    """Rows of filters, ifmap and psums in an array of PEs (chapter 06)."""
    return explore(
        plots.row_stationary,
        R=(1, 5),
        P=(1, 8),
        U=(1, 2),
        show=["ifmap rows", "filter rows", "psum rows"],
    )


def dataflow_class() -> Explorer:
    """Eight PEs of each class of the taxonomy: what stays, what moves, and who builds it so (chapter 06)."""
    return explore(plots.dataflow_class, flow=list(plots.CLASSES))


def row_in_a_pe() -> Explorer:
    """A 1-D convolution in one PE, a MAC a step (chapter 06)."""
    return explore(plots.row_in_a_pe, step=(0, 11), R=(1, 5), P=(1, 4), U=[1, 2])


def short_turns() -> Explorer:
    """A size on a row of PEs: loops that divide it, and a last turn that is short (chapter 06)."""
    return explore(plots.short_turns, size=(2, 64), pes=[8, 12, 14, 16])


def winners() -> Explorer:
    """The price of DRAM and of a register file: which dataflow wins (chapter 06)."""
    return explore(
        plots.winners, DRAM=list(DRAM_PRICES), RF=list(RF_PRICES), kind=["conv", "fc"]
    )


def dataflows() -> Explorer:
    """Dataflow against dataflow on any layer of any model: energy by level or by tensor (chapter 06)."""
    return explore(plots.dataflows, model=list(MODELS), layer=(1, 60), batch=[1, 4, 16, 64], pes=[64, 256, 1024],
                   split=["level", "tensor"]).begin(model="AlexNet")  # fmt: skip


def fill_and_drain() -> Explorer:
    """A small array cycle by cycle: it fills, works and drains, fold after fold (chapter 07)."""
    return explore(plots.fill_and_drain, dataflow=list(ARRAYS), rows=(1, 16), cols=(1, 16), M=[1, 4, 16, 64],
                   P=[4, 16, 64, 256], R=(1, 11)).begin(M=4, P=16)  # fmt: skip


def array_layers() -> Explorer:
    """Rows, columns, dataflow and model: the share of an array's PE cycles that multiply (chapter 07)."""
    sides = [4, 8, 12, 14, 16, 32, 64, 128, 256]
    return explore(plots.array_layers, model=list(MODELS), dataflow=list(ARRAYS), rows=sides, cols=sides,
                   batch=[1, 4, 16, 64, 256]).begin(model="AlexNet")  # fmt: skip


def array_sides() -> Explorer:
    """As many PEs in other proportions: which sides and which dataflow keep them busy (chapter 07)."""
    return explore(plots.array_sides, model=list(MODELS), pes=[64, 256, 1024, 4096, 16384, 65536], kind=["conv", "fc", "all"],
                   batch=[1, 16, 256]).begin(model="AlexNet", pes=1024)  # fmt: skip


def set_placement() -> Explorer:
    """Row-stationary sets folded and replicated onto an array (chapter 07)."""
    return explore(
        plots.set_placement,
        R=(1, 12),
        e=(1, 30),
        rows=[8, 12, 16],
        cols=[8, 14, 16],
        U=[1, 2, 4],
    )


def chip_cut() -> Explorer:
    """Cut an AlexNet layer for the Eyeriss chip: what fits, what it costs, what silicon took (chapter 07)."""
    n, e, p, q, r, t = map(list, CUTS.values())
    explorer = explore(
        plots.chip_cut,
        layer=[f"conv{k}" for k in range(1, 6)],
        images=n,
        ofmap_rows=e,
        filters_in_a_PE=p,
        channels_in_a_PE=q,
        channel_sets=r,
        filter_sets=t,
    )
    return explorer.begin(layer="conv3")


def many_in_a_pe() -> Explorer:
    """Two images, two filters or two channels in one PE, a MAC a column (chapter 07)."""
    return explore(plots.many_in_a_pe, many=list(plots.MANY), R=(2, 4), P=(1, 3))


def processing_pass() -> Explorer:
    """One pass of an AlexNet layer on the Eyeriss chip: in a PE, and on the array (chapter 07)."""
    return explore(plots.processing_pass, layer=[f"conv{k}" for k in range(1, 6)])


def crossbar_bench() -> Explorer:
    """Every knob of a resistive array, and what real digits say to it (chapter 08)."""
    return explore(
        plots.crossbar_bench,
        rows=[32, 64, 128, 256, 512],
        cell_bits=[1, 2, 4, 7],
        signs=["pair", "offset", "difference"],
        adc_bits=(3, 10),
        range=list(plots.ADC_RANGES),
        noise=[0.0, 2.0, 5.0, 10.0, 20.0],
        wires=["none", "100,000", "10,000", "1,000"],
    )


def best_buffer() -> Explorer:
    """The price of DRAM against the size of the buffer that is best (chapter 08)."""
    return explore(
        plots.best_buffer, DRAM=[10, 20, 40, 80, 200, 400], pes=[64, 256, 1024]
    )


def report_card() -> Explorer:
    """Leave out a line of five designs' card, and see who wins (chapter 12)."""
    return explore(
        plots.report_card,
        dropped=list(LINES),
        most_error=[8, 12, 20, 60],
        most_ms=[20, 50, 100, 500],
    ).begin(most_error=20, most_ms=100)


def waiting() -> Explorer:
    """Queries at random: rate, batch and window against the slowest of a hundred (chapter 12)."""
    explorer = explore(
        plots.waiting,
        rate=list(RATES),
        batch=[1, 2, 4, 8, 16, 32],
        window=[0, 2, 5, 10, 20],
    )
    return explorer.begin(rate=100)


def proof() -> Explorer:
    """How many queries prove a percentile, when some were too slow (chapter 12)."""
    asked = [1, 10, 20, 30, 44, 64, 100, 200, 400, 662, 1000, 2000]
    return explore(
        plots.proof, percent=[50, 80, 90, 95, 97, 99], over=(0, 5), asked=asked
    ).begin(percent=90, over=1, asked=30)


def ballots() -> Explorer:
    """Columns of SRAM that vote on digits: how many, on which circuit (chapter 08)."""
    return explore(
        plots.ballots,
        columns=list(STOPS),
        dac_bits=list(BITS),
        offset=list(OFFSETS),
        training=list(TRAINING),
    )


def format_sizes() -> Explorer:
    """Density against how much smaller each sparse format makes a matrix (chapter 10)."""
    densities = [
        0.005,
        0.01,
        0.02,
        0.03,
        0.05,
        0.07,
        0.1,
        0.15,
        0.2,
        0.3,
        0.4,
        0.5,
        0.6,
        0.7,
        0.8,
        0.9,
        1.0,
    ]
    return explore(plots.format_sizes, density=densities, word=[4, 8, 16, 32], index=(2, 8),
                   shape=list(plots.SPARSE_SHAPES))  # fmt: skip


def threshold() -> Explorer:
    """A threshold on the weights of a real layer: accuracy and energy without training (chapter 10)."""
    return explore(plots.threshold, layer=list(plots.PRUNED_LAYERS), threshold=(0.0, 3.0, 0.2),
                   machine=["dense", "gating", "compressed"]).begin(layer="LeNet-5 fc1")  # fmt: skip


def interleave() -> Explorer:
    """A pruned layer dealt to the PEs of EIE: who works, who waits (chapter 10)."""
    return explore(plots.interleave, layer=list(plots.DEALT_LAYERS), density=[0.03, 0.05, 0.1, 0.2, 0.5, 1.0],
                   pes=[1, 2, 4, 8, 16, 32, 64], depth=[1, 2, 4, 8, 16, 64], dealing=["interleaved", "in blocks"])  # fmt: skip


def deep_compression() -> Explorer:
    """Prune, share, code: the bytes of a network after each stage, part by part (chapter 10)."""
    return explore(plots.deep_compression, network=["LeNet-300-100", "LeNet-5"],
                   keep=[0.25, 0.375, 0.5, 0.75, 1.0, 1.5, 2.0], code_bits=(1, 8), gap_bits=(2, 8))  # fmt: skip


def block_swap() -> Explorer:
    """A compact block in a dense layer's place: five costs at an equal window (chapter 11)."""
    return explore(
        plots.block_swap,
        layer=list(swap.LAYERS),
        form=list(swap.FORMS),
        batch=list(swap.BATCHES),
    ).begin(form="depthwise separable")


def network_bills() -> Explorer:
    """Seven networks priced at any batch: four orders of the same networks (chapter 11)."""
    return explore(plots.network_bills, batch=[1, 2, 4, 8, 16, 32, 64])


def low_rank() -> Explorer:
    """A trained layer in factors of a rank: its filters, accuracy, weights, MACs and time (chapter 11)."""
    return explore(plots.low_rank, form=list(results()["ranks"])).begin(
        form="conv2 cp 16"
    )


def pronounced() -> Explorer:
    """A word said by a real transformer: where it looks, and when it misspells in few bits (chapter 13)."""
    return explore(
        plots.pronounced,
        word=list(plots.WORDS),
        weights=["tensor", "channel", "groups of 32"],
        bits=[32, 8, 4, 3],
        inputs=["tensor", "token"],
        to=[32, 8, 5, 4],
    )


def attention_tiles() -> Explorer:
    """One head of attention in a memory: fused or in three steps (chapter 13)."""
    return explore(
        plots.attention_tiles,
        tokens=[256, 512, 1024, 2048, 4096, 8192],
        head=[32, 64, 128],
        memory=[4, 8, 16, 32, 64, 128, 256],
    ).begin(tokens=1024, head=64, memory=32)


def served_step() -> Explorer:
    """Reading a prompt and writing a token on a machine's roofline (chapter 13)."""
    return explore(
        plots.served_step,
        model=list(TRANSFORMERS),
        machine=list(MACHINES),
        reading=[False, True],
        batch=[1, 4, 16, 64, 256],
        context=[512, 2048, 8192, 32768],
        bits=[16, 8, 4],
    ).begin(model="Llama 3 8B", machine="H100", context=2048)


def served_memory() -> Explorer:
    """Weights, keys and values in a machine's memory: what fits, how fast (chapter 13)."""
    return explore(
        plots.served_memory,
        model=list(TRANSFORMERS),
        machine=list(MACHINES),
        batch=[1, 4, 16, 64, 256],
        context=[512, 2048, 8192, 32768],
        bits=[16, 8, 4],
        kv_bits=[16, 8, 4],
    ).begin(model="Llama 3 8B", machine="H100", batch=16, context=8192)


def entering() -> Explorer:
    """What a real transformer's matrices take: channels, outliers, and the step of a scale (chapter 13)."""
    return explore(
        plots.entering,
        layer=list(plots.ENTERED),
        scale=["tensor", "token", "smooth"],
        bits=[8, 6, 5, 4],
    ).begin(layer="writer, FFN out", bits=4)


def levels() -> Explorer:
    """A real layer's values under any quantizer: levels, edges, rounding against clipping (chapter 09)."""
    names = [*QUANTIZERS, "binary", "ternary"]
    return explore(
        plots.levels,
        values=list(plots.QUANTIZED),
        quantizer=names,
        bits=(2, 8),
        clip=(0.1, 1.0, 0.1),
    )


def number_line() -> Explorer:
    """Every number of a format, on a linear and on a logarithmic line (chapter 09)."""
    return explore(plots.number_line, format=list(plots.LINES), zoom=(0, 10))


def bits_by_layer() -> Explorer:
    """Bits a layer: accuracy of the network that ships, run at once, and its energy (chapter 09)."""
    few = [1, 2, 3, 4, 6, 8]
    return explore(plots.bits_by_layer, fc1=few, fc2=few, fc3=few, inputs=[1, 2, 3, 4, 8, 16], rounding=list(ROUNDINGS),
                   batch=[1, 16])  # fmt: skip


def mac_counters() -> Explorer:
    """Choose what counts besides MACs, until a counter's number is met (chapter 03)."""
    often = [0, 1, 2, 4]
    return explore(
        plots.mac_counters,
        model=[*CNNS],
        norm=often,
        activation=often,
        bias=[0, 1],
        norm_parameters=[0, 1],
        adaptive_in=[0, 1],
        adaptive_out=[0, 1],
        pool_in=[0, 1, 2],
    ).begin(model="ResNet-50 v1.5")


def how_sure() -> Explorer:
    """Two networks on a test of so many images: can it tell them apart (chapter 03)?"""
    return explore(
        plots.how_sure,
        accuracy=[0.5, 0.8, 0.9, 0.95, 0.98, 0.99],
        better=[0.1, 0.2, 0.5, 0.9],
        images=[100, 1000, 10_000, 50_000, 100_000, 1_000_000],
    ).begin(accuracy=0.99, images=10_000)


def found_box() -> Explorer:
    """Move and size a box over the true one: overlap, hit or miss (chapter 03)."""
    return explore(
        plots.found_box,
        right=(-3, 6),
        down=(-3, 5),
        width=(1, 8),
        height=(1, 7),
        least=[0.25, 0.5, 0.75, 0.9],
        finds=(1, 3),
    ).begin(right=1, down=1, width=6, height=5, least=0.5)


# A baked page holds every picture, so an explorer of many sliders gets fewer stops there.
COURSE: dict[str, tuple[Callable, dict]] = {
    "sees": (sees, {}),
    "small_network": (small_network, {}),
    "neuron_line": (
        neuron_line,
        {"wA": range(-4, 5), "wB": range(-4, 5), "b": [-1.0, -0.5, 0.0, 0.5, 1.0]},
    ),
    "descent": (descent, {"steps": range(0, 61, 5)}),
    "training": (
        training,
        {"rate": [0.01, 0.1, 1.0], "batch": [32], "hidden": ["100"]},
    ),
    "training_bill": (training_bill, {}),
    "years": (years, {}),
    "send_or_compute": (send_or_compute, {}),
    "window": (
        window,
        {
            "size": [4, 5, 6],
            "filter": [1, 2, 3],
            "stride": [1, 2],
            "pad": [0, 1],
            "output": range(16),
        },
    ),
    "layer_shape": (
        layer_shape,
        {
            "N": [1, 16],
            "M": [32, 96, 512],
            "C": [3, 64, 256],
            "P": [7, 27, 55],
            "Q": None,
            "R": [1, 3, 11],
            "S": None,
            "U": [1, 4],
            "G": [1, 2],
        },
    ),
    "model_layers": (model_layers, {}),
    "mac_counters": (
        mac_counters,
        {
            "model": ["VGG-16", "ResNet-50 v1.5", "MobileNet v2"],
            "norm": [0, 2, 4],
            "activation": [0, 2],
            "pool_in": [0, 2],
        },
    ),
    "how_sure": (how_sure, {}),
    "found_box": (
        found_box,
        {
            "right": range(-2, 5),
            "down": [-1, 0, 1, 3],
            "width": [4, 6, 8],
            "height": [5],
            "least": [0.5, 0.75],
            "finds": [1, 2],
        },
    ),
    "which_kernel": (which_kernel, {}),
    "multiplications": (multiplications, {}),
    "toeplitz": (toeplitz, {}),
    "receptive_field": (receptive_field, {}),
    "error_and_work": (error_and_work, {}),
    "blocking": (blocking, {}),
    "fc_product": (fc_product, {"M": [1000, 4096], "CHW": [1024, 9216]}),
    "fft_tiles": (fft_tiles, {}),
    "machine": (
        machine,
        {
            "a": [1, 2, 3, 4, 24],
            "b": [1, 2, 3, 4, 24],
            "c": [1, 2, 3, 4, 24],
            "DRAM": [20, 200],
            "GLB": [6],
            "NoC": [2],
            "RF": [1],
        },
    ),
    "joules": (
        joules,
        {
            "DRAM": [20, 200, 2000],
            "GLB": [1, 6, 20],
            "NoC": [2],
            "RF": [0.5, 1, 2],
            "batch": [1, 16],
        },
    ),
    "buffer_traffic": (
        buffer_traffic,
        {"model": ["AlexNet"], "layer": range(1, 9), "batch": [1, 16]},
    ),
    "loop_order": (loop_order, {"M": [1, 4], "P": [4, 16], "R": [1, 3]}),
    "dataflow_class": (dataflow_class, {}),
    "row_in_a_pe": (row_in_a_pe, {"R": [3], "P": [4]}),
    "row_stationary": (row_stationary, {}),
    "short_turns": (short_turns, {"size": range(12, 33), "pes": [14]}),
    "winners": (winners, {}),
    "dataflows": (
        dataflows,
        {"model": ["AlexNet"], "layer": range(1, 9), "pes": [256]},
    ),
    "fill_and_drain": (
        fill_and_drain,
        {
            "rows": [2, 3, 4, 8],
            "cols": [1, 2, 4, 8],
            "M": [1, 4],
            "P": [16, 64],
            "R": [3, 5],
        },
    ),
    "array_layers": (
        array_layers,
        {
            "model": ["AlexNet", "MobileNet v1"],
            "rows": [8, 12, 16, 64, 256],
            "cols": [8, 14, 16, 64, 256],
            "batch": [1, 16],
        },
    ),
    "array_sides": (
        array_sides,
        {"model": ["AlexNet", "ResNet-50", "MobileNet v1"], "pes": [256, 1024, 65536]},
    ),
    "set_placement": (
        set_placement,
        {
            "R": [1, 3, 5, 7, 11],
            "e": [4, 7, 13, 14, 27],
            "rows": [12],
            "cols": [14],
            "U": [1, 4],
        },
    ),
    "chip_cut": (
        chip_cut,
        {
            "layer": ["conv3"],
            "images": [1, 4],
            "ofmap_rows": [7, 13],
            "filters_in_a_PE": [4, 8, 16, 24],
        },
    ),
    "many_in_a_pe": (many_in_a_pe, {}),
    "processing_pass": (processing_pass, {}),
    "crossbar_bench": (
        crossbar_bench,
        {
            "rows": [64, 128],
            "cell_bits": [2],
            "signs": ["pair", "offset"],
            "adc_bits": [4, 6, 8],
            "range": ["full", "1/8"],
            "noise": [0.0, 10.0],
            "wires": ["none", "10,000"],
        },
    ),
    "best_buffer": (best_buffer, {"pes": [256]}),
    "ballots": (ballots, {}),
    "report_card": (report_card, {}),
    "waiting": (waiting, {}),
    "proof": (proof, {}),
    "format_sizes": (format_sizes, {"index": [3, 4, 5], "shape": ["128 x 256"]}),
    "threshold": (threshold, {}),
    "deep_compression": (
        deep_compression,
        {"code_bits": [2, 4, 6, 8], "gap_bits": [3, 4, 5, 6, 8]},
    ),
    "pronounced": (
        pronounced,
        {"bits": [32, 4, 3], "to": [32, 4], "weights": ["tensor", "channel"]},
    ),
    "attention_tiles": (attention_tiles, {}),
    "served_step": (
        served_step,
        {"model": ["GPT-2 small", "Llama 3 8B", "Mixtral 8x7B"], "bits": [16, 4]},
    ),
    "served_memory": (
        served_memory,
        {"machine": ["H100", "H200"], "bits": [16, 4], "batch": [1, 16, 64]},
    ),
    "entering": (entering, {}),
    "block_swap": (block_swap, {}),
    "network_bills": (network_bills, {"batch": [1, 4, 16, 64]}),
    "low_rank": (low_rank, {}),
    "levels": (
        levels,
        {
            "values": ["LeNet-300-100 fc1", "relu1 of LeNet-300-100"],
            "clip": [0.2, 0.4, 0.7, 1.0],
        },
    ),
    "number_line": (number_line, {"zoom": [0, 2, 4, 6]}),
    "bits_by_layer": (
        bits_by_layer,
        {
            "fc1": [1, 2, 3, 4, 8],
            "fc2": [1, 2, 4],
            "fc3": [2, 4, 8],
            "inputs": [2, 8],
            "rounding": ["nearest"],
            "batch": [1],
        },
    ),
    "interleave": (
        interleave,
        {"density": [0.05, 0.1, 0.5], "pes": [4, 16, 64], "depth": [1, 8, 64]},
    ),
}


def pe_array() -> Animation:
    """One layer on an array of PEs, in four dataflows, cycle by cycle (chapter 07)."""
    rng = np.random.default_rng(7)
    I, F = rng.integers(0, 10, (1, 2, 6, 6)), rng.integers(-4, 5, (4, 2, 3, 3))
    return animate(
        {
            f"{dataflow} stationary": array.run(I, F, 6, 4, dataflow)
            for dataflow in ARRAYS
        }
    )


def bake(folder) -> list[Path]:
    """Write every explorer of the course as a page of its own, which needs neither kernel nor network."""
    return [pe_array().bake(Path(folder) / "pe_array.html")] + [
        make().bake(Path(folder) / f"{name}.html", **fewer)
        for name, (make, fewer) in COURSE.items()
    ]


if __name__ == "__main__":
    for page in bake(sys.argv[1] if len(sys.argv) > 1 else "build/pages"):
        print(f"{page}  {page.stat().st_size / 1e6:.1f} MB")
