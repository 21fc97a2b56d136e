"""The lab: the folder, session and guarded calls that a probe works with."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from warnings import catch_warnings, simplefilter

from autograder.checks import evidence
from autograder.checks.evidence import Call, LearnerError
from autograder.checks.judging import CannotRun

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


class Lab:
    """One check's workplace; ``root`` is a folder of its own, emptied when the next check begins."""

    def __init__(self, root: Path) -> None:
        shutil.rmtree(root, ignore_errors=True)
        root.mkdir(parents=True)
        self.root = root
        self.cleanup = ExitStack()
        """Register with it what must be undone after the check (servers, tables, confs)."""
        self._database: str | None = None
        self._spark: SparkSession | None = None

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
            self._database = f"check_{uuid.uuid4().hex[:8]}"
            location = (self.root / "tables").as_uri()
            self.spark.sql(f"CREATE DATABASE {self._database} LOCATION '{location}'")
            self.cleanup.callback(self._drop_database, self._database)
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
        with quiet():
            return evidence.call(function, *args, **kwargs)

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
        """Undo what the check set up; files in ``root`` stay."""
        self.cleanup.close()


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
def quiet() -> Iterator[None]:
    """Keep a learner's prints and warnings out of the check's own output.

    nbgrader scores a cell with anything on stderr as zero, so a stray warning must not reach it.
    """
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()), catch_warnings():
        simplefilter("ignore")
        yield
