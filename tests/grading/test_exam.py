"""The practice exam through grading: scored from the sheet that was handed in, or told why not."""

import json
import os
from pathlib import Path

import pytest
import yaml
from classes import grade

from autograder import exercises, paths
from autograder.checks.model import HandedIn
from autograder.checks.result import EVIDENCE_MIME
from autograder.grading.course.folder import CourseFolder
from autograder.grading.course.states import EndState
from autograder.grading.course.submission import read_submission
from autograder.grading.demo import Learner, hand_in
from autograder.grading.nbg.execution import read_files
from autograder.grading.nbg.judge import judge_check
from autograder.grading.nbg.release import release
from autograder.quiz import bank, command
from autograder.quiz.exam.model_answer import model_sheet
from autograder.quiz.exam.session import open_exam
from autograder.quiz.exam.sheet import NAME

SLUG = "13_exam"
FEEDBACK = os.environ.get("AUTOGRADER_FEEDBACK")  # a file for the graded notebook, for people to look at


def thirty_right(content: bytes) -> bytes:
    """A sheet with the answers to fifteen questions taken out."""
    sheet = json.loads(content)
    (attempt,) = sheet["attempts"].values()
    attempt["marks"] = dict(list(attempt["marks"].items())[:30])
    return json.dumps(sheet).encode()


def after_the_result(content: bytes) -> bytes:
    """A sheet that was submitted empty, with the right answers written in from what the result shows."""
    sheet = json.loads(content)
    (attempt,) = sheet["attempts"].values()
    attempt["started"] -= 600
    attempt["submitted"] = attempt["started"] + 60
    return json.dumps(sheet).encode()


ITEMS = list(bank.bank().values())
ADA, BOB = model_sheet("ada", ITEMS), model_sheet("bob", ITEMS)
SHEETS = {
    "all right": (ADA, EndState.GRADED, 50, ()),
    "two thirds": (thirty_right(ADA), EndState.GRADED, 30, ()),
    "answers after the result": (after_the_result(ADA), EndState.GRADED, 0, ()),
    "bob's": (ADA.replace(b'"ada"', b'"bob"'), EndState.FOREIGN, None, ("'bob', handed in by 'ada'",)),
    "half a file": (b'{"attempts": ', EndState.UNREADABLE, None, ("cannot be read",)),
    "bob's, renamed": (BOB.replace(b'"bob"', b'"ada"'), EndState.FOREIGN, None, ("was not drawn for",)),
    "none": (None, EndState.NOT_ATTEMPTED, 0, ("no answer sheet",)),
}


@pytest.mark.parametrize(("sheet", "state", "points", "reasons"), SHEETS.values(), ids=SHEETS)
def test_every_sheet_ends_in_a_state_that_says_what_it_is(tmp_path, sheet, state, points, reasons):
    """Points for each right answer in a sheet of their own; a word and a reason for all others."""
    folder = tmp_path / "ada" / SLUG
    folder.mkdir(parents=True)
    if sheet is not None:
        (folder / NAME).write_bytes(sheet)
    found = read_files(read_submission(tmp_path, "ada", SLUG), None)["practice_exam"]
    judged = judge_check(exercises.get("practice_exam"), "5eed", _claim("5eed"), None, found)
    assert (judged.state, judged.points) == (state, points)
    assert all(reason in flag for reason, flag in zip(reasons, judged.flags, strict=True))


UNWRITTEN = {
    "left as the stub": {"outcome": "not attempted"},
    "a cell that did not run": {"outcome": "did not run", "problem": "your cell did not run: SyntaxError"},
    "a function that raises": {"extra": {"evidence": {"opened": {"raised": {"type": "NameError"}}}}},
}


@pytest.mark.parametrize("claim", UNWRITTEN.values(), ids=UNWRITTEN)
@pytest.mark.parametrize("sheet", SHEETS)
def test_a_sheet_is_scored_whatever_became_of_the_cell_that_opens_it(tmp_path, claim, sheet):
    """The exam was sat and handed in: its points, or a person looks; without a sheet, nothing to score."""
    content, state, points, _ = SHEETS[sheet]
    folder = tmp_path / "ada" / SLUG
    folder.mkdir(parents=True)
    if content is not None:
        (folder / NAME).write_bytes(content)
    found = read_files(read_submission(tmp_path, "ada", SLUG), None)["practice_exam"]
    (output,) = _claim("5eed")
    output["data"][EVIDENCE_MIME] |= claim
    judged = judge_check(exercises.get("practice_exam"), "5eed", [output], None, found)
    if content is None and claim.get("outcome") == "did not run":
        state = EndState.DID_NOT_RUN
    assert (judged.state, judged.points) == (state, points)


@pytest.mark.parametrize("name", ["{} (1).json", "{}-Copy1.json", "Copy of {}.json", "Kopie von {}.json"])
def test_a_sheet_under_a_copys_name_is_scored(tmp_path, name):
    """As browsers, Jupyter and Drive call it."""
    folder = tmp_path / "ada" / SLUG
    folder.mkdir(parents=True)
    (folder / name.format(NAME.removesuffix(".json"))).write_bytes(ADA)
    found = read_files(read_submission(tmp_path, "ada", SLUG), None)["practice_exam"]
    assert (found["found"], found["right"]) == (HandedIn.READ, found["total"])


def link(path):
    """To a sheet that lies elsewhere, perhaps another learner's."""
    other = path.parents[1] / "elsewhere.json"
    other.write_bytes(ADA)
    path.symlink_to(other)


def second_name(path):
    """The same, without a sign of it in the file's type."""
    other = path.parents[1] / "elsewhere.json"
    other.write_bytes(ADA)
    path.hardlink_to(other)


def hundred_megabytes(path):
    """Sparse: it takes no space here."""
    with path.open("wb") as file:
        file.truncate(100 * 2**20)


def two_megabytes(path):
    """Small enough to be taken, too large for a sheet: a sheet with a tail of spaces."""
    path.write_bytes(ADA + b" " * 2**21)


ODD = {
    link: "a symbolic link",
    second_name: "a hard link",
    os.mkfifo: "not a regular file",
    hundred_megabytes: "larger than",
    two_megabytes: "larger than",
}


@pytest.mark.parametrize(("lay", "reason"), ODD.items(), ids=[lay.__name__ for lay in ODD])
def test_a_sheet_that_is_not_read_is_not_a_missing_one(tmp_path, lay, reason):
    """Neither points nor a final zero: a person has to look."""
    folder = tmp_path / "ada" / SLUG
    folder.mkdir(parents=True)
    lay(folder / NAME)
    found = read_files(read_submission(tmp_path, "ada", SLUG), None)["practice_exam"]
    judged = judge_check(exercises.get("practice_exam"), "5eed", _claim("5eed"), None, found)
    assert (judged.state, judged.points) == (EndState.UNREADABLE, None)
    assert reason in judged.flags[0]


@pytest.mark.slow
@pytest.mark.xdist_group("box")
def test_the_engine_scores_the_sheet_and_not_what_the_notebook_says(tmp_path):
    """Two notebooks that show full marks: one with fifteen answers missing, one with another's sheet.

    A third is untouched, and its sheet is complete.
    """
    course, names = tmp_path.resolve(), ("ada", "bob", "cem")
    release(CourseFolder(course), [SLUG])
    solves = {"ada": (SLUG,), "bob": (SLUG,), "cem": ()}
    hand_in(CourseFolder(course), tuple(Learner(name, "", (SLUG,), solves[name]) for name in names))
    sheets = {name: course / "submitted" / name / SLUG / NAME for name in names}
    sheets["bob"].write_bytes(ADA)
    sheets["cem"].write_bytes(model_sheet("cem", ITEMS))
    sheets["ada"].write_bytes(thirty_right(ADA))
    records = grade(course)
    assert {name: (one.state, one.cells["check-practice_exam"]) for name, one in records.items()} == {
        "ada": (EndState.GRADED, 30.0),
        "bob": (EndState.FOREIGN, None),
        "cem": (EndState.GRADED, 50.0),
    }
    assert "scored from the file alone" in records["cem"].notes[0]
    if FEEDBACK:
        Path(FEEDBACK).write_text(records["ada"].notebooks["13_exam"], "utf-8")


@pytest.fixture
def own_bank(tmp_path):
    """A course with questions of its own, published, and a learner's folder with them and an exam taken."""
    course, mine = tmp_path / "course", tmp_path / "mine"
    (course / "bank").mkdir(parents=True)
    mine.mkdir()
    for name in ("01_error_handling", "02_retry"):
        items = yaml.safe_load((paths.ITEMS / f"{name}.yaml").read_text("utf-8"))
        private = [{**one, "stem": f"In private: {one['stem']}"} for one in items]
        (course / "bank" / f"{name}.yaml").write_text(yaml.safe_dump(private), "utf-8")
    assert command.publish(course) == 0
    published = course / "source" / SLUG / "13_exam.questions.json"
    (mine / published.name).write_bytes(published.read_bytes())
    exam = open_exam("ada", "practice", mine)
    exam.start()
    keys = bank.read_folder(course / "bank")
    for number in range(1, exam.size + 1):
        exam.choose(number, keys[exam.shown(number).question.id].key)
    exam.submit()
    return course, mine


def read(course, mine, learner="ada"):
    """What grading reads in this folder."""
    target = course / "submitted" / learner
    target.mkdir(parents=True, exist_ok=True)
    if not (target / SLUG).exists():
        mine.rename(target / SLUG)
    return read_files(read_submission(course / "submitted", learner, SLUG), course)["practice_exam"]


def test_an_instructor_may_keep_the_key(own_bank):
    """The learner's copy cannot score it; grading can, with the bank in the course's folder."""
    course, mine = own_bank
    here = exercises.get("practice_exam").handed_in({path.name: path for path in mine.iterdir()})
    assert "right" not in here and "instructor" in here["why"]
    found = read(course, mine)
    assert found["found"] == HandedIn.READ and found["right"] == found["total"]


def test_a_private_bank_that_is_broken_is_our_error_and_stops_nobody(own_bank):
    """Said at this exercise; the rest of the notebook is graded."""
    course, mine = own_bank
    (course / "bank" / "02_retry.yaml").write_text("- id: 7")
    found = read(course, mine)
    assert "02_retry.yaml, question 7: id: " in found["why"]
    judged = judge_check(exercises.get("practice_exam"), "5eed", _claim("5eed"), None, found)
    assert (judged.state, judged.points) == (EndState.GRADER_ERROR, None)


def test_answers_to_another_bank_are_foreign(own_bank):
    """For instance when the instructor has changed a question since."""
    course, mine = own_bank
    path = course / "bank" / "02_retry.yaml"
    path.write_text(path.read_text().replace("In private", "In private, later"))
    found = read(course, mine)
    assert found["found"] == HandedIn.FOREIGN and "another bank" in found["why"]


def test_a_course_without_private_questions_has_nothing_to_publish(tmp_path):
    """It says where they belong."""
    assert command.publish(tmp_path) == 1


def _claim(seed: str) -> list[dict]:
    """What a check cell shows when its kernel has found nothing."""
    report = {"exercise": "practice_exam", "seed": seed, "outcome": "observed", "points": 0}
    evidence = {"opened": {"seen": {"returned": "ExamPage"}}, "witness": {"seen": {}}}
    data = {EVIDENCE_MIME: {**report, "extra": {"evidence": evidence}}}
    return [{"output_type": "execute_result", "data": data}]
