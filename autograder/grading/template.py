"""A course's lessons as nbgrader knows them, made once: every miniature course is a copy of a part of it."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

from autograder.build.release import generate_assignments


def template(course: Path) -> Path:
    """The folder with source/, release/ and an empty gradebook.db of the course's lessons as they are now.

    A new gradebook costs seconds, a copy of one nothing. Made anew when a source notebook has changed.
    """
    return _made(course, _sources_hash(course / "source"))


def _sources_hash(source: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(source.glob("*/*.ipynb")):
        total.update(path.relative_to(source).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()[:16]


@cache
def _made(course: Path, name: str) -> Path:
    target = course / ".autograder" / "templates" / name
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=target.parent)).resolve()
    shutil.copytree(course / "source", draft / "source")
    generate_assignments(draft)
    try:
        os.rename(draft, target)
    except OSError:  # another worker was faster
        shutil.rmtree(draft)
    return target
