"""What `autograder grade`, `demo` and `formgrader` do."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console

from autograder import paths
from autograder.grading import classroom, show

DEMO = paths.BUILD / "demo"
QUIET = [
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate",
]
console = Console(soft_wrap=False)


def grade(course: Path) -> int:
    """Release what is missing, grade everything submitted, print the grades; 0 when all were graded."""
    classroom.release(course)
    handed_in = classroom.submissions(course)
    if not handed_in:
        console.print(f"Nothing to grade. Put notebooks into {course}/submitted/LEARNER/LESSON/LESSON.ipynb")
        return 0
    fine = _grade_lessons(course, sorted({slug for _, slug in handed_in}))
    console.print(show.table(classroom.grades(course)))
    return 0 if fine else 1


def demo(course: Path = DEMO) -> int:
    """Grade a small class of right, wrong, untouched and broken notebooks with the real nbgrader."""
    from autograder.grading.demo import CLASS, LESSONS, start_over

    console.print(f"A class of {len(CLASS)} hands in its notebooks …")
    start_over(course)
    fine = _grade_lessons(course, LESSONS)
    console.print(show.table(classroom.grades(course), {one.name: one.story for one in CLASS}))
    console.print("Browse the gradebook: make formgrader COURSE=build/demo")
    return 0 if fine else 1


def _grade_lessons(course: Path, slugs: Iterable[str]) -> bool:
    done = [_grade_lesson(course, slug) for slug in slugs]
    return all(done)


def _grade_lesson(course: Path, slug: str) -> bool:
    began = time.perf_counter()
    with console.status(f"{slug}: nbgrader runs every notebook from top to bottom"):
        ran = classroom.autograde(course, slug)
    console.print(f"{slug}: graded in {time.perf_counter() - began:.0f} s")
    if ran.returncode:
        console.print("\n".join(ran.stderr.strip().splitlines()[-5:]), style="red", markup=False)
    return ran.returncode == 0


def formgrader(course: Path, lab_args: list[str]) -> int:
    """Open nbgrader's Formgrader on a course folder."""
    if not (course / "gradebook.db").exists():
        console.print(f"{course} has no gradebook yet: run `make demo` or `make grade` first.")
        return 1
    command = [sys.executable, "-m", "jupyterlab", "--LabApp.default_url=/formgrader", *QUIET, *lab_args]
    return subprocess.run(command, cwd=course, check=False).returncode
