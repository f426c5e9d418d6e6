"""The commands for authors: `dnnlib new puzzle`, `dnnlib new explorer`, `dnnlib new chapter`, `dnnlib new lists`."""

from pathlib import Path

import typer

from dnnlib.cli.terminal import said_plainly

app = typer.Typer(
    no_args_is_help=True,
    help="Begin a puzzle, an explorer or a chapter, in a checkout of the course.",
)


@app.command()
def puzzle(chapter: str, name: str):
    """Begin a puzzle in every place that it needs, such as `dnnlib new puzzle ch11 rank`."""
    with said_plainly():
        from dnnlib.authoring.puzzle import puzzle

        _say(*puzzle(Path.cwd(), chapter, name))


@app.command()
def explorer(name: str, chapter: str = ""):
    """Begin an explorer of a chapter (the last, unless said): a figure, its sliders, its page, its test."""
    with said_plainly():
        from dnnlib.authoring.explorer import explorer

        _say(*explorer(Path.cwd(), name, chapter))


@app.command()
def chapter(number: str, name: str):
    """Begin a planned chapter, such as `dnnlib new chapter 11 compact`: notebook, exercise, puzzles."""
    with said_plainly():
        from dnnlib.authoring.chapter import chapter

        _say(*chapter(Path.cwd(), number, name))


@app.command()
def lists():
    """Write the lists of chapters, and each exercise's points and minutes, from the table and the puzzles."""
    with said_plainly():
        from dnnlib.authoring.lists import write

        found = write(Path.cwd())
        print("\n".join(map(str, found)) if found else "All lists are up to date.")


def _say(files: list[str], left: str) -> None:
    print("Written:", *files, sep="\n  ")
    print(left)
