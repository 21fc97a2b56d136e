"""The last value of a check cell: a number for nbgrader, a card for the learner."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograder.checks.exercise import Exercise
from autograder.checks.model import Json, Report
from autograder.checks.render import card, text
from autograder.checks.run import given_seed

EVIDENCE_MIME = "application/vnd.autograder.evidence+json"


class Result:
    """A report that shows itself.

    ``repr`` is the points alone, because nbgrader reads the text form of a graded cell's last
    value as partial credit; ``str`` is the card as text; a notebook shows the HTML card.
    """

    def __init__(self, exercise: Exercise, report: Report) -> None:
        self.exercise = exercise
        self.report = report

    @property
    def points(self) -> int:
        """Points earned, from 0 to the exercise's maximum."""
        return self.report.points

    def __repr__(self) -> str:
        return str(self.report.points)

    def __str__(self) -> str:
        return text(self.exercise, self.report)

    def _repr_html_(self) -> str:
        return card(self.exercise, self.report)

    def _repr_mimebundle_(self, **_: Any) -> Json:
        """In grading, the evidence travels in the cell's output; elsewhere it would only bloat the file."""
        shown: dict[str, Callable[[], Any]] = {"text/plain": self.__repr__, "text/html": self._repr_html_}
        if given_seed() is not None:
            shown[EVIDENCE_MIME] = self.report.to_json
        return {mime: make() for mime, make in shown.items()}
