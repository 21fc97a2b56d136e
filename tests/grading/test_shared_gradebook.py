"""Two graders, one gradebook on a real PostgreSQL server: the second is refused, and told who is at work."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time

import pytest
from classes import LESSON, POINTS, entered, grade, hand_in, make_course, notebook
from postgres import server

from autograder import paths
from autograder.grading.config import GRADEBOOK
from autograder.grading.course.folder import CourseFolder

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


def wait_for_a_record(grader, course):
    """Until a grader has put its first record away."""
    deadline = time.monotonic() + 300
    while not graded_by(course):
        assert grader.poll() is None and time.monotonic() < deadline, "it graded nobody"
        time.sleep(0.1)


def test_a_second_grader_is_refused_and_told_who_is_at_work(course, tmp_path):
    """On another machine too, which has the course in a folder of its own: the gradebook is the same."""
    elsewhere = tmp_path / "the course on another machine"
    shutil.copytree(course, elsewhere)
    first = start(course)
    wait_for_a_record(first, course)
    os.killpg(first.pid, signal.SIGSTOP)  # it must not be done before the others have asked
    try:
        others = [start(folder) for folder in (course, elsewhere)]
        told = [grader.communicate(timeout=120)[0] for grader in others]
    finally:
        os.killpg(first.pid, signal.SIGCONT)
    assert [grader.returncode for grader in others] == [1, 1]
    for said in told:
        assert f"process {first.pid} on {socket.gethostname()[:20]}" in " ".join(said.split()), said
        assert said.startswith("Another grader is at work on"), said
    assert first.communicate(timeout=400)[0].count("5 of 5") == len(LEARNERS)
    assert first.returncode == 0 and not (elsewhere / "graded-by").exists()
    expect_full_marks(course)


def test_a_killed_grader_leaves_the_gradebook_free(course):
    """The server lets go of its lock when its connection ends; what it had finished stays finished."""
    first = start(course)
    wait_for_a_record(first, course)
    os.killpg(first.pid, signal.SIGKILL)
    first.communicate()
    done = [learner for _, learner in graded_by(course)]
    second = start(course)
    said, _ = second.communicate(timeout=400)
    assert second.returncode == 0, said
    again = [learner for process, learner in graded_by(course) if process == str(second.pid)]
    # The killed one may have died between putting a record away and noting it here.
    assert set(again) >= set(LEARNERS) - set(done) - set(LEARNERS[len(done) : len(done) + 1])
    assert not set(again) & set(done), "graded twice"
    expect_full_marks(course)


def test_a_late_submission_is_penalised_by_the_instructors_plugin(course):
    """nbgrader's own penalty, with the due date of the course's gradebook; once more changes nothing."""
    (course / "nbgrader_config.py").open("a").write('\nc.LateSubmissionPlugin.penalty_method = "zero"\n')
    late, early, unread = LEARNERS[:3]
    stamps = {late: "2026-03-02 10:00:00 UTC", early: "2026-02-28 10:00:00 UTC", unread: "?"}
    for learner, stamp in stamps.items():
        (course / "submitted" / learner / LESSON / "timestamp.txt").write_text(stamp)
    with CourseFolder(course).gradebook() as book:
        book.update_or_create_assignment(LESSON, duedate="2026-03-01 00:00:00 UTC")
    for _ in range(2):
        records = grade(course)
        with CourseFolder(course).gradebook() as book:
            found = {one: book.find_submission(LESSON, one) for one in (late, early, unread)}
            assert {one: (s.score, s.late_submission_penalty) for one, s in found.items()} == {
                late: (POINTS, POINTS),
                early: (POINTS, 0),
                unread: (POINTS, 0),
            }
    assert any("timestamp.txt holds no time" in flag for flag in records[unread].flags)
