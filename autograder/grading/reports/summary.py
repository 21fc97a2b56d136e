"""One record in a few words, for the table, the page and the CSV: points, and what a person should know."""

from __future__ import annotations

from collections import Counter

from autograder import exercises
from autograder.cells import CHECK
from autograder.grading.course.ledger import Record


def points(record: Record) -> float:
    """All points that the record gives."""
    return sum(value for value in record.cells.values() if value is not None)


def most(lesson: str) -> int:
    """All points that a lesson can give."""
    return sum(exercise.max_points for exercise in exercises.of_lesson(lesson))


def score(record: Record) -> str:
    """Points of points; or the end state, with the points that stand in spite of it."""
    value = f"{points(record):g} of {most(record.lesson)}"
    if record.state.final:
        return value
    return f"{record.state} ({value} so far)" if points(record) else str(record.state)


def remarks(record: Record) -> list[str]:
    """Flags and the last line of what went wrong; what is said of several checks is said once."""
    plain = [flag for flag in record.flags if not flag.startswith(CHECK)]
    reasons = Counter(flag.partition(": ")[2] for flag in record.flags if flag.startswith(CHECK))
    counted = [f"{reason} ({count} checks)" if count > 1 else reason for reason, count in reasons.items()]
    return [*plain, *counted, *record.problem.strip().splitlines()[-1:]]
