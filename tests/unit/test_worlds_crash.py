"""A killed process leaves exactly what it had committed, and this process's session goes on as before."""

import gc
import json
import logging
import os
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from autograder.worlds import crash
from autograder.worlds.crash import CannotFork, Crash, killed_at_commit, newest_version

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

pytestmark = pytest.mark.spark
KILLED = Crash("killed", 1)


@pytest.fixture(scope="module")
def spark() -> "SparkSession":
    from autograder.spark import get_spark

    return get_spark()


@pytest.fixture
def table(spark: "SparkSession", tmp_path: Path) -> Path:
    """A Delta table with the ids 0 to 9, in a folder with a space."""
    path = tmp_path / "a table"
    append(spark, path, 0, 10)
    return path


def append(spark: "SparkSession", path: Path, start: int, end: int) -> None:
    spark.range(start, end).coalesce(1).write.format("delta").mode("append").save(str(path))


def merge(spark: "SparkSession", path: Path, rows: "DataFrame") -> None:
    from delta.tables import DeltaTable

    target = DeltaTable.forPath(spark, str(path)).alias("t")
    target.merge(rows.alias("s"), "t.id = s.id").whenNotMatchedInsertAll().execute()


def delete_then_append(spark: "SparkSession", path: Path) -> Callable[[], None]:
    """Two commits that should have been one: empty the table, then write 100 and 101."""
    from delta.tables import DeltaTable

    def replace() -> None:
        DeltaTable.forPath(spark, str(path)).delete()
        append(spark, path, 100, 102)

    return replace


def ids(spark: "SparkSession", path: Path) -> list[int]:
    return sorted(row.id for row in spark.read.format("delta").load(str(path)).collect())


class TestWhatIsLeft:
    def test_delete_then_append_leaves_half(self, spark: "SparkSession", table: Path) -> None:
        """Killed after its first commit, the table is empty; after its second, complete."""
        replace = delete_then_append(spark, table)
        assert killed_at_commit(replace, table, commits=0) == Crash("killed", 0)
        assert ids(spark, table) == list(range(10))
        assert killed_at_commit(replace, table, commits=1) == KILLED
        assert ids(spark, table) == []
        append(spark, table, 0, 10)
        assert killed_at_commit(replace, table, commits=2) == Crash("killed", 2)
        assert ids(spark, table) == [100, 101]

    def test_a_merge_leaves_all(self, spark: "SparkSession", table: Path) -> None:
        """Killed between MERGE and return, the rows are there once, and a replay changes nothing."""

        def upsert() -> None:
            merge(spark, table, spark.range(5, 15))
            raise AssertionError("not reached: the process is dead by now")

        assert killed_at_commit(upsert, table) == KILLED
        assert ids(spark, table) == list(range(15))
        merge(spark, table, spark.range(5, 15))
        assert ids(spark, table) == list(range(15))

    def test_a_table_that_was_not_there(self, spark: "SparkSession", tmp_path: Path) -> None:
        """The first commit may be the one that creates the table."""
        path = tmp_path / "new"
        assert killed_at_commit(lambda: append(spark, path, 0, 3), path) == KILLED
        assert ids(spark, path) == [0, 1, 2]

    def test_a_named_table(self, spark: "SparkSession") -> None:
        """The location that Spark gives for a name, a file: URI, is a path."""
        spark.sql("CREATE OR REPLACE TABLE crash_test (id BIGINT) USING delta")
        location = spark.sql("DESCRIBE DETAIL crash_test").first()["location"]  # type: ignore[index]
        write = "INSERT INTO crash_test VALUES (1)"
        assert location.startswith("file:")
        assert killed_at_commit(lambda: spark.sql(write), location) == KILLED
        assert spark.table("crash_test").count() == 1
        spark.sql("DROP TABLE crash_test")

    def test_nothing_runs_after_the_kill(self, spark: "SparkSession", table: Path, tmp_path: Path) -> None:
        """No except, no finally; and what the child changed in memory is not changed here."""
        traces, seen = tmp_path / "traces", []

        def careful() -> None:
            seen.append("child")
            try:
                append(spark, table, 10, 20)
            except BaseException:
                traces.write_text("except")
            finally:
                traces.write_text("finally")

        assert killed_at_commit(careful, table) == KILLED
        assert not traces.exists() and seen == []

    def test_a_stream_between_merge_and_commit(
        self, spark: "SparkSession", table: Path, tmp_path: Path
    ) -> None:
        """foreachBatch killed after its MERGE: rows in, batch not committed; a restart here repeats it."""
        source, checkpoint = tmp_path / "source", tmp_path / "checkpoint"
        append(spark, source, 5, 15)

        def stream() -> None:
            rows = spark.readStream.format("delta").load(str(source)).writeStream.trigger(availableNow=True)
            rows = rows.option("checkpointLocation", str(checkpoint))
            rows.foreachBatch(
                lambda batch, _: merge(batch.sparkSession, table, batch)
            ).start().awaitTermination()

        def committed() -> list[str]:
            folder = checkpoint / "commits"
            return sorted(path.name for path in folder.glob("[0-9]*")) if folder.is_dir() else []

        assert killed_at_commit(stream, table) == KILLED
        assert ids(spark, table) == list(range(15)) and committed() == []
        assert list(spark.streams.active) == []
        stream()
        assert ids(spark, table) == list(range(15)) and committed() == ["0"]
        append(spark, source, 20, 22)  # and once more, now that this process has a callback server
        assert killed_at_commit(stream, table) == KILLED and committed() == ["0"]
        stream()
        assert ids(spark, table) == [*range(15), 20, 21] and committed() == ["0", "1"]


class TestOtherEndings:
    def test_finished(self, spark: "SparkSession", table: Path) -> None:
        """A call that commits less often returns; the result is plain JSON."""
        ending = killed_at_commit(lambda: append(spark, table, 10, 11), table, commits=2)
        assert json.loads(json.dumps(asdict(ending))) == {"state": "finished", "commits": 1, "error": None}

    @pytest.mark.parametrize(
        "error", [ValueError("bad row"), SystemExit("bad row"), KeyboardInterrupt("bad row")]
    )
    def test_raised(self, spark: "SparkSession", table: Path, error: BaseException) -> None:
        """Whatever ends the call is reported, not raised here."""

        def fail() -> None:
            raise error

        assert killed_at_commit(fail, table) == Crash("raised", 0, f"{type(error).__name__}: bad row")

    def test_died(self, spark: "SparkSession", table: Path) -> None:
        """A call that ends its process is not taken for a finished or a killed one."""
        assert killed_at_commit(lambda: os._exit(0), table) == Crash("died", 0)

    def test_timeout(self, spark: "SparkSession", table: Path) -> None:
        """A call that never returns is ended from outside; its job stops, its answer is nobody else's."""

        def endless() -> None:
            spark.range(10**15).selectExpr("sum(id % 7)").collect()

        ending = killed_at_commit(endless, table, timeout=1)
        assert (ending.state, ending.commits) == ("timeout", 0)
        assert spark.range(3).count() == 3  # would wait for ever behind a job that holds both cores

    def test_refused(self, spark: "SparkSession", tmp_path: Path) -> None:
        """A number below zero and a table elsewhere are errors before anything starts."""
        with pytest.raises(ValueError, match="0 or more"):
            killed_at_commit(lambda: None, tmp_path, commits=-1)
        with pytest.raises(ValueError, match="not on this machine"):
            killed_at_commit(lambda: None, "s3://bucket/table")

    def test_needs_a_jvm_of_its_own(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        """Without a classic session (none at all, or Spark Connect) a named error says why."""
        from pyspark import SparkContext
        from pyspark.sql import SparkSession

        monkeypatch.setattr(SparkContext, "_active_spark_context", None)
        monkeypatch.setattr(SparkSession, "_instantiatedSession", None)
        with pytest.raises(CannotFork, match="Connect"):
            killed_at_commit(lambda: None, tmp_path)

    def test_only_commits_count(self, tmp_path: Path) -> None:
        """Checkpoints, checksums and half-written files of the log are no commits."""
        assert newest_version(tmp_path / "missing") == -1
        for name in (f"{3:020}.json", f"{9:020}.checkpoint.parquet", f"{9:020}.crc", f".{9:020}.json.tmp"):
            (tmp_path / name).touch()
        assert newest_version(tmp_path) == 3


class TestThisProcess:
    @pytest.fixture
    def py4j_errors(self, caplog: pytest.LogCaptureFixture) -> Iterator[list[logging.LogRecord]]:
        caplog.set_level(logging.WARNING, logger="py4j")
        yield caplog.records

    def test_twenty_crashes_leave_the_session_whole(
        self, spark: "SparkSession", table: Path, py4j_errors: list[logging.LogRecord]
    ) -> None:
        """Objects of before still live in the JVM, new ones can be made, and no other thread is disturbed."""
        before, done, errors = spark.range(7), threading.Event(), list[BaseException]()

        def work() -> None:
            try:
                while not done.is_set():
                    assert spark.range(3).schema.names == ["id"]
            except BaseException as error:
                errors.append(error)

        worker = threading.Thread(target=work)
        worker.start()
        try:
            for _ in range(20):
                assert killed_at_commit(lambda: append(spark, table, 10, 11), table) == KILLED
                gc.collect()
                assert "id: bigint" in before._jdf.toString()
        finally:
            done.set()
            worker.join()
        assert errors == [] and py4j_errors == []
        assert newest_version(table / "_delta_log") == 20 and len(ids(spark, table)) == 30
        assert before.count() == 7

    def test_what_the_child_held_is_dropped(self, spark: "SparkSession", table: Path, tmp_path: Path) -> None:
        """A plan that only a dead process knows would stay in the JVM for ever; the parent's own stay."""
        from py4j.java_gateway import JavaObject
        from py4j.protocol import Py4JError

        mine, note = spark.sparkContext._jvm.java.util.ArrayList(), tmp_path / "note"

        def hold() -> None:
            note.write_text(spark.sparkContext._jvm.java.util.ArrayList()._target_id)
            append(spark, table, 10, 11)

        assert killed_at_commit(hold, table) == KILLED
        with pytest.raises(Py4JError):
            JavaObject(note.read_text(), spark.sparkContext._gateway._gateway_client).size()
        assert mine.size() == 0

    def test_what_the_jvm_forgets_later_is_the_childs(
        self, spark: "SparkSession", table: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        """The JVM drops the dead child's function one day and says so here; this process keeps its own."""
        from pyspark.java_gateway import ensure_callback_server_started

        class Function:
            class Java:
                implements = ("java.lang.Runnable",)

        gateway, jvm = spark.sparkContext._gateway, spark.sparkContext._jvm
        ensure_callback_server_started(gateway)
        pool = gateway.gateway_property.pool
        before = set(pool.dict)

        def hand_over() -> None:
            functions = jvm.java.util.ArrayList()
            functions.add(Function())
            append(spark, table, 10, 11)

        assert killed_at_commit(hand_over, table) == KILLED
        the_childs = set(pool.dict) - before
        mine = {pool.put(Function()) for _ in range(20)}
        for _ in range(100):
            jvm.System.gc()
            jvm.System.runFinalization()
            if not the_childs & set(pool.dict):
                break
            time.sleep(0.1)
        assert the_childs and not the_childs & set(pool.dict)
        assert mine <= set(pool.dict)
        assert "non existing" not in caplog.text

    def test_from_another_thread(self, spark: "SparkSession", table: Path) -> None:
        """A thread that never spoke to Spark can crash a copy of itself."""
        endings: list[Crash] = []
        thread = threading.Thread(
            target=lambda: endings.append(killed_at_commit(lambda: append(spark, table, 10, 11), table))
        )
        thread.start()
        thread.join()
        assert endings == [KILLED] and len(ids(spark, table)) == 11

    def test_the_child_is_silent(
        self, spark: "SparkSession", table: Path, capfd: pytest.CaptureFixture[str]
    ) -> None:
        """Nothing it prints, logs or lets a subprocess print is seen here."""

        def loud() -> None:
            print("print")
            print("error", file=sys.stderr)
            logging.getLogger("loud").error("log")
            subprocess.run(["echo", "subprocess"], check=True)

        assert killed_at_commit(loud, table).state == "finished"
        assert capfd.readouterr() == ("", "")

    def test_no_warning_about_threads(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Python 3.12's warning about fork and threads is silenced, any other is not."""

        def fork(text: str) -> Callable[[], int]:
            return lambda: warnings.warn(text, DeprecationWarning, stacklevel=2) or 1

        with warnings.catch_warnings(record=True) as seen:
            warnings.simplefilter("always")
            monkeypatch.setattr(os, "fork", fork("This process is multi-threaded, use of fork() may lead to"))
            crash._fork()
            assert seen == []
            monkeypatch.setattr(os, "fork", fork("something else"))
            crash._fork()
            assert len(seen) == 1

    def test_without_pinned_threads(self, tmp_path: Path) -> None:
        """PySpark's older gateway, whose connections are a pool, works too."""
        script = f"""
import json
from dataclasses import asdict
from autograder.spark import get_spark
from autograder.worlds.crash import killed_at_commit
spark, path = get_spark(), {str(tmp_path / "table")!r}
ending = killed_at_commit(lambda: spark.range(3).write.format("delta").save(path), path)
gateway = type(spark.sparkContext._gateway).__name__
print(json.dumps([gateway, asdict(ending), spark.read.format("delta").load(path).count()]))
"""
        environment = {**os.environ, "PYSPARK_PIN_THREAD": "false"}
        ran = subprocess.run(
            [sys.executable, "-c", script],
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=True,
        )
        assert json.loads(ran.stdout) == ["JavaGateway", asdict(KILLED), 3]
