"""Who grades what when several graders are at work, and whose turn it is to write into the gradebook."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, Protocol

from autograder.grading.classrun.lock import course_lock


class Claims(Protocol):
    """A grader's rights in a course."""

    def take(self, learner: str, *, wait: bool = False) -> bool:
        """Claim a learner; False when another grader has them, unless this is to wait for that one."""

    def give_back(self, learner: str) -> None:
        """Let go of a learner whose records are in the ledger and in the gradebook."""

    def writing(self) -> AbstractContextManager[object]:
        """Hold the gradebook: one grader writes at a time."""


@contextmanager
def claims(course: Path, url: str) -> Iterator[Claims]:
    """This grader's claims on a course whose gradebook is at ``url``.

    On PostgreSQL several graders share the course, each learner being one's at a time. Every other gradebook
    has one grader: raises CourseLocked when another is at work.
    """
    if url.startswith("postgresql"):
        with _connection(url) as connection:
            yield SharedClaims(connection)
    else:
        with course_lock(course):
            yield SoleClaims()


class SoleClaims:
    """Of a grader that holds the whole course."""

    def take(self, learner: str, *, wait: bool = False) -> bool:
        """Nobody else could have them."""
        return True

    def give_back(self, learner: str) -> None:
        """Nobody waits for them."""

    def writing(self) -> AbstractContextManager[object]:
        """Nobody else writes."""
        return nullcontext()


class SharedClaims:
    """Advisory locks of PostgreSQL: the server releases them however this process ends, SIGKILL included.

    https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS
    """

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def take(self, learner: str, *, wait: bool = False) -> bool:
        """Claim a learner of this gradebook."""
        if wait:
            self._ask("pg_advisory_lock", f"learner {learner}")
            return True
        return bool(self._ask("pg_try_advisory_lock", f"learner {learner}"))

    def give_back(self, learner: str) -> None:
        """Let the next one have them."""
        self._ask("pg_advisory_unlock", f"learner {learner}")

    @contextmanager
    def writing(self) -> Iterator[object]:
        """Wait for the other writers, and keep them waiting."""
        self._ask("pg_advisory_lock", "gradebook")
        try:
            yield self
        finally:
            self._ask("pg_advisory_unlock", "gradebook")

    def _ask(self, function: str, name: str) -> Any:
        from sqlalchemy import text

        # Bytes: an id may hold what is no character, and the lock's name need not be read by anybody.
        key = f"autograder {name}".encode("utf-8", "surrogateescape").hex()
        return self._connection.scalar(text(f"SELECT {function}(hashtextextended(:key, 0))"), {"key": key})


@contextmanager
def _connection(url: str) -> Iterator[Any]:
    """One connection for the whole run: the locks are its own and live as long as it does."""
    from sqlalchemy import create_engine
    from sqlalchemy.pool import NullPool

    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
