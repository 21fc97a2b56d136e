"""A lesson as nbgrader knows it, made once: every miniature course is a copy of one."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

from autograder.authoring.release import generate_assignments
from autograder.grading.course.folder import CourseFolder


def template(course: CourseFolder, lesson: str) -> CourseFolder:
    """The folder with source/, release/ and gradebook.db of one lesson as it is now, and no submission.

    Made anew when a file of the source has changed.
    """
    digest = hashlib.sha256(course.source_bytes(lesson)).hexdigest()[:16]
    return CourseFolder(_made(course, lesson, digest))


@cache
def _made(course: CourseFolder, lesson: str, digest: str) -> Path:
    target = course.templates / f"{lesson}-{digest}"
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f"{target.name}-", dir=target.parent)).resolve()
    shutil.copytree(course.source(lesson).parent, draft / "source" / lesson)
    generate_assignments(draft, [lesson])
    try:
        os.rename(draft, target)
    except OSError:  # another worker was faster
        shutil.rmtree(draft)
    return target
