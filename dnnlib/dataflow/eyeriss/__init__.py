"""The Eyeriss chip, predicted: processing passes, traffic and time of row stationary on 12 x 14 PEs (JSSC 2017).

chip       passes, active PEs, buffer traffic and cycles of one layer
dram       words to and from DRAM; schedule has the order of passes as a loop nest
silicon    what the chip measured, beside ours
nest       the passes as a mapping: what the general engine makes of them
"""

from dnnlib.dataflow.eyeriss.chip import (
    BANK_WORDS,
    BANKS,
    COLS,
    CORE_MHZ,
    PSUMS_A_CYCLE,
    ROWS,
    SPADS,
    Cycles,
    Pass,
    active_pes,
    banks,
    buffer_words,
    cycles,
    fit,
    ifmap_rows,
    passes,
    spad_words,
    strips,
)

__all__ = [
    "BANKS",
    "BANK_WORDS",
    "COLS",
    "CORE_MHZ",
    "Cycles",
    "PSUMS_A_CYCLE",
    "Pass",
    "ROWS",
    "SPADS",
]
__all__ += [
    "active_pes",
    "banks",
    "buffer_words",
    "cycles",
    "fit",
    "ifmap_rows",
    "passes",
    "spad_words",
    "strips",
]
