"""The words of the course, one row each: what each means, and the chapter that says it first."""

PAGE = "dnnlib/GLOSSARY.md"
HEAD = """# The words of the course

What each word means here, and the chapter in which it is said first. Written by `dnnlib new lists` from dnnlib/authoring/glossary.py.

| word | what it means | chapter |
|---|---|---|
"""
# word | meaning | chapter; in any order
WORDS = """
neuron | a weighted sum of inputs, a bias, and a kink | 01
weight | the number that an input is multiplied by; learning changes it | 01
bias | a number added to a weighted sum | 01
non-linearity, kink | what bends a sum, such as ReLU; without it layers collapse into one | 01
hidden layer | a layer between inputs and outputs | 01
deep network | one with more than one hidden layer | 01
feature | what a classifier looks at; made by hand, or learned | 01
inference | running a trained network | 01
training | finding the weights | 01
loss | how wrong the network is, as one number | 01
gradient | which way the loss grows, for every weight or value | 01
gradient descent, SGD | a step against the gradient; stochastic: from a few examples at a time | 01
learning rate | how long that step is, beside the gradient | 01
backpropagation | the gradient sent backwards through the layers, by the chain rule | 01
validation | data to choose by, neither trained on nor tested on | 01
fine-tuning | training that begins with weights from another task | 01
supervised learning | learning from examples with labels | 01
spiking | networks whose pulses also say something by their time | 01
stochastic rounding | up or down by chance, so that the mean is right | 01
top-5 error | the share of images whose label is not among five guesses | 01
MAC | multiply-accumulate: a product added to a sum, the unit of work | 01
CONV layer | filters slide over maps; a weight is used at every place | 02
FC layer | fully connected: every output sees every input | 02
channel | one plane of numbers of a map; a colour image has three | 02
map, fmap | the numbers of one image at one place of the network: C x H x W | 02
filter | the weights that make one output channel: C x R x S | 02
stride | the step from one window to the next: U | 02
padding | a frame of zeros around a map, so that a filter fits at its rim | 02
group | a part of the channels that sees no other part: G | 02
depthwise | as many groups as channels: a filter sees one channel | 02
batch | N images that go through a layer together and share its weights | 01
receptive field | the values of the image that one output depends on | 02
weight sharing | one weight used at every place of a map: what makes a layer a convolution | 02
bottleneck | a 1x1 layer that makes channels fewer before a large filter | 02
inception module | branches of several filter sizes beside one another, joined channel by channel | 02
shortcut | a block's input added to its output: H(x) = F(x) + x | 02
ReLU | max(x, 0): what is below zero becomes zero | 01
pooling | each window of a map becomes one value, the largest or the average | 02
batch normalization | each channel shifted and scaled by constants; the layer before can do it | 02
activation | a value between two layers | 02
framework | a library in which networks are written, differentiated and run | 03
hook | a function that a framework calls whenever a module runs | 03
dispatcher | the place in a framework that each operation passes, to find its kernel | 03
convention | what a count counts besides, and what it leaves out | 03
transposed layer | each input times all taps, laid down side by side: maps grow | 03
model zoo | trained networks, ready to load | 03
top-5 | right if the label is among the five best classes | 03
chance | what guessing gets: k of so many classes | 03
overlap (IoU) | the area that two boxes share, over the area that either covers | 03
kernel | a way to compute a layer; all kernels of this course have one signature | 04
Toeplitz matrix, im2col | the windows of a map as columns, so that a layer is a matrix product | 04
GEMM | general matrix multiply: the product that libraries are tuned for | 04
cache | a small fast memory that keeps what was used last | 04
cache line | the words that a cache fetches together | 04
tiling, blocking | a product cut into parts that fit a near memory | 04
SIMD | one instruction, several data: a row of ALUs in step | 04
SIMT | one instruction, many threads: how a GPU says it | 04
temporal architecture | ALUs under one control, which read a shared register file | 04
spatial architecture | ALUs that pass values to one another | 04
spectrum | a map as frequencies, where convolving is multiplying | 04
F(m, r) | Winograd's trick: m outputs of r taps by m + r - 1 products | 04
roofline | the speed that arithmetic and memory allow together | 04
ridge | the operations a byte from which arithmetic is the limit | 04
intensity | operations a byte of traffic | 05
PE | processing element: a multiplier and adder with a small memory of its own | 05
RF | register file: the small memory in a PE | 05
NoC | network on chip: the wires that bring words to PEs, and from PE to PE | 05
GLB | global buffer: the memory on the chip that all PEs share | 05
DRAM | the large memory outside the chip | 05
psum | partial sum: a sum of products that is not complete | 05
reuse | a word used again and not fetched again | 05
convolutional reuse | a weight at all places, an input in all its windows | 05
fmap reuse | an input for all M filters | 05
filter reuse | a weight for all N images | 05
recurrent network | a network whose outputs come back as inputs, step after step | 02
LSTM | a recurrent layer that multiplies four matrices with what it sees and remembers | 02
vanishing gradient | a gradient that each layer makes shorter, until nothing is learned | 02
maxout | the larger of two linear functions | 02
local response normalization | a value divided by what neighbouring channels say; later networks dropped it | 02
LRU | a cache that drops what was used longest ago | 04
fusion | two layers run together, so that the map between them is never written | 04
ALU | arithmetic unit: here a multiplier and an adder | 04
word | one number as it is stored and moved | 02
SRAM | memory on the chip: near, dear in area, small | 05
HBM | DRAM stacked beside the processor, with many short wires | 05
loop nest | a layer as loops inside one another: their order is the order of the work | 06
mapping | a loop nest with its storage: which loop runs at which level, and which in space | 06
mapper | what finds the best mapping of a layer, as a compiler finds a binary | 06
dataflow | the class of a mapping: what stays in a PE and what passes by | 06
tile | the words that a level's buffer holds at once | 06
fill | a word that a store takes in from outside; a read hands one on, an update takes in a sum | 06
spatial loop | a loop whose turns lie side by side in PEs, with a star in the notation | 06
multicast | one word read once and sent to several PEs | 06
spatial reduction | parts of one sum added on the way between PEs | 06
bypass | a tensor that a level of storage does not hold | 06
WS, OS, IS | weight, output, input stationary: the tensor that stays in a PE | 06
NLR | no local reuse: PEs keep nothing, the buffer serves every MAC | 06
RS | row stationary: a PE keeps a row of the filter and slides a row of the input past it | 06
branch and bound | leave out every choice whose least possible cost is above one already paid | 06
systolic array | PEs in a grid that pass every word on by one PE in each cycle | 07
skew | the cycles by which a row or column of a systolic array starts later than the one before | 07
fold | one filling of an array by a part of a layer that is larger than the array | 07
set | R x e PEs of a row-stationary array, which make e ofmap rows | 07
segment, strip | parts of a set that stand above each other; parts of a map that run one after the other | 07
replication | several sets on one array, for other filters or channels | 07
processing pass | the part of a layer that the chip works on at a time: n images, p t filters, q r channels | 07
concatenation, interleaving | rows in one PE one after the other, or in turns | 07
gating | a PE that sees a zero does nothing for a cycle: energy is saved, no time | 07
skipping | a PE that sees a zero goes on to the next value: time is saved as well | 07
quantizer | levels that can be stored, and the edges between them | 09
fixed point | an integer with a point whose place is written nowhere; dynamic: a place a layer | 09
exponent, fraction | the two fields of a floating-point number besides its sign | 09
scale, zero point | the real value of one step, and the integer that stands for 0 | 09
SQNR | signal to quantization noise, a ratio of powers in decibels | 09
clipping | values beyond a range become its ends, so that all others get finer steps | 09
codebook | the table of values that indices stand for | 09
k-means | levels put where the values are, by turns of assigning and averaging | 09
accumulator | the register of a sum; it needs more bits than the products | 09
GPTQ | rounding one weight, and letting the others make good what that did to the outputs | 09
straight-through estimator | a gradient that looks through a staircase as if it were not there | 09
binary, ternary weights | a sign and a scale; or nothing | 09
bit-serial | a multiplier that takes one bit of an operand a cycle | 09
XNOR | 1 where two bits agree: the product of binary values | 09
rank correlation | how far two orders of the same things agree: 1 is the same, 0 none | 09
sparsity, density | the share of values that are zero, and the share that are not | 10
pruning | weights made zero for good: one by one, or in structures | 10
saliency | what the loss says that a weight is worth | 10
2:4 | of every four neighbours two stay | 10
bitmap | a bit a place that says whether a value is there | 10
run-length code | the number of zeros before each value | 10
CSR, CSC | rows (columns) one after another: pointers, places and values | 10
Huffman's code | short words for what is frequent | 10
entropy | the bits that no code of single symbols can go below | 10
input stationary, scatter | inputs stay in a PE, products are sent to the banks of their sums (SCNN) | 10
ablation | one change at a time, to see what each does | 10
energy-aware pruning | the dearest layer first, by a model of its energy | 10
"""


def rows(text: str = WORDS) -> list[tuple[str, str, str]]:
    """Word, meaning and chapter, in the order of the alphabet. Errors: ValueError names a row of other cells."""
    found = []
    for line in text.strip().splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) != 3:
            raise ValueError(f"word | meaning | chapter: {line}")
        found.append((cells[0], cells[1], cells[2]))
    return sorted(found, key=lambda row: row[0].lower())


def page() -> str:
    """The whole page, in the order of the alphabet."""
    lines = [f"| **{word}** | {said} | {chapter} |\n" for word, said, chapter in rows()]
    return HEAD + "".join(lines)
