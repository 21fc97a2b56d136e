"""nbgrader's gradebook while nothing is in it: making one takes seconds, a copy of it nothing."""

import tempfile
from importlib.metadata import version
from pathlib import Path

from autograder import paths
from autograder.files import write_atomically

COURSE_ID = "default_course"  # nbgrader's own two defaults differ, "" and this one


def gradebook_file(url: str) -> Path | None:
    """The file that a gradebook's URL names; None for one on a server."""
    return Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None


def put_gradebook(url: str) -> None:
    """Put an empty gradebook where an SQLite ``url`` points, unless something is there already.

    Of a gradebook on a server, which has its own ways to make a database, this makes nothing.
    """
    target = gradebook_file(url)
    if target is not None and not target.exists():
        write_atomically(target, _empty().read_bytes())


def _empty() -> Path:
    """The one that is copied: nbgrader starts a program to learn its database's version, once from now on."""
    from nbgrader.api import Gradebook

    kept = paths.BUILD / f"gradebook-{version('nbgrader')}.db"
    if not kept.exists():
        with tempfile.TemporaryDirectory(prefix="autograder-gradebook-") as folder:
            draft = Path(folder, "gradebook.db")
            Gradebook(f"sqlite:///{draft}", COURSE_ID).close()
            write_atomically(kept, draft.read_bytes())
    return kept
