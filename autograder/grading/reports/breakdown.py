"""Points per exercise and per criterion: wide tables, a row for each learner, as a spreadsheet opens them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from autograder import exercises
from autograder.cells import check_cell, checked_exercise
from autograder.checks import Exercise
from autograder.checks.model import Criterion
from autograder.grading.course.ledger import Record, cell_key
from autograder.grading.course.states import EndState
from autograder.grading.reports.marks import Mark, Row

Cell = tuple[str, str]
"""(lesson, name of a graded cell as in a record)."""


def by_exercise(book: Any, found: Sequence[Mark]) -> list[Row]:
    """Points of every graded cell of the lessons in ``found``, as an open nbgrader Gradebook has them.

    A person's scores and extra credit are in them, penalties for lateness are not: those belong to a lesson.
    Empty where nothing was handed in, and where a person has to look first.
    """
    cells = _graded_cells(book, {one.lesson for one in found})
    points = _points(book)
    header = ("learner", "name", *(f"{_title(*cell)} ({most:g})" for cell, most in cells.items()))
    rows = [(*who, *(points.get((who[0], *cell), "") for cell in cells)) for who in _learners(found)]
    return [header, *rows]


def by_criterion(found: Sequence[Mark], records: Iterable[Record], *, carry_forward: bool) -> list[Row]:
    """What the checks of the lessons in ``found`` saw, criterion by criterion, as the records have it.

    Points where it holds, 0 where it fails, empty where it was not judged: no answer, no evidence, or a
    criterion that it builds on failed. They are the exercise's own points, whatever it gives in this course;
    a person's scores are not in them. ``carry_forward`` says how the records were marked.
    """
    asked = [(lesson, one) for lesson in sorted({m.lesson for m in found}) for one in _exercises(lesson)]
    known = {(record.learner, record.lesson): record for record in records}
    header = ["learner", "name"]
    for lesson, one in asked:
        header += [_of_criterion(lesson, one, criterion) for criterion in one.criteria]
    rows: list[Row] = [tuple(header)]
    for who in _learners(found):
        own = (_verdicts(one, known.get((who[0], lesson)), carry_forward) for lesson, one in asked)
        rows.append((*who, *(value for values in own for value in values)))
    return rows


def _of_criterion(lesson: str, exercise: Exercise, criterion: Criterion) -> str:
    title = criterion.title.replace("`", "")
    return f"{lesson}/{exercise.name}/{criterion.number} ({criterion.points}) {title}"


def _learners(found: Sequence[Mark]) -> list[tuple[str, str]]:
    """(learner, name), each once."""
    return list(dict.fromkeys((one.learner, one.name) for one in found))


# --- exercises: from the gradebook -----------------------------------------------------------------------


def _graded_cells(book: Any, lessons: Collection[str]) -> dict[Cell, float]:
    """Graded cell → its maximum, lesson by lesson, exercises in their notebook's order."""
    chosen = [one for one in book.assignments if one.name in lessons]
    cells = {
        (assignment.name, cell_key(assignment.name, notebook.name, cell.name)): cell.max_score
        for assignment in chosen
        for notebook in assignment.notebooks
        for cell in (*notebook.grade_cells, *notebook.task_cells)
    }
    order = {check_cell(name): place for place, name in enumerate(exercises.catalogue())}
    return dict(sorted(cells.items(), key=lambda one: (one[0][0], order.get(one[0][1], 0), one[0][1])))


def _title(lesson: str, cell: str) -> str:
    return f"{lesson}/{checked_exercise(cell) or cell}"


def _points(book: Any) -> dict[tuple[str, str, str], float]:
    """(learner, lesson, cell) → points, where there are any; by one query, for a class has many thousands."""
    from nbgrader.api import Assignment, BaseCell, Grade, Notebook, SubmittedAssignment, SubmittedNotebook

    scored = Grade.auto_score.isnot(None) | Grade.manual_score.isnot(None)
    query = (
        book.db.query(
            SubmittedAssignment.student_id, Assignment.name, Notebook.name, BaseCell.name, Grade.score
        )
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .filter(scored, ~Grade.needs_manual_grade)
    )
    return {
        (learner, lesson, cell_key(lesson, notebook, cell)): points
        for learner, lesson, notebook, cell, points in query
    }


# --- criteria: from the records --------------------------------------------------------------------------


def _exercises(lesson: str) -> list[Exercise]:
    """The exercises of a lesson; none for an assignment that is not the course's."""
    return [one for slug, one in exercises.catalogue().values() if slug == lesson]


def _verdicts(exercise: Exercise, record: Record | None, carry_forward: bool) -> Iterator[object]:
    """A value for each criterion, empty for what was not judged.

    A record names the criteria that failed. What builds on one of them was skipped. Where points remain that
    only a failed criterion can have given, and it is one alone, they are its own.
    """
    check = record.checks.get(check_cell(exercise.name)) if record else None
    if not check or check["points"] is None or check["state"] != EndState.GRADED:
        return iter("" for _ in exercise.criteria)
    failed = set(check["failed"])
    skipped = _skipped(exercise, failed)
    counts = sum(c.points for c in exercise.criteria if not (carry_forward and c.number in skipped))
    holding = sum(c.points for c in exercise.criteria if c.number not in failed | skipped)
    partial = round(counts * check["points"] / check["max_points"] - holding)  # whole points, before rounding
    if partial and (partial < 0 or len(failed) != 1):  # it cannot be told which criterion gave what
        return iter("" for _ in exercise.criteria)
    values = {c.number: "" if c.number in skipped else c.points for c in exercise.criteria}
    return iter({**values, **dict.fromkeys(failed, partial)}.values())


def _skipped(exercise: Exercise, failed: set[int]) -> set[int]:
    """The criteria that build on those that failed, and on these; a criterion builds on earlier ones only."""
    open_ = set(failed)
    for criterion in exercise.criteria:
        if open_ & set(criterion.needs):
            open_.add(criterion.number)
    return open_ - failed
