"""The `autograder` command: a thin list. Commands import what they need when they run: --help is fast."""

from pathlib import Path
from typing import Annotated

import typer

from autograder import paths

app = typer.Typer(no_args_is_help=True, pretty_exceptions_show_locals=False)


@app.callback()
def _root() -> None:
    """Build and grade the course."""


@app.command()
def build(
    check: Annotated[bool, typer.Option("--check", help="Compare only; exit 1 on a difference.")] = False,
) -> None:
    """Generate notebooks/ from solutions/."""
    from autograder.build import command

    raise typer.Exit(command.check() if check else command.write())


@app.command("check-build")
def check_build() -> None:
    """Say whether notebooks/ is what solutions/ would generate; exit 1 if not."""
    from autograder.build import command

    raise typer.Exit(command.check())


Course = Annotated[Path, typer.Option("--course", help="The nbgrader course folder.")]


@app.command()
def grade(course: Course = paths.CLASSROOM) -> None:
    """Grade everything submitted in a course folder with nbgrader; make the folder if it is new."""
    from autograder.grading import commands

    raise typer.Exit(commands.grade(course))


@app.command()
def demo() -> None:
    """Grade a small made-up class in build/demo and print the result."""
    from autograder.grading import commands

    raise typer.Exit(commands.demo())


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def formgrader(context: typer.Context, course: Course = paths.CLASSROOM) -> None:
    """Open nbgrader's Formgrader on a course folder; further flags go to JupyterLab."""
    from autograder.grading import commands

    raise typer.Exit(commands.formgrader(course, context.args))


@app.command()
def docs() -> None:
    """Generate docs/criteria.md, the list of every exercise's criteria."""
    from autograder import reference

    reference.write()


def main() -> None:
    """Entry point of the installed command."""
    app()


if __name__ == "__main__":
    main()
