"""Serving a decoder: what a step reads and computes, which roof it meets, and what was measured beside it.

    serve("Llama 3 8B", "A100", batch=1, context=2048)     bytes, operations, seconds at least, tokens a second at most

Bound: the longer of operations / peak and bytes / bandwidth; a machine that overlaps both perfectly reaches it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from dnnlib.attention.experts import touched
from dnnlib.door import Unlisted, checked, whole
from dnnlib.metrics.roofline import Machine
from dnnlib.models.transformers import TRANSFORMERS, Transformer
from dnnlib.table import Claim, Table, compare

TERA, GIGA = 1e12, 1e9

# Dense peaks: data sheets also print twice as much "with sparsity". BF16 operations and FP32 sums.
MACHINES: Mapping[str, Machine] = MappingProxyType({
    "A100": Machine("A100", 312 * TERA, 2039 * GIGA, "NVIDIA A100 80GB SXM, data sheet 2021; dense BF16"),
    "H100": Machine("H100", 989 * TERA, 3350 * GIGA, "NVIDIA H100 SXM, data sheet 2023; dense BF16"),
    "H200": Machine("H200", 989 * TERA, 4800 * GIGA, "NVIDIA H200 SXM, data sheet 2024; dense BF16"),
})  # fmt: skip


@checked
@dataclass(frozen=True)
class Step:
    """One step of a batch: bytes of weights and of cache that are read, operations, tokens that come out, the machine."""

    weights: float
    cache: float
    operations: float
    tokens: int
    machine: Machine

    @property
    def bytes(self) -> float:
        """All that is read."""
        return self.weights + self.cache

    @property
    def intensity(self) -> float:
        """Operations a byte."""
        return self.operations / self.bytes

    @property
    def seconds(self) -> float:
        """At least: the slower of both roofs."""
        memory = self.bytes / self.machine.bandwidth
        return max(memory, self.operations / self.machine.peak)

    @property
    def bound(self) -> str:
        """Which roof: "memory" or "arithmetic"."""
        return "memory" if self.intensity < self.machine.ridge else "arithmetic"

    @property
    def tokens_a_second(self) -> float:
        """At most, all sequences of the batch together."""
        return self.tokens / self.seconds


@checked
def serve(
    model: str,
    machine: str = "H100",
    tokens: int = 1,
    context: int = 0,
    batch: int = 1,
    bits: float = 16,
    kv_bits: int = 16,
) -> Step:
    """A step of `tokens` new ones in each of `batch` sequences behind `context` old ones; operations are two a MAC.

    Fewer bits are fewer bytes; operations stay as they are: weights are widened before they are multiplied.
    Errors: KeyError lists the models and the machines.
    """
    one, on = transformer(model), _of(MACHINES, "machine", machine)
    macs = sum(layer.macs for layer in one.step(tokens, context, batch))
    read = weights_read(one, tokens * batch) * bits / 8
    cache = batch * one.kv_bytes(tokens + context, kv_bits)
    return Step(read, cache, 2 * macs, tokens * batch, on)


@checked
def transformer(name: str) -> Transformer:
    """One of TRANSFORMERS. Errors: KeyError lists them."""
    return _of(TRANSFORMERS, "model", name)


@checked
def weights_read(model: Transformer, tokens: int) -> float:
    """Weights that a step of so many tokens reads: all but the experts that none of them uses, in the mean."""
    whole("tokens", tokens)
    if model.experts == model.used:
        return model.read_weights
    idle = model.experts - touched(model.experts, model.used, tokens)
    expert = (model.weights - model.used_weights) / (model.experts - model.used)
    rest = model.read_weights + (model.experts - model.used) * expert
    return rest - idle * expert


@checked
def most_sequences(
    model: str, memory: float, context: int, bits: int = 16, kv_bits: int = 16
) -> int:
    """How many sequences of `context` tokens fit beside the weights in `memory` bytes; 0 where the weights alone don't."""
    one = transformer(model)
    free = memory - one.weights * bits / 8
    return max(0, int(free // one.kv_bytes(context, kv_bits)))


def kv_table() -> Table:
    """Bytes of cache a token at 16 bits, by our sizes and as printed."""
    claims = [
        Claim(name, TRANSFORMERS[name].kv_bytes(), printed, why)
        for name, printed, why in KV_PRINTED
    ]
    return compare(claims, "Keys and values of one token, bytes at 16 bits")


KV_PRINTED = (
    ("GPT-2 small", None, "12 heads, each with keys of its own"),
    ("OPT-13B", 800 * 1024, "Kwon et al. 2023 (vLLM), 800 KB of 1024 bytes"),
    ("Llama 2 7B", None, "32 heads, each with keys of its own"),
    ("Llama 3 8B", None, "32 heads of queries share 8 of keys"),
    ("Llama 3 70B", None, "64 heads of queries share 8 of keys"),
    ("Llama 3 405B", 516_096, "DeepSeek-AI 2025, Table 1, 516.096 KB of 1000 bytes"),
    ("Mixtral 8x7B", None, "experts have no keys: as Llama 3 8B"),
)


def _of(there: Mapping, what: str, name: str):
    if name not in there:
        raise Unlisted(f"no {what} {name!r}; there are {', '.join(there)}")
    return there[name]
