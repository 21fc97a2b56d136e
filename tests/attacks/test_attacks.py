"""A class of attackers and one honest learner, graded together: nobody gains a point or reaches outside."""

import csv
import dataclasses
import io
import re

import nbformat
import psutil
import pytest
from bank import ATTACKS
from classes import LESSON, POINTS, entered, grade, hand_in, make_course, notebook, points, texts
from rich.console import Console

from autograder import paths
from autograder.grading.course.folder import CourseFolder
from autograder.grading.course.foreign import readable
from autograder.grading.course.states import EndState
from autograder.grading.reports import marks as exports
from autograder.grading.reports import show
from autograder.grading.reports.feedback import write_feedback
from autograder.grading.reports.report import write_report
from autograder.grading.reports.results import results

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("attacks")]
HONEST = "an honest learner"
CANARY = '{"canary": "untouched"}'


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The class has handed in; the canary is a file that only a link could reach."""
    folder = make_course(tmp_path_factory.mktemp("attacked"))
    (folder / "canary.ipynb").write_text(CANARY, "utf-8")
    hand_in(folder, HONEST, notebook(folder, solved=True))
    for attack in ATTACKS:
        cells = [
            cell.replace("COURSE_FOLDER", str(folder)).replace("CHECKOUT", str(paths.ROOT))
            for cell in attack.cells
        ]
        made = notebook(folder, *cells, wrong=attack.answer)
        made.cells += [nbformat.v4.new_code_cell(source) for source in attack.after]
        submission = hand_in(folder, attack.folder, made)
        if attack.alter:
            attack.alter(folder, submission)
    return folder


@pytest.fixture(scope="module")
def graded(course):
    """learner → record; graded by somebody with a secret in the environment"""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SECRET_OF_THE_GRADER", "canary")
        return grade(course)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda one: one.name)
def test_an_attack_gains_nothing(attack, course, graded, record_property):
    """No point, a state that says what happened, a flag or a note where it can be seen, nothing open."""
    if attack.refused:
        named = f"submitted/{readable(attack.folder)}/{LESSON}"
        assert named in CourseFolder(course).strangers()
        assert attack.folder not in graded
        return
    record = graded[attack.folder]
    honest = graded[HONEST]
    outcome = {
        "points_gained": points(record),
        "flagged": bool(record.flags or record.notes) or not record.state.final,
        "end_state": str(record.state),
        "others_unchanged": (honest.state, points(honest)) == (EndState.GRADED, POINTS),
    }
    record_property("attack", [attack.name, outcome])
    assert outcome["points_gained"] == 0
    assert outcome["others_unchanged"], honest
    assert record.state in attack.ends, record
    assert not attack.flagged or outcome["flagged"], record
    if attack.holds:
        said = texts(record)
        assert "REFUSED" in said, "the attack did not run"
        assert "OPEN" not in said, said


RUNS = re.compile(rb"<script>alert|onclick=x>|\x1b|\xe2\x80\xae")


def test_table_report_feedback_and_exports_hold_the_whole_class(course, graded, tmp_path):
    """Each has the honest learner's points, everybody else's line, and nothing that a program would obey."""
    own = CourseFolder(course)
    records = list(graded.values())
    with own.gradebook() as book:
        found = results(records, book)
        pages = write_feedback(own, book, records)
        everybody = exports.marks(book)
    out = io.StringIO()
    Console(file=out, width=200, force_terminal=False).print(show.table(found))
    assert f"{HONEST} " in out.getvalue() and "[red]x [bold]" in out.getvalue()
    assert len(pages) == len(records)
    for page in (*pages, write_report(own, found)):
        assert not RUNS.search(page.read_bytes()), page
    for name, form in exports.FORMATS.items():
        exports.write(tmp_path / name, form(everybody, records))
        with open(tmp_path / name, encoding="utf-8", newline="") as file:
            lines = list(csv.reader(file))
        assert not [field for line in lines for field in line if field[:1] in ("=", "@", "＝")]
        assert len(lines) - (2 if name == "canvas" else 1) == len(records)


def test_each_learner_has_the_marks_of_their_own_name(course, graded):
    """Names that differ in case, composition or what cannot be seen are not the honest learner's."""
    marks = {learner: mark.points for (learner, _), mark in entered(course).items()}
    assert set(marks) == set(graded)
    assert [learner for learner, points in marks.items() if points] == [HONEST]


def test_nothing_outside_was_touched(course, graded):
    """The file behind the link is as it was, and no process outlives its box."""
    assert (course / "canary.ipynb").read_text("utf-8") == CANARY
    left = [p.pid for p in psutil.process_iter(["cmdline"]) if "98765" in (p.info["cmdline"] or [])]
    assert not left


def test_a_second_run_grades_nothing_again(course, graded):
    """Whatever the end state, it is in the ledger."""
    again = grade(course)
    assert {name: dataclasses.asdict(record) for name, record in again.items()} == {
        name: dataclasses.asdict(record) for name, record in graded.items()
    }
