"""The accelerators that the survey's taxonomy sorts, a card each: what stays in a PE, and what it is known for.

Source: Sze et al. 2017, V-B.1 to V-B.4; it names nn-X, ShiDianNao, DianNao, Zhang's (UCLA) and Eyeriss and cites the
others by number alone. Years are those of its citations, None where they are not known here.
"""

from dataclasses import dataclass

from dnnlib.dataflow.taxonomy import DATAFLOWS, initials
from dnnlib.door import checked
from dnnlib.table import Table


@checked
@dataclass(frozen=True)
class Design:
    """One accelerator: its class by its initials, the year, and a sentence."""

    name: str
    flow: str
    year: int | None
    says: str


_CITED = "cited for its class"
DESIGNS = (
    Design("nn-X (neuFlow)", "WS", 2014, "8 engines; a 10 x 10 filter makes 100 MACs in each; delay lines keep psums"),
    Design("Sankaradas et al.", "WS", 2009, _CITED),
    Design("Sriram et al.", "WS", 2010, _CITED),
    Design("Chakradhar et al.", "WS", 2010, _CITED),
    Design("Park et al.", "WS", 2015, _CITED),
    Design("Origami", "WS", 2015, _CITED),
    Design("ShiDianNao", "OS_A", 2015, "many pixels of one ofmap channel; for CONV layers"),
    Design("Gupta et al.", "OS_B", 2015, "many pixels of many channels"),
    Design("Peemen et al.", "OS_C", 2013, "many channels of one pixel; for FC layers"),
    Design("Zhang et al. (UCLA)", "NLR", 2015, "an FPGA; trees of adders make the sums"),
    Design("DianNao", "NLR", None, "psums in registers of their own"),
    Design("DaDianNao", "NLR", None, "tens of MB of weights and activations on the chip, in eDRAM"),
    Design("SCNN", "IS", None, "inputs stay; products are scattered to their sums (chapter 10)"),
    Design("Eyeriss", "RS", 2017, "12 x 14 PEs and a buffer of 108 KB (chapter 07)"),
)  # fmt: skip


@checked
def of_class(flow: str) -> tuple[Design, ...]:
    """The designs of one dataflow, by any of its names. Errors: ValueError lists the dataflows."""
    short = initials(flow)
    return tuple(design for design in DESIGNS if design.flow == short)


def taxonomy() -> Table:
    """The classes as loop nests, one row each, with a design that is built so.

    RF holds: the tensor in a PE; the buffer keeps: the tensor that rests while the buffer's loops run; along rows,
    columns: the loops that the array may unroll along each side, those named first filled first.
    """
    rows = []
    for flow in DATAFLOWS.values():
        built = of_class(flow.name)[0].name
        sides = " ".join(flow.rows), " ".join(flow.cols)
        holds, keeps = flow.register or "nothing", flow.stays or "any"
        rows.append((initials(flow), flow.title, holds, keeps, *sides, built))
    header = (
        "",
        "dataflow",
        "RF holds",
        "the buffer keeps",
        "along rows",
        "along columns",
    )
    return Table((*header, "built so"), rows)


def designs() -> Table:
    """Every design on its card: class, name, year, a sentence."""
    rows = [(one.flow, one.name, one.year, one.says) for one in DESIGNS]
    return Table(("class", "design", "year", "what is said of it"), rows)
