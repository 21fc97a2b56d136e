"""Grades on a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.table import Table

from autograder.grading.classroom import Grade


def table(grades: Sequence[Grade], stories: Mapping[str, str] | None = None) -> Table:
    """One row per learner, one column per lesson; ``stories`` adds what each learner handed in."""
    lessons = sorted({grade.lesson for grade in grades})
    shown = Table(title="Grades", title_justify="left")
    shown.add_column("learner")
    if stories:
        shown.add_column("handed in")
    for lesson in lessons:
        shown.add_column(lesson, justify="right")
    for learner in sorted({grade.learner for grade in grades}):
        own = {grade.lesson: grade for grade in grades if grade.learner == learner}
        story = [stories.get(learner, "")] if stories else []
        shown.add_row(learner, *story, *[_cell(own.get(lesson)) for lesson in lessons])
    return shown


def _cell(grade: Grade | None) -> str:
    if grade is None:
        return "not handed in"
    if grade.points is None:
        return grade.note
    return f"{grade.points:g} of {grade.max_points:g}" + (f" ({grade.note})" if grade.note else "")
