"""``write_idempotent``: a batch merged into a Delta table so that doing it again changes nothing."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from autograder.checks import (
    CannotRun,
    Evidence,
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
    witness,
)
from autograder.exercises.idempotent_writes import cases
from autograder.exercises.idempotent_writes.batches import (
    DELAY,
    ORDER,
    TYPES,
    WIDTH,
    Model,
    describe,
    newest,
    story,
)
from autograder.exercises.idempotent_writes.calls import DUPLICATES, call, kill, write
from autograder.exercises.idempotent_writes.rival import ENGINE, Rival
from autograder.worlds import lake
from autograder.worlds.frames import Row, spark_frame

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

FLIGHTS, REFUSED, NAMES, REBORN = "flights", "refused", "names", "reborn"  # the tables of a check
DRIVER_ROWS = 100  # rows that may reach the driver in one call
CONFLICTS = ("ConcurrentAppendException", "ConcurrentDeleteReadException", "ConcurrentDeleteDeleteException")
CORE = (1, 2, 4, 5, 6, 8)  # what the table must do before names, conflicts and crashes are worth a look


class WriteIdempotent(Exercise):
    """One table lives through a first batch, its replay, a mixed batch, bad batches, a conflict, a crash."""

    name = "write_idempotent"
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
    def story(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """The first batch, a mixed one, and that one again."""
        batches = {"first": scenario["first"], "second": scenario["second"], "replay": scenario["second"]}
        return {name: write(lab, answer, FLIGHTS, rows) for name, rows in batches.items()}

    @probe
    def refused(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """Batches without keys, for the table that is there and for one that is not."""
        case = scenario["refused"]
        nulls = spark_frame(lab.spark, TYPES, case["rows"])
        whole = spark_frame(lab.spark, TYPES, case["whole"])
        batches = {
            "nulls": (FLIGHTS, nulls),
            "nulls_first": (REFUSED, nulls),
            "no_key": (REFUSED, whole.drop(case["missing"])),
            "no_date": (REFUSED, whole.drop(ORDER)),
        }
        return {name: call(lab, answer, table, batch) for name, (table, batch) in batches.items()}

    @probe
    def names(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """A table with column mapping whose columns have awkward names."""
        if not _story_held(scenario, lab):
            return {}
        case = scenario["names"]
        table = spark_frame(lab.spark, case["types"], case["table"]).writeTo(f"{lab.database}.{NAMES}")
        table.using("delta").tableProperty("delta.columnMapping.mode", "name").create()
        batch = spark_frame(lab.spark, case["types"], case["batch"])
        return call(lab, answer, NAMES, batch, keys=case["keys"], order_by=case["order"])

    @probe
    def conflict(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """Another writer commits while a call is writing: its only attempt, and its first of two.

        And a batch that no attempt can write, whatever others do.
        """
        if not _story_held(scenario, lab):
            return {}
        case = scenario["conflict"]
        return {
            "last": _meet_rival(lab, answer, case["last"], max_attempts=1),
            "met": _meet_rival(lab, answer, case["met"], max_attempts=2),
            "broken": call(lab, answer, FLIGHTS, _broken(lab, case["met"]["batches"][-1]), max_attempts=2),
        }

    @probe
    def crash(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """Killed when it has made the table; killed when it has merged the next batch; called once more."""
        if not _story_held(scenario, lab):
            return {}
        first, second = scenario["crash"]["first"], scenario["crash"]["second"]
        return {
            "making": kill(lab, answer, REBORN, first),
            "merging": kill(lab, answer, REBORN, second),
            "again": call(lab, answer, REBORN, spark_frame(lab.spark, TYPES, second)),
        }

    @witness
    def witness(self, scenario: Json, evidence: Evidence, root: Path) -> Json:
        """Every table at every version that a call left behind, and the commits, read from their files."""
        types = {NAMES: scenario["names"]["types"]}
        seen: Json = {}
        for table in (FLIGHTS, REFUSED, NAMES, REBORN):
            path, columns = root / "tables" / table, types.get(table, TYPES)
            states = {
                str(number): lake.rows_at(path, number, columns) for number in _versions(evidence, table)
            }
            seen[table] = {"states": states, "commits": lake.commits(path)}
        return seen

    # --- criteria ----------------------------------------------------------------------------------------

    @criterion(points=3)
    def creates(self, scenario: Json, evidence: Evidence) -> None:
        """the first batch creates the table, one row per key

        There is no table to merge into yet, so nothing removes duplicates unless you do: deduplicate
        before the first write too.
        """
        seen = evidence["story"]["first"]
        expect_returned(seen["call"], what="write_idempotent to return", reproduce=FIRST_CALL)
        wanted = Model(newest(scenario["first"]).values())
        found = _by_key(_state(evidence, FLIGHTS, seen["after"]))
        for key in wanted.rows:
            expect(
                len(found.get(key, [])) == 1,
                expected=f"one row for flight {_name(key)}",
                got=f"{len(found.get(key, []))} rows; the batch holds {_times(scenario['first'], key)}",
                reproduce=FIRST_CALL,
            )
        for part in ("changed", "absent"):
            _expect_part(scenario, part, found, wanted, batch="first")

    @criterion(points=3, needs=(creates,))
    def replays(self, evidence: Evidence) -> None:
        """the same batch again leaves the same rows

        An append adds the rows again. MERGE on the key finds the rows that are already there.
        """
        once, again = evidence["story"]["second"], evidence["story"]["replay"]
        expect_returned(once["call"], what="a second batch to be merged", reproduce=MERGE_CALL)
        expect_returned(again["call"], what="the same batch again to be merged", reproduce=REPLAY_CALL)
        before, after = (_state(evidence, FLIGHTS, seen["after"]) for seen in (once, again))
        expect_rows(after, before, what="the rows as the call before left them", reproduce=REPLAY_CALL)

    @criterion(points=2, needs=(replays,))
    def replay_writes_nothing(self, evidence: Evidence) -> None:
        """a replay inserts, updates and deletes nothing

        An update clause without a condition rewrites every row that matches. Update only rows that
        differ, and compare with <=>.
        """
        for commit in _commits_of(evidence, FLIGHTS, evidence["story"]["replay"]):
            merged = commit["operation"] == "MERGE"
            counts = {kind: commit["metrics"].get(name, 0) for kind, name in MERGE_METRICS.items()}
            written = counts if merged else {"rows written": commit["rows_added"]}
            expect(
                not any(written.values()),
                expected="a replay that finds nothing to do",
                got=f"version {commit['version']} is a {commit['operation']} with {_counts(written)}",
                reproduce=f"{REPLAY_CALL}; then DESCRIBE HISTORY",
            )

    @criterion(points=4, needs=(creates, replays))
    def changes(self, scenario: Json, evidence: Evidence) -> None:
        """changed rows are updated and new rows inserted, NULLs included

        NULL <> 'N14228' is NULL, which is not true. NOT (t.c <=> s.c) is true whenever the two differ. A
        row whose date alone is newer has changed too.
        """
        for part in ("changed", "new", "filled", "emptied", "restamped", "unchanged"):
            _expect_part(scenario, part, _after_second(evidence), _told(scenario))

    @criterion(points=3, needs=(changes,))
    def order(self, scenario: Json, evidence: Evidence) -> None:
        """an older version never replaces a newer one

        Batches come late. Let the update clause ask whether the batch's row is as new as the table's, and
        think of rows without a date on either side: a comparison with NULL is never true.
        """
        for part in ("older", "undated", "equal"):
            _expect_part(scenario, part, _after_second(evidence), _told(scenario))

    @criterion(points=2, needs=(creates, replays))
    def keeps(self, scenario: Json, evidence: Evidence) -> None:
        """rows that the batch does not mention stay

        A batch is a part of the truth, never the whole. Overwriting, or deleting what is not matched by
        the source, loses the rest.
        """
        _expect_part(scenario, "absent", _after_second(evidence), _told(scenario))

    @criterion(points=3)
    def refuses(self, scenario: Json, refused: Any) -> None:
        """a batch without keys is refused before anything is written

        Count the NULLs of each key column, and compare the names with df.columns, before the first write.
        DataQualityError names column and count, SchemaValidationError the missing column.
        """
        case, seen = scenario["refused"], refused
        for name in ("nulls", "nulls_first"):
            what = f"a DataQualityError: {case['count']} rows have no {case['column']}"
            error = expect_raised(seen[name]["call"], "DataQualityError", what=what, reproduce=NULL_CALL)
            _expect_named(error, case["column"], str(case["count"]))
        for name, column in (("no_key", case["missing"]), ("no_date", ORDER)):
            what = f"a SchemaValidationError: the batch has no column {column}"
            reproduce = f'write_idempotent(batch.drop("{column}"), …)'
            error = expect_raised(seen[name]["call"], "SchemaValidationError", what=what, reproduce=reproduce)
            _expect_named(error, column)
        for one in seen.values():
            what = "the table's version after a refused batch (-1: none)"
            expect_equal(one["after"], one["before"], what=what, reproduce=NULL_CALL)

    @criterion(points=3, needs=(creates, replays))
    def duplicates(self, scenario: Json, evidence: Evidence) -> None:
        """several versions of a key in one batch: no error, the newest wins

        MERGE refuses two source rows for one target row. Give it one row per key: dedupe_latest, before
        every write.
        """
        seen = evidence["story"]
        expect(
            not any(one["refused_duplicates"] for one in seen.values()),
            expected="a batch with several versions of a key to be merged",
            got=DUPLICATES,
            reproduce="a batch that holds one key twice, merged into a table that has it",
        )
        found = _by_key(_state(evidence, FLIGHTS, seen["first"]["after"]))
        _expect_part(
            scenario, "repeated_first", found, Model(newest(scenario["first"]).values()), batch="first"
        )
        _expect_part(scenario, "repeated_later", _after_second(evidence), _told(scenario))

    @criterion(points=3, core=False, needs=(creates, replays, changes, order, keeps, duplicates))
    def awkward_names(self, scenario: Json, evidence: Evidence) -> None:
        """column names may hold a dot, a backquote, a space, or be SQL words

        Every name goes through quote(name) wherever Spark parses it. UPDATE SET * and INSERT * fail on a
        backquote in a name: write the assignments out.
        """
        case, seen = scenario["names"], evidence["names"]
        reproduce = f"write_idempotent(batch, table, {case['keys']}, {case['order']!r})"
        expect_returned(seen["call"], what=f"to work with {list(case['types'])}", reproduce=reproduce)
        wanted = Model(case["table"], keys=len(case["keys"]), stamp=len(case["types"]) - 1)
        wanted.upsert(case["batch"])
        found = _state(evidence, NAMES, seen["after"])
        expect_rows(
            found, wanted.rows.values(), what=f"the columns {list(case['types'])}", reproduce=reproduce
        )

    @criterion(points=2, core=False, needs=(changes, keeps))
    def by_merge(self, evidence: Evidence) -> None:
        """batches come in by MERGE, and stay in the cluster

        After the first write, DESCRIBE HISTORY shows MERGE and nothing else; collect() and toPandas()
        bring a batch through one machine.
        """
        seen = evidence["story"]
        later = [_commits_of(evidence, FLIGHTS, seen[name]) for name in ("second", "replay")]
        operations = sorted({commit["operation"] for call in later for commit in call})
        history = "DESCRIBE HISTORY after two different batches"
        expect_equal(operations, ["MERGE"], what="operations after the first write", reproduce=history)
        most = max(one["driver_rows"] for one in seen.values())
        expect(
            most <= DRIVER_ROWS,
            expected=f"at most {DRIVER_ROWS} rows brought to the driver",
            got=f"{most} rows",
            reproduce="look for collect, toPandas, toLocalIterator and the like in your code",
        )

    @criterion(points=4, core=False, needs=(creates, replays, changes, order, keeps, duplicates))
    def survives_conflict(self, scenario: Json, evidence: Evidence) -> None:
        """a conflict with another writer is tried again, and both writers' rows are there

        Catch the classes in CONFLICTS (their condition is None), around reading and merging together: the
        next attempt must see what the other writer did. Between two attempts call sleep.
        """
        seen, case = evidence["conflict"], scenario["conflict"]
        reproduce = "append a row to the table from another session while write_idempotent merges"
        _expect_retried(evidence, seen["met"], case["met"], reproduce)
        _expect_met(evidence, seen["last"])
        last = f"{reproduce} with max_attempts=1"
        what = "the conflict's own error when no attempt is left"
        expect_raised(seen["last"]["call"], *CONFLICTS, what=what, reproduce=last)
        expect(
            not seen["last"]["slept"],
            expected="no wait after the last attempt",
            got=f"sleep called with {seen['last']['slept']}",
            reproduce=last,
        )
        broken = 'batch.withColumn("dep_delay", a_udf_that_raises("dep_delay"))'
        what = "the error of a batch that cannot be computed to reach the caller"
        expect_raised(seen["broken"]["call"], "BaseException", what=what, reproduce=broken)
        hopeless = [one["slept"] for one in (seen["broken"], *evidence["refused"].values()) if one["slept"]]
        expect(
            not hopeless,
            expected="an error that is no conflict to be raised at once",
            got="a wait, and another attempt",
            reproduce=broken,
        )

    @criterion(points=4, core=False, needs=(creates, replays, changes, order, keeps, duplicates))
    def survives_crash(self, scenario: Json, evidence: Evidence) -> None:
        """killed after a commit and run again, the call completes what it began

        Between any two commits of yours the process may die, and readers look on. One MERGE is one
        commit; a delete followed by an append is two, with rows missing in between.
        """
        seen = evidence["crash"]
        moments = {"making": "the commit that makes the table", "merging": "its first commit to the table"}
        for name, moment in moments.items():
            crash = seen[name]["crash"]
            expect(
                crash["state"] == "killed",
                expected=f"a call that can be killed after {moment}",
                got=crash["error"] or f"the call {crash['state']} without a commit",
            )
        reproduce = "kill -9 the process after a commit of yours, look at the table, and call again"
        made, merged, done = (
            _state(evidence, REBORN, seen[name]["after"]) for name in ("making", "merging", "again")
        )
        lost = _by_key(made).keys() - _by_key(merged).keys()
        expect(
            not lost,
            expected="no flight to be missing from the table after the crash",
            got=f"{len(lost)} flights are gone, such as {_name(next(iter(lost), ()))}",
            reproduce=reproduce,
        )
        expect_returned(
            seen["again"]["call"], what="the same call to work after the crash", reproduce=reproduce
        )
        wanted = Model(made)
        wanted.upsert(scenario["crash"]["second"])
        expect_rows(done, wanted.rows.values(), what="the table after crash and replay", reproduce=reproduce)

    @criterion(points=2, core=False, needs=(replay_writes_nothing, changes, order))
    def metrics(self, scenario: Json, story: Any) -> None:
        """MergeMetrics tell what this call did

        execute() returns one row with num_inserted_rows and its sisters. The newest entry of the history
        may be an older commit: a call with nothing to do makes none.
        """
        model = Model()
        wanted = {"first": model.upsert(scenario["first"]), "second": model.upsert(scenario["second"])}
        wanted["replay"] = (0, 0)
        for name, (inserted, updated) in wanted.items():
            seen = story[name]
            due = {"inserted": inserted, "updated": updated, "deleted": 0, "version": seen["after"]}
            what = f"MergeMetrics of the {'replay' if name == 'replay' else name + ' batch'}"
            expect_equal(
                seen["call"]["value"], due, what=what, reproduce="print what write_idempotent returns"
            )


FIRST_CALL = "write_idempotent(batch, new_table, key_columns)"
MERGE_CALL = "write_idempotent(batch, table, key_columns) with a table that has some of its keys"
REPLAY_CALL = "write_idempotent(batch, table, key_columns), twice"
NULL_CALL = "write_idempotent of a batch in which some rows have no key"
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


# --- reading the evidence ----------------------------------------------------------------------------------


def _versions(evidence: Evidence, table: str) -> set[int]:
    """The versions of a table that calls began or ended with."""
    calls = [seen for seen in _calls(evidence) if seen["table"] == table]
    return {seen[moment] for seen in calls for moment in ("before", "after")}


def _calls(evidence: Evidence) -> Iterator[Json]:
    for name in evidence:
        try:
            seen = evidence[name]
        except (Failed, CannotRun):
            continue
        yield from [seen] if "table" in seen else seen.values()


def _state(evidence: Evidence, table: str, number: int) -> list[Row]:
    """A table's rows at a version; no rows where there is no table."""
    rows: list[Row] | str = evidence["witness"][table]["states"][str(number)]
    if isinstance(rows, str):
        expected = f"a Delta table {table} with the batch's columns, readable at version {number}"
        raise Failed(expected=expected, got=rows)
    return rows


def _commits_of(evidence: Evidence, table: str, seen: Json) -> list[Json]:
    """The commits to a table while a call ran."""
    known: list[Json] = evidence["witness"][table]["commits"]
    return [commit for commit in known if seen["before"] < commit["version"] <= seen["after"]]


def _by_key(rows: Iterable[Row]) -> dict[tuple[Any, ...], list[Row]]:
    found: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        found.setdefault(tuple(row[:WIDTH]), []).append(row)
    return found


def _after_second(evidence: Evidence) -> dict[tuple[Any, ...], list[Row]]:
    return _by_key(_state(evidence, FLIGHTS, evidence["story"]["second"]["after"]))


def _story_held(scenario: Json, lab: Lab) -> bool:
    """Whether the first two batches came out right; if not, no further probe is worth its seconds."""
    path, told = lab.table_path(FLIGHTS), sorted(_told(scenario).rows.values(), key=repr)
    newest_first = range(lake.version(path), -1, -1)
    return any(lake.rows_at(path, number, TYPES) == told for number in newest_first)


def _meet_rival(lab: Lab, answer: SimpleNamespace, case: Json, *, max_attempts: int) -> Json:
    """A call that a rival gets in the way of; up to ``cases.TRIES`` calls, until one is met or fails."""
    seen: Json = {}
    for number in range(cases.TRIES):
        rival = Rival(lab.table_path(FLIGHTS), TYPES, case["rivals"][number])
        batch = spark_frame(lab.spark, TYPES, case["batches"][number])
        with rival.lying_in_wait():
            seen = call(lab, answer, FLIGHTS, batch, max_attempts=max_attempts)
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


def _expect_met(evidence: Evidence, seen: Json) -> None:
    """The rival's commit is in the table: the call really met it."""
    rivals = {c["version"] for c in evidence["witness"][FLIGHTS]["commits"] if c["engine"] == ENGINE}
    expect(
        seen["rival"] in rivals,
        expected="a write that another writer's commit can get in the way of",
        got=f"none of {cases.TRIES} calls could be met while it wrote to the table",
    )


def _expect_retried(evidence: Evidence, seen: Json, case: Json, reproduce: str) -> None:
    """A second attempt after one wait, and both writers' rows."""
    expect_returned(seen["call"], what="the call to try again after the conflict", reproduce=reproduce)
    _expect_met(evidence, seen)
    wanted = Model([*_state(evidence, FLIGHTS, seen["before"]), case["rivals"][seen["try"]]])
    wanted.upsert(case["batches"][seen["try"]])
    found = _state(evidence, FLIGHTS, seen["after"])
    expect_rows(found, wanted.rows.values(), what="the other writer's row and yours", reproduce=reproduce)
    waited = seen["slept"]
    expect(
        len(waited) == 1 and isinstance(waited[0], int | float) and waited[0] >= 0,
        expected="sleep called once, with seconds, between two attempts",
        got=f"sleep called with {waited}",
        reproduce=reproduce,
    )


def _told(scenario: Json) -> Model:
    """The table as it should be after both batches."""
    table = Model(newest(scenario["first"]).values())
    table.upsert(scenario["second"])
    return table


# --- comparing ---------------------------------------------------------------------------------------------


def _expect_part(
    scenario: Json,
    part: str,
    found: dict[tuple[Any, ...], list[Row]],
    wanted: Model,
    batch: str = "second",
) -> None:
    """Every flight of a part of the story stands in the table once and as it should."""
    for key in map(tuple, scenario["roles"][part]):
        due, rows = wanted.rows.get(key), found.get(key, [])
        expect(
            rows == [due],
            expected=f"flight {_name(key)} with {describe(due)}",
            got=describe(rows[0]) if len(rows) == 1 else f"{len(rows)} rows of it",
            reproduce=_retell(scenario, part, key, batch),
        )


def _retell(scenario: Json, part: str, key: tuple[Any, ...], batch: str) -> str:
    """What became of the flight, in words: the versions each batch brought."""
    told = [("first batch", scenario["first"])] + [("second batch", scenario["second"])] * (batch == "second")
    lines = [f"{name}: {describe(row)}" for name, rows in told for row in rows if tuple(row[:WIDTH]) == key]
    return "\n".join([f"{PLOT[part]}:", *lines])


def _name(key: tuple[Any, ...]) -> str:
    return " ".join(map(str, key))


def _times(rows: list[Row], key: tuple[Any, ...]) -> int:
    return sum(tuple(row[:WIDTH]) == key for row in rows)


def _counts(counts: Json) -> str:
    return ", ".join(f"{kind}: {count}" for kind, count in counts.items())


def _expect_named(error: Json, *texts: str) -> None:
    """The message holds each text as a word of its own."""
    for text in texts:
        expect(
            re.search(rf"(?<!\w){re.escape(text)}(?!\w)", error["message"]),
            expected=f"a message that names {text}",
            got=error["message"],
            reproduce=NULL_CALL,
        )
