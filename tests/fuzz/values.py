"""What the fuzzer calls with: valid values by the name and the kind of a parameter, and odd ones."""

import inspect
import random
from collections import Counter
from functools import cache

import numpy as np

# One integer, one size or one word where a parameter has this name.
BY_NAME = {
    "U": [1, 2], "G": [1], "by": [0, 1, (1, 0)], "bits": [2, 3, 4, 8], "word": [4, 8, 16],
    "rows": [2, 3, 4], "cols": [2, 4, 5], "pes": [4, 16, 64], "m": [2, 4], "r": [3], "n": [1, 2],
    "axis": [0, 1, -1], "window": [2, 3], "stride": [1, 2], "size": [1, 5, 100], "pad": [0, 1],
    "filter": [1, 3], "cutover": [1, 2], "density": [0.1, 0.5, 1.0], "damp": [0.01],
    "cutoff": [1.0], "share": [99.9], "threshold": [0.7, 1.0], "K": [1, 3], "k": [1, 2],
    "seed": [0, 7], "gap_bits": [4, None], "index": [None], "depth": [1, 8], "width": [16, 32],
    "batch": [1, 4], "layer": [1, 2], "buffer": [64, 4096], "tensor": list("IFO"),
    "format": ["dense", "bitmap", "rlc", "csr", "csc", "eie", "2:4"], "objective": ["energy", "cycles"],
    "dataflow": ["weight", "output", "row", None], "network": ["LeNet-5", "LeNet-300-100"],
    "on_overflow": ["raise", "wrap"], "method": ["min-max", "least squares"],
    "text": ["DRAM: M4 / RF:"], "title": ["a title"], "value": [0, 1], "counts": [[3, 2, 1]],
    "lengths": [[1, 2, 2]], "symbols": [[0, 1, 2]], "name": ["conv1", "AlexNet", "DRAM"],
    "model": ["AlexNet", "LeNet-5"], "tile": [None, 8], "clip": [None, 1.0], "slowly": [False],
    "parallel": [16], "cycle": [0, 3], "start": [0], "stop": [3], "order": ["weight"],
    "dims": ["PR"], "what": ["macs", "weights"], "kind": ["conv", None], "dtype": [np.float32],
    "machine": [], "layers": [], "dim": list("MCPQ"), "bound": [1, 4], "width_": [8],
    "costs": [], "amortized": [True], "factor": [0.3], "sums": [[5, 7]], "macs": [[4, 5]],
    "zero_I": [0, 3], "zero_F": [0], "words": [[1, 2]], "at": [None],
}  # fmt: skip
SMALL = (1, 2, 3, 4)
REALS = (0.25, 0.5, 1.0, 2.0)


@cache
def made() -> dict:
    """Values of the library's own classes, by the name of the class."""
    from dnnlib import MODELS, ConvShape
    from dnnlib.compress import formats
    from dnnlib.costs import NORMALIZED
    from dnnlib.dataflow import accesses, hardware
    from dnnlib.dataflow.loopnest import Level, Loop, Mapping
    from dnnlib.kernels import direct
    from dnnlib.metrics import Machine
    from dnnlib.quant import affine, codebook
    from dnnlib.quant.number_formats.blocks import MXFP4
    from dnnlib.quant.number_formats.formats import FP8_E4M3
    from dnnlib.table import Claim, Table

    shape = ConvShape(M=4, C=3, P=6, Q=6, R=3, S=3)
    mapping = Mapping.parse("DRAM: M4 C3 / GLB: P6 Q6 / RF: R3 S3")
    F = np.arange(32.0).reshape(4, 8) * (np.arange(32).reshape(4, 8) % 3 == 0)
    return {
        "ConvShape": [shape, ConvShape(M=4), ConvShape(M=8, C=8, G=4, P=4, R=3, U=2)],
        "Mapping": [mapping],
        "Hardware": [hardware.EYERISS, hardware.PHONE],
        "Store": [hardware.DRAM],
        "Costs": [NORMALIZED],
        "Level": [Level("DRAM", (Loop("M", 4),))],
        "Loop": [Loop("M", 4)],
        "Encoded": [
            formats.encode(F, name) for name in formats.FORMATS if name != "2:4"
        ],
        "Codebook": [codebook.linear([-1.0, 2.0], 3)],
        "Affine": [affine.symmetric([-1.0, 2.0], 4)],
        "Layer": [MODELS["AlexNet"].layer("conv2")],
        "Model": [MODELS["AlexNet"]],
        "Machine": [Machine("mine", 1e12, 1e11)],
        "Ops": [direct.ops(shape)],
        "Counter": [accesses.count(shape, mapping)],
        "Format": [FP8_E4M3],
        "BlockFormat": [MXFP4],
        "Claim": [Claim("a", 1.0, 2.0)],
        "Table": [Table(("a",), ((1,),))],
        **_runs(shape),
    }


def _runs(shape) -> dict:
    from importlib import import_module

    for place in ("dnnlib.dataflow.array.run", "dnnlib.dataflow.array"):
        try:
            array = import_module(place)
            break
        except ImportError:
            continue
    I, F = np.arange(108.0).reshape(1, 3, 6, 6), np.ones((4, 3, 3, 3))
    return {
        "Trace": [array.run(I, F, 4, 4, flow) for flow in ("weight", "row")],
        "Systolic": [array.plan(shape, 4, 4)],
        "RowArray": [array.plan(shape, 4, 4, "row")],
    }


def arrays(name: str, rng: random.Random) -> np.ndarray:
    """An array as its letter says: I [1,2,5,5], F [4,2,3,3], others a matrix or a vector."""
    seed = np.random.default_rng(rng.randrange(2**32))
    kind = rng.choice([float, np.float32, np.float16, int, np.int8, np.uint8, np.int16])
    shapes = {"I": [(1, 2, 5, 5), (3, 8), (8,)], "F": [(4, 2, 3, 3), (4, 8)]}
    shape = rng.choice(shapes.get(name, [(4, 8), (8,), (2, 3, 4)]))
    x = seed.integers(-4, 5, shape)
    x = x * (seed.random(shape) < rng.choice([0.1, 0.5, 1.0]))
    return x.astype(kind) if np.dtype(kind).kind != "u" else np.abs(x).astype(kind)


def valid(name: str, annotation, default, rng: random.Random):  # noqa: C901 (a case a kind)
    """A value that a parameter of this name, kind and default would like."""
    pools = made()
    text = (
        annotation
        if isinstance(annotation, str)
        else getattr(annotation, "__name__", str(annotation))
    )
    if default is not inspect.Parameter.empty and rng.random() < 0.4:
        return default
    for kind, values in pools.items():
        if text == kind or text.startswith(f"{kind} |"):
            return rng.choice(values)
    if name.lower() in (
        "shape",
        "mapping",
        "hardware",
        "costs",
        "encoded",
        "codebook",
        "trace",
        "model",
        "plan",
    ):
        kind = {"shape": "ConvShape", "plan": "Systolic"}.get(name, name.capitalize())
        if text in ("_empty", "") and kind in pools:
            return rng.choice(pools[kind])
    if choices := getattr(annotation, "__args__", None):
        if "Literal" in str(annotation):
            return rng.choice(choices)
    if BY_NAME.get(name):
        return rng.choice(BY_NAME[name])
    if text == "int":
        return rng.choice(SMALL)
    if text == "float":
        return rng.choice(REALS)
    if text == "bool":
        return rng.random() < 0.5
    if text == "str":
        return rng.choice(
            ["AlexNet", "conv1", "fc1", "LeNet-5", "csr", "weight", "energy"]
        )
    return arrays(name, rng)


class Other:
    """A class of nobody's."""


def odd(rng: random.Random):
    """A value that hardly any parameter wants."""
    return rng.choice(ODD)()


ODD = [
    lambda: None, lambda: True, lambda: -1, lambda: 0, lambda: 2.5, lambda: float("nan"),
    lambda: float("inf"), lambda: 2**64, lambda: -(2**31), lambda: "conv1", lambda: "", lambda: b"x",
    list, lambda: (), dict, lambda: [[1, 2], [3]], lambda: [None], lambda: Other,
    lambda: Other(), lambda: (lambda x: x), lambda: 1j, lambda: np.int8(-3), lambda: np.uint8(200),
    lambda: np.int64(2), lambda: np.float32(0.5), lambda: np.zeros(0), lambda: np.zeros((0, 3)),
    lambda: np.array(3), lambda: np.array([np.nan, 1.0]), lambda: np.array(["a"]), lambda: np.ones(3, complex),
    lambda: np.full((2, 2), np.inf), lambda: np.array([2**63], np.uint64), lambda: np.zeros((2, 2), bool),
    lambda: Counter(), lambda: {"a": 1}, lambda: range(3), lambda: made()["Layer"][0], lambda: made()["ConvShape"][0],
    lambda: "DRAM: M4 / RF:", lambda: np.array([1, -128], np.int8), lambda: np.full((1, 1, 3, 3), 3, np.uint8),
]  # fmt: skip
