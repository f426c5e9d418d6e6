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
    out: Path = typer.Option(
        None, help="a file, guide.md or guide.html; else it is printed"
    ),
):
    """A chapter on a page: minutes, objectives, plan, keys, mistakes to expect, questions for the room, reading."""
    with said_plainly():
        from dnnlib.teaching.guide import guide as written

        _give(written(chapter, Path.cwd(), _graded(chapter)), out)


def _give(text: str, out: Path | None) -> None:
    """Print a text, or write it: as a page to print where the file's name says HTML."""
    from dnnlib.door import save
    from dnnlib.teaching.sheet import sheet

    if out is None:
        typer.echo(text)
    else:
        made = sheet(text) if out.suffix in (".html", ".htm") else text
        typer.echo(f"{save(out, made)}")


def _graded(chapter: str):
    """What the class did in a chapter, None before anybody was graded."""
    from dnnlib.grading import Course
    from dnnlib.grading.class_report import class_report

    try:
        return class_report(Course(), f"ch{chapter.removeprefix('ch').zfill(2)}")
    except FileNotFoundError:
        return None


@app.command()
def exam(
    chapters: list[str] = typer.Argument(help="such as ch05 ch06"),
    students: Path = typer.Option(help="a CSV whose first column names the students"),
    secret: str = typer.Option(
        envvar="DNNLIB_SECRET", help="so that nobody draws a neighbour's paper"
    ),
    count: int = 10,
    predictions: bool = typer.Option(
        False, "--predictions", help="also a number of each chapter, worked out"
    ),
    out: Path = typer.Option(Path("build/exam"), help="papers/ and keys/ go there"),
):
    """An exam on paper: other numbers for each student, and each key apart from its paper."""
    with said_plainly():
        from dnnlib.teaching.paper import printed

        names = printed(chapters, students, secret, count, out, predictions)
        typer.echo(f"{len(names)} papers in {out / 'papers'}, keys in {out / 'keys'}")
        typer.echo(f"To print, a page a student: {out / 'papers.html'}, {out / 'keys.html'}")  # fmt: skip


@app.command()
def votes(
    chapter: str,
    seed: str = typer.Option("room", help="another one, other questions"),
    out: Path = typer.Option(None, help="by default build/votes/CHAPTER.html"),
):
    """Votes for a room, a full screen each: count hands, talk, count again, then a counter-example."""
    with said_plainly():
        from dnnlib.door import save
        from dnnlib.teaching.votes import page

        place = out or Path(f"build/votes/{chapter.removeprefix('ch').zfill(2)}.html")
        typer.echo(f"{save(place, page(chapter, seed))}: open it in a browser")


@app.command()
def samples(
    chapter: str,
    out: Path = typer.Option(None, help="by default build/samples/CHAPTER"),
):
    """Three graded sample papers: all right, one named mistake in each puzzle, the first half alone; with feedback."""
    with said_plainly():
        from dnnlib.teaching.samples import samples as written

        folder = out or Path("build/samples") / chapter
        for name, points in written(chapter, Path.cwd(), folder).items():
            typer.echo(f"{folder / name}.html: {points:g} points")


@app.command()
def name(chapter: str, puzzle: str, number: int, sentence: str):
    """Name a wrong answer that `dnnlib report` lists: from then on feedback, exams and guides know it."""
    with said_plainly():
        from dnnlib.grading import Course, unnamed
        from dnnlib.grading.class_report import verdicts

        course = Course()
        found = unnamed.groups(verdicts(course, chapter))
        words = (chapter, puzzle, number, sentence)
        place = unnamed.name(course, *words, found, _may_run)
        typer.echo(f"{place}: it is named; grade {chapter} again, and feedback says it")


def _may_run(code: str) -> bool:
    typer.echo(code)
    return typer.confirm("This will run with the grader's own rights. May it?")


@app.command()
def syllabus(weeks: str = typer.Argument("12", help="such as 12, or '6 hardware'")):
    """A syllabus of 12, 6 or 3 weeks, with the chapters' own minutes."""
    with said_plainly():
        from dnnlib.teaching.syllabus import syllabus as made

        typer.echo(repr(made(weeks, Path.cwd())))


@app.command()
def inventory(
    seed: str = typer.Argument(help="such as 'first 2027', then 'last 2027'"),
    out: Path = typer.Option(
        Path("build/inventory"), help="paper.md and key.md go there"
    ),
):
    """Ten questions, two for each promise of the course: asked in the first week and in the last."""
    with said_plainly():
        from dnnlib.door import save
        from dnnlib.teaching.inventory import inventory as made

        paper = made(seed)
        places = save(out / "paper.md", paper.text), save(out / "key.md", paper.key)
        typer.echo("{} and {}".format(*places))


@app.command()
def evidence(
    folder: Path = typer.Argument(help="the learners' progress.json, of any names"),
    out: Path = typer.Option(Path("build/evidence.csv"), help="a CSV without names"),
):
    """One table of what a class learned, without names; a row needs five learners."""
    with said_plainly():
        from dnnlib.teaching.evidence import evidence as made
        from dnnlib.teaching.evidence import read, write

        found = made(read(folder))
        typer.echo(f"{write(found, out)}: {len(found.rows)} rows, {found.caption}")
