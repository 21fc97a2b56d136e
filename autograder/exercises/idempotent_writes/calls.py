"""Calls of the learner's ``write_idempotent``, and what is seen of each from outside."""

from __future__ import annotations

from dataclasses import asdict
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from autograder.checks import CannotRun, Json, Lab, Runaway
from autograder.exercises.idempotent_writes.batches import KEY, TYPES, newest
from autograder.worlds import lake
from autograder.worlds.crash import CannotFork, killed_at_commit
from autograder.worlds.driver import rows_to_driver
from autograder.worlds.frames import Row, spark_frame

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

SLEEPS = 50  # after so many waits an answer is taken to retry for ever
DUPLICATES = "DELTA_MULTIPLE_SOURCE_ROW_MATCHING_TARGET_ROW_IN_MERGE"


def code_of(table: str, name: str, **options: Any) -> str:
    """A call as learners repeat it after the check, with the batch and the table that ``call`` kept."""
    given = "".join(f", {option}={value!r}" for option, value in options.items())
    return f"write_idempotent(case.{name}, case.{table}, case.keys{given}, sleep=print)"


def call(
    lab: Lab,
    answer: SimpleNamespace,
    table: str,
    name: str,
    batch: DataFrame,
    *,
    keys: list[str] = KEY,
    remark: str = "",
    **options: Any,
) -> Json:
    """One call: what it returned, the table's version before and after, waits, rows brought to the driver.

    The learner's case keeps the batch under its name, the table under its own, and ``keys``.
    """
    path, target = lab.table_path(table), f"{lab.database}.{table}"
    lab.keep(**{name: batch, table: target}, keys=keys)
    before = lake.version(path)
    slept: list[Any] = []
    with rows_to_driver(type(batch)) as fetched:
        done = lab.calling(
            code_of(table, name, **options) + remark,
            answer.write_idempotent,
            batch,
            target,
            keys,
            **options,
            sleep=lambda seconds: _wait(slept, seconds),
        )
    return {
        "table": table,
        "call": done.record(),
        "before": before,
        "after": lake.version(path),
        "slept": slept,
        "driver_rows": fetched.most,
    }


def _wait(slept: list[Any], seconds: Any) -> None:
    slept.append(seconds)
    if len(slept) > SLEEPS:
        raise Runaway(f"sleep was called {SLEEPS} times: does the retry ever end?")


def write(lab: Lab, answer: SimpleNamespace, table: str, name: str, rows: list[Row]) -> Json:
    """A call with these rows; when duplicates are refused, noted, another without them, to see the rest."""
    batch = spark_frame(lab.spark, TYPES, rows)
    seen = call(lab, answer, table, name, batch)
    refused = DUPLICATES in seen["call"].get("error", {}).get("message", "")
    if refused:
        batch = spark_frame(lab.spark, TYPES, list(newest(rows).values()))
        seen = call(lab, answer, table, f"{name}_newest", batch)
    return {**seen, "refused_duplicates": refused}


def kill(lab: Lab, answer: SimpleNamespace, table: str, rows: list[Row]) -> Json:
    """The same call in a process that is killed after its first commit, and the versions around it."""
    path, name = lab.table_path(table), f"{lab.database}.{table}"
    before = lake.version(path)
    batch = spark_frame(lab.spark, TYPES, rows)
    try:
        crash = killed_at_commit(lambda: answer.write_idempotent(batch, name, KEY), path)
    except CannotFork as reason:
        raise CannotRun(str(reason)) from None
    after = lake.version(path)
    return {"table": table, "crash": asdict(crash), "before": before, "after": after}
