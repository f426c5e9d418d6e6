"""A dozen data sheets, each true line by line, each missing the one that would change the ranking.

    sheet = SHEETS["peak"]
    print(sheet.says)         what the maker prints
    sheet.leaves_out          the field that is missing
    sheet.truth               what it would have said

The chips are invented; the ways are not: each has a public case or a paper that names it.
Source of the form: Bailey, "Twelve ways to fool the masses", 1991; of the list: Sze et
al. 2020, "How to evaluate deep neural network processors", and Sze et al. 2017, VIII.
"""

from dataclasses import dataclass
from types import MappingProxyType

from dnnlib.door import checked
from dnnlib.table import Table


@checked
@dataclass(frozen=True)
class Sheet:
    """A data sheet: what it says, the line it leaves out, what that line would say, why it matters."""

    name: str
    says: tuple[tuple[str, str], ...]
    leaves_out: str
    truth: str
    because: str

    def table(self) -> Table:
        """The sheet as it was printed."""
        return Table(("line", self.name), self.says)


# What a sheet may leave out: the answers to choose from.
FIELDS = (
    "accuracy",
    "off-chip traffic",
    "batch",
    "bits",
    "sparsity",
    "utilization",
    "latency",
    "input size",
    "unit",
    "process",
    "measured or simulated",
    "networks",
)
_SHEETS = (
    Sheet(
        "Tiny",
        (("energy an image", "0.3 uJ"), ("rate", "9,000 images/s"), ("power", "2.7 mW"),
         ("network", "3 layers on 32 x 32 images"), ("measured", "1,000 images, batch 1")),
        "accuracy", "61 % right where the others have 92 %",
        "any network is cheap if it may be wrong: accuracy is the first axis",
    ),
    Sheet(
        "On-chip",
        (("energy an image", "0.4 mJ"), ("power", "90 mW"), ("rate", "225 images/s"),
         ("accuracy", "top-5 error 16.4 %"), ("measured", "chip, batch 1")),
        "off-chip traffic", "61M weights of 16 bits from DRAM for each image: 19.5 mJ at 20 pJ a bit",
        "the chip's power ends at its pins, the system's does not",
    ),
    Sheet(
        "Sprinter",
        (("rate", "30,000 images/s"), ("power", "250 W"), ("accuracy", "top-5 error 7.0 %"),
         ("off-chip", "1.2 GB/s"), ("measured", "server, 16 bits")),
        "batch", "batch 1,024: the first image waits 34 ms for the last",
        "1 / rate is the latency at batch 1 only",
    ),
    Sheet(
        "Binary",
        (("efficiency", "230 TOPS/W"), ("rate", "1,200 images/s"), ("network", "VGG-16's shapes"),
         ("off-chip", "4 MB an image"), ("measured", "chip, batch 1")),
        "bits", "one bit weights and activations: an operation is an XNOR",
        "an operation of 1 bit is not one of 16: its accuracy and its work are others",
    ),
    Sheet(
        "Peak",
        (("peak", "3,958 TOPS"), ("power", "700 W"), ("bits", "8"), ("off-chip", "3.35 TB/s"),
         ("process", "4 nm")),
        "sparsity", "with half of the weights zero, in fours; dense it is 1,979",
        "products with zero were counted as work",
    ),
    Sheet(
        "Array",
        (("peak", "33.6 GMAC/s"), ("power", "236 mW"), ("bits", "16"), ("batch", "3"),
         ("off-chip", "107 MB an image")),
        "utilization", "10.7 of 33.6 GMAC/s on VGG-16: 32 %",
        "a multiplier that waits is paid for too",
    ),
    Sheet(
        "Lean",
        (("MACs", "0.57 G, half of the old network's"), ("weights", "4.2 M"),
         ("accuracy", "top-1 70.6 %"), ("device", "phone, batch 1"), ("bits", "32")),
        "latency", "measured 1.3 times as long: depthwise layers do few MACs a word",
        "MACs are not time",
    ),
    Sheet(
        "Cropped",
        (("MACs", "3.8 G"), ("accuracy", "top-1 79.0 %"), ("weights", "25.5 M"),
         ("device", "GPU, batch 32"), ("time", "2.1 ms an image")),
        "input size", "MACs at 224 x 224, accuracy at 256 x 256: 1.31 times the MACs",
        "a layer's MACs grow with the square of the side",
    ),
    Sheet(
        "Compact",
        (("weights", "4.8 MB"), ("accuracy", "top-5 error 19.7 %"), ("bits", "32"),
         ("MACs", "0.86 G"), ("measured", "one image")),
        "unit", "MB of 1,048,576 bytes here, of 1,000,000 in the table it is compared with",
        "five percent are won by a definition",
    ),
    Sheet(
        "Newer",
        (("area", "3.1 mm2"), ("energy a MAC", "0.9 pJ"), ("multipliers", "256"),
         ("bits", "8"), ("compared with", "12.25 mm2 and 12 pJ")),
        "process", "16 nm against 65 nm: area alone falls by up to (65/16)^2 = 16.5 times",
        "the process made most of the difference",
    ),
    Sheet(
        "Drawn",
        (("energy a MAC", "0.08 pJ"), ("accuracy", "99.0 % on digits"), ("cells", "2 bits"),
         ("process", "22 nm"), ("batch", "1")),
        "measured or simulated", "simulated: no wires, no noise, converters left out",
        "what was not built cannot surprise anybody",
    ),
    Sheet(
        "Average",
        (("speed-up", "9.7 times, mean over networks"), ("power", "the same"), ("bits", "16"),
         ("accuracy", "the same"), ("batch", "1")),
        "networks", "20, 14, 3.2 and 1.6 times: their geometric mean is 6.2",
        "a mean of ratios depends on which is called old: the mean of the inverses is 0.26, one part in 3.8",
    ),
)  # fmt: skip
SHEETS = MappingProxyType({sheet.name.lower(): sheet for sheet in _SHEETS})


def printed() -> Table:
    """Every sheet as its maker prints it, a row a sheet: what is missing is for the reader to find."""
    rows = [(s.name, "; ".join(": ".join(line) for line in s.says)) for s in _SHEETS]
    return Table(("sheet", "it says"), rows)


def key() -> Table:
    """Every sheet with the line that it leaves out."""
    rows = [(s.name, s.leaves_out, s.truth, s.because) for s in _SHEETS]
    return Table(("sheet", "leaves out", "it would have said", "because"), rows)
