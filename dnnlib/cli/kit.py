"""`dnnlib teach`: what whoever teaches a chapter needs beside the notebook, made of what the library knows."""

from pathlib import Path

import typer

from dnnlib.cli.terminal import said_plainly

app = typer.Typer(
    no_args_is_help=True, help="A chapter's objectives, its guide, exams on paper."
)


@app.command()
def objectives(chapter: str = typer.Argument(None, help="such as ch06")):
    """What a chapter's reader can do afterwards, and which puzzles prove it; without a chapter the five promises."""
    with said_plainly():
        from dnnlib.teaching import objectives as all_of_them

        made = all_of_them.table(chapter) if chapter else all_of_them.takeaways()
        typer.echo(repr(made))


@app.command()
def guide(
    chapter: str,
    out: Path = typer.Option(None, help="a file; without one it is printed"),
):
    """A chapter on a page: objectives, minutes, keys, mistakes to expect, questions for the room, reading."""
    with said_plainly():
        from dnnlib.door import save
        from dnnlib.teaching import guide as written

        text = written(chapter, Path.cwd())
        typer.echo(text if out is None else f"{save(out, text)}")


@app.command()
def exam(
    chapters: list[str] = typer.Argument(help="such as ch05 ch06"),
    students: Path = typer.Option(help="a CSV whose first column names the students"),
    secret: str = typer.Option(
        envvar="DNNLIB_SECRET", help="so that nobody draws a neighbour's paper"
    ),
    count: int = 10,
    out: Path = typer.Option(Path("build/exam"), help="papers/ and keys/ go there"),
):
    """An exam on paper: other numbers for each student, and each key apart from its paper."""
    with said_plainly():
        from dnnlib.teaching.paper import printed

        names = printed(chapters, students, secret, count, out)
        typer.echo(f"{len(names)} papers in {out / 'papers'}, keys in {out / 'keys'}")
