"""The real nbgrader on real notebooks: full marks for solved ones, whatever stands on stderr, and no more."""

import subprocess
import sys
from functools import cache

import nbformat
import pytest
from classes import entered
from jupyter_lab import troubles

from autograder import exercises, paths, syllabus
from autograder.authoring import answers
from autograder.grading import classroom
from autograder.grading.demo import CRASH, NOISE, Learner, hand_in

pytestmark = [pytest.mark.slow, pytest.mark.spark, pytest.mark.xdist_group("nbgrader")]

SLUGS = [one.slug for one in syllabus.LESSONS]
CLASS = (
    Learner("sölve everything", "solved, and noisy", tuple(SLUGS), tuple(SLUGS), extra_cell=NOISE),
    Learner("untouched", "wrote nothing", ("00_welcome",)),
    Learner("crash", "solved, with a crash", ("00_welcome",), ("00_welcome",), extra_cell=CRASH),
    Learner("wrong", "one mistake", ("00_welcome",), ("00_welcome",), {"on_time_rate": "divides_by_zero"}),
)


@pytest.fixture(scope="module")
def autograded(tmp_path_factory):
    """Lesson → learner → (mark, graded notebook), of a class autograded by nbgrader's own commands."""
    course = tmp_path_factory.mktemp("a course")
    classroom.release(course)
    hand_in(course, CLASS)

    @cache
    def marks_in(slug):
        ran = classroom.autograde(course, slug)
        assert ran.returncode == 0, ran.stderr[-3000:]
        return {
            learner: (mark, nbformat.read(course / "autograded" / learner / slug / f"{slug}.ipynb", 4))
            for (learner, lesson), mark in entered(course).items()
            if lesson == slug
        }

    return marks_in


@pytest.mark.parametrize("slug", SLUGS)
def test_a_solved_notebook_gets_full_marks_in_spite_of_stderr(autograded, slug):
    """nbgrader alone would score every noisy check cell as 0."""
    mark, graded = autograded(slug)["sölve everything"]
    assert mark.points == mark.max_points == sum(e.max_points for e in exercises.of_lesson(slug))
    ours = [cell for cell in graded.cells if cell.source != NOISE]
    assert troubles({"cells": ours}) == [], "a lesson is quiet, and none of its cells fails"


def test_each_learner_gets_what_they_earned(autograded):
    """Nothing for nothing, a crash elsewhere costs nothing, a mistake costs its own criterion."""
    marks = autograded("00_welcome")
    points = {learner: marks[learner][0].points for learner in ("untouched", "crash", "wrong")}
    assert points == {"untouched": 0, "crash": 5, "wrong": 4}


@pytest.mark.parametrize("solve", [True, False])
def test_nbgrader_validate_tells_a_learner_the_same(tmp_path, solve):
    """The Validate button works on a learner's own copy."""
    notebook = nbformat.read(paths.NOTEBOOKS / "00_welcome.ipynb", as_version=4)
    if solve:
        answers.fill_in(notebook, answers.solved("00_welcome"))
    nbformat.write(notebook, tmp_path / "mine.ipynb")
    command = [sys.executable, "-m", "nbgrader", "validate", "mine.ipynb", "--Execute.timeout=300"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ("Success" in ran.stdout) == solve, ran.stdout + ran.stderr
