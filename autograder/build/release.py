"""Runs the real `nbgrader generate_assignment` over every source notebook of a course folder, quietly."""

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.build.regions import BEGIN, END, STUB


class ReleaseError(Exception):
    """nbgrader refused the course. The message carries what nbgrader logged."""


def generate_assignments(course: Path) -> None:
    """Release course/source/* to course/release/* and record the cells in course/gradebook.db.

    Every assignment goes through one converter and one gradebook. An existing release is replaced; nbgrader
    refuses to change the graded cells of an assignment that has submissions. Raises ReleaseError.
    """
    from nbgrader.converters import GenerateAssignment
    from nbgrader.converters.base import NbGraderException
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config

    config = Config()
    config.CourseDirectory.root = str(course.resolve())
    config.CourseDirectory.assignment_id = "*"
    config.GenerateAssignment.force = True
    config.ClearSolutions.code_stub = {"python": STUB}
    config.ClearSolutions.begin_solution_delimeter = BEGIN  # nbgrader's spelling
    config.ClearSolutions.end_solution_delimeter = END
    memory = _Memory()
    log = _quiet_log(memory)
    with _environment_on_path():
        folder = CourseDirectory(config=config, log=log)
        try:
            GenerateAssignment(coursedir=folder, config=config, log=log).start()
        except NbGraderException as error:
            raise ReleaseError(_explain(memory, error)) from error


class _Memory(logging.Handler):
    """Keeps messages instead of printing them."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


def _quiet_log(memory: _Memory) -> logging.Logger:
    """nbgrader logs its errors and raises a summary. This logger is not registered, so nothing is printed."""
    log = logging.Logger("nbgrader-release", logging.WARNING)
    log.addHandler(memory)
    return log


def _explain(memory: _Memory, error: Exception) -> str:
    return "\n".join(["nbgrader could not release the course. What it logged:", *memory.messages, str(error)])


@contextmanager
def _environment_on_path() -> Iterator[None]:
    """nbgrader's gradebook runs the `alembic` command, which stands beside this interpreter."""
    before = os.environ.get("PATH", "")
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), before])
    try:
        yield
    finally:
        os.environ["PATH"] = before
