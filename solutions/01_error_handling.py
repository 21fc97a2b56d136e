# %% [markdown]
# # Error handling: the wrong day's numbers
#
# *Time: 100 minutes. Fast track: 17 minutes (Incident to Idea, read* `read_table_safely`, *write* `read_with_fallback`,
# *then* `validate_data_quality` *for criteria 1 to 4).*
#
# ## Incident
#
# On Friday 8 March 2013, a day of snow, a clean-up job dropped a table that a view of the on-time pipeline still read.
# The report caught the error, took Tuesday's copy instead and said nothing: 29 cancelled flights, where there were
# 180. No screen turned red; the night crew noticed, when a terminal full of stranded passengers met a desk with two
# people, and the hotel rooms cost four times what they had cost at noon.

# %% locked="setup"
import re
from collections.abc import Callable, Sequence

from pyspark.errors import AnalysisException
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.types import StringType, StructField, StructType

from autograder import flights, lesson
from autograder.pipeline import DataQualityError, QualityReport, SchemaValidationError, TableNotFoundError

lesson.start("01_error_handling")

# %% [markdown]
# ## Reproduce
#
# First a database for this notebook, emptied each time the cell runs.

# %%
spark = lesson.spark
for command in ("DROP DATABASE IF EXISTS lesson_01 CASCADE", "CREATE DATABASE lesson_01", "USE lesson_01"):
    spark.sql(command)
print("Spark", spark.version)

# %% [markdown]
# Then the flights of that Friday, the view that the report reads, and Tuesday's copy.

# %%
friday = flights.to_spark(spark, flights.actuals_batch("2013-03-08"))
tuesday = flights.to_spark(spark, flights.actuals_batch("2013-03-05"))
friday.write.format("delta").saveAsTable("landed_flights")
tuesday.write.format("delta").saveAsTable("flights_copy")
spark.sql("CREATE VIEW silver_flights AS SELECT * FROM landed_flights")
print(f"{spark.table('silver_flights').count()} flights on Friday")

# %% [markdown]
# The report, and the helper that was to make it robust. This is what the textbook says: catch the error, have a plan B.

# %%
def textbook_read(primary: str, fallback: str) -> DataFrame:
    try:
        return spark.table(primary)
    except Exception:
        return spark.table(fallback)


def report() -> None:
    seen = textbook_read("silver_flights", "flights_copy")
    row = seen.selectExpr("count(*) AS n", "count_if(cancelled) AS gone", "avg(int(dep_delay >= 15)) AS late").first()
    print(f"{row.n} flights, {row.gone} cancelled, {row.late:.0%} of the others left late")


report()

# %% [markdown]
# Now the clean-up job comes by.

# %%
spark.sql("DROP TABLE landed_flights")
report()

# %% [markdown]
# No error, no trace. Every number is correct, for Tuesday. The same happens when somebody renames a column,
# misspells a catalog or passes two names at once: `except Exception` cannot tell them apart. Spark can. Its errors of
# analysis carry a **condition**, a name that does not change with the wording, and **parameters**. The next cell
# makes one mistake after the other and prints both.

# %%
def show_error(read: Callable[[], object]) -> None:
    """Run something; print class, condition and parameters of its error instead of a stack trace."""
    try:
        read()
        print("no error")
    except Exception as error:
        parameters = {k: v for k, v in error.getMessageParameters().items() if k not in ("searchPath", "ansiConfig")}
        print(f"{type(error).__name__}: {error.getCondition()}\n    {parameters}")


spark.sql("CREATE OR REPLACE TEMP VIEW delays AS SELECT carrier, dep_delay FROM flights_copy")
show_error(lambda: spark.table("silver_flihgts"))
show_error(lambda: spark.table("silver_flights"))
show_error(lambda: spark.table("delays").select("dep_dealy"))
show_error(lambda: spark.table("prod.silver.flights"))
show_error(lambda: spark.table("flights_copy, delays"))

# %% [markdown]
# Look at the first two. Both are `TABLE_OR_VIEW_NOT_FOUND`. The first is a name that does not exist. The second is
# our view, which exists; what is missing is the table behind it, and `relationName` says so. Only for the first one
# may a copy be the answer. (`REQUIRES_SINGLE_PART_NAMESPACE`, too, is about the name: there is no catalog `prod`, so
# Spark takes it for a part of the database's name.)
#
# ### Where an error comes out
#
# The second thing the textbook gets wrong is the place of the `try`. Here somebody divides by a number that is 0 in
# one row.

# %%
try:
    shares = spark.sql("SELECT id, 100 / (id - 3) AS share FROM range(6)")
    print("defined, and no error")
except Exception:
    print("never printed")
show_error(shares.collect)

# %% [markdown]
# A missing column was found while the query was *defined*: Spark needs the schema for that, not the rows. A value
# that breaks the query is found by the *action*, here in the last line, and a `try` around the definition misses it.
#
# And on Spark Connect (Databricks serverless, and clusters in standard access mode) even a missing table is found
# late: `table()` only writes the name down. Inside `late_tables`, a stand-in of the course, your classic session
# answers as late as Connect does.

# %%
from autograder.worlds.late_frames import late_tables

with late_tables(spark):
    df = spark.table("silver_flihgts")
    print("table(): no error")
    show_error(lambda: df.where("dep_delay > 15"))
    show_error(lambda: df.schema)

# %% [markdown]
# ## Idea
#
# Three questions decide what to do with an error.
#
# | question | how to ask it |
# |---|---|
# | **Where** does it come out? | definition (names, types), or action (values). Put the `try` there |
# | **Which** one is it? | `error.getCondition()`, by its beginning: `UNRESOLVED_COLUMN.WITH_SUGGESTION`. Never by its text |
# | **Whose** is it? | handle what you have an answer for; let everything else go on, with its cause |
#
# ```
#  name ──> definition ──> action ──> rows ──> good ──> silver
#   │            │            │          └────> bad + reasons ──> quarantine
#   ParseException  AnalysisException   ArithmeticException, NumberFormatException, PythonException
# ```
#
# A bad table stops the run, with an error that says what and why. A bad *row* need not: it goes to a **quarantine**, a
# table of its own, together with the reasons, and the run goes on as long as there are few.

# %% [markdown]
# ## Exercises
#
# Two functions read tables, one judges rows, and a last one (stretch) parses lines. Each has its contract in the
# docstring, and a check right below.
#
# ### Part 1: reading
#
# **A missing table gets an error of its own.** The pipeline's errors lie in `autograder.pipeline`. `TableNotFoundError`
# is a `PipelineError`, so a caller can catch this one, or all that the pipeline raises on purpose. The session is
# `lesson.spark`. *On the fast track, read the contract, then run* `lesson.give("read_table_safely")` *in a new cell
# below it.*


# %% exercise="read_table_safely"
def read_table_safely(table_name: str) -> DataFrame:
    """Return a table or view as a DataFrame, or say in this call that it is missing.

    table_name: a Spark identifier. Dots separate its parts, and a part with other characters stands in
        back-quotes: ``flights``, ``silver.flights``, ``silver.`flights-2013` ``, ``delta.`/lake/flights` ``. Anything
        else, such as ``flights WHERE 1=0``, is Spark's ParseException; it never runs as SQL.

    On Spark Connect, too, the error comes from this call and not from whatever uses the frame later. To find out,
    it looks at the schema; it runs no action.

    Raises:
        TableNotFoundError: Spark's condition is TABLE_OR_VIEW_NOT_FOUND. The message has table_name in it, and
            Spark's error is the ``__cause__``. (A view over a dropped table has this condition, too; then the
            cause says which table it is.)
        AnalysisException: any other error of Spark's analysis, unchanged, ParseException included.
    """
    ### BEGIN SOLUTION
    try:
        df = lesson.spark.table(table_name)
        df.schema  # on Spark Connect the first look, and so the place of the error
    except AnalysisException as error:
        if error.getCondition() != "TABLE_OR_VIEW_NOT_FOUND":
            raise
        missing = error.getMessageParameters()["relationName"]
        raise TableNotFoundError(f"cannot read {table_name}: Spark finds no table or view {missing}") from error
    return df
    ### END SOLUTION


# %% check="read_table_safely"
lesson.check("read_table_safely")

# %% [markdown]
# **A copy, but only for a table that is not there, and never in silence.** There are good reasons for a second table: a new region that has no table of its own yet, a migration in which half
# of the tables have moved. What they have in common: the first table *is not there*. A table that is there and
# cannot be read is an incident.


# %% exercise="read_with_fallback"
def read_with_fallback(
    primary_table: str,
    fallback_table: str,
    on_fallback: Callable[[str, str, Exception], object] | None = None,
) -> DataFrame:
    """Read primary_table, or fallback_table where there is no table or view of the primary's name.

    Any other error of the primary reaches the caller and nothing else is read: a column that is gone, a catalog
    that does not exist, a name that does not parse. A view over a dropped table is such an error: the primary is
    there. The same holds on Spark Connect.

    Either way the frame has one more column at its end, ``_source_table``: the name that was read, as it was given.
    on_fallback: called once, when the fallback was read in place of the primary, and in no other case:
        ``on_fallback(primary_table, fallback_table, error)``, with the error that the primary is missing.

    Raises TableNotFoundError with both names in its message when neither table is there. Any other error of the
    fallback reaches the caller, too.
    """
    ### BEGIN SOLUTION
    try:
        return from_table(read_table_safely(primary_table), primary_table)
    except TableNotFoundError as error:
        if lesson.spark.catalog.tableExists(primary_table):
            raise  # a view that is there; it is the table behind it that is missing
        first = error
    try:
        df = from_table(read_table_safely(fallback_table), fallback_table)
    except TableNotFoundError as second:
        raise TableNotFoundError(f"neither is there: {first}; {second}") from first
    if on_fallback is not None:
        on_fallback(primary_table, fallback_table, first)
    return df


def from_table(df: DataFrame, name: str) -> DataFrame:
    """The frame with the name of the table that it comes from."""
    return df.withColumn("_source_table", F.lit(name))
    ### END SOLUTION


# %% check="read_with_fallback"
lesson.check("read_with_fallback")

# %% [markdown]
# **Break it.** The Friday of the incident again: a primary that does not exist, then the view over the dropped table.

# %%
def alert(primary: str, fallback: str, error: Exception) -> None:
    print(f"ALERT: {fallback} was read instead of {primary}")


if lesson.solved("read_with_fallback"):
    for primary in ("newark_flights", "silver_flights"):
        try:
            found = read_with_fallback(primary, "flights_copy", alert)
            print(f"{primary}: {found.count()} rows of", found.first()["_source_table"])
        except (TableNotFoundError, AnalysisException) as error:
            print(f"{primary}: {type(error).__name__}: {str(error).splitlines()[0]}")

# %% [markdown]
# The first is what a fallback is for, and it is loud. The second stops the report: a red task at noon, instead of calm
# numbers and a full terminal at night.

# %% [markdown]
# ### Part 2: rows
#
# The table can be read. Are its rows fit for use? Rules are SQL conditions, and the obvious way is to filter by each
# rule and by its opposite. Watch the numbers.

# %%
rule = "dep_delay BETWEEN -60 AND 360"
kept, dropped = friday.where(rule).count(), friday.where(f"NOT ({rule})").count()
print(f"{friday.count()} flights = {kept} good + {dropped} bad?")

# %% [markdown]
# The other 180 are neither: the cancelled flights. Where `dep_delay` is NULL the rule is NULL, and so is its opposite,
# and a filter keeps only what is true. So a validation loses rows, and nobody looks at them.
#
# A rule can do worse than that: it can end the whole run. `NA` is what R writes for a missing number, and
# since Spark 4 a `cast` of it raises, as **ANSI mode** is on by default.

# %%
texts = spark.createDataFrame([("12",), ("NA",), ("7",)], "dep_delay STRING")
show_error(texts.where("cast(dep_delay AS INT) < 60").collect)
print(texts.where("try_cast(dep_delay AS INT) < 60").collect())

# %% [markdown]
# In a rule say `try_cast`: NULL for what is no number, and by the contract below a NULL is a rule that failed. The
# row ends in quarantine with its reason, and the others go on.


# %% exercise="validate_data_quality"
def validate_data_quality(
    df: DataFrame, rules: dict[str, str], min_rows: int = 1, max_bad_ratio: float = 0.0
) -> QualityReport:
    """Split rows into good and bad by rules, and refuse a batch in which too much is bad.

    rules: name → SQL condition on the columns of df, such as ``{"sane delay": "dep_delay < 1440"}``. A name is any
        text except total, good and bad. A rule that is not true for a row, NULL included, is a rule the row fails.

    Returns QualityReport(good, bad, counts):
        good: the rows that fail no rule, with exactly the columns of df, whatever they are called.
        bad: the others, with one more column at the end, ``_failed_rules`` (df has none of this name): an array of
            the names of all rules that the row fails, and of nothing else. No row is lost, duplicates included.
        counts: total, good and bad, and for each rule, by its name, how many rows fail it. All numbers come
            from one pass over the input; good and bad are read later, by whoever uses them.

    Raises:
        SchemaValidationError: a rule names a column that df lacks. Before any row is read, with the rule's name
            and the column in the message.
        DataQualityError: there are fewer than min_rows rows, or more than max_bad_ratio of all rows are bad (0.25
            allows a quarter). ``error.report`` is the QualityReport. No rows at all have no bad ratio.
    """
    # 1. try each rule on the schema    2. mark each row with the rules it fails    3. count in one aggregation
    # 4. split on the mark              5. return the report, or raise it
    ### BEGIN SOLUTION
    for name, rule in rules.items():
        require_columns(df, name, rule)
    marked = df.withColumn("_failed_rules", failed_rules(rules))
    is_bad = F.size("_failed_rules") > 0
    per_rule = [F.count_if(F.array_contains("_failed_rules", name)).alias(name) for name in rules]
    numbers = [F.count(F.lit(1)).alias("total"), F.count_if(~is_bad).alias("good"), F.count_if(is_bad).alias("bad")]
    counts = marked.agg(*numbers, *per_rule).first().asDict()

    report = QualityReport(marked.where(~is_bad).drop("_failed_rules"), marked.where(is_bad), counts)
    total, bad = counts["total"], counts["bad"]
    if total < min_rows:
        raise DataQualityError(f"{total} rows, at least {min_rows} are needed", report)
    if total and bad / total > max_bad_ratio:
        raise DataQualityError(f"{bad} of {total} rows are bad, more than {max_bad_ratio:.1%}: {counts}", report)
    return report


def failed_rules(rules: dict[str, str]) -> Column:
    """The names of the rules that a row fails, as an array; empty for a good row."""
    fails = [F.when(~F.coalesce(F.expr(rule), F.lit(False)), F.lit(name)) for name, rule in rules.items()]
    return F.array_compact(F.array(*fails))


def require_columns(df: DataFrame, name: str, rule: str) -> None:
    """Raise SchemaValidationError when a rule names a column that is not there; other errors pass."""
    try:
        df.select(F.expr(rule)).schema
    except AnalysisException as error:
        if not (error.getCondition() or "").startswith("UNRESOLVED_COLUMN"):
            raise
        column = error.getMessageParameters()["objectName"]
        raise SchemaValidationError(f"rule {name!r} needs a column {column}; there are {df.columns}") from error
    ### END SOLUTION


# %% check="validate_data_quality"
lesson.check("validate_data_quality")

# %% [markdown]
# **Break it.** The snow day, with 20 rows more whose key has a NULL. The delays of more than six hours are real ones.

# %%
RULES = {
    "whole key": " AND ".join(f"{key} IS NOT NULL" for key in flights.KEY),
    "sane delay": "cancelled OR dep_delay BETWEEN -60 AND 360",
    "tail number": "cancelled OR tailnum IS NOT NULL",
}

if lesson.solved("validate_data_quality"):
    import random

    spoilt = flights.inject(flights.actuals_batch("2013-03-08"), random.Random(1), flights.null_keys)
    try:
        validate_data_quality(flights.to_spark(spark, spoilt), RULES, max_bad_ratio=0.01)
    except DataQualityError as error:
        print(error)
        bad = error.report.bad.select("carrier", "flight", "origin", "dep_delay", "_failed_rules")
        bad.orderBy(F.size("_failed_rules").desc(), "flight").show(4, truncate=False)

# %% [markdown]
# The batch is refused, and the error brings what you need at three in the morning: how many, which, and why. 26 of 999
# are 2.6 %. Whoever allows five lets the same batch pass, and keeps the bad rows in a quarantine.

# %%
if lesson.solved("validate_data_quality"):
    passed = validate_data_quality(flights.to_spark(spark, spoilt), RULES, max_bad_ratio=0.05)
    passed.good.write.format("delta").mode("overwrite").saveAsTable("good_flights")
    passed.bad.write.format("delta").mode("overwrite").saveAsTable("quarantine")
    reasons = spark.table("quarantine").select("origin", F.explode("_failed_rules").alias("reason"))
    reasons.groupBy("reason").pivot("origin").count().show()

# %% [markdown]
# The quarantine can be asked: which reason, and from which airport (a column `null` is the rows that have none). One
# row with two reasons counts twice here.
#
# ### Part 3: lines that are no rows (stretch)
#
# Before there are rows there are files. A reader of JSON or CSV does not fail on a broken line. By default it is
# *permissive*: what it cannot parse becomes NULL.

# %%
import tempfile
from pathlib import Path

LINES = """{"carrier": "UA", "flight": 1545, "dep_delay": 2}
{"carrier": "AA", "flight": 1141, "dep_delay": "two"}
{"carrier": "B6", "flight": 725, "dep_de"""
landing = tempfile.mkdtemp()
Path(landing, "flights.json").write_text(LINES)
SCHEMA = StructType.fromDDL("carrier STRING, flight INT, dep_delay INT")

spark.read.schema(SCHEMA).json(landing).show()

# %% [markdown]
# Three rows, two of them with holes, and nothing says which are real. With one string column more, `_corrupt_record`,
# Spark keeps the text of a line that it could not parse. (On Databricks, `_rescued_data` keeps the fields that do not
# fit.) So split on it? Read the same "good" rows twice.

# %%
wide = StructType([*SCHEMA, StructField("_corrupt_record", StringType())])
readable = spark.read.schema(wide).json(landing).where("_corrupt_record IS NULL")
print("all columns:", [row.carrier for row in readable.collect()])
print("one column: ", [row.carrier for row in readable.select("carrier").collect()])

# %% [markdown]
# The second query needs no `dep_delay`, so Spark does not parse it, and finds no fault with American's line: a broken
# line has slipped into the good ones. Here it depends on the question whether a line is broken. In your function a
# line must be on one side for good.


# %% exercise="parse_landing"
def parse_landing(paths: str | Sequence[str], schema: StructType) -> tuple[DataFrame, DataFrame]:
    """Parse files of JSON lines into what landed and what is quarantined.

    paths: a file or a folder, or several. schema: the columns that every line may have; one that it lacks is NULL.

    Returns (landed, quarantine). landed holds the lines that can be read, with exactly the columns of schema.
    quarantine holds the others, one row each, with their raw text in the column ``_corrupt_record``: broken JSON,
    and JSON with a value that does not fit its column's type. Blank lines are neither.
    A line is on one side only, and on the same side whatever is asked of the two: one column, all, or a count.
    """
    ### BEGIN SOLUTION
    whole = StructType([*schema, StructField("_corrupt_record", StringType())])
    # With options from_json parses every field; without, only those that a query asks for.
    options = {"mode": "PERMISSIVE", "columnNameOfCorruptRecord": "_corrupt_record"}
    lines = lesson.spark.read.text(paths).where("trim(value) <> ''")
    parsed = lines.select(F.from_json("value", whole, options).alias("line")).select("line.*")
    landed = parsed.where("_corrupt_record IS NULL").drop("_corrupt_record")
    return landed, parsed.where("_corrupt_record IS NOT NULL")
    ### END SOLUTION


# %% check="parse_landing"
lesson.check("parse_landing")

# %% [markdown]
# **Break it.** The same file, and the same two questions.

# %%
if lesson.solved("parse_landing"):
    landed, quarantine = parse_landing(landing, SCHEMA)
    print("all columns:", [row.carrier for row in landed.collect()])
    print("one column: ", [row.carrier for row in landed.select("carrier").collect()])
    quarantine.select("_corrupt_record").show(truncate=False)

# %% [markdown]
# ## Break it
#
# The whole chain against a hostile night. Each line is a thing that happened to somebody; look at what your functions
# make of it, and whether you would know what to do.

# %%
NIGHT = {
    "a name with SQL behind it": lambda: read_table_safely("flights_copy WHERE 1=0"),
    "a typo in the catalog": lambda: read_with_fallback("prod.silver.flights", "flights_copy"),
    "both tables gone": lambda: read_with_fallback("newark_flights", "newark_copy"),
    "an empty file": lambda: validate_data_quality(tuesday.limit(0), RULES),
    "a renamed column": lambda: validate_data_quality(tuesday.withColumnRenamed("tailnum", "tail"), RULES),
}

if all(map(lesson.solved, ("read_table_safely", "read_with_fallback", "validate_data_quality"))):
    for what, attack in NIGHT.items():
        try:
            attack()
            print(f"{what}: no error")
        except Exception as error:
            print(f"{what}:\n    {type(error).__name__}: {str(error).strip().splitlines()[0][:160]}")

# %% [markdown]
# ## In production
#
# ### The last door: a constraint in the table
#
# Your validation guards one job. A `CHECK` constraint guards the table, against every writer. Delta tests it at each
# write, and refuses the whole commit for one bad row.

# %%
spark.sql("CREATE TABLE guarded (carrier STRING, flight INT, dep_delay INT) USING delta")
spark.sql("ALTER TABLE guarded ADD CONSTRAINT sane_delay CHECK (dep_delay BETWEEN -60 AND 1440)")

for delay in ("12", "9999", "NULL"):
    try:
        spark.sql(f"INSERT INTO guarded VALUES ('UA', 1545, {delay})")
        print(f"{delay:>5}: accepted")
    except Exception as error:
        condition = re.search(r"\[(\w+)\]", str(error)).group(1)
        print(f"{delay:>5}: {type(error).__name__} around {condition}")

# %% [markdown]
# Two things to know. A NULL violates the constraint, as in your contract and other than in most databases. And the
# error is a raw `Py4JJavaError`, not one of `pyspark.errors`, so `except AnalysisException` misses it. A constraint
# has no quarantine: it says no, at the end of a long job. That is why you validate first.
#
# ### Expectations
#
# In declarative pipelines a rule is an *expectation* with one of three consequences: keep and count, drop and count,
# or fail. Databricks has them in Lakeflow Spark Declarative Pipelines (formerly Delta Live Tables):
#
# ```sql
# CREATE OR REFRESH STREAMING TABLE silver_flights (
#   CONSTRAINT sane_delay EXPECT (dep_delay < 1440),                                -- keep, count
#   CONSTRAINT whole_key EXPECT (carrier IS NOT NULL) ON VIOLATION DROP ROW,        -- drop, count
#   CONSTRAINT right_year EXPECT (year(flight_date) = 2013) ON VIOLATION FAIL UPDATE
# ) AS SELECT * FROM STREAM(bronze_flights)
# ```
#
# None of them sets the bad rows aside. For a quarantine, a second table takes the opposite of all rules. By now you
# know how to write it, so that no row falls between the two. Friday's 180 cancelled flights show it:

# %%
rules = {"sane_delay": "dep_delay < 1440", "whole_key": "carrier IS NOT NULL"}
all_hold = " AND ".join(f"({rule})" for rule in rules.values())
for opposite in (f"NOT ({all_hold})", f"NOT coalesce({all_hold}, false)"):
    print(f"{opposite:80} {friday.where(opposite).count():4} rows of {friday.count() - friday.where(all_hold).count()}")

# %% [markdown]
# ### What the scheduler sees
#
# Lakeflow Jobs, Airflow and their like see a failure only when an error leaves your code: the exception of a notebook
# or a Python task, the exit code of a process. An error that is printed and swallowed is a success. So one place, at
# the very top, may catch everything, to write down what is known. It raises again.

# %%
import subprocess
import sys

for last_line in ("pass", "raise"):
    script = f"try:\n    1 / 0\nexcept Exception as error:\n    print('failed:', error)\n    {last_line}"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    print(f"{last_line:6} {done.stdout.strip()!r}, exit code {done.returncode}")

# %% [markdown]
# ## Self-check
#
# Five questions. Answer with the widget, or with `lesson.answer("01-01", "b")`.

# %%
lesson.quiz("01-01")

# %%
lesson.quiz("01-02")

# %%
lesson.quiz("01-03")

# %%
lesson.quiz("01-04")

# %%
lesson.quiz("01-05")

# %% [markdown]
# ## Takeaways
#
# | DO | DON'T |
# |---|---|
# | Catch the one error that you have an answer for | Write `except Exception` around a read |
# | Compare `getCondition()`, by its beginning | Search the message for words |
# | Touch `df.schema` inside the `try` | Run a `count()` to see whether a table is there |
# | Fall back only for a table that is not there, and say so | Serve old data in silence |
# | Raise an error of your own `from` Spark's | Return None, or raise without the cause |
# | Count NULL as failed: `coalesce(rule, false)` | Split by `rule` and `NOT rule` |
# | Keep bad rows, with all their reasons | Drop them, or stop at the first |
# | Use `try_cast` in rules | Let one bad value end the batch |
#
# **Exam tips**
#
# - Transformations are lazy, but their *analysis* is not (on Spark Classic): a missing column raises at once, a bad
#   value at the action. On Spark Connect the analysis waits for the schema or the action.
# - ANSI mode is on by default since Spark 4: `cast`, `/` and an index out of range raise; `try_cast`, `try_divide` and
#   `try_element_at` give NULL.
# - Modes of the file readers: PERMISSIVE (the default; `_corrupt_record` if the schema has it), DROPMALFORMED, FAILFAST.
# - Expectations: no clause keeps the row, `ON VIOLATION DROP ROW` drops it, `ON VIOLATION FAIL UPDATE` stops.
# - Auto Loader puts a value that does not fit its column's type into `_rescued_data`; the row is kept.
#
# **Official documentation**
#
# - [Error conditions in Spark](https://spark.apache.org/docs/latest/sql-error-conditions.html)
# - [pyspark.errors](https://spark.apache.org/docs/latest/api/python/reference/pyspark.errors.html)
# - [ANSI compliance](https://spark.apache.org/docs/latest/sql-ref-ansi-compliance.html)
# - [JSON files](https://spark.apache.org/docs/latest/sql-data-sources-json.html): mode, columnNameOfCorruptRecord
# - [Delta: constraints](https://docs.delta.io/delta-constraints/)
# - [Expectations](https://docs.databricks.com/aws/en/ldp/expectations) (Databricks)
