"""Grades on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.markup import escape
from rich.table import Table

from autograder.grading.course.ledger import Record
from autograder.grading.reports.summary import remarks, score


def table(records: Sequence[Record]) -> Table:
    """One row per learner, one column per lesson, and what a person should know of it."""
    lessons = sorted({record.lesson for record in records})
    shown = Table(title="Grades", title_justify="left")
    shown.add_column("learner")
    for lesson in lessons:
        shown.add_column(lesson, justify="right")
    shown.add_column("to look at")
    for learner in sorted({record.learner for record in records}):
        own = {record.lesson: record for record in records if record.learner == learner}
        scores = [score(own[lesson]) if lesson in own else "not handed in" for lesson in lessons]
        notes = [f"{lesson}: {note}" for lesson in lessons if lesson in own for note in remarks(own[lesson])]
        shown.add_row(escape(learner), *scores, escape("\n".join(notes)))
    return shown
