"""Predictions once more, with other numbers: a question, values to draw from, and the program that answers.

again("06", seed=3)      the question with its numbers, the unit, the program
"""

import random
import re
from dataclasses import dataclass

from dnnlib.door import checked

TABLE = """
01/fig3 | A network has {a} inputs, {b} neurons in its hidden layer and {c} outputs: how many MACs? | MACs
a=5 6 8 10; b=4 7 12; c=2 3
from dnnlib.learning.bill import bill
bill(({a}, {b}, {c})).forward

02/alexnet-conv1-p | An input of {size}, a filter of {R}, stride {U}, no padding: how many outputs along one axis? |
size=225 97 61; R=5 9; U=2 4
from dnnlib.shapes import output_size
output_size({size}, {R}, stride={U})

03/interval | {right} of {images} test images are right: the true accuracy lies within plus or minus (95 %)? | points
right=900 950 980; images=1000
from dnnlib.resources.scores import interval
low, high = interval({right}, {images})
100 * (high - low) / 2

04/strassen | {n} x {n} matrices, Strassen down to single numbers: how many multiplications? |
n=4 16 32
from dnnlib.kernels.strassen import product_ops
product_ops({n}, {n}, {n})[0]

05/weight-reuse | A CONV layer makes {P} x {P} outputs for each of its filters, with a batch of {N}: how many MACs use each weight? |
P=13 27 55; N=2 4 8
from dnnlib import ConvShape
from dnnlib.dataflow.reuse import uses
uses(ConvShape(N={N}, M=8, C=4, P={P}, Q={P}, R=3, S=3))["F"]

06/toy-f-reads-swapped | {M} filters of {R} slide to {P} places. How many reads of F from DRAM does `DRAM: {order} / RF:` make? |
order=M{M}.R{R}.P{P} P{P}.M{M}.R{R} R{R}.P{P}.M{M}; M=2 5; R=3 4; P=10 12
from dnnlib import ConvShape
from dnnlib.dataflow.accesses import count
from dnnlib.dataflow.loopnest import Mapping
nest = Mapping.parse("DRAM: {order} / RF:")
count(ConvShape(M={M}, P={P}, R={R}), nest)["DRAM", "F", "read"]

07/idle | {C} input and {M} output channels, 1 x 1, on {n} x {n} PEs, weight stationary: what share of their cycles multiply? | %
C=16 32; M=24 64; n=64 128
from dnnlib import ConvShape
from dnnlib.dataflow.array import cycles
layer = ConvShape(M={M}, C={C}, P=56, Q=56)
100 * layer.macs / (cycles(layer, {n}, {n}, "weight") * {n} ** 2)

08/adc-bits | {rows} rows, cells of {cell} bits, inputs of {dac} bits a cycle: how many bits has an exact ADC? | bits
rows=32 64 256; cell=1 2 4; dac=1 2
from dnnlib.neardata.crossbar import Crossbar, exact_bits
exact_bits(Crossbar(rows={rows}, cell_bits={cell}, dac_bits={dac}))

09/accumulator | A sum of {K} products of {a} by {b} bits: how many bits hold any such sum? | bits
K=100 1000 4608; a=4 8; b=4 8
from dnnlib.quant.arithmetic.accumulator import accumulator_bits
accumulator_bits({a}, {b}, {K})

10/huffman | Four symbols come {a}, {b}, {c} and {d} times: how many bits a symbol has Huffman's code on average? | bits
a=50 60 90; b=20 25; c=10 15; d=5 8
from dnnlib.compress.huffman import bits, code
counts = [{a}, {b}, {c}, {d}]
bits(counts, code(counts)) / sum(counts)

11/separable | {M} filters of {R} x {R}: how many times fewer weights has a depthwise layer with a 1 x 1 after it? | times
M=64 128 512; R=3 5 7
from dnnlib import ConvShape
from dnnlib.compact.blocks import depthwise_ratio
float(1 / depthwise_ratio(ConvShape(M={M}, C={M}, P=28, Q=28, R={R}, S={R})))

12/queries | p{percent}, one slow query allowed: how many queries prove it? | queries
percent=80 95 98
from dnnlib.metrics.tail import queries
queries({percent} / 100)

13/experts | {tokens} tokens, each uses {used} of {experts} experts, by chance: how many experts are read? |
tokens=2 4 8; used=1 2; experts=8 16
from dnnlib.attention.experts import touched
touched({experts}, {used}, tokens={tokens})

14/bitmap | Weights of {bits} bits, a share of {density} stays, stored as a bitmap: how many percent of the words are left? | %
bits=4 8; density=0~5 0~3 0~2 0~1
from dataclasses import replace
from dnnlib.studio import NAIVE
from dnnlib.studio.evaluate import stored
100 * stored(replace(NAIVE, bits={bits}, density={density}))
"""


SPELLED = str.maketrans(".~", " .")  # in a value: a gap, and the point of a number


@dataclass(frozen=True)
class Again:
    """A prediction with other numbers. key: of the prediction. code: the program whose last line is the answer."""

    key: str
    question: str
    unit: str
    code: str


@checked
def again(chapter: str, seed=0) -> Again | None:
    """The prediction of a chapter with numbers that the seed draws; None where it has none."""
    number = chapter.removeprefix("ch")
    for block in re.split(r"\n\s*\n", TABLE.strip()):
        head, values, code = block.split("\n", 2)
        key, question, unit = (cell.strip() for cell in head.split("|"))
        if key.startswith(f"{number}/"):
            fill = _drawn(values, f"{key} {seed}")
            return Again(key, fill(question), f" {unit}" if unit else "", fill(code))
    return None


def _drawn(values: str, seed: str):
    """What puts one value of each row, drawn, into a text."""
    order = random.Random(seed)
    drawn = {}
    for row in values.split(";"):
        name, _, choices = row.strip().partition("=")
        drawn[name] = order.choice(choices.split())

    def fill(text: str) -> str:
        for name, value in drawn.items():  # what a value names is drawn after it
            text = text.replace(f"{{{name}}}", value.translate(SPELLED))
        return text

    return fill
