# %% [markdown]
# # Idempotent writes: the twice-run batch
#
# *Time: 150 minutes. Fast track: 20 minutes (Incident to Idea, read `dedupe_latest`, then criteria 1–8 of
# `write_idempotent`).*
#
# ## The incident
#
# On 2 December the load of the Thanksgiving week had just been committed when its connection broke, and the
# scheduler ran it again. Every share on the dashboard stayed right, so nobody looked, but the number of on-time
# departures had doubled. Two days later the finance team asked why the airlines were owed twice the bonus, and it
# took a week to take every second row out again.

# %% locked="setup"
import time
import uuid
from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Literal

from delta import exceptions as delta_errors
from delta.tables import DeltaTable
from pyspark.sql import DataFrame, SparkSession, Window
from pyspark.sql import functions as F

from autograder import flights, lesson
from autograder.pipeline import DataQualityError, MergeMetrics, SchemaValidationError

lesson.start("05_idempotent_writes")

# %% [markdown]
# ## Reproduce it
#
# First two tools for this notebook: a database of its own, emptied each time this cell runs, and a way to show an
# error in one line.

# %%
import random
from contextlib import contextmanager

spark = lesson.spark
for command in ("DROP DATABASE IF EXISTS lesson_05 CASCADE", "CREATE DATABASE lesson_05", "USE lesson_05"):
    spark.sql(command)


@contextmanager
def caught():
    """Show an error's class and the line that matters, instead of its stack trace."""
    try:
        yield
        print("no error")
    except Exception as error:
        lines = str(error).splitlines()
        line = next((text for text in lines if "[" in text), lines[0])
        print(f"{type(error).__name__}: {line[:150]} …")


# %% [markdown]
# One day of real flights, as it arrives the morning after.

# %%
day = "2013-11-27"  # the Wednesday before Thanksgiving
actuals = flights.to_spark(spark, flights.actuals_batch(day))
actuals.select(*flights.KEY, "dep_delay", "cancelled", "updated_at").show(3)

# %% [markdown]
# ### Append, and append again
#
# The load of the incident: it appends, and the scheduler repeats it.

# %%
spark.sql("DROP TABLE IF EXISTS appended")
for run in ("the run", "its retry"):
    actuals.write.format("delta").mode("append").saveAsTable("appended")
    kpi = spark.table("appended").selectExpr(
        "count(*) AS flights", "count(dep_delay) AS departed", "count_if(dep_delay < 15) AS on_time"
    ).first()
    share = kpi.on_time / kpi.departed
    print(f"after {run}: {kpi.flights:,} flights, {kpi.on_time:,} on time, a share of {share:.1%}")

# %% [markdown]
# Twice the flights, the same share. A ratio cannot see that everything is there twice.
#
# ### MERGE, as in the tutorial
#
# A MERGE finds the row of the same key and updates it. So a retry is harmless? The batch below holds some flights
# twice, as real feeds do, and the table is still empty.

# %%
SAME_KEY = " AND ".join(f"t.{key} = s.{key}" for key in flights.KEY)


def textbook_merge(batch, table):
    """The MERGE of every tutorial: update what is there, insert what is not."""
    spark.sql(
        f"MERGE INTO {table} t USING {{batch}} s ON {SAME_KEY} "
        "WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *",
        batch=batch,
    )


# %%
twice = flights.inject(flights.actuals_batch(day), random.Random(5), flights.duplicates)
batch = flights.to_spark(spark, twice)
batch.limit(0).write.format("delta").mode("overwrite").saveAsTable("merged")

with caught():
    textbook_merge(batch, "merged")
print(f"{spark.table('merged').count():,} rows for {actuals.count():,} flights")

# %% [markdown]
# No error, and too many rows: nothing matches in an empty table, so each duplicate is an insert. Now the retry.

# %%
with caught():
    textbook_merge(batch, "merged")

# %% [markdown]
# The first write was wrong and silent. The second one fails, one run too late: each flight that is there twice is
# matched by two rows of the batch.
#
# ### The key that is not there
#
# Some rows come with a NULL in their key. Watch the table while the same batch is merged three times.

# %%
poison = flights.inject(flights.actuals_batch(day).head(200), random.Random(5), flights.null_keys)
poison = flights.to_spark(spark, poison)
poison.limit(0).write.format("delta").mode("overwrite").saveAsTable("growing")
for run in (1, 2, 3):
    textbook_merge(poison, "growing")
    print(f"run {run}: {spark.table('growing').count()} rows")

# %% [markdown]
# `NULL = NULL` is not true, so a row without a key never finds itself. It is inserted again in every run.
#
# ### The batch that comes late
#
# The schedule of the evening before was stuck in a queue, and arrives after the actuals.

# %%
schedule = flights.to_spark(spark, flights.schedule_batch(day))
actuals.limit(0).write.format("delta").mode("overwrite").saveAsTable("late")
for name, batch in (("actuals", actuals), ("late schedule", schedule)):
    textbook_merge(batch, "late")
    print(f"after the {name}: {spark.table('late').where('dep_delay IS NOT NULL').count():,} departures known")

# %% [markdown]
# All that was known of the day is gone, without an error. The last one to arrive wins, not the newest.
#
# ## The idea
#
# A write is *idempotent* when doing it twice leaves what doing it once leaves. Your scheduler, your stream and your
# colleagues deliver *at least once*. An idempotent write turns that into the effect of *exactly once*. It answers
# three questions:
#
# | question | answer | where it stands |
# |---|---|---|
# | Which row is this? | the **key**: all its columns, none of them NULL | `ON` |
# | Which version is newer? | the **order**: `updated_at`; the older one loses | in the batch, and in `WHEN MATCHED` |
# | Is there anything to do? | the **difference**: equal rows are not written, compared with `<=>`, for which NULL equals NULL | before the MERGE, or in `WHEN MATCHED` |
#
# ```
#  batch ──> newest row per key ──> drop what is not news ──> MERGE on the key, only if newer ──> silver
# ```

# %% [markdown]
# ## Part 1: one row per key, one MERGE
#
# ### One row per key
#
# A batch may hold a flight five times. Before anything is written, one version of it must be chosen, and the same
# one in every run: a choice that changes between two runs makes them write different rows. So ties need a rule too.
#
# Names are part of the task: feeds have columns called `dep.delay` or `order`. Wherever Spark parses a name, pass it
# through `quote`. *On the fast track, read the contract below, then run* `lesson.give("dedupe_latest")` *in a new cell
# below it.*

# %% locked="given"
import random

# Siblings: no parent but PySpark's, and getCondition() is None (the condition stands in the text only).
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
# Three functions, each short enough for a screen. The check calls only the last one, `write_idempotent`; the other
# two are a way to cut the work. Cut it differently if you like. Stuck? `lesson.hint("write_idempotent")` serves all
# three.
#
# First the door. A row without a key can be neither found nor updated, so it must not come in.


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


# %% [markdown]
# Then the MERGE. Think of one key and of what the two sides may hold: nothing, an older version, an equal one, a
# newer one, a date that is NULL. The update clause needs one condition that is right for all of them. A source
# that holds news only (a `left_anti` join with the table) makes a replay free: an empty source makes no commit.

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


# %% [markdown]
# At last the whole: refuse, deduplicate, create or merge, and try again when another writer was faster. A conflict
# means that the table is no longer the one you compared with. So an attempt is reading *and* merging. *Fast track:
# criteria 1–8 need no retry; leave* `max_attempts` *and* `sleep` *alone.*

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
      equally old versions (two without a date are) the batch's wins over the table's: it came later.
    - A row whose values are the same but whose order_by is newer is a change too.
    - Keys that the batch does not mention stay as they are.

    The table is created by the first batch. Later batches come in by MERGE, and at most 100 rows reach the
    driver. A process that dies after any of its commits leaves a table that has lost no row, and that the same
    call, made again, completes. A batch has the columns of the table; their names may be anything Delta allows:
    quote() them.

    table_name: a Spark identifier, such as silver.flights.
    key_columns: one or more columns that name a row; no row may lack one.
    max_attempts: how often to try while another writer's commit gets in the way (an error of CONFLICTS);
        then the last error is raised. Each attempt reads the table anew. Other errors pass at once.
    sleep: called with the seconds to wait between two attempts.

    Returns MergeMetrics(inserted, updated, deleted, version): the rows that this call wrote, and the version
    the table has then. A call that found nothing to do reports zeros.

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
    raise ValueError(f"max_attempts must be 1 or more, not {max_attempts}")
    ### END SOLUTION


# %% check="write_idempotent"
lesson.check("write_idempotent")

# %% [markdown]
# ## Part 2: appends, streams, gold, deletes
#
# A MERGE by key is the answer wherever there is a key. This part is about four places where it is not enough.
# It belongs to the full track; on the fast track, go on to *Break it*.
#
# ### Appends: the log remembers the batch
#
# Events have no key. Two gate readings may be equal in every column and still be two readings, so no query can tell
# a retry from news. What can be told apart is the *batch*: the loader knows its number. The number is of use only
# if it is stored together with the rows, in one commit. Otherwise a crash between the two leaves one without the
# other.


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
    spark, mark = df.sparkSession, f"{app_id} {batch_id} {uuid.uuid4()}"
    if not spark.catalog.tableExists(table_name):
        df.limit(0).write.format("delta").saveAsTable(table_name)
    write = df.write.format("delta").mode("append").option("userMetadata", mark)
    write.option("txnAppId", app_id).option("txnVersion", batch_id).saveAsTable(table_name)
    # A skipped write makes no commit. Versions alone would not tell: other loaders make some too.
    mine = DeltaTable.forName(spark, table_name).history().filter(F.col("userMetadata") == mark)
    return "skipped" if mine.isEmpty() else "landed"
    ### END SOLUTION


# %% check="append_once"
lesson.check("append_once")

# %% [markdown]
# Put it to work: batch 1 comes twice, then batch 2, then batch 1 once more. The last line is read by another
# engine, delta-rs, straight from the table's log.

# %%
import deltalake

if lesson.solved("append_once"):
    spark.sql("DROP TABLE IF EXISTS bronze_actuals")
    for batch_id in (1, 1, 2, 1):
        said = append_once(actuals, "bronze_actuals", "actuals-loader", batch_id)
        print(f"batch {batch_id}: {said}, the table has {spark.table('bronze_actuals').count():,} rows")
    folder = spark.sql("DESCRIBE DETAIL bronze_actuals").first()["location"]
    recorded = deltalake.DeltaTable(folder).transaction_version("actuals-loader")
    print(f"in the log: the last batch of actuals-loader is {recorded}")

# %% [markdown]
# MERGE, UPDATE and DELETE take no such options. They read two session confs of the same meaning, and here is their
# trap. Somebody set them for one MERGE and forgot them; your three appends to *another* table follow.

# %%
CONFS = {"spark.databricks.delta.write.txnAppId": "a-merge", "spark.databricks.delta.write.txnVersion": "7"}
spark.sql("DROP TABLE IF EXISTS another_table")
for name, value in CONFS.items():
    spark.conf.set(name, value)
try:
    for number in (1, 2, 3):
        actuals.limit(1).write.format("delta").mode("append").saveAsTable("another_table")
        print(f"append {number}: {spark.table('another_table').count()} row")
finally:
    for name in CONFS:
        spark.conf.unset(name)

# %% [markdown]
# Three appends, no error, one row. The first one recorded version 7 in that table too, and the others were "not
# newer". Prefer the options of one write. If you must use the confs, unset them in a `finally`, as here.

# %% [markdown]
# ### Streams: at least once, absorbed
#
# A stream remembers in its *checkpoint* what it has read. The mark is written after your function has written the
# batch, so there is a gap:
#
# ```
#  read batch 7 ──> your function: MERGE commits ──> checkpoint: batch 7 is done
#                                                ^
#                                     killed here, batch 7 comes again
# ```
#
# The gap is always there. An idempotent write makes it harmless. The trigger `availableNow` runs a stream like a
# job: it takes what is there, in batches of a bearable size, and ends.


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
    write: called as ``write(batch, table_name, key_columns)`` with each batch, the DataFrame that the stream
        made: its rows do not pass through the driver. It is idempotent, as `write_idempotent` is: a batch
        that is written when the process dies, and not yet marked as consumed, comes again in the next pass.

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
# Your stream, on real batches: the schedule comes in, then the actuals, then nothing.

# %%
from tempfile import mkdtemp

landing = mkdtemp()  # a new folder in every run of this cell


def arrive(batch):
    """One more commit in the source."""
    flights.to_spark(spark, batch).write.format("delta").mode("append").save(f"{landing}/bronze")


if lesson.solved("stream_upsert") and lesson.solved("write_idempotent"):
    spark.sql("DROP TABLE IF EXISTS streamed")
    marks = f"{landing}/marks"
    for batch in (flights.schedule_batch(day), flights.actuals_batch(day), None):
        if batch is not None:
            arrive(batch)
        stream_upsert(spark, f"{landing}/bronze", "streamed", flights.KEY, marks, write_idempotent)
        seen = spark.table("streamed").selectExpr("count(*) AS flights", "count(dep_delay) AS left").first()
        print(f"{seen.flights:,} flights, {seen.left:,} of them departed")

# %% [markdown]
# Three passes, one row per flight. The third found nothing to do.
#
# Why not number the batches, as `append_once` does, with the stream's own batch ids? It works, until somebody
# deletes the checkpoint to read everything anew. The ids start at 0 again.

# %%
if lesson.solved("append_once"):
    spark.sql("DROP TABLE IF EXISTS events")
    folder = mkdtemp()
    source = f"{folder}/events"

    def one_pass(checkpoint):
        stream = spark.readStream.format("delta").load(source).writeStream.foreachBatch(
            lambda batch, batch_id: append_once(batch, "events", "my-stream", batch_id)
        )
        stream.option("checkpointLocation", checkpoint).trigger(availableNow=True).start().awaitTermination()
        print(f"source {spark.read.load(source, 'delta').count()} rows, table {spark.table('events').count()}")

    for count, checkpoint in ((100, "first"), (50, "another")):
        actuals.limit(count).write.format("delta").mode("append").save(source)
        one_pass(f"{folder}/{checkpoint}")

# %% [markdown]
# The new checkpoint's batch 0 was "not newer" than the old one's, and 50 rows are missing. No error was raised.
#
# A new `app_id` alone makes it worse: the new checkpoint reads from the beginning, so the first 100 rows would land a
# second time. Empty the table too, or let the new stream start where the old one stopped (`startingVersion`). A MERGE
# by key needs none of this.

# %% [markdown]
# ### Gold: replace the days, not the table
#
# Silver changed on two days of last week, because late actuals came in. Gold is a summary: the figures of these days
# have to be worked out anew, and *replace* the old ones. A MERGE by day and airport would update them too, but a day
# that is gone from silver sends no row that could delete it from gold.


# %% exercise="refresh_gold"
def refresh_gold(
    spark: SparkSession, silver_table: str, gold_table: str, days: Collection[date]
) -> None:
    """Bring the daily summary up to date with silver, for the given days and no others.

    gold_table holds one row per flight_date and origin that silver has flights of, in these columns:
        flights (all), departed (dep_delay is not NULL), on_time (dep_delay below 15 minutes), on_time_rate
        (on_time / departed, not rounded; NULL when nothing departed). It is partitioned by flight_date, and
        created when it is not there yet.
    days: New York dates, in any order, perhaps repeated. Gold says for each of them what silver says now: a day, or an airport
        on a day, that silver no longer has is gone from gold too. Without days nothing happens.

    All days are replaced in one commit. Rows and files of other days stay as they are, even where silver
    has changed. A second call with the same silver leaves the same rows.
    """
    ### BEGIN SOLUTION
    if not days:
        return
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
# Three real days first. Then late news: flight B6 939 of the 28th was cancelled after all, and the 29th is taken back
# entirely.

# %%
import pandas as pd

if lesson.solved("refresh_gold"):
    for table in ("silver_days", "gold_on_time_daily"):
        spark.sql(f"DROP TABLE IF EXISTS {table}")
    days = flights.days("2013-11-27", "2013-11-30")
    three_days = pd.concat([flights.actuals_batch(d) for d in days])
    flights.to_spark(spark, three_days).write.format("delta").saveAsTable("silver_days")
    refresh_gold(spark, "silver_days", "gold_on_time_daily", days)
    spark.table("gold_on_time_daily").drop("on_time_rate").orderBy("flight_date", "origin").show()

# %%
if lesson.solved("refresh_gold"):
    silver = DeltaTable.forName(spark, "silver_days")
    silver.delete("flight_date = DATE'2013-11-29'")
    cancelled = {"dep_time": "NULL", "dep_delay": "NULL", "arr_delay": "NULL", "cancelled": "true"}
    silver.update("flight_date = DATE'2013-11-28' AND carrier = 'B6' AND flight = 939", cancelled)
    for _ in ("the refresh", "its retry"):
        refresh_gold(spark, "silver_days", "gold_on_time_daily", days[1:])
    spark.table("gold_on_time_daily").drop("on_time_rate").orderBy("flight_date", "origin").show()

# %% [markdown]
# The 27th was not touched, the 28th was replaced, the 29th is gone, and the retry made no difference. The table's
# history shows how. Whether you say `.overwrite(condition)`, the option `replaceWhere`, or in SQL `INSERT INTO …
# REPLACE WHERE`: it is one commit with a predicate, and rows that do not meet the predicate are refused.

# %%
if lesson.solved("refresh_gold"):
    history = DeltaTable.forName(spark, "gold_on_time_daily").history(1)
    history.select("operation", "operationParameters.predicate").show(truncate=False)
    with caught():
        stray = spark.table("gold_on_time_daily").limit(1)
        stray.writeTo("gold_on_time_daily").overwrite(F.col("flight_date") == F.lit(days[2]))

# %% [markdown]
# ### Deletes: the row that must not come back
#
# The schedule feed also takes flights back. Here the delete of 06:00 arrives before an update of 05:00, which had
# been stuck in a queue. The MERGE below knows about order: an older event never touches a newer row.

# %%
COLUMNS = "flight INT, dest STRING, updated_at TIMESTAMP, is_deleted BOOLEAN"
spark.sql(f"CREATE OR REPLACE TABLE hard ({COLUMNS}) USING delta")
EVENTS = (
    "(11, 'LAX', TIMESTAMP'2013-11-26 04:00', false)",
    "(11, NULL, TIMESTAMP'2013-11-26 06:00', true)",
    "(11, 'SFO', TIMESTAMP'2013-11-26 05:00', false)",
)
for event in EVENTS:
    spark.sql(
        f"""MERGE INTO hard t
        USING (SELECT * FROM VALUES {event} AS e(flight, dest, updated_at, is_deleted)) s ON t.flight = s.flight
        WHEN MATCHED AND s.is_deleted AND s.updated_at > t.updated_at THEN DELETE
        WHEN MATCHED AND s.updated_at > t.updated_at THEN UPDATE SET *
        WHEN NOT MATCHED AND NOT s.is_deleted THEN INSERT *"""
    )
    print("in the table:", [tuple(row) for row in spark.table("hard").select("flight", "dest").collect()])

# %% [markdown]
# Flight 11 is back, with a stale destination. The guard had nothing to compare with: the delete took the row away,
# and its stamp with it.


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
    is not there yet. Every event has a whole key and a time: the caller has checked that, as require_keys
    does. Of two updates of the same time either may stay.
    """
    ### BEGIN SOLUTION
    spark, stamp, deleted = df.sparkSession, quote(order_by), quote(delete_column)
    events = df.withColumn(delete_column, F.coalesce(F.col(deleted), F.lit(False)))
    rest = [quote(name) for name in df.columns if name not in (order_by, delete_column)]
    newest = F.max(F.struct(stamp, deleted, *rest)).alias("event")  # a struct sorts by its fields in turn
    latest = events.groupBy(*[quote(key) for key in key_columns]).agg(newest).select("event.*")
    if not spark.catalog.tableExists(table_name):
        events.limit(0).write.format("delta").saveAsTable(table_name)
    same_key = " AND ".join(f"t.{quote(key)} = s.{quote(key)}" for key in key_columns)
    newer = f"struct(s.{stamp}, s.{deleted}) > struct(t.{stamp}, t.{deleted})"
    merge = DeltaTable.forName(spark, table_name).alias("t").merge(latest.alias("s"), same_key)
    merge.whenMatchedUpdateAll(newer).whenNotMatchedInsertAll().execute()
    ### END SOLUTION


# %% check="apply_changes"
lesson.check("apply_changes")

# %% [markdown]
# The same three events through your function. Readers use the view.

# %%
if lesson.solved("apply_changes"):
    spark.sql("DROP TABLE IF EXISTS soft")
    for event in EVENTS:
        batch = spark.sql(f"SELECT * FROM VALUES {event} AS e(flight, dest, updated_at, is_deleted)")
        apply_changes(batch, "soft", ["flight"])
    spark.sql("CREATE OR REPLACE VIEW flights_alive AS SELECT * FROM soft WHERE NOT is_deleted")
    spark.table("soft").show()
    print(f"alive: {spark.table('flights_alive').count()}")

# %% [markdown]
# The tombstone holds the stamp, and the late update lost against it. Tombstones are removed later, when no older
# event can be on its way any more; how long that is, the feed's owner has to tell you.

# %% [markdown]
# ## Break it
#
# Now your `write_idempotent` against a hostile day. Both batches get duplicates, stale versions and a random order
# of rows. They come in order, and then the wrong way round with a repetition. The fingerprint is made of all values
# of all rows.

# %%
if lesson.solved("write_idempotent"):
    FAULTS = (flights.duplicates, flights.conflicts, flights.shuffled)
    clean = {"schedule": flights.schedule_batch(day), "actuals": flights.actuals_batch(day)}
    dirty = {
        name: flights.to_spark(spark, flights.inject(batch, random.Random(), *FAULTS))
        for name, batch in clean.items()
    }
    for order in ("schedule actuals", "actuals schedule actuals"):
        spark.sql("DROP TABLE IF EXISTS attacked")
        for name in order.split():
            write_idempotent(dirty[name], "attacked", flights.KEY)
        table = spark.table("attacked")
        seen = table.agg(F.count("*"), F.bit_xor(F.xxhash64(*table.columns))).first()
        print(f"{order:26} {seen[0]:,} flights, fingerprint {seen[1]}")

# %% [markdown]
# The same fingerprint: late and repeated batches do no harm, because no two batches date a flight alike. Of equal
# stamps the later arrival wins, and a replay of the older batch would take it back. If your feed can do that, order by
# something finer, such as a sequence number.
#
# Last, the crash. A copy of this Python process runs your function and is killed, with the signal that nothing can
# catch, at the first commit that appears in the table's log. (Spark's JVM lives on, as a cluster outlives its client.)
# Then the batch comes again.

# %%
if lesson.solved("write_idempotent"):
    from functools import partial

    from autograder.worlds.crash import killed_at_commit

    database = spark.sql("DESCRIBE DATABASE lesson_05").filter("info_name = 'Location'").first()["info_value"]
    spark.sql("DROP TABLE IF EXISTS crashed")
    load = partial(write_idempotent, actuals, "crashed", flights.KEY)
    crash = killed_at_commit(load, f"{database}/crashed")
    print(f"{crash.state} after {crash.commits} commit: {spark.table('crashed').count():,} rows are there")
    again = load()
    print(f"the replay inserts {again.inserted:,} and updates {again.updated:,}")
    print(f"in the end: {spark.table('crashed').count():,} rows")

# %% [markdown]
# The commit was in, and the caller never heard of it: the incident of 2 December. This time the retry found nothing to
# do.
#
# How little a replay costs, the table's versions tell. First the textbook's MERGE, then yours.

# %%
if lesson.solved("write_idempotent"):
    spark.sql("DROP TABLE IF EXISTS quiet")
    actuals.write.format("delta").saveAsTable("quiet")
    replays = {
        "textbook MERGE": lambda: textbook_merge(actuals, "quiet"),
        "write_idempotent": lambda: write_idempotent(actuals, "quiet", flights.KEY),
    }
    for name, replay in replays.items():
        before = DeltaTable.forName(spark, "quiet").history(1).first()["version"]
        replay()
        after = DeltaTable.forName(spark, "quiet").history(1).first()
        rewritten = int(after["operationMetrics"]["numOutputRows"]) if after["version"] > before else 0
        print(f"{name:16}  version {before} -> {after['version']}, {rewritten:,} rows written")

# %% [markdown]
# The textbook's replay writes every row again, in a new version, and whoever reads the changes sees them all. A source
# without news makes no version.

# %% [markdown]
# ## In production
#
# ### A column more
#
# The feed begins to send gates. A plain MERGE drops what the table does not know, without a word. The clause
# `WITH SCHEMA EVOLUTION` adds the column, for this one statement.

# %%
schedule = flights.to_spark(spark, flights.schedule_batch(day).head(100))
spark.sql("DROP TABLE IF EXISTS evolving")
schedule.writeTo("evolving").using("delta").partitionedBy("flight_date").create()
gates = flights.inject(flights.actuals_batch(day).head(100), random.Random(5), flights.added_column)
gates = flights.to_spark(spark, gates)
INTO_EVOLVING = f"""INTO evolving t USING {{batch}} s ON {SAME_KEY}
    WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *"""

for verb in ("MERGE", "MERGE WITH SCHEMA EVOLUTION"):
    spark.sql(f"{verb} {INTO_EVOLVING}", batch=gates)
    print(f"{verb}: the table has a gate column: {'gate' in spark.table('evolving').columns}")

# %% [markdown]
# ### Two writers, one table
#
# A MERGE reads before it writes. If somebody else commits in between, Delta cannot know whether your MERGE would
# have seen these rows, and refuses. Here a function in the source does what another job would do: while the
# MERGE of the 27th reads, it appends a flight of the *28th*.

# %%
import deltalake

folder = spark.sql("DESCRIBE DETAIL evolving").first()["location"]
rival = flights.to_spark(spark, flights.actuals_batch("2013-11-28").head(1))
rival = rival.withColumn("gate", F.lit("B1")).toArrow()


@F.udf("string")
def while_you_read(tailnum):
    deltalake.write_deltalake(folder, rival, mode="append")
    return tailnum


one = gates.limit(1).withColumn("tailnum", while_you_read("tailnum"))
with caught():
    spark.sql(f"MERGE {INTO_EVOLVING}", batch=one)
print("flights of the 28th:", spark.table("evolving").filter("flight_date = DATE'2013-11-28'").count())

# %% [markdown]
# The two touch different days, and the table is partitioned by day. But MERGE learns its days only while it runs.
# Say them in the condition, as a literal, and the same race has no loser:

# %%
with caught():
    only = INTO_EVOLVING.replace(SAME_KEY, f"t.flight_date = DATE'{day}' AND {SAME_KEY}")
    spark.sql(f"MERGE {only}", batch=one)
print("flights of the 28th:", spark.table("evolving").filter("flight_date = DATE'2013-11-28'").count())

# %% [markdown]
# The rival's row came in both times. The first MERGE refused, the second did not mind. `write_idempotent` retries a
# conflict; the literal avoids it. Databricks has a third way: on tables *without* partitions, with deletion vectors
# (liquid clustering fits), conflicts are found row by row. Which operations get in each other's way stands in the
# documentation, under *concurrency control*.
#
# ### What has changed?
#
# Everybody downstream asks this, and reading the whole table is the expensive answer. With the *change data feed*
# switched on (from then on, never for the past), the table writes down which rows each commit changed.

# %%
spark.sql("ALTER TABLE evolving SET TBLPROPERTIES (delta.enableChangeDataFeed = true)")
start = spark.sql("DESCRIBE HISTORY evolving LIMIT 1").first()["version"] + 1
late = gates.filter("carrier = 'UA'").withColumn("dep_delay", F.col("dep_delay") + 5)
spark.sql(f"MERGE {INTO_EVOLVING}", batch=late)

changes = spark.read.option("readChangeFeed", True).option("startingVersion", start).table("evolving")
changes.groupBy("_change_type").count().show()
print("days to refresh:", *[str(row.flight_date) for row in changes.select("flight_date").distinct().collect()])

# %% [markdown]
# Each update shows twice, before and after. The days that it names are all that `refresh_gold` needs to know.
#
# ### Keep the history: SCD 2
#
# So far the newest version wins and the older one is gone (a *slowly changing dimension of type 1*). Type 2 keeps
# both, each with its time of validity. One MERGE does it, if a changed aircraft comes twice: once with its key, to
# close the old row, and once with a NULL key, which matches nothing and is inserted. (The sale of N14228 is invented.)

# %%
spark.sql(
    """CREATE OR REPLACE TABLE aircraft USING delta AS
    SELECT *, DATE'2013-01-01' AS valid_from, CAST(NULL AS DATE) AS valid_to
    FROM VALUES ('N14228', 'UA'), ('N24211', 'UA') AS known(tailnum, operator)"""
)
since = date(2013, 11, 1)
news = [("N14228", "EV", since), ("N24211", "UA", since), ("N619AA", "AA", since)]
news = spark.createDataFrame(news, "tailnum STRING, operator STRING, since DATE")

# %%
SCD_2 = """MERGE INTO aircraft t USING (
    SELECT tailnum AS merge_key, * FROM {news}
    UNION ALL
    SELECT NULL AS merge_key, n.* FROM {news} n JOIN aircraft a ON a.tailnum = n.tailnum
    WHERE a.valid_to IS NULL AND NOT (a.operator <=> n.operator)) s
ON t.tailnum = s.merge_key AND t.valid_to IS NULL
WHEN MATCHED AND NOT (t.operator <=> s.operator) THEN UPDATE SET valid_to = s.since
WHEN NOT MATCHED THEN INSERT (tailnum, operator, valid_from) VALUES (s.tailnum, s.operator, s.since)"""
for _ in ("the run", "its retry"):
    spark.sql(SCD_2, news=news)
spark.table("aircraft").orderBy("tailnum", "valid_from").show()

# %% [markdown]
# It ran twice and closed N14228 once. It still trusts the order of arrival: a change that comes late would close
# the wrong row. And it takes one change per aircraft and batch: two would match the same open row.
#
# ### AUTO CDC
#
# In declarative pipelines you only name the keys, the column that orders events and what marks a delete. AUTO CDC
# (formerly APPLY CHANGES) does the rest, out-of-order events and deletes included. Databricks has it in Lakeflow
# Spark Declarative Pipelines (formerly Delta Live Tables, DLT):
#
# ```sql
# CREATE FLOW actuals AS AUTO CDC INTO flights FROM stream(bronze_flights)
# KEYS (flight_date, carrier, flight, origin)
# APPLY AS DELETE WHEN is_deleted SEQUENCE BY updated_at STORED AS SCD TYPE 1   -- or 2
# ```
#
# The Spark that runs this notebook has it too, in Python:

# %%
import inspect

from pyspark import pipelines

parameters = inspect.signature(pipelines.create_auto_cdc_flow).parameters
print(*parameters, sep=", ")
print(parameters["stored_as_scd_type"])

# %% [markdown]
# The last line says that open-source Spark 4.2 keeps no history yet: type 1 only. Such a pipeline runs on a Spark
# Connect server (`spark-pipelines run`), so this notebook stops at the signature. You know now what it has to do
# inside: one row per key, a comparison with the sequence column, and a memory of what was deleted.

# %% [markdown]
# ## Self-check
#
# Five questions; the last three are about Part 2.

# %%
lesson.quiz("05-01")

# %%
lesson.quiz("05-02")

# %%
lesson.quiz("05-03")

# %%
lesson.quiz("05-04")

# %%
lesson.quiz("05-05")

# %% [markdown]
# ## Takeaways
#
# | DO | DON'T |
# |---|---|
# | Reduce a batch to one row per key before any write, the first one too | Trust MERGE to reject duplicates: an empty table takes them all |
# | Reject NULL keys before the write, by column and count | Match them with `=`: each run inserts them again |
# | Compare stamps, and let the older event lose | Let the last one to arrive win |
# | Compare values null-safely, `NOT (t.v <=> s.v)` | Write `t.v <> s.v`: a change from or to NULL is missed |
# | Number batches of keyless events in the commit itself | Count rows to find out whether a batch landed |
# | Overwrite by a condition that names the days | Delete, then append: readers see the hole, a crash keeps it |
# | Keep tombstones as long as older events may come | Remove a row together with the stamp that protects it |
# | Return the stream's errors to the stream | Catch them in `foreachBatch`: the batch counts as done |
#
# **Exam tips**
#
# - `DELTA_MULTIPLE_SOURCE_ROW_MATCHING_TARGET_ROW_IN_MERGE` means duplicate keys in the *source*. Deduplicate it;
#   `dropDuplicates` keeps any of the versions, `row_number()` over a window the newest.
# - `foreachBatch` is at least once. Exactly once is its combination with an idempotent write.
# - `txnAppId` and `txnVersion` go together, and the version must grow.
# - `WHEN NOT MATCHED BY SOURCE THEN DELETE` mirrors the source: with a partial batch it deletes everything else.
# - `COPY INTO` skips files that it has loaded, by file and not by row.
# - `replaceWhere` replaces what meets a condition, a dynamic partition overwrite the partitions that come.
# - SCD 1 overwrites, SCD 2 keeps versions. AUTO CDC was called APPLY CHANGES, and both names are in use.
#
# **Official documentation**
#
# - [The AUTO CDC APIs](https://docs.databricks.com/aws/en/ldp/cdc) (Databricks)
# - [Table deletes, updates, and merges](https://docs.delta.io/delta-update/)
# - [Table batch reads and writes](https://docs.delta.io/delta-batch/): idempotent writes, replaceWhere
# - [Table streaming reads and writes](https://docs.delta.io/delta-streaming/)
# - [Concurrency control](https://docs.delta.io/concurrency-control/)
# - [Change data feed](https://docs.delta.io/delta-change-data-feed/)
# - [DataStreamWriter.foreachBatch](https://spark.apache.org/docs/latest/api/python/reference/pyspark.ss/api/pyspark.sql.streaming.DataStreamWriter.foreachBatch.html)
