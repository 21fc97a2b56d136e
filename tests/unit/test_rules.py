"""course.yaml: what it decides, and what is said of a file that cannot be used."""

from datetime import timedelta

import pytest
from classes import EXERCISE, LESSON, make_course

from autograder import syllabus
from autograder.cells import check_cell
from autograder.grading import commands
from autograder.grading.course.folder import CourseFolder
from autograder.grading.course.ledger import Record
from autograder.grading.course.limits import Limits
from autograder.grading.course.rules import BadRules, read_rules
from autograder.grading.course.states import EndState
from autograder.grading.nbg.execution import Ran, _may_be_anothers_fault
from autograder.grading.nbg.project import project, schedule
from autograder.grading.reports.results import results

ALL = """
lessons: [02_retry, 00_welcome]
due:
  00_welcome: 2026-03-01 23:59:00+01:00
extensions:
  eve: {00_welcome: 2}
limits: {cell_seconds: 60}
"""


@pytest.fixture
def course(tmp_path):
    return CourseFolder(tmp_path)


def write(course, text):
    (course.root / "course.yaml").write_text(text, "utf-8")


def test_without_the_file_the_defaults_hold(course):
    rules = course.rules()
    assert rules.slugs() == [one.slug for one in syllabus.LESSONS]
    assert (rules.box(), rules.due, rules.extension("eve", LESSON)) == (Limits(), {}, None)


def test_what_the_file_says(course):
    write(course, ALL)
    rules = course.rules()
    assert rules.slugs() == ["00_welcome", "02_retry"], "the course's order"
    assert rules.box() == Limits(cell_seconds=60)
    assert rules.due["00_welcome"].utcoffset() == timedelta(hours=1)
    assert rules.extension("eve", "00_welcome") == timedelta(days=2)


def test_a_lesson_that_is_not_in_use_is_listed_and_not_graded(course):
    write(course, "lessons: [00_welcome]")
    for lesson in ("00_welcome", "02_retry"):
        (course.submitted / "ada" / lesson).mkdir(parents=True)
    assert course.submissions() == [("ada", "00_welcome")]
    assert course.strangers() == ["submitted/ada/02_retry"]


BAD = {
    "lessons: [02_retri]": "lessons: there is no lesson '02_retri'; there are 00_welcome,",
    "due: {02_retry: soon}": "due.02_retry: Input should be a valid datetime",
    "due: {02_retry: 2026-03-01 23:59:00}": "due.02_retry: Input should have timezone info",
    "extensions: {eve: {x: 2}}": "extensions: there is no lesson 'x'",
    "extensions: {eve: {02_retry: -1}}": "extensions.eve.02_retry: Input should be greater than 0",
    "limits: {cell_second: 5}": "limits: there is no limit 'cell_second'; there are cell_seconds,",
    "points: {retri: 5}": "points: there is no exercise 'retri'; there are on_time_rate,",
    "points: {retry: 0}": "points: points are more than 0, not retry: 0",
    "points: {retry: .inf}": "points.retry: Input should be a finite number",
    "carry_forward: perhaps": "carry_forward: Input should be a valid boolean",
    "limit: {cell_seconds: 5}": "limit: Extra inputs are not permitted",
    "- a list": "the whole file: Input should be",
    "due: [": "is no YAML: ",
}


@pytest.mark.parametrize(("text", "said"), BAD.items())
def test_a_file_that_cannot_be_used_is_told_with_its_place(course, text, said):
    write(course, text)
    with pytest.raises(BadRules) as refused:
        read_rules(course.root / "course.yaml")
    assert str(course.root / "course.yaml") in str(refused.value) and said in str(refused.value)


@pytest.mark.parametrize("command", [commands.status, commands.report, commands.feedback])
def test_commands_end_with_a_sentence(course, command, capsys):
    write(course, "lessons: 5")
    assert command(course.root) == commands.OUR_ERROR
    assert "lessons: Input should be a valid list" in " ".join(capsys.readouterr().out.split())


@pytest.mark.slow
def test_due_dates_and_extensions_reach_the_gradebook(tmp_path):
    """Two learners are a day late; one has two days more. Both rules count again when they change."""
    course = CourseFolder(make_course(tmp_path / "course"))
    with course.config_file.open("a") as config:
        config.write('\nc.LateSubmissionPlugin.penalty_method = "zero"\n')
    late = [
        Record(
            who,
            who,
            LESSON,
            EndState.GRADED,
            {check_cell(EXERCISE): 5.0},
            handed_in="2026-03-02T22:59:00+00:00",
        )
        for who in ("dan", "eve")
    ]

    def scores() -> dict[str, str]:
        with course.gradebook() as book:
            schedule(course, book)
            project(course, book, late)
            return {one.record.learner: one.score for one in results(late, book)}

    assert scores() == {"dan": "5 of 5", "eve": "5 of 5"}
    write(course, ALL)
    assert scores() == {"dan": "0 of 5", "eve": "5 of 5"}
    write(course, ALL.replace("2026-03-01", "2026-03-03"))
    assert scores() == {"dan": "5 of 5", "eve": "5 of 5"}


def test_a_notebook_that_ran_out_of_its_own_time_is_not_run_again():
    """Two endless loops in two lessons held a learner four times as long as one."""
    shown = {3: []}
    assert not _may_be_anothers_fault(Ran(EndState.TIMEOUT, "seed", shown))
    assert _may_be_anothers_fault(Ran(EndState.TIMEOUT, "seed")), "the whole box ran out of time"
    assert _may_be_anothers_fault(Ran(EndState.CRASHED, "seed", shown))
    assert not _may_be_anothers_fault(Ran(EndState.GRADED, "seed", shown))
