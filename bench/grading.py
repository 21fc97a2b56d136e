"""A class handed in twice: once for our engine, once for nbgrader alone, with the same notebooks."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from autograder.grading import classroom
from autograder.grading.demo import Learner, hand_in

LEARNERS = 8
PLAIN_CONFIG = """
from autograder.build.release import configure_release

c = get_config()
configure_release(c)
c.Execute.timeout = 600
c.Execute.startup_timeout = 300
"""


def make_class(slugs: tuple[str, ...]) -> Path:
    """A course folder in which every learner has solved the lessons."""
    folder = Path(tempfile.mkdtemp(prefix="autograder-bench-")).resolve()
    classroom.release(folder, slugs)
    hand_in(folder, tuple(Learner(f"learner{n}", "solved", slugs, slugs) for n in range(LEARNERS)))
    return folder


def by_engine(course: Path) -> float:
    """Seconds of `autograder grade` with nothing in the ledger, sandbox on, one worker per core."""
    shutil.rmtree(course / ".autograder", ignore_errors=True)
    return _timed([sys.executable, "-m", "autograder.cli", "grade", "--course", str(course)], course)


def by_nbgrader(course: Path, slugs: tuple[str, ...]) -> float:
    """Seconds of plain `nbgrader autograde`, lesson after lesson, with Delta's quick-start session."""
    (course / "nbgrader_config.py").write_text(PLAIN_CONFIG, "utf-8")
    command = [sys.executable, "-m", "nbgrader", "autograde", "--force"]
    return sum(_timed([*command, slug], course, AUTOGRADER_SESSION="quickstart") for slug in slugs)


def _timed(command: list[str], folder: Path, **environment: str) -> float:
    here = str(Path(sys.executable).parent)
    path = os.pathsep.join([here, os.environ.get("PATH", "")])
    began = time.perf_counter()
    subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PATH": path, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - began
