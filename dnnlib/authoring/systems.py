"""An index of what the survey names: each accelerator, method and framework, where it is taught, what one can run.

A row: name | the survey's section | what it is, by the survey | what one can run, as module:function.
"Name = word": chapters call it by the word.
Where it is taught is found by its name in the chapters. `dnnlib new lists` writes the page.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from dnnlib.authoring.chapters import CHAPTERS

PAGE = "dnnlib/SYSTEMS.md"
HEAD = """# The systems that the survey names

Every accelerator, method and framework by its name: where a chapter says it, and what one can run of it here.
Written by `dnnlib new lists` from dnnlib/authoring/systems.py; the places are those where the name stands.

"""
ROOT = Path(__file__).parents[2]
NUMBER = re.compile(r"^## (\d+)\. ", re.M)
SAID = ("text", "text/plain")
MOST = 4  # places of one name
UNTAUGHT = "named by the survey alone"
TABLE = r"""
# Accelerators and chips
nn-X | V-B.1 | weight stationary, with neuFlow: 8 engines of 100 MACs | dataflow.designs:of_class dataflow.stationary:weight_stationary
neuFlow | V-B.1 | an early one of that class | dataflow.designs:of_class
ShiDianNao | V-B.2 | output stationary: many pixels of one channel | dataflow.stationary:output_stationary dataflow.array:run
DianNao | V-B.3 | no local reuse, with registers for sums | dataflow.stationary:no_local_reuse
UCLA | V-B.3 | Zhang's FPGA design: no local reuse, adder trees | dataflow.stationary:no_local_reuse
DaDianNao | VI-A | tens of MB of weights in eDRAM on the chip | nearness.stacked:memories
Eyeriss | V-B.4 | row stationary, 168 PEs | dataflow.eyeriss.silicon:predictions dataflow.stationary:row_stationary
TPU | VII-A | 8-bit integers in an array that holds the weights | dataflow.array:cycles
TrueNorth | II-A | a brain-inspired chip, spiking, binary | background.kinds:brains
Neurocube | VI-A | logic beside stacked memory | nearness.stacked:memories
Tetris | VI-A | row stationary under stacked memory | nearness.stacked:steps
ISAAC | VI-C | memristor crossbars; 16 bits from 8 cells | nearness.isaac:claims neardata:product
PRIME | VI-C | crossbars that compute or store | neardata:product
RedEye | VI-D | the first layers, analog, at the sensor | nearness.sensor:claims
Angle Sensitive Pixels | VI-D | pixels that compute gradients | nearness.sensor:claims
Stripes | VII-A | one bit of a value after another | quant.arithmetic.bitserial:speedup
YodaNN | VII-A | hardware for binary weights | quant.arithmetic.xnor:product
BRein | VII-A | hardware for binary weights and activations | quant.arithmetic.xnor:product
Cnvlutin | VII-B.1 | skips the cycles of activations that are zero | dataflow.array.gating:savings sparsity.small_inputs:small
Minerva | VII-B.1 | leaves out small activations | sparsity.small_inputs:small
EIE | VII-B.2 | multiplies a pruned FC matrix in its coded form | compress.skipping.interleave:deal
SCNN | VII-B.2 | input stationary, both operands coded, products scattered | compress.skipping.scatter:scatter
Scalpel | VII-B.2 | prunes as a machine's vectors want it | compress.prune:n_of_m
Fused-Layer = fused nest | V-B | layers whose maps never leave the chip | dataflow.fused:Fused
ETANN | II-D | Intel's, for shallow networks, in the 1990s |
Tegra | V | a processor of Nvidia |
DGX-1 | V | a system of GPUs, Nvidia's |
Big Basin | V | a system of GPUs, Facebook's |
# Networks
LeNet-5 | III-A | digits, 1998 | networks:lenet_5
AlexNet | III-A | ImageNet, 2012 | models:MODELS
OverFeat | III-A | 2013, a fast and an accurate one | models:MODELS
VGG-16 | III-A | small filters, many layers, 2014 | models:MODELS
GoogLeNet | III-A | inception modules, 2014 | compact.blocks:inception
ResNet-50 | III-A | shortcuts, 2015 | models:MODELS compact.blocks:bottleneck
SqueezeNet | VII-B.3 | fire modules: few weights | compact.blocks:fire slim.bill:bill
MobileNet | VII-B.3 | a depthwise layer, then 1 x 1 | models:MODELS
Xception | VII-B.3 | 1 x 1, then a depthwise layer | compact.blocks:xception
LSTM | III | recurrent: not the survey's subject |
# Methods on the kernel
Toeplitz | V-A | a convolution as a product of matrices | kernels.toeplitz:conv
FFT | V-A | a convolution as products of spectra | kernels.fft:conv
Strassen | V-A | a product of matrices with 7 multiplications for 8 | kernels.strassen:product
Winograd | V-A | small filters, fewer multiplications | kernels.winograd:conv
OpenBLAS | V-A | a library of products of matrices |
MKL | V-A | Intel's |
cuBLAS | V-A | Nvidia's |
cuDNN | V-A | Nvidia's, for layers: it chooses a kernel by the shape | kernels.selection:predicted
# Methods on bits
Ristretto | VII-A | fixed point whose place varies by layer | quant.linear:fraction_bits
LogNet | VII-A | levels at powers of two | quant.log2:log2
INQ | VII-A | powers of two, in steps with training | precision.results:table_iii
HashedNets | VII-A | weights shared by a hash | quant.kmeans:kmeans
Deep Compression | VII-A, VII-B | pruned, shared, Huffman-coded | sparsity.deep_compression:compress
BinaryConnect | VII-A | weights of +1 and -1 | quant.qat:binary_connect
TWN | VII-A | weights of -w, 0 and w | quant.qat:twn
TTQ | VII-A | weights of -a, 0 and b, both learned | quant.qat:ttq
XNOR-Net | VII-A | both of one bit: XNOR and a count of ones | quant.arithmetic.xnor:product
DoReFa | VII-A | weights of one bit, activations of two | precision.results:table_iii
HWGQ | VII-A | weights of one bit, activations of two | precision.results:table_iii
# Methods on the network
Optimal Brain Damage | VII-B.2 | prunes by the effect on the loss | compress.prune:saliency
FitNets | VII-B.4 | a student that is shown hints | compact.distil:soften
# Frameworks and data
Caffe | IV | Berkeley, 2014 | models.found:found
TensorFlow | IV | Google, 2015 | resources.frameworks:then
Torch | IV | Facebook and NYU | models.found:found
Theano | IV | Montreal | resources.frameworks:then
MXNet | IV | by many | resources.frameworks:then
MNIST | IV | digits | data:mnist
CIFAR | IV | small pictures, ten classes | resources.data_sets:DATA_SETS
ImageNet | IV | photographs, a thousand classes | resources.data_sets:DATA_SETS
"""


@dataclass(frozen=True)
class System:
    """A row: the kind, the name, how chapters call it, the survey's section, what it is, what one can run."""

    kind: str
    name: str
    word: str
    section: str
    says: str
    runs: tuple[str, ...]


def systems(table: str = TABLE) -> tuple[System, ...]:
    """All rows, in the table's order. Errors: ValueError names a row that has not four cells."""
    found, kind = [], ""
    for line in table.strip().splitlines():
        if line.startswith("# "):
            kind = line[2:]
            continue
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) != 4:
            raise ValueError(f"name | section | what it is | what one can run: {line}")
        name, section, says, runs = cells
        name, _, word = name.partition(" = ")
        row = System(kind, name, word or name, section, says, tuple(runs.split()))
        found.append(row)
    return tuple(found)


def places(name: str, chapters: dict[str, list[tuple[str, str]]]) -> list[str]:
    """Where a name stands as a word: "06 §6", in the order of the chapters. chapters: of `read`."""
    word = re.compile(rf"(?<![\w-]){re.escape(name)}(?![a-z])")
    found: dict[str, None] = {}
    for number, texts in chapters.items():
        for section, text in texts:
            if word.search(text):
                found[f"{number} §{section}" if section else number] = None
    return list(found)


def read(root: Path = ROOT) -> dict[str, list[tuple[str, str]]]:
    """What each chapter says, by section: {"06": [("1", text), ...]}; prose, code and printed tables."""
    found = {}
    for one in CHAPTERS:
        path = root / "notebooks" / f"{one.notebook}.ipynb"
        if one.notebook and one.number != "00" and path.exists():
            cells = json.loads(path.read_text("utf-8"))["cells"]
            found[one.number] = list(_sections(cells))
    return found


def _sections(cells: list[dict]):
    section = ""
    for cell in cells:
        text = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            heads = NUMBER.findall(text)
            section = heads[-1] if heads else section
        shown = [{**one.get("data", {}), **one} for one in cell.get("outputs", [])]
        printed = ["".join(one.get(kind, "")) for one in shown for kind in SAID]
        yield section, "\n".join([text, *printed])


def page(root: Path = ROOT) -> str:
    """The whole page: a table a kind."""
    chapters, parts, kind = read(root), [HEAD], ""
    for one in systems():
        if one.kind != kind:
            kind = one.kind
            parts.append(f"\n## {kind}\n\n| name | survey | what it is | where | to run |\n|---|---|---|---|---|\n")  # fmt: skip
        found = places(one.word, chapters)
        more = ", ..." if len(found) > MOST else ""
        where = ", ".join(found[:MOST]) + more or UNTAUGHT
        runs = ", ".join(f"`{name.replace(':', '.')}`" for name in one.runs)
        parts.append(f"| {one.name} | {one.section} | {one.says} | {where} | {runs} |\n")  # fmt: skip
    return "".join(parts)
