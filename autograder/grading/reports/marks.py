"""Marks as the gradebook has them, a person's corrections included, and files of them for other systems."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from autograder.files import write_atomically
from autograder.grading.course.ledger import Record
from autograder.grading.course.states import MEANING
from autograder.grading.reports.summary import remarks

Row = Sequence[object]

# At the beginning, and behind what is a separator or a line end in some country; full-width forms as well.
FORMULA = re.compile(r"(?P<start>^|[;,\t\r\n])(?P<formula>\s*[=+\-@\uff1d\uff0b\uff0d\uff20])")


@dataclass(frozen=True)
class Mark:
    """One learner's mark for one lesson.

    points: with a person's corrections, less the ``penalty`` for being late; None while there is no mark,
    because nothing was handed in or because a person has to look first.
    """

    learner: str
    lesson: str
    points: float | None
    max_points: float
    handed_in: bool
    name: str = ""
    email: str = ""
    lms_id: str = ""
    penalty: float = 0.0

    @property
    def needs_a_person(self) -> bool:
        """Handed in, and still without a mark."""
        return self.handed_in and self.points is None


def marks(book: Any) -> list[Mark]:
    """Every student with every assignment of an open nbgrader Gradebook."""
    found = {(one.student_id, one.assignment_id): one for a in book.assignments for one in a.submissions}
    return [
        _mark(student, assignment, found.get((student.id, assignment.id)))
        for student in sorted(book.students, key=lambda one: one.id)
        for assignment in sorted(book.assignments, key=lambda one: one.name)
    ]


def _mark(student: Any, assignment: Any, submission: Any) -> Mark:
    points = None
    if submission is not None and not submission.needs_manual_grade:
        points = max(0.0, submission.score - submission.late_submission_penalty)
    names = [name for name in (student.last_name, student.first_name) if name]
    return Mark(
        student.id,
        assignment.name,
        points,
        assignment.max_score,
        submission is not None,
        ", ".join(names) or student.id,
        student.email or "",
        student.lms_user_id or "",
        submission.late_submission_penalty if submission is not None else 0.0,
    )


def plain(found: Sequence[Mark], records: Iterable[Record] = ()) -> list[Row]:
    """One line per submission, with its end state and what a person should know of it."""
    graded = {(record.learner, record.lesson): record for record in records}
    lines: list[Row] = [
        ("learner", "lesson", "points", "max_points", "state", "needs_a_person", "remarks"),
    ]
    for one in found:
        record = graded.get((one.learner, one.lesson))
        if one.handed_in or record:
            state, why = (record.state, "; ".join(remarks(record))) if record else ("", "")
            open_ = one.needs_a_person or not one.handed_in
            lines.append((one.learner, one.lesson, _number(one), one.max_points, state, open_, why))
    return lines


def canvas(found: Sequence[Mark], _: Iterable[Record] = ()) -> list[Row]:
    """Canvas's gradebook import: who, then a column per assignment, and a line of their maximum points.

    https://community.canvaslms.com/t5/Instructor-Guide/How-do-I-import-grades-in-the-Gradebook/ta-p/807
    An empty field changes nothing there. A learner's folder that bears Canvas's own number is no login.
    """
    lessons = _lessons(found)
    lines: list[Row] = [("Student", "ID", "SIS User ID", "SIS Login ID", "Section", *lessons)]
    lines.append(("    Points Possible", "", "", "", "", *lessons.values()))
    for own in _by_learner(found):
        one = own[0]
        login = "" if one.learner == one.lms_id else one.learner
        lines.append((one.name, one.lms_id, "", login, "", *map(_number, own)))
    return lines


def moodle(found: Sequence[Mark], records: Iterable[Record] = ()) -> list[Row]:
    """Moodle's grade import: username and e-mail to map, then a column and its feedback per lesson.

    https://docs.moodle.org/en/Grade_import: without its feedback column an import would clear the feedback.
    """
    graded = {(record.learner, record.lesson): record for record in records}
    lines: list[Row] = [
        (
            "username",
            "email",
            *(name for lesson in _lessons(found) for name in (lesson, f"{lesson} feedback")),
        )
    ]
    for own in _by_learner(found):
        pairs = [(_number(one), _feedback(one, graded.get((one.learner, one.lesson)))) for one in own]
        lines.append((own[0].learner, own[0].email, *(value for pair in pairs for value in pair)))
    return lines


FORMATS: dict[str, Callable[[Sequence[Mark], Iterable[Record]], list[Row]]] = {
    "plain": plain,
    "canvas": canvas,
    "moodle": moodle,
}


def write(target: Path, lines: Iterable[Row]) -> None:
    """Write a CSV file, whole or not at all."""
    out = StringIO(newline="")
    csv.writer(out).writerows([_safe(value) for value in line] for line in lines)
    write_atomically(target, out.getvalue().encode("utf-8", "backslashreplace"))


def _number(one: Mark) -> object:
    """What has no mark has no number: an empty field, never a 0."""
    return "" if one.points is None else one.points


def _feedback(one: Mark, record: Record | None) -> str:
    if not one.handed_in:
        return "not handed in"
    return MEANING[record.state] if record else ""


def _lessons(found: Sequence[Mark]) -> dict[str, float]:
    """Lesson → maximum points."""
    return {one.lesson: one.max_points for one in found}


def _by_learner(found: Sequence[Mark]) -> list[list[Mark]]:
    learners = dict.fromkeys(one.learner for one in found)
    return [[one for one in found if one.learner == learner] for learner in learners]


def _safe(value: object) -> object:
    """A text that a spreadsheet would run as a formula gets an apostrophe before it (OWASP, CSV injection).

    Wherever a field may begin: programs differ in what they take for the end of one.
    """
    return FORMULA.sub(r"\g<start>'\g<formula>", value) if isinstance(value, str) else value
