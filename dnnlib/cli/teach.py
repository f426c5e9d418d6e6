"""The commands of those who teach: hand out, collect, grade, export, report, send back."""

import os

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from dnnlib.cli.terminal import said_plainly, shown

# nbgrader takes a second to import, and only those who teach have it: each command imports what it needs


def release(
    assignments: list[str] = typer.Argument(None, help="such as ch02; all by default"),
):
    """Make the learners' notebooks in exercises/ from those in solutions/."""
    with said_plainly():
        from dnnlib import grading

        for assignment in assignments or grading.assignments():
            _say(f"{assignment} -> {grading.release(assignment)}")


def collect(
    assignment: str,
    archive: str,
    pattern: str = typer.Option(
        "", help='how files are named, if no platform did: "*/{name} ({login})/{file}"'
    ),
    groups: str = typer.Option(None, help="a CSV with the columns group and student"),
):
    """Put a platform's download of all submissions (a zip) where `grade` looks for them."""
    with said_plainly():
        from dnnlib.grading import Course
        from dnnlib.grading.collect import collect as put
        from dnnlib.grading.office.alone import alone

        with alone(Course(), f"collecting {assignment}"):
            rows = put(assignment, archive, pattern=pattern, groups=groups)
        Console().print(_collected(rows, f"{assignment} of {archive}"))
        count = sum(bool(row.put) for row in rows)
        _say(f"{count} of {len(rows)} files collected")
        if asked := sum("a person must say" in row.remark for row in rows):
            _say(f"{asked} of them a person must look at: see above", "bold yellow")
    if rows and not count:
        raise typer.Exit(1)


def _collected(rows, title: str) -> Table:
    table = Table(title=shown(title), title_justify="left")
    for heading in ("student", "file", "what became of it"):
        table.add_column(heading, overflow="fold")
    for row in rows:
        kept = "collected" if row.put else "left out"
        became = f"{kept}; {row.remark}" if row.remark else kept
        cells = map(shown, (row.student, row.came, became))
        table.add_row(*cells, style="" if row.put else "yellow")
    return table


def due(assignment: str, time: str):
    """Set when an assignment is due, such as `dnnlib due ch02 "2026-11-01 23:59 UTC"`."""
    with said_plainly():
        from dnnlib.grading import Course
        from dnnlib.grading.office import late

        _say(f"{assignment} is due {late.due(Course(), assignment, time)}")


def extend(
    days: float,
    assignment: str = typer.Argument("*", help="by default late days for the course"),
    students: list[str] = typer.Argument(None, help="everybody by default"),
):
    """Let students be late: `extend 2 ch02 ada` for one assignment, `extend 4` for late days that each may spend."""
    with said_plainly():
        from dnnlib.grading import Course
        from dnnlib.grading.office import late_days

        path = late_days.allow(Course(), days, assignment, students or ("*",))
        _say(f"{path}: the next `dnnlib grade` counts with it")


def grade(
    assignment: str,
    regrade: bool = typer.Option(
        False, "--regrade", help="examine all again, and show what changes"
    ),
    brief: bool = typer.Option(
        False, "--brief", help="feedback says points alone: before the deadline"
    ),
    trust: bool = typer.Option(
        False,
        "--trust",
        help="run the students' code without a box where there is none",
    ),
):
    """Grade what lies in build/grading/submitted/STUDENT/ASSIGNMENT: points, feedback pages, and a CSV."""
    bar, bars = Progress(transient=True), {}

    def watch(stage, done, of):
        if stage not in bars:
            bars[stage] = bar.add_task(stage)
            if of == 1 and not done:  # a stage without parts takes its time in silence
                bar.console.print(Text(f"{stage} ..."), style="dim")
        bar.update(bars[stage], completed=done, total=of)

    with said_plainly(), bar:
        bar.console.print(Text(f"{assignment}: papers are read ..."), style="dim")
        os.environ.update({"DNNLIB_TRUST_SUBMISSIONS": "1"} if trust else {})
        os.environ["DNNLIB_BRIEF_FEEDBACK"] = "1" if brief else "0"
        from dnnlib import grading

        _say_if_no_secret()
        tell = lambda row: _tell(bar.console, row)
        done = grading.grade(assignment, tell=tell, regrade=regrade, watch=watch)
        failed = _sum_up(bar.console, done)
    if failed:
        raise typer.Exit(1)


def _tell(console: Console, row) -> None:
    """One student's row, and what there is to say of cells."""
    points = f"could not be graded: {row.error}"
    if not row.error:
        points = f"{row.points:g} of {row.most:g}, {row.feedback}"
    before = "" if row.before is None else f" (before: {row.before:g})"
    console.print(shown(f"{row.student}: {points}{before}"), soft_wrap=True)
    for cell, what in row.remarks.items():
        console.print(
            Text("    ") + shown(f"{cell}: {what}"), style="yellow", soft_wrap=True
        )


def _say_if_no_secret() -> None:
    from dnnlib import puzzles

    if puzzles.hidden_seed() == puzzles.NO_SECRET:
        from dnnlib.grading.secret import advice

        _say(
            f"This course has no secret, so its hidden cases can be foreseen. Type {advice()}",
            "yellow",
        )


def _sum_up(console: Console, done) -> int:
    """The last line of a round; how many could not be graded."""
    changed = sum(row.before is not None for row in done.rows)
    failed = sum(bool(row.error) for row in done.rows)
    count = f"{len(done.rows)} submission{'s' if len(done.rows) != 1 else ''}"
    now = f"{done.examined} examined now, {changed} with other points than before"
    console.print(shown(f"{count}, {now}. Grades: {done.csv}"), soft_wrap=True)
    if failed:
        sentence = f"{failed} could not be graded, and have no points: see above"
        console.print(Text(sentence), style="bold red")
    return failed


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

        _say(registrar.write(Course(), assignments, form, by_question))
        if lacking := registrar.missing(Course(), form):
            Console(stderr=True).print(shown(lacking), style="yellow", soft_wrap=True)


def feedback(
    assignment: str,
    form: str = typer.Option("moodle", help="moodle, canvas, ilias or folders"),
):
    """Pack all feedback pages into one zip, named as the platform wants it back."""
    with said_plainly():
        from dnnlib.grading import Course
        from dnnlib.grading.office.feedback_zip import pack

        path, lacking = pack(Course(), assignment, form)
        _say(path)
        for one in lacking:
            Console(stderr=True).print(shown(one), style="yellow", soft_wrap=True)


def report(assignment: str):
    """Show where the class fails, by named mistake, as a page without names; and, here alone, which answers are alike."""
    with said_plainly():
        from dnnlib.grading import Course, class_report, unnamed
        from dnnlib.grading.office.similar import similar
        from dnnlib.sandbox.printable import printable

        course = Course()
        found = class_report.class_report(course, assignment)
        print(printable(f"{found.questions}\n\n{found.mistakes}"))
        without = unnamed.groups(class_report.verdicts(course, assignment))
        if without:
            print(printable(f"\n{unnamed.table(without)}"))
        place = course.root / "build" / "grading" / f"class-{assignment}.html"
        _say(class_report.write(found, place))
        alike = similar(course, assignment)
        if alike.rows:
            print(printable(f"\n{alike}"))


def secret():
    """Make the secret that hidden cases are drawn from, once, and keep it for you alone."""
    with said_plainly():
        from dnnlib.grading.secret import keep

        path, made = keep()
        was = (
            "A secret was made, for you alone" if made else "There is a secret already"
        )
        _say(f"{was}: {path}. Keep a copy: a regrade needs the same one.")


def _say(text: object, style: str = "") -> None:
    Console().print(shown(text), style=style, soft_wrap=True)


COMMANDS = (release, secret, collect, due, extend, grade, export, feedback, report)
