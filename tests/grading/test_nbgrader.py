"""The engine and the real nbgrader on real notebooks: full marks for solved ones, and no more than earned."""

import dataclasses
import os
import subprocess
import sys

import classes
import nbformat
import pytest
from classes import entered
from jupyter_lab import troubles

from autograder import exercises, paths, syllabus
from autograder.authoring import answers
from autograder.authoring.release import environment_on_path
from autograder.grading.box import Limits
from autograder.grading.course.folder import CourseFolder
from autograder.grading.demo import CRASH, NOISE, Learner, hand_in

pytestmark = [pytest.mark.slow, pytest.mark.spark, pytest.mark.xdist_group("nbgrader")]

SLUGS = [one.slug for one in syllabus.LESSONS]
# The engine grades all lessons of a learner in one box, on one JVM, by the steps of `nbgrader autograde`. The
# command itself starts a box and a JVM for each lesson: one shows that it works, ALL_LESSONS=1 runs all.
COMMANDED = SLUGS if os.environ.get("ALL_LESSONS") == "1" else ["00_welcome"]
EVERYTHING = Learner("sölve everything", "solved, and noisy", tuple(SLUGS), tuple(SLUGS), extra_cell=NOISE)
CLASS = (
    EVERYTHING,
    Learner("untouched", "wrote nothing", ("00_welcome",)),
    Learner("crash", "solved, with a crash", ("00_welcome",), ("00_welcome",), extra_cell=CRASH),
    Learner("wrong", "one mistake", ("00_welcome",), ("00_welcome",), {"on_time_rate": "divides_by_zero"}),
)


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Two maps of a class that the engine has graded: (learner, lesson) → mark, and → graded notebook."""
    course = classes.course(tmp_path_factory.mktemp("by the engine"), SLUGS)
    hand_in(CourseFolder(course), CLASS)
    records = classes.grade_all(course, Limits())
    notebooks = {key: nbformat.reads(record.notebooks[record.lesson], 4) for key, record in records.items()}
    return entered(course), notebooks


@pytest.mark.parametrize("slug", SLUGS)
def test_a_solved_notebook_gets_full_marks_in_spite_of_stderr(graded, slug):
    """nbgrader alone would score every noisy check cell as 0."""
    marks, notebooks = graded
    _is_full(marks[EVERYTHING.name, slug], slug)
    ours = [cell for cell in notebooks[EVERYTHING.name, slug].cells if cell.source != NOISE]
    assert troubles({"cells": ours}) == [], "a lesson is quiet, and none of its cells fails"
    assert notebooks[EVERYTHING.name, slug].metadata.autograder.flags == [], "honest work is never flagged"


def _is_full(mark, slug):
    assert mark.points == mark.max_points == sum(e.max_points for e in exercises.of_lesson(slug)), mark


def test_each_learner_gets_what_they_earned(graded):
    """Nothing for nothing, a crash elsewhere costs nothing, a mistake costs its own criterion."""
    marks, _ = graded
    points = {learner: marks[learner, "00_welcome"].points for learner in ("untouched", "crash", "wrong")}
    assert points == {"untouched": 0, "crash": 5, "wrong": 4}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The same class, for nbgrader's own command."""
    folder = classes.course(tmp_path_factory.mktemp("a course"), COMMANDED)
    hand_in(CourseFolder(folder), [dataclasses.replace(EVERYTHING, hands_in=tuple(COMMANDED))])
    return folder


@pytest.mark.parametrize("slug", COMMANDED)
def test_nbgraders_own_command_gives_the_same(course, slug):
    """`nbgrader autograde`, as an instructor types it, and Formgrader's button run our steps."""
    command = [sys.executable, "-m", "nbgrader", "autograde", slug, "--force"]
    with environment_on_path():
        ran = subprocess.run(command, cwd=course, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-3000:]
    _is_full(entered(course)[EVERYTHING.name, slug], slug)


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
