"""The compressed networks that ship, and how they did over seeds: `python -m dnnlib.sparsity.deep_compression` makes both.

weights("LeNet-5")      the arrays, read from the small file: lenet_5(weights("LeNet-5")) classifies with them
over_seeds()            size and points lost, beside the paper's
by_part("LeNet-5")      where the bytes are
"""

from dataclasses import dataclass
from pathlib import Path
from statistics import mean

import numpy as np

from dnnlib import data
from dnnlib.compress import network_file
from dnnlib.door import checked
from dnnlib.table import Claim, Table, compare

RESULTS = "deep_compression.txt"
COLUMNS = tuple(
    f"{stage} {split}"
    for stage in ("dense", "pruned", "coded")
    for split in ("validation", "test")
)
FLOAT = 32  # bits of a weight as trained
# times smaller; Han et al., ICLR 2016, Table 1
PUBLISHED = {"LeNet-300-100": 40, "LeNet-5": 39}
WHY = "fewer weights stay, 4-bit codes, trained longer and towards the dense network's answers; a long gap has no code"


@checked
@dataclass(frozen=True)
class Run:
    """One run of Deep Compression: the bytes of its file, processor seconds, the share that is right by COLUMNS."""

    network: str
    seed: int
    size: int
    seconds: float
    right: dict[str, float]

    @property
    def lost(self) -> float:
        """Points of test accuracy that the file lost against the network as trained. Units: percent of the images."""
        return 100 * (self.right["dense test"] - self.right["coded test"])

    @property
    def times(self) -> float:
        """How many times smaller the file is than all weights and biases in 32 bits."""
        return dense_bytes(self.network) / self.size


@checked
def line(run: Run) -> str:
    """A run as a line of RESULTS."""
    return f"{run.network:<14} {run.seed} {run.size:>6} {run.seconds:>6} " + " ".join(
        f"{run.right[c]:.4f}" for c in COLUMNS
    )


@checked
def runs(folder: Path | str = data.ASSETS) -> list[Run]:
    """All recorded runs. Errors: OSError if the table is missing, ValueError if a line is not as `line` writes."""
    found = []
    for text in (Path(folder) / RESULTS).read_text().splitlines():
        network, seed, size, seconds, *right = text.split()
        found.append(
            Run(
                network,
                int(seed),
                int(size),
                float(seconds),
                dict(zip(COLUMNS, map(float, right), strict=True)),
            )
        )
    return found


@checked
def content(network: str, folder: Path | str = data.ASSETS) -> bytes:
    """The file of a network, the first seed's. Errors: ValueError lists the networks; OSError names what is missing."""
    if network not in network_file.FILES:
        raise ValueError(
            f"no compressed network {network!r}; there are {', '.join(network_file.FILES)}"
        )
    return (Path(folder) / network_file.FILES[network]).read_bytes()


@checked
def weights(network: str, folder: Path | str = data.ASSETS) -> dict[str, np.ndarray]:
    """The arrays of a network as `data.weights` has them, read from its compressed file.

    Errors: as in `content`; ValueError where the file is damaged.
    """
    return network_file.read(content(network, folder))[1]


@checked
def dense_bytes(network: str) -> int:
    """The bytes of all weights and biases in 32 bits."""
    return FLOAT // 8 * sum(array.size for array in data.weights(network).values())


def over_seeds() -> Table:
    """Times smaller and points lost, means over the recorded seeds: ours | published | error | why.

    Source: Han et al., ICLR 2016, Table 1: 40 x and 39 x without loss.
    """
    rows = []
    for network, published in PUBLISHED.items():
        mine = [run for run in runs() if run.network == network]
        rows.append(
            Claim(
                f"{network}: times smaller",
                round(mean(run.times for run in mine), 1),
                published,
                WHY,
            )
        )
        lost = round(mean(run.lost for run in mine), 3)
        rows.append(
            Claim(
                f"{network}: points lost",
                lost,
                None,
                f"theirs: none; seeds: {len(mine)}; 10,000 images",
            )
        )
    return compare(rows, "Deep Compression, every byte of the file counted")


@checked
def by_part(network: str) -> Table:
    """Where the bytes of the file are, and how many times smaller the network would be if a part took none.

    Errors: as in `content`.
    """
    whole, dense = content(network), dense_bytes(network)
    rows = [
        (
            part,
            bits / 8,
            f"{bits / 8 / len(whole):.1%}",
            round(dense / (len(whole) - bits / 8), 1),
        )
        for part, bits in network_file.parts(whole).items()
    ]
    rows.append(("all", len(whole), "100.0%", round(dense / len(whole), 1)))
    return Table(
        ("part", "bytes", "share", "times smaller without it"),
        rows,
        f"{network}, {len(whole):,} bytes",
    )


@checked
def by_stage(network: str) -> Table:
    """Bytes after each stage of the shipped network, and times smaller, with what each must have to be read again.

    Pruned: 32-bit weights and gaps of fixed width, fillers among them; shared: codes of fixed width and 16-bit
    levels; coded: the file. Biases, in 32 bits until they are shared, are counted at every stage.
    """
    dense, shared = dense_bytes(network), network_file.unpack(content(network))[1]
    biases = sum(
        one.levels.size for name, one in shared.items() if name.endswith("bias")
    )
    layers = [one for name, one in shared.items() if not name.endswith("bias")]
    gaps, values, codes, levels = (sum(column) for column in zip(*map(_fixed, layers)))
    sizes = {
        "trained": dense,
        "pruned": (gaps + FLOAT * (values + biases)) / 8,
        "shared": (gaps + codes + network_file.FLOAT * (levels + biases)) / 8,
        "coded, the file": len(content(network)),
    }
    rows = [
        (stage, round(size), round(dense / size, 1)) for stage, size in sizes.items()
    ]
    return Table(
        ("stage", "bytes", "times smaller"), rows, f"{network}, stage by stage"
    )


def _fixed(one: network_file.Shared) -> tuple[int, int, int, int]:
    """Without Huffman: bits of gaps in the best width, weights, bits of their codes, levels."""
    places = np.flatnonzero(one.codes.ravel() >= 0)
    gaps = np.diff(places, prepend=-1) - 1
    least = min(
        b * (gaps.size + int((gaps // (2**b - 1)).sum())) for b in network_file.GAP_BITS
    )
    return (
        least,
        places.size,
        places.size * max(one.levels.size - 1, 0).bit_length(),
        one.levels.size,
    )


def beyond_the_paper() -> Table:
    """The files that ship beside the paper's sizes: another recipe, so no error of one by the other.

    Means over the recorded seeds. Source: Han et al., ICLR 2016, Table 1.
    """
    rows = []
    for network, published in PUBLISHED.items():
        mine = [run for run in runs() if run.network == network]
        times, lost = mean(run.times for run in mine), mean(run.lost for run in mine)
        rows.append((network, round(times, 1), round(lost, 3), published, "none"))
    header = ("network", "times smaller", "points lost", "the paper's", "their loss")
    return Table(header, rows, "Every byte of the file counted, 10,000 images, 3 seeds")
