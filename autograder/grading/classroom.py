"""An nbgrader course folder: released from the lessons, filled with submissions, graded, read back."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder import course, exercises
from autograder.build.course import prepare_classroom
from autograder.build.release import environment_on_path
from autograder.grading.config import write_config


@dataclass(frozen=True)
class Grade:
    """What the gradebook says of one submission: points, and a word when it needs a person."""

    learner: str
    lesson: str
    points: float | None
    max_points: float
    note: str = ""


def release(folder: Path, slugs: Sequence[str] | None = None) -> None:
    """Make or refresh a course folder: config, source, release and gradebook. Grades in it stay."""
    write_config(folder)
    prepare_classroom(folder, slugs or [one.slug for one in course.LESSONS], exercises.points)


def autograde(folder: Path, slug: str) -> subprocess.CompletedProcess[str]:
    """Run ``nbgrader autograde`` on one lesson, with everything it prints captured.

    A command of its own, because nbgrader changes its process's folder and environment.
    """
    command = [sys.executable, "-m", "nbgrader", "autograde", slug, "--force"]
    with environment_on_path():
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@contextmanager
def gradebook(folder: Path) -> Iterator[Any]:
    """The course's gradebook, open; by its config's db_url, else gradebook.db."""
    from nbgrader.api import Gradebook

    with environment_on_path(), Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as book:
        yield book


def submissions(folder: Path) -> list[tuple[str, str]]:
    """(learner, lesson) of everything submitted."""
    return sorted((p.parent.name, p.name) for p in (folder / "submitted").glob("*/*") if p.is_dir())


def grades(folder: Path) -> list[Grade]:
    """One grade per submission, as the gradebook has it; ungraded ones say so."""
    with gradebook(folder) as book:
        return [_grade(book, learner, slug) for learner, slug in submissions(folder)]


def _grade(book: Any, learner: str, slug: str) -> Grade:
    from nbgrader.api import MissingEntry

    most = float(sum(e.max_points for e in exercises.of_lesson(slug)))
    try:
        found = book.find_submission(slug, learner)
    except MissingEntry:
        return Grade(learner, slug, None, most, "could not be graded")
    note = "needs a person" if found.needs_manual_grade else ""
    return Grade(learner, slug, found.score, most, note)
