"""``append_once(df, table_name, app_id, batch_id)``: an append that lands once, however often it runs."""

from __future__ import annotations

import random
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from autograder.checks import (
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
    seeing,
    witness,
)
from autograder.worlds import lake
from autograder.worlds.frames import spark_frame

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

TYPES = {"carrier": "string", "flight": "int", "origin": "string"}
CONFS = ("spark.databricks.delta.write.txnAppId", "spark.databricks.delta.write.txnVersion")
NO_ROWS, EVENTS = "nothing", "events"
SAID = ("landed", "skipped", "landed", "landed", "skipped", "landed")  # of the steps twice, new, rest

RECORDED = """case.show()
import deltalake
print(deltalake.DeltaTable(case.folder).transaction_version(case.scenario["loader"]))"""


class AppendOnce(Exercise):
    """Batches of one loader, repeated and late, then those of another loader, into a table not there yet."""

    name = "append_once"
    testimony = "the transaction version in the table's log"
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
        # Numbers grow from probe to probe, so that one that nobody asks for can be left out.
        return {
            "loader": loader,
            "other": other,
            "batches": batches,
            "twice": [[loader, first, "first"]] * 2,
            "new": [[loader, first + 1, "next"], [other, rng.randint(1, 9), "other"]],
            "rest": [[loader, first - rng.randint(1, 9), "first"], [loader, first + 2, NO_ROWS]],
            "failing": [loader, first + 3, "last"],
        }

    def world(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> World:
        return World(scenario, answer, lab)

    @probe
    def twice(self, world: World) -> Json:
        """A first batch and its retry."""
        return world.play("twice")

    @probe
    def new(self, world: World, twice: Json) -> Json:
        """Then the loader's next batch, and another loader's first."""
        return world.play("new")

    @probe
    def rest(self, world: World, twice: Json) -> Json:
        """Then a batch that comes late, and one without rows."""
        return world.play("rest")

    @probe
    def failing(self, scenario: Json, world: World, twice: Json) -> Json:
        """Then a batch whose rows break while they are written, and the same batch, mended."""
        step, before = scenario["failing"], lake.rows(world.path)
        broken, left = world.append(*step, broken=True), world.take_confs()
        return {"before": before, "broken": broken["call"], "left": left, "mended": world.append(*step)}

    @witness
    def recorded(self, scenario: Json, twice: Json, root: Path) -> list[Any]:
        """The loader's transaction versions in the commits that brought the first batch's files."""
        due = twice["calls"][0]["version"]
        commits = [c for c in lake.commits(root / "tables" / EVENTS) if c["version"] <= due and c["added"]]
        return [commit["txn"].get(scenario["loader"]) for commit in commits]

    @criterion(points=3)
    def once(self, scenario: Json, twice: Json, recorded: list[Any]) -> None:
        """appends the same batch once, and records its number in that commit

        The number belongs into the commit that brings the rows, as Delta's transaction version of app_id;
        it must be batch_id itself, the same one in every retry.
        """
        for step in twice["calls"]:
            expect_returned(step["call"], what="append_once to return")
        for step, what in zip(twice["calls"], ("a first batch", "the table after its retry"), strict=True):
            _expect_rows(step, scenario["batches"]["first"], what)
        number = scenario["twice"][0][1]
        with seeing(RECORDED):
            expect(
                recorded == [number],
                expected=f"the commit with the rows to record transaction version {number} "
                f"for {scenario['loader']!r}",
                got=", ".join(map(str, recorded)) or "no commit with rows",
            )

    @criterion(points=2, needs=(once,))
    def next_lands(self, scenario: Json, new: Json) -> None:
        """appends the next batch, and another application's batches, whatever they hold

        Rows equal to earlier rows are new events all the same; every app_id counts for itself; what is
        there stays.
        """
        batches, (ours, theirs) = scenario["batches"], new["calls"]
        wanted, number = batches["first"] + batches["next"], scenario["new"][0][1]
        _expect_rows(ours, wanted, f"the table after batch {number}, in which two rows equal earlier ones")
        what = f"the table after the first batch of application {scenario['other']!r}"
        _expect_rows(theirs, wanted + batches["other"], what)

    @criterion(points=3, needs=(once,))
    def skipped_visibly(self, scenario: Json, twice: Json, new: Json, rest: Json) -> None:
        """skips what came before, leaves no trace of it, and says truly whether a batch landed

        A skipped write makes no version, an empty batch makes one: a count cannot tell them apart.
        """
        steps = scenario["twice"] + scenario["new"] + scenario["rest"]
        calls, before = twice["calls"] + new["calls"] + rest["calls"], -1
        for (app, number, batch), seen, wanted in zip(steps, calls, SAID, strict=True):
            label = f"batch {number} of {app!r}" + " (no rows)" * (batch == NO_ROWS)
            got = expect_returned(seen["call"], what=f"{wanted!r} for {label}")
            expect_equal(got, wanted, what=f"the answer for {label}")
            if wanted == "skipped":
                expect_equal(seen["version"], before, what=f"the table's version after skipping {label}")
            before = seen["version"]

    @criterion(points=2, needs=(once,))
    def session_clean(self, twice: Json, rest: Json, failing: Json) -> None:
        """leaves nothing in the session that would swallow other writes

        Options of one write end with it. A session conf stays, and every later write to any table is
        measured against its number; if you use one, unset it in a finally.
        """
        for seen, when in ((twice, "returned"), (rest, "returned"), (failing, "raised a batch's error")):
            expect_equal(seen["left"], {}, what=f"session confs left behind after append_once {when}")

    @criterion(points=2, core=False, needs=(once, next_lands))
    def failure_is_no_landing(self, scenario: Json, failing: Json) -> None:
        """lets the error of a batch that breaks reach the caller, and takes that batch when it comes
        mended

        A batch counts as landed only when its rows are in: no number may be recorded before, and no
        except may turn an error into an answer.
        """
        mended = failing["mended"]
        expect_raised(
            failing["broken"], "Exception", what="the error of a batch whose rows cannot be written"
        )
        said = expect_returned(mended["call"], what="'landed' for the same batch, mended")
        expect_equal(said, "landed", what="the answer for the same batch, mended")
        _expect_rows(
            mended, failing["before"] + scenario["batches"]["last"], "the table after the mended batch"
        )


def _batch(rng: random.Random) -> list[list[Any]]:
    carriers = ("AA", "B6", "DL", "UA")
    return [[rng.choice(carriers), rng.randint(1, 999), "JFK"] for _ in range(rng.randint(3, 6))]


class World:
    """The table that the loaders append to, call by call."""

    def __init__(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> None:
        self.scenario, self.append_once, self.lab = scenario, answer.append_once, lab
        self.table, self.path = f"{lab.database}.{EVENTS}", lab.table_path(EVENTS)

    def play(self, steps: str) -> Json:
        """Some steps of the scenario, and the confs that they left behind."""
        return {"calls": [self.append(*step) for step in self.scenario[steps]], "left": self.take_confs()}

    def append(self, app: str, number: int, name: str, *, broken: bool = False) -> Json:
        """One call: what it said, and what the table's log said then."""
        batch = spark_frame(self.lab.spark, TYPES, self.scenario["batches"][name])
        if broken:
            name, batch = "broken", _broken(batch)
        self.lab.keep(**{name: batch}, table=self.table, folder=str(self.path))
        code = f"append_once(case.{name}, case.table, {app!r}, {number})"
        done = self.lab.calling(code, self.append_once, batch, self.table, app, number)
        return {"call": done.record(), "version": lake.version(self.path), "rows": lake.rows(self.path)}

    def take_confs(self) -> Json:
        """The confs that are set, unset now: they must not reach the calls that follow."""
        conf = self.lab.spark.conf
        left = {name: value for name in CONFS if (value := conf.get(name, None)) is not None}
        for name in left:
            conf.unset(name)
        return left


def _broken(batch: DataFrame) -> DataFrame:
    """The same columns; computing them fails, as a bad cast in a batch does."""
    from pyspark.sql import functions as F

    return batch.withColumn("flight", F.raise_error(F.lit("a row of this batch cannot be read")).cast("int"))


def _expect_rows(seen: Json, wanted: list[Any], what: str) -> None:
    """The table held these rows when a call was over."""
    rows = f"SELECT * FROM {{case.table}} VERSION AS OF {seen['version']}"
    with seeing(f'case.show()\nlesson.spark.sql(f"{rows}").show()'):
        expect_rows(seen["rows"], wanted, what=what)
