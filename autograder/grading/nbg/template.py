"""A lesson as nbgrader knows it, made once: every miniature course is a copy of one."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

from autograder.authoring.release import generate_assignments


def template(course: Path, lesson: str) -> Path:
    """The folder with source/, release/ and gradebook.db of one lesson as it is now, and no submission.

    Made anew when the source notebook has changed.
    """
    source = course / "source" / lesson
    return _made(course, lesson, hashlib.sha256((source / f"{lesson}.ipynb").read_bytes()).hexdigest()[:16])


@cache
def _made(course: Path, lesson: str, digest: str) -> Path:
    target = course / ".autograder" / "templates" / f"{lesson}-{digest}"
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f"{target.name}-", dir=target.parent)).resolve()
    shutil.copytree(course / "source" / lesson, draft / "source" / lesson)
    generate_assignments(draft)
    try:
        os.rename(draft, target)
    except OSError:  # another worker was faster
        shutil.rmtree(draft)
    return target
