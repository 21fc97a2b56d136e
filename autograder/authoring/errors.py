"""What is wrong with a lesson's source: where, what, and how to put it right."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder import paths


@dataclass(frozen=True)
class Problem:
    """One fault in one file. `line` counts from 1; None is the file as a whole."""

    path: Path
    line: int | None
    what: str
    fix: str

    def __str__(self) -> str:
        where = _shown(self.path) if self.line is None else f"{_shown(self.path)}:{self.line}"
        return f"{where}: {self.what} {self.fix}"


class BuildError(Exception):
    """The course cannot be built. The message lists every problem found, one a line."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def _shown(path: Path) -> Path:
    """The path as a person would type it from the project's root."""
    return path.relative_to(paths.ROOT) if path.is_relative_to(paths.ROOT) else path
