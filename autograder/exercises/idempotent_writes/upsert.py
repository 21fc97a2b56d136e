"""``write_idempotent``: a batch merged into a Delta table so that doing it again changes nothing."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from autograder.checks import (
    Exercise,
    Failed,
    Json,
    Lab,
    criterion,
    expect,
    expect_equal,
    expect_raised,
    expect_returned,
    expect_rows,
    probe,
    seeing,
    witness,
)
from autograder.exercises.idempotent_writes import cases
from autograder.exercises.idempotent_writes.batches import (
    DELAY,
    KEY,
    ORDER,
    TYPES,
    WIDTH,
    Model,
    describe,
    story,
)
from autograder.exercises.idempotent_writes.calls import DUPLICATES, call, code_of, kill, write
from autograder.exercises.idempotent_writes.rival import ENGINE, Rival
from autograder.worlds import lake
from autograder.worlds.frames import Row, Types, spark_frame

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

FLIGHTS, REFUSED, NAMES, REBORN = "flights", "refused", "names", "reborn"  # the tables of a check
DRIVER_ROWS = 100  # rows that may reach the driver in one call
CONFLICTS = ("ConcurrentAppendException", "ConcurrentDeleteReadException", "ConcurrentDeleteDeleteException")
# Calls that must be refused: batch and table.
REFUSALS = {
    "nulls": ("nulls", FLIGHTS),
    "nulls_first": ("nulls", REFUSED),
    "no_key": ("no_key", REFUSED),
    "no_date": ("no_date", REFUSED),
}
FIRST, BOTH = ("first",), ("first", "second")  # the batches that made a table


class WriteIdempotent(Exercise):
    """One table lives through a first batch, its replay, a mixed batch, bad batches, a conflict, a crash."""

    name = "write_idempotent"
    testimony = "the table's files at every version, and its log"
    needs_spark = True
    hints = (
        "Write down, for one key, what may stand in the table and in the batch: nothing, an older version, "
        "an equal one, a newer one, NULLs. Which of these pairs must change the table?",
        "Three steps: refuse batches without keys; one row per key (dedupe_latest); then MERGE with an "
        "insert clause and an update clause whose condition is 'not older, and different', compared with "
        "<=>. The first batch has no table to merge into yet.",
        "The update condition: coalesce(t.date IS NULL OR s.date >= t.date, false) AND (NOT (t.a <=> s.a) OR "
        "NOT (t.b <=> s.b) …), every name through quote(). Metrics: the row that execute() returns. A replay "
        "that makes no version: leave rows with nothing new out of the source, with a left_anti join. "
        "Conflicts: catch CONFLICTS around read and merge together, call sleep, try again.",
    )

    def scenario(self, rng: random.Random) -> Json:
        told = story(rng)
        spare = iter(told.pop("spare"))
        now = Model(told["first"])
        now.upsert(told["second"])
        return {
            **told,
            "refused": cases.refused(rng, [next(spare) for _ in range(12)]),
            "names": cases.names(rng),
            "conflict": cases.conflict(rng, now, spare),
            "crash": cases.crash(rng, spare),
        }

    # --- probes ------------------------------------------------------------------------------------------

    @probe
    def first(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """The first batch, which has no table yet."""
        return write(lab, answer, FLIGHTS, "first", scenario["first"])

    @probe
    def twice(self, scenario: Json, answer: SimpleNamespace, lab: Lab, first: Json) -> Json:
        """A mixed batch for the table that the first one made, and that batch again."""
        return {time: write(lab, answer, FLIGHTS, "second", scenario["second"]) for time in ("once", "again")}

    @probe
    def refused(self, scenario: Json, answer: SimpleNamespace, lab: Lab, first: Json) -> Json:
        """Batches without keys, for the table that is there and for one that is not."""
        case = scenario["refused"]
        nulls, whole = (spark_frame(lab.spark, TYPES, case[rows]) for rows in ("rows", "whole"))
        batches = {"nulls": nulls, "no_key": whole.drop(case["missing"]), "no_date": whole.drop(ORDER)}
        return {
            name: call(lab, answer, table, batch, batches[batch]) for name, (batch, table) in REFUSALS.items()
        }

    @probe
    def names(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """A table with column mapping whose columns have awkward names."""
        case = scenario["names"]
        table = spark_frame(lab.spark, case["types"], case["table"]).writeTo(f"{lab.database}.{NAMES}")
        table.using("delta").tableProperty("delta.columnMapping.mode", "name").create()
        batch = spark_frame(lab.spark, case["types"], case["batch"])
        return call(lab, answer, NAMES, "batch", batch, keys=case["keys"], order_by=case["order"])

    @probe
    def conflict(self, scenario: Json, answer: SimpleNamespace, lab: Lab, twice: Json) -> Json:
        """Another writer commits while a call is writing: its only attempt, and its first of two.

        And a batch that no attempt can write, whatever others do.
        """
        if lake.version(lab.table_path(FLIGHTS)) < 0:
            lab.cannot("there is no table in which another writer could get in the way")
        case = scenario["conflict"]
        broken = _broken(lab, case["met"]["batches"][-1])
        return {
            "last": _meet_rival(lab, answer, "last", case["last"], max_attempts=1),
            "met": _meet_rival(lab, answer, "met", case["met"], max_attempts=2),
            "broken": call(lab, answer, FLIGHTS, "broken", broken, max_attempts=2),
        }

    @probe
    def crash(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """Killed when it has made the table; killed when it has merged the next batch; called once more."""
        first, second = scenario["crash"]["first"], scenario["crash"]["second"]
        return {
            "making": kill(lab, answer, REBORN, first),
            "merging": kill(lab, answer, REBORN, second),
            "again": call(lab, answer, REBORN, "second", spark_frame(lab.spark, TYPES, second)),
        }

    # --- witnesses ---------------------------------------------------------------------------------------

    @witness
    def made(self, first: Json, root: Path) -> Json:
        """What the first batch left."""
        return _left(root, first)

    @witness
    def merged(self, twice: Json, root: Path) -> Json:
        """What the mixed batch left each time."""
        return {time: _left(root, seen) for time, seen in twice.items()}

    @witness
    def named(self, scenario: Json, names: Json, root: Path) -> Json:
        """The table with awkward names."""
        return _left(root, names, types=scenario["names"]["types"])

    @witness
    def meeting(self, conflict: Json, root: Path) -> Json:
        """The table before and after two attempts, and the versions that the other writer made."""
        met, commits = conflict["met"], lake.commits(root / "tables" / FLIGHTS)
        return {
            "before": _left(root, met, "before"),
            "after": _left(root, met),
            "rivals": [commit["version"] for commit in commits if commit["engine"] == ENGINE],
        }

    @witness
    def remains(self, crash: Json, root: Path) -> Json:
        """What was there after each kill, and at the end."""
        return {name: _left(root, seen) for name, seen in crash.items()}

    # --- criteria ----------------------------------------------------------------------------------------

    @criterion(points=3)
    def creates(self, scenario: Json, first: Json, made: Json) -> None:
        """the first batch creates the table, one row per key

        There is no table to merge into yet, so nothing removes duplicates unless you do: deduplicate
        before the first write too.
        """
        with seeing(_once_more("first")):
            expect_returned(first["call"], what="write_idempotent to return")
        found = _by_key(_rows(made))
        for key in _told(scenario, FIRST).rows:
            with seeing(_see_flight(key, made, FIRST)):
                expect(
                    len(found.get(key, [])) == 1,
                    expected=f"one row for flight {_name(key)}",
                    got=f"{len(found.get(key, []))} rows; the batch holds {_times(scenario['first'], key)}",
                )
        _expect_parts(scenario, made, FIRST, "changed", "absent")

    @criterion(points=3, needs=(creates,))
    def replays(self, twice: Json, merged: Json) -> None:
        """the same batch again leaves the same rows

        An append adds the rows again. MERGE on the key finds the rows that are already there.
        """
        with seeing(_once_more("first", "second", "second")):
            expect_returned(twice["once"]["call"], what="a second batch to be merged")
            expect_returned(twice["again"]["call"], what="the same batch again to be merged")
        once, again = merged["once"], merged["again"]
        with seeing(f"once, again = {_at(once)}, {_at(again)}\n{DIFFERENCES}"):
            expect_rows(_rows(again), _rows(once), what="the rows as the call before left them")

    @criterion(points=2, needs=(replays,))
    def replay_writes_nothing(self, merged: Json) -> None:
        """a replay inserts, updates and deletes nothing

        An update clause without a condition rewrites every row that matches. Update only rows that
        differ, and compare with <=>.
        """
        for commit in merged["again"]["commits"]:
            merge = commit["operation"] == "MERGE"
            counts = {kind: commit["metrics"].get(name, 0) for kind, name in MERGE_METRICS.items()}
            written = counts if merge else {"rows written": commit["rows_added"]}
            with seeing(HISTORY):
                expect(
                    not any(written.values()),
                    expected="a replay that finds nothing to do",
                    got=f"version {commit['version']} is a {commit['operation']} with {_counts(written)}",
                )

    @criterion(points=4, needs=(creates, replays))
    def changes(self, scenario: Json, merged: Json) -> None:
        """changed rows are updated and new rows inserted, NULLs included

        NULL <> 'N14228' is NULL, which is not true. NOT (t.c <=> s.c) is true whenever the two differ. A
        row whose date alone is newer has changed too.
        """
        parts = ("changed", "new", "filled", "emptied", "restamped", "unchanged")
        _expect_parts(scenario, merged["once"], BOTH, *parts)

    @criterion(points=3, needs=(changes,))
    def order(self, scenario: Json, merged: Json) -> None:
        """an older version never replaces a newer one

        Batches come late. Let the update clause ask whether the batch's row is as new as the table's, and
        think of rows without a date on either side: a comparison with NULL is never true.
        """
        _expect_parts(scenario, merged["once"], BOTH, "older", "undated", "equal")

    @criterion(points=2, needs=(creates, replays))
    def keeps(self, scenario: Json, merged: Json) -> None:
        """rows that the batch does not mention stay

        A batch is a part of the truth, never the whole. Overwriting, or deleting what is not matched by
        the source, loses the rest.
        """
        _expect_parts(scenario, merged["once"], BOTH, "absent")

    @criterion(points=3)
    def refuses(self, scenario: Json, refused: Json) -> None:
        """a batch without keys is refused before anything is written

        Count the NULLs of each key column, and compare the names with df.columns, before the first write.
        DataQualityError names column and count, SchemaValidationError the missing column.
        """
        case = scenario["refused"]
        column, count, missing = case["column"], str(case["count"]), case["missing"]
        nulls = ("DataQualityError", f"{count} rows have no {column}", column, count)
        for name, (batch, table) in REFUSALS.items():
            lacks = {"no_key": missing, "no_date": ORDER}.get(name, "")
            schema = ("SchemaValidationError", f"the batch has no column {lacks}", lacks)
            with seeing(code_of(table, batch)):
                _expect_refusal(refused[name], *(schema if lacks else nulls))

    @criterion(points=3, needs=(creates, replays))
    def duplicates(self, scenario: Json, first: Json, twice: Json, made: Json, merged: Json) -> None:
        """several versions of a key in one batch: no error, the newest wins

        MERGE refuses two source rows for one target row. Give it one row per key: dedupe_latest, before
        every write.
        """
        with seeing(_once_more("first", "second")):
            expect(
                not any(seen["refused_duplicates"] for seen in (first, *twice.values())),
                expected="a batch with several versions of a key to be merged",
                got=DUPLICATES,
            )
        _expect_parts(scenario, made, FIRST, "repeated_first")
        _expect_parts(scenario, merged["once"], BOTH, "repeated_later")

    @criterion(points=3, core=False, needs=(creates, replays, changes, order, keeps, duplicates))
    def awkward_names(self, scenario: Json, names: Json, named: Json) -> None:
        """column names may hold a dot, a backquote, a space, or be SQL words

        Every name goes through quote(name) wherever Spark parses it. UPDATE SET * and INSERT * fail on a
        backquote in a name: write the assignments out.
        """
        case = scenario["names"]
        with seeing(code_of(NAMES, "batch", order_by=case["order"])):
            expect_returned(names["call"], what=f"to work with {list(case['types'])}")
        wanted = Model(case["table"], keys=len(case["keys"]), stamp=len(case["types"]) - 1)
        wanted.upsert(case["batch"])
        with seeing(f"{_at(named)}.show()"):
            expect_rows(_rows(named), wanted.rows.values(), what=f"the columns {list(case['types'])}")

    @criterion(points=2, core=False, needs=(changes, keeps))
    def by_merge(self, first: Json, twice: Json, merged: Json) -> None:
        """batches come in by MERGE, and stay in the cluster

        After the first write, DESCRIBE HISTORY shows MERGE and nothing else; collect() and toPandas()
        bring a batch through one machine.
        """
        later = {commit["operation"] for left in merged.values() for commit in left["commits"]}
        with seeing(HISTORY):
            expect_equal(sorted(later), ["MERGE"], what="operations after the first write")
        most = max(seen["driver_rows"] for seen in (first, *twice.values()))
        expect(
            most <= DRIVER_ROWS,
            expected=f"at most {DRIVER_ROWS} rows brought to the driver, by collect, toPandas, "
            "toLocalIterator and the like",
            got=f"{most} rows",
        )

    @criterion(points=4, core=False, needs=(creates, replays, changes, order, keeps, duplicates))
    def survives_conflict(self, scenario: Json, refused: Json, conflict: Json, meeting: Json) -> None:
        """a conflict with another writer is tried again, and both writers' rows are there

        Catch the classes in CONFLICTS (their condition is None), around reading and merging together: the
        next attempt must see what the other writer did. Between two attempts call sleep.
        """
        _expect_retried(conflict["met"], scenario["conflict"]["met"], meeting)
        last, broken = conflict["last"], conflict["broken"]
        _expect_met(last, meeting)
        what = "the conflict's own error when no attempt is left"
        expect_raised(last["call"], *CONFLICTS, what=what)
        expect(
            not last["slept"],
            expected="no wait after the last attempt",
            got=f"sleep called with {last['slept']}",
        )
        with seeing(code_of(FLIGHTS, "broken", max_attempts=2)):
            what = "the error of a batch that cannot be computed to reach the caller"
            expect_raised(broken["call"], "BaseException", what=what)
            expect(
                not any(seen["slept"] for seen in (broken, *refused.values())),
                expected="an error that is no conflict to be raised at once",
                got="a wait, and another attempt",
            )

    @criterion(points=4, core=False, needs=(creates, replays, changes, order, keeps, duplicates))
    def survives_crash(self, scenario: Json, crash: Json, remains: Json) -> None:
        """killed after a commit and run again, the call completes what it began

        Between any two commits of yours the process may die, and readers look on. One MERGE is one
        commit; a delete followed by an append is two, with rows missing in between.
        """
        for name, moment in KILLS.items():
            end = crash[name]["crash"]
            expect(
                end["state"] == "killed",
                expected=f"a call that can be killed after {moment}",
                got=end["error"] or f"the call {end['state']} without a commit",
            )
        with seeing("\n".join(f"{_at(left)}.show()  # {name}" for name, left in remains.items())):
            _expect_completed(scenario["crash"]["second"], crash["again"], **remains)

    @criterion(points=2, core=False, needs=(replay_writes_nothing, changes, order))
    def metrics(self, scenario: Json, first: Json, twice: Json) -> None:
        """MergeMetrics tell what this call did

        execute() returns one row with num_inserted_rows and its sisters. The newest entry of the history
        may be an older commit: a call with nothing to do makes none.
        """
        table = Model()
        calls = [("first", "first batch", first), ("second", "second batch", twice["once"])]
        for batch, name, seen in [*calls, ("second", "replay", twice["again"])]:
            inserted, updated = table.upsert(scenario[batch])
            due = {"inserted": inserted, "updated": updated, "deleted": 0, "version": seen["after"]}
            expect_equal(seen["call"]["value"], due, what=f"MergeMetrics of the {name}")


DIFFERENCES = "again.exceptAll(once).show()\nonce.exceptAll(again).show()"
HISTORY = (
    f'history = lesson.spark.sql(f"DESCRIBE HISTORY {{case.{FLIGHTS}}}")\n'
    'history.select("version", "operation", "operationMetrics").show(truncate=False)'
)
MERGE_METRICS = {
    "inserted": "numTargetRowsInserted",
    "updated": "numTargetRowsUpdated",
    "deleted": "numTargetRowsDeleted",
}
# What the learner reads when a flight of that part is wrong.
PLOT = {
    "changed": "the batch has other, newer values",
    "new": "the batch has a flight that the table lacks",
    "filled": "a NULL of the table becomes a value",
    "emptied": "a value of the table becomes NULL",
    "restamped": f"only {ORDER} is newer",
    "unchanged": "the batch sends the row as it is",
    "older": "the batch's version is older, or has no date",
    "undated": "the table's version has no date",
    "equal": "the dates are equal, the values differ: the batch came later",
    "absent": "the batch does not mention it",
    "repeated_first": "the first batch holds several versions",
    "repeated_later": "the batch holds several versions",
}
KILLS = {"making": "the commit that makes the table", "merging": "its first commit to the table"}


# --- playing -----------------------------------------------------------------------------------------------


def _meet_rival(lab: Lab, answer: SimpleNamespace, name: str, case: Json, *, max_attempts: int) -> Json:
    """A call that a rival gets in the way of; up to ``cases.TRIES`` calls, until one is met or fails."""
    seen: Json = {}
    remark = "  # meanwhile another session appends a row"
    for number in range(cases.TRIES):
        rival = Rival(lab.table_path(FLIGHTS), TYPES, case["rivals"][number])
        batch = spark_frame(lab.spark, TYPES, case["batches"][number])
        with rival.lying_in_wait():
            seen = call(lab, answer, FLIGHTS, name, batch, remark=remark, max_attempts=max_attempts)
        seen |= {"try": number, "rival": rival.version}
        if rival.version is not None or "error" in seen["call"]:
            break
    return seen


def _broken(lab: Lab, rows: list[Row]) -> DataFrame:
    """A batch with a column that fails when it is computed, and only then: no optimizer looks into a UDF."""
    from pyspark.sql import functions as F

    @F.udf("int")
    def fails(_: int) -> int:
        raise ValueError("broken")

    name = list(TYPES)[DELAY]
    return spark_frame(lab.spark, TYPES, rows).withColumn(name, fails(name))


# --- reading what was left ---------------------------------------------------------------------------------


def _left(root: Path, seen: Json, moment: str = "after", types: Types = TYPES) -> Json:
    """A table's rows before or after a call, and the commits that the call made."""
    path, number = root / "tables" / seen["table"], seen[moment]
    made = [c for c in lake.commits(path) if seen["before"] < c["version"] <= seen["after"]]
    rows = lake.rows_at(path, number, types)
    return {"table": seen["table"], "version": number, "rows": rows, "commits": made}


def _rows(left: Json) -> list[Row]:
    """The rows; no rows where there is no table."""
    rows: list[Row] | str = left["rows"]
    if isinstance(rows, str):
        table, number = left["table"], left["version"]
        expected = f"a Delta table {table} with the batch's columns, readable at version {number}"
        raise Failed(expected=expected, got=rows)
    return rows


def _by_key(rows: Iterable[Row]) -> dict[tuple[Any, ...], list[Row]]:
    found: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        found.setdefault(tuple(row[:WIDTH]), []).append(row)
    return found


def _told(scenario: Json, batches: Iterable[str]) -> Model:
    """The table as it should be after these batches."""
    table = Model()
    for name in batches:
        table.upsert(scenario[name])
    return table


# --- code for the learner's notebook -----------------------------------------------------------------------


def _once_more(*batches: str) -> str:
    """The calls again, with a new table."""
    lines = ['again = case.flights + "_again"', 'lesson.spark.sql(f"DROP TABLE IF EXISTS {again}")']
    lines += [f"print(write_idempotent(case.{name}, again, case.keys))" for name in batches]
    return "\n".join(lines)


def _at(left: Json) -> str:
    """The table at the version that a call left."""
    return f'lesson.spark.read.option("versionAsOf", {left["version"]}).table(case.{left["table"]})'


def _see_flight(key: tuple[Any, ...], left: Json, batches: Iterable[str]) -> str:
    """What the batches hold of a flight, and what the table has after them."""
    one = " AND ".join(f"{name} = {value!r}" for name, value in zip(KEY, key, strict=True))
    frames = ", ".join([*(f"case.{name}" for name in batches), _at(left)])
    return f'for frame in ({frames}):\n    frame.where("{one}").show()'


# --- comparing ---------------------------------------------------------------------------------------------


def _expect_parts(scenario: Json, left: Json, batches: tuple[str, ...], *parts: str) -> None:
    """Every flight of these parts of the story is in the table once, as it should be after the batches."""
    found, wanted = _by_key(_rows(left)), _told(scenario, batches).rows
    played = [(part, tuple(key)) for part in parts for key in scenario["roles"][part]]
    for part, key in played:
        due, rows = wanted.get(key), found.get(key, [])
        with seeing(_see_flight(key, left, batches)):
            expect(
                rows == [due],
                expected=f"flight {_name(key)} with {describe(due)}; {PLOT[part]}",
                got=describe(rows[0]) if len(rows) == 1 else f"{len(rows)} rows of it",
            )


def _expect_refusal(seen: Json, kind: str, why: str, *texts: str) -> None:
    """The error of a batch without keys, its message with each text as a word of its own, and no write."""
    error = expect_raised(seen["call"], kind, what=f"a {kind}: {why}")
    for text in texts:
        expect(
            re.search(rf"(?<!\w){re.escape(text)}(?!\w)", error["message"]),
            expected=f"a message that names {text}",
            got=error["message"],
        )
    what = "the table's version after a refused batch (-1: none)"
    expect_equal(seen["after"], seen["before"], what=what)


def _expect_met(seen: Json, meeting: Json) -> None:
    """The rival's commit is in the table: the call really met it."""
    expect(
        seen["rival"] in meeting["rivals"],
        expected="a write that another writer's commit can get in the way of",
        got=f"none of {cases.TRIES} calls could be met while it wrote to the table",
    )


def _expect_retried(seen: Json, case: Json, meeting: Json) -> None:
    """A second attempt after one wait, and both writers' rows."""
    expect_returned(seen["call"], what="the call to try again after the conflict")
    _expect_met(seen, meeting)
    wanted = Model([*_rows(meeting["before"]), case["rivals"][seen["try"]]])
    wanted.upsert(case["batches"][seen["try"]])
    found, what = _rows(meeting["after"]), "the other writer's row and yours"
    with seeing(f"{_at(meeting['after'])}.join(case.met, case.keys, 'leftsemi').show()"):
        expect_rows(found, wanted.rows.values(), what=what)
    waited = seen["slept"]
    expect(
        len(waited) == 1 and isinstance(waited[0], int | float) and waited[0] >= 0,
        expected="sleep called once, with seconds, between two attempts",
        got=f"sleep called with {waited}",
    )


def _expect_completed(batch: list[Row], seen: Json, *, making: Json, merging: Json, again: Json) -> None:
    """No flight is gone after the crash, and the same call brings in what is missing."""
    lost = _by_key(_rows(making)).keys() - _by_key(_rows(merging)).keys()
    expect(
        not lost,
        expected="no flight to be missing from the table after the crash",
        got=f"{len(lost)} flights are gone, such as {_name(next(iter(lost), ()))}",
    )
    expect_returned(seen["call"], what="the same call to work after the crash")
    wanted = Model(_rows(making))
    wanted.upsert(batch)
    expect_rows(_rows(again), wanted.rows.values(), what="the table after crash and replay")


def _name(key: tuple[Any, ...]) -> str:
    return " ".join(map(str, key))


def _times(rows: list[Row], key: tuple[Any, ...]) -> int:
    return sum(tuple(row[:WIDTH]) == key for row in rows)


def _counts(counts: Json) -> str:
    return ", ".join(f"{kind}: {count}" for kind, count in counts.items())
