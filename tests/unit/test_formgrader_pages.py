"""What Formgrader's pages ask of a course folder: its exchange, and learners' names."""

import pytest
from classes import LESSON, make_course
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory

from autograder.authoring.release import environment_on_path
from autograder.grading.course.folder import CourseFolder
from autograder.grading.course.ledger import Record
from autograder.grading.course.states import EndState
from autograder.grading.nbg.project import project

pytestmark = pytest.mark.slow


@pytest.fixture
def formgrader(tmp_path, monkeypatch):
    """What Formgrader's pages ask, in a course of which one submission is graded."""
    course = CourseFolder(make_course(tmp_path))
    with course.gradebook() as book:
        book.update_or_create_student("cleo", first_name="Cleo")
        book.update_or_create_student("dan", first_name="Dan", last_name="Ng")
        for who in ("ada", "cleo", "dan"):
            (course.submitted / who / LESSON).mkdir(parents=True)
            project(course, book, [Record(who, who, LESSON, EndState.GRADED, {}, notebooks={LESSON: "{}"})])
    monkeypatch.chdir(course.root)  # as `make formgrader` does
    config = course.settings()
    with environment_on_path():
        yield NbGraderAPI(coursedir=CourseDirectory(config=config), config=config)


def test_formgrader_does_not_warn_of_an_exchange(formgrader):
    """It did, on its first page, to everybody who uses none."""
    assert formgrader.exchange_missing is False and formgrader.course_id


def test_formgrader_names_learners(formgrader):
    """ "None, None" stood for each of them; a name that a person has entered stays."""
    found = {
        one["student"]: (one["last_name"], one["first_name"]) for one in formgrader.get_submissions(LESSON)
    }
    assert found == {"ada": ("ada", ""), "cleo": ("", "Cleo"), "dan": ("Ng", "Dan")}
