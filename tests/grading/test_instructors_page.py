"""docs/instructor.md followed literally, by an ordinary user, in a folder with a space.

Every command of the page is typed as it stands, in its order, or is named here with the test that follows it.
"""

import os
import re
import signal
import socket
import subprocess
import time
from contextlib import contextmanager

import nbformat
import pytest
from ordinary_user import ordinary_user
from own_assignment import assignment

from autograder import paths
from autograder.authoring import answers

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("instructor")]

LESSON = "00_welcome"
FILL = {"LESSON": LESSON, "LEARNER": "ada", "SCHEDULER": "127.0.0.1", "FILE": "all.csv"}
COMMAND = re.compile(r"(make|autograder|nbgrader|cd classroom &&|export|\.) \S")
ELSEWHERE = {
    "make setup": "README's test command begins with it, from a fresh clone",
    "autograder setup": "tests/wheel",
    "autograder lab": "tests/wheel and tests/browser",
    "make demo": "tests/faults and tests/attacks grade such classes",
    "autograder quiz lint --bank classroom/bank": "tests/grading/test_exam.py",
    "autograder quiz publish": "tests/grading/test_exam.py",
    "export AUTOGRADER_GRADEBOOK=postgresql://grader:password@host/gradebook": "test_shared_gradebook.py",
}
NO_COMMAND = ("nbgrader autograde", 'make grade ARGS="…"')  # spoken of


def told():
    """The commands of the page, in their order."""
    page = (paths.ROOT / "docs" / "instructor.md").read_text("utf-8")
    found = re.findall(r"`([^`\n]+)`|^ {4}(\S.*)$", page, re.MULTILINE)
    lines = [span or line for span, line in found]
    return [one for one in lines if COMMAND.match(one) and one not in NO_COMMAND]


def typed(line):
    """The line with a learner's and a lesson's name, and without set-up, which the user's copy has had."""
    for name, value in FILL.items():
        line = line.replace(name, value)
    return re.sub(r"\bmake (?=\w)", "make INSTALL=: ", line)


@pytest.fixture(scope="module")
def desk():
    with ordinary_user() as desk:
        yield desk


def hand_in(desk, learner, lesson, source, solve):
    """What step 2 asks for: a folder per learner and lesson."""
    notebook = nbformat.read(source, 4)
    if lesson == LESSON:
        answers.fill_in(notebook, answers.solved(lesson) if solve else [])
    elif solve:
        notebook.cells[0].source = "def total(rows):\n    return sum(rows)"
    target = desk.folder / "classroom" / "submitted" / learner / lesson
    target.mkdir(parents=True)
    nbformat.write(notebook, target / source.name)


@contextmanager
def serving(desk, line, port):
    """The command while it serves; it must answer within two minutes."""
    command, environment = desk.command(line)
    log = desk.folder.parent / "server.log"
    with log.open("w") as out:
        server = subprocess.Popen(
            command, cwd=desk.folder, env=environment, stdout=out, stderr=out, start_new_session=True
        )
    try:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and server.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.2)
        else:
            raise AssertionError(f"{line}\n{log.read_text()[-3000:]}")
        yield server
    finally:
        os.killpg(server.pid, signal.SIGTERM)  # what make and the shell have started, too
        server.wait(timeout=60)


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def follow(desk, line):
    """Type a line and see that it ends well; what it printed."""
    ran = desk.run(typed(line))
    assert ran.returncode == 0, f"{line}\n{ran.stdout[-2000:]}\n{ran.stderr[-2000:]}"
    for noise in ("Traceback", "Warning"):
        assert noise not in ran.stdout + ran.stderr, f"{line}\n{ran.stdout[-2000:]}\n{ran.stderr[-2000:]}"
    return ran.stdout


def test_the_page_leads_from_an_empty_course_to_marks(desk):
    """In the page's order; what must be there before a command is done as the page says it."""
    done, news = [], True
    for line in told():
        if line in ELSEWHERE or (line in dict(done) and not news):
            continue
        news = False
        if line.startswith("cd classroom && nbgrader generate_assignment"):
            own_assignment(desk)
        if line.startswith("make formgrader"):
            port = free_port()
            with serving(desk, f'{typed(line)} LAB_ARGS="--no-browser --port={port}"', port):
                pass
        elif "--scheduler" in line:
            dask(desk, done[-1][1], line)
        else:
            done.append((line, follow(desk, line)))
        if line == "make grade" and not (desk.folder / "classroom" / "submitted").exists():
            released = desk.folder / "classroom" / "release" / LESSON / f"{LESSON}.ipynb"
            hand_in(desk, "ada", LESSON, released, solve=True)
            hand_in(desk, "ben", LESSON, released, solve=False)
            news = True
        if line.startswith("cd classroom && nbgrader generate_assignment"):
            given = desk.folder / "classroom" / "release" / "ps1" / "ps1.ipynb"
            hand_in(desk, "ada", "ps1", given, solve=True)
            news = True
    classroom = desk.folder / "classroom"
    assert not (desk.folder / "gradebook.db").exists(), "nbgrader's commands belong into classroom/"
    assert "ada,00_welcome,5" in (desk.folder / "marks.csv").read_text("utf-8")
    for made in ("report.html", f"feedback/ada/{LESSON}/{LESSON}.html", "feedback/ada/ps1/ps1.html"):
        assert (classroom / made).is_file(), made


def own_assignment(desk):
    source = desk.folder / "classroom" / "source" / "ps1"
    source.mkdir()
    nbformat.write(assignment(), source / "ps1.ipynb")
    (source / "data.csv").write_text("1\n2\n3\n")


def dask(desk, printed, grade):
    """Type the commands that `autograder certificates` has printed, then the page's."""
    port = free_port()
    here = printed.replace("SCHEDULER", "127.0.0.1").replace("8786", str(port))
    scheduler, worker = (line.strip() for line in here.splitlines() if " --tls-key " in line)
    with serving(desk, f"{scheduler} --port {port}", port), serving(desk, worker, port):
        released = desk.folder / "classroom" / "release" / LESSON / f"{LESSON}.ipynb"
        hand_in(desk, "cleo", LESSON, released, solve=False)
        assert "1 to grade" in follow(desk, grade.replace("8786", str(port)))
