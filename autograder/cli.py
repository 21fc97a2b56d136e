"""The `autograder` command: a thin list. Commands import what they need when they run: --help is fast."""

from typing import Annotated

import typer

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


def main() -> None:
    """Entry point of the installed command."""
    app()


if __name__ == "__main__":
    main()
