"""Attention as layers: both products are ConvShapes, so every engine of this course takes them as they are.

    scores, context = products(queries=1, keys=2048, heads=32, kv_heads=8, head=128)

Scores: the keys are the filters (M), the numbers of a head the channels (C), the queries the pixels (P).
Context: the values are the filters, the keys the channels. A group (G) is one head of keys, shared by heads/kv_heads
heads of queries: those lie along P, and so they reuse the key that is held.
"""

from dnnlib.door import checked, whole
from dnnlib.shapes import ConvShape


@checked
def products(
    queries: int, keys: int, heads: int, kv_heads: int, head: int, batch: int = 1
) -> tuple[ConvShape, ConvShape]:
    """The shapes of Q K^T and of P V for `batch` sequences, each with keys of its own.

    Errors: ValueError where kv_heads does not divide heads.
    Source: Vaswani et al. 2017; Shazeer 2019 (kv_heads = 1); Ainslie et al. 2023 (grouped queries).
    """
    if whole("heads", heads) % whole("kv_heads", kv_heads):
        raise ValueError(f"kv_heads={kv_heads} must divide heads={heads}")
    groups, rows = batch * kv_heads, heads // kv_heads * queries
    scores = ConvShape(M=groups * keys, C=groups * head, P=rows, G=groups)
    context = ConvShape(M=groups * head, C=groups * keys, P=rows, G=groups)
    return scores, context


@checked
def kv_bytes(
    layers: int, kv_heads: int, head: int, tokens: int = 1, bits: int = 16
) -> float:
    """Bytes of keys and values: 2 * layers * kv_heads * head * tokens * bits / 8.

    Not the heads of the queries: those that share a key keep it once. Source: Kwon et al. 2023 (vLLM), 2 * ...
    """
    return 2 * layers * kv_heads * head * tokens * bits / 8


@checked
def latent_bytes(
    layers: int, latent: int, rotary: int, tokens: int = 1, bits: int = 16
) -> float:
    """Bytes of a cache that keeps one compressed vector a token, and a rotary key: layers * (latent + rotary) * ...

    Source: DeepSeek-AI 2024 (multi-head latent attention).
    """
    return layers * (latent + rotary) * tokens * bits / 8


@checked
def share(tokens: int, width: int, hidden: int | None = None) -> float:
    """The share of a block's MACs that the two products take: T / (T + 2*width + hidden).

    A token's MACs: 4*width^2 to project, 2*width*hidden to feed, 2*T*width for both products. With the usual
    hidden = 4*width that is T / (T + 6*width): half of all at T = 6*width.
    """
    hidden = 4 * width if hidden is None else hidden
    return tokens / (tokens + 2 * width + hidden)


@checked
def softmax_work(queries: int, keys: int, heads: int) -> dict[str, int]:
    """What stands between the products, which no MAC counter shows: exponentials, and additions or comparisons.

    Each score: one subtraction, one exponential, and one step each of the maximum, the sum and the division.
    """
    scores = queries * keys * heads
    return {"exponentials": scores, "others": 4 * scores}
