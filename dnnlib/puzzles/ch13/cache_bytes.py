"""How much a cache holds."""

from dnnlib.puzzle import Puzzle


def cache_bytes(
    layers: int, heads: int, kv_heads: int, width: int, tokens: int, batch: int, bits: int
) -> float:
    """How many bytes do the keys and values of a batch take?

    The width is that of all `heads` of queries together; `kv_heads` heads of keys and values, each as wide as a head
    of queries, serve them all. `tokens` of each of `batch` sequences are kept, in every layer, `bits` a number.
    Source: Kwon et al. 2023 (vLLM), 3; Ainslie et al. 2023.
    """
    if min(layers, heads, kv_heads, width, tokens, batch, bits) < 1 or width % heads or heads % kv_heads:
        raise ValueError("numbers of 1 or more; heads divide the width, kv_heads the heads")
    total = 0
    for _ in range(layers):
        for _ in range(kv_heads):
            total += 2 * (width // heads) * tokens * batch * bits
    return total / 8


def _model(rng):
    kv_heads, share, head = (int(v) for v in rng.integers(1, 5, 3))
    layers, tokens, batch = (int(v) for v in rng.integers(1, 9, 3))
    heads = kv_heads * share
    return layers, heads, kv_heads, heads * head, tokens, batch, int(rng.choice([3, 4, 8, 16, 32]))


cache_bytes_puzzle = Puzzle(
    cache_bytes,
    _model,
    points=3,
    lines=1,
    lenient=True,
    easier=("where each head has its own keys", lambda L, H, G, W, T, B, b: H == G),
    examples=(
        (1, 1, 1, 1, 1, 1, 8),
        (1, 1, 1, 1, 1, 1, 3),
        (2, 4, 2, 12, 3, 5, 16),
        (32, 32, 32, 4096, 1, 1, 16),
        (32, 32, 8, 4096, 1, 1, 16),
    ),
    wrong={
        "The heads of queries are counted: those that share a key keep it once. A public tool had this bug.": (
            lambda L, H, G, W, T, B, b: 2 * L * W * T * B * b / 8
        ),
        "Only the keys are counted: values are kept, too.": lambda L, H, G, W, T, B, b: (
            L * G * (W // H) * T * B * b / 8
        ),
        "These are bits: eight of them are a byte.": lambda L, H, G, W, T, B, b: (
            2 * L * G * (W // H) * T * B * b
        ),
        "These are numbers: each has some bits.": lambda L, H, G, W, T, B, b: 2 * L * G * (W // H) * T * B,
        "It is multiplied by bits as if they were bytes, then by 4: a public course did.": (
            lambda L, H, G, W, T, B, b: 2 * L * G * (W // H) * T * B * b * 4
        ),
        "One layer is counted: each keeps its own.": lambda L, H, G, W, T, B, b: (
            2 * G * (W // H) * T * B * b / 8
        ),
        "The batch shares a cache: each sequence has its own text.": lambda L, H, G, W, T, B, b: (
            2 * L * G * (W // H) * T * b / 8
        ),
        "One token is counted.": lambda L, H, G, W, T, B, b: 2 * L * G * (W // H) * B * b / 8,
        "Each head is as wide as the whole: the width is that of all heads of queries.": (
            lambda L, H, G, W, T, B, b: 2 * L * G * W * T * B * b / 8
        ),
        "One head of keys is counted: there are kv_heads.": lambda L, H, G, W, T, B, b: (
            2 * L * (W // H) * T * B * b / 8
        ),
        "The scores are counted: they are not kept.": lambda L, H, G, W, T, B, b: (
            2 * L * G * (W // H) * T * T * B * b / 8
        ),
        "The fractions are cut off: numbers of 3 bits may end within a byte, so divide with /.": (
            lambda L, H, G, W, T, B, b: 2 * L * G * (W // H) * T * B * b // 8
        ),
        "Bytes are rounded up to whole ones a number: numbers of 3 bits lie packed.": (
            lambda L, H, G, W, T, B, b: 2 * L * G * (W // H) * T * B * -(-b // 8)
        ),
    },
)
