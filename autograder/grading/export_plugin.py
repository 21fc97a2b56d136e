"""`nbgrader export --exporter autograder.grading.export_plugin.Marks`: marks without the zeros nobody earned.

nbgrader's own exporter writes 0 for whatever was not handed in or could not be graded.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbgrader.plugins import ExportPlugin
from traitlets import Enum

from autograder.grading.reports import marks


class Marks(ExportPlugin):  # type: ignore[misc]  # nbgrader is untyped
    """One CSV file of all marks, or of the students and assignments that were named."""

    format = Enum(tuple(marks.FORMATS), "plain", help="plain, canvas or moodle").tag(config=True)

    def export(self, gradebook: Any) -> None:
        """Called by `nbgrader export` with an open Gradebook."""
        chosen = [
            one
            for one in marks.marks(gradebook)
            if (not self.student or one.learner in map(str, self.student))
            and (not self.assignment or one.lesson in map(str, self.assignment))
        ]
        marks.write(Path(self.to or "grades.csv"), marks.FORMATS[self.format](chosen, ()))
