"""Near-data: 10,000 digits through crossbars, wires as one matrix, boosted columns; CPU seconds of one thread.

CrossSim is raced where it can be imported: put it on PYTHONPATH, in an environment of its
own. Where it is not, the last race stands in RACED.
"""

from importlib import import_module
from importlib.util import find_spec
from time import process_time

import numpy as np

from dnnlib import data
from dnnlib.neardata import Adc, Crossbar, bit_line, both, product
from dnnlib.neardata.boosting import train_all
from dnnlib.neardata.circuit import features
from dnnlib.nearness import ballots, digits
from dnnlib.nearness.chips import Chip
from dnnlib.nearness.digits import right
from dnnlib.table import Table

PAIR = Crossbar(signs="pair")
UNSLICED = Crossbar(signs="pair", cell_bits=7, dac_bits=8)
CHIPS = (
    # what                                   chip                            target, s
    ("sliced, 9-bit ADC", Chip(Crossbar(adc=Adc(9, 511))), 4),
    ("sliced pair, 4-bit ADC", Chip(Crossbar(signs="pair", adc=Adc(4, 48))), None),
    ("sliced, no ADC", Chip(), None),
    ("sliced, no ADC, bit lines resist", Chip(ratio=1e4), None),
    ("unsliced", Chip(UNSLICED), 1),
)
RACED = (
    "CrossSim 3.2.0, same set-up, labels all equal: 8.3 s beside our 1.9 s, 4.3 times"
)


def main():
    """Prints CPU seconds beside their targets, and what was read right."""
    data.mnist("test"), digits.tops()
    rows = [_digits(*row) for row in CHIPS] + [_wires(), _columns()]
    print(Table(("what", "CPU s", "target", "result"), rows))
    print(_race())


def _digits(what, chip: Chip, target):
    seconds, share = _timed(lambda: right(chip))
    return f"10,000 digits, {what}", seconds, target, f"{share:.2%} right"


def _wires():
    G = np.random.default_rng(0).random((128, 128)) * 3
    seconds, _ = _timed(lambda: both(G, 3e-5, 3e-5))
    lines, _ = _timed(lambda: bit_line(G, 3e-5))
    return "both wires of 128 x 128", seconds, 0.4, f"bit lines alone {lines:.4f} s"


def _columns():
    digits_ = data.mnist("all training")
    X = features(digits_.images)
    seconds, pairs = _timed(lambda: train_all(X, digits_.labels, 18))
    share = ballots.right(pairs)
    return "18 columns a pair, trained on 60,000", seconds, 10, f"{share:.2%} right"


def _timed(run):
    start = process_time()
    made = run()
    return process_time() - start, made


def _race() -> str:
    if find_spec("simulator") is None:
        return f"CrossSim is not installed here. The last race: {RACED}"
    weights, _, _ = digits.weights("fc1", 8)
    images = data.mnist("test").images[:1000].reshape(1000, -1).astype(float)
    simulator = import_module("simulator")
    core = simulator.AnalogCore(weights.T.astype(float), _parameters())
    theirs, _ = _timed(lambda: core @ images.T)
    chip, X = Crossbar(rows=112, adc=Adc(9, 511)), images.astype(int)
    ours, _ = _timed(lambda: product(X, weights, chip))
    return f"fc1, 1,000 digits: CrossSim {theirs:.2f} s, ours {ours:.2f}: {theirs / ours:.1f}"


def _parameters():
    """The same crossbar in CrossSim's words: 784 inputs in seven arrays of 112 rows."""
    p = import_module("simulator").CrossSimParameters()
    p.core.style, p.core.weight_bits, p.core.rows_max = "BITSLICED", 8, 112
    p.core.bit_sliced.num_slices, p.core.bit_sliced.style = 4, "OFFSET"
    p.core.offset.style = "DIGITAL_OFFSET"
    range_ = p.core.mapping.weights
    range_.percentile, range_.min, range_.max = None, -127, 127
    for inputs in (p.core.mapping.inputs.mvm, p.core.mapping.inputs.vmm):
        inputs.min, inputs.max = 0, 255
    p.xbar.device.cell_bits, p.xbar.device.infinite_on_off_ratio = 2, True
    for dac in (p.xbar.dac.mvm, p.xbar.dac.vmm):
        dac.model, dac.bits, dac.signed = "QuantizerDAC", 8, False
        dac.input_bitslicing, dac.slice_size = True, 1
    p.xbar.adc.mvm.model = "QuantizerADC"
    adc = p.xbar.adc.mvm
    adc.bits, adc.signed, adc.adc_per_ibit = 9, False, True
    adc.adc_range_option = "CALIBRATED"
    adc.calibrated_range = np.array([[0, 511 / 3]] * 4)  # in levels of a full cell
    return p


if __name__ == "__main__":
    main()
