"""What an instructor reads: the class report, the CSV, the statistics of exercises."""

import csv
import dataclasses
import html
import json

import pytest
from classes import marked

from autograder.authoring.answers import bank, cell_source, find
from autograder.grading.course.folder import CourseFolder
from autograder.grading.course.ledger import Record
from autograder.grading.course.states import EndState
from autograder.grading.reports import marks
from autograder.grading.reports.ideas import closest_idea
from autograder.grading.reports.items import items
from autograder.grading.reports.marks import Mark, write
from autograder.grading.reports.report import write_report


def notebook(record):
    return record.notebooks.get(record.lesson, "")


LESSON, CELL = "00_welcome", "check-on_time_rate"


def record(learner, points, *, state=EndState.GRADED, failed=(), flags=(), problem=""):
    """One learner's record of the lesson without Spark."""
    check = {"state": str(state), "points": points, "max_points": 5, "failed": list(failed)}
    return Record(
        learner, learner, LESSON, state, {CELL: points}, tuple(flags), {CELL: check}, problem=problem
    )


@pytest.fixture
def class_of_four():
    return [
        record("ada", 5),
        record("<b>ben</b>", 4, failed=[3]),
        record("=cmd()", 2, failed=[2, 3]),
        record(
            "dan",
            None,
            state=EndState.TAMPERED,
            flags=["check: <script>evidence</script>"],
            problem="x\nlast",
        ),
    ]


def test_statistics_count_those_who_have_a_grade(class_of_four):
    """Mean share of points, the criteria that fail most first; nothing invented for the rest."""
    (item,) = items(class_of_four, notebook)
    assert (item.attempted, item.learners) == (3, 4)
    assert item.difficulty == pytest.approx((5 + 4 + 2) / 15)
    assert [(number, count) for number, _, count in item.failures] == [(3, 2), (2, 1)]
    assert item.discrimination is None, "one exercise alone has no others to be compared with"


def test_discrimination_is_the_correlation_with_the_rest():
    """Two lessons: who is good at one is good at the other."""
    other = "check-x"
    records = [record(name, points) for name, points in (("a", 1), ("b", 3), ("c", 5))]
    for name, points in (("a", 2), ("b", 4), ("c", 6)):
        records.append(Record(name + "2", name, "02_retry", EndState.GRADED, {other: points}))
    item = next(one for one in items(records, notebook) if one.lesson == LESSON)
    assert item.discrimination == pytest.approx(1)


def test_a_failed_answer_is_told_its_closest_known_mistake():
    """Of the mistakes that fail the same criteria, the one whose code reads most like the learner's."""
    for answer in (one for one in bank("wrong") if one.exercise == "send_batch"):
        idea = closest_idea(answer.exercise, {answer.killed_by, *answer.also}, cell_source(answer))
        assert idea.sentence in {one.does for one in bank("wrong", ["02_retry"])}
        assert idea.criterion == answer.killed_by
    assert closest_idea("send_batch", {99}, "") is None


def test_the_page_tells_which_known_mistake_comes_closest(tmp_path):
    """From the notebook that was handed in and the criteria that failed."""
    answer = find("wrong", "on_time_rate", "divides_by_zero")
    cell = {"metadata": {"nbgrader": {"grade_id": "on_time_rate"}}, "source": [cell_source(answer)]}
    failing = record("ben", 4, failed=[answer.killed_by])
    failing = dataclasses.replace(failing, notebooks={failing.lesson: json.dumps({"cells": [cell]})})
    (item,) = items([failing], notebook)
    assert item.ideas == ((closest_idea("on_time_rate", [answer.killed_by], "").sentence, 1),)
    assert f"1 × {item.ideas[0][0]}" in html.unescape(
        write_report(CourseFolder(tmp_path), marked([failing])).read_text("utf-8")
    )


def test_names_in_a_criterion_are_code(tmp_path):
    """Backticks are for sources, not for readers."""
    check = {"state": "graded", "points": 0, "max_points": 6, "failed": [1, 2, 3, 4]}
    points, checks = {"check-backoff_delays": 0}, {"check-backoff_delays": check}
    failing = Record("ben", "ben", "02_retry", EndState.GRADED, points, (), checks)
    page = write_report(CourseFolder(tmp_path), marked([failing])).read_text("utf-8")
    assert "<code>rng</code> decides" in page
    assert "`" not in page


def test_the_page_escapes_what_learners_write(tmp_path, class_of_four):
    """Names and flags are text, whatever stands in them."""
    page = write_report(CourseFolder(tmp_path), marked(class_of_four)).read_text("utf-8")
    assert "<script>" not in page
    assert "&lt;b&gt;ben&lt;/b&gt;" in page
    assert "5 of 5" in page
    assert "tampered" in page
    assert "last" in page


def test_the_page_says_what_it_leaves_out(tmp_path, class_of_four):
    """Submissions without a record of this version are counted, not passed over."""
    assert "Not in this report" not in write_report(CourseFolder(tmp_path), marked(class_of_four)).read_text(
        "utf-8"
    )
    assert "Not in this report: 7 submissions" in write_report(CourseFolder(tmp_path), [], 7).read_text(
        "utf-8"
    )


MARKS = [
    Mark("ada", LESSON, 4.5, 5.0, True, "Lovelace, Ada", "ada@example.org", "77"),
    Mark("ada", "02_retry", None, 88.0, False, "Lovelace, Ada", "ada@example.org", "77"),
    Mark("=cmd()", LESSON, 2.0, 5.0, True, "=cmd()"),
    Mark("=cmd()", "02_retry", None, 88.0, True, "=cmd()"),
]


def written(tmp_path, form, records=()):
    marks.write(tmp_path / "grades.csv", marks.FORMATS[form](MARKS, records))
    with open(tmp_path / "grades.csv", encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_the_csv_has_no_number_where_there_is_no_mark(tmp_path, class_of_four):
    """And no formula either."""
    assert written(tmp_path, "plain", class_of_four)[1:] == [
        ["ada", LESSON, "4.5", "5.0", "graded", "False", ""],
        ["'=cmd()", LESSON, "2.0", "5.0", "graded", "False", ""],
        ["'=cmd()", "02_retry", "", "88.0", "", "True", ""],
    ]


def test_the_csv_for_canvas(tmp_path):
    """One line per learner, the maximum points on top."""
    assert written(tmp_path, "canvas") == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", LESSON, "02_retry"],
        ["    Points Possible", "", "", "", "", "5.0", "88.0"],
        ["Lovelace, Ada", "77", "", "ada", "", "4.5", ""],
        ["'=cmd()", "", "", "'=cmd()", "", "2.0", ""],
    ]


def test_the_csv_for_moodle(tmp_path, class_of_four):
    """Every mark has its feedback column."""
    assert written(tmp_path, "moodle", class_of_four) == [
        ["username", "email", LESSON, f"{LESSON} feedback", "02_retry", "02_retry feedback"],
        ["ada", "ada@example.org", "4.5", "every check ran and was judged", "", "not handed in"],
        ["'=cmd()", "", "2.0", "every check ran and was judged", "", ""],
    ]


@pytest.mark.parametrize(
    ("text", "written"),
    {
        "=1+1": "'=1+1",
        " =1+1": "' =1+1",
        "＝1+1": "'＝1+1",
        "a;=1+1": "a;'=1+1",
        "a\n@sum": "a\n'@sum",
        "Anna-Lena": "Anna-Lena",
        "a = b": "a = b",
    }.items(),
)
def test_no_field_of_a_csv_becomes_a_formula(tmp_path, text, written):
    """Whatever the program that reads it takes for the end of a field."""
    write(tmp_path / "x.csv", [(text,)])
    assert next(csv.reader((tmp_path / "x.csv").open(encoding="utf-8", newline=""))) == [written]
