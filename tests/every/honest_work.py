"""Honest work graded in the box: every solution and every variant gets full marks, and no flag."""

import os

import nbformat
import pytest
from classes import course, grade_all, points

from autograder import exercises, syllabus
from autograder.authoring.answers import RIGHT, SOLUTION, Answer, fill_in, of_exercise
from autograder.grading.box import Limits
from autograder.grading.course.folder import CourseFolder
from autograder.grading.course.states import EndState

LESSON = os.environ.get("AUTOGRADER_LESSON")
LESSONS = [one.slug for one in syllabus.LESSONS if LESSON in (None, one.slug)]


@pytest.fixture(scope="module", params=LESSONS)
def graded(request, tmp_path_factory):
    """(lesson, learner → record): one learner solves it, the next hands in the first variants, and so on."""
    lesson, own = request.param, exercises.of_lesson(request.param)
    folder = CourseFolder(course(tmp_path_factory.mktemp("course"), [lesson]))
    columns = [[Answer(SOLUTION, one.name), *of_exercise(RIGHT, one.name)] for one in own]
    for number in range(max(map(len, columns))):
        _hand_in(folder, lesson, f"learner {number}", [c[min(number, len(c) - 1)] for c in columns])
    records = grade_all(folder.root, Limits())
    return lesson, {learner: record for (learner, _), record in records.items()}


def _hand_in(folder, lesson, learner, answers):
    notebook = nbformat.read(folder.released(lesson), 4)
    fill_in(notebook, answers)
    target = folder.submitted / learner / lesson
    target.mkdir(parents=True)
    nbformat.write(notebook, target / f"{lesson}.ipynb")
    for exercise in exercises.of_lesson(lesson):
        for name, content in exercise.model_files(learner).items():
            (target / name).write_bytes(content)


def test_honest_work_is_never_flagged(graded):
    lesson, records = graded
    most = sum(one.max_points for one in exercises.of_lesson(lesson))
    odd = {
        learner: (str(one.state), points(one), one.flags, one.problem)
        for learner, one in records.items()
        if (one.state, points(one), one.flags) != (EndState.GRADED, most, ())
    }
    assert len(records) > 1 and odd == {}
