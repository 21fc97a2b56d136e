"""``stream_upsert(spark, source_path, table_name, key_columns, checkpoint, write)``: a stream, merged."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
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
from autograder.worlds.frames import arrow

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

TYPES = {"carrier": "string", "flight": "int", "dep_delay": "int"}
KEY = ["carrier", "flight"]
BOOM = "the connection broke"
DELTAS_OWN = "spark.databricks.delta.lastCommitVersionInSession"
IDLE = 1.0  # seconds without work after which a query that has not ended is taken for endless
WATCH = 0.05  # seconds between two looks at it
CALL = f"stream_upsert(lesson.spark, source, table, {KEY}, checkpoint, write)"
HANDED = """for pass_, rows in case.handed.items():
    print(f"{pass_}: `write` got {rows}")"""


class StreamUpsert(Exercise):
    """A bronze table grows; every pass takes what is new, also after passes that died in the middle."""

    name = "stream_upsert"
    testimony = "the target table's rows"
    needs_spark = True
    hints = (
        "A stream's sink appends. Which writer method hands you each micro-batch as a plain DataFrame, and "
        "which trigger works off what is there and then ends?",
        "foreachBatch with trigger(availableNow=True). The checkpoint remembers which files are done; it is "
        "marked after your function returns, so a batch can come twice and `write` must not mind.",
        'query = spark.readStream.format("delta").load(source_path).writeStream'
        ".foreachBatch(lambda batch, _: write(batch, table_name, key_columns))"
        '.option("checkpointLocation", checkpoint).trigger(availableNow=True).start(), then '
        "query.awaitTermination(), which raises what went wrong.",
    )

    def scenario(self, rng: random.Random) -> Json:
        flights = rng.sample([[c, n] for c in ("AA", "B6", "DL", "UA") for n in range(1, 900)], 24)
        rows = [[*key, rng.randint(-10, 90)] for key in flights]
        cut, end = rng.randint(4, 8), rng.randint(14, 20)
        return {"first": rows[:cut], "second": rows[cut:end], "third": rows[end:]}

    def world(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> World:
        return World(answer.stream_upsert, lab)

    @probe
    def passes(self, scenario: Json, world: World) -> list[Json]:
        """A pass over the source's first rows, and one when nothing is new."""
        world.grow(scenario["first"])
        return [world.run("the first pass"), world.run("the second pass, when nothing is new,")]

    @probe
    def failing(self, scenario: Json, world: World, passes: Any) -> Json:
        """After them a pass over more rows, in which `write` fails."""
        world.grow(scenario["second"])
        world.grow(scenario["third"])
        return world.run("the pass whose `write` fails", fail=True)

    @probe
    def dying(self, world: World, failing: Any) -> Json:
        """After it a pass that is killed behind its MERGE, and the next one."""
        killed = world.run_and_die()
        return {"killed": killed, "next": world.run("the pass after a kill behind the MERGE")}

    @witness
    def target(self, dying: Any, root: Path) -> list[Json]:
        """The rows of the target in the end."""
        return lake.rows(root / "tables" / "flights")

    @criterion(points=3)
    def restart(self, scenario: Json, passes: Any) -> None:
        """hands every new row of the source to `write` once, over all passes

        What was consumed is remembered in the checkpoint, and nowhere else: give every pass the same one,
        the caller's.
        """
        first, nothing_new = passes
        expect_returned(first["call"], what="the first pass to return")
        _expect_handed(first, scenario["first"])
        expect_returned(nothing_new["call"], what="a pass without anything new to return")
        _expect_handed(nothing_new, [])

    @criterion(points=4, needs=(restart,))
    def died_in_between(self, scenario: Json, dying: Any, target: Any) -> None:
        """loses no row and doubles none when a pass dies between the MERGE and the end of its batch

        A batch counts as done when your function returns. If `write` raises, the error has to leave the
        function, or the checkpoint takes the batch for done.
        """
        killed, due = dying["killed"], scenario["second"] + scenario["third"]
        expect(
            killed["state"] != "finished",
            expected=f"the pass after one whose `write` failed to take its {len(due)} rows again",
            got="a pass that found nothing to do: the rows are lost",
        )
        expect(
            killed["state"] == "killed",
            expected="the next pass to reach its MERGE, where it is killed",
            got=f"{killed['state']}: {killed['error']}",
        )
        _expect_handed(dying["next"], due)
        with seeing("lesson.spark.table(case.table).show()"):
            expect_rows(target, scenario["first"] + due, what="the target in the end")

    @criterion(points=3, needs=(restart, died_in_between))
    def ends(self, passes: Any, failing: Any, dying: Any) -> None:
        """returns when all is in and its query has ended; raises when `write` failed

        start() only starts. awaitTermination() waits for the end and raises the query's error; with the
        trigger availableNow there is an end.
        """
        for seen in (*passes, failing, dying["next"]):
            expect(
                not seen["endless"],
                expected="a pass to end by itself when there is nothing left to read",
                got="a query that waits for more; the check had to stop it",
            )
            expect(
                not seen["active"],
                expected="no query still running when stream_upsert returns",
                got=f"{seen['active']} still running",
            )
        error = expect_raised(failing["call"], "Exception", what="the failure of `write` to be raised")
        what = f"an error whose text names the cause, {BOOM!r}"
        expect(BOOM in failing["said"], expected=what, got=error["type"])

    @criterion(points=2, core=False, needs=(restart,))
    def session_clean(self, passes: Any, failing: Any) -> None:
        """leaves the session as it was: no conf set, no stream's name or checkpoint for others to
        inherit

        All a stream needs is an option of that stream: .option("checkpointLocation", checkpoint).
        """
        for seen in (*passes, failing):
            expect_equal(seen["changed"], {}, what=f"session confs changed in {seen['name']}")

    @criterion(points=1, core=False, needs=(restart,))
    def batch_itself(self, passes: Any, failing: Any) -> None:
        """hands on each batch as the stream made it, not as a copy that went through the driver

        The DataFrame that foreachBatch gives you belongs to a session of its own. Pass it on; whoever
        needs SQL for it uses batch.sparkSession.
        """
        expect(
            all(own for seen in (*passes, failing) for own in seen["own_session"]),
            expected="a DataFrame of the stream's own session",
            got="one of the outer session, made from the batch's rows",
        )


class World:
    """The growing source, the recording `write`, and one pass of the learner's stream at a time."""

    def __init__(self, stream_upsert: Callable[..., Any], lab: Lab) -> None:
        from autograder.spark import is_connect

        if is_connect(lab.spark):
            lab.cannot("foreachBatch runs on the server under Spark Connect; this check watches it from here")
        self.stream_upsert, self.lab = stream_upsert, lab
        self.target = f"{lab.database}.flights"
        self.source, self.checkpoint = str(lab.root / "bronze"), str(lab.root / "checkpoint")
        self.others = {query.runId for query in lab.spark.streams.active}  # the person's own, left alone
        self.confs_before = self.confs()
        self.handed: dict[str, list[Any]] = {}  # by pass
        self.now: list[Any] = []  # what the present pass hands to `write`
        self.own_session: list[bool] = []  # for each of its batches
        self.fail = False

    def grow(self, rows: list[list[Any]]) -> None:
        """One more commit in the source."""
        from deltalake import write_deltalake

        write_deltalake(self.source, arrow(TYPES, rows), mode="append")

    def confs(self) -> dict[str, str]:
        """Every conf of the session but the one in which Delta itself notes the last commit."""
        return {k: v for k, v in self.lab.spark.conf.getAll.items() if not k.startswith(DELTAS_OWN)}

    def run(self, name: str, *, fail: bool = False) -> Json:
        """One pass; with ``fail`` its `write` raises before it has written anything."""
        self.now, self.own_session, self.fail = [], [], fail
        self.handed[name] = self.now
        self.lab.keep(table=self.target, handed=self.handed)
        with watched(self.queries) as watch:
            done = self.lab.calling(f"{CALL}  # {name}", self.one_pass)
            active = len(self.queries())
            self.wait_for_the_end()
        return {
            "name": name,
            "call": done.record(),
            "said": str(done.exception),
            "handed": self.now,
            "own_session": self.own_session,
            "changed": dict(self.confs().items() - self.confs_before.items()),
            "active": active,
            "endless": watch.endless,
        }

    def run_and_die(self) -> Json:
        """One pass in a process that dies by SIGKILL as soon as its MERGE is committed."""
        from autograder.worlds.crash import killed_at_commit

        def run() -> None:
            self.one_pass()
            self.wait_for_the_end()

        self.fail = False
        return asdict(killed_at_commit(run, self.lab.table_path("flights")))

    def queries(self) -> list[Any]:
        """What the learner's code started and is still running."""
        return [query for query in self.lab.spark.streams.active if query.runId not in self.others]

    def wait_for_the_end(self) -> None:
        """Let what was started come to its end, so that the next pass finds the checkpoint free."""
        for query in self.queries():
            with suppress(Exception):  # its error is the learner's to raise, or not
                query.awaitTermination()

    def one_pass(self) -> None:
        """What the learner is asked for, called as the contract says."""
        self.stream_upsert(self.lab.spark, self.source, self.target, KEY, self.checkpoint, self.write)

    def write(self, df: DataFrame, table_name: str, key_columns: list[str]) -> None:
        """An upsert as the contract promises it, which writes down what it got."""
        outer = self.lab.spark._jsparkSession
        self.own_session.append(not df.sparkSession._jsparkSession.equals(outer))
        self.now += [list(row) for row in df.collect()]
        if self.fail:
            raise ConnectionError(BOOM)
        upsert(df, table_name, key_columns)


def upsert(df: DataFrame, table_name: str, key_columns: list[str]) -> None:
    """MERGE by key in the batch's own session; the table is created by the first batch.

    An insert is all that is needed: no flight of the source ever changes.
    """
    spark = df.sparkSession
    if not spark.catalog.tableExists(table_name):
        df.write.format("delta").saveAsTable(table_name)
        return
    keys = " AND ".join(f"t.{key} = s.{key}" for key in key_columns)
    spark.sql(f"MERGE INTO {table_name} t USING {{s}} s ON {keys} WHEN NOT MATCHED THEN INSERT *", s=df)


class Watch:
    """Whether a query had to be stopped because it would never have ended."""

    endless = False


@contextmanager
def watched(queries: Callable[[], list[Any]]) -> Iterator[Watch]:
    """Meanwhile, stop every query that has read all there is and waits for more, as its caller would."""
    watch, over = Watch(), threading.Event()

    def look() -> None:
        idle: dict[str, int] = {}
        while not over.wait(WATCH):
            for query in queries():
                with suppress(Exception):  # it may end between two questions
                    idle[query.runId] = idle.get(query.runId, 0) + 1 if _waits_for_more(query) else 0
                    if idle[query.runId] * WATCH >= IDLE:
                        watch.endless = True
                        query.stop()

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield watch
    finally:
        over.set()
        thread.join()


def _waits_for_more(query: Any) -> bool:
    """True for a query without work whose trigger has no end (availableNow and once have one)."""
    trigger = query._jsq.streamingQuery().trigger().getClass().getSimpleName()
    once = any(word in trigger for word in ("AvailableNow", "OneTime"))
    return not once and str(query.status["message"]).startswith("Waiting for")


def _expect_handed(seen: Json, due: list[Any]) -> None:
    with seeing(HANDED):
        expect_rows(seen["handed"], due, what=f"what `write` gets in {seen['name']}")
