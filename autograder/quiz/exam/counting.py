"""Says which attempts count for marks: the first few that were answered, one at a time, at possible times.

Whoever stops after a lucky guess has the best of all guesses. So the *first* attempts count, not the last.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from math import inf

from autograder.quiz.exam.sheet import Attempt

ATTEMPTS = 3  # of a learner, unless the course says otherwise
CLOCKS = 24 * 3600  # seconds: as far as a clock with a wrong zone may be ahead


class Standing(StrEnum):
    """Whether an attempt counts, and if not, what it did instead."""

    COUNTS = "counts"
    EMPTY = "has no answer"
    OVERLAPS = "ran at the same time as an earlier one"
    IMPOSSIBLE = "ended before it began, or began after it was handed in"
    PRACTICE = "came after those that count"


def standings(
    attempts: Iterable[Attempt], most: int, minutes: float | None, collected: float | None = None
) -> Iterator[tuple[Attempt, Standing]]:
    """Each attempt of one person at one exam, the oldest first, with its standing.

    Parameters: ``most`` that count; ``minutes`` that an attempt may take; ``collected``, when the sheet was
    handed in, in seconds since 1970. An attempt without an answer uses none up, and neither does one that
    overlaps with one that counts: two tabs can begin at the same moment.
    """
    counted, free = 0, -inf  # when the last one that counts was over
    for attempt in sorted(attempts, key=lambda one: (one.started, one.seed)):
        standing = _alone(attempt, collected)
        if standing is Standing.COUNTS and attempt.started < free:
            standing = Standing.OVERLAPS
        elif standing is Standing.COUNTS and counted == most:
            standing = Standing.PRACTICE
        if standing is Standing.COUNTS:
            counted, free = counted + 1, ends(attempt, minutes)
        yield attempt, standing


def _alone(attempt: Attempt, collected: float | None) -> Standing:
    """The standing of an attempt if there were no other."""
    latest = inf if collected is None else collected + CLOCKS
    if attempt.started > min(latest, inf if attempt.submitted is None else attempt.submitted):
        return Standing.IMPOSSIBLE
    answered = any(mark.chosen for mark in attempt.marks.values())
    return Standing.COUNTS if answered else Standing.EMPTY


def ends(attempt: Attempt, minutes: float | None) -> float:
    """When an attempt is over at the latest, in seconds since 1970; infinite when nothing ends it."""
    limit = inf if minutes is None else attempt.started + minutes * 60
    return min(limit, inf if attempt.submitted is None else attempt.submitted)
