"""Counts what a piece of code makes Spark do: jobs started, records read. Spark's own books say it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@dataclass
class Work:
    """Filled when the measured body has ended."""

    jobs: int = 0
    records: int = 0
    """Rows that stages read from files and caches; of Delta's log a few are always among them."""


@contextmanager
def measured(spark: SparkSession) -> Iterator[Work]:
    """Count the jobs of the whole application while the body runs, whatever thread or group starts them.

    Needs a classic session of this process's own: Spark Connect has no ``sparkContext``.
    """
    context = spark.sparkContext._jsc.sc()
    work, first = Work(), context.dagScheduler().numTotalJobs()
    try:
        yield work
    finally:
        last = context.dagScheduler().numTotalJobs()
        work.jobs = last - first
        context.listenerBus().waitUntilEmpty()  # the books are kept by a thread that lags behind
        work.records = sum(_records(context.statusStore(), job) for job in range(first, last))


def _records(books: Any, job: int) -> int:
    stages = books.job(job).stageIds()
    return sum(read_by_stage(books, stages.apply(n)) for n in range(stages.size()))


def read_by_stage(books: Any, stage: int) -> int:
    """Records that a stage read; 0 for one that the books do not hold.

    They hold a thousand (spark.ui.retainedStages), and strike off first what was skipped and read nothing.
    """
    from py4j.protocol import Py4JJavaError

    try:
        records: int = books.lastStageAttempt(stage).inputRecords()
    except Py4JJavaError as error:
        if "NoSuchElementException" not in error.java_exception.getClass().getName():
            raise
        return 0
    return records
