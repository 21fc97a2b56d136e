"""The practice exam through grading: scored from the sheet that was handed in, or told why not."""

import csv
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import yaml
from classes import grade

from autograder import exercises, lesson, paths
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
from autograder.quiz.models import Kind

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


def test_a_reason_that_is_mended_changes_no_mark(own_bank):
    """Nor does another order of the options: neither is in what learners got."""
    course, mine = own_bank
    path = course / "bank" / "02_retry.yaml"
    items = yaml.safe_load(path.read_text("utf-8"))
    for one in items:
        one["options"][0]["why"] += " Mended."
        if one["kind"] != "ordering":
            one["options"].reverse()
    path.write_text(yaml.safe_dump(items), "utf-8")
    found = read(course, mine)
    assert found["found"] == HandedIn.READ and found["right"] == found["total"]


def test_an_empty_bank_is_the_courses_own(tmp_path):
    """A folder made for questions to come must not make every sheet foreign."""
    (tmp_path / "bank").mkdir()
    target = tmp_path / "submitted" / "ada" / SLUG
    target.mkdir(parents=True)
    (target / NAME).write_bytes(ADA)
    found = read_files(read_submission(tmp_path / "submitted", "ada", SLUG), tmp_path)["practice_exam"]
    assert (found["found"], found["right"]) == (HandedIn.READ, 45)


def thirty_then_all_right(content: bytes) -> bytes:
    """A sheet with two attempts, the better one an hour later."""
    first, second = json.loads(thirty_right(content)), json.loads(model_sheet("ada", ITEMS))
    ((seed, attempt),) = second["attempts"].items()
    attempt.update(started=attempt["started"] + 3600, submitted=attempt["submitted"] + 3600)
    for mark in attempt["marks"].values():
        mark["at"] += 3600 * 10**9
    return json.dumps({"attempts": {**first["attempts"], seed: attempt}}).encode()


@pytest.mark.parametrize(("rules", "right"), [("", 45), ("exam_attempts: 1", 30)], ids=["default", "one"])
def test_the_courses_rules_say_how_many_exams_count(tmp_path, rules, right):
    """And feedback says what became of the others."""
    (tmp_path / "course.yaml").write_text(rules, "utf-8")
    target = tmp_path / "submitted" / "ada" / SLUG
    target.mkdir(parents=True)
    (target / NAME).write_bytes(thirty_then_all_right(ADA))
    found = read_files(read_submission(tmp_path / "submitted", "ada", SLUG), tmp_path)["practice_exam"]
    assert found["right"] == right
    judged = judge_check(exercises.get("practice_exam"), "5eed", _claim("5eed"), None, found)
    got = " ".join(one.got for one in judged.report.verdicts)
    assert ("not counted: 1 that came after those that count" in got) == (right == 30)


def test_an_exam_begun_days_after_it_was_handed_in_waits_for_a_person(tmp_path):
    """By the timestamp of its collection."""
    target = tmp_path / "submitted" / "ada" / SLUG
    target.mkdir(parents=True)
    (target / NAME).write_bytes(ADA)
    (target / "timestamp.txt").write_text("2001-02-03 10:00:00 UTC")
    found = read_files(read_submission(tmp_path / "submitted", "ada", SLUG), tmp_path)["practice_exam"]
    assert found["found"] == HandedIn.FOREIGN and "its times cannot be" in found["why"]


PAGE = (paths.ROOT / "docs" / "instructor.md").read_text("utf-8")
BANK_PAGE = (paths.ROOT / "docs" / "question-bank.md").read_text("utf-8")


@pytest.fixture
def home(tmp_path):
    """A folder like a checkout with a bank in its classroom, for commands of the documents to run in."""
    root = tmp_path.resolve()
    (root / "classroom" / "bank").mkdir(parents=True)
    (root / "work").mkdir()
    for name in ("solutions", "notebooks", "data"):
        (root / name).symlink_to(paths.ROOT / name)
    (root / "classroom" / "course.yaml").write_text(f"lessons: [{SLUG}]", "utf-8")
    (example,) = re.findall(r"```yaml\n(.*?)```", BANK_PAGE, re.DOTALL)
    (root / "classroom" / re.search(r"`classroom/(bank/\w+\.yaml)`", PAGE)[1]).write_text(example, "utf-8")
    return root


def typed(root, line):
    """Runs a command as it stands in the document, with this package for the checkout's; the process."""
    said = shlex.split(line)
    ours = said[0] in (".venv/bin/autograder", "make")
    words = [sys.executable, "-m", "autograder.cli", *said[1:]] if ours else said
    environment = {**os.environ, "AUTOGRADER_ROOT": str(root), "PYTHONPATH": str(paths.PACKAGE.parent)}
    environment.pop("AUTOGRADER_GRADEBOOK", None)
    return subprocess.run(words, cwd=root, env=environment, capture_output=True, text=True)


def slip(question, key):
    """An answer that the question takes, and that is not its key."""
    if question.kind is Kind.ORDERING:
        return key[::-1]
    return key[:1] if question.kind is Kind.MULTIPLE else tuple(n for n in range(3) if n not in key)[:1]


def sits(root, monkeypatch, slips):
    """Takes the exam as the notebook does, with so many wrong answers, and hands it in."""
    work, target = root / "work", root / "classroom" / "submitted" / "ada" / SLUG
    monkeypatch.chdir(work)
    page = lesson.exam("ada")
    keys = bank.read_folder(root / "classroom" / "bank")
    page.start()
    for number in range(1, page.exam.size + 1):
        shown = page.exam.shown(number)
        key = keys[shown.question.id].key
        page.answer(number, shown.spelled(slip(shown.question, key) if number <= slips else key))
    page.submit()
    notebook = nbformat.read(root / "classroom" / "release" / SLUG / f"{SLUG}.ipynb", as_version=4)
    cell = next(one for one in notebook.cells if "def my_exam" in one.source)
    cell.source = 'def my_exam():\n    return lesson.exam("ada")\n'
    target.mkdir(parents=True)
    nbformat.write(notebook, target / f"{SLUG}.ipynb")
    shutil.copy(work / NAME, target)


@pytest.mark.slow
@pytest.mark.xdist_group("box")
def test_a_private_exam_from_publish_to_marks_as_the_document_says(home, monkeypatch, capsys):
    """The commands of instructor.md's section, in its order, as they stand there."""
    section = PAGE.split("## The practice exam")[1].split("\n## ")[0]
    commands = [line.strip() for line in section.splitlines() if line.startswith("       ")]
    lint, publish, hand_out, grading, export = commands
    assert typed(home, grading).returncode == 0  # makes the course; nothing is submitted
    assert typed(home, lint).returncode == 0
    said = typed(home, publish)
    assert said.returncode == 0 and "An exam has 5 questions in 10 minutes" in said.stdout
    assert typed(home, hand_out).returncode == 0
    sits(home, monkeypatch, slips=1)
    printed = capsys.readouterr().out
    assert "Your instructor has the key" in printed and "counts for your mark: number 1 of 3" in printed
    done = typed(home, grading)
    assert done.returncode == 0, done.stdout + done.stderr
    assert typed(home, export).returncode == 0
    (row,) = csv.DictReader((home / "marks.csv").open(encoding="utf-8"))
    assert [float(row[name]) for name in ("points", "max_points")] == [41, 50]  # 4 of 5: 36 of 45, and 5
    change_a_question(home)
    done = typed(home, grading)
    remark = re.search(r'remark\s+"(its questions.*?)"', section, re.DOTALL)[1]
    assert done.returncode == 3
    assert " ".join(remark.split()) in " ".join(done.stdout.split())


def change_a_question(root):
    """One word of a stem, after the exam was sat."""
    (path,) = (root / "classroom" / "bank").glob("*.yaml")
    path.write_text(path.read_text("utf-8").replace("worth a second try", "worth another try"), "utf-8")


def test_a_course_without_private_questions_has_nothing_to_publish(tmp_path):
    """It says where they belong."""
    assert command.publish(tmp_path) == 1


def _claim(seed: str) -> list[dict]:
    """What a check cell shows when its kernel has found nothing."""
    report = {"exercise": "practice_exam", "seed": seed, "outcome": "observed", "points": 0}
    evidence = {"opened": {"seen": {"returned": "ExamPage"}}, "witness": {"seen": {}}}
    data = {EVIDENCE_MIME: {**report, "extra": {"evidence": evidence}}}
    return [{"output_type": "execute_result", "data": data}]
