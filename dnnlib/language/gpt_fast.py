"""What a public program measured of decoding, and what its numbers are: gpt-fast, batch 1.

    sizes()      its "bandwidth" over its tokens a second, beside the bytes of the weights
    speeds()     its tokens a second beside the roofline, by bits

The bandwidth that it prints is no measurement. Its source multiplies: bytes of the weights times tokens a second.
Until May 2024 those bytes held the table of tokens too, of which a token reads one row; they never held the cache.
Source: gpt-fast's README, generate.py, and the change "Remove nn.Embedding layer from model size".
"""

from dnnlib.door import checked
from dnnlib.language.serving import GIGA, serve, transformer
from dnnlib.table import Claim, Table, compare

# model, GPU, bits a weight, tokens a second, GB/s as printed, whether the table of tokens was counted.
# 5 bits: 4 of the weight, and 32 weights share a scale and a zero of 16 each. Its Llama 3 is 3.1, of the same size.
ROWS = (
    ("Llama 2 7B", "A100", 16, 104.9, 1397.31, True),
    ("Llama 2 7B", "A100", 8, 155.58, 1069.20, True),
    ("Llama 2 7B", "A100", 5, 196.80, 862.69, True),
    ("Llama 2 7B", "MI-250x", 16, 76.33, 1028.70, True),
    ("Llama 2 7B", "MI-250x", 8, 101.86, 700.06, True),
    ("Llama 3 8B", "A100", 16, 93.89, 1410.76, False),
    ("Llama 3 8B", "A100", 8, 137.64, 1030.89, False),
)
CONTEXT = (
    105  # 5 tokens are read and 200 written: in the mean so many stand in the cache
)


def sizes() -> Table:
    """GB of weights by our sizes, and as the program must have counted them: bandwidth / tokens a second."""
    claims = []
    for name, gpu, bits, rate, bandwidth, table in ROWS:
        what = f"{name}, {bits} bits, {gpu}, GB"
        why = "all weights" if table else "all weights but the table of tokens"
        ours = counted(name, bits, table) / GIGA
        claims.append(Claim(what, ours, bandwidth / rate, why))
    return compare(claims, "What gpt-fast's README multiplies its tokens a second by")


def counted(name: str, bits: float, table: bool) -> float:
    """Bytes of a model's matrices at so many bits, and of its table of tokens at 16 if that is counted."""
    one = transformer(name)
    tokens = one.vocabulary * one.width if table else 0
    return one.read_weights * bits / 8 + 2 * tokens


@checked
def speeds(name: str = "Llama 2 7B") -> Table:
    """Tokens a second on an A100, measured, beside the most that the roofline allows; and what fewer bits gave."""
    rows = [row for row in ROWS if row[0] == name and row[1] == "A100"]
    steps = [serve(name, "A100", context=CONTEXT, bits=row[2]) for row in rows]
    first, slowest = steps[0], rows[0][3]
    shown = [
        (
            bits,
            rate,
            step.tokens_a_second,
            100 * rate / step.tokens_a_second,
            first.bytes / step.bytes,
            rate / slowest,
        )
        for (_, _, bits, rate, *_), step in zip(rows, steps)
    ]
    heads = (
        "bits a weight|tokens a second|at most|share, %|times fewer bytes|times faster"
    )
    return Table(heads.split("|"), shown, f"{name}, A100, batch 1 (gpt-fast's README)")
