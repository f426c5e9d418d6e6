"""Where the survey's numbers contradict themselves or their sources, and what the course uses instead.

A slip in a survey of thirty pages is no shame; a course that grades against it is.
Each was found by recomputing, and can be found again by the cell named.
"""

from dataclasses import dataclass

from dnnlib.door import checked
from dnnlib.table import Table


@checked
@dataclass(frozen=True)
class Erratum:
    """One slip: its number, its place in the survey, what is printed, what follows, where we show it."""

    number: int
    place: str
    printed: str
    instead: str
    chapter: str


ERRATA = (
    Erratum(1, "III-A", "FC: H = R, F = S", "W = S: F is the output's width", "02"),
    Erratum(2, "V-A", "FC: R = W and S = H", "R is a height, S a width (Table I)", "04"),
    Erratum(
        3, "Fig. 38(a)", "-1.42122425e-13",
        "-6.9558e-18 by IEEE 754: the hidden one is left out; drawn bits are others", "09",
    ),
    Erratum(
        4, "VII-B-1", "'sparsity between 19 % to 63 %'",
        "these are shares of NON-zeros: 0.631 falling to 0.193", "10",
    ),
    Erratum(
        5, "Table II, LeNet-5", "60k weights, 341k MACs",
        "430,500 and 2,293,000 for the shapes printed; the counts are LeCun's of 1998", "02",
    ),
    Erratum(
        6, "Table II, GoogLeNet", "1.43G CONV MACs",
        "1.58G from its own layers; the weights agree", "02",
    ),
    Erratum(
        7, "Tables II and IV", "GoogLeNet 10.7 and 11.7, AlexNet 19.8 and 19.6 % error",
        "two pretrained files of one network: name the file", "03",
    ),
    Erratum(8, "Fig. 12", "average of 9, 3, 10, 32 is 18", "13.5", "02"),
    Erratum(
        9, "V", "'bit-wise identical results'",
        "FFT, Winograd and Strassen round otherwise; exact in integers alone", "04",
    ),
    Erratum(
        10, "V-B", "3000M accesses, 61M, 500 x",
        "2,898M; the weights alone; 488 x", "05",
    ),
    Erratum(11, "V-B", "a 14 x 12 PE array", "12 rows x 14 columns", "07"),
    Erratum(12, "VII-B-1", "45 % of the energy cost", "45 % of the PEs' power", "10"),
    Erratum(
        13, "Table IV", "pruning GoogLeNet raises FC MACs from 635k to 663k",
        "so it is: CONV layers were pruned, and their outputs have fewer zeros", "12",
    ),
    Erratum(
        14, "Table III", "accuracy losses side by side",
        "other baselines, other papers: only their order says something", "09",
    ),
    Erratum(
        15, "the two editions", "'linear' and 'non-linear' quantization",
        "'uniform' and 'nonuniform' in the journal; references move by two", "09",
    ),
    Erratum(
        16, "VI-C", "25.1M memristors in ISAAC",
        "16 tiles have as many; the chip's 168 have 264.2M", "08",
    ),
)  # fmt: skip


def errata() -> Table:
    """All of them as a table. Source: Sze et al. 2017, recomputed."""
    rows = [(f"E{e.number}", e.place, e.printed, e.instead, e.chapter) for e in ERRATA]
    header = ("", "in the survey", "printed", "we use", "chapter")
    return Table(header, rows, "Errata: found by recomputing")
