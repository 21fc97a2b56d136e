"""Two graders, one course, its gradebook on a real PostgreSQL server: together they grade everybody once."""

import os
import signal
import subprocess
import sys
import time

import pytest
from classes import LESSON, POINTS, entered, grade, hand_in, make_course, notebook
from postgres import server

from autograder import paths
from autograder.grading import classroom
from autograder.grading.config import GRADEBOOK

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults")]

LEARNERS = [f"learner {number}" for number in range(4)]

# A grader that notes in a file whom it has graded.
GRADER = """
import os, sys
from pathlib import Path
from classes import SMALL
from autograder.grading import commands
from autograder.grading.course.ledger import Ledger

put = Ledger.put
def noted(self, record):
    put(self, record)
    with open(Path(sys.argv[1]) / "graded-by", "a") as out:
        out.write(f"{os.getpid()} {record.learner}\\n")
Ledger.put = noted

if __name__ == "__main__":
    sys.exit(commands.grade(Path(sys.argv[1]), commands.Order(workers=1, limits=SMALL)))
"""


@pytest.fixture(scope="module")
def gradebook_address():
    with server() as url:
        yield url


@pytest.fixture
def course(gradebook_address, tmp_path, monkeypatch):
    """A class of four whose gradebook is on the server, in a database of the test's own."""
    from sqlalchemy import create_engine, text

    name = f"course_{os.getpid()}_{time.monotonic_ns()}"
    with create_engine(gradebook_address, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    monkeypatch.setenv(GRADEBOOK, gradebook_address.replace("/postgres?", f"/{name}?"))
    folder = make_course(tmp_path / "course")
    for learner in LEARNERS:
        hand_in(folder, learner, notebook(folder, solved=True))
    (tmp_path / "grader.py").write_text(GRADER, "utf-8")
    return folder


def start(course) -> subprocess.Popen:
    path = os.pathsep.join([str(paths.ROOT), str(paths.ROOT / "tests" / "support")])
    return subprocess.Popen(
        [sys.executable, str(course.parent / "grader.py"), str(course)],
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def graded_by(course) -> list[list[str]]:
    """(process, learner) of every record, in order."""
    file = course / "graded-by"
    return [line.split(" ", 1) for line in file.read_text().splitlines()] if file.exists() else []


def expect_full_marks(course):
    """In the gradebook on the server, for everybody."""
    assert not (course / "gradebook.db").exists()
    assert {one.learner: one.points for one in entered(course).values()} == dict.fromkeys(LEARNERS, POINTS)


def test_two_graders_share_a_class(course):
    """Each learner is graded by one of them; both end with all grades on the screen."""
    both = [start(course), start(course)]
    said = [grader.communicate(timeout=400)[0] for grader in both]
    assert [grader.returncode for grader in both] == [0, 0], "\n".join(said)
    assert sorted(learner for _, learner in graded_by(course)) == LEARNERS, "graded twice, or not at all"
    assert len({process for process, _ in graded_by(course)}) == 2, "one of them did nothing"
    assert all(learner in text for learner in LEARNERS for text in said)
    expect_full_marks(course)


def test_a_killed_grader_leaves_its_learners_to_the_other(course):
    """Its claims end with its connection; what it had finished stays finished."""
    first, second = start(course), start(course)
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline and str(first.pid) not in {process for process, _ in graded_by(course)}:
        time.sleep(0.1)
    os.killpg(first.pid, signal.SIGKILL)
    first.communicate()
    said, _ = second.communicate(timeout=400)
    assert second.returncode == 0, said
    begun = [learner for process, learner in graded_by(course) if process == str(first.pid)]
    others = [learner for process, learner in graded_by(course) if process != str(first.pid)]
    # The killed one may have died between grading its last learner and putting the record away.
    assert sorted({*begun, *others}) == LEARNERS
    assert sorted(others) in (sorted({*LEARNERS} - {*begun}), sorted({*LEARNERS} - {*begun[:-1]}))
    expect_full_marks(course)


def test_a_late_submission_is_penalised_by_the_instructors_plugin(course):
    """nbgrader's own penalty, with the due date of the course's gradebook; once more changes nothing."""
    (course / "nbgrader_config.py").open("a").write('\nc.LateSubmissionPlugin.penalty_method = "zero"\n')
    late, early, unread = LEARNERS[:3]
    stamps = {late: "2026-03-02 10:00:00 UTC", early: "2026-02-28 10:00:00 UTC", unread: "?"}
    for learner, stamp in stamps.items():
        (course / "submitted" / learner / LESSON / "timestamp.txt").write_text(stamp)
    with classroom.gradebook(course) as book:
        book.update_or_create_assignment(LESSON, duedate="2026-03-01 00:00:00 UTC")
    for _ in range(2):
        records = grade(course)
        with classroom.gradebook(course) as book:
            found = {one: book.find_submission(LESSON, one) for one in (late, early, unread)}
            assert {one: (s.score, s.late_submission_penalty) for one, s in found.items()} == {
                late: (POINTS, POINTS),
                early: (POINTS, 0),
                unread: (POINTS, 0),
            }
    assert "timestamp.txt holds no time that can be read" in records[unread].flags
