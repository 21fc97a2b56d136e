# %% [markdown]
# # 05 Idempotent writes (being written)

# %% locked="setup"
import time
from collections.abc import Callable, Collection, Sequence
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
# ### Write it twice, have it once
#
# Three functions, each of which fits on a screen. The check calls the last one; the first two are how a
# professional would cut it. Cut it differently if you like.


# %% exercise="require_keys" checked_by="write_idempotent"
def require_keys(df: DataFrame, key_columns: Sequence[str], order_by: str) -> None:
    """Refuse a batch whose rows cannot be told apart.

    Raises:
        SchemaValidationError: the batch lacks a key column or order_by; the message names what is missing.
        DataQualityError: a key column holds NULLs; the message names the column and counts its NULLs. (A NULL
            equals nothing, so such a row would be inserted again by every replay.)
    """
    ### BEGIN SOLUTION
    missing = [name for name in (*key_columns, order_by) if name not in df.columns]
    if missing:
        raise SchemaValidationError(f"the batch lacks the column(s) {missing}; it has {df.columns}")
    nulls = df.select(*[F.count_if(F.col(quote(key)).isNull()) for key in key_columns]).first()
    broken = {key: count for key, count in zip(key_columns, nulls, strict=True) if count}
    if broken:
        counts = ", ".join(f"{key}: {count}" for key, count in broken.items())
        raise DataQualityError(f"rows without a key cannot be merged; NULLs per key column: {counts}")
    ### END SOLUTION


# %% exercise="merge_changes" checked_by="write_idempotent"
def merge_changes(batch: DataFrame, table_name: str, key_columns: Sequence[str], order_by: str) -> MergeMetrics:
    """Merge a batch, one row per key, into an existing table: insert what is new, update what is newer.

    A row of the batch replaces the table's row of the same key if the two differ in any column and the
    table's is not newer. A batch that brings nothing makes no new version.
    """
    ### BEGIN SOLUTION
    date = quote(order_by)
    same_key = " AND ".join(f"t.{quote(key)} = s.{quote(key)}" for key in key_columns)
    differs = " OR ".join(f"NOT (t.{quote(name)} <=> s.{quote(name)})" for name in batch.columns)
    not_older = f"coalesce(t.{date} IS NULL OR s.{date} >= t.{date}, false)"
    update = f"{not_older} AND ({differs})"

    target = DeltaTable.forName(batch.sparkSession, table_name)
    nothing_new = F.expr(f"{same_key} AND NOT ({update})")
    news = batch.alias("s").join(target.toDF().alias("t"), nothing_new, "left_anti")
    # Written out, because UPDATE * and INSERT * fail on a backquote in a name, and pass over extra columns.
    row = {quote(name): f"s.{quote(name)}" for name in batch.columns}
    merge = target.alias("t").merge(news.alias("s"), same_key)
    done = merge.whenMatchedUpdate(update, set=row).whenNotMatchedInsert(values=row).execute().first()
    version = target.history(1).first()["version"]
    return MergeMetrics(done["num_inserted_rows"], done["num_updated_rows"], done["num_deleted_rows"], version)
    ### END SOLUTION


# %% exercise="write_idempotent"
def write_idempotent(
    df: DataFrame,
    table_name: str,
    key_columns: Sequence[str],
    order_by: str = "updated_at",
    *,
    max_attempts: int = 5,
    sleep: Callable[[float], None] = time.sleep,
) -> MergeMetrics:
    """Bring a batch into a Delta table so that doing it again changes nothing.

    The batch may repeat keys, repeat earlier batches, or be late. Whatever comes, and however often, the
    table holds one row per key:

    - the newest version by order_by. A version with no date (NULL) is older than any that has one. Of two
      equally old versions the batch's wins over the table's: it came later.
    - A row whose values are the same but whose order_by is newer is a change too.
    - Keys that the batch does not mention stay as they are.

    The table is created by the first batch. Later batches come in by MERGE, and no more than a handful of
    values ever reaches the driver. A process that dies at any moment leaves a table that the same call,
    made again, completes. Column names may be anything Delta allows: quote() them.

    table_name: a Spark identifier, such as silver.flights.
    key_columns: one or more columns that name a row; no row may lack one.
    max_attempts: how often to try while another writer's commit gets in the way (an error of CONFLICTS);
        then the last error is raised. Each attempt reads the table anew. Other errors pass at once.
    sleep: called with seconds to wait, more after each attempt, between two attempts.

    Returns how many rows this call inserted, updated and deleted, and the version the table has then. A call
    that found nothing to do reports zeros.

    Raises, before anything is written:
        SchemaValidationError: the batch lacks a key column or order_by; the message names what is missing.
        DataQualityError: a key column holds NULLs; the message names the column and counts its NULLs.
    """
    ### BEGIN SOLUTION
    require_keys(df, key_columns, order_by)
    batch, spark = dedupe_latest(df, key_columns, order_by), df.sparkSession

    def write() -> MergeMetrics:
        if spark.catalog.tableExists(table_name):
            return merge_changes(batch, table_name, key_columns, order_by)
        batch.write.format("delta").saveAsTable(table_name)
        return MergeMetrics(spark.table(table_name).count(), 0, 0, version=0)

    for attempt in range(1, max_attempts + 1):
        try:
            return write()
        except CONFLICTS:
            if attempt == max_attempts:
                raise
            sleep(random.uniform(0, min(30, 2**attempt)))
    ### END SOLUTION


# %% check="write_idempotent"
lesson.check("write_idempotent")

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

# %% [markdown]
# ### Gold: replace the days, not the table


# %% exercise="refresh_gold"
def refresh_gold(
    spark: SparkSession, silver_table: str, gold_table: str, days: Collection[date]
) -> None:
    """Bring the daily summary up to date with silver, for the given days and no others.

    gold_table holds one row per flight_date and origin that silver has flights of, in these columns:
        flights (all), departed (dep_delay is not NULL), on_time (dep_delay below 15 minutes), on_time_rate
        (on_time / departed, not rounded; NULL when nothing departed). It is partitioned by flight_date, and
        created when it is not there yet.
    days: New York dates, in any order. Gold says for each of them what silver says now: a day, or an airport
        on a day, that silver no longer has is gone from gold too. Without days nothing happens.

    All days are replaced in one commit. Rows and files of other days stay as they are, even where silver
    has changed. A second call with the same silver leaves the same rows.
    """
    ### BEGIN SOLUTION
    chosen = F.col("flight_date").isin(list(days))
    figures = (
        spark.table(silver_table)
        .filter(chosen)
        .groupBy("flight_date", "origin")
        .agg(
            F.count("*").alias("flights"),
            F.count("dep_delay").alias("departed"),
            F.count_if(F.col("dep_delay") < 15).alias("on_time"),
        )
        .withColumn("on_time_rate", F.try_divide("on_time", "departed"))
    )
    if spark.catalog.tableExists(gold_table):
        figures.writeTo(gold_table).overwrite(chosen)
    else:
        figures.writeTo(gold_table).using("delta").partitionedBy("flight_date").create()
    ### END SOLUTION


# %% check="refresh_gold"
lesson.check("refresh_gold")

# %% [markdown]
# ### Deletes: the row that must not come back


# %% exercise="apply_changes"
def apply_changes(
    df: DataFrame,
    table_name: str,
    key_columns: Sequence[str],
    order_by: str = "updated_at",
    delete_column: str = "is_deleted",
) -> None:
    """Apply a batch of updates and deletes to a table, whose readers ask for `WHERE NOT is_deleted`.

    Each row of df is an event: at the time order_by, the row of this key was written as given or, where
    delete_column is true, deleted. Batches come late, twice and in the wrong order, and may hold several
    events of one key.

    After any sequence of calls the table holds one row per key that any event named: the newest event's.
    Of two events of the same time the delete is the newer one. A deleted key keeps its row as a tombstone:
    key, stamp, delete_column true; what its other columns hold does not matter. So an older update does not
    bring it back, a newer one does, and a delete may come before the row it deletes.
    NULL in delete_column means not deleted, and false is what the table says. The table is created when it
    is not there yet.
    """
    ### BEGIN SOLUTION
    spark, stamp, deleted = df.sparkSession, quote(order_by), quote(delete_column)
    events = df.withColumn(delete_column, F.coalesce(F.col(deleted), F.lit(False)))
    rest = [quote(name) for name in df.columns if name not in (order_by, delete_column)]
    newest = F.max(F.struct(stamp, deleted, *rest)).alias("event")  # a struct sorts by its fields in turn
    latest = events.groupBy(*[quote(key) for key in key_columns]).agg(newest).select("event.*")
    DeltaTable.createIfNotExists(spark).tableName(table_name).addColumns(df.schema).execute()
    same_key = " AND ".join(f"t.{quote(key)} = s.{quote(key)}" for key in key_columns)
    newer = f"struct(s.{stamp}, s.{deleted}) > struct(t.{stamp}, t.{deleted})"
    merge = DeltaTable.forName(spark, table_name).alias("t").merge(latest.alias("s"), same_key)
    merge.whenMatchedUpdateAll(newer).whenNotMatchedInsertAll().execute()
    ### END SOLUTION


# %% check="apply_changes"
lesson.check("apply_changes")
