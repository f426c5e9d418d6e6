"""The command of those who lecture: `dnnlib lecture 06`."""

import os
import time
import webbrowser
from pathlib import Path

import typer
from rich.console import Console

from dnnlib.cli.terminal import said_plainly

KEYS = """arrows or a clicker turn pages · S speaker's view · 1 to 9, 0 count hands · R demo to its start
F forget hands · D dark · L large type · P handout · ? all keys · Escape gives the arrows back"""


def lecture(
    chapter: str = typer.Argument(help="a number such as 06, or a notebook"),
    build_only: bool = typer.Option(
        False, "--build-only", help="write the file, and start nothing"
    ),
    pdf: bool = typer.Option(False, "--pdf", help="also a PDF for handing out"),
    folder: Path = typer.Option(Path("build/lectures"), help="where the file goes"),
):
    """Show a chapter as slides: one file that needs no network, with live sliders while this command runs."""
    say = Console().print
    with said_plainly():
        from dnnlib.lecture.build import chapter as find
        from dnnlib.lecture.build import lecture as make

        notebook = find(chapter, Path.cwd())
        say(f"{notebook.name} is played once: a minute or two, if it changed ...")
        made = make(notebook, folder)
        faces, minutes = len(made.deck.faces), made.deck.minutes
        megabytes = made.page.stat().st_size / 1e6
        say(f"{made.page}: {faces} slides, {minutes:.0f} minutes, {megabytes:.1f} MB")
        if pdf:
            from dnnlib.lecture.handout import handout

            say(f"{handout(made.page)}: for handing out")
        if not build_only:
            _show(made.page, say)


def _show(page: Path, say) -> None:
    from dnnlib.lecture.keeper import Keeper

    keeper = Keeper(page)
    say(f"{keeper.address}  (Ctrl+C ends it; the file alone works without it)")
    say(KEYS)
    if not os.environ.get("DNNLIB_NO_BROWSER"):
        webbrowser.open(keeper.address)
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        keeper.end()
