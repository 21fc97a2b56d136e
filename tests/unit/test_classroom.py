"""The course folder: what is released once is not released again; new gradebooks are copies."""

import sqlite3

import nbformat
import pytest

from autograder import paths
from autograder.authoring import gradebook, lessons
from autograder.authoring.errors import BuildError
from autograder.authoring.gradebook import put_gradebook
from autograder.cells import grade_id
from autograder.grading.course.folder import CourseFolder
from autograder.grading.nbg import release as making
from autograder.grading.nbg.release import release
from autograder.quiz import command
from autograder.quiz.exam import public

SLUGS = ("00_welcome",)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course")
    release(CourseFolder(folder), SLUGS)
    return folder


@pytest.fixture
def releases(monkeypatch):
    """One entry for every time nbgrader released the course."""
    seen, really = [], lessons.generate_assignments
    monkeypatch.setattr(lessons, "generate_assignments", lambda *args: (seen.append(1), really(*args)))
    return seen


def test_what_is_released_is_not_released_again(folder, releases):
    """Grading begins with a release, and nbgrader takes seconds for one."""
    release(CourseFolder(folder), SLUGS)
    assert releases == []


@pytest.mark.parametrize("lost", ["source/00_welcome/00_welcome.ipynb", "gradebook.db"])
def test_what_is_lost_is_made_again(folder, releases, lost):
    (folder / lost).unlink()
    release(CourseFolder(folder), SLUGS)
    assert releases == [1] and (folder / lost).is_file()


@pytest.mark.parametrize("part", ["source", "release"])
def test_what_somebody_changed_is_made_again(folder, releases, part):
    notebook = folder / part / "00_welcome" / "00_welcome.ipynb"
    before = notebook.read_bytes()
    notebook.write_bytes(before + b"\n")
    release(CourseFolder(folder), SLUGS)
    assert releases == [1] and notebook.read_bytes() == before


def test_what_somebody_wrote_into_a_notebook_of_ours_is_kept(tmp_path, releases):
    """Points changed in source/ were reverted without a word."""
    course = CourseFolder(tmp_path)
    assert release(course, SLUGS) == []
    notebook = nbformat.read(course.source("00_welcome"), 4)
    (check,) = (cell for cell in notebook.cells if grade_id(cell) == "check-on_time_rate")
    check.metadata.nbgrader.points = 20
    nbformat.write(notebook, course.source("00_welcome"))
    edited = course.source("00_welcome").read_bytes()
    (told,) = release(course, SLUGS)
    assert "source/00_welcome/00_welcome.ipynb was edited by hand" in told
    assert "points:\n      on_time_rate: 20" in told
    (kept,) = (tmp_path / "saved").iterdir()
    assert kept.read_bytes() == edited and f"saved/{kept.name}" in told
    assert release(course, SLUGS) == []


def test_points_of_course_yaml_reach_the_gradebook(tmp_path):
    course = CourseFolder(tmp_path)
    for points in (20, 7.5):
        course.rules_file.write_text(f"points: {{on_time_rate: {points}}}")
        assert release(course, SLUGS) == [], "nobody edited anything"
        with course.gradebook() as book:
            assert [one.max_score for one in book.assignments] == [points]


def test_another_version_of_the_package_is_released_anew(folder, releases, monkeypatch):
    monkeypatch.setattr(making, "package_hash", lambda: "another")
    release(CourseFolder(folder), SLUGS)
    assert releases == [1]


def test_a_changed_lesson_is_released_anew(folder, releases, monkeypatch, tmp_path):
    (tmp_path / "00_welcome.py").write_bytes((paths.SOLUTIONS / "00_welcome.py").read_bytes() + b"# more\n")
    monkeypatch.setattr(paths, "SOLUTIONS", tmp_path)
    release(CourseFolder(folder), SLUGS)
    assert releases == [1]


def test_a_file_beside_a_source_is_refused_every_time(folder):
    stray = folder / "source" / "00_welcome" / "solution.py"
    stray.write_text("answers")
    with pytest.raises(BuildError, match="release it to every learner"):
        release(CourseFolder(folder), SLUGS)
    stray.unlink()


def test_an_empty_gradebook_is_what_nbgrader_makes(tmp_path):
    """The version that nbgrader's own `db upgrade` looks for stands in it."""
    from nbgrader.api import Gradebook, get_alembic_version

    from autograder.authoring.release import environment_on_path

    put_gradebook(f"sqlite:///{tmp_path / 'g.db'}")
    with Gradebook(f"sqlite:///{tmp_path / 'g.db'}", gradebook.COURSE_ID) as book:
        assert (book.assignments, book.students) == ([], [])
    with sqlite3.connect(tmp_path / "g.db") as raw, environment_on_path():
        assert raw.execute("SELECT version_num FROM alembic_version").fetchall() == [(get_alembic_version(),)]


def test_a_gradebook_that_is_there_stays(tmp_path):
    (tmp_path / "g.db").write_bytes(b"grades")
    put_gradebook(f"sqlite:///{tmp_path / 'g.db'}")
    assert (tmp_path / "g.db").read_bytes() == b"grades"


def test_a_gradebook_on_a_server_is_left_to_it(monkeypatch):
    monkeypatch.setattr(gradebook, "write_atomically", None)
    put_gradebook("postgresql://grader@localhost/course")


@pytest.mark.slow
def test_an_own_exams_questions_stay_through_every_release(tmp_path, releases):
    """They were taken for a stray file: no lesson could be graded, and a refresh removed them."""
    course = CourseFolder(tmp_path)
    release(course, ["13_exam"])
    (course.root / "bank").mkdir()
    for path in sorted(paths.ITEMS.glob("0[12]_*.yaml")):
        (course.root / "bank" / path.name).write_bytes(path.read_bytes())
    assert command.publish(course.root) == 0
    course.released_stamp.unlink()
    release(course, ["13_exam"])
    assert len(releases) == 2
    for notebook in (course.source("13_exam"), course.released("13_exam")):
        assert notebook.with_name(public.NAME).is_file()
