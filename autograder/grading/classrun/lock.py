"""One grader per course at a time: who else is at work is said, and nothing is started."""

from __future__ import annotations

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path


class CourseLocked(RuntimeError):
    """Another grader holds the course; the message says which."""


@contextmanager
def course_lock(course: Path) -> Iterator[None]:
    """Hold the course's lock. The system releases it however this process ends, SIGKILL included.

    Raises CourseLocked when another process holds it.
    """
    file = course / ".autograder" / "lock"
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # grades and the key are nobody else's
    with open(file, "a+", encoding="utf-8") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            held.seek(0)
            raise CourseLocked(
                f"Another grader is at work on {course}: {held.read().strip()}.\n"
                "Wait until it has ended, then run this again: what it has graded is not graded twice."
            ) from None
        held.truncate(0)
        held.write(
            f"process {os.getpid()} on {socket.gethostname()} since {datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
        )
        held.flush()
        yield
