"""The lab: the folder, session and guarded calls that a probe works with."""

from __future__ import annotations

import os
import shutil
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout, suppress
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from warnings import catch_warnings, simplefilter

from autograder.checks import evidence
from autograder.checks.errors import CannotRun, LearnerError
from autograder.checks.evidence import Call
from autograder.checks.seen import Calls, as_code

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


class Printed(StringIO):
    """What the learner's code prints, as much of it as a person may want to read."""

    MOST = 10_000  # characters

    def write(self, text: str) -> int:
        room = self.MOST - self.tell()
        super().write(text[: max(0, room)])
        return len(text)


class Lab:
    """One check's workplace; ``root`` is a folder of its own, emptied when the next check begins.

    ``calls`` are the calls into the learner's code and what was kept of them, probe by probe.
    """

    def __init__(self, root: Path) -> None:
        shutil.rmtree(root, ignore_errors=True)
        root.mkdir(parents=True)
        self.root = root
        self.cleanup = ExitStack()
        """Register with it what must be undone after the check (servers, confs)."""
        self.forgotten = ExitStack()
        """Register with it what the learner may look at until the exercise's next check (tables)."""
        self.printed = Printed()
        self.calls: dict[str, Calls] = {}
        self._present = Calls()
        self._database: str | None = None
        self._spark: SparkSession | None = None

    def begins(self, probe: str) -> None:
        """From now on calls belong to this probe; those of an earlier run of it are forgotten."""
        self._present = self.calls[probe] = Calls()

    def keep(self, **things: Any) -> None:
        """Keep frames, tables, names for the learner: ``lesson.last(…).batch`` and the like."""
        self._present.kept.update(things)

    @property
    def spark(self) -> SparkSession:
        """The kernel's session; the first use starts it. After the check its confs are what they were."""
        from autograder.spark import get_spark

        if self._spark is None:
            self._spark = get_spark()
            self.cleanup.callback(_restore_confs, self._spark, self._spark.conf.getAll)
        return self._spark

    @property
    def database(self) -> str:
        """A database of this check's own whose tables lie in ``root`` (``root/<table>``)."""
        if self._database is None:
            from autograder.spark.sql import location

            self._database = f"check_{uuid.uuid4().hex[:8]}"
            self.spark.sql(f"CREATE DATABASE {self._database} {location(self.root / 'tables')}")
            self.forgotten.callback(self._drop_database, self._database)
        return self._database

    def _drop_database(self, name: str) -> None:
        """In grading the tables stay: another process reads them when this one is gone."""
        if "AUTOGRADER_LAB" not in os.environ:
            self.spark.sql(f"DROP DATABASE IF EXISTS {name} CASCADE")
            _forget_tables(self.spark)

    def table_path(self, table: str) -> Path:
        """Where the files of a table of :attr:`database` lie."""
        return self.root / "tables" / table.lower()

    def call(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Call:
        """Call the learner's code quietly; what it raises is recorded, never propagated."""
        return self.calling("", function, *args, **kwargs)

    def calling(self, code: str, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Call:
        """The same, with ``code`` as the words in which learners read the call."""
        with quiet(self.printed):
            done = evidence.call(function, *args, **kwargs)
        self._present.add(code or as_code(function, args, kwargs), args, kwargs, done)
        return done

    def must(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Call the learner's code and return its value; an error ends the probe and is recorded."""
        done = self.call(function, *args, **kwargs)
        if done.error is not None:
            raise LearnerError(done.error) from done.exception
        return done.value

    def cannot(self, reason: str) -> None:
        """Say that this probe cannot run on the present platform, and why."""
        raise CannotRun(reason)

    def close(self) -> None:
        """Undo what the check set up; tables and the files in ``root`` stay."""
        self.cleanup.close()

    def forget(self) -> None:
        """Drop what was left for the learner to look at."""
        with quiet(), suppress(Exception):  # what a learner stopped meanwhile has nothing left to drop
            self.forgotten.close()


def _restore_confs(spark: SparkSession, before: dict[str, str]) -> None:
    """A conf that an answer leaves behind, such as a transaction's number, would swallow later writes."""
    after = spark.conf.getAll
    for name in after.keys() - before.keys():
        spark.conf.unset(name)
    for name, value in before.items():
        if after.get(name) != value:
            spark.conf.set(name, value)


def _forget_tables(spark: SparkSession) -> None:
    """Delta remembers each table for an hour: two dozen checks would fill the JVM with dropped ones."""
    from autograder.spark import is_connect

    if not is_connect(spark):
        spark._jvm.org.apache.spark.sql.delta.DeltaLog.clearCache()  # type: ignore[union-attr]


@contextmanager
def quiet(into: StringIO | None = None) -> Iterator[None]:
    """Keep a learner's prints and warnings out of the check's own output; ``into`` takes them.

    nbgrader scores a cell with anything on stderr as zero, so a stray warning must not reach it.

    Only the main thread redirects: streams belong to the whole process, and a thread that outlives its check
    would put back what was there when it began, long after that is gone. Its probe is quiet anyway.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    sink = into if into is not None else StringIO()
    with redirect_stdout(sink), redirect_stderr(sink), catch_warnings():
        simplefilter("ignore")
        yield
