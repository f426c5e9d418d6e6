"""The command line: one function a command, each a few lines over a part of dnnlib that knows no terminal.

terminal    what a command may say, and how errors become sentences
price       a network on a machine, layer by layer
teach       the commands of those who grade; kit what they print for a class
author      those of who writes; lecture of who lectures; start of who learns
"""

import sys
from functools import partial
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dnnlib import __version__
from dnnlib import doctor as checks
from dnnlib.cli import author, kit, studio, teach
from dnnlib.cli.lecture import lecture
from dnnlib.cli.price import price
from dnnlib.cli.start import start
from dnnlib.cli.terminal import never_fail_to_print, said_plainly, spelled

app = typer.Typer(no_args_is_help=True, add_completion=False)
STYLE = {
    "ok": "green",
    "optional": "dim",
    "missing": "bold red",
    "mismatch": "bold red",
}


def version(asked: bool):
    """Say the version and end."""
    if asked:
        print(f"dnnlib {__version__}")
        raise typer.Exit


@app.callback()
def dnnlib(
    version: bool = typer.Option(
        False, "--version", is_eager=True, callback=version, help="Say the version."
    ),
):
    """Efficient processing of deep neural networks: the commands of the course."""
    never_fail_to_print()


@app.command()
def doctor():
    """Say in plain words what is installed, missing or mismatched, and what to do about it."""
    findings = checks.examine()
    table = Table(
        "what", "is", "found", "what to do", title="dnnlib doctor", title_justify="left"
    )
    for one in findings:
        table.add_row(
            *map(Text, (one.what, one.state, one.found, one.advice)),
            style=STYLE[one.state],
        )
    console = Console()
    console.print(table)
    advice = {}  # what to do: all that it mends
    for one in findings:
        if one.wrong:
            advice.setdefault(one.advice, []).append(one.what)
    if not advice:
        console.print("All that the course needs is here.", style="bold green")
        return
    console.print("To mend:", style="bold red")
    for todo, mended in advice.items():  # on one line each, however long: to be copied
        console.print(Text(f"  {todo}    ({', '.join(mended)})"), soft_wrap=True)
    raise typer.Exit(1)


app.add_typer(author.app, name="new")
app.add_typer(kit.app, name="teach")
app.add_typer(studio.app, name="studio")
for command in (*teach.COMMANDS, lecture, start):
    app.command()(command)


app.command()(price)


@app.command()
def progress():
    """Show what you have solved, chapter by chapter."""
    from dnnlib import puzzles

    print(spelled(str(puzzles.solved()), sys.stdout.encoding))


@app.command()
def review():
    """Answer up to three questions of earlier chapters that are due: ten days after each was last asked."""
    from dnnlib.puzzle.item import ran
    from dnnlib.teaching.quick import MOST, due, keep

    found = due()[:MOST]
    if not found:
        print("No question is due. The quick checks at the chapters' ends fill this.")
    for item in found:
        with said_plainly():
            for line in filter(None, (f"\n{item.ask}", item.told, item.call)):
                print(spelled(line, sys.stdout.encoding))
            reply = item.reply(_answered(item))
            keep(item, reply)
            shown = "" if reply.right else f"\n{ran(reply.code)}"
            said = f"{'Right. ' * reply.right}{reply.said}{shown}"
            print(spelled(said.replace("Right. Right.", "Right."), sys.stdout.encoding))


def _answered(item) -> int | float:
    """A letter, or a number, as it is typed."""
    from dnnlib.screen.predict import parse

    if not item.choices:
        return parse(typer.prompt(f"A number{item.unit and ',' + item.unit}"))
    letters = "ABCDEFGH"[: len(item.choices)]
    for letter, choice in zip(letters, item.choices):
        print(spelled(f"  {letter}  {choice.text}", sys.stdout.encoding))
    said = typer.prompt(f"One of {letters}").strip().upper()
    if said not in list(letters):
        raise ValueError(f"{said!r}: type one of {letters}")
    return letters.index(said)


@app.command()
def hint(chapter: str, puzzle: str):
    """Show the next hint to a puzzle, such as `dnnlib hint ch02 conv`."""
    from dnnlib import puzzles

    with said_plainly():
        print(puzzles.hint(puzzles.find(chapter, puzzle)))


@app.command()
def reset(
    chapter: str,
    puzzle: str = typer.Argument(None, help="such as conv; not with --guesses"),
    notebook: str = typer.Option(
        None, help="the exercise; by default the one of your copies, such as my-course"
    ),
    guesses: bool = typer.Option(
        False, "--guesses", help="the chapter's predictions instead of a puzzle"
    ),
):
    """Begin a puzzle again: put its empty stub back, and keep the old answer in a file. Or all guesses of a chapter."""
    say = partial(Console().print, soft_wrap=True, markup=False, highlight=False)
    with said_plainly():
        if guesses == bool(puzzle):
            raise ValueError("name a puzzle, or give --guesses: one of the two")
        say(_guesses(chapter) if guesses else _puzzle(chapter, puzzle, notebook))


def _guesses(chapter: str) -> str:
    from dnnlib.puzzles.reset import guesses

    count, kept = guesses(chapter)
    if not count:
        return f"There are no guesses of {chapter}."
    return f"{count} guesses of {chapter} are forgotten, and kept in {kept}. Run its notebook from the top."


def _puzzle(chapter: str, puzzle: str, notebook: str | None) -> str:
    from dnnlib.copies import folder_of
    from dnnlib.puzzles.reset import exercise
    from dnnlib.puzzles.reset import reset as begin_again

    path = notebook or exercise(chapter, folder_of(Path.cwd()) / "exercises")
    done = begin_again(chapter, puzzle, path)
    none = "there was no answer in it yet"
    old = f"your old answer is in {done.kept}" if done.kept else none
    return (
        f"{puzzle} is empty again in {done.notebook}; {old}.\n"
        "Is it open in JupyterLab? Take File > Reload Notebook from Disk before you go on."
    )
