"""Submissions and graders that break: everybody has an end state, and nobody else's result changes."""

import csv
import errno
import html
import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import psutil
import pytest
from classes import EXERCISE, LESSON, POINTS, SMALL, entered, grade, hand_in, make_course, notebook, points

from autograder import paths
from autograder.authoring.release import environment_on_path
from autograder.grading import commands
from autograder.grading.classrun import engine
from autograder.grading.classrun.tls import CERTIFICATE, KEY, write_certificates
from autograder.grading.course.folder import CourseFolder
from autograder.grading.course.ledger import Ledger
from autograder.grading.course.states import EndState
from autograder.grading.reports.feedback import write_feedback

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults")]
S = EndState
HONEST = "Zoë O'Neill [1]"  # ids are folder names: blanks, quotes, brackets, letters of any language


def _corrupt(folder: Path) -> None:
    (folder / f"{LESSON}.ipynb").write_text('{"cells": [', "utf-8")


def _empty(folder: Path) -> None:
    (folder / f"{LESSON}.ipynb").write_bytes(b"")


def _no_notebook_at_all(folder: Path) -> None:
    (folder / f"{LESSON}.ipynb").write_text(json.dumps(["a", "list"]), "utf-8")


def _deleted(folder: Path) -> None:
    (folder / f"{LESSON}.ipynb").unlink()


def _only_cells_of_their_own(folder: Path) -> None:
    file = folder / f"{LESSON}.ipynb"
    made = nbformat.read(file, 4)
    made.cells = [nbformat.v4.new_code_cell("1 + 1")]
    nbformat.write(made, file)


def _check_deleted(folder: Path) -> None:
    file = folder / f"{LESSON}.ipynb"
    made = nbformat.read(file, 4)
    made.cells = [cell for cell in made.cells if not cell.metadata.get("nbgrader", {}).get("grade")]
    nbformat.write(made, file)


def _exercise_doubled(folder: Path) -> None:
    file = folder / f"{LESSON}.ipynb"
    made = nbformat.read(file, 4)
    own = next(c for c in made.cells if c.metadata.get("nbgrader", {}).get("grade_id") == EXERCISE)
    made.cells.append(nbformat.from_dict({**own, "id": "again", "source": "pass"}))
    nbformat.write(made, file)


# name → what happens to a solved submission, how it must end, its points
FAULTS = {
    "corrupt JSON": (_corrupt, S.CORRUPT, 0),
    "an empty file": (_empty, S.CORRUPT, 0),
    "JSON that is no notebook": (_no_notebook_at_all, S.CORRUPT, 0),
    "a deleted notebook": (_deleted, S.MISSING, 0),
    "all our cells deleted": (_only_cells_of_their_own, S.UNKNOWN, 0),
    "the check deleted": (_check_deleted, S.GRADED, POINTS),
    "the exercise doubled": (_exercise_doubled, S.GRADED, POINTS),
}
KERNEL_DIES = "import os; os._exit(1)"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """One honest learner, and one for each fault."""
    folder = make_course(tmp_path_factory.mktemp("faulty class"))
    hand_in(folder, HONEST, notebook(folder, solved=True))
    hand_in(folder, "a dead kernel", notebook(folder, KERNEL_DIES, solved=True))
    hand_in(
        folder,
        "a warning on stderr",
        notebook(folder, "import sys; print('WARN', file=sys.stderr)", solved=True),
    )
    hand_in(folder, "a cell that fails", notebook(folder, "1 / 0", solved=True))
    for name, (happens, _, _) in FAULTS.items():
        happens(hand_in(folder, name, notebook(folder, solved=True)))
    return folder


@pytest.fixture(scope="module")
def graded(course):
    """learner → record"""
    return grade(course)


ENDS = {name: (state, score) for name, (_, state, score) in FAULTS.items()} | {
    "a dead kernel": (S.CRASHED, 0),
    "a warning on stderr": (S.GRADED, POINTS),
    "a cell that fails": (S.GRADED, POINTS),
}


@pytest.mark.parametrize("name", ENDS)
def test_a_fault_has_an_end_state(name, graded, record_property):
    """Explicit, and never a number where there is none."""
    record, honest = graded[name], graded[HONEST]
    unchanged = (honest.state, points(honest)) == (S.GRADED, POINTS)
    outcome = {
        "points_gained": 0 if points(record) == ENDS[name][1] else points(record),
        "flagged": bool(record.flags) or not record.state.final,
        "end_state": str(record.state),
        "others_unchanged": unchanged,
    }
    record_property("fault", [name, outcome])
    assert (record.state, points(record)) == ENDS[name], record
    assert unchanged


def test_the_gradebook_says_the_same(course, graded):
    """What has no grade is marked for a person, and is not a silent zero."""
    shown = entered(course)
    assert {learner for learner, _ in shown} == set(graded)
    for learner, record in graded.items():
        due = None if None in record.cells.values() else points(record)
        assert shown[learner, LESSON].points == due, learner


def test_nbgraders_export_with_our_plugin_has_no_silent_zero(course, graded):
    """`nbgrader export` as an instructor runs it; with nbgrader's own plugin a dead kernel earns 0."""
    command = [sys.executable, "-m", "nbgrader", "export", "--to", "marks.csv"]
    with environment_on_path():
        for plugin in ("autograder.grading.export_plugin.Marks", "nbgrader.plugins.CsvExportPlugin"):
            subprocess.run([*command, "--exporter", plugin], cwd=course, check=True, capture_output=True)
            with open(course / "marks.csv", encoding="utf-8", newline="") as file:
                lines = {line.get("learner", line.get("student_id")): line for line in csv.DictReader(file)}
            if "learner" in lines[HONEST]:
                assert {who: line["points"] for who, line in lines.items()} == {
                    who: "" if None in record.cells.values() else str(float(points(record)))
                    for who, record in graded.items()
                }
    assert lines["a dead kernel"]["score"] == "0.0"


def test_feedback_has_cards_and_nothing_of_ours(course, graded):
    """A page for everybody, also for those without a mark; no traceback, no path, no flag, no solution."""
    with CourseFolder(course).gradebook() as book:
        pages = write_feedback(CourseFolder(course), book, graded.values())
    texts = {page.parent.parent.name: page.read_text("utf-8") for page in pages}
    assert set(texts) == set(graded)
    assert "correct, 5 of 5 points" in texts[HONEST]
    assert "no mark yet" in texts["a dead kernel"]
    assert str(S.CRASHED) in texts["a dead kernel"]
    assert str(S.CORRUPT) in texts["corrupt JSON"]
    for text in texts.values():
        assert not re.search(r"Traceback|/autograder/|site-packages|BEGIN SOLUTION", text)


def test_a_persons_grade_is_never_touched(course, graded):
    """A manual score, extra credit and a comment stay, however often grading runs."""
    with CourseFolder(course).gradebook() as book:
        own = book.find_grade(f"check-{EXERCISE}", LESSON, LESSON, "a dead kernel")
        own.manual_score, own.extra_credit, own.needs_manual_grade = 3.0, 1.0, False
        comment = book.find_comment(EXERCISE, LESSON, LESSON, "a dead kernel")
        comment.manual_comment = "seen in the lab"
        book.db.commit()
    grade(course, only="a dead kernel", reseed=True)
    with CourseFolder(course).gradebook() as book:
        own = book.find_grade(f"check-{EXERCISE}", LESSON, LESSON, "a dead kernel")
        comment = book.find_comment(EXERCISE, LESSON, LESSON, "a dead kernel")
        assert (own.manual_score, own.extra_credit, own.needs_manual_grade) == (3.0, 1.0, False)
        assert comment.manual_comment == "seen in the lab"
        write_feedback(CourseFolder(course), book, graded.values())
    page = (course / "feedback" / "a dead kernel" / LESSON / f"{LESSON}.html").read_text("utf-8")
    assert "seen in the lab" in page
    assert "4 of 5 points" in page


KILLS = int(os.environ.get("KILLS", "4"))  # each costs some seconds

GRADER = """
import sys
from pathlib import Path
from classes import SMALL
from autograder.grading import commands
if __name__ == "__main__":
    sys.exit(commands.grade(Path(sys.argv[1]), commands.Order(workers=2, limits=SMALL)))
"""


def _start_grader(course: Path, script: Path) -> subprocess.Popen:
    path = os.pathsep.join([str(paths.ROOT), str(paths.ROOT / "tests" / "support")])
    return subprocess.Popen(
        [sys.executable, str(script), str(course)],
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def test_a_killed_grader_loses_nothing_and_grades_nothing_twice(tmp_path):
    """SIGKILL to the grader and its workers at random moments; the last run ends with the same gradebook."""
    course = make_course(tmp_path / "course")
    learners = [f"learner {number}" for number in range(5)]
    for learner in learners:
        hand_in(course, learner, notebook(course, solved=True))
    script = tmp_path / "grader.py"
    script.write_text(GRADER, "utf-8")
    rng, kept = random.Random(5), set()
    for _ in range(KILLS):
        grader = _start_grader(course, script)
        time.sleep(rng.uniform(2, 9))
        os.killpg(grader.pid, signal.SIGKILL)
        grader.communicate()
        found = {file: file.read_bytes() for file in (course / ".autograder/ledger").glob("*/*.json")}
        assert kept <= set(found.items()), "a record was lost or written anew"
        kept = set(found.items())
    last = _start_grader(course, script)
    said, _ = last.communicate(timeout=300)
    assert last.returncode == 0, said
    assert kept <= {(f, f.read_bytes()) for f in (course / ".autograder/ledger").glob("*/*.json")}
    assert {one.learner: one.points for one in entered(course).values()} == dict.fromkeys(learners, POINTS)


def test_ctrl_c_is_answered_in_one_sentence_and_loses_nothing(tmp_path):
    """It reaches every process of the terminal; the workers' own tracebacks are nobody's business."""
    course = make_course(tmp_path / "course")
    for number in range(6):
        hand_in(course, f"learner {number}", notebook(course, solved=True))
    script = tmp_path / "grader.py"
    script.write_text(GRADER, "utf-8")
    grader = _start_grader(course, script)
    _wait_for(lambda: any((course / ".autograder/ledger").glob("??/*.json")))
    os.killpg(grader.pid, signal.SIGINT)
    said, _ = grader.communicate(timeout=60)
    assert grader.returncode == commands.STOPPED and "the same command goes on from there" in said, said
    assert "Traceback" not in said and "Error" not in said, said
    again = _start_grader(course, script)
    said, _ = again.communicate(timeout=300)
    assert again.returncode == 0 and "graded before and unchanged" in said, said


def _wait_for(moment: Callable[[], bool], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not moment():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.05)


def _kill_at_work(pid: int) -> None:
    """SIGKILL to a worker as soon as it has a box."""
    worker = psutil.Process(pid)
    _wait_for(lambda: any(child.name() == "bwrap" for child in worker.children()))
    worker.kill()


def test_a_worker_that_dies_is_replaced(tmp_path, record_property):
    """SIGKILL to the worker of a running Dask cluster, as `--scheduler` uses one: another redoes its work."""
    from distributed import LocalCluster
    from distributed.security import Security

    course = make_course(tmp_path / "course")
    learners = ["first", "second"]
    for learner in learners:
        hand_in(course, learner, notebook(course, solved=True))
    own = CourseFolder(course)
    write_certificates(own.tls)
    files = {
        role: str(own.tls / CERTIFICATE)
        for role in ("ca_file", "scheduler_cert", "worker_cert", "client_cert")
    }
    files |= {role: str(own.tls / KEY) for role in ("scheduler_key", "worker_key", "client_key")}
    trust = Security(require_encryption=True, **{f"tls_{role}": file for role, file in files.items()})
    with LocalCluster(
        n_workers=1,
        threads_per_worker=1,
        memory_limit=0,
        dashboard_address=None,
        protocol="tls://",
        security=trust,
    ) as cluster:
        victim = cluster.workers[0].pid
        todo = engine.plan(own, own.submissions(), SMALL)
        threading.Thread(target=_kill_at_work, args=(victim,), daemon=True).start()
        news = engine.run(own, todo.tasks, SMALL, workers=1, scheduler=cluster.scheduler_address)
        records = [record for new in news for record in new]
        assert cluster.workers[0].pid != victim, "nobody died"
    outcome = {"points_gained": 0, "flagged": False, "end_state": "graded", "others_unchanged": True}
    record_property("fault", ["a killed worker", outcome])
    assert {one.learner: (one.state, points(one)) for one in records} == dict.fromkeys(
        learners, (S.GRADED, POINTS)
    )


def test_a_full_disk_stops_grading_and_loses_nothing(tmp_path, monkeypatch, capsys, record_property):
    """It says so in one line; with room again the same command completes the class."""
    course = make_course(tmp_path / "course")
    for learner in ("first", "second"):
        hand_in(course, learner, notebook(course, solved=True))
    room, put = iter([True, False]), Ledger.put

    def full(self, record):
        if not next(room):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.folder))
        put(self, record)

    order = commands.Order(workers=1, limits=SMALL, assignment=LESSON)
    monkeypatch.setattr(commands, "release", lambda course: [])  # one lesson is enough
    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "put", full)
        assert commands.grade(course, order) == commands.OUR_ERROR
    said = capsys.readouterr().out
    assert "No space left on device" in said
    assert "Traceback" not in said
    assert commands.grade(course, order) == commands.ALL_GRADED
    assert "1 graded before and unchanged, 1 to grade" in capsys.readouterr().out
    outcome = {"points_gained": 0, "flagged": True, "end_state": "graded", "others_unchanged": True}
    record_property("fault", ["a full disk", outcome])


def test_a_folder_of_no_lesson_is_named(tmp_path, monkeypatch, capsys):
    """A misspelt folder is not passed over in silence."""
    course = make_course(tmp_path / "course")
    (course / "submitted" / "ada" / "00_welcom").mkdir(parents=True)
    os.makedirs(
        os.fsencode(course / "submitted") + b"/\xff/" + LESSON.encode()
    )  # no character of any alphabet
    monkeypatch.setattr(commands, "release", lambda course: [])
    commands.grade(course, commands.Order())
    said = capsys.readouterr().out
    assert "submitted/ada/00_welcom is no lesson of this course" in said
    assert rf"submitted/\udcff/{LESSON} is no lesson" in said


def test_grading_one_learner_leaves_the_class_in_the_report(course, graded, monkeypatch):
    """It was a report of that one learner."""
    monkeypatch.setattr(commands, "release", lambda course: [])
    assert commands.grade(course, commands.Order(only=HONEST, limits=SMALL)) == commands.ALL_GRADED
    page = html.unescape(CourseFolder(course).report.read_text("utf-8"))
    assert all(f">{learner}</th>" in page for learner in graded)


def test_two_graders_do_not_meet(tmp_path):
    """The second one says who is at work, and starts nothing."""
    from autograder.grading.classrun.lock import CourseLocked, sole_grader

    course = CourseFolder(tmp_path)
    with sole_grader(course):
        code = "from pathlib import Path; from autograder.grading.classrun.lock import *\n"
        code += f"with sole_grader(CourseFolder(Path({str(tmp_path)!r}))): pass"
        other = subprocess.run(
            [sys.executable, "-c", code], cwd=paths.ROOT, capture_output=True, text=True, check=False
        )
    assert other.returncode != 0
    assert CourseLocked.__name__ in other.stderr
    assert f"process {os.getpid()}" in other.stderr
    with sole_grader(course):
        pass  # free again


def test_a_submission_that_changed_is_graded_anew_and_alone(course, graded):
    """The ledger's key holds the files of a submission."""
    hand_in(course, "the exercise doubled", notebook(course, solved=False))
    again = grade(course)
    assert again["the exercise doubled"].state is S.NOT_ATTEMPTED
    assert again[HONEST] == graded[HONEST]
