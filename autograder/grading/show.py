"""Grades on a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.markup import escape
from rich.table import Table

from autograder import exercises
from autograder.grading.ledger import Record


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
        notes = [note for lesson in lessons if lesson in own for note in _notes(own[lesson])]
        shown.add_row(
            escape(learner), *[_cell(own.get(lesson)) for lesson in lessons], escape("\n".join(notes))
        )
    return shown


def _cell(record: Record | None) -> str:
    if record is None:
        return "not handed in"
    points = [value for value in record.cells.values() if value is not None]
    most = sum(exercise.max_points for exercise in exercises.of_lesson(record.lesson))
    if record.state.final:
        return f"{sum(points):g} of {most}"
    return f"{record.state}" + (f" ({sum(points):g} of {most} so far)" if points else "")


def _notes(record: Record) -> list[str]:
    notes = list(record.flags)
    if record.problem:
        notes.append(record.problem.strip().splitlines()[-1])
    return [f"{record.lesson}: {note}" for note in _together(notes)]


def _together(notes: Sequence[str]) -> list[str]:
    """What is said of several checks is said once, with their number."""
    plain = [note for note in notes if not note.startswith("check-")]
    reasons = Counter(note.partition(": ")[2] for note in notes if note.startswith("check-"))
    return plain + [
        f"{reason} ({count} checks)" if count > 1 else reason for reason, count in reasons.items()
    ]
