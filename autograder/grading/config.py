"""nbgrader's configuration for this course, one function that every nbgrader_config.py of ours calls."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from autograder.authoring.release import configure_release

SANITISE = [
    "nbgrader.preprocessors.ClearOutput",
    "autograder.grading.nbg.steps.Restore",  # before nbgrader's own steps: some stop at a broken notebook
    "nbgrader.preprocessors.DeduplicateIds",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]
GRADE = [
    "autograder.grading.nbg.steps.BoxedExecute",  # in place of nbgrader's Execute
    "autograder.grading.nbg.steps.Judge",  # leaves one number in every check cell
    "nbgrader.preprocessors.LimitOutput",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "autograder.grading.nbg.steps.Clean",  # of what a browser would run; nbgrader has compared texts by now
    "nbgrader.preprocessors.CheckCellMetadata",
    "autograder.grading.nbg.steps.SaveEndState",  # takes back the numbers that SaveAutoGrades invents
]

GRADEBOOK = "AUTOGRADER_GRADEBOOK"
"""Address of a gradebook elsewhere; in the environment, because it usually holds a password."""

EXCHANGE = "exchange"

FILE = """\
# nbgrader reads this file. What the course needs is set in one place; add your own settings below.
from autograder.grading.config import configure

c = get_config()  # noqa: F821 - nbgrader defines it
configure(c)
"""


def configure(c: Any) -> None:
    """Set everything the course's notebooks depend on in a traitlets config."""
    configure_release(c)
    c.Autograde.exporter_class = "autograder.grading.nbg.steps.RepairingExporter"
    c.Autograde.sanitize_preprocessors = SANITISE
    c.Autograde.autograde_preprocessors = GRADE
    c.Exchange.root = str(Path.cwd() / EXCHANGE)  # the system-wide default is often not writable
    c.ZipCollectApp.collector_plugin = "autograder.grading.collect_plugin.Downloaded"
    c.ZipCollectApp.extractor_plugin = "autograder.grading.collect_plugin.Unpacked"
    if url := os.environ.get(GRADEBOOK):
        c.CourseDirectory.db_url = url


def write_config(target: Path) -> None:
    """Write a course's nbgrader_config.py; one that is there is the instructor's and stays.

    The exchange's folder is made as well: Formgrader warns of one that is missing, used or not.
    """
    (target.parent / EXCHANGE).mkdir(parents=True, exist_ok=True)
    if not target.exists():
        target.write_text(FILE, "utf-8")
