"""Honest work graded in the box: every solution and every variant gets full marks, and no flag."""

import os

import nbformat
import pytest
from classes import course, grade_all

from autograder import exercises, syllabus
from autograder.authoring.answers import RIGHT, SOLUTION, bank, cell_source, solved
from autograder.cells import check_cell, grade_id
from autograder.grading.box import Limits
from autograder.grading.course.folder import CourseFolder
from autograder.grading.course.states import EndState

LESSON = os.environ.get("AUTOGRADER_LESSON")
LESSONS = [one.slug for one in syllabus.LESSONS if LESSON in (None, one.slug)]


@pytest.fixture(scope="module", params=LESSONS)
def graded(request, tmp_path_factory):
    """Answer → record, of a class in which everybody hands in one right answer, and nothing else."""
    lesson = request.param
    folder = CourseFolder(course(tmp_path_factory.mktemp("course"), [lesson]))
    given = {answer.label: answer for kind in (SOLUTION, RIGHT) for answer in bank(kind, [lesson])}
    for learner, answer in given.items():  # one each: two variants in one notebook may share a helper's name
        _hand_in(folder, lesson, learner, answer)
    records = grade_all(folder.root, Limits())
    return {answer: records[learner, lesson] for learner, answer in given.items()}


def _hand_in(folder, lesson, learner, answer):
    notebook = nbformat.read(folder.released(lesson), 4)
    for cell in notebook.cells:
        if (
            grade_id(cell) == answer.exercise
        ):  # as in the banks, on top of the lesson's solutions: helpers are theirs
            cell.source = "\n\n".join(map(cell_source, [*solved(lesson), answer]))
    target = folder.submitted / learner / lesson
    target.mkdir(parents=True)
    nbformat.write(notebook, target / f"{lesson}.ipynb")
    for name, content in exercises.get(answer.exercise).model_files(learner).items():
        (target / name).write_bytes(content)


def test_honest_work_gets_full_marks_and_no_flag(graded):
    odd = {
        answer.label: (str(record.state), record.flags, record.problem, record.checks)
        for answer, record in graded.items()
        if (record.state, record.flags, record.cells[check_cell(answer.exercise)])
        != (EndState.GRADED, (), exercises.get(answer.exercise).max_points)
    }
    assert len(graded) > 1 and odd == {}
