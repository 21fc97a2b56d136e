"""Grades on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.markup import escape
from rich.table import Table

from autograder.grading.reports.results import Result
from autograder.grading.reports.summary import notes


def table(results: Sequence[Result]) -> Table:
    """One row per learner, one column per lesson, and what a person should know of it."""
    lessons = sorted({one.record.lesson for one in results})
    shown = Table(title="Grades", title_justify="left")
    shown.add_column("learner")
    for lesson in lessons:
        shown.add_column(lesson, justify="right")
    shown.add_column("to look at")
    for learner in sorted({one.record.learner for one in results}):
        own = {one.record.lesson: one for one in results if one.record.learner == learner}
        scores = [own[lesson].score if lesson in own else "not handed in" for lesson in lessons]
        told = [f"{lesson}: {text}" for lesson, one in sorted(own.items()) for text in _told(one)]
        shown.add_row(escape(learner), *scores, escape("\n".join(told)))
    return shown


def _told(one: Result) -> list[str]:
    return [*one.reasons, *notes(one.record)]
