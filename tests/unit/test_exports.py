"""Exports of some lessons, per exercise and per criterion: empty where nothing was judged, never 0."""

import csv
import dataclasses
import subprocess
import sys

import pytest
from classes import course as make_course
from nbgrader.api import Gradebook
from typer.testing import CliRunner

from autograder import exercises
from autograder.authoring.release import environment_on_path
from autograder.cells import check_cell, checked_exercise
from autograder.checks.model import Report, Status, Verdict
from autograder.cli import app
from autograder.grading import commands
from autograder.grading.course.folder import CourseFolder
from autograder.grading.course.ledger import Record
from autograder.grading.course.marking import Marking
from autograder.grading.course.states import EndState
from autograder.grading.nbg.project import project
from autograder.grading.reports.breakdown import by_criterion
from autograder.grading.reports.exports import Export
from autograder.grading.reports.marks import Mark

pytestmark = pytest.mark.slow
WELCOME, RETRY = "00_welcome", "02_retry"
FIRST, SECOND = (one.name for one in exercises.of_lesson(RETRY)[:2])


def record(learner, lesson, checks, state=EndState.GRADED):
    """A record whose checks are name → (state, points, failed criteria)."""
    made = {
        check_cell(name): {
            "state": str(one),
            "points": points,
            "max_points": exercises.get(name).max_points,
            "failed": list(failed),
        }
        for name, (one, points, failed) in checks.items()
    }
    cells = {name: check["points"] for name, check in made.items()}
    return Record(f"{learner}-{lesson}", learner, lesson, state, cells, checks=made)


def full(name):
    return (EndState.GRADED, exercises.get(name).max_points, ())


def worth(name, *failed):
    """(state, points, failed) of an answer that fails these criteria and what builds on them."""
    open_ = set(failed)
    for one in exercises.get(name).criteria:
        open_ |= {one.number} if open_ & set(one.needs) else set()
    points = sum(one.points for one in exercises.get(name).criteria if one.number not in open_)
    return (EndState.GRADED, points, failed)


CRASHED = (EndState.CRASHED, None, ())
RECORDS = [
    record("ada", WELCOME, {"on_time_rate": full("on_time_rate")}),
    record("ada", RETRY, {FIRST: full(FIRST), SECOND: (EndState.NOT_ATTEMPTED, 0, ())}),
    record("ben", RETRY, {FIRST: worth(FIRST, 1), SECOND: CRASHED}, EndState.CRASHED),
]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Two lessons; Ada handed in both, Ben one, in which one check crashed and one has a manual mark."""
    folder = CourseFolder(make_course(tmp_path_factory.mktemp("course"), [WELCOME, RETRY]))
    with folder.gradebook() as book:
        project(folder, book, RECORDS)
        grade = book.find_grade(check_cell(FIRST), RETRY, RETRY, "ben")
        grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 7.5, 1.0, False
        book.db.commit()
    return folder


@pytest.fixture
def exported(course, tmp_path, monkeypatch):
    """Flags of `autograder export` → its exit code, and the rows: first field → name of column → field.

    In place of the rows the message, when no file was written.
    """
    monkeypatch.setattr(commands, "_known", lambda _: (RECORDS, 0))

    def run(*flags):
        target = tmp_path / "marks.csv"
        done = CliRunner().invoke(app, ["export", str(target), "--course", str(course.root), *flags])
        if not target.exists():
            return done.exit_code, " ".join(done.output.split())
        with target.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
            return done.exit_code, {next(iter(row.values())): row for row in rows}

    return run


def test_points_per_exercise_are_the_gradebooks(exported):
    """A person's mark and extra credit count; what crashed and what was not handed in is empty."""
    code, rows = exported("--by", "exercise")
    columns = {name.partition(" (")[0].partition("/")[2]: name for name in rows["ada"] if "/" in name}
    assert columns["on_time_rate"] == "00_welcome/on_time_rate (5)"
    fields = {
        who: [row[columns[name]] for name in ("on_time_rate", FIRST, SECOND)] for who, row in rows.items()
    }
    assert fields == {
        "ada": ["5.0", str(float(exercises.get(FIRST).max_points)), "0.0"],
        "ben": ["", "8.5", ""],
    }
    assert list(columns)[1:] == [one.name for one in exercises.of_lesson(RETRY)], "in the notebook's order"
    assert code == commands.NEEDS_A_PERSON


def test_points_per_criterion_are_what_was_judged(exported):
    """0 for a criterion that failed; empty for what builds on it, for no answer, for a crash."""
    _, rows = exported("--by", "criterion", "--assignment", RETRY)
    assert not [name for name in rows["ada"] if name.startswith(WELCOME)], "only the lesson asked for"

    def fields(who, exercise):
        found = [value for name, value in rows[who].items() if name.startswith(f"{RETRY}/{exercise}/")]
        assert len(found) == len(exercises.get(exercise).criteria)
        return found

    assert fields("ada", FIRST) == [str(one.points) for one in exercises.get(FIRST).criteria]
    assert set(fields("ada", SECOND)) == set(fields("ben", SECOND)) == {""}
    judged = fields("ben", FIRST)
    assert judged[0] == "0" and sum(map(float, filter(None, judged))) == worth(FIRST, 1)[1]
    assert any(one == "" for one in judged), "what builds on the first criterion was not judged"


def test_the_criteria_of_an_exercise_add_up_to_its_points():
    """Whatever fails: the fields of an exercise are together what its check gave."""
    for lesson in (WELCOME, RETRY):
        for one in exercises.of_lesson(lesson):
            for criterion in one.criteria:
                given = record("x", lesson, {one.name: worth(one.name, criterion.number)})
                _, own = by_criterion([Mark("x", lesson, None, 0, True)], [given], carry_forward=False)
                assert sum(value or 0 for value in own[2:]) == worth(one.name, criterion.number)[1]
                for rules in (Marking(7.5), Marking(7.5, carry_forward=True)):
                    assert by_criterion(*marked_by(rules, given), carry_forward=rules.carry_forward)[1] == own


def marked_by(rules, given):
    """The same check in a course that gives its exercise other points."""
    ((cell, check),) = given.checks.items()
    exercise = exercises.get(checked_exercise(cell))
    state = dict.fromkeys(check["failed"], Status.FAILED)
    for one in exercise.criteria:
        if set(one.needs) & set(state):
            state[one.number] = Status.SKIPPED
    verdicts = tuple(Verdict(c.number, state.get(c.number, Status.PASSED)) for c in exercise.criteria)
    points = rules.points(exercise, Report(exercise.name, "", verdicts, check["points"], check["max_points"]))
    made = {**check, "points": points, "max_points": rules.most(exercise)}
    return [Mark("x", given.lesson, None, 0, True)], [dataclasses.replace(given, checks={cell: made})]


def test_part_of_a_criterions_points_stays_with_it():
    """Lesson 13 gives a criterion that fails what its right answers are worth."""
    (exam,) = exercises.of_lesson("13_exam")
    score = max(exam.criteria, key=lambda one: one.points)
    others = sum(one.points for one in exam.criteria if one is not score)
    given = record("ada", "13_exam", {exam.name: (EndState.GRADED, others + 17, (score.number,))})
    table = by_criterion([Mark("ada", "13_exam", None, 0, True)], [given], carry_forward=False)
    values = dict(zip(*table, strict=True))
    (own,) = [
        value for name, value in values.items() if name.startswith(f"13_exam/{exam.name}/{score.number} ")
    ]
    assert own == 17


def nbgrader_export(course, *flags):
    command = [sys.executable, "-m", "nbgrader", "export"]
    command += ["--exporter", "autograder.grading.export_plugin.Marks", *flags]
    with environment_on_path():
        return subprocess.run(command, cwd=course.root, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("form", ["plain", "canvas", "moodle"])
def test_only_the_lessons_asked_for(course, exported, tmp_path, form):
    """In every form, by our command and by nbgrader's with our exporter."""
    code, ours = exported("--format", form, "--assignment", WELCOME)
    assert (code, RETRY in str(ours), "00_welcome" in str(ours)) == (0, False, True)
    theirs = tmp_path / "theirs.csv"
    done = nbgrader_export(course, f"--Marks.format={form}", "--assignment", WELCOME, "--to", theirs)
    assert done.returncode == 0, done.stderr[-2000:]
    assert WELCOME in theirs.read_text("utf-8") and RETRY not in theirs.read_text("utf-8")


def test_nbgraders_command_exports_exercises_too(course, exported, tmp_path):
    """The same file, by the exporter's own trait; and it refuses a lesson that the gradebook lacks."""
    exported("--by", "exercise", "--assignment", RETRY)
    theirs = tmp_path / "theirs.csv"
    done = nbgrader_export(course, "--Marks.by=exercise", "--assignment", RETRY, "--to", theirs)
    assert done.returncode == 0, done.stderr[-2000:]
    assert theirs.read_bytes() == (tmp_path / "marks.csv").read_bytes()
    refused = nbgrader_export(course, "--assignment", "99_none")
    assert refused.returncode == 1 and "The gradebook has no '99_none'" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        (["--by", "week"], "There are lesson, exercise, criterion."),
        (["--format", "ods"], "There are plain, canvas, moodle."),
        (["--by", "exercise", "--format", "canvas"], "canvas takes one mark per lesson"),
        (["--assignment", "99_none"], f"The gradebook has no '99_none'. It has {WELCOME}, {RETRY}."),
    ],
)
def test_what_there_is_not_is_refused(exported, flags, told):
    """Nothing is written, and the message says what there is."""
    code, message = exported(*flags)
    assert code == commands.OUR_ERROR and told in message


@pytest.mark.parametrize("command", [["export", "marks.csv"], ["feedback"], ["formgrader"]])
def test_a_course_without_a_gradebook_is_told_so(tmp_path, monkeypatch, command):
    """It was SQLite's own error, with a traceback."""
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, [*command, "--course", "nowhere"])
    assert done.exit_code == commands.OUR_ERROR
    assert "nowhere has no gradebook yet" in "".join(done.output.split("\n"))
    assert not list(tmp_path.iterdir())


def test_an_own_assignment_with_several_notebooks(tmp_path):
    """Cells of one name in two notebooks are two columns; such an assignment has no criteria."""
    with environment_on_path(), Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}") as book:
        book.add_assignment("ps1")
        for name in ("ps1", "part2"):
            book.add_notebook(name, "ps1")
            book.add_grade_cell("test", name, "ps1", max_score=4, cell_type="code")
        book.add_student("ada")
        book.add_submission("ps1", "ada")
        for name, points in (("ps1", 1.5), ("part2", 3.0)):
            grade = book.find_grade("test", name, "ps1", "ada")
            grade.auto_score, grade.needs_manual_grade = points, False
        book.db.commit()
        found = Export(by="exercise").marks(book)
        assert Export(by="exercise").rows(book, found) == [
            ("learner", "name", "ps1/part2/test (4)", "ps1/test (4)"),
            ("ada", "ada", 3.0, 1.5),
        ]
        assert Export(by="criterion").rows(book, found) == [("learner", "name"), ("ada", "ada")]
