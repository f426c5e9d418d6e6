"""What came after 2017, with its source, and what became of the survey's claims, each with the place that tests it."""

from dnnlib.language.serving import MACHINES, TERA, serve
from dnnlib.table import Table

# Figures that their makers print, dense; nothing here was measured by us.
HARDWARE = """
year | machine      | what                                                | operations a byte | source
2017 | TPU v1       | 65,536 8-bit MACs, 92 TOPS, 34 GB/s, 28 MiB         | 2706  | Jouppi et al., ISCA 2017
2017 | NVDLA        | open design: 2,048 8-bit MACs, or 1,024 of 16 bits  | –     | NVIDIA, README of nvdla/hw (nvdlav1)
2019 | Eyeriss v2   | sparse in both operands; MobileNet 1470.6 inf/s, 2560.3 inf/J | – | Chen et al., JETCAS 2019
2019 | Simba        | 36 chiplets, 128 TOPS; ResNet-50 1988 images/s at batch 1 | – | Shao et al., MICRO 2019
2021 | A100         | tensor cores, 2:4 sparsity; 312 TFLOPS BF16, 2.04 TB/s | 153 | NVIDIA, data sheet
2023 | H100         | FP8; 989 TFLOPS BF16, 1979 FP8, 3.35 TB/s           | 295   | NVIDIA, data sheet
2023 | TPU v5e      | four systolic arrays; 197 TFLOPS BF16, 819 GB/s     | 241   | Google, TPU documentation
2024 | TPU v6e      | two arrays of 256 x 256; 918 TFLOPS BF16, 1.64 TB/s | 560   | Google, TPU documentation
2024 | H200         | as H100, 4.8 TB/s                                   | 206   | NVIDIA, data sheet
"""

# operations a second (v1: of 8 bits, else BF16) and bytes a second
TPUS = {
    "TPU v1": (92 * TERA, 34e9),
    "TPU v5e": (197 * TERA, 819e9),
    "TPU v6e": (918 * TERA, 1638e9),
}

CLAIMS = """
the survey says | today | where
memory costs more than arithmetic | still true: writing a token at batch 1 spends nearly all of its energy at DRAM | section 3
FC layers are bound by their weights | still true, and now it is most of the work: every token | section 3
a batch shares weights | still true for weights; a KV cache has nobody to share it with | section 4
8 bits are enough | for weights and inputs, yes; 4 bits with a scale for few values | section 6
weights and activations need their own bits | inputs became the hard part: outliers | section 6
pruning saves energy | where hardware reads the format: 2:4 only, and 1.78x in bytes | section 7
the best dataflow depends on the layer | still true: fused attention gains nothing when one token is written | section 5
MACs and weights do not measure energy | still true: a mixture of experts uses few of its weights, and reads them all | section 8
"""


def hardware() -> Table:
    """Machines since 2017 as their makers print them; dense operations over bytes of memory."""
    return _table(HARDWARE, "Figures of the makers; operations are dense")


def claims() -> Table:
    """The survey's claims, what became of them, and the section of chapter 13 that tests it."""
    return _table(CLAIMS, "The survey's claims, looked at again")


def weight_only(batches=(1, 8, 32, 128, 512)) -> Table:
    """Llama 3 8B on an A100 with weights of 16 and of 4 bits, at a context of 512: how much faster a step can be.

    Weights are widened before they are multiplied, so the arithmetic stays; to widen them is counted as free.
    """
    rows = []
    for batch in batches:
        wide, narrow = (
            serve("Llama 3 8B", "A100", 1, 512, batch, bits) for bits in (16, 4.5)
        )
        rows.append(
            (
                batch,
                1e3 * wide.seconds,
                1e3 * narrow.seconds,
                wide.seconds / narrow.seconds,
                narrow.bound,
            )
        )
    heads = ("batch", "ms, 16 bits", "ms, 4.5 bits", "times faster", "bound by")
    return Table(heads, rows, "at most; 4 bits and a share of a group's scale")


def _table(text: str, caption: str) -> Table:
    head, *rows = (
        [cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()
    )
    return Table(head, [[_number(cell) for cell in row] for row in rows], caption)


def _number(cell: str):
    return int(cell) if cell.isdecimal() else cell


def ridges() -> dict[str, float]:
    """Operations a byte at each machine's ridge, from its two figures."""
    found = {name: machine.ridge for name, machine in MACHINES.items()}
    google = {name: peak / bandwidth for name, (peak, bandwidth) in TPUS.items()}
    return {**google, **found}
