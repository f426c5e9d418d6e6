"""`dnnlib price resnet50 --hardware eyeriss`: a network on a machine, layer by layer."""

from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from dnnlib.cli.terminal import said_plainly, shown
from dnnlib.table import show

WORDS = ("layer", "most of it", "bound by")
WIDE = 120  # a terminal for all columns
NARROW = ("layer", "MACs M", "energy M", "of all", "x bound", "cycles k", "bound by")


def price(
    network: str = typer.Argument(
        help="resnet50, vgg16, ...; or FILE.onnx, FILE.pt2, FILE.py:NAME"
    ),
    hardware: str = typer.Option("eyeriss", help="eyeriss, tpu, nvdla, phone, ..."),
    dataflow: str = typer.Option(
        None, help="RS, WS, OS_A, ...; any is all loops anywhere, slow; else its own"
    ),
    batch: int = typer.Option(1, min=1, help="images that share each weight"),
    dram: float = typer.Option(
        None, help="words a cycle that DRAM gives; without it, as many as you like"
    ),
    size: list[str] = typer.Option(
        None, help="of a file's input: 1x3x224x224; or a size left open: sequence=128"
    ),
    dearest: int = typer.Option(
        None, min=1, help="only so many layers, those of most energy"
    ),
    csv: Path = typer.Option(None, help="write the exact numbers of all layers there"),
):
    """Price a network on a machine: energy, cycles, what bounds each layer, how far from the bound."""
    from dnnlib.dataflow import priced
    from dnnlib.models.found import found

    with said_plainly():
        machine = priced.with_dram(priced.named(hardware), dram)
        model = found(network, size or [])
        bill = priced.price(
            model.name, model.layers, machine, dataflow, batch, progress=True
        )
        if csv is not None:
            from dnnlib.door import save

            save(csv, bill.csv())
        _print(bill.table(dearest))
        _say(f"The network: {model.source}.", "dim")
        _say(priced.MEANS, "dim")
        for layer, reason in bill.refused:
            _say(f"left out: {layer}: {reason}", "yellow")
        if csv is not None:
            _say(f"{len(bill.layers)} layers written to {csv}")


def _print(table) -> None:
    drawn = Table(title=shown(table.caption), title_justify="left")
    console = Console()
    kept = table.header if console.width >= WIDE else NARROW
    for name in kept:
        left = name in WORDS
        drawn.add_column(shown(name), justify="left" if left else "right")
    for row in table.rows:
        style = "bold" if row[0] == "all" else ""
        cells = dict(zip(table.header, row))
        drawn.add_row(*(shown(show(cells[name])) for name in kept), style=style)
    console.print(drawn)


def _say(sentence: str, style: str = "") -> None:
    Console().print(shown(sentence), style=style, soft_wrap=True)
