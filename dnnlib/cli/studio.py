"""`dnnlib studio card mine.json`, `dnnlib studio judge designs`: the card of a design, and a class's."""

from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from dnnlib.cli.terminal import said_plainly, shown
from dnnlib.table import show

app = typer.Typer(no_args_is_help=True, help="Judge designs of the design studio.")


@app.command()
def card(
    file: Path = typer.Argument(help="a design, such as mine.json"),
    name: str = typer.Option(None, help="whose gates it must pass"),
):
    """Print the card of a design: energy, latency, area and digits read right, layer by layer."""
    with said_plainly():
        from dnnlib import studio

        found = studio.card(studio.read(file))
        if found.feasible:
            _print(found.table())
        else:
            _say(str(found), "yellow")
        if name is not None:
            gates = studio.drawn(name)
            _say(f"The gates of {name}: {gates}.")
            for gate, fine in studio.passes(found, gates).items():
                _say(f"  {gate}: {'passes' if fine else 'misses'}")
            _say(f"Score {studio.score(found, gates):.1f} of 100.", "bold")


@app.command()
def judge(
    folder: Path = typer.Argument(help="files like ada.json, or ada/design.json"),
    grade: bool = typer.Option(
        False, help="also on hidden layers and digits, by the course's secret"
    ),
    page: Path = typer.Option(
        Path("build/studio/class.html"), help="the class page, without names"
    ),
    csv: Path = typer.Option(None, help="write the marks there"),
    form: str = typer.Option("canvas", help="canvas, moodle, gradescope or nbgrader"),
    workers: int = typer.Option(1, min=1, help="processes"),
):
    """Judge every design of a folder; public scores at once, hidden ones with --grade."""
    with said_plainly():
        from dnnlib.grading.studio import judged, write_marks, write_page
        from dnnlib.studio.judge import table

        secret = _secret() if grade else None
        verdicts = _judged(judged, folder, secret, workers)
        _print(table(verdicts))
        _say(f"The class page: {write_page(verdicts, page)}")
        if csv is not None:
            _say(f"The marks: {write_marks(verdicts, form, csv)}")


def _judged(judged, folder: Path, secret: str | None, workers: int):
    """The verdicts, by so many processes."""
    if workers == 1:
        return judged(folder, secret)
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(workers) as executor:
        return judged(folder, secret, executor)


def _secret() -> str:
    """The course's secret. Errors: ValueError says how to have one."""
    from dnnlib.grading.secret import advice, refuse_example
    from dnnlib.puzzles import NO_SECRET, hidden_seed

    found = hidden_seed()
    if found == NO_SECRET:
        raise ValueError(f"hidden layers need the course's secret: type {advice()}")
    refuse_example(found)
    return found.hex()


def _print(table) -> None:
    drawn = Table(title=shown(table.caption), title_justify="left")
    for name in table.header:
        left = name in ("layer", "student", "said", "bound by")
        drawn.add_column(shown(name), justify="left" if left else "right")
    for row in table.rows:
        drawn.add_row(*(shown(show(value)) for value in row))
    Console().print(drawn)


def _say(sentence: str, style: str = "") -> None:
    Console().print(shown(sentence), style=style, soft_wrap=True)
