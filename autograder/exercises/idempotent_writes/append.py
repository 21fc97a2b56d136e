"""``append_once(df, table_name, app_id, batch_id)``: an append that lands once, however often it runs."""

from __future__ import annotations

import random
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from autograder.checks import (
    Call,
    Evidence,
    Exercise,
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
from autograder.worlds import lake
from autograder.worlds.frames import spark_frame

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

TYPES = {"carrier": "string", "flight": "int", "origin": "string"}
CONFS = ("spark.databricks.delta.write.txnAppId", "spark.databricks.delta.write.txnVersion")
NO_ROWS = "nothing"


class AppendOnce(Exercise):
    """Batches of one loader, repeated and late, then those of another loader, into a table not there yet."""

    name = "append_once"
    needs_spark = True
    hints = (
        "A batch may hold rows that an earlier batch held too, so its rows cannot tell whether it landed. "
        "Who could remember the number of the last batch, in the same commit as its rows?",
        "Delta's log has room for it: the writer options txnAppId and txnVersion. A write whose number is "
        "not above the recorded one is dropped without a word and makes no version. How can you tell your "
        "own commit from those of others?",
        'Write with mode("append") and .option("txnAppId", app_id).option("txnVersion", batch_id). Leave a '
        'mark of this very call, such as a uuid, in .option("userMetadata", mark); it landed if a commit in '
        "the table's history carries it. (The commit that creates a table carries none: create it empty.)",
    )

    def scenario(self, rng: random.Random) -> Json:
        first = rng.randint(20, 60)
        loader, other = rng.sample(["schedule", "actuals", "gates", "weather", "fuel"], 2)
        batches = {name: _batch(rng) for name in ("first", "next", "other", "last")}
        batches["next"] += batches["first"][:2]  # a row that came before is no reason to drop it now
        batches[NO_ROWS] = []
        steps = [
            _step(loader, first, "first"),
            _step(loader, first, "first"),
            _step(loader, first + 1, "next"),
            _step(loader, first - rng.randint(1, 9), "first"),
            _step(other, rng.randint(1, 9), "other"),
            _step(loader, first + 2, NO_ROWS),
        ]
        return {"loader": loader, "other": other, "first": first, "batches": batches, "steps": steps}

    @probe
    def steps(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """Each call in turn: what it said, and what the table's log said then."""
        table = f"{lab.database}.events"
        calls = [self._one(step, scenario, answer, lab, table) for step in scenario["steps"]]
        return {"calls": calls, "left": _take_confs(lab.spark)}

    @probe
    def failing(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """A batch whose rows break while they are written, then the same batch, mended."""
        table, path = f"{lab.database}.events", lab.table_path("events")
        number, rows = scenario["first"] + 3, scenario["batches"]["last"]
        broken = _broken(spark_frame(lab.spark, TYPES, rows))
        failed = lab.call(answer.append_once, broken, table, scenario["loader"], number)
        left = _take_confs(lab.spark)
        mended = lab.call(
            answer.append_once, spark_frame(lab.spark, TYPES, rows), table, scenario["loader"], number
        )
        return {"broken": failed.record(), "left": left, "mended": mended.record(), "rows": lake.rows(path)}

    @witness
    def witness(self, root: Path) -> Json:
        return {"commits": lake.commits(root / "tables" / "events")}

    @criterion(points=3)
    def once(self, scenario: Json, steps: Any, witness: Any) -> None:
        """appends the same batch once, and records its number in that commit

        The number belongs into the commit that brings the rows, as Delta's transaction version of app_id;
        it must be batch_id itself, the same one in every retry.
        """
        first, again = steps["calls"][:2]
        reproduce = 'append_once(batch, "events", "loader", 7), twice; then spark.table("events").show()'
        for step in (first, again):
            expect_returned(step["call"], what="append_once to return", reproduce=reproduce)
        wanted = scenario["batches"]["first"]
        expect_rows(first["rows"], wanted, what="a first batch", reproduce=reproduce)
        expect_rows(again["rows"], wanted, what="the table after its retry", reproduce=reproduce)
        numbers = _numbers(witness["commits"], scenario["loader"], first["version"])
        expect(
            numbers == [scenario["first"]],
            expected=f"the commit with the rows to record transaction version {scenario['first']} "
            f"for {scenario['loader']!r}",
            got=", ".join(map(str, numbers)) or "no commit with rows",
            reproduce='deltalake.DeltaTable(path).transaction_version("loader")',
        )

    @criterion(points=2, needs=(once,))
    def next_lands(self, scenario: Json, evidence: Evidence) -> None:
        """appends the next batch, and another application's batches, whatever they hold

        Rows equal to earlier rows are new events all the same; every app_id counts for itself; what is
        there stays.
        """
        batches, steps = scenario["batches"], evidence["steps"]["calls"]
        wanted = batches["first"] + batches["next"]
        what = f"the table after batch {scenario['first'] + 1}, in which two rows equal earlier ones"
        expect_rows(steps[2]["rows"], wanted, what=what, reproduce="append_once(next, …, batch_id + 1)")
        what = f"the table after the first batch of application {scenario['other']!r}"
        reproduce = "append_once(batch, table, another_app, 1)"
        expect_rows(steps[4]["rows"], wanted + batches["other"], what=what, reproduce=reproduce)

    @criterion(points=3, needs=(once,))
    def skipped_visibly(self, scenario: Json, steps: Any) -> None:
        """skips what came before, leaves no trace of it, and says truly whether a batch landed

        A skipped write makes no version, an empty batch makes one: a count cannot tell them apart.
        """
        said = ["landed", "skipped", "landed", "skipped", "landed", "landed"]
        before = -1
        for step, seen, wanted in zip(scenario["steps"], steps["calls"], said, strict=True):
            label = f"batch {step['number']} of {step['app']!r}" + (" (no rows)" * (step["batch"] == NO_ROWS))
            got = expect_returned(seen["call"], what=f"{wanted!r} for {label}")
            expect_equal(got, wanted, what=f"the answer for {label}", reproduce=_retell(scenario))
            if wanted == "skipped":
                expect_equal(seen["version"], before, what=f"the table's version after skipping {label}")
            before = seen["version"]

    @criterion(points=2, needs=(once,))
    def session_clean(self, evidence: Evidence) -> None:
        """leaves nothing in the session that would swallow other writes

        Options of one write end with it. A session conf stays, and every later write to any table is
        measured against its number; if you use one, unset it in a finally.
        """
        for probe_name, when in (("steps", "returned"), ("failing", "raised a batch's error")):
            expect_equal(
                evidence[probe_name]["left"],
                {},
                what=f"session confs left behind after append_once {when}",
                reproduce=f"after append_once: spark.conf.get({CONFS[1]!r}, None)",
            )

    @criterion(points=2, core=False, needs=(once, next_lands))
    def failure_is_no_landing(self, scenario: Json, failing: Any) -> None:
        """lets the error of a batch that breaks reach the caller, and takes that batch when it comes
        mended

        A batch counts as landed only when its rows are in: no number may be recorded before, and no
        except may turn an error into an answer.
        """
        seen, batches = failing, scenario["batches"]
        expect_raised(seen["broken"], "Exception", what="the error of a batch whose rows cannot be written")
        said = expect_returned(seen["mended"], what="'landed' for the same batch, mended")
        expect_equal(said, "landed", what="the answer for the same batch, mended")
        wanted = batches["first"] + batches["next"] + batches["other"] + batches["last"]
        expect_rows(seen["rows"], wanted, what="the table after the mended batch")

    def _one(self, step: Json, scenario: Json, answer: SimpleNamespace, lab: Lab, table: str) -> Json:
        batch = spark_frame(lab.spark, TYPES, scenario["batches"][step["batch"]])
        done: Call = lab.call(answer.append_once, batch, table, step["app"], step["number"])
        path = lab.table_path("events")
        return {"call": done.record(), "version": lake.version(path), "rows": lake.rows(path)}


def _batch(rng: random.Random) -> list[list[Any]]:
    carriers = ("AA", "B6", "DL", "UA")
    return [[rng.choice(carriers), rng.randint(1, 999), "JFK"] for _ in range(rng.randint(3, 6))]


def _step(app: str, number: int, batch: str) -> Json:
    return {"app": app, "number": number, "batch": batch}


def _take_confs(spark: SparkSession) -> Json:
    """The confs that are set, unset now: they must not reach the calls that follow."""
    left = {name: spark.conf.get(name, None) for name in CONFS}
    for name in CONFS:
        spark.conf.unset(name)
    return {name: value for name, value in left.items() if value is not None}


def _numbers(commits: list[Json], app: str, version: int) -> list[int | None]:
    """The transaction versions of ``app`` in the commits up to ``version`` that brought files."""
    return [c["txn"].get(app) for c in commits if c["version"] <= version and c["added"]]


def _retell(scenario: Json) -> str:
    calls = [f"{s['app']} {s['number']}" + " (no rows)" * (s["batch"] == NO_ROWS) for s in scenario["steps"]]
    return "call append_once in this order: " + ", ".join(calls)


def _broken(batch: DataFrame) -> DataFrame:
    """The same columns; computing them fails, as a bad cast in a batch does."""
    from pyspark.sql import functions as F

    return batch.withColumn("flight", F.raise_error(F.lit("a row of this batch cannot be read")).cast("int"))
