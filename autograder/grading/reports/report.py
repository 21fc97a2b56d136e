"""The class report: one HTML page that needs no JavaScript."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from autograder.files import write_atomically
from autograder.grading.course.folder import CourseFolder
from autograder.grading.course.ledger import Record
from autograder.grading.course.states import MEANING
from autograder.grading.reports.items import items
from autograder.grading.reports.pages import template
from autograder.grading.reports.summary import notes, reasons, score


def write_report(course: CourseFolder, records: Sequence[Record], ungraded: int = 0) -> Path:
    """Write ``course/report.html`` and return its path; ``ungraded`` submissions have no record."""
    page = template("report.html").render(
        lessons=sorted({record.lesson for record in records}),
        learners=sorted({record.learner for record in records}),
        records={(record.learner, record.lesson): record for record in records},
        score=score,
        reasons=reasons,
        notes=notes,
        noted=[record for record in records if record.notes],
        flagged=[record for record in records if record.flags or not record.state.final],
        items=items(records, course.ledger.notebook),
        meaning=MEANING,
        ungraded=ungraded,
    )
    write_atomically(course.report, page.encode("utf-8"))
    return course.report
