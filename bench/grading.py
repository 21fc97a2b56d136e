"""Classes to grade: the same notebooks for our engine and for nbgrader alone, and many trivial ones."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from autograder.grading.course.folder import CourseFolder
from autograder.grading.demo import Learner, hand_in
from autograder.grading.nbg.release import release

LEARNERS = int(os.environ.get("AUTOGRADER_BENCH_LEARNERS", "8"))
TRIVIAL = "13_exam"  # one exercise, and nothing starts Spark


@dataclass(frozen=True)
class Cost:
    """Wall-clock seconds of a command; memory of its largest process, which of ours is the grader itself."""

    seconds: float
    mebibytes: float


PLAIN_CONFIG = """
from autograder.authoring.release import configure_release

c = get_config()
configure_release(c)
c.Execute.timeout = 600
c.Execute.startup_timeout = 300
"""


def make_class(slugs: tuple[str, ...], learners: int = LEARNERS) -> Path:
    """A course folder, released as for a class, in which every learner has solved the lessons."""
    folder = Path(tempfile.mkdtemp(prefix="autograder-bench-")).resolve()
    release(CourseFolder(folder))
    hand_in(
        CourseFolder(folder), tuple(Learner(f"learner{n}", "solved", slugs, slugs) for n in range(learners))
    )
    return folder


def by_engine(course: Path, *flags: str) -> float:
    """Seconds of `autograder grade` with nothing in the ledger, sandbox on, one worker per core."""
    shutil.rmtree(course / ".autograder", ignore_errors=True)
    command = [sys.executable, "-m", "autograder.cli", "grade", "--course", str(course), *flags]
    return _run(command, course).seconds


@cache
def trivial_class(learners: int) -> Cost:
    """What it costs to grade a class of trivial notebooks; seconds are those per submission."""
    course = make_class((TRIVIAL,), learners)
    command = [sys.executable, "-m", "autograder.cli", "grade", "--course", str(course)]
    cost = _run(command, course)
    return Cost(cost.seconds / learners, cost.mebibytes)


def by_nbgrader(course: Path, slugs: tuple[str, ...]) -> float:
    """Seconds of plain `nbgrader autograde`, lesson after lesson, with Delta's quick-start session."""
    (course / "nbgrader_config.py").write_text(PLAIN_CONFIG, "utf-8")
    command = [sys.executable, "-m", "nbgrader", "autograde", "--force"]
    return sum(_run([*command, slug], course, AUTOGRADER_SESSION="quickstart").seconds for slug in slugs)


def _run(command: list[str], folder: Path, **environment: str) -> Cost:
    here = str(Path(sys.executable).parent)
    path = os.pathsep.join([here, os.environ.get("PATH", "")])
    began = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, "PATH": path, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Cost(time.perf_counter() - began, used.ru_maxrss / 1024)
