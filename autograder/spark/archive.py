"""The class archive: a JVM that has done what lessons do leaves its parsed classes behind for the next ones.

How it works: class-data sharing, https://docs.oracle.com/en/java/javase/17/vm/class-data-sharing.html
"""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from autograder import paths
from autograder.spark import session

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


def build_archive(tell: Callable[[str], None]) -> bool:
    """Run the training session and move its archive into place; without one, sessions only start later.

    Args:
        tell: is told what is being done.

    Returns:
        Whether there is one now.
    """
    fresh = paths.CLASS_ARCHIVE.with_suffix(".tmp")
    fresh.unlink(missing_ok=True)
    try:
        tell("starting Spark")
        _train(session.start_for_archive(fresh), tell)
    except BaseException:
        session.kill_jvm()  # one that ends by itself would write an archive first
        raise
    tell("writing the archive, 200 MB")
    code = session.end_jvm()
    made = code == 0 and fresh.exists()
    if made:
        fresh.rename(paths.CLASS_ARCHIVE)
    fresh.unlink(missing_ok=True)
    return made


def _train(spark: "SparkSession", tell: Callable[[str], None]) -> None:
    folder = Path(tempfile.mkdtemp(prefix="autograder-train-"))
    try:
        tell("doing what lessons do: write, merge")
        _write_and_merge(spark, folder)
        tell("doing what lessons do: stream")
        _stream(spark, folder)
        tell("doing what lessons do: read")
        _read(spark)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _write_and_merge(spark: "SparkSession", folder: Path) -> None:
    days = [(number, f"2013-01-{1 + number % 9:02}", float(number)) for number in range(50)]
    rows = spark.createDataFrame(days, "id long, day string, delay double")
    rows.write.format("delta").save(str(folder / "bronze"))
    rows.limit(20).write.format("delta").partitionBy("day").saveAsTable("silver")
    _upsert(rows)


def _upsert(batch: "DataFrame", _: int = 0) -> None:
    from delta.tables import DeltaTable

    silver = DeltaTable.forName(batch.sparkSession, "silver").alias("t")
    merge = silver.merge(batch.alias("s"), "t.id = s.id")
    merge.whenMatchedUpdateAll("NOT (t.day <=> s.day)").whenNotMatchedInsertAll().execute()


def _stream(spark: "SparkSession", folder: Path) -> None:
    writer = spark.readStream.format("delta").load(str(folder / "bronze")).writeStream.foreachBatch(_upsert)
    writer = writer.option("checkpointLocation", str(folder / "checkpoint")).trigger(availableNow=True)
    writer.start().awaitTermination()


def _read(spark: "SparkSession") -> None:
    from delta.tables import DeltaTable
    from pyspark.sql import functions as F

    silver = spark.table("silver")
    DeltaTable.forName(spark, "silver").history().collect()
    silver.groupBy("day").agg(F.avg("delay"), F.count("*")).orderBy("day").collect()
    silver.select(F.udf(lambda day: day.upper())("day")).collect()
    spark.sql("SELECT * FROM silver WHERE id > :low", args={"low": 3}).toPandas()
