"""The `autograder` command: a thin list. Commands import what they need when they run: --help is fast."""

import os
from pathlib import Path
from typing import Annotated

import typer

from autograder import paths

app = typer.Typer(no_args_is_help=True, pretty_exceptions_show_locals=False)


@app.callback()
def _root() -> None:
    """Build and grade the course."""


def _from_checkout(what: str) -> None:
    """End with one sentence where the course's sources are missing."""
    try:
        paths.need_checkout(what)
    except paths.NeedsCheckout as refusal:
        typer.echo(str(refusal), err=True)
        raise typer.Exit(1) from None


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def lab(context: typer.Context) -> None:
    """Bring your copies of the lessons up to date and open JupyterLab on them; further flags go to Lab."""
    from autograder import open_lab

    raise typer.Exit(open_lab.run(context.args))


@app.command()
def setup() -> None:
    """Make Spark ready to start offline and fast: Delta's JARs, the class archive; exit 1 if it cannot be."""
    from autograder.spark import command

    raise typer.Exit(command.main())


@app.command()
def build(
    check: Annotated[bool, typer.Option("--check", help="Compare only; exit 1 on a difference.")] = False,
) -> None:
    """Generate notebooks/ from solutions/."""
    _from_checkout("`autograder build`")
    from autograder.authoring import command

    raise typer.Exit(command.check() if check else command.write())


Course = Annotated[Path, typer.Option("--course", help="The nbgrader course folder.")]


@app.command()
def grade(
    course: Course = paths.CLASSROOM,
    workers: Annotated[int, typer.Option(help="Submissions graded at once on this machine.")] = 0,
    scheduler: Annotated[
        str | None, typer.Option(help="Address of a Dask scheduler with more machines, tls://…")
    ] = None,
    only: Annotated[str | None, typer.Option(help="This learner and no other.")] = None,
    assignment: Annotated[str | None, typer.Option(help="This lesson and no other.")] = None,
    reseed: Annotated[bool, typer.Option("--reseed", help="Grade again, with other scenarios.")] = False,
) -> None:
    """Grade what was submitted; what was graded before and has not changed is not run again.

    Exit code 0: everything has a grade. 3: something needs a person. 1: our own code failed, or refused. 130:
    stopped by Ctrl-C.
    """
    _from_checkout("`autograder grade`")
    from autograder.grading import commands

    order = commands.Order(workers or os.cpu_count() or 1, scheduler, only, assignment, reseed)
    raise typer.Exit(commands.grade(course, order))


@app.command()
def certificates(course: Course = paths.CLASSROOM) -> None:
    """Make the key and certificate that grading on several machines needs, and say how to use them."""
    from autograder.grading import commands

    raise typer.Exit(commands.certificates(course))


@app.command()
def status(course: Course = paths.CLASSROOM) -> None:
    """Print what is graded and what is not; exit codes as for grade."""
    from autograder.grading import commands

    raise typer.Exit(commands.status(course))


@app.command()
def report(course: Course = paths.CLASSROOM) -> None:
    """Write the class report (report.html) of what has been graded; exit codes as for grade."""
    from autograder.grading import commands

    raise typer.Exit(commands.report(course))


@app.command()
def feedback(course: Course = paths.CLASSROOM) -> None:
    """Write a page for every learner and lesson into the course's feedback folder."""
    from autograder.grading import commands

    raise typer.Exit(commands.feedback(course))


@app.command()
def export(
    target: Annotated[Path, typer.Argument(help="The CSV file to write.")] = Path("grades.csv"),
    course: Course = paths.CLASSROOM,
    form: Annotated[str, typer.Option("--format", help="plain, canvas or moodle.")] = "plain",
    by: Annotated[
        str, typer.Option(help="Points per lesson, exercise or criterion; the last two with --format plain.")
    ] = "lesson",
    assignment: Annotated[
        list[str] | None, typer.Option(help="This lesson; may be given several times.", metavar="LESSON")
    ] = None,
) -> None:
    """Write the marks to a CSV file, a person's corrections included.

    What has no mark has an empty field there, never a 0; then the exit code is 3.
    """
    from autograder.grading import commands

    raise typer.Exit(commands.export(course, target, form, by, assignment or ()))


@app.command()
def doctor() -> None:
    """Examine the sandbox of this machine from inside; exit 1 when it is open."""
    from autograder.grading import commands

    raise typer.Exit(commands.doctor())


@app.command()
def demo() -> None:
    """Grade a small made-up class in build/demo and print the result."""
    _from_checkout("`autograder demo`")
    from autograder.grading import commands

    raise typer.Exit(commands.demo())


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def formgrader(context: typer.Context, course: Course = paths.CLASSROOM) -> None:
    """Open nbgrader's Formgrader on a course folder; further flags go to JupyterLab."""
    from autograder.grading import commands

    raise typer.Exit(commands.formgrader(course, context.args))


@app.command()
def check(
    notebook: Annotated[Path, typer.Argument(help="A lesson's notebook, under any name.")],
    core: Annotated[bool, typer.Option("--core", help="Leave the stretch criteria out.")] = False,
    only: Annotated[str | None, typer.Option(help="This exercise and no other.", metavar="EXERCISE")] = None,
    seed: Annotated[str | None, typer.Option(help="Repeat the check of this seed.")] = None,
    timeout: Annotated[float, typer.Option(min=1, help="Seconds that one cell or check may take.")] = 300,
) -> None:
    """Check your notebook as Lab does, and print the cards; the file itself stays as it is.

    Exit code 0: everything asked for passed, with --core the core criteria.
    1: something failed, is not attempted or did not run.
    2: it could not be checked at all. 3: our own code failed. 130: Ctrl-C.
    """
    from autograder.notebook_check import command
    from autograder.notebook_check.model import Wish

    raise typer.Exit(command.check(notebook, only, Wish(core, seed or command.new_seed(), timeout)))


@app.command()
def docs() -> None:
    """Generate the tables in the documents: criteria, lessons, witnesses."""
    _from_checkout("`autograder docs`")
    from autograder import reference

    for path in reference.write():
        typer.echo(f"wrote {path.relative_to(paths.ROOT)}")


quiz = typer.Typer(no_args_is_help=True, help="Look after the question bank.")
app.add_typer(quiz, name="quiz")

Bank = Annotated[Path, typer.Option("--bank", help="The folder with the bank's YAML files.")]


@quiz.command("lint")
def quiz_lint(bank: Bank = paths.ITEMS) -> None:
    """Print what the bank holds and what gives an answer away; exit 1 when there is something to mend."""
    from autograder.quiz import command

    raise typer.Exit(command.show_lint(bank))


@quiz.command("anki")
def quiz_anki(
    target: Annotated[Path, typer.Argument(help="The file to write.")] = paths.BUILD / "flashcards.tsv",
) -> None:
    """Write the flash cards to a file that Anki imports."""
    from autograder.quiz import command

    command.write_anki(target)


@quiz.command("publish")
def quiz_publish(course: Course = paths.CLASSROOM) -> None:
    """Give out a private bank's questions, without their key: COURSE/bank into COURSE/source/13_exam."""
    from autograder.grading.course.folder import CourseFolder
    from autograder.grading.course.rules import BadRules
    from autograder.quiz import command

    try:
        attempts = CourseFolder(course).rules().exam_attempts
    except BadRules as error:
        typer.secho(str(error), fg="red")
        raise typer.Exit(1) from None
    raise typer.Exit(command.publish(course, attempts))


new = typer.Typer(no_args_is_help=True, help="Begin something new.")
app.add_typer(new, name="new")


@new.command("exercise")
def new_exercise(
    lesson: Annotated[str, typer.Argument(help="A lesson's slug, such as 02_retry.")],
    name: Annotated[str, typer.Argument(help="The function that learners will write.")],
) -> None:
    """Write the beginnings of an exercise: cells, module, one mistake, one variant."""
    _from_checkout("`autograder new exercise`")
    from autograder.authoring import scaffold

    raise typer.Exit(scaffold.new_exercise(lesson, name))


dev = typer.Typer(no_args_is_help=True, help="Look after an exercise that is being written.")
app.add_typer(dev, name="dev")


@dev.command("check")
def dev_check(name: Annotated[str, typer.Argument(help="The exercise.")]) -> None:
    """Build the notebooks, generate the tables, and run the exercise's banks; exit 1 when it is not done."""
    _from_checkout("`autograder dev check`")
    from autograder.authoring import scaffold

    raise typer.Exit(scaffold.check(name))


def main() -> None:
    """Entry point of the installed command."""
    app()


if __name__ == "__main__":
    main()
