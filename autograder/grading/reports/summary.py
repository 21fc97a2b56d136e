"""One record in a few words, for the table, the page and the CSV: points, and what a person should know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from autograder.cells import CHECK, checked_exercise
from autograder.grading.course.ledger import Record


def points(record: Record) -> float:
    """All points that the record gives."""
    return sum(value for value in record.cells.values() if value is not None)


def remarks(record: Record) -> list[str]:
    """All that a person should know of a record: reasons to look at it, then what is good to know."""
    return [*reasons(record), *notes(record)]


def reasons(record: Record) -> list[str]:
    """Flags and the last line of what went wrong; what is said of several checks appears once."""
    return [*_once(record.flags), *record.problem.strip().splitlines()[-1:]]


def notes(record: Record) -> list[str]:
    """What was mended before grading, and why an answer did not run."""
    return _once(record.notes)


def _once(texts: Sequence[str]) -> list[str]:
    plain = [text for text in texts if not text.startswith(CHECK)]
    reasons: dict[str, list[str]] = defaultdict(list)
    for check, _, reason in (text.partition(": ") for text in texts if text.startswith(CHECK)):
        reasons[reason].append(checked_exercise(check) or check)
    return plain + [
        f"{reason} ({len(names)} checks)" if len(names) > 1 else f"{names[0]}: {reason}"
        for reason, names in reasons.items()
    ]
