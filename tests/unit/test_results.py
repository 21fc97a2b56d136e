"""One truth for marks: table, report, exit code and export all say what the gradebook says."""

import csv
import dataclasses
import io
import subprocess
import sys

import pytest
from classes import EXERCISE, LESSON, make_course
from nbgrader.utils import notebook_hash
from rich.console import Console

from autograder.authoring.release import environment_on_path
from autograder.cells import check_cell
from autograder.grading import commands
from autograder.grading.course.folder import CourseFolder
from autograder.grading.course.ledger import Record
from autograder.grading.course.states import EndState
from autograder.grading.nbg.project import project
from autograder.grading.reports import show
from autograder.grading.reports.feedback import write_feedback
from autograder.grading.reports.marks import Mark
from autograder.grading.reports.progress import progress
from autograder.grading.reports.report import write_report
from autograder.grading.reports.results import Result, results

pytestmark = pytest.mark.slow
CELL = check_cell(EXERCISE)
LATE = "2026-03-02T10:00:00+00:00"


def record(learner, points, state=EndState.GRADED, **more):
    checks = {CELL: {"state": str(state), "points": points, "max_points": 5, "failed": []}}
    return Record(learner, learner, LESSON, state, {CELL: points}, checks=checks, **more)


RECORDS = [
    record("ada", 4.0),
    record("ben", 4.0),
    record("cleo", None, EndState.CRASHED),
    record("dan", None, EndState.CRASHED),
    record("eve", 5.0, handed_in=LATE),
]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Five learners: as the checks have it, corrected, open, marked by hand, late."""
    folder = CourseFolder(make_course(tmp_path_factory.mktemp("course")))
    with folder.config_file.open("a") as config:
        config.write('\nc.LateSubmissionPlugin.penalty_method = "zero"\n')
    with folder.gradebook() as book:
        book.update_or_create_assignment(LESSON, duedate="2026-03-01 00:00:00 UTC")
        project(folder, book, RECORDS)
        for learner, points in (("ben", 4.5), ("dan", 2.0)):
            grade = book.find_grade(CELL, LESSON, LESSON, learner)
            grade.manual_score, grade.needs_manual_grade = points, False
        book.db.commit()
    return folder


@pytest.fixture
def graded(course):
    with course.gradebook() as book:
        return {one.record.learner: one for one in results(RECORDS, book)}


WANTED = {
    "ada": ("4 of 5", []),
    "ben": ("4.5 of 5", ["+0.5 points by a person"]),
    "cleo": ("crashed", []),
    "dan": ("2 of 5", ["+2 points by a person"]),
    "eve": ("0 of 5", ["late: 5 points off"]),
}


def test_scores_are_the_gradebooks_and_say_what_a_person_changed(graded):
    assert {who: (one.score, one.reasons) for who, one in graded.items()} == WANTED


def test_table_and_report_show_them(course, graded):
    """The late learner had 5 of 5 in both, and no word of it; a person's marks reached neither."""
    out = io.StringIO()
    Console(file=out, width=200).print(show.table(list(graded.values())))
    page = write_report(course, list(graded.values())).read_text("utf-8")
    for who, (score, reasons) in WANTED.items():
        line = next(line for line in out.getvalue().splitlines() if f" {who} " in line)
        assert score in line and all(f"{who}, {LESSON}: {reason}" in out.getvalue() for reason in reasons)
        assert f">{score}</td>" in page and all(reason in page for reason in reasons)


def test_the_exit_code_follows_the_gradebook(graded):
    """3 while a mark is missing there; not for a crash that a person has marked since."""
    assert commands._exit_code(list(graded.values())) == commands.NEEDS_A_PERSON
    assert commands._exit_code([one for who, one in graded.items() if who != "cleo"]) == commands.ALL_GRADED


def test_the_export_has_the_same(course, graded, tmp_path):
    commands.export(course.root, tmp_path / "grades.csv", "plain")
    rows = csv.DictReader((tmp_path / "grades.csv").open(encoding="utf-8", newline=""))
    exported = {row["learner"]: row["points"] for row in rows}
    assert exported == {
        who: "" if one.mark.points is None else str(one.mark.points) for who, one in graded.items()
    }


def test_a_manual_mark_that_a_new_result_overtook_is_open_again(course, graded):
    """The table said 41 of 88 and exit code 0, while the gradebook waited for a person."""
    with course.gradebook() as book:
        project(course, book, [record("ben", 1.0)])
        (one,) = results([record("ben", 1.0)], book)
        assert (one.score, one.needs_a_person) == ("needs a person (1 of 5 so far)", True)
        project(course, book, [RECORDS[1]])


def test_a_record_that_the_gradebook_lacks_has_no_mark(course):
    with course.gradebook() as book:
        (one,) = results([record("new", 5.0)], book)
    assert (one.score, one.needs_a_person) == ("needs a person (5 of 5 so far)", True)


def test_a_table_of_many_lessons_fits_80_columns():
    """Ten lessons, a long name, an open mark, and remarks that wrap."""
    lessons = [f"{number:02}_a_lesson_with_a_long_name" for number in range(10)]
    every = [
        Result(record(who, 4.0, flags=("a long remark " * 12,)), Mark(who, lesson, points, 88.0, True))
        for who in ("ada", "somebody.with.a.long.address@example.org")
        for lesson, points in zip(lessons, (None, *[87.5] * 9), strict=True)
    ]
    every = [
        dataclasses.replace(one, record=dataclasses.replace(one.record, lesson=one.mark.lesson))
        for one in every
    ]
    out = io.StringIO()
    Console(file=out, width=80).print(show.table(every[:-1]))
    lines = out.getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    (row,) = (line for line in lines if " ada " in line)
    assert row.count("87.5") == 9 and row.count("?") == 1
    assert "–" in out.getvalue() and "ada, 00_a_lesson_with_a_long_name: " in out.getvalue()


def test_progress_without_a_terminal_is_a_line_now_and_then(monkeypatch):
    """It was silent for as long as grading took."""
    out, clock = io.StringIO(), iter(range(0, 1000, 7))
    monkeypatch.setattr("autograder.grading.reports.progress.time.monotonic", lambda: float(next(clock)))
    with progress(Console(file=out, width=80), 10) as advance:
        for number in range(10):
            advance(1, f"learner {number}: graded")
    lines = out.getvalue().splitlines()
    assert lines[0] == "3 of 10 graded, about 49 s left. learner 2: graded"
    assert lines[-1] == "10 of 10 graded, about 0 s left. learner 9: graded"
    assert len(lines) == 4


def test_nbgraders_exchange_releases_our_feedback(course):
    """It stopped at a timestamp and a secret that were not beside the page."""
    folder = course.submitted / "ada" / LESSON
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "timestamp.txt").write_text("2026-02-28 10:00:00.000000 UTC")
    (folder / "submission_secret.txt").write_text("s3cret")
    with course.gradebook() as book:
        (page,) = write_feedback(course, book, RECORDS[:1])
    command = [sys.executable, "-m", "nbgrader", "release_feedback", LESSON]
    with environment_on_path():
        done = subprocess.run(command, cwd=course.root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    (released,) = (course.root / "exchange").rglob("feedback/*.html")
    assert released.read_bytes() == page.read_bytes()
    assert released.stem == notebook_hash(secret="s3cret", notebook_id=LESSON)
