"""What verdicts are worth in a course: the points of its course.yaml, and what a skipped criterion counts."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.checks.exercise import Exercise
from autograder.checks.model import Report, Status


@dataclass(frozen=True)
class Marking:
    """How a check is marked.

    worth: the most that it gives, None for the points of its criteria. carry_forward: a criterion that was
    skipped, because one that it builds on failed, counts neither for the learner nor against: error carried
    forward, as examiners call it.
    """

    worth: float | None = None
    carry_forward: bool = False

    def most(self, exercise: Exercise) -> float:
        """The points of an answer that meets every criterion."""
        return exercise.max_points if self.worth is None else self.worth

    def points(self, exercise: Exercise, report: Report) -> float:
        """The points of a report, to two decimals."""
        counted = self._counted(exercise, report)
        share = min(1.0, report.points / counted) if counted else 0.0
        return round(max(0.0, share) * self.most(exercise), 2)

    def _counted(self, exercise: Exercise, report: Report) -> int:
        """The points of the criteria that count."""
        skipped = {one.number for one in report.verdicts if one.status is Status.SKIPPED}
        left_out = skipped if self.carry_forward else set()
        return sum(one.points for one in exercise.criteria if one.number not in left_out)
