"""What one check costs in a warm JVM: a core check, and the textbook's answers, against a full check."""

from __future__ import annotations

import tempfile
import time
from functools import cache
from pathlib import Path
from typing import Any

from autograder import exercises
from autograder.authoring.answers import SOLUTION, Answer, namespace
from autograder.checks import Criterion, Status, Verdict
from autograder.checks.run import check

SEED = "bench"

# As tutorials write them; the second one was made to run: its table is Delta, and SQL can see the frame.
TEXTBOOK = {
    "write_idempotent": """
def write_idempotent(df, table_name, key_columns, order_by="updated_at", **options):
    spark = df.sparkSession
    if not spark.catalog.tableExists(table_name):
        df.write.format("delta").saveAsTable(table_name)
        return None
    on = " AND ".join(f"t.{column} = s.{column}" for column in key_columns)
    target = DeltaTable.forName(spark, table_name).alias("t")
    target.merge(df.alias("s"), on).whenMatchedUpdateAll().whenNotMatchedInsertAll().execute()
""",
    "checkpoint_manager": """
class CheckpointManager:
    def __init__(self, checkpoint_table):
        self.table, self.spark = checkpoint_table, SparkSession.active()
        columns = "pipeline STRING, key STRING, value STRING, updated_at TIMESTAMP"
        self.spark.sql(f"CREATE TABLE IF NOT EXISTS {checkpoint_table} ({columns}) USING delta")
    def get_checkpoint(self, pipeline, key):
        query = f"SELECT value FROM {self.table} WHERE pipeline = '{pipeline}' AND key = '{key}'"
        rows = self.spark.sql(query).collect()
        return rows[0]["value"] if rows else None
    def set_checkpoint(self, pipeline, key, value, *args, **options):
        row = [(pipeline, key, str(value), datetime.now())]
        columns = "pipeline STRING, key STRING, value STRING, updated_at TIMESTAMP"
        frame = self.spark.createDataFrame(row, columns)
        frame.createOrReplaceTempView("checkpoint_df")
        self.spark.sql(f\"\"\"MERGE INTO {self.table} t USING checkpoint_df s
            ON t.pipeline = s.pipeline AND t.key = s.key
            WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *\"\"\")
""",
}


class Told(BaseException):
    """The first failed line is there; no ``except Exception`` of a check may swallow it."""


@cache
def reference(name: str) -> dict[str, Any]:
    """The names of a notebook with the solution, in a JVM that has checked it once."""
    names = namespace(Answer(SOLUTION, name))
    seconds(name, names)
    return names


def seconds(name: str, names: dict[str, Any], *, core: bool = False) -> float:
    """How long a check of an answer takes, which must be right."""
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as root:
        report = check(exercises.get(name), names, seed=SEED, root=Path(root, "lab"), core=core)
    assert report.core_passed, report
    return time.perf_counter() - began


def seconds_until_told(name: str) -> float:
    """How long the textbook's answer waits for its first failed line."""
    names = dict(reference(name))
    exec(compile(TEXTBOOK[name], f"<answer {name}>", "exec"), names)

    def tell(item: Criterion, verdict: Verdict | None) -> None:
        if verdict and verdict.status is Status.FAILED:
            raise Told

    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as root:
        try:
            check(exercises.get(name), names, seed=SEED, root=Path(root, "lab"), tell=tell)
        except Told:
            return time.perf_counter() - began
    raise AssertionError(f"the textbook's {name} passed")


def naive_share(name: str) -> float:
    """The wait for the first failed line as a share of the reference's full check, measured side by side."""
    return seconds_until_told(name) / seconds(name, reference(name))
