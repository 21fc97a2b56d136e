"""Makes and refreshes a course folder: configuration, source, release and gradebook."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from autograder import exercises, paths
from autograder.authoring.gradebook import gradebook_file
from autograder.authoring.lessons import prepare_classroom, refuse_strays
from autograder.files import write_atomically
from autograder.grading.config import write_config
from autograder.grading.course.folder import CourseFolder
from autograder.version import package_hash


def release(course: CourseFolder, slugs: Sequence[str] | None = None) -> None:
    """Make or refresh a course folder, unless it is as it should be. Grades in it stay."""
    write_config(course.config_file)
    chosen = slugs or course.rules().slugs()
    refuse_strays(course.root / "source", chosen)
    stamp, url = course.released_stamp, course.gradebook_url()
    book = gradebook_file(url)
    there = book is not None and book.exists()  # one on a server may be a new one, without telling
    if there and stamp.exists() and stamp.read_text("ascii") == _fingerprint(course, chosen):
        return
    prepare_classroom(course.root, chosen, exercises.points, db_url=url)
    write_atomically(stamp, _fingerprint(course, chosen).encode())


def _fingerprint(course: CourseFolder, slugs: Sequence[str]) -> str:
    """Of all that a release is made from, and of what it made."""
    total = hashlib.sha256(package_hash().encode())
    made = [path for slug in slugs for path in (course.source(slug), course.released(slug))]
    for path in (*(paths.SOLUTIONS / f"{slug}.py" for slug in slugs), *made):
        content = path.read_bytes() if path.exists() else b""
        total.update(f"{path.name} {len(content)}\n".encode() + content)
    return total.hexdigest()
