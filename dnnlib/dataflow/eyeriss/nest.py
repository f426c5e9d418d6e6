"""The chip's processing passes as a loop nest: the general engine then counts and times what the chip model does.

    DRAM: G M/m N/n P/e C/(q*r) / GLB[IO]: m/(p*t) n Q t* r* e* R* / RF: p q S

Filters pass the buffer by: the chip stages them in 8 KB of their own.
"""

from dnnlib.dataflow.eyeriss.chip import COLS, CORE_MHZ, ROWS, Pass
from dnnlib.dataflow.eyeriss.silicon import measured, predictions
from dnnlib.dataflow.hardware import DRAM, EYERISS, Hardware, Store
from dnnlib.dataflow.latency import latency
from dnnlib.dataflow.loopnest import Level, Loop, Mapping
from dnnlib.dataflow.ragged import ceil
from dnnlib.door import checked
from dnnlib.shapes import ConvShape
from dnnlib.table import Table

BUFFER = (
    8  # words a cycle: 16 bytes, four psums in and four out at once (JSSC 2017, V-C)
)


def timed() -> Hardware:
    """Eyeriss with the bandwidth of its buffer, 16 bytes a cycle; DRAM's link and the spads are not the limit here."""
    glb, spads = EYERISS.stores[1:]
    stores = (DRAM, Store("GLB", glb.words, BUFFER), spads)
    return Hardware("Eyeriss, timed", ROWS, COLS, stores, EYERISS.costs)


@checked
def nest(shape: ConvShape, cut: Pass) -> Mapping:
    """The mapping of a layer that is cut into passes; last filters, channels and rows may fill a turn only partly.

    count(shape, nest(shape, cut)) moves `chip.buffer_words` between buffer and PEs.
    Errors: ValueError where a turn would be empty. Source: Chen et al., JSSC 52(1), 2017, Fig. 7 and Table II.
    """
    M, C = shape.M // shape.G, shape.C // shape.G
    e, m = min(cut.e, shape.P), min(cut.m, M)
    block = ceil(m, cut.p * cut.t) * cut.p * cut.t
    outside = {
        "G": shape.G,
        "M": ceil(M, block),
        "N": ceil(shape.N, cut.n),
        "P": ceil(shape.P, e),
        "C": ceil(C, cut.q * cut.r),
    }
    buffer = {"M": block // (cut.p * cut.t), "N": cut.n, "Q": shape.Q}
    # a set wider than the array is folded into segments, the last of which may be short
    folds = ceil(e, COLS)
    array = {"M": cut.t, "C": cut.r}
    segment = {"P": min(e, COLS), "R": shape.R}
    spatial = (
        *_loops(array, True),
        *_loops({"P": folds}, True),
        *_loops(segment, True),
    )
    inside = {"M": cut.p, "C": cut.q, "S": shape.S}
    levels = [Level("DRAM", _loops(outside))]
    levels.append(Level("GLB", (*_loops(buffer), *spatial), "IO"))
    return Mapping((*levels, Level("RF", _loops(inside))))


def _loops(bounds: dict[str, int], spatial: bool = False) -> tuple[Loop, ...]:
    return tuple(Loop(dim, n, spatial) for dim, n in bounds.items() if n > 1)


@checked
def latencies(model: str) -> Table:
    """Each measured layer's milliseconds: by the general engine, by the chip's own model, and on silicon.

    The engine hides filters and first windows behind the MACs of the pass before, the chip does not: so it is early
    where passes are short (AlexNet), and close where the buffer's 16 bytes a cycle are the bound (VGG-16).
    Errors: KeyError lists the models. Source: JSSC 2017, Tables V and VI.
    """
    rows: list[tuple] = []
    sums = [0.0, 0.0, 0.0]
    for name, one in predictions(model).items():
        found = latency(one.shape, nest(one.shape, one.cut), timed())
        ms = found.cycles / CORE_MHZ / 1e3
        silicon = measured(model)[name].processing_ms
        each = (ms, one.cycles.ms, silicon)
        rows.append((name, *each, _error(ms, silicon), found.bound_by))
        sums = [a + b for a, b in zip(sums, each)]
    rows.append(("all", *sums, _error(sums[0], sums[2]), ""))
    head = ("layer", "engine, ms", "chip model, ms", "silicon, ms", "error", "bound by")
    return Table(head, rows, f"{model} on Eyeriss, processing")


def _error(ours: float, silicon: float) -> str:
    return f"{ours / silicon - 1:+.1%}"
