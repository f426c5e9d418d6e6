"""What a design must pass: an area, a latency, a loss of accuracy. Everybody's are other ones, drawn from the name.

gates = drawn("ada")             the same for her on every machine, other ones for a neighbour
passes(card, gates)              {"area": True, "latency": False, "loss": True}
"""

from dataclasses import dataclass
from hashlib import sha256

from dnnlib.door import checked, real
from dnnlib.studio.evaluate import Card

AREAS = (0.3, 0.35, 0.4, 0.5, 0.6)  # of Eyeriss
LATENCIES = (250_000, 350_000, 500_000, 700_000, 1_000_000)  # cycles
LOSSES = (0.3, 0.5, 0.8, 1.2, 2.0)  # points of a hundred below the reference network


@checked
@dataclass(frozen=True)
class Gates:
    """The most that a design may have: area in areas of Eyeriss, latency in cycles of a batch, loss in points.

    loss: how many digits of a hundred more than the reference network, as it ships, are read wrong; on the same digits.
    Errors: ValueError names a gate that is not a number above 0.
    """

    area: float
    latency: float
    loss: float

    def __post_init__(self):
        for name in ("area", "latency", "loss"):
            object.__setattr__(self, name, real(name, getattr(self, name)))

    def __str__(self) -> str:
        return (
            f"area at most {self.area:g} of Eyeriss, latency at most "
            f"{self.latency:,.0f} cycles, at most {self.loss:g} points lost"
        )


@checked
def drawn(name: str) -> Gates:
    """The gates of a student, drawn from the name: the same on every machine and in every year."""
    digest = sha256(f"dnnlib studio {name}".encode()).digest()
    choices = (AREAS, LATENCIES, LOSSES)
    picked = [values[byte % len(values)] for values, byte in zip(choices, digest)]
    return Gates(*picked)


@checked
def passes(card: Card, gates: Gates) -> dict[str, bool]:
    """Gate by gate whether a card passes. A loss that nobody measured (NaN) does not; what does not fit passes none."""
    return {
        "area": card.feasible and card.area.relative <= gates.area,
        "latency": card.latency <= gates.latency,
        "loss": card.feasible and card.loss <= gates.loss,
    }
