"""The class report: one HTML page that needs no JavaScript."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import groupby
from pathlib import Path

from autograder.files import write_atomically
from autograder.grading.course.folder import CourseFolder
from autograder.grading.course.states import MEANING
from autograder.grading.reports.items import items
from autograder.grading.reports.pages import template
from autograder.grading.reports.results import Result
from autograder.grading.reports.similar import Similar, similar
from autograder.grading.reports.summary import notes

MOST_ALIKE = 20  # entries of a lesson: the most alike; more than that nobody reads


def write_report(course: CourseFolder, results: Sequence[Result], ungraded: int = 0) -> Path:
    """Write ``course/report.html`` and return its path; ``ungraded`` submissions have no record."""
    records = [one.record for one in results]
    alike = similar(records, lambda one: course.ledger.notebooks(one).values(), partial(_released, course))
    page = template("report.html").render(
        lessons=sorted({record.lesson for record in records}),
        learners=sorted({record.learner for record in records}),
        results={(one.record.learner, one.record.lesson): one for one in results},
        notes=notes,
        noted=[record for record in records if record.notes],
        flagged=[one for one in results if one.needs_a_person or one.reasons],
        items=items(records, course.ledger.notebook),
        similar=[one for lesson in _by_lesson(alike) for one in lesson[:MOST_ALIKE]],
        more_alike=sum(max(0, len(lesson) - MOST_ALIKE) for lesson in _by_lesson(alike)),
        meaning=MEANING,
        ungraded=ungraded,
    )
    write_atomically(course.report, page.encode("utf-8"))
    return course.report


def _by_lesson(alike: Sequence[Similar]) -> list[list[Similar]]:
    return [list(own) for _, own in groupby(alike, key=lambda one: one.lesson)]


def _released(course: CourseFolder, lesson: str) -> list[str]:
    """The lesson's notebooks as learners got them."""
    return [path.read_text("utf-8") for path in sorted(course.released(lesson).parent.glob("*.ipynb"))]
