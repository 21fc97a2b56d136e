"""An nbgrader course folder: its settings, its gradebook, and what nbgrader's commands do with it."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from autograder import exercises, paths, syllabus
from autograder.authoring.gradebook import gradebook_file
from autograder.authoring.lessons import prepare_classroom, refuse_strays
from autograder.authoring.release import environment_on_path
from autograder.files import write_atomically
from autograder.grading.config import write_config
from autograder.grading.course.submission import readable
from autograder.version import package_hash


def release(folder: Path, slugs: Sequence[str] | None = None) -> None:
    """Make or refresh a course folder: config, source, release and gradebook. Grades in it stay."""
    write_config(folder)
    chosen = slugs or [one.slug for one in syllabus.LESSONS]
    refuse_strays(folder / "source", chosen)
    stamp, url = folder / ".released", gradebook_url(folder)
    book = gradebook_file(url)
    there = book is not None and book.exists()  # one on a server may be a new one, without telling
    if there and stamp.exists() and stamp.read_text("ascii") == _fingerprint(folder, chosen):
        return
    prepare_classroom(folder, chosen, exercises.points, db_url=url)
    write_atomically(stamp, _fingerprint(folder, chosen).encode())


def _fingerprint(folder: Path, slugs: Sequence[str]) -> str:
    """Of all that a release is made from, and of what it made."""
    total = hashlib.sha256(package_hash().encode())
    parts = (folder / "source", folder / "release")
    made = [part / slug / f"{slug}.ipynb" for slug in slugs for part in parts]
    for path in (*(paths.SOLUTIONS / f"{slug}.py" for slug in slugs), *made):
        content = path.read_bytes() if path.exists() else b""
        total.update(f"{path.name} {len(content)}\n".encode() + content)
    return total.hexdigest()


def settings(folder: Path) -> Any:
    """The course's nbgrader configuration: what its nbgrader_config.py says, and the folder."""
    from traitlets.config import Config
    from traitlets.config.loader import ConfigFileNotFound, PyFileConfigLoader

    try:
        found = PyFileConfigLoader("nbgrader_config.py", path=str(folder)).load_config()
    except ConfigFileNotFound:
        found = Config()
    found.CourseDirectory.root = str(folder.resolve())
    return found


def gradebook_url(folder: Path) -> str:
    """Where the course's gradebook is: ``c.CourseDirectory.db_url``, else gradebook.db in the folder."""
    url: str = _directory(folder).db_url
    return url


def _directory(folder: Path) -> Any:
    from nbgrader.coursedir import CourseDirectory

    return CourseDirectory(config=settings(folder))


def autograde(folder: Path, slug: str) -> subprocess.CompletedProcess[str]:
    """Run ``nbgrader autograde`` on one lesson, with everything it prints captured.

    A command of its own, because nbgrader changes its process's folder and environment.
    """
    command = [sys.executable, "-m", "nbgrader", "autograde", slug, "--force"]
    with environment_on_path():
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@contextmanager
def gradebook(folder: Path) -> Iterator[Any]:
    """The course's gradebook, open."""
    from nbgrader.api import Gradebook

    directory = _directory(folder)
    with environment_on_path(), Gradebook(directory.db_url, directory.course_id) as book:
        yield book


def submissions(folder: Path) -> list[tuple[str, str]]:
    """(learner, lesson) of everything submitted for a lesson of the course."""
    known = {one.slug for one in syllabus.LESSONS}
    return [one for one in _folders(folder) if one[1] in known and readable(one[0]) == one[0]]


def strangers(folder: Path) -> list[str]:
    """Folders below submitted/ that cannot be graded under the name they have, made readable."""
    known = set(submissions(folder))
    return [readable(f"submitted/{one[0]}/{one[1]}") for one in _folders(folder) if one not in known]


def _folders(folder: Path) -> list[tuple[str, str]]:
    return sorted((p.parent.name, p.name) for p in (folder / "submitted").glob("*/*") if p.is_dir())
