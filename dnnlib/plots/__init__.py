"""One pure function a figure: value in, Figure out. Every figure carries its numbers: `figure.table`.

look                                colours, sizes, and how anything gets onto a figure; field has axes in inches
attention                           tiles, caches and roofs of transformers: chapter 13
background                          neurons, training, years: chapter 01
curves, activations, layers         a network and its layers; windows shows how a convolution meets a matrix
kernels, memory, cost_bars          what a kernel multiplies, and what an access costs
dataflow, neardata                  nests, arrays, chips and crossbars
precision, sparsity, slim           bits, zeros and smaller layers
metrics                             roofline, report card, queue
studio                              a design's card, tornado, fronts, searches, prices: chapter 14
resources                           counters, certainty, boxes
"""

from dnnlib.plots.activations import activations, image
from dnnlib.plots.attention.entering import LAYERS as ENTERED
from dnnlib.plots.attention.entering import entering
from dnnlib.plots.attention.pronounced import WORDS, pronounced
from dnnlib.plots.attention.serving import served_memory, served_step
from dnnlib.plots.attention.tiles import attention_tiles
from dnnlib.plots.background.bill import training_bill
from dnnlib.plots.background.drawings import small_network, taxonomy
from dnnlib.plots.background.edge import send_or_compute
from dnnlib.plots.background.grids import grid_training
from dnnlib.plots.background.line import neuron_line
from dnnlib.plots.background.sees import layer_by_layer, sees
from dnnlib.plots.background.training import lesson, training
from dnnlib.plots.background.valley import descent
from dnnlib.plots.background.years import years
from dnnlib.plots.capacity import capacity
from dnnlib.plots.curves import nonlinearities
from dnnlib.plots.dataflow.array_film import array_film
from dnnlib.plots.dataflow.chip import chip, chip_cut
from dnnlib.plots.dataflow.chip_blocks import chip_blocks
from dnnlib.plots.dataflow.classes import CLASSES, dataflow_class
from dnnlib.plots.dataflow.dataflows import dataflows
from dnnlib.plots.dataflow.energy_bars import (
    energy_by_layer,
    energy_by_level,
    energy_by_tensor,
)
from dnnlib.plots.dataflow.gantt import gantt
from dnnlib.plots.dataflow.many_in_a_pe import MANY, many_in_a_pe
from dnnlib.plots.dataflow.multicast import multicast
from dnnlib.plots.dataflow.nests import loop_order, row_stationary
from dnnlib.plots.dataflow.passes import processing_pass
from dnnlib.plots.dataflow.pe_arrays import array_layers, array_sides, fill_and_drain
from dnnlib.plots.dataflow.proof import proof
from dnnlib.plots.dataflow.row_in_a_pe import row_in_a_pe
from dnnlib.plots.dataflow.search_floors import search_floors
from dnnlib.plots.dataflow.set_placement import set_placement
from dnnlib.plots.dataflow.short_turns import short_turns
from dnnlib.plots.dataflow.winners import winners
from dnnlib.plots.errors_and_macs import error_and_work
from dnnlib.plots.kernels import multiplications, rounding, which_kernel
from dnnlib.plots.layers import QUANTITIES, layer_shape, model_layers
from dnnlib.plots.machine import machine
from dnnlib.plots.memory import access_costs, buffer_traffic, joules
from dnnlib.plots.metrics.report_card import report_card
from dnnlib.plots.metrics.roofline import roofline
from dnnlib.plots.metrics.waiting import waiting
from dnnlib.plots.neardata.ballots import ballots
from dnnlib.plots.neardata.bench import RANGES as ADC_RANGES
from dnnlib.plots.neardata.bench import crossbar_bench
from dnnlib.plots.neardata.buffer import best_buffer
from dnnlib.plots.neardata.crossbars import crossbar
from dnnlib.plots.neardata.wires import wires
from dnnlib.plots.pipeline import pipeline
from dnnlib.plots.precision.bits import accuracy_against_bits, bits_by_layer, pareto
from dnnlib.plots.precision.levels import VALUES as QUANTIZED
from dnnlib.plots.precision.levels import levels
from dnnlib.plots.precision.line import NAMES as LINES
from dnnlib.plots.precision.line import number_line
from dnnlib.plots.products.alus import alus
from dnnlib.plots.products.blocking import BLOCKS, blocking
from dnnlib.plots.products.fc_product import fc_product
from dnnlib.plots.products.fft_tiles import TILES as FFT_TILES
from dnnlib.plots.products.fft_tiles import fft_tiles
from dnnlib.plots.receptive import receptive_field
from dnnlib.plots.resources.boxes import found_box
from dnnlib.plots.resources.certainty import how_sure
from dnnlib.plots.resources.counters import mac_counters
from dnnlib.plots.slim.bill import network_bills
from dnnlib.plots.slim.ranks import low_rank
from dnnlib.plots.slim.swap import block_swap
from dnnlib.plots.sparsity.formats import SHAPES as SPARSE_SHAPES
from dnnlib.plots.sparsity.formats import format_sizes
from dnnlib.plots.sparsity.interleave import LAYERS as DEALT_LAYERS
from dnnlib.plots.sparsity.interleave import interleave
from dnnlib.plots.sparsity.stages import deep_compression, stage_bars
from dnnlib.plots.sparsity.threshold import LAYERS as PRUNED_LAYERS
from dnnlib.plots.sparsity.threshold import threshold
from dnnlib.plots.studio.card import READERS, studio
from dnnlib.plots.studio.cloud import studio_front
from dnnlib.plots.studio.prices import studio_prices
from dnnlib.plots.studio.searches import studio_searches
from dnnlib.plots.studio.tornado import STARTS, tornado
from dnnlib.plots.windows import toeplitz, window

__all__ = [
    "QUANTITIES",
    "activations",
    "image",
    "layer_shape",
    "model_layers",
    "nonlinearities",
    "toeplitz",
    "window",
]
__all__ += ["energy_by_layer", "energy_by_level", "energy_by_tensor"]
__all__ += ["multiplications", "roofline", "rounding", "which_kernel"]
__all__ += ["dataflows", "loop_order", "row_stationary", "search_floors"]
__all__ += ["chip_blocks", "multicast", "pipeline", "short_turns"]
__all__ += [
    "array_layers",
    "array_sides",
    "chip",
    "chip_cut",
    "fill_and_drain",
    "set_placement",
]
__all__ += ["access_costs", "buffer_traffic", "joules", "machine"]
__all__ += ["FFT_TILES", "fft_tiles"]
__all__ += ["BLOCKS", "alus", "blocking", "capacity", "error_and_work", "fc_product"]
__all__ += ["receptive_field"]
__all__ += ["block_swap", "low_rank", "network_bills"]
__all__ += [
    "DEALT_LAYERS",
    "PRUNED_LAYERS",
    "SPARSE_SHAPES",
    "deep_compression",
    "format_sizes",
]
__all__ += ["MANY", "many_in_a_pe", "processing_pass"]
__all__ += ["CLASSES", "array_film", "dataflow_class", "row_in_a_pe", "winners"]
__all__ += ["interleave", "stage_bars", "threshold"]
__all__ += [
    "LINES",
    "QUANTIZED",
    "accuracy_against_bits",
    "bits_by_layer",
    "levels",
    "number_line",
    "pareto",
]
__all__ += ["gantt"]
__all__ += [
    "ADC_RANGES",
    "ballots",
    "best_buffer",
    "crossbar",
    "crossbar_bench",
    "wires",
]
__all__ += ["proof", "report_card", "waiting"]
__all__ += ["descent", "grid_training", "layer_by_layer", "lesson", "neuron_line"]
__all__ += ["sees", "send_or_compute", "small_network", "taxonomy"]
__all__ += ["training", "training_bill", "years"]
__all__ += ["ENTERED", "WORDS", "attention_tiles", "entering", "pronounced"]
__all__ += ["served_memory", "served_step"]
__all__ += ["found_box", "how_sure", "mac_counters"]
__all__ += ["READERS", "STARTS", "studio", "studio_front"]
__all__ += ["studio_prices", "studio_searches", "tornado"]
