"""The page "I want to ...": what a reader wants to do, and the functions that do it, each in its own first sentence."""

import inspect
from pkgutil import resolve_name

PAGE = "dnnlib/I_WANT_TO.md"
HEAD = """# I want to ...

What the library does, by what you want to do; each line is the function's own first sentence. Written by `dnnlib new lists`.
"""
WANTED = """
say the shape of a layer                      shapes:ConvShape  models:MODELS  models.layer_tables:conv
convolve                                      kernels.direct:conv  kernels.toeplitz:conv  kernels.fft:conv  kernels.winograd:conv
dilate, stride twice, transpose a layer        kernels.rewritten:dilated_shapes  kernels.rewritten:transposed_shape
multiply matrices with fewer multiplications  kernels.strassen:product
choose a kernel                               kernels.selection:predicted  kernels.selection:by_count
count accesses                                dataflow.accesses:count  dataflow.walk:walk  dataflow.reuse:reuse
write a loop nest                             dataflow.loopnest:Mapping
price accesses                                costs:Costs  dataflow.energy:energy
find the best mapping                         dataflow.mapper:search
price a whole network                         dataflow.priced:price  models:Model  models.found:found
time a loop nest                              dataflow.latency:latency
fuse two layers                               dataflow.fused:Fused
size a buffer                                 dataflow.mapper.traffic:frontier
compare dataflows                             dataflow.isca16:optimum  dataflow.isca16.sweep:ratios
run a layer on an array of PEs                dataflow.array:run  dataflow.array:cycles  dataflow.array.compared:compared
see what zeros save on an array               dataflow.array.gating:savings
predict a real chip                           dataflow.eyeriss.silicon:predictions
draw a roofline                               metrics.roofline:attainable  plots:roofline
attend                                        attention.product:attention  attention.flash:flash  attention.cache:Cache
serve a language model                        language.serving:serve  attention.nests:kv_bytes
multiply in a memory                          neardata:product  neardata:converts
quantize weights                              quant.affine:symmetric  quant.affine:asymmetric  quant.kmeans:kmeans  quant.gptq:gptq
measure the noise of a quantizer              quant.noise:noise  quant.noise:sqnr
move outliers out of the way                  quant.balance:smooth  quant.balance:best_salient
spell, or write letters                       language.speller:shipped  language.decoder:letters
run a network on integers                     precision.integer_network:integer
prune                                         compress.prune:magnitude  compress.prune:n_of_m  compress.prune:filters
store a sparse matrix                         compress.formats:encode  compress.formats:decode  compress.formats:size
multiply with a sparse matrix                 compress.skipping.product:multiply
code symbols                                  compress.huffman:code
compress a whole network                      sparsity.deep_compression:compress
make a layer smaller                          compact.low_rank:svd  compact.low_rank:tucker
search for a network's widths                 slim.adapt:adapt
draw a digit, watch a network learn           screen.pad:pad  screen.lesson:watch
train a network in NumPy                      learning.descent:train  learning.backward:backward
price a step of training                      learning.bill:bill  learning.bill:counted
decide where to compute                       background.edge:most_macs
train a network                               networks.train:train  networks.fine_tune:prune
read digits and shipped weights               data:mnist  data:weights
put sliders on a figure                       screen.explore:explore
ask for a prediction                          screen.predict:predict
pose a puzzle                                 puzzle:Puzzle  puzzle:check
grade a class                                 grading:grade  grading:release
show a table, compare with a paper            table:Table  table:grid  table:compare
"""


def page() -> str:
    """The whole page. Errors: AttributeError or ImportError names what is not there."""
    parts = [HEAD]
    for line in WANTED.strip().splitlines():
        want, names = line[:46].strip(), line[46:].split()
        rows = "".join(f"- {told(name)}\n" for name in names)
        parts.append(f"**{want}**\n\n{rows}")
    return "\n".join(parts)


def told(name: str) -> str:
    """One row: the name as it is imported, and its first sentence."""
    thing = resolve_name(f"dnnlib.{name}")
    module, _, word = name.partition(":")
    said = inspect.getdoc(thing) if callable(thing) else ""
    first = " ".join((said or "").split("\n\n")[0].split())
    text = first or f"a table: {', '.join(list(thing)[:3])}, ..."
    return f"`from dnnlib.{module} import {word}`: {text}"
