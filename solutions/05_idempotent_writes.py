# %% [markdown]
# # 05 Idempotent writes (being written)

# %% locked="setup"
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Literal

from delta import exceptions as delta_errors
from delta.tables import DeltaTable
from pyspark.sql import Column, DataFrame, SparkSession, Window
from pyspark.sql import functions as F
from pyspark.sql import types as T

from autograder import flights, lesson
from autograder.pipeline import DataQualityError, MergeMetrics, SchemaValidationError

lesson.start("05_idempotent_writes")

# %% [markdown]
# ## Part 1: one row per key, one MERGE
#
# ### One row per key

# %% locked="given"
import random

# Four unrelated classes: they share no parent but PySpark's, and carry no condition to tell them by.
CONFLICTS = (
    delta_errors.ConcurrentAppendException,
    delta_errors.ConcurrentDeleteReadException,
    delta_errors.ConcurrentDeleteDeleteException,
    delta_errors.ProtocolChangedException,  # two writers created the table at once
)


def quote(name: str) -> str:
    """A column's name as SQL wants it: in backquotes, a backquote inside doubled."""
    return "`" + name.replace("`", "``") + "`"


# %% exercise="dedupe_latest"
def dedupe_latest(df: DataFrame, key_columns: Sequence[str], order_by: str) -> DataFrame:
    """Keep one row per key: the newest by `order_by`.

    key_columns: the columns that name a thing; rows that agree in all of them are versions of it.
    order_by: the column that dates a version. A version without a date (NULL) loses to any that has one.

    Where several versions are equally new, one of them is kept, and always the same one: the choice depends
    on the rows alone, never on the order or the partitions they arrive in.
    The columns stay as they are, in name, order and type, whatever they are called.
    """
    ### BEGIN SOLUTION
    newest_first = [F.col(quote(order_by)).desc_nulls_last()]
    tie_break = [F.col(quote(name)).desc_nulls_last() for name in sorted(df.columns)]
    versions = Window.partitionBy(*[F.col(quote(key)) for key in key_columns])
    rank = F.row_number().over(versions.orderBy(*newest_first, *tie_break))
    # The row travels as one struct, so that no column of the batch can clash with the rank.
    return df.select(F.struct("*").alias("row"), rank.alias("rank")).filter("rank = 1").select("row.*")
    ### END SOLUTION


# %% check="dedupe_latest"
lesson.check("dedupe_latest")

# %% [markdown]
# ## Part 2: appends, streams, gold, deletes
#
# ### Appends: the log remembers the batch


# %% exercise="append_once"
def append_once(
    df: DataFrame, table_name: str, app_id: str, batch_id: int
) -> Literal["landed", "skipped"]:
    """Append a batch to a Delta table once, however often this is called for it.

    app_id: names the loader, the same in each of its runs. Loaders do not know each other: each counts for
        itself.
    batch_id: the batch's number, growing from batch to batch, the same in every retry of a batch.

    The commit that brings the rows records batch_id as Delta's transaction version of app_id. A batch whose
    number is not above the recorded one came before: nothing happens, not even a new version of the table.
    Nothing else decides: a row that equals an earlier row is a new event, and a batch without rows counts as
    a batch. The table is created when it is not there yet.
    What the session is set to afterwards is what it was set to before.

    Returns "landed" when this call's batch is in, "skipped" when it came before. The error of a batch that
    cannot be written reaches the caller; that batch has not landed, and may come again.
    """
    ### BEGIN SOLUTION
    def version() -> int:
        if not spark.catalog.tableExists(table_name):
            return -1
        return DeltaTable.forName(spark, table_name).history(1).first()["version"]

    spark = df.sparkSession
    before = version()
    write = df.write.format("delta").mode("append")
    write.option("txnAppId", app_id).option("txnVersion", batch_id).saveAsTable(table_name)
    return "skipped" if version() == before else "landed"
    ### END SOLUTION


# %% check="append_once"
lesson.check("append_once")

# %% [markdown]
# ### Streams: at least once, absorbed


# %% exercise="stream_upsert"
def stream_upsert(
    spark: SparkSession,
    source_path: str,
    table_name: str,
    key_columns: Sequence[str],
    checkpoint: str,
    write: Callable[..., object],
) -> None:
    """Bring a table up to date with the Delta table at source_path, which grows by appends: one pass.

    All rows that no earlier pass with this checkpoint has consumed go through `write`, in one or more
    batches; then the pass ends. It returns when everything is in and none of its queries is running.

    source_path, checkpoint: folders. The checkpoint is the only memory between passes, which may be days
        and processes apart.
    write: called as ``write(batch, table_name, key_columns)`` with each batch, a DataFrame. It is idempotent,
        as `write_idempotent` is: a batch that is written when the process dies, and not yet marked as
        consumed, comes again in the next pass.

    An error of `write` ends the pass and is raised, with the cause in its text; that batch is not consumed.
    What the session is set to stays what it was.
    """
    ### BEGIN SOLUTION
    query = (
        spark.readStream.format("delta")
        .load(source_path)
        .writeStream.foreachBatch(lambda batch, _: write(batch, table_name, key_columns))
        .option("checkpointLocation", checkpoint)
        .trigger(availableNow=True)
        .start()
    )
    query.awaitTermination()
    ### END SOLUTION


# %% check="stream_upsert"
lesson.check("stream_upsert")
