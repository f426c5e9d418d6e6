"""MACs inside the memory: crossbars, their converters and wires, columns that vote.

crossbar  slices  cells  adc  multiply    a resistive array, and its exact product
wires  noise                              what is not ideal in it
boosting                                  SRAM columns, each a weak classifier
"""

from dnnlib.neardata.adc import Adc, convert
from dnnlib.neardata.crossbar import Crossbar, converts, exact_bits
from dnnlib.neardata.multiply import product
from dnnlib.neardata.slices import flipped, joined, slices
from dnnlib.neardata.wires import bit_line, both

__all__ = ["Adc", "Crossbar", "bit_line", "both", "convert", "converts"]
__all__ += ["exact_bits", "flipped", "joined", "product", "slices"]
