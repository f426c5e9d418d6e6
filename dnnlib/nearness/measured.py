"""Chips that were made, beside designs that were simulated; and claims worked out."""

from dnnlib.door import checked
from dnnlib.table import Claim, Table, compare

# What was made, and what was only worked out. Sources stand in each row.
CHIPS = """
2015 | 12 x 12 memristors              | made      | a classifier of tiny images                       | Prezioso et al., Nature 521
2016 | ISAAC, 128 x 128 arrays         | simulated | 479 GOPS/mm2                                      | Shafiee et al., ISCA
2016 | PRIME, 256 x 256 arrays         | simulated | 4 bits a cell to compute, 1 to store              | Chi et al., ISCA
2017 | SRAM, 128 x 128, 130 nm         | made      | 90 % of MNIST, 630 pJ a digit                     | Zhang, Wang, Verma, JSSC 52(4)
2017 | Tetris, 16 vaults               | simulated | 1.5 times less energy, 4.1 times faster           | Gao et al., ASPLOS
2018 | Newton                          | simulated | 77 % less power than ISAAC                        | Nag et al., IEEE Micro 38(5)
2021 | UPMEM, 2,556 cores in DRAM      | made      | 64 MB a core; no path from core to core           | Gomez-Luna et al. (PrIM)
2022 | HBM-PIM                         | made      | matrix times vector 8.9 times a GPU, 2.8 an FPGA  | IEEE Micro 2022
2022 | GDDR6-AiM                       | made      | 16 times faster, 80 % less energy, says the maker | SK hynix, press
2022 | NeuRRAM, 48 cores of 256 x 256  | made      | 99.0 % of MNIST, 85.7 % of CIFAR-10               | Wan et al., Nature 608
2023 | RAELLA                          | simulated | up to 4.9 times more efficient, no retraining     | Andrulis, Emer, Sze, ISCA
2023 | 64 cores of phase-change memory | made      | 9.76 TOPS/W, 2.48 in four reads                   | Le Gallo et al., Nat. Electron.
"""


def chips() -> Table:
    """Near-data designs by year: made or simulated, and what is said of them."""
    lines = CHIPS.strip().splitlines()
    rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    return Table(("year", "design", "it was", "what is reported", "source"), rows)


# NeuRRAM, Fig. 12, read from the figure by the authors of a public model of it:
# output bits, input bits, fJ an operation of word lines, neurons, input pulses; TOPS/W.
NEURRAM = (
    (3, 1, 8.990, 10.619, 3.446, 43.08),
    (4, 2, 8.271, 12.387, 3.956, 40.33),
    (5, 3, 15.463, 20.118, 7.732, 23.09),
    (6, 4, 21.756, 29.108, 11.507, 15.95),
    (7, 5, 30.926, 44.212, 14.025, 11.03),
    (8, 6, 37.219, 52.483, 19.239, 8.257),
    (9, 7, 43.692, 61.833, 22.835, 7.750),
    (10, 8, 50.525, 75.857, 27.510, 6.437),
)


@checked
def tops_per_watt(*femtojoules: float) -> float:
    """Efficiency of operations that cost so much, added up: 1000 / sum.

    Units: fJ an operation (two a MAC) -> TOPS/W.
    """
    if not sum(femtojoules) > 0:
        raise ValueError(f"{femtojoules} fJ an operation: give one or more above 0")
    return 1000 / sum(femtojoules)


def neurram() -> Table:
    """NeuRRAM's efficiency by bits from its three bars: ours | published | error | why.

    Source: Wan et al., Nature 608, 2022, Fig. 12.
    """
    claims, note = [], "bars and points were read from one figure"
    for out, into, *bars, published in NEURRAM:
        odd = "the bars add up to its one-phase point, 9.12; open"
        why = odd if into == 6 else note
        what = f"{into} bits in, {out} out"
        claims.append(Claim(what, tops_per_watt(*bars), published, why))
    return compare(claims, "NeuRRAM, TOPS/W, weights of 4 bits")


def phases() -> Table:
    """A chip that reads four times for precision: ours | published | error | why.

    Source: Le Gallo et al., Nature Electronics 6, 2023.
    """
    rows = [
        ("throughput, one read / four", 4, 63.1 / 16.1, "63.1 and 16.1 TOPS"),
        ("efficiency, one read / four", 4, 9.76 / 2.48, "9.76 and 2.48 TOPS/W"),
    ]
    return compare([Claim(*row) for row in rows], "64 cores of phase-change memory")


BANDWIDTH = 4  # times the off-chip bandwidth, inside HBM-PIM: its maker


def hbm_pim() -> Table:
    """Four speed-ups of one part, beside what bandwidth alone allows.

    A product of a matrix and a vector reads each weight once, so it is as fast as its
    memory, before and after: the speed-up is the ratio of two bandwidths.
    Source: IEEE Micro 2022 and the maker's announcement of 2021.
    """
    bound = "by its memory: the ratio of bandwidths"
    rows = [
        ("matrix * vector, a GPU", BANDWIDTH, 8.9, f"{bound}; the GPU fell short"),
        ("matrix * vector, an FPGA", BANDWIDTH, 2.8, f"{bound}; part is overhead"),
        ("speech recognition, a GPU", BANDWIDTH, 3.5, "the rest of it is not faster"),
        ("LSTM, an FPGA", BANDWIDTH, 2.54, "the rest of it is not faster"),
    ]
    return compare([Claim(*row) for row in rows], "HBM-PIM, times faster")
