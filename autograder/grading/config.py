"""nbgrader's configuration for this course, one function that every nbgrader_config.py of ours calls."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from autograder.build.release import configure_release

CELL_SECONDS = 300  # nbgrader's default of 30 s is too little for a cell that starts Spark
START_SECONDS = 120

STEPS = [
    "nbgrader.preprocessors.Execute",
    "autograder.grading.score.KeepScore",  # after Execute wrote the outputs, before they are scored
    "nbgrader.preprocessors.LimitOutput",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]

FILE = """\
# nbgrader reads this file. What the course needs is set in one place; add your own settings below.
from autograder.grading.config import configure

c = get_config()  # noqa: F821 - nbgrader defines it
configure(c)
"""


def configure(c: Any) -> None:
    """Set everything the course's notebooks depend on in a traitlets config."""
    configure_release(c)
    c.OverwriteCells.add_missing_cells = True
    c.Autograde.autograde_preprocessors = STEPS
    c.Execute.timeout = CELL_SECONDS
    c.Execute.startup_timeout = START_SECONDS
    c.Exchange.root = str(Path.cwd() / "exchange")  # the system-wide default is often not writable


def write_config(course: Path) -> None:
    """Put an nbgrader_config.py into a course folder; one that is there is the instructor's and stays."""
    course.mkdir(parents=True, exist_ok=True)
    target = course / "nbgrader_config.py"
    if not target.exists():
        target.write_text(FILE, "utf-8")
