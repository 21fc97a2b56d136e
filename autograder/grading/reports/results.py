"""A submission's record with its mark in the gradebook, which is what counts everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from autograder.grading.course.ledger import Record
from autograder.grading.course.states import EndState
from autograder.grading.reports.marks import Mark, marks
from autograder.grading.reports.summary import points, reasons


@dataclass(frozen=True)
class Result:
    """What became of one submission, for table, report and exit code alike."""

    record: Record
    mark: Mark

    @property
    def needs_a_person(self) -> bool:
        """Whether the gradebook has no mark for it."""
        return self.mark.points is None

    @property
    def score(self) -> str:
        """Points of points; or why there is no mark, with the points that stand in spite of it."""
        state = self.record.state
        if self.mark.points is None:
            why = "needs a person" if state.final else str(state)
            so_far = points(self.record)
            return f"{why} ({so_far:g} of {self.mark.max_points:g} so far)" if so_far else why
        value = f"{self.mark.points:g} of {self.mark.max_points:g}"
        return f"{value} ({state})" if state is EndState.DID_NOT_RUN else value

    @property
    def reasons(self) -> list[str]:
        """Why a person should look, and where the mark is not what the checks gave."""
        return [*reasons(self.record), *self._corrections()]

    def _corrections(self) -> list[str]:
        found = [f"late: {self.mark.penalty:g} points off"] if self.mark.penalty else []
        if self.mark.points is None:
            return found
        by_hand = round(self.mark.points + self.mark.penalty - points(self.record), 6)
        return [*found, f"{by_hand:+g} points by a person"] if by_hand else found


def results(records: Iterable[Record], book: Any) -> list[Result]:
    """The records with their marks in an open nbgrader Gradebook; without one where it knows none."""
    found = {(one.learner, one.lesson): one for one in marks(book)}
    most = {one.name: one.max_score for one in book.assignments}
    return [Result(one, found.get((one.learner, one.lesson)) or _unmarked(one, most)) for one in records]


def _unmarked(record: Record, most: Mapping[str, float]) -> Mark:
    return Mark(record.learner, record.lesson, None, most.get(record.lesson, 0), handed_in=True)
