"""An instructor's own nbgrader assignment: run in the box like a lesson, marked by nbgrader's own rules."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_locked, is_solution

from autograder.cells import grade_id
from autograder.grading.box import Job, run_box
from autograder.grading.box.doctor import require_closed_box
from autograder.grading.course.folder import CourseFolder
from autograder.grading.course.ledger import cell_key
from autograder.grading.course.submission import Submission, read_submission
from autograder.grading.nbg.execution import Ran, needs_spark


def run(course: CourseFolder, learner: str, assignment: str, name: str, notebook: NotebookNode) -> Ran:
    """Run one notebook of an assignment, beside the files that were handed in and those that were given out.

    Raises OpenBox, NoBox and CannotLimit when this machine has no box to be trusted.
    """
    warnings = require_closed_box()
    submission = course.submission(learner, assignment)
    given = read_submission(course.root / "release", ".", assignment)  # a test's data is ours, as in nbgrader
    files = {**submission.files, **given.files}
    job = Job(
        notebooks={name: notebook},
        seeds={name: ""},
        files={path: file for path, file in files.items() if not path.endswith(".ipynb")},
        needs_spark=frozenset([name] if needs_spark(notebook) else []),
        own=frozenset([name]),
    )
    result = run_box(job, course.rules().box())
    ran = result.notebooks[name]
    flags = (*warnings, *submission.refusals(), *result.flags)
    return Ran(ran.state, "", ran.outputs, flags=flags, seconds=ran.seconds, problem=ran.problem)


@dataclass(frozen=True)
class Settled:
    """What nbgrader must not mark by itself: name of the test's cell → why a person has to."""

    open: dict[str, str]

    @property
    def flags(self) -> list[str]:
        """The reasons, each behind its cell's name."""
        return [f"{name}: {why}" for name, why in self.open.items()]


def settle(notebook: NotebookNode, ran: Ran) -> Settled:
    """Change the outputs of the tests so that nbgrader's marks are fair; say which it cannot give.

    nbgrader takes a warning on stderr for a failure, and a test that never ran for one that passed.
    """
    found: dict[str, str] = {}
    for number, cell in enumerate(notebook.cells):
        if not (cell.cell_type == "code" and is_grade(cell)) or is_solution(cell):
            continue  # what is marked by hand is a person's anyway
        name = grade_id(cell) or ""
        if number not in ran.outputs and cell.source.strip():
            found[name] = "the test did not run"
        elif any(_is_no_mark(out, cell.metadata.nbgrader.points) for out in cell.outputs):
            found[name] = "the test shows a number that is no mark"
        cell.outputs = [_harmless(out) for out in cell.outputs]
    return Settled(found)


def _harmless(output: NotebookNode) -> NotebookNode:
    """The output; what went to stderr as if it had been printed."""
    if output.output_type == "stream" and output.name == "stderr":
        output.name = "stdout"
    return output


def _is_no_mark(output: NotebookNode, most: float) -> bool:
    """Whether nbgrader would take it for partial credit, though it is no number from 0 to ``most``."""
    if output.output_type != "execute_result":
        return False
    try:
        value = float(output.data.get("text/plain", ""))
    except ValueError:
        return False
    return not (math.isfinite(value) and 0 <= value <= most)


def is_given(cell: NotebookNode) -> bool:
    """Whether a cell of prose is the instructor's: locked, so that nbgrader has restored it."""
    return cell.cell_type != "code" and is_locked(cell) and not is_solution(cell)


def names_of(course: CourseFolder, assignment: str) -> list[str]:
    """The assignment's notebooks, without their ending."""
    return sorted(path.stem for path in (course.root / "source" / assignment).glob("*.ipynb"))


def missing(submission: Submission, names: list[str]) -> str:
    """What was not handed in, and what was instead; "" when all is there."""
    lacking = [f"{name}.ipynb" for name in names if f"{name}.ipynb" not in submission.files]
    there = ", ".join(sorted(submission.files)) or "nothing"
    return f"{', '.join(lacking)} was not handed in. There is: {there}" if lacking else ""


def cells(book: Any, assignment: str, learner: str) -> Iterator[tuple[str, float | None]]:
    """(name of a graded cell, its automatic score) of a submission in an open Gradebook."""
    for notebook in book.find_submission(assignment, learner).notebooks:
        for grade in notebook.grades:
            waits = grade.needs_manual_grade
            yield cell_key(assignment, notebook.name, grade.name), None if waits else grade.auto_score


def once(several: Iterable[Iterable[str]]) -> list[str]:
    """What is said of all notebooks, each thing once."""
    return list(dict.fromkeys(text for texts in several for text in texts))


def graded_notebooks(course: CourseFolder, learner: str, assignment: str) -> dict[str, str]:
    """The graded notebooks of a submission: name → JSON text."""
    folder = course.autograded(learner, assignment).parent
    return {path.stem: path.read_text("utf-8") for path in sorted(folder.glob("*.ipynb"))}
