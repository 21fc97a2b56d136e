"""One grader per course: a second one is refused and told who is at work."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from typing import Any

from autograder.files import lock_file
from autograder.grading.course.folder import CourseFolder

LOCK = (1635087471, 1)  # of PostgreSQL's advisory locks, which belong to one database each: "auto" in ASCII


class CourseLocked(RuntimeError):
    """Another grader holds the course; the message says which."""


@contextmanager
def sole_grader(course: CourseFolder) -> Iterator[None]:
    """Be the only grader of a course, and of a gradebook on PostgreSQL, for which several machines may grade.

    The system and the server let go however this process ends, SIGKILL included.

    Raises CourseLocked when another process is at work.
    """
    url = course.gradebook_url()
    with _folder_lock(course):
        if url.startswith("postgresql"):
            with _gradebook_lock(url):
                yield
        else:
            yield


@contextmanager
def _folder_lock(course: CourseFolder) -> Iterator[None]:
    course.lock.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # grades and the key are nobody else's
    with ExitStack() as held:
        try:
            file = held.enter_context(lock_file(course.lock, wait=False))
        except BlockingIOError:
            raise _refusal(str(course.root), course.lock.read_text("utf-8")) from None
        file.truncate(0)
        file.write(_who())
        file.flush()
        yield


@contextmanager
def _gradebook_lock(url: str) -> Iterator[None]:
    """An advisory lock of the database, held by one connection that lives as long as the run.

    https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS
    """
    from sqlalchemy import create_engine, text
    from sqlalchemy.pool import NullPool

    # The server cuts the name off after 63 bytes.
    named = {"application_name": f"autograder {_who()}"}
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args=named)
    with engine.connect() as connection:
        if not connection.scalar(text("SELECT pg_try_advisory_lock({}, {})".format(*LOCK))):
            raise _refusal("this gradebook", _holder(connection))
        yield


def _holder(connection: Any) -> str:
    """What the grader that holds the lock calls itself."""
    from sqlalchemy import text

    query = """SELECT application_name FROM pg_stat_activity JOIN pg_locks USING (pid)
        WHERE locktype = 'advisory' AND granted AND classid = :first AND objid = :second"""
    name = connection.scalar(text(query), {"first": LOCK[0], "second": LOCK[1]})
    return str(name or "it has just ended").removeprefix("autograder ")


def _who() -> str:
    return f"process {os.getpid()} on {socket.gethostname()} since {datetime.now(UTC):%Y-%m-%d %H:%M} UTC"


def _refusal(what: str, holder: str) -> CourseLocked:
    return CourseLocked(
        f"Another grader is at work on {what}: {holder.strip()}.\n"
        "Wait until it has ended, then run this again: what it has graded is not graded twice."
    )
