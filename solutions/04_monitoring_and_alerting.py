# %% [markdown]
# # Monitoring and alerting: the green page of a dead feed
#
# *Time: 140 minutes. Fast track: 13 minutes (Incident to Idea, then `PipelineHealthCheck` for criteria 1, 3 and 4).*
#
# ## Incident
#
# In the night to Friday, 15 November 2013, a new release of the loader came with an empty list of checks, and the feed
# broke off a few hours later. The status page stayed green all weekend, because none of its checks had failed. On
# Monday at 09:00 the crew planners asked why the delays ended on Thursday: three days of flights had to be fetched by
# hand, and the weekend's crews had been planned on old numbers.

# %% locked="setup"
import functools
import hashlib
import json
import logging
import os
import re
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any
from urllib.parse import urlsplit

import requests
from pyspark.sql import functions as F
from pyspark.sql.types import ArrayType, DataType, MapType, StructType

from autograder import flights, lesson


def utc_now() -> datetime:
    """The present moment, with its zone."""
    return datetime.now(UTC)


os.environ["no_proxy"] = "127.0.0.1"  # the lesson's webhook runs on this machine
lesson.start("04_monitoring_and_alerting")

# %% [markdown]
# ## Reproduce
#
# Silver as it was on that Monday: the actuals of each day up to Thursday. `updated_at` is the moment a day's batch was
# published, 06:00 in New York the morning after.

# %%
import pandas as pd

spark = lesson.spark
for command in ("DROP DATABASE IF EXISTS lesson_04 CASCADE", "CREATE DATABASE lesson_04", "USE lesson_04"):
    spark.sql(command)

# %%
MONDAY = datetime(2013, 11, 18, 14, tzinfo=UTC)  # 09:00 in New York
arrived = pd.concat([flights.actuals_batch(day) for day in flights.days("2013-10-28", "2013-11-15")])
print(f"{len(arrived)} flights are being written: the first table of a session takes a few seconds")
flights.to_spark(spark, arrived).write.format("delta").saveAsTable("silver_flights")
spark.sql("SELECT max(flight_date) AS last_day, count(*) AS flights FROM silver_flights").show()

# %% [markdown]
# The status page asked three questions. Every night another job deletes the oldest day; watch what that does to the
# third.

# %%
spark.sql("DELETE FROM silver_flights WHERE flight_date < '2013-10-29'")  # the nightly maintenance
last = spark.sql("DESCRIBE HISTORY silver_flights LIMIT 1").first()
seconds = (datetime.now() - last.timestamp).total_seconds()  # noqa: DTZ005 -- naive, as collect() is
checks: list[bool] = []  # the new release: no checks

print("no check has failed:    ", all(checks))
print("the table has rows:     ", spark.table("silver_flights").count() > 0)
print("written in the last day:", seconds < 86_400, f"(by {last.operation}, {seconds:.0f} s ago)")

newest = spark.sql("SELECT unix_timestamp(max(updated_at)) AS t FROM silver_flights").first().t
print(f"\nage of the newest row:  {(MONDAY.timestamp() - newest) / 3600:.0f} hours")

# %% [markdown]
# Three times true, and the newest row is three days old. `all([])` is true: nothing in an empty list is false. A table
# that once had rows has rows. And a DELETE is a commit as good as any, without a single new flight. (Here the load is
# as young. On that Monday it was three days old, and only the deletes of the weekend kept the third answer true.)
#
# So we measure the age of the *data*. How old is a row? Here is one from the evening before the clocks went back, and a
# "now" exactly 26 hours later. Three ways to say it: the difference of two naive times (that is, times without a zone),
# `timestampdiff` in Spark, and seconds since 1970. `process_zone` and `session_zone` put Python and Spark into a zone
# for a while: once both into UTC, once both into New York.

# %%
from autograder.worlds.zones import process_zone, session_zone

evening, later = datetime(2013, 11, 2, 22, tzinfo=UTC), datetime(2013, 11, 4, 0, tzinfo=UTC)
row = spark.createDataFrame([(evening,)], "updated_at timestamp").selectExpr("max(updated_at) AS newest")


def naive() -> timedelta:
    return datetime.fromtimestamp(later.timestamp()) - row.first().newest  # noqa: DTZ006 -- that is the mistake


def in_spark() -> timedelta:
    return timedelta(minutes=row.select(F.timestamp_diff("MINUTE", "newest", F.lit(later))).first()[0])


def epoch() -> timedelta:
    return timedelta(seconds=later.timestamp() - row.select(F.unix_micros("newest")).first()[0] / 1e6)


# %%
for way in (naive, in_spark, epoch):
    for zone in ("UTC", "America/New_York"):
        with process_zone(zone), session_zone(spark, zone):
            print(f"{way.__name__:9} in {zone:17} {way() / timedelta(hours=1):.0f} hours")

# %% [markdown]
# In New York an hour is missing. Naive times are an hour wrong after each change of the clocks, too small in autumn, too
# large in spring. So is `timestampdiff`, which computes on the *session's* wall clock. And where one of two naive times
# is UTC and the other local, the age is wrong by the whole offset, every day. The number of seconds since 1970 knows no
# zone. Subtract only those.
#
# ## Idea
#
# A check reports **what it saw** before it judges. "Not fresh" can mean four things, and each needs another remedy:
#
# | outcome | seen | what to do |
# |---|---|---|
# | `stale` | the newest row is too old | find the batch that did not come |
# | `empty` | there is no time in the column | find out who emptied the table, or why it never filled |
# | `future` | the newest row is later than now | find the wrong clock or zone upstream: the age says nothing now |
# | `error` | the check could not look | mend the check: you are blind, not healthy |
#
# And three rules for the whole. A check that cannot look is recorded, and the next one still runs. Nothing checked is
# `unknown`, never `healthy`. An alert that says the same thing every minute is switched off within a day, so say it
# once.
#
# ```
#  checks ──> results ──> status page          every result, worst first
#                   └──> alerts ──> webhook    once per problem, at once when worse, once when over
# ```

# %% [markdown]
# ## Exercises
#
# ### Part 1: the health check
#
# Given: the shape of a result, a text for each outcome that tells the person on call what to do, and `quote` for columns
# with odd names.

# %% locked="results"
@dataclass(frozen=True)
class CheckResult:
    """What one check saw. `status` is passed, warning, failed or error; `outcome` says it in one word."""

    check: str
    table: str
    status: str
    outcome: str
    observed: Any = None
    expected: Any = None
    action: str = ""

    def __bool__(self) -> bool:
        return self.status == "passed"


ACTIONS = {
    "stale": "Find the batch that did not arrive: look at the last run, then ask the feed.",
    "empty": "Find out who emptied the table, or why it never filled; do not publish it.",
    "future": "Compare the clocks and zones upstream: until then the age says nothing.",
    "error": "Mend the check or the table it names: nobody is looking at the moment.",
    "few": "Compare with the feed's own count; load what is missing before gold is refreshed.",
    "partial": "Hold gold back: a part of the day is missing. Ask the feed for the rest.",
    "low": "Look at the calendar: a holiday explains this, nothing else does.",
    "breaking": "Stop the load and ask upstream what has changed.",
    "additive": "Decide whether the new column should be taken in.",
    "never": "See whether the pipeline was ever scheduled.",
    "overdue": "See why the scheduler did not start it, or why its runs fail.",
}


def quote(name: str) -> str:
    """A column's name as SQL wants it: in backquotes, a backquote inside doubled."""
    return "`" + name.replace("`", "``") + "`"


# %% [markdown]
# `run` is the heart: every check goes through it, yours and those that others add later. It calls a function that
# looks, and makes a result of whatever comes of it. `check_data_freshness` is the first to use it: its own `look` finds
# the age, and `run` does the rest. In this class `lesson.spark` is the session.


# %% exercise="pipeline_health_check"
class PipelineHealthCheck:
    """Checks of one pipeline's tables; one object for one round of checks.

    `now` is the clock: it returns a datetime with a zone, whichever zone that is.
    `results` is the list of all results so far, in order.
    """

    def __init__(self, pipeline_name: str, now: Callable[[], datetime] = utc_now) -> None:
        ### BEGIN SOLUTION
        self.pipeline_name, self.now = pipeline_name, now
        self.results: list[CheckResult] = []
        ### END SOLUTION

    def run(
        self, check: str, table: str, look: Callable[[], tuple[str, str, Any]], expected: Any = None
    ) -> CheckResult:
        """Run one check, append its result to `results` and return it.

        `look()` returns (status, outcome, observed). If it raises an Exception, status and outcome are
        "error" and `observed` is a text that names the exception's class; `run` itself does not raise. What is
        no Exception, such as the KeyboardInterrupt of a person who stops the round, passes and leaves no result.
        `action` is the outcome's text in ACTIONS. It is never empty where the status is not "passed",
        also for an outcome that ACTIONS does not know.
        """
        ### BEGIN SOLUTION
        try:
            status, outcome, observed = look()
        except Exception as error:
            first_line = next(iter(str(error).splitlines()), "")
            status, outcome, observed = "error", "error", f"{type(error).__name__}: {first_line}"
        action = "" if status == "passed" else ACTIONS.get(outcome, f"Look into {table}: {outcome}.")
        result = CheckResult(check, table, status, outcome, observed, expected, action)
        self.results.append(result)
        return result
        ### END SOLUTION

    def check_data_freshness(self, table: str, column: str, max_age_hours: float) -> CheckResult:
        """Check that the newest time in a TIMESTAMP column is at most `max_age_hours` before `now()`.

        Outcomes: "fresh" passes. "stale" (older), "empty" (no row, or no row with a time) and "future" (the
        newest time is after now) fail. A table or column that is missing or cannot be read is an "error".
        `observed` is {"age_hours": age}, exact to the second, negative in the future, None where it is empty.
        The age is elapsed time. The zones of the session, the process and `now()` do not change it, and neither
        does a clock change in between. Only a row or two come to the driver.
        """
        ### BEGIN SOLUTION
        def look() -> tuple[str, str, Any]:
            newest = lesson.spark.table(table).agg(F.unix_micros(F.max(quote(column)))).first()[0]
            if newest is None:
                return "failed", "empty", {"age_hours": None}
            age = (self.now().timestamp() - newest / 1e6) / 3600
            if age < 0:
                return "failed", "future", {"age_hours": age}
            if age > max_age_hours:
                return "failed", "stale", {"age_hours": age}
            return "passed", "fresh", {"age_hours": age}

        return self.run("freshness", table, look, {"max_age_hours": max_age_hours})
        ### END SOLUTION

    def get_health_status(self) -> dict[str, Any]:
        """Sum up all results so far, as a dict that `json.dumps` accepts; `results` itself stays as it is.

        pipeline: its name. checked_at: `now()` as ISO 8601 with its zone. checks: one dict for each result with
        the seven fields of CheckResult, worst first: failed and error, then warning, then passed. Dates, times
        and Decimals in them, at any depth, go as text.
        status: "unhealthy" with any failed or error, else "degraded" with any warning, else "healthy";
        "unknown" when nothing was checked.
        """
        ### BEGIN SOLUTION
        seen = {result.status for result in self.results}
        if not seen:
            overall = "unknown"
        elif seen & {"failed", "error"}:
            overall = "unhealthy"
        else:
            overall = "degraded" if "warning" in seen else "healthy"
        rank = {"failed": 0, "error": 0, "warning": 1, "passed": 2}
        worst_first = sorted(self.results, key=lambda result: rank[result.status])
        status = {
            "pipeline": self.pipeline_name,
            "status": overall,
            "checked_at": self.now().isoformat(),
            "checks": [asdict(result) for result in worst_first],
        }
        return json.loads(json.dumps(status, default=str))
        ### END SOLUTION


# %% check="pipeline_health_check"
lesson.check("pipeline_health_check")

# %% [markdown]
# The same Monday on your status page: a pipeline without checks, and one with two. One of its tables does not exist,
# because somebody renamed it.

# %%
def show(health) -> None:
    """The status page, as text."""
    status = health.get_health_status()
    print(f"{status['pipeline']}: {status['status'].upper()}")
    for one in status["checks"]:
        print(f"  {one['status']:8}{one['check']} of {one['table']}: {one['outcome']}, {str(one['observed'])[:70]}")
        if one["action"]:
            print(f"  {'':8}{one['action']}")


if lesson.solved("pipeline_health_check"):
    show(PipelineHealthCheck("nothing", now=lambda: MONDAY))
    health = PipelineHealthCheck("on_time", now=lambda: MONDAY)
    health.check_data_freshness("gold_on_time", "updated_at", max_age_hours=30)
    health.check_data_freshness("silver_flights", "updated_at", max_age_hours=30)
    show(health)

# %% [markdown]
# The renamed table is one line of the page, and the stale one is still on it, with its age and what to do. Why 30 hours?
# The batch comes every 24, and may be late by up to 6. A limit below 24 cries every day, and a limit of 48 lets a whole
# day pass in silence.

# %% [markdown]
# ### Part 2: how many, of which shape, and did it run at all
#
# #### How many rows are enough?
#
# A fixed limit does not know Saturdays. The same weekday of the last weeks does. Of their counts take the median, and
# the **median absolute deviation** (MAD): the median of their distances from the median. A single odd week moves
# neither. The robust z of a count n says how many usual deviations it is away from the median:
#
# $$ z = \frac{n - \mathrm{median}}{1.4826 \cdot \mathrm{MAD}} $$
#
# (1.4826 makes it comparable to a standard deviation.) Below −5 something is unusual. But what? Here is the lowest
# day of the year, and half an ordinary Thursday for comparison.

# %%
rows_per_day = flights.flights().groupby("flight_date").size()
thursdays = [int(rows_per_day[date(2013, 10, 31) + timedelta(weeks=week)]) for week in range(4)]
middle = median(thursdays)
mad = median(abs(n - middle) for n in thursdays)
print(f"Thursdays before: {thursdays}, median {middle:.0f}, MAD {mad:.0f}")
thanksgiving = int(rows_per_day[date(2013, 11, 28)])
for what, n in {"Thanksgiving": thanksgiving, "half a Thursday": int(middle / 2)}.items():
    print(f"{what:16} {n:4} flights, z = {(n - middle) / (1.4826 * mad):6.1f}, {n / middle:.2f} of the median")

# %% [markdown]
# Both are far below −5, so z alone cannot tell a holiday from a broken feed. The ratio can: on Thanksgiving two thirds of
# the flights left, and half a feed is half. Both conditions together fail, z alone warns.
#
# Two helpers first. `judge_volume` knows no Spark, so that it can be tried on a whole year in no time.

# %% exercise="judge_volume" checked_by="full_health_check"
def judge_volume(count: int, min_rows: int, baseline: Sequence[int] | None = None) -> tuple[str, str, Any]:
    """Judge a number of rows; return (status, outcome, observed) for `run`.

    In this order:
    0 rows: "failed", "empty". Fewer than `min_rows`: "failed", "few".
    No baseline (None): "passed", "enough". Fewer than 4 counts in it: "passed", "no_baseline".
    z < -5 and count < 0.6 * median: "failed", "partial". z < -5 alone: "warning", "low".
    All else: "passed", "enough".

    baseline: the counts of comparable days. z = (count - median) / (1.4826 * MAD). Where MAD is 0 (the days
        were all alike), z < -5 holds for any count below the median.
    observed: a dict with at least {"rows": count, "days": length of the baseline, 0 without one}.
    """
    ### BEGIN SOLUTION
    days = len(baseline or [])
    observed: dict[str, Any] = {"rows": count, "days": days}
    if count == 0:
        return "failed", "empty", observed
    if count < min_rows:
        return "failed", "few", observed
    if baseline is None:
        return "passed", "enough", observed
    if days < 4:
        return "passed", "no_baseline", observed
    middle = median(baseline)
    spread = 1.4826 * median(abs(n - middle) for n in baseline)
    observed["median"] = middle
    unusual = count < middle - 5 * spread  # z < -5, and no division by a MAD of 0
    if unusual and count < 0.6 * middle:
        return "failed", "partial", observed
    return ("warning", "low", observed) if unusual else ("passed", "enough", observed)
    ### END SOLUTION


# %% [markdown]
# #### Which shape?
#
# A new column breaks nobody, a missing one does. So do a changed type and a column that may suddenly be NULL, at any
# depth. Compare the schemas field by field, by name, and go down into structs, arrays and maps.

# %% exercise="schema_differences" checked_by="full_health_check"
def schema_differences(actual: DataType, expected: DataType, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield how `actual` differs from `expected`, as pairs (kind, text). The text begins with the path.

    "missing": a field that is expected is not there. "added": a field that nobody expects.
    "changed": another type, or it may be NULL where that was not expected. A value that is never NULL where
    NULLs are expected is no difference, nor are the order of fields and their comments.

    A path joins names with dots, such as position.gate; inside an array it goes on with "element", inside
    a map with "key" and "value".
    """
    ### BEGIN SOLUTION
    def below(name: str, now: tuple[DataType, bool], then: tuple[DataType, bool]) -> Iterator[tuple[str, str]]:
        inner = f"{path}.{name}" if path else name
        if now[1] and not then[1]:
            yield "changed", f"{inner}: may be NULL now"
        yield from schema_differences(now[0], then[0], inner)

    if isinstance(actual, StructType) and isinstance(expected, StructType):
        prefix = f"{path}." if path else ""
        fields, wanted = ({f.name: (f.dataType, f.nullable) for f in s.fields} for s in (actual, expected))
        yield from (("missing", prefix + name) for name in wanted if name not in fields)
        yield from (("added", prefix + name) for name in fields if name not in wanted)
        for name in fields.keys() & wanted.keys():
            yield from below(name, fields[name], wanted[name])
    elif isinstance(actual, ArrayType) and isinstance(expected, ArrayType):
        now, then = ((a.elementType, a.containsNull) for a in (actual, expected))
        yield from below("element", now, then)
    elif isinstance(actual, MapType) and isinstance(expected, MapType):
        yield from below("key", (actual.keyType, False), (expected.keyType, False))
        now, then = ((m.valueType, m.valueContainsNull) for m in (actual, expected))
        yield from below("value", now, then)
    elif actual != expected:
        yield "changed", f"{path}: {expected.simpleString()} before, {actual.simpleString()} now"
    ### END SOLUTION


# %% [markdown]
# #### The three checks
#
# They use what you have, so each is short. The last one is the **dead man's switch**: a run that failed has left a
# trace, a run that never started has not, and only somebody who waits for it can miss it. It reads the table that
# `record_run` fills in the lesson on logging.

# %% exercise="full_health_check"
class FullHealthCheck(PipelineHealthCheck):
    """Freshness, and three checks more. Each goes through `run`, so nothing that goes wrong in one escapes.

    At most 100 rows come to the driver.
    """

    def check_row_count(
        self,
        table: str,
        min_rows: int,
        *,
        day: date | None = None,
        column: str = "flight_date",
        history: Mapping[date, int] | None = None,
    ) -> CheckResult:
        """Check the number of rows, of the whole table or of one local day; outcomes as in `judge_volume`.

        day: count the rows whose DATE column `column` is this day, and compare them with the same weekday of
            the 8 weeks before `day`. None: count all rows, compare with nothing.
        history: rows per day, where somebody keeps it. It may hold any days, `day` and later ones too: only
            the same weekday in the 8 weeks before counts. None: the table's own days.
        """
        ### BEGIN SOLUTION
        def look() -> tuple[str, str, Any]:
            rows = lesson.spark.table(table)
            if day is None:
                return judge_volume(rows.count(), min_rows)
            first, local_day = day - timedelta(weeks=8), F.col(quote(column))
            recent = rows.where(local_day.between(F.lit(first), F.lit(day)))
            per_day = recent.groupBy(local_day.alias("day")).agg(F.count("*").alias("n"))
            counts = {row.day: row.n for row in per_day.collect()}
            past = counts if history is None else history
            baseline = [n for d, n in past.items() if first <= d < day and d.weekday() == day.weekday()]
            return judge_volume(counts.get(day, 0), min_rows, baseline)

        return self.run("row_count", table, look, {"min_rows": min_rows, "day": day})
        ### END SOLUTION

    def check_schema(self, table: str, expected: StructType | str) -> CheckResult:
        """Check a table's schema against a StructType, or against DDL such as "carrier STRING, flight INT NOT NULL".

        "same" passes. "additive", with added fields and nothing else, is a warning. "breaking", with
        anything missing or changed, fails.
        `observed` is {"missing": [...], "changed": [...], "added": [...]}, the texts of schema_differences.
        """
        ### BEGIN SOLUTION
        def look() -> tuple[str, str, Any]:
            wanted = StructType.fromDDL(expected) if isinstance(expected, str) else expected
            observed: dict[str, list[str]] = {"missing": [], "changed": [], "added": []}
            for kind, text in schema_differences(lesson.spark.table(table).schema, wanted):
                observed[kind].append(text)
            if observed["missing"] or observed["changed"]:
                return "failed", "breaking", observed
            return ("warning", "additive", observed) if observed["added"] else ("passed", "same", observed)

        as_text = expected if isinstance(expected, str) else expected.simpleString()
        return self.run("schema", table, look, as_text)
        ### END SOLUTION

    def check_last_run(
        self, pipeline: str, max_age_hours: float, *, table: str = "ops.pipeline_runs"
    ) -> CheckResult:
        """Check that a run of `pipeline` succeeded and finished at most `max_age_hours` before `now()`.

        The table's columns: pipeline STRING, status STRING ("succeeded" or "failed"), finished_at TIMESTAMP,
        and others. "recent" passes. "overdue" (the last success is older) and "never" (there is none) fail.
        Other pipelines' runs, failed runs and runs without an end do not count.
        `observed` is {"age_hours": age of the last success, None without one}; zones as in freshness.
        """
        ### BEGIN SOLUTION
        def look() -> tuple[str, str, Any]:
            succeeded = (F.col("pipeline") == pipeline) & (F.col("status") == "succeeded")
            runs = lesson.spark.table(table).where(succeeded)
            newest = runs.agg(F.unix_micros(F.max("finished_at"))).first()[0]
            if newest is None:
                return "failed", "never", {"age_hours": None}
            age = (self.now().timestamp() - newest / 1e6) / 3600
            outcome = ("passed", "recent") if age <= max_age_hours else ("failed", "overdue")
            return *outcome, {"age_hours": age}

        return self.run("last_run", table, look, {"pipeline": pipeline, "max_age_hours": max_age_hours})
        ### END SOLUTION


# %% check="full_health_check"
lesson.check("full_health_check")

# %% [markdown]
# Your thresholds on a real year, each day judged on the morning after. Two faults are made up: nearly half of 14 March
# is missing, and in August the feed is silent for three days. Everything else happened.

# %%
import matplotlib.pyplot as plt

volume = rows_per_day.rename(index=pd.Timestamp).astype(float)
volume[pd.Timestamp("2013-03-14")] *= 0.55
silent = pd.date_range("2013-08-13", "2013-08-15")
volume[silent] = 0
same_weekday = {d: [volume[p] for w in range(1, 9) if (p := d - pd.Timedelta(weeks=w)) in volume] for d in volume.index}
known = [d for d in volume.index if len(same_weekday[d]) >= 4]
limits = pd.DataFrame(index=known, columns=["warns", "fails"], dtype=float)
for day in known:
    middle = median(same_weekday[day])
    spread = 1.4826 * median(abs(n - middle) for n in same_weekday[day])
    limits.loc[day] = middle - 5 * spread, 0.6 * middle

# %%
published = pd.Series(volume.index, volume.index).where(~volume.index.isin(silent)).ffill() + pd.Timedelta("1D6h")
age = ((volume.index + pd.Timedelta("1D9h")) - published).dt.total_seconds() / 3600
marks = {"failed": ("s", "tab:red"), "warning": ("^", "tab:orange")}

# %%
if lesson.solved("full_health_check"):
    judged = {day: judge_volume(int(volume[day]), 300, same_weekday[day])[0] for day in known}
    fig, (top, bottom) = plt.subplots(2, 1, figsize=(11, 5), sharex=True, height_ratios=(3, 2))
    top.plot(volume, ".", markersize=3, color="0.6", label="flights a day")
    top.plot(limits["warns"], lw=0.5, color="tab:orange", label="z = −5")
    top.plot(limits["fails"], lw=0.8, color="tab:red", label="0.6 of the median")
    for status, (marker, color) in marks.items():
        days = [day for day in known if judged[day] == status]
        top.plot(volume[days], marker, color=color, label=f"{status} ({len(days)})")
    top.set(ylabel="flights", ylim=(-50, 1100), title="volume, against the same weekday of the 8 weeks before")
    top.legend(loc="lower left", fontsize=8, ncols=3)
    bottom.plot(age, drawstyle="steps-mid", color="tab:blue")
    bottom.axhline(30, lw=0.8, color="tab:red", label="max_age_hours=30")
    bottom.set(ylabel="hours", title="freshness: age of the newest row each morning at 09:00")
    bottom.legend(loc="upper left", fontsize=8)
    plt.show()

# %% [markdown]
# The triangles are the holidays, and three weeks at the end of the summer in which flights become fewer: a person looks at
# the calendar, and nobody is woken up. One square at half height, on 14 March: that day gold is held back. Three squares
# at zero, side by side in August: a day that did not come is `empty` on its first morning, if somebody asks for it by name. The age
# needs no calendar for that, but it waits: that morning the batch is three hours late, and 30 hours forgive six.
#
# ### Part 3: the alert
#
# A status page is for those who look. An alert is for those who sleep, so it must be worth waking up for. The contract is
# long because alerting is where good intentions do harm: forty messages in an hour, an alert that fails the pipeline it
# watches, a password in a chat room.
#
# Given: the order of severities, and two helpers that keep secrets in.

# %% locked="secrets"
SEVERITIES = ("info", "warning", "critical")  # from low to high
NAMES = [
    "password", "passwd", "passphrase", "pwd", "secret", "token", "credentials", "authorization",
    "api key", "apikey", "access key", "account key", "secret key", "private key", "sig", "signature",
]  # fmt: skip
GAP = r"(?:[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z]))"  # what is between two words: api_key, Api-Key, apiKey
ENDS = "|".join(GAP.join(f"(?i:{word})" for word in name.split()) for name in NAMES)
SECRET = rf"(?:(?<![A-Za-z0-9])|(?<=[a-z0-9])(?=[A-Z]))(?:{ENDS})[^A-Za-z0-9\s=:\"']*"
SECRET_KEY = re.compile(rf"{SECRET}\Z")
IN_QUOTES = r""""(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?"""
SECRET_TEXT = tuple((re.compile(pattern, re.DOTALL), shown) for pattern, shown in (
    (r"(?<=\w://)[^/?#\s\"']+(?=@)", "***"),  # user:password@ in a URL
    (r"(?i)\b((?:bearer|authorization *[:=] *(?:basic|negotiate|token))(?: +bearer)*) +[^\s,;\"']+", r"\1 ***"),
    (rf"({SECRET}=)(?:{IN_QUOTES}|[^\s&,;\"']+)", r"\1***"),  # sig=…, db_password="…"
    (rf"({SECRET}[\"'] *: *)(?=[\"'])(?:{IN_QUOTES})", r'\1"***"'),  # "password": "…"
))  # fmt: skip


def redact(value: Any, secret_values: Collection[str] = ()) -> Any:
    """A copy without secrets, by the contract of lesson 03."""
    if isinstance(value, Mapping):
        secret = {k for k in value if isinstance(k, str) and SECRET_KEY.search(k)}
        return {k: "***" if k in secret else redact(v, secret_values) for k, v in value.items()}
    if isinstance(value, list | tuple):
        copies = (redact(item, secret_values) for item in value)
        return list(copies) if isinstance(value, list) else tuple(copies)
    if isinstance(value, str):
        for known in sorted(filter(None, secret_values), key=len, reverse=True):
            value = value.replace(known, "***")
        for pattern, shown in SECRET_TEXT:
            value = pattern.sub(shown, value)
    return value


def channel_name(channel: Any) -> str:
    """What a log may call a channel: of a URL only the host, because whoever knows the rest can post to it."""
    if isinstance(channel, str):
        return urlsplit(channel).hostname or "webhook"
    return getattr(channel, "__name__", type(channel).__name__)


# %% exercise="alert_manager"
class AlertManager:
    """Tell people about problems: once each, through every channel, without ever harming the pipeline.

    channels: each a webhook's URL, to which the payload is POSTed as JSON, or a callable that takes the payload
        (a dict). A channel has failed when it raises, returns False, answers with an error status, or takes
        longer than `timeout` seconds, a callable too. It then costs no more than these seconds, reaches no
        caller as an error, adds 1 to the attribute `lost`, and leaves at least a warning in `logger`. The
        others still get the alert. An alert counts as sent when at least one channel took it. All of this holds in
        every thread of a program, not in the main one alone.
    clock: monotonic seconds. logger: a logging.Logger; None: `logging.getLogger("alerts")`.

    The payload has these keys:
    pipeline, check, table (the last two from `details`, None where it has none), severity, message, details,
    status ("firing" or "resolved"), timestamp (ISO 8601 in UTC, with its offset), suppressed, fingerprint.
    `fingerprint`, a text, names the problem: pipeline, check and table, or the message where `details` has neither
    check nor table. Severity and time are no part of it.
    Neither payload nor log holds a secret: `redact` details *and* message, name channels by `channel_name`, and
    mind that the text of an error may hold a URL. Details that JSON does not know (dates, Decimals, errors) go as
    text, and that text is redacted too.
    """

    def __init__(
        self,
        pipeline_name: str,
        channels: Sequence[str | Callable[[dict[str, Any]], Any]],
        clock: Callable[[], float] = time.monotonic,
        cooldown: float = 3600.0,
        *,
        timeout: float = 2.0,
        logger: logging.Logger | None = None,
    ) -> None:
        ### BEGIN SOLUTION
        self.pipeline_name, self.channels, self.clock = pipeline_name, list(channels), clock
        self.cooldown, self.timeout = cooldown, timeout
        self.logger = logger or logging.getLogger("alerts")
        self.lost = 0
        self._open: dict[str, OpenAlert] = {}  # fingerprint → what people know
        ### END SOLUTION

    def send_alert(self, severity: str, message: str, details: Mapping[str, Any] | None = None) -> str:
        """Alert, and return "sent", "suppressed" or "lost".

        After an alert was sent, others with its fingerprint are suppressed for `cooldown` seconds, except one of
        a higher severity: it goes at once, and from then on it is the one that counts. `suppressed` in the payload
        is the number held back since the last one that was sent. An alert that no channel took, or for which there
        is none, is "lost": it starts no cooldown, and the next one tries again.
        """
        ### BEGIN SOLUTION
        details = dict(details or {})
        fingerprint = self._fingerprint(details.get("check"), details.get("table"), message)
        known = self._open.get(fingerprint)
        if known and not self._is_news(known, severity):
            known.suppressed += 1
            return "suppressed"
        held_back = known.suppressed if known else 0
        alert = self._payload("firing", severity, message, details, fingerprint, held_back)
        if not self._deliver(alert):
            return "lost"
        self._open[fingerprint] = OpenAlert(severity, self.clock())
        return "sent"

    def _is_news(self, known: "OpenAlert", severity: str) -> bool:
        is_worse = SEVERITIES.index(severity) > SEVERITIES.index(known.severity)
        return is_worse or self.clock() - known.sent_at >= self.cooldown

    def _fingerprint(self, check: str | None, table: str | None, message: str) -> str:
        parts = [self.pipeline_name, check, table] if check or table else [self.pipeline_name, message]
        return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()[:16]

    def _payload(self, status, severity, message, details, fingerprint, suppressed) -> dict[str, Any]:
        named = {key: details.get(key) for key in ("check", "table")}
        payload = {
            "pipeline": self.pipeline_name, **named, "severity": severity, "status": status,
            "message": redact(message), "details": redact(details), "timestamp": utc_now().isoformat(),
            "fingerprint": fingerprint, "suppressed": suppressed,
        }
        return json.loads(json.dumps(payload, default=lambda value: redact(str(value))))

    def _deliver(self, payload: dict[str, Any]) -> bool:
        """Hand the payload to every channel; whether at least one took it."""
        problems = [self._try(channel, payload) for channel in self.channels]
        for channel, problem in zip(self.channels, problems, strict=True):
            if problem:
                self.lost += 1
                self.logger.error("alert lost on %s: %s", channel_name(channel), problem)
        return None in problems

    def _try(self, channel: Any, payload: dict[str, Any]) -> str | None:
        """Use one channel, for `timeout` seconds at most; the name of what went wrong, None when it is sent."""
        outcome = ["TimeoutError"]

        def work() -> None:
            try:
                if callable(channel):
                    refused = channel(payload) is False
                else:
                    refused = not requests.post(channel, json=payload, timeout=self.timeout).ok
                outcome[0] = "refused" if refused else None
            except Exception as error:  # only its class: the text of an error may hold the URL
                outcome[0] = type(error).__name__

        # A thread, because nothing else ends the wait for a callable; a daemon, so that it cannot hold up the exit.
        worker = threading.Thread(target=work, daemon=True)
        worker.start()
        worker.join(self.timeout)
        return outcome[0]
        ### END SOLUTION

    def resolve(self, check: str | None = None, table: str | None = None) -> str:
        """Say that a problem is over, and return "sent", "lost" or "nothing".

        If an alert with these details was sent and not yet resolved, a payload with status "resolved" goes out,
        once; "nothing" otherwise. After it the next alert goes at once. A notice that no channel took is
        "lost", and the problem stays open.
        """
        ### BEGIN SOLUTION
        fingerprint = self._fingerprint(check, table, "")
        known = self._open.get(fingerprint)
        if known is None:
            return "nothing"
        details = {"check": check, "table": table}
        message = f"{check or 'alert'} of {table or self.pipeline_name} is well again"
        held_back = known.suppressed
        notice = self._payload("resolved", known.severity, message, details, fingerprint, held_back)
        if not self._deliver(notice):
            return "lost"
        del self._open[fingerprint]
        return "sent"
        ### END SOLUTION

    def alert_on_failure(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Decorate a function: when it raises an Exception, a "critical" alert is sent, and the error goes on.

        The alert's message names the error's class and text, its details hold "check": the function's name. The
        caller gets the value, or the very error, whatever becomes of the alert. What is no Exception, such as a
        KeyboardInterrupt, passes without an alert. Name and docstring stay.
        """
        ### BEGIN SOLUTION
        @functools.wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            try:
                return function(*args, **kwargs)
            except Exception as error:
                text = f"{type(error).__name__}: {error}"
                with suppress(Exception):
                    self.send_alert("critical", text, {"check": function.__name__})
                raise

        return call


@dataclass
class OpenAlert:
    """What people were told of a problem that is not over."""

    severity: str
    sent_at: float
    suppressed: int = 0
    ### END SOLUTION


# %% check="alert_manager"
lesson.check("alert_manager")

# %% [markdown]
# ## Break it
#
# The bad weekend once more, with a real receiver on the other end: a web server in a process of its own, which keeps
# what it took. `one_round` is what a scheduler does again and again: check, then alert or resolve.

# %%
from autograder.worlds.clock import FakeClock
from autograder.worlds.webhook import Webhook

receiver, clock = Webhook(), FakeClock()
logging.getLogger("alerts").addHandler(logging.NullHandler())  # a notebook is no place for its log


def one_round(alerts, hour: int) -> None:
    """Check the feed `hour` hours after Friday 06:00, and tell people what changed."""
    friday = datetime(2013, 11, 15, 11, tzinfo=UTC)
    health = PipelineHealthCheck("on_time", now=lambda: friday + timedelta(hours=hour))
    result = health.check_data_freshness("silver_flights", "updated_at", max_age_hours=30)
    if result:
        alerts.resolve(result.check, result.table)
        return
    severity = "critical" if result.observed["age_hours"] > 48 else "warning"
    details = {"check": result.check, "table": result.table, "action": result.action}
    alerts.send_alert(severity, f"{result.outcome} for {result.observed['age_hours']:.0f} hours", details)


def ready() -> bool:
    return lesson.solved("pipeline_health_check") and lesson.solved("alert_manager")


# %% [markdown]
# The weekend, every three hours. The receiver itself is broken from the 40th to the 52nd hour.

# %%
if ready():
    alerts = AlertManager("on_time", [receiver.url], clock=clock.monotonic, cooldown=12 * 3600, timeout=1.0)
    for hour in range(0, 75, 3):
        receiver.refuse() if 40 <= hour < 52 else receiver.accept()
        one_round(alerts, hour)
        clock.advance(3 * 3600)
    for alert in receiver.inbox():
        print(f"{alert['severity']:9}{alert['message']:22}{alert['suppressed']} held back before it")
    print(f"{alerts.lost} lost")

# %% [markdown]
# Of 25 rounds 14 found the feed stale, and the person on call got three messages. Three more were lost while the receiver
# was broken: the reminder that was due after twelve hours, the same again, and the one that said critical. A lost alert
# starts no cooldown, so the critical one came with the next round, and not twelve hours later.
#
# On Monday at noon the missing days are loaded. One notice, and then silence:

# %%
if ready():
    repaired = pd.concat([flights.actuals_batch(day) for day in flights.days("2013-11-15", "2013-11-18")])
    flights.to_spark(spark, repaired).write.format("delta").mode("append").saveAsTable("silver_flights")
    for hour in (78, 81, 84):
        one_round(alerts, hour)
    print([(alert["status"], alert["message"]) for alert in receiver.inbox()][-2:])

# %% [markdown]
# Last, a load that fails while nobody can be told, with a password in its error. What reaches the caller? What does the
# log show?

# %%
import io

if lesson.solved("alert_manager"):
    log = io.StringIO()
    watched = logging.Logger("watched")
    watched.addHandler(logging.StreamHandler(log))
    receiver.die()
    alerts = AlertManager("on_time", [receiver.url + "/T0K3N"], timeout=1.0, logger=watched)

    @alerts.alert_on_failure
    def load() -> None:
        raise ConnectionError("cannot reach jdbc://loader:hunter2@db")

    try:
        load()
    except Exception as error:
        print(f"the caller gets  {type(error).__name__}: {error}")
    print("the log shows   ", log.getvalue().strip())

# %% [markdown]
# The caller gets the original. The log tells of a lost alert, and neither of the password nor of the webhook's URL: who
# knows that URL can post to your channel, so it is as secret as a password.
#
# ## In production
#
# ### Deliver with apprise
#
# Chat rooms, pagers and mail each want another format. `apprise` speaks more than a hundred of them, and names each by a
# URL. Here it posts JSON to our own receiver.

# %%
import apprise

receiver = Webhook()
room = apprise.Apprise()
room.add(receiver.url.replace("http://", "json://"))
print("delivered:      ", bool(room.notify(title="on_time is degraded", body="silver_flights: low")))
print("it arrived as:  ", {key: receiver.inbox()[0][key] for key in ("title", "message", "type")})
receiver.refuse()
print("receiver broken:", bool(room.notify(body="silver_flights: low")))
print("no target:      ", bool(apprise.Apprise().notify(body="silver_flights: low")))

# %% [markdown]
# It does not raise. Its result is false when nobody was told, and code that does not look at it alerts nobody. As a channel
# of your manager, which looks, it is one line, and cooldown, redaction and counting stay yours:

# %%
if lesson.solved("alert_manager"):
    def to_the_room(alert: dict[str, Any]) -> bool:
        return bool(room.notify(title=alert["severity"], body=alert["message"]))

    alerts = AlertManager("on_time", [to_the_room])
    print("receiver broken:", alerts.send_alert("warning", "silver_flights: low", {"check": "row_count"}))
    receiver.accept()
    print("receiver well:  ", alerts.send_alert("warning", "silver_flights: low", {"check": "row_count"}))
    print(f"{alerts.lost} lost, the inbox has {receiver.inbox()[-1]['message']!r}")
receiver.close()

# %% [markdown]
# ### Expectations with pandera
#
# Rules on columns need not be written by hand. `pandera` takes them from a class and runs them in Spark. (Great
# Expectations and Soda do more and weigh more; DQX is Databricks' own; a declarative pipeline has
# `expect`, `expect_or_drop` and `expect_or_fail`.) A batch with three faults: a tail number that is no number, a time of
# day that does not exist, and a column that changed its type upstream.

# %%
import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it loads parts of pandas that warn
    import pandera.pyspark as pa
import pyspark.sql.types as T


class Flights(pa.DataFrameModel):
    """What silver_flights promises."""

    carrier: T.StringType() = pa.Field(str_matches="^[A-Z0-9]{2}$")
    tailnum: T.StringType() = pa.Field(nullable=True, str_startswith="N")
    dep_time: T.IntegerType() = pa.Field(nullable=True, in_range={"min_value": 1, "max_value": 2400})
    distance: T.IntegerType() = pa.Field(gt=0)


batch = flights.to_spark(spark, flights.actuals_batch("2013-11-27"))
broken = batch.withColumn("distance", F.col("distance").cast("string")).withColumns(
    {
        "tailnum": F.when(F.col("flight") == 15, "?").otherwise(F.col("tailnum")),
        "dep_time": F.when(F.col("flight") == 1, 2561).otherwise(F.col("dep_time")),
    }
)

# %%
def findings(frame) -> list[dict[str, Any]]:
    """What pandera found wrong: one dict for each rule that does not hold."""
    errors = Flights.validate(frame).pandera.errors
    return [one for kind in errors.values() for each in kind.values() for one in each]


for name, frame in {"as it came": batch, "broken": broken}.items():
    found = findings(frame)
    print(f"{name}: {len(found)} findings")
    for one in found:
        print(f"  {one['column']}: {one['check']}")

# %% [markdown]
# Three faults, four findings: a text is no integer, and pandera does not compare it with 0 either. `validate` returns the
# frame and *collects* what it found in `.pandera.errors`; like apprise it does not raise, so ask.
# It names the rule that failed, not the rows: which rows, and what becomes of them, is the business of the quarantine in
# the lesson on errors. A finding goes through `run` like any other, and there is one page and one alert for all:

# %%
if lesson.solved("pipeline_health_check"):
    def expectations() -> tuple[str, str, Any]:
        failed = sorted({one["column"] for one in findings(broken)})
        return ("failed", "broken rules", failed) if failed else ("passed", "kept", None)

    health = PipelineHealthCheck("on_time", now=lambda: MONDAY)
    health.run("expectations", "silver_flights", expectations)
    show(health)

# %% [markdown]
# ## Self-check
#
# Five questions. Answer with the widget, or with `lesson.answer("04-01", "b")`.

# %%
lesson.quiz("04-01")

# %%
lesson.quiz("04-02")

# %%
lesson.quiz("04-03")

# %%
lesson.quiz("04-04")

# %%
lesson.quiz("04-05")

# %% [markdown]
# ## Takeaways
#
# | DO | DON'T |
# |---|---|
# | measure the age of the data | trust the age of the last commit: maintenance commits too |
# | subtract seconds since 1970 | subtract naive times, or wall clocks across a clock change |
# | tell stale, empty, future and error apart | call all of it "not fresh" |
# | report `unknown` when nothing was checked | let `all([])` decide |
# | record a check that cannot look, and go on | let its exception hide the other checks |
# | compare with the same weekday, by median and MAD | set one limit for Saturdays and Mondays |
# | wait for the run that must come | alert only on runs that fail |
# | alert once per problem, again when it gets worse | put time, text or severity into the fingerprint |
# | count and log a lost alert, and send it again | start the cooldown before anybody was told |
# | re-raise the original error | let the alert replace it |
#
# **Exam tips**
#
# - `DESCRIBE HISTORY` shows commits with operation and `operationMetrics` (texts, not numbers). Filter by operation, or
#   a nightly `DELETE`, or an `OPTIMIZE` that found something to compact, passes for fresh data.
# - Expectations of Lakeflow Spark Declarative Pipelines (formerly DLT): `expect` keeps the row and counts it,
#   `expect_or_drop` drops it, `expect_or_fail` stops the update. The counts are in the event log.
# - A job's own notifications tell of runs that start, succeed, fail or take too long. A job that is paused tells nothing:
#   for that somebody else has to wait.
# - The zone of a session is `spark.sql.session.timeZone`. A TIMESTAMP is a moment and has no zone of its own; its text,
#   its `hour()`, its `date` and `timestampdiff` depend on the session's.
#
# **Official documentation**: [apprise](https://appriseit.com/) ·
# [pandera for PySpark](https://pandera.readthedocs.io/en/stable/pyspark_sql.html) ·
# [Delta: table history](https://docs.delta.io/delta-utility/) ·
# [pipeline expectations](https://docs.databricks.com/aws/en/ldp/expectations) ·
# [TIMESTAMP and session zone](https://spark.apache.org/docs/latest/sql-ref-datatypes.html)
