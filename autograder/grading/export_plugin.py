"""`nbgrader export --exporter autograder.grading.export_plugin.Marks`: marks without the zeros nobody earned.

nbgrader's own exporter writes 0 for whatever was not handed in or could not be graded.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbgrader.plugins import ExportPlugin
from traitlets import Enum

from autograder.grading.reports.exports import Export, NoSuchExport
from autograder.grading.reports.marks import FORMATS, write


class Marks(ExportPlugin):  # type: ignore[misc]  # nbgrader is untyped
    """One CSV file of all marks, or of the students and assignments that were named.

    Criteria are in no gradebook: `autograder export --by criterion` has them.
    """

    format = Enum(tuple(FORMATS), "plain", help="plain, canvas or moodle").tag(config=True)
    by = Enum(("lesson", "exercise"), "lesson", help="lesson or exercise").tag(config=True)

    def export(self, gradebook: Any) -> None:
        """Called by `nbgrader export` with an open Gradebook."""
        try:
            wanted = Export(self.format, self.by, tuple(map(str, self.assignment)))
            found = wanted.marks(gradebook)
        except NoSuchExport as refused:
            self.parent.fail(str(refused))
        chosen = [one for one in found if not self.student or one.learner in map(str, self.student)]
        write(Path(self.to or "grades.csv"), wanted.rows(gradebook, chosen))
