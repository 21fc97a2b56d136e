"""A class marked by the rules of its own course.yaml, in the box and through the real nbgrader."""

import html
import re

import pytest
from classes import EXERCISE, LESSON, entered, grade, hand_in, make_course, notebook, points

from autograder import exercises
from autograder.authoring.answers import WRONG, cell_source, find
from autograder.checks.model import Status
from autograder.checks.run import check
from autograder.grading.course.folder import CourseFolder
from autograder.grading.course.states import EndState
from autograder.grading.reports.feedback import write_feedback

pytestmark = pytest.mark.slow
CELL = f"check-{EXERCISE}"
HALF = cell_source(find(WRONG, EXERCISE, "divides_by_zero"))


def test_points_and_carry_forward_of_course_yaml_decide_the_mark(tmp_path):
    course = CourseFolder(make_course(tmp_path / "course"))
    course.rules_file.write_text(f"points: {{{EXERCISE}: 20}}")
    make_course(course.root)  # as `autograder grade` does, before it grades
    hand_in(course.root, "ada", notebook(course.root, solved=True))
    hand_in(course.root, "ben", notebook(course.root, wrong=HALF))
    hand_in(course.root, "cleo", notebook(course.root))
    plain = grade(course.root)
    assert {who: one.state for who, one in plain.items()} == {
        "ada": EndState.GRADED,
        "ben": EndState.GRADED,
        "cleo": EndState.NOT_ATTEMPTED,
    }
    marks = entered(course.root)
    assert {who: marks[who, LESSON].max_points for who in plain} == dict.fromkeys(plain, 20)
    assert marks["ada", LESSON].points == 20 and marks["cleo", LESSON].points == 0
    assert 0 < marks["ben", LESSON].points == points(plain["ben"]) < 20
    assert plain["ben"].checks[CELL]["max_points"] == 20

    course.rules_file.write_text(f"points: {{{EXERCISE}: 20}}\ncarry_forward: true")
    carried = grade(course.root)
    assert points(carried["ada"]) == 20 and points(carried["cleo"]) == 0
    assert points(carried["ben"]) >= points(plain["ben"])
    assert carried["ben"].key != plain["ben"].key, "a rule that changes marks grades again"


def test_feedback_names_the_seed_with_which_a_learner_meets_the_same_case(tmp_path):
    """The page's sentence is run as it stands, and the self-check says what the page says."""
    course = CourseFolder(make_course(tmp_path / "course"))
    hand_in(course.root, "ben", notebook(course.root, wrong=HALF))
    record = grade(course.root)["ben"]
    with course.gradebook() as book:
        write_feedback(course, book, [record])
    page = html.unescape(course.feedback("ben", LESSON).read_text("utf-8"))
    (seed,) = re.findall(r'lesson\.check\("name of the exercise", seed="(\w+)"\)', page)
    namespace = {}
    exec(HALF, namespace)
    again = check(exercises.get(EXERCISE), namespace, seed=seed, root=tmp_path)
    failures = [one for one in again.verdicts if one.status is Status.FAILED]
    assert failures and all(one.got in page for one in failures)
