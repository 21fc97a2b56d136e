"""Runs the real `nbgrader generate_assignment` over every source notebook of a course folder, quietly."""

import logging
import os
import sys
import warnings
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.authoring.gradebook import COURSE_ID, put_gradebook
from autograder.authoring.regions import BEGIN, END, STUB

if TYPE_CHECKING:
    from traitlets.config import Config


class ReleaseError(Exception):
    """nbgrader refused the course. The message carries what nbgrader logged."""


def configure_release(config: "Config") -> None:
    """What a release depends on. An nbgrader_config.py that calls this releases what the build does."""
    quiet_queries()
    config.ClearSolutions.code_stub = {"python": STUB}
    config.ClearSolutions.begin_solution_delimeter = BEGIN  # nbgrader's spelling
    config.ClearSolutions.end_solution_delimeter = END
    config.CourseDirectory.course_id = COURSE_ID  # PostgreSQL insists on a course that exists


def generate_assignments(course: Path, names: Collection[str], db_url: str | None = None) -> None:
    """Release course/source/NAME to course/release/NAME for each name; record the cells in the gradebook.

    Every assignment goes through one converter and one gradebook (course/gradebook.db unless `db_url` names
    another). An existing release is replaced; nbgrader refuses to add or remove graded cells of a notebook
    that has submissions. Raises ReleaseError.
    """
    from nbgrader.converters.base import NbGraderException
    from nbgrader.coursedir import CourseDirectory

    config, memory = _config(course, db_url), _Memory()
    log = _quiet_log(memory)
    with environment_on_path():
        folder = CourseDirectory(config=config, log=log)
        put_gradebook(folder.db_url)
        try:
            _converter(names)(coursedir=folder, config=config, log=log).start()
        except NbGraderException as error:
            raise ReleaseError(memory.explain()) from error


def _converter(names: Collection[str]) -> Any:
    """nbgrader's own, which leaves alone what else lies in source/: it may be an instructor's."""
    from nbgrader.converters import GenerateAssignment

    class Generate(GenerateAssignment):  # type: ignore[misc]  # nbgrader is untyped
        def init_notebooks(self) -> None:
            super().init_notebooks()
            for place in [one for one in self.assignments if Path(one).name not in names]:
                del self.assignments[place]

    return Generate


def _config(course: Path, db_url: str | None) -> "Config":
    from traitlets.config import Config

    config = Config()
    config.CourseDirectory.root = str(course.resolve())
    config.CourseDirectory.assignment_id = "*"  # a glob: all of them in one run
    config.GenerateAssignment.force = True
    if db_url:
        config.CourseDirectory.db_url = db_url
    configure_release(config)
    return config


class _Memory(logging.Handler):
    """Keeps nbgrader's errors, which it logs as it goes on and sums up in one exception without reasons."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.reasons: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """A traceback is logged as one message: its last line says what happened."""
        self.reasons.append(record.getMessage().strip().split("\n")[-1])

    def explain(self) -> str:
        """All of it in the order it happened, and what to do about the usual cause."""
        hint = (
            "If graded cells changed after submissions came in, release into a new course folder, "
            "or grade with the version the submissions were made for."
        )
        return "\n".join(["nbgrader could not release the course. It says:", *self.reasons, hint])


def _quiet_log(memory: _Memory) -> logging.Logger:
    """A logger outside logging's registry: no handler of the caller's, and nothing printed."""
    log = logging.Logger("nbgrader-release", logging.WARNING)
    log.addHandler(memory)
    return log


def quiet_queries() -> None:
    """Leave out what SQLAlchemy warns of nbgrader's own queries, which is not ours to mend."""
    # By its text: importing the class of it takes long.
    warnings.filterwarnings("ignore", message="Object of type .* not in session", module="nbgrader")


@contextmanager
def environment_on_path() -> Iterator[None]:
    """nbgrader's gradebook runs the `alembic` command, which stands beside this interpreter."""
    quiet_queries()
    before = os.environ.get("PATH")
    os.environ["PATH"] = os.pathsep.join(filter(None, [str(Path(sys.executable).parent), before]))
    try:
        yield
    finally:
        if before is None:
            del os.environ["PATH"]
        else:
            os.environ["PATH"] = before
