"""Transformers by their sizes: weights, bytes of cache a token, and the layers of one step at any batch and length.

    TRANSFORMERS["Llama 3 8B"].weights                         8,030,261,248
    TRANSFORMERS["Llama 3 8B"].kv_bytes(tokens=1)              131,072
    TRANSFORMERS["Llama 3 8B"].step(tokens=1, context=2047, batch=16)     layers of a decode step

The totals that papers and model cards print are the witnesses of the sizes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from dnnlib.attention.nests import kv_bytes, products
from dnnlib.door import checked, whole
from dnnlib.models.layer_tables import Layer, rows
from dnnlib.shapes import ConvShape


@checked
@dataclass(frozen=True)
class Transformer:
    """A decoder's sizes. hidden: of one FFN, of which there are `experts`, and each token uses `used`.

    gated: three matrices an FFN instead of two. tied: the table of tokens also scores them. bias: each matrix adds one.
    places: rows of a table of places; 0 where angles say them.
    """

    name: str
    blocks: int
    width: int
    heads: int
    kv_heads: int
    hidden: int
    vocabulary: int
    experts: int
    used: int
    gated: bool
    tied: bool
    places: int
    source: str

    @property
    def head(self) -> int:
        """Numbers a head."""
        return self.width // self.heads

    @property
    def weights(self) -> int:
        """All trained values, tables, norms and biases among them."""
        return self._total(self.experts)

    @property
    def used_weights(self) -> int:
        """Those that one token meets: of the experts, only the ones that it uses."""
        return self._total(self.used)

    @property
    def read_weights(self) -> int:
        """Those that a step reads from memory for one token: without the table of tokens, of which it reads a row."""
        table = self.vocabulary * self.width
        return (
            self.used_weights - self.places * self.width - (0 if self.tied else table)
        )

    def kv_bytes(self, tokens: int = 1, bits: int = 16) -> float:
        """Bytes of keys and values of so many tokens: `attention.kv_bytes`."""
        return kv_bytes(self.blocks, self.kv_heads, self.head, tokens, bits)

    def step(
        self, tokens: int = 1, context: int = 0, batch: int = 1
    ) -> tuple[Layer, ...]:
        """The layers that `tokens` new ones of each of `batch` sequences meet, behind `context` old ones.

        Decoding is tokens=1; reading a prompt is context=0, and only its last token's scores are computed. The products
        are whole rectangles, what a mask hides among them. Of experts, `used` as one wide FFN.
        """
        whole("context", context, 0)
        P, kv = tokens * batch, self.kv_heads * self.head
        scores, context_ = products(
            tokens, tokens + context, self.heads, self.kv_heads, self.head, batch
        )
        hidden = self.hidden * self.used
        gate = {"gate": (hidden, self.width)} if self.gated else {}
        sizes = {
            "q": (self.width, self.width),
            "k": (kv, self.width),
            "v": (kv, self.width),
        }
        after = {
            "out": (self.width, self.width),
            **gate,
            "up": (hidden, self.width),
            "down": (self.width, hidden),
        }
        block = [
            *_fc(sizes, P),
            ("scores", scores, "matmul"),
            ("context", context_, "matmul"),
            *_fc(after, P),
        ]
        made = [
            Layer(f"block{b} {name}", shape, kind)
            for b in range(1, self.blocks + 1)
            for name, shape, kind in block
        ]
        head = ConvShape(M=self.vocabulary, C=self.width, P=batch)
        return *made, Layer("lm_head", head, "fc")

    def _total(self, experts: int) -> int:
        d, kv = self.width, self.kv_heads * self.head
        feed = (3 if self.gated else 2) * d * self.hidden
        router = d * self.experts if self.experts > 1 else 0
        block = 2 * d * d + 2 * d * kv + experts * feed + router + 2 * d
        if self.places:  # with a table of places come biases, in norms and matrices
            block += 2 * d + 4 * d + d + self.hidden
        tables = self.vocabulary * d * (1 if self.tied else 2) + self.places * d
        return self.blocks * block + tables + (2 * d if self.places else d)


def _fc(sizes: Mapping[str, tuple[int, int]], P: int):
    return [(name, ConvShape(M=M, C=C, P=P), "fc") for name, (M, C) in sizes.items()]


_TABLE = """
name          blocks width heads kv_heads hidden vocabulary experts used gated tied places
GPT-2_small   12     768   12    12       3072   50257      1       1    0     1    1024
OPT-13B       40     5120  40    40       20480  50272      1       1    0     1    2050
Llama_2_7B    32     4096  32    32       11008  32000      1       1    1     0    0
Llama_3_8B    32     4096  32    8        14336  128256     1       1    1     0    0
Llama_3_70B   80     8192  64    8        28672  128256     1       1    1     0    0
Llama_3_405B  126    16384 128   8        53248  128256     1       1    1     0    0
Mixtral_8x7B  32     4096  32    8        14336  32000      8       2    1     0    0
"""
_COLUMNS = _TABLE.split("\n")[1].split()[1:]
_SOURCES = {
    "GPT-2 small": "Radford et al. 2019, Table 2",
    "OPT-13B": "Zhang et al. 2022, Table 1",
    "Llama 2 7B": "Touvron et al. 2023",
    "Llama 3 8B": "Llama team 2024, Table 3",
    "Llama 3 70B": "Llama team 2024, Table 3",
    "Llama 3 405B": "Llama team 2024, Table 3",
    "Mixtral 8x7B": "Jiang et al. 2024, Table 1",
}


def _made(name, *sizes) -> Transformer:
    name = name.replace("_", " ")
    named = dict(zip(_COLUMNS, sizes))
    named |= {flag: bool(named[flag]) for flag in ("gated", "tied")}
    return Transformer(name, **named, source=_SOURCES[name])


TRANSFORMERS: Mapping[str, Transformer] = MappingProxyType(
    {row[0].replace("_", " "): _made(*row) for row in rows(_TABLE)}
)
