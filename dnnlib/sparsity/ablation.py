"""Deep Compression from the paper's recipe to ours, one change a row: which makes the file smaller, which keeps it right.

Source: densities and bits of the first row are those of Han, Mao, Dally, ICLR 2016, Table 2. The recipes are
`deep_compression.ABLATION`; `deep_compression.ablate()` measures the rows again. The last row is the recipe of the file
that ships; training differs in the last bits from processor to processor, so its bytes do too.
"""

from dnnlib.compress import shipped
from dnnlib.table import Table

# change | bytes of the file | share of the 10,000 test images that is right
RECORDED = """
the paper's densities and bits | 23947 | 0.9846
codes of 4 bits                | 20304 | 0.9857
fewer weights                  | 12927 | 0.9858
taught by the dense network    | 12928 | 0.9844
"""


def table() -> Table:
    """LeNet-300-100, seed 1, all trained as long: each row keeps the changes of those above it."""
    dense, rows = shipped.dense_bytes("LeNet-300-100"), []
    for line in RECORDED.strip().splitlines():
        change, size, right = (cell.strip() for cell in line.split("|"))
        times = round(dense / int(size), 1)
        rows.append((change, int(size), times, f"{float(right):.2%}"))
    paper = shipped.PUBLISHED["LeNet-300-100"]
    header = ("what is changed", "bytes", "times smaller", "right")
    return Table(header, rows, f"LeNet-300-100; the paper's file: {paper} times")
