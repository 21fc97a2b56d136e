# %% [markdown]
# # Checkpoints: the rows that nobody read
#
# *Time: 120 minutes. Not on the fast track. In ten minutes: read to the end of the Idea, then the Takeaways.*
#
# ## Incident
#
# The increment from bronze to silver runs every quarter of an hour and had been green for a year. On the Monday after
# Thanksgiving 2013 an analyst counted: silver lacked 614 flights that bronze had, nearly all of Thanksgiving Day. No run
# had failed, no run would ever read them again, and November's on-time bonus had been paid without them.

# %% locked="setup"
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from delta import exceptions as delta_errors
from delta.tables import DeltaTable
from pyspark.sql import SparkSession, Window
from pyspark.sql import functions as F

from autograder import flights, lesson
from autograder.pipeline import UNSET, CheckpointConflict, MergeMetrics

lesson.start("06_checkpoints")

# %% [markdown]
# ## Reproduce
#
# A database for this notebook, emptied each time the cell runs. Bronze gets the morning's batch of actuals, real
# flights of the Wednesday before Thanksgiving.

# %%
spark = lesson.spark
for command in ("DROP DATABASE IF EXISTS lesson_06 CASCADE", "CREATE DATABASE lesson_06", "USE lesson_06"):
    spark.sql(command)


def drop(*tables):
    """Begin without these tables."""
    for table in tables:
        spark.sql(f"DROP TABLE IF EXISTS {table}")


def arrive(batch, table="bronze"):
    """One more batch lands in bronze."""
    flights.to_spark(spark, batch).write.format("delta").mode("append").saveAsTable(table)


wednesday, thursday = flights.actuals_batch("2013-11-27"), flights.actuals_batch("2013-11-28")
arrive(wednesday.head(800))
spark.table("bronze").select(*flights.KEY, "dep_delay", "updated_at").show(3)

# %% [markdown]
# And the write of lesson 05, shortened to what matters here: a MERGE by key that can be repeated.

# %% locked="given"
def write_idempotent(
    df: Any, table_name: str, key_columns: Sequence[str], order_by: str = "updated_at"
) -> MergeMetrics:
    """Upsert by key: of several versions the newest by order_by wins, and a replay changes nothing."""
    newest = Window.partitionBy(*key_columns).orderBy(F.col(order_by).desc(), *sorted(df.columns))
    row, rank = F.struct(*df.columns).alias("row"), F.row_number().over(newest).alias("rank")
    batch, spark = df.select(row, rank).filter("rank = 1").select("row.*"), df.sparkSession
    if not spark.catalog.tableExists(table_name):
        df.limit(0).write.format("delta").saveAsTable(table_name)
    differs = " OR ".join(f"NOT (t.{name} <=> s.{name})" for name in df.columns)
    same_key = " AND ".join(f"t.{key} = s.{key}" for key in key_columns)
    target = DeltaTable.forName(spark, table_name)
    merge = target.alias("t").merge(batch.alias("s"), same_key)
    merge = merge.whenMatchedUpdateAll(f"coalesce(s.{order_by} >= t.{order_by}, true) AND ({differs})")
    done = merge.whenNotMatchedInsertAll().execute().first()
    version = target.history(1).first()["version"]
    return MergeMetrics(done.num_inserted_rows, done.num_updated_rows, done.num_deleted_rows, version)


# %% [markdown]
# ### The textbook's increment
#
# The *mark* is the stamp up to which you have read. Read what is newer, write it, then move the mark to the newest row
# of the source. The lines look harmless. `write` is a parameter, so that you can slow it down later.

# %%
mark = None


def textbook_increment(write=write_idempotent):
    """Everything newer than the mark; then the mark is the newest row of bronze."""
    global mark
    rows = spark.table("bronze")
    if mark is not None:
        rows = rows.filter(F.col("updated_at") > mark)
    write(rows, "silver", flights.KEY)
    mark = spark.table("bronze").agg(F.max("updated_at")).first()[0]


def count(when):
    """How many flights each table has."""
    bronze, silver = (spark.table(table).count() for table in ("bronze", "silver"))
    print(f"{when:38} bronze {bronze:,}, silver {silver:,}, missing {bronze - silver}")


# %% [markdown]
# One run by day: everything is there. The next day the MERGE takes long, and while it runs, Thursday's batch arrives.

# %%
textbook_increment()
count("after the first run:")


def slow_write(rows, table, keys):
    """The MERGE of a bad day: it has read its rows, and others arrive before it is done."""
    write_idempotent(rows, table, keys)
    arrive(thursday.tail(len(thursday) - 20))


arrive(thursday.head(20))
textbook_increment(slow_write)
count("Thursday came during the run:")
textbook_increment()
count("and the next run:")

# %% [markdown]
# The mark was read after the write. It covers rows that the run has never seen, and `>` it skips them for ever. No
# error, no warning.
#
# ### Two rows with one stamp
#
# The rest of Wednesday comes late, in a second file. It belongs to the same publication, so its `updated_at` is the
# one of the first file.

# %%
drop("bronze", "silver")
mark = None
for part in (wednesday.head(800), wednesday.tail(len(wednesday) - 800)):
    arrive(part)
    textbook_increment()
    count(f"after a file of {len(part)} rows:")

# %% [markdown]
# The second file is not newer than the mark, it *ties* with it. `updated_at > mark` is false for every row of it.
#
# ### The mark first, then?
#
# Somebody turned the last two lines round: first the mark, then the write. Then the cluster died during the write.

# %%
drop("silver")
mark = None


def mark_first(write):
    """The mark is safe before the rows are."""
    global mark
    rows = spark.table("bronze").filter(F.col("updated_at") > mark) if mark else spark.table("bronze")
    mark = spark.table("bronze").agg(F.max("updated_at")).first()[0]
    write(rows, "silver", flights.KEY)


def dies(rows, table, keys):
    """A cluster that goes away."""
    raise ConnectionError("executor lost")


for write in (dies, write_idempotent):
    try:
        mark_first(write)
    except ConnectionError as error:
        print("the run:", error)
count("after the rerun:")

# %% [markdown]
# Nothing is left to read, and silver is empty.
#
# ## Idea
#
# A *high-water mark* says how far a run has read. Call the stored one `lo`, the newest stamp in the source when a run
# begins `hi`, and the time by which a row may be late the *overlap*. Three decisions make the mark safe.
#
# ```
#            lo - overlap     lo = last mark                  hi
#  ──────────────┼────────────────┼───────────────────────────┼───────────> updated_at
#                │ late rows,     │ ties, then new rows       │ later arrivals:
#                │ read again     │                           │ the next run's
#                └──────────── this run reads this ───────────┘
# ```
#
# | decision | why |
# |---|---|
# | Freeze `hi` **before** you read, from one version of the source, and store that value | What arrives meanwhile is after `hi`, so it is left for the next run |
# | Read from `lo - overlap`, **included** | Ties and late rows come too; an idempotent write absorbs what comes again |
# | **Data first**, mark second | A crash in between repeats rows. The other order loses them |
#
# So the mark may lag behind the data. It must never be ahead of it.
#
# One word, three things. This lesson is about the first two:
#
# | "checkpoint" | remembers | who writes it |
# |---|---|---|
# | high-water mark, control table | how far a job has read | you |
# | `checkpointLocation` of a stream | offsets, commits and state of a query | Structured Streaming |
# | `_delta_log/*.checkpoint.parquet` | the state of a table at a version, to read the log faster | Delta |
#
# (And `withWatermark` is none of them: it says how late an event may be before a stream forgets its window.)

# %% [markdown]
# ## Part 1: a table of marks
#
# ### A mark as text
#
# Marks of different pipelines are of different kinds: a moment, a date, the number of a batch, a file's name. They
# share one table. So each is stored as a kind and a text.
#
# Moments are the trap. Here are two, an hour apart, in the night in which New York put its clocks back.

# %%
twice = "timestamp'2013-11-03 05:30:00Z', timestamp'2013-11-03 06:30:00Z'"
moments = spark.sql(f"SELECT explode(array({twice})) AS moment")
spark.sql("SET TIME ZONE 'America/New_York'")
moments.select("moment", F.col("moment").cast("string").alias("as_text")).show()
spark.sql("SET TIME ZONE 'UTC'")
print("in Python:", *[row.moment for row in moments.collect()], sep="  ")

# %% [markdown]
# `show()` and a cast to text use the zone of the *session*: two moments, one text. `collect()` gives datetimes without a
# zone, in the zone of the *process*: in Python you see what your machine's clock showed. `astimezone(UTC)` makes the
# moment of such a datetime, as long as the process stays where it is.
#
# These two functions turn a mark into a text and back. They have no check of their own: the manager, which you build on
# them, has.


# %% exercise="mark_to_text" checked_by="checkpoint_manager"
def mark_to_text(mark: str | int | date | datetime) -> tuple[str, str]:
    """A mark as (kind, text), from which `mark_from_text` makes an equal mark of the same type.

    A datetime keeps its moment, to the microsecond.
    ValueError: a datetime without a zone.
    """
    ### BEGIN SOLUTION
    if isinstance(mark, datetime):  # before date, which a datetime also is
        if mark.tzinfo is None:
            raise ValueError(f"{mark} has no zone: nobody knows which moment it is")
        return "timestamp", mark.astimezone(UTC).isoformat()
    if isinstance(mark, date):
        return "date", mark.isoformat()
    return ("int" if isinstance(mark, int) else "string"), str(mark)
    ### END SOLUTION


# %% exercise="mark_from_text" checked_by="checkpoint_manager"
def mark_from_text(kind: str, text: str) -> str | int | date | datetime:
    """The mark that `mark_to_text` made this kind and text of; a datetime comes with a zone."""
    ### BEGIN SOLUTION
    read = {"timestamp": datetime.fromisoformat, "date": date.fromisoformat, "int": int, "string": str}
    return read[kind](text)
    ### END SOLUTION


# %% [markdown]
# ### The manager
#
# Two jobs use one mark when a scheduler starts a run while the last one still works. The slower one must not set the
# mark back: its rows would be read again, or worse, somebody trusts the mark. So a mark never moves backwards, and
# whoever knows what it was can say so: `expected` makes a *compare-and-set* of the call, as databases and object stores
# have it. When the mark is another, the call raises `CheckpointConflict`. `UNSET`, the default, stands for "no
# expectation", because `None` is one: there is no mark yet.
#
# Names come from configuration files, and one day somebody calls a pipeline `o'hare`. Values never belong into a query's
# text: write `:key` there, and `spark.sql(query, args={"key": key})` takes the value along. (In a session with
# open-source Delta this needs `spark.sql.legacy.parameterSubstitution.constantsOnly=true`; the course's session has it.)

# %% locked="conflicts"
# What Delta raises when another writer was faster. Siblings, without a common parent.
CONFLICTS = (
    delta_errors.ConcurrentAppendException,
    delta_errors.ConcurrentDeleteReadException,
    delta_errors.ConcurrentDeleteDeleteException,
)


# %% exercise="checkpoint_manager"
class CheckpointManager:
    """The marks of pipelines, in a Delta table that outlives every run.

    A mark is a str, an int, a date or a datetime with a zone. It belongs to a pipeline and a key, which are
    texts of any kind, and it comes back equal and of the same type, in whatever zone session or process are.
    The table has the columns pipeline and key, one row for each mark, and columns of your choice beside them.
    Several managers may use one table, in one process or in many.
    """

    def __init__(self, checkpoint_table: str) -> None:
        """checkpoint_table: a Spark identifier; the table is created, in Delta, when it is not there yet."""
        ### BEGIN SOLUTION
        self.table, self.spark = checkpoint_table, SparkSession.active()
        columns = "pipeline STRING, key STRING, kind STRING, value STRING"
        self.spark.sql(f"CREATE TABLE IF NOT EXISTS {checkpoint_table} ({columns}) USING delta")
        ### END SOLUTION

    def get_checkpoint(self, pipeline: str, key: str) -> str | int | date | datetime | None:
        """The mark as the table has it now; None when there is none."""
        ### BEGIN SOLUTION
        named = (F.col("pipeline") == pipeline) & (F.col("key") == key)
        row = self.spark.table(self.table).filter(named).first()
        return None if row is None else mark_from_text(row["kind"], row["value"])
        ### END SOLUTION

    def set_checkpoint(
        self, pipeline: str, key: str, value: Any, expected: Any = UNSET, *, force: bool = False
    ) -> None:
        """Store a mark. The same mark again is no error.

        expected: the mark that must be there now, None for "none yet"; UNSET expects nothing.
        force: let the mark move backwards, or become one of another kind. What is expected still counts.

        Of two runs that set a mark at the same time, over the same expected one, only one succeeds.

        CheckpointConflict, with the table unchanged: the mark is not the expected one, or became another
        while this call was writing; or it is later than value, or of another kind, and force is not set.
        ValueError: value is a datetime without a zone.
        """
        ### BEGIN SOLUTION
        stored = self.get_checkpoint(pipeline, key)
        nothing = (None, None)
        new, old = mark_to_text(value), nothing if stored is None else mark_to_text(stored)
        if expected is not UNSET and old != (nothing if expected is None else mark_to_text(expected)):
            raise CheckpointConflict(f"the mark of {pipeline!r}, {key!r} is {stored!r}, not {expected!r}")
        if stored is not None and not force and (new[0] != old[0] or value < stored):
            raise CheckpointConflict(f"{value!r} would move {pipeline!r}, {key!r} back from {stored!r}")
        if new == old:
            return
        names = {"pipeline": pipeline, "key": key}
        marks = {"kind": new[0], "value": new[1], "old_kind": old[0], "old_value": old[1]}
        try:
            done = self.spark.sql(SET_MARK.format(table=self.table), args=names | marks).first()
        except CONFLICTS as error:
            raise CheckpointConflict(f"another run set {pipeline!r}, {key!r} meanwhile") from error
        if done["num_affected_rows"] == 0:
            raise CheckpointConflict(f"another run set {pipeline!r}, {key!r} meanwhile")


# The MERGE asks once more for what was read: between the two another run may have set the mark.
SET_MARK = """MERGE INTO {table} t
    USING (SELECT :pipeline AS pipeline, :key AS key, :kind AS kind, :value AS value) s
    ON t.pipeline = s.pipeline AND t.key = s.key
    WHEN MATCHED AND t.kind = :old_kind AND t.value = :old_value THEN UPDATE SET *
    WHEN NOT MATCHED AND :old_kind IS NULL THEN INSERT *"""
        ### END SOLUTION


# %% check="checkpoint_manager"
lesson.check("checkpoint_manager")

# %% [markdown]
# Your manager at work. Two runs start from the same mark; the slower one comes second.

# %%
if lesson.solved("checkpoint_manager"):
    drop("checkpoints")
    marks = CheckpointManager("checkpoints")
    marks.set_checkpoint("silver.flights", "o'hare", date(2013, 11, 27), expected=None)
    for speed, day in (("fast", 29), ("slow", 28)):
        try:
            marks.set_checkpoint("silver.flights", "o'hare", date(2013, 11, day), expected=date(2013, 11, 27))
            print(speed, "run: set")
        except CheckpointConflict as conflict:
            print(speed, "run:", conflict)
    spark.table("checkpoints").show(truncate=False)

# %% [markdown]
# ## Part 2: the increment
#
# `process_increment` is ten lines. Their order is what the incident was about: which version of the source, which `hi`,
# which rows, then the write, then the mark.
#
# A table name alone does not pin anything: every `count()`, `filter(…)` or MERGE made of a Delta table's DataFrame reads
# the version that is newest at that moment, and a MERGE may read twice. The newest version's number stands in the
# table's history; `spark.read.option("versionAsOf", n).table(source)` is that version for good.


# %% exercise="process_increment"
def process_increment(
    source: str,
    target: str,
    checkpoints: Any,
    *,
    key_columns: Sequence[str],
    mark_column: str = "updated_at",
    overlap: timedelta = timedelta(0),
    write: Callable[..., object] = write_idempotent,
) -> None:
    """Bring the rows of source that are new since the last run into target: one run.

    source: a Delta table that grows while this runs, rows with old stamps included.
    checkpoints: a CheckpointManager, or what behaves like one. The mark is kept under pipeline=target,
        key=source, and nothing else is remembered from run to run.
    mark_column: a TIMESTAMP column of source, never NULL. A stored mark is a datetime with its zone.
    overlap: how late a row may come: rows up to this much older than the mark are read again.
    write: called as ``write(rows, target, key_columns, order_by=mark_column)``; an upsert, so that rows
        which come again do no harm.

    `hi`, the greatest mark, and the rows are read from one and the same version of source. The rows are all
    those from lo - overlap to hi, both included, where lo is the stored mark; without one, all rows. What is
    committed to source meanwhile waits for the next run. When they are written, hi becomes the mark, unless
    it is not later than lo: a mark never moves backwards, not even where another run has set a later one
    meanwhile, and none is set where source is empty.

    A run that dies at any moment loses nothing: the next one brings in whatever is missing. An error of
    write reaches the caller. The zones of session and process make no difference.
    """
    ### BEGIN SOLUTION
    spark = SparkSession.active()
    version = DeltaTable.forName(spark, source).history(1).first()["version"]
    pinned = spark.read.option("versionAsOf", version).table(source)
    lo, hi = checkpoints.get_checkpoint(target, source), pinned.agg(F.max(mark_column)).first()[0]
    if hi is None:
        return
    hi = hi.astimezone(UTC)  # it came without a zone, in the process's own
    rows = pinned.filter(F.col(mark_column) <= hi)
    if lo is not None:
        rows = rows.filter(F.col(mark_column) >= lo - overlap)
    write(rows, target, key_columns, order_by=mark_column)
    if lo is None or hi > lo:
        checkpoints.set_checkpoint(target, source, hi, expected=lo)
    ### END SOLUTION


# %% check="process_increment"
lesson.check("process_increment")

# %% [markdown]
# Both failures of the morning, against your function: Thursday arrives during the run, and then the rest of Wednesday,
# which is older than the mark. It takes an overlap of a day.

# %%
def slow_write(rows, table, keys, order_by):
    """Thursday's batch arrives while this MERGE runs."""
    arrive(thursday)
    write_idempotent(rows, table, keys, order_by)


def run(**options):
    """One run of yours, from bronze to silver."""
    marks = CheckpointManager("checkpoints")
    process_increment("bronze", "silver", marks, key_columns=flights.KEY, **options)


# %%
if lesson.solved("process_increment") and lesson.solved("checkpoint_manager"):
    drop("bronze", "silver", "checkpoints")
    arrive(wednesday.head(800))
    run(write=slow_write)
    count("Thursday came during the run:")
    run()
    count("and the next run:")
    arrive(wednesday.tail(len(wednesday) - 800))
    run(overlap=timedelta(days=1))
    count("the rest of Wednesday, a day late:")

# %% [markdown]
# Thursday waited one run. The late rows needed the overlap, and the price of an overlap is that its rows are read in
# every run. How long it has to be, only your feed can tell: measure how late rows come. What comes later still is a
# backfill, not an increment.
#
# ### No stamps at all: the change data feed
#
# Late rows are late by *their* clock. The table's own clock is its version: whatever a commit brings is new then. So
# let the mark be a version, and ask the table what has changed since. Delta answers when the table's *change data feed*
# is switched on.

# %%
drop("fed")
feed_on = "TBLPROPERTIES (delta.enableChangeDataFeed = true)"
spark.sql(f"CREATE TABLE fed (carrier STRING, flight INT, dep_delay INT) USING delta {feed_on}")  # version 0
spark.sql("INSERT INTO fed VALUES ('EV', 5769, NULL), ('US', 1895, NULL)")  # version 1
spark.sql("UPDATE fed SET dep_delay = 298 WHERE carrier = 'EV'")  # version 2
feed = spark.read.option("readChangeFeed", True).option("startingVersion", 1).table("fed")
feed.drop("_commit_timestamp").orderBy("_commit_version", F.desc("_change_type")).show()

# %% [markdown]
# An update stands there twice, as it was and as it became. `startingVersion` is included, and so is `endingVersion`, if
# you give one. Now the increment over it.

# %% exercise="process_changes"
def process_changes(
    source: str,
    target: str,
    checkpoints: Any,
    *,
    key_columns: Sequence[str],
    mark_column: str = "updated_at",
    write: Callable[..., object] = write_idempotent,
) -> None:
    """Bring what has changed in source since the last run into target, by source's change data feed: one run.

    source: a Delta table with rows inserted and updated, none deleted. Its feed was switched on at some
        version, perhaps not the first, but before the first run.
    checkpoints: as for process_increment; the mark is an int, the last version of source that was read.
    write: called as ``write(rows, target, key_columns, order_by=mark_column)`` with rows in source's columns.

    The first run reads the whole table at its newest version n, and n becomes the mark. Every later run reads
    the changes of the versions n + 1 to the newest one: for each key that was inserted or updated its row
    after the last of these changes, and no other rows. That newest version is found before anything is
    read, and becomes the mark after the write; what is committed later waits for the next run. Where there
    is no new version, a run does nothing.
    """
    ### BEGIN SOLUTION
    spark = SparkSession.active()
    newest = DeltaTable.forName(spark, source).history(1).first()["version"]
    done = checkpoints.get_checkpoint(target, source)
    if done == newest:
        return
    if done is None:
        rows = spark.read.option("versionAsOf", newest).table(source)
    else:
        feed = spark.read.option("readChangeFeed", True).option("startingVersion", done + 1)
        changes = feed.option("endingVersion", newest).table(source)
        after = changes.filter(F.col("_change_type").isin("insert", "update_postimage"))
        latest_first = Window.partitionBy(*key_columns).orderBy(F.col("_commit_version").desc())
        last = after.withColumn("_change_rank", F.row_number().over(latest_first)).filter("_change_rank = 1")
        rows = last.drop("_change_type", "_commit_version", "_commit_timestamp", "_change_rank")
    write(rows, target, key_columns, order_by=mark_column)
    checkpoints.set_checkpoint(target, source, newest, expected=done)
    ### END SOLUTION


# %% check="process_changes"
lesson.check("process_changes")

# %% [markdown]
# On real batches: Wednesday's schedule, then three of its actuals, and a flight of Thursday with a stamp from the week
# before.

# %%
if lesson.solved("process_changes") and lesson.solved("checkpoint_manager"):
    drop("bronze", "silver", "checkpoints")
    spark.sql("SET spark.databricks.delta.properties.defaults.enableChangeDataFeed = true")
    arrive(flights.schedule_batch("2013-11-27"))
    spark.sql("RESET spark.databricks.delta.properties.defaults.enableChangeDataFeed")
    marks = CheckpointManager("checkpoints")
    process_changes("bronze", "silver", marks, key_columns=flights.KEY)
    old_stamp = thursday.head(1).assign(updated_at=wednesday["updated_at"].iloc[0] - timedelta(days=7))
    for batch in (wednesday.head(3), old_stamp):
        arrive(batch)
    process_changes("bronze", "silver", marks, key_columns=flights.KEY)
    spark.sql("SELECT count(*) AS flights, count(dep_delay) AS departed FROM silver").show()
    spark.table("checkpoints").show()

# %% [markdown]
# Four departures are known, the one with the old stamp among them, and no overlap was needed. The mark is version 2. The
# feed has its own limits: it must be switched on beforehand, VACUUM removes its files with the versions they belong to,
# and it exists for Delta tables only.

# %% [markdown]
# ## Break it
#
# A run can die at any moment. Here it does, at every one: before and after each thing that the outside world sees of it.
# Marks and silver are in memory, so that a death costs nothing; after each one comes one more run.


# %%
class World:
    """Marks and silver's keys in memory. It dies at one of its steps, once."""

    def __init__(self, dies_at):
        self.dies_at, self.step, self.mark, self.silver = dies_at, 0, None, set()

    def tick(self, where):
        self.step += 1
        if self.step == self.dies_at:
            raise SystemExit(where)

    def get_checkpoint(self, pipeline, key):
        self.tick("before the mark is read")
        return self.mark

    def write(self, rows, table, keys, order_by):
        self.tick("before the write")
        self.silver |= {tuple(row) for row in rows.select(*keys).collect()}
        self.tick("after the write")

    def set_checkpoint(self, pipeline, key, value, expected=UNSET, *, force=False):
        self.tick("before the mark is set")
        self.mark = value
        self.tick("after the mark is set")


# %%
if lesson.solved("process_increment"):
    for k in range(1, 6):
        world = World(dies_at=k)
        for _ in ("the run", "the next one"):
            try:
                process_increment("bronze", "silver", world, key_columns=flights.KEY, write=world.write)
                print(f"next run: {len(world.silver)} rows")
            except SystemExit as died:
                print(f"{died!s:24} left {len(world.silver):4} rows, mark {world.mark}; ", end="")

# %% [markdown]
# Five deaths, and every row is there each time. Look at the lines "after the write" and "before the mark is set": the rows
# are in, the mark is not, and the next run writes them again, which changes nothing. In no line is the mark ahead of the
# rows.
#
# An exception is a polite death: `finally` blocks still run. The signal `kill -9` asks nobody. A copy of this Python
# process runs your function, and is killed at the commit of its MERGE.

# %%
if lesson.solved("process_increment") and lesson.solved("checkpoint_manager"):
    from autograder.worlds.crash import killed_at_commit

    drop("bronze", "silver", "checkpoints")
    marks = CheckpointManager("checkpoints")
    arrive(wednesday.head(200))
    run()
    arrive(thursday.head(100))
    silver = spark.sql("DESCRIBE DETAIL silver").first()["location"]
    before = marks.get_checkpoint("silver", "bronze")
    crash = killed_at_commit(run, silver)
    unmoved = marks.get_checkpoint("silver", "bronze") == before
    print(f"{crash.state} after {crash.commits} commit; the mark has not moved: {unmoved}")
    run()
    count("after the next run:")

# %% [markdown]
# ## In production
#
# ### The mark in the same commit
#
# Two commits, one for rows and one for the mark, can be torn apart. One commit cannot. Delta keeps a text of yours with
# each commit, `userMetadata`, and an application's number, `txnVersion` (lesson 05). A mark that lies there is never
# ahead of its rows and never behind them.

# %%
for mode, batch in (("overwrite", wednesday.head(100)), ("append", thursday.head(100))):
    text = batch["updated_at"].max().isoformat()
    rows = flights.to_spark(spark, batch).write.format("delta").mode(mode)
    rows.option("userMetadata", text).saveAsTable("marked")
spark.sql("OPTIMIZE marked")  # somebody else's commit
history = spark.sql("DESCRIBE HISTORY marked").select("version", "operation", "userMetadata")
history.show(truncate=False)
print("the mark:", history.filter("userMetadata IS NOT NULL").first()["userMetadata"])

# %% [markdown]
# The next run begins from the newest text that is not NULL. The price: the mark belongs to one table and its history, and
# whoever looks for it must skip OPTIMIZE and others' commits. A table of marks serves many targets, and one query shows
# all of them.
#
# ### Structured Streaming keeps the mark for you
#
# A stream over a Delta table does what `process_changes` does: it counts versions. Its checkpoint folder is written in
# the safe order: first the *plan* of a batch (`offsets`), then the batch, then the note that it is done (`commits`).

# %%
from pathlib import Path
from tempfile import mkdtemp

folder = mkdtemp()
drop("streamed")


def one_pass():
    """Take what is new, in one or more batches, and end."""
    stream = spark.readStream.table("bronze").writeStream
    stream = stream.foreachBatch(lambda batch, _: write_idempotent(batch, "streamed", flights.KEY))
    query = stream.option("checkpointLocation", folder).trigger(availableNow=True).start()
    query.awaitTermination()
    done = sorted(int(file.name) for file in Path(folder, "commits").glob("[0-9]*"))
    print(f"streamed {spark.table('streamed').count()}, batches done {done}")


one_pass()
one_pass()  # a restart: nothing is new
arrive(thursday.tail(50))
one_pass()

# %% [markdown]
# Here is the last plan: up to which version of which table the stream has read.

# %%
import json

plan = sorted(Path(folder, "offsets").glob("[0-9]*"), key=lambda file: int(file.name))[-1]
offset = json.loads(plan.read_text().splitlines()[-1])
print({name: offset[name] for name in ("reservoirVersion", "index")})
print("bronze is at version", DeltaTable.forName(spark, "bronze").history(1).first()["version"])

# %% [markdown]
# The plan names the version it would *begin* with next: one more than it has read, like the `n + 1` above.
#
# Now the crash between the two notes. Take the last one away, as if the process had died before writing it, and start
# the stream again.

# %%
last = max(Path(folder, "commits").glob("[0-9]*"), key=lambda file: int(file.name))
last.with_name(f".{last.name}.crc").unlink(missing_ok=True)
last.unlink()
one_pass()
history = spark.sql("DESCRIBE HISTORY streamed LIMIT 1").first()
inserted = history["operationMetrics"]["numTargetRowsInserted"]
print(f"the target's last commit: version {history['version']}, {inserted} rows inserted")

# %% [markdown]
# The same batch came again, from the same plan, and inserted nothing new: at least once, made harmless by the upsert.
#
# The folder belongs to *one* query. A second query on it takes the first one's rows for read, and skips them. Another
# source or another stateful operation cannot go on with it. Whoever deletes it reads the source from the beginning.
#
# ### Which files were loaded? Auto Loader's idea
#
# Files in a landing folder have no version and no reliable stamp. The mark is then a *ledger*: the set of files that
# are in. Auto Loader (`cloudFiles`) keeps it in the stream's checkpoint, and `COPY INTO` skips the files that it has
# loaded. The idea fits into a few lines.

# %%
landing = Path(mkdtemp())
drop("landed", "ledger")
spark.sql("CREATE TABLE ledger (path STRING, bytes BIGINT) USING delta")
columns = [*flights.KEY, "dep_delay"]


def land(name, batch):
    batch[columns].to_json(landing / name, orient="records", lines=True, date_format="iso")


def put_in_place(rows, file):
    """The rows of one file, in place of those that it may have left before."""
    rows = rows.withColumn("source_file", F.lit(file))
    if spark.catalog.tableExists("landed"):
        rows.writeTo("landed").overwrite(F.col("source_file") == file)
    else:
        rows.writeTo("landed").using("delta").create()


# %%
def load_new_files(before_ledger=lambda: None):
    """Rows first, the ledger second, file by file."""
    known = {row.path for row in spark.table("ledger").collect()}
    for file in sorted(set(map(str, landing.glob("*.json"))) - known):
        put_in_place(spark.read.json(file), file)
        before_ledger()
        entry = spark.createDataFrame([(file, Path(file).stat().st_size)], "path STRING, bytes BIGINT")
        entry.write.format("delta").mode("append").saveAsTable("ledger")
    print(f"{spark.table('landed').count()} rows from {spark.table('ledger').count()} files")


# %%
land("wednesday-1.json", wednesday.head(100))
load_new_files()
load_new_files()  # nothing new
land("wednesday-2.json", wednesday.iloc[100:150])


def dies_here():
    raise SystemExit("the rows are in, the ledger does not know")


try:
    load_new_files(dies_here)
except SystemExit as died:
    print(died)
load_new_files()

# %% [markdown]
# The second file was loaded twice and is there once, because a file's rows are replaced as a whole, in one commit.
#
# Spark's own file source keeps such a ledger too, in the checkpoint's `sources/0`. What all of them leave to you: a file
# that is *overwritten* under its old name counts as loaded. Auto Loader takes it again only with
# `cloudFiles.allowOverwrites`, and then you need an upsert.

# %%
land("wednesday-1.json", wednesday.head(120))  # the provider sends the file once more, longer
load_new_files()
changed = {row.path: row.bytes for row in spark.table("ledger").collect()}
print([Path(path).name for path, size in changed.items() if Path(path).stat().st_size != size])

# %% [markdown]
# Twenty rows are missing, and only the ledger's second column knows it. Agree with the provider that names are never
# used twice, and compare sizes where they are.

# %% [markdown]
# ## Self-check

# %%
lesson.quiz("06-01")

# %%
lesson.quiz("06-02")

# %%
lesson.quiz("06-03")

# %%
lesson.quiz("06-04")

# %%
lesson.quiz("06-05")

# %% [markdown]
# ## Takeaways
#
# | DO | DON'T |
# |---|---|
# | Freeze `hi` before the first row is read, from the version you read | Ask the source for its newest row when the write is over |
# | Read `>= lo - overlap`, and absorb what comes again by an upsert | Read `> lo`: rows that tie with the mark are lost |
# | Write the data, then the mark, or both in one commit | Set the mark first, or in a `finally` |
# | Leave the mark where it is when nothing is new | Store NULL, the clock, or an earlier value |
# | Store moments with their offset, in UTC | Trust the zone of a session, a process or a laptop |
# | Move a mark by compare-and-set | Let two runs of one pipeline overwrite each other's mark |
# | Kill a run at every step, in a test | Call it exactly once because it has never crashed |
# | One checkpoint folder per query | Copy, share or clean up a checkpoint folder |
#
# **Exam tips**
#
# - *Exactly once* in Structured Streaming = replayable source + checkpoint + idempotent sink. `foreachBatch` alone is at
#   least once.
# - `checkpointLocation` must be unique per query. It holds offsets, commits and state, not the data.
# - `trigger(availableNow=True)` processes all that is there, in batches, and stops. `once=True` is its deprecated
#   ancestor, in a single batch.
# - `withWatermark` bounds state and late events of an aggregation. It is no high-water mark of a job.
# - Auto Loader discovers files by listing or by notifications and remembers them in its checkpoint. `COPY INTO` is
#   idempotent by file, too; for more files Databricks recommends streaming tables.
# - `readChangeFeed` with `startingVersion` is inclusive. The feed exists from the version it was switched on.
# - A streaming read of a Delta table fails on updates and deletes unless told otherwise (`skipChangeCommits`).
#
# **Official documentation**
#
# - [Structured Streaming: recovering from failures with checkpointing](https://spark.apache.org/docs/latest/streaming/apis-on-dataframes-and-datasets.html#recovering-from-failures-with-checkpointing)
# - [Table streaming reads and writes](https://docs.delta.io/delta-streaming/)
# - [Change data feed](https://docs.delta.io/delta-change-data-feed/)
# - [Table batch reads and writes](https://docs.delta.io/delta-batch/): versionAsOf, userMetadata
# - [What is Auto Loader?](https://docs.databricks.com/aws/en/ingestion/cloud-object-storage/auto-loader/) (Databricks)
# - [COPY INTO](https://docs.databricks.com/aws/en/sql/language-manual/delta-copy-into) (Databricks)
