"""Writes records into nbgrader's gradebook: automatic fields only, as often as you like with one result."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import UTC, timedelta
from typing import Any

from nbformat import NotebookNode

from autograder.files import write_atomically
from autograder.grading.course.folder import CourseFolder
from autograder.grading.course.ledger import Record, cell_key


def schedule(course: CourseFolder, book: Any) -> None:
    """Enter the due dates of course.yaml; a lesson that it does not name keeps its own."""
    for lesson, due in course.rules().due.items():
        book.update_or_create_assignment(lesson, duedate=due.astimezone(UTC).replace(tzinfo=None))


def project(course: CourseFolder, book: Any, records: Iterable[Record]) -> None:
    """Bring an open nbgrader Gradebook and ``course/autograded`` up to the records.

    One transaction per submission. A manual score, an extra credit or a comment of a person is never touched;
    a manual score that stands where the automatic one changed is marked for another look, as nbgrader does.
    """
    config, rules = course.settings(), course.rules()
    for record in records:
        if _project_grades(book, record, rules.extension(record.learner, record.lesson)):
            _penalise(config, book, record)
        for name, notebook in course.ledger.notebooks(record).items():
            target = course.autograded(record.learner, record.lesson).with_name(f"{name}.ipynb")
            write_atomically(target, notebook.encode())


def _project_grades(book: Any, record: Record, extension: timedelta | None) -> bool:
    """Enter one record; whether it is late, or was until now."""
    _name(book.update_or_create_student(record.learner))
    handed_in = {"timestamp": record.handed_in} if record.handed_in else {}
    submission = book.update_or_create_submission(record.lesson, record.learner, **handed_in)
    if extension is not None:  # one that a person has granted in the gradebook stays
        submission.extension = extension
    for notebook in submission.notebooks:
        for grade in notebook.grades:
            _set(grade, record.cells.get(cell_key(record.lesson, notebook.name, grade.name)))
    book.db.commit()
    return bool(submission.total_seconds_late > 0 or submission.late_submission_penalty)


def _name(student: Any) -> None:
    """Formgrader shows a missing name as "None": the folder's stands in, until a person enters one."""
    if student.first_name is None and student.last_name is None:
        student.last_name = student.id
    student.first_name, student.last_name = student.first_name or "", student.last_name or ""


def _penalise(config: Any, book: Any, record: Record) -> None:
    """nbgrader's own step, with the plugin that the instructor has configured."""
    from nbgrader.preprocessors import AssignLatePenalties

    about = {"assignment": record.lesson, "student": record.learner}
    url = book.engine.url.render_as_string(hide_password=False)
    quiet = logging.Logger("nbgrader-late", logging.ERROR)  # it warns of every late learner
    step = AssignLatePenalties(config=config, log=quiet)
    for notebook in book.find_assignment(record.lesson).notebooks:
        named = {**about, "notebook": notebook.name, "db_url": url}
        step.preprocess(NotebookNode(cells=[]), {"nbgrader": named})
    book.db.expire_all()


def _set(grade: Any, points: float | None) -> None:
    changed = grade.auto_score != points
    grade.auto_score = points
    if points is None:
        grade.needs_manual_grade = grade.manual_score is None
    elif changed:
        grade.needs_manual_grade = grade.manual_score is not None
