"""The command line: one function a command, each a few lines over a part of dnnlib that knows no terminal."""

import os
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import Progress, TaskID
from rich.table import Table
from rich.text import Text

from dnnlib import doctor as checks

app = typer.Typer(no_args_is_help=True, add_completion=False)
STYLE = {
    "ok": "green",
    "optional": "dim",
    "missing": "bold red",
    "mismatch": "bold red",
}


@app.callback()
def dnnlib():
    """Efficient processing of deep neural networks: the commands of the course."""


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


@app.command()
def release(
    assignments: list[str] = typer.Argument(
        None, help="such as ch02; all of them by default"
    ),
):
    """Make the learners' notebooks in exercises/ from those in solutions/."""
    with said_plainly():
        # nbgrader takes a second to import, and only those who teach have it
        from dnnlib import grading

        for assignment in assignments or grading.assignments():
            Console().print(
                Text(f"{assignment} -> {grading.release(assignment)}"), soft_wrap=True
            )


@app.command()
def collect(assignment: str, archive: str):
    """Put a platform's download of all submissions (a zip from Canvas or Moodle) where `grade` looks for them."""
    with said_plainly():
        from dnnlib.grading.collect import collect as put

        table = Table(title=f"{assignment} of {archive}", title_justify="left")
        for heading in ("student", "file", "what became of it"):
            table.add_column(heading, overflow="fold")
        rows = put(assignment, archive)
        for row in rows:
            became = "; ".join(
                part
                for part in ("collected" if row.put else "left out", row.remark)
                if part
            )
            table.add_row(
                *map(Text, (row.student, row.came, became)),
                style="" if row.put else "yellow",
            )
        Console().print(table)
        print(f"{sum(bool(row.put) for row in rows)} of {len(rows)} files collected")


@app.command()
def grade(
    assignment: str,
    regrade: bool = typer.Option(
        False, "--regrade", help="examine all again, and show what changes"
    ),
    trust: bool = typer.Option(
        False,
        "--trust",
        help="run the students' code without a box where there is none",
    ),
):
    """Grade what lies in build/grading/submitted/STUDENT/ASSIGNMENT: points, feedback pages, and a CSV."""

    def tell(row):
        points = (
            f"could not be graded: {row.error}"
            if row.error
            else f"{row.points:g} of {row.most:g}, {row.feedback}"
        )
        before = "" if row.before is None else f" (before: {row.before:g})"
        bar.console.print(Text(f"{row.student}: {points}{before}"), soft_wrap=True)
        for cell, what in row.remarks.items():
            bar.console.print(
                Text(f"    {cell}: {what}"), style="yellow", soft_wrap=True
            )

    def watch(stage, done, of):
        if stage not in bars:
            bars[stage] = bar.add_task(stage)
        bar.update(bars[stage], completed=done, total=of)

    bar = Progress(transient=True)
    bars: dict[str, TaskID] = {}
    with said_plainly(), bar:
        if trust:
            os.environ["DNNLIB_TRUST_SUBMISSIONS"] = "1"
        from dnnlib import grading, puzzles

        if puzzles.hidden_seed() == puzzles.NO_SECRET:
            advice = "set DNNLIB_COURSE_SECRET to a text of your own, or keep one in ~/.dnnlib/course_secret"
            Console().print(
                Text(
                    f"This course has no secret, so its hidden cases can be foreseen: {advice}"
                ),
                style="yellow",
            )
        done = grading.grade(assignment, tell=tell, regrade=regrade, watch=watch)
        changed, failed = (
            sum(row.before is not None for row in done.rows),
            sum(bool(row.error) for row in done.rows),
        )
        told = f"{len(done.rows)} submissions, {done.examined} examined now, {changed} with other points than before"
        bar.console.print(Text(f"{told}. Grades: {done.csv}"), soft_wrap=True)
        if failed:
            bar.console.print(
                Text(f"{failed} could not be graded, and have no points: see above"),
                style="bold red",
            )
    if failed:
        raise typer.Exit(1)


@app.command()
def export(
    assignments: list[str],
    form: str = typer.Option("canvas", help="canvas, moodle, gradescope or nbgrader"),
    by_question: bool = typer.Option(
        False, "--by-question", help="a column a question, not an assignment"
    ),
):
    """Write graded assignments as a CSV for the registrar's program, into build/grading."""
    with said_plainly():
        from dnnlib.grading import Course, registrar

        print(registrar.write(Course(), assignments, form, by_question))
        if lacking := registrar.missing(Course(), form):
            Console(stderr=True).print(Text(lacking), style="yellow", soft_wrap=True)


@app.command()
def report(assignment: str):
    """Show where the class fails, question by question, by named mistake; and write it as a page, without names."""
    with said_plainly():
        from dnnlib.grading import Course, class_report

        found = class_report.class_report(Course(), assignment)
        print(found.questions, found.mistakes, sep="\n\n")
        print(
            class_report.write(
                found, Course().root / "build" / "grading" / f"class-{assignment}.html"
            )
        )


@contextmanager
def said_plainly():
    """Errors that say what to do become a sentence and an exit code, not a traceback."""
    try:
        yield
    except ModuleNotFoundError as missing:
        if missing.name not in ("nbgrader", "traitlets"):
            raise
        message = f"This command needs {missing.name}, which is not installed: pip install 'dnnlib[teach]'"
    except (FileNotFoundError, RuntimeError, ValueError) as error:
        message = str(error)
    else:
        return
    Console().print(Text(message), style="bold red", soft_wrap=True)
    raise typer.Exit(1)


@app.command()
def progress():
    """Show what you have solved, chapter by chapter."""
    from dnnlib import puzzles

    print(puzzles.solved())


@app.command()
def hint(chapter: str, puzzle: str):
    """Show the next hint to a puzzle, such as `dnnlib hint ch02 conv`."""
    from dnnlib import puzzles

    with said_plainly():
        print(puzzles.hint(puzzles.find(chapter, puzzle)))


@app.command()
def reset(
    chapter: str,
    puzzle: str,
    notebook: str = typer.Option(
        None, help="the exercise; by default exercises/CHAPTER/*.ipynb here"
    ),
):
    """Begin a puzzle again: put its empty stub back, and keep the old answer in a file."""
    from dnnlib.puzzles.reset import exercise
    from dnnlib.puzzles.reset import reset as begin_again

    with said_plainly():
        done = begin_again(chapter, puzzle, notebook or exercise(chapter))
        old = (
            f"your old answer is in {done.kept}"
            if done.kept
            else "there was no answer in it yet"
        )
        Console().print(
            Text(f"{puzzle} is empty again in {done.notebook}; {old}."), soft_wrap=True
        )
        print(
            "Is it open in JupyterLab? Take File > Reload Notebook from Disk before you go on."
        )
