"""A token of a large model by the survey's own engine: row stationary, 256 PEs, each layer at its best tiles.

    token("Llama 3 8B", context=2047)      energy of a step a token, its MACs, and the share of keys and values

Energies are those of one MAC, and costs are of 2016 (an access to DRAM is 200): ratios, no joules of a chip of today.
"""

from collections import Counter
from dataclasses import dataclass
from functools import cache

from dnnlib.dataflow.array import cycles
from dnnlib.dataflow.isca16 import energy_per_mac
from dnnlib.door import checked
from dnnlib.language.serving import transformer
from dnnlib.models.layer_tables import KINDS
from dnnlib.shapes import ConvShape
from dnnlib.table import Table

PES = 256


@checked
@dataclass(frozen=True)
class Token:
    """What a token takes: energy, the part of it in keys and values (two products), the part at DRAM; MACs alike."""

    energy: float
    attention: float
    dram: float
    macs: float
    attention_macs: float

    @property
    def per_mac(self) -> float:
        """Energies of a MAC, a MAC."""
        return self.energy / self.macs


@checked
def token(model: str, tokens: int = 1, context: int = 0, batch: int = 1) -> Token:
    """A step's energy over its tokens. Layers of one shape are priced once. Errors: KeyError lists the models."""
    counts = Counter(
        (layer.shape, layer.kind)
        for layer in transformer(model).step(tokens, context, batch)
    )
    energy, macs = dict.fromkeys(KINDS, 0.0), dict.fromkeys(KINDS, 0)
    dram = 0.0
    for (shape, kind), times in counts.items():
        spent, at_dram = _priced(shape)
        energy[kind] += times * spent
        macs[kind] += times * shape.macs
        dram += times * at_dram
    all_ = tokens * batch
    return Token(
        sum(energy.values()) / all_, energy["matmul"] / all_, dram / all_,
        sum(macs.values()) / all_, macs["matmul"] / all_,
    )  # fmt: skip


PHASES = (
    ("reading 512 tokens", 512, 0, 1),
    ("writing, batch 1, 2,048 keys", 1, 2047, 1),
    ("writing, batch 16, 2,048 keys", 1, 2047, 16),
    ("writing, batch 64, 2,048 keys", 1, 2047, 64),
    ("writing, batch 1, 32,768 keys", 1, 32767, 1),
    ("writing, batch 64, 32,768 keys", 1, 32767, 64),
)


def phases(model: str = "Llama 3 8B") -> Table:
    """Reading and writing at batches and lengths: energy a token, a MAC, and where it goes."""
    rows = []
    for name, tokens, context, batch in PHASES:
        one = token(model, tokens, context, batch)
        parts = one.dram / one.energy, one.attention / one.energy
        shares = [round(100 * share) for share in parts]
        rows.append((name, one.energy / 1e9, one.per_mac, *shares))
    heads = (
        "step",
        "energy a token, 10^9",
        "energy a MAC",
        "DRAM %",
        "keys and values %",
    )
    return Table(heads, rows, f"{model}, row stationary, 256 PEs")


def array_use(side: int = 256, batches=(1, 16, 256)) -> Table:
    """A 4096 x 4096 projection on a systolic array of side x side PEs, weight stationary: cycles and use."""
    rows = []
    for batch in batches:
        shape = ConvShape(M=4096, C=4096, P=batch)
        n = cycles(shape, side, side, "weight")
        rows.append((batch, shape.macs, n, 100 * shape.macs / side**2 / n))
    heads = ("tokens", "MACs", "cycles", "use of the PEs, %")
    return Table(
        heads, rows, f"4096 x 4096 weights, {side} x {side} PEs, weight stationary"
    )


@cache
def _priced(shape: ConvShape) -> tuple[float, float]:
    """The energy of a layer, and what of it is at DRAM."""
    found = energy_per_mac("RS", shape, PES, 1)
    return found.total * shape.macs, found.by_level["DRAM"] * shape.macs
