"""The survey's example of a chip's report, Table V, and what follows from its lines."""

from dnnlib.metrics.cards import ChipCard, Run, ratio
from dnnlib.models import MODELS
from dnnlib.table import Claim, Table, compare

DRAM_PJ_A_BIT = 20  # 640 pJ for 32 bits: Horowitz, ISSCC 2014, at 45 nm
CONV = "all CONV"

EYERISS = ChipCard(
    name="Eyeriss",
    process="65 nm LP TSMC",
    volts=1.0,
    area_mm2=12.25,
    memory_kb=192,
    multipliers=168,
    clock_mhz=200,
    how="measured",
    dram_pj_a_bit=DRAM_PJ_A_BIT,
    source="Sze et al. 2017, Table V; clock: Chen et al., JSSC 2017",
    runs=(
        Run(
            name="AlexNet", top5_error=19.8, sparse=False, layers=CONV,
            weight_bits=16, activation_bits=16, batch=4, run_ms=115.3, power_mw=278,
            off_chip_mb=3.85, macs=MODELS["AlexNet"].total("macs", "conv"), images=100,
        ),
        Run(
            name="VGG-16", top5_error=8.8, sparse=False, layers=CONV,
            weight_bits=16, activation_bits=16, batch=3, run_ms=4309.4, power_mw=236,
            off_chip_mb=107.03, macs=MODELS["VGG-16"].total("macs", "conv"), images=100,
        ),
    ),
)  # fmt: skip
# What the table prints of such ratios, and what the chip's paper prints for a batch:
# DRAM traffic 15.4 MB for 4 images and 321.1 MB for 3; 34.7 and 0.7 frames a second.
PRINTED = (
    ("AlexNet", "area a multiplier", 0.073),
    ("AlexNet", "memory a multiplier", 1.14),
    ("AlexNet", "throughput", 34.7),
    ("VGG-16", "throughput", 0.7),
)
A_BATCH = {"AlexNet": (15.4, 4), "VGG-16": (321.1, 3)}


def claims() -> Table:
    """Table V's ratios from its own lines: ours | published | error | why.

    Source: Sze et al. 2017, Table V; Chen et al., JSSC 2017, Tables V and VI.
    """
    rows = [
        Claim(
            f"{network}: {name}",
            float(ratio(EYERISS, network, name)),
            printed,
            "rounded",
        )
        for network, name, printed in PRINTED
    ]
    for run in EYERISS.runs:
        megabytes, batch = A_BATCH[run.name]
        why = f"{megabytes} MB for {batch} images"
        rows.append(
            Claim(
                f"{run.name}: off-chip MB an image",
                megabytes / batch,
                run.off_chip_mb,
                why,
            )
        )
    return compare(rows, "Table V, from its own lines")
