"""An instructor's own nbgrader assignment beside the lessons: in the box, by nbgrader's own rules."""

import subprocess
import sys

import nbformat
import pytest
from classes import entered
from nbformat.v4 import new_code_cell, new_markdown_cell
from own_assignment import assignment, graded

from autograder.authoring.release import environment_on_path
from autograder.grading import commands
from autograder.grading.commands import Order
from autograder.grading.course.folder import CourseFolder
from autograder.grading.nbg.release import release

pytestmark = pytest.mark.slow
NAME = "ps1"
LIMITS = "limits: {cell_seconds: 8, memory_mb: 700, processes: 200, scratch_mb: 48}"
RIGHT, WRONG = "def total(rows):\n    return sum(rows)", "def total(rows):\n    return 0"
NOISE = "import sys, warnings; print('WARN', file=sys.stderr); warnings.warn('noise')\n"
PEEK = "import os; print(sorted(os.listdir('.')), os.path.exists(GRADEBOOK))"


ESSAY = graded(new_markdown_cell, "why", "Why?", 3, solution=True, locked=False)
PARTIAL = graded(new_code_cell, "share", "total([1, 1])", 2)


def nbgrader(course, *arguments):
    with environment_on_path():
        return subprocess.run(
            [sys.executable, "-m", "nbgrader", *arguments],
            cwd=course.root,
            capture_output=True,
            text=True,
            check=False,
        )


def hand_in(course, learner, total=RIGHT, essay="Because.", names=("problem1", "problem2"), extra=None):
    for name in names:
        made = nbformat.read(course.root / "release" / NAME / f"{name}.ipynb", 4)
        made.cells[0].source = total
        if name == "problem2":
            made.cells[-1].source = essay
        if extra:
            made.cells.insert(0, new_code_cell(extra))
        target = course.submitted / learner / NAME / f"{name}.ipynb"
        target.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(made, target)
    return target


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course with a lesson, and two problems of the instructor's own, generated as nbgrader's docs say."""
    course = CourseFolder(tmp_path_factory.mktemp("a course").resolve())
    course.rules_file.write_text("lessons: [00_welcome]\n" + LIMITS)
    release(course)
    source = course.root / "source" / NAME
    source.mkdir(parents=True)
    nbformat.write(assignment(PARTIAL), source / "problem1.ipynb")
    nbformat.write(assignment(ESSAY), source / "problem2.ipynb")
    (source / "data.csv").write_text("1\n2\n3\n")
    made = nbgrader(course, "generate_assignment", NAME)
    assert made.returncode == 0, made.stderr
    hand_in(course, "ada", NOISE + RIGHT)
    (course.submitted / "ada" / NAME / "data.csv").write_text("6\n")  # what is given counts
    hand_in(course, "ben", WRONG)
    hand_in(course, "cleo", extra="import os; os._exit(0)")
    hand_in(course, "dan", names=["problem1"])
    hand_in(course, "eve").write_text('{"cells": [')
    hand_in(
        course,
        "fay",
        extra=PEEK.replace("GRADEBOOK", repr(str(course.root / "gradebook.db"))),
        essay="YOUR ANSWER HERE",
    )
    hand_in(course, "gil", "def total(rows):\n    return 6 if len(rows) > 2 else float('nan')")
    return course


@pytest.fixture(scope="module")
def printed(course):
    """What `autograder grade` prints."""
    with commands.console.capture() as captured:
        code = commands.grade(course.root, Order(workers=2))
    assert code == commands.NEEDS_A_PERSON
    return " ".join(captured.get().split())


def cells(course, learner):
    with course.gradebook() as book:
        found = {}
        for notebook in book.find_submission(NAME, learner).notebooks:
            for grade in notebook.grades:
                found[f"{notebook.name}/{grade.name}"] = None if grade.needs_manual_grade else grade.score
        return found


ALL = ("problem1/test_total", "problem1/share", "problem2/test_total", "problem2/why")
MARKS = {
    "ada": (4, 2, 4, None),
    "ben": (0, 0, 0, None),
    "cleo": (None, None, None, None),
    "dan": (None, None, None, None),
    "eve": (None, None, None, None),
    "fay": (4, 2, 4, 0),
    "gil": (4, None, 4, None),
}


@pytest.mark.parametrize("learner", MARKS)
def test_marks_are_nbgraders_but_for_noise_and_for_what_never_ran(course, printed, learner):
    """stderr costs nothing; a dead kernel, a lost file, a number that is no mark are for a person."""
    assert cells(course, learner) == dict(zip(ALL, MARKS[learner], strict=True))


def test_the_table_says_why_there_is_no_mark(printed):
    for told in (
        "cleo, ps1: crashed",
        "problem2: the kernel ended, in cell 1: import os; os._exit(0)",
        "problem2.ipynb was not handed in. There is: problem1.ipynb",
        "eve, ps1: corrupt notebook",
        "share: the test shows a number that is no mark",
    ):
        assert told in printed
    assert "fay" in printed and "10 of 13" in printed


def test_it_runs_in_the_box(course, printed):
    """Beside the files that were given out, and out of sight of the course."""
    page = course.autograded("fay", NAME).with_name("problem1.ipynb").read_text("utf-8")
    assert "['data.csv'] False" in page


def test_a_second_run_grades_nothing_and_a_changed_test_grades_again(course, printed):
    with commands.console.capture() as captured:
        commands.grade(course.root, Order(workers=2, only="ada"))
    assert "1 graded before and unchanged, 0 to grade" in captured.get()


def test_nbgraders_own_command_gives_the_same(course, printed):
    ran = nbgrader(course, "autograde", NAME, "--student=ada", "--force")
    assert ran.returncode == 0, ran.stderr
    assert cells(course, "ada") == dict(zip(ALL, MARKS["ada"], strict=True))


def test_what_hangs_off_a_course_does_not_mind_it(course, printed):
    """Feedback, export and status know that it is no lesson; a refresh of the lessons leaves it as it is."""
    before = (course.root / "release" / NAME / "problem1.ipynb").stat().st_mtime_ns
    with commands.console.capture() as captured:
        assert commands.feedback(course.root) == 0
        assert commands.export(course.root, course.root / "marks.csv", "canvas") == commands.NEEDS_A_PERSON
    assert "ps1 is your own: `nbgrader generate_feedback ps1` makes its pages." in captured.get()
    assert entered(course.root)["fay", NAME].points == 10
    course.released_stamp.unlink()
    release(course)
    assert (course.root / "release" / NAME / "problem1.ipynb").stat().st_mtime_ns == before


def test_one_that_was_never_generated_is_named(tmp_path):
    course = CourseFolder(tmp_path)
    (tmp_path / "source" / NAME).mkdir(parents=True)
    nbformat.write(assignment(), tmp_path / "source" / NAME / "ps1.ipynb")
    course.rules_file.write_text("lessons: [00_welcome]")
    (course.submitted / "ada" / NAME).mkdir(parents=True)
    with commands.console.capture() as captured:
        assert commands.grade(tmp_path, Order()) == 0
    told = (
        "submitted/ada/ps1 is left out until `nbgrader generate_assignment ps1` has run in the course folder"
    )
    assert told in " ".join(captured.get().split())
