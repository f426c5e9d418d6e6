"""The command of those who learn: `dnnlib start my-course`."""

from pathlib import Path

import typer

from dnnlib.cli.terminal import said_plainly


def start(
    folder: Path = typer.Argument(Path("my-course"), help="where your copies go"),
):
    """Put your own copies of the chapters and exercises into a folder; later, bring what is new and keep your work."""
    from dnnlib import copies

    with said_plainly():
        typer.echo(said(copies.start(folder)))


def said(done) -> str:
    """What was done, in a few lines."""
    from dnnlib.copies import FIRST, NEW

    parts = [(done.written, "new"), (done.renewed, "brought up to date")]
    parts += [(done.own, "yours, left as they are")]
    counts = [f"{len(paths)} {word}" for paths, word in parts if paths]
    lines = [f"{done.folder}: {', '.join(counts) or 'nothing new'}."]
    if done.beside:
        lines += [f"What the course has newer lies in {done.folder / NEW}:"]
        lines += [f"  {path}" for path in done.beside]
    return "\n".join([*lines, f"Open it: jupyter lab {done.folder / FIRST}"])
