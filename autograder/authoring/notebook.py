"""Turns a lesson's cells into nbgrader's source notebook: solved, with the metadata nbgrader works by."""

from collections.abc import Callable
from typing import Any

from autograder.authoring.canonical import canonical
from autograder.authoring.errors import BuildError, Problem
from autograder.authoring.source import Lesson, SourceCell
from autograder.checks.model import Json

Points = Callable[[str], float]
SCHEMA_VERSION = 3  # nbgrader refuses a cell that does not name its metadata schema


def source_notebook(lesson: Lesson, points: Points) -> Json:
    """nbgrader's source notebook, in canonical form.

    `points(name)` is the total of the exercise a check asks for. Raises BuildError where it has none.
    """
    cells = [_notebook_cell(lesson, cell, points) for cell in lesson.cells]
    return canonical({"cells": cells}, lesson.slug)


def _notebook_cell(lesson: Lesson, cell: SourceCell, points: Points) -> Json:
    metadata: dict[str, Any] = {"tags": cell.options["tags"]} if "tags" in cell.options else {}
    if cell.grade_id is not None:
        metadata["nbgrader"] = _nbgrader_metadata(lesson, cell, points)
    return {"cell_type": cell.kind, "metadata": metadata, "source": cell.source}


def _nbgrader_metadata(lesson: Lesson, cell: SourceCell, points: Points) -> Json:
    """An exercise is the learner's to write; check and setup cells are restored before grading."""
    metadata = {
        "schema_version": SCHEMA_VERSION,
        "grade_id": cell.grade_id,
        "solution": cell.exercise is not None,
        "grade": cell.check is not None,
        "locked": cell.exercise is None,
        "task": False,
    }
    return (
        metadata if cell.check is None else metadata | {"points": _points(lesson, cell, cell.check, points)}
    )


def _points(lesson: Lesson, cell: SourceCell, check: str, points: Points) -> float:
    try:
        total = points(check)
    except LookupError as error:
        fix = "Define it in autograder/exercises, or give the check the name of an exercise defined there."
        problem = Problem(lesson.path, cell.line, f'No exercise "{check}" gives points.', fix)
        raise BuildError([problem]) from error
    if total <= 0:
        fix = "Give its criteria points in autograder/exercises."
        raise BuildError(
            [Problem(lesson.path, cell.line, f'The check "{check}" is worth {total} points.', fix)]
        )
    return total
