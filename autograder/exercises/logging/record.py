"""``record_run``: one row per run in a Delta table, read by a second engine; and what a failure does."""

from __future__ import annotations

import io
import json
import random
import shutil
from contextlib import redirect_stdout
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote, urlsplit

from autograder.checks import (
    Exercise,
    Json,
    Lab,
    criterion,
    expect,
    expect_equal,
    expect_raised,
    expect_returned,
    probe,
    seeing,
    witness,
)
from autograder.ops import PIPELINE_RUNS, PipelineRun
from autograder.worlds import lake
from autograder.worlds.log_lines import Listener

TABLE = "pipeline_runs"
ODD = """it's "over" at O'Hare \\ 100 %; -- {x} $y\nsecond line"""  # all that SQL might take for its own

INTERRUPT = "KeyboardInterrupt"

SEE_THE_ROW = """\
print(record_run(lesson.spark, case.run, table=case.table))
lesson.spark.table(case.table).show(truncate=False, vertical=True)"""

SEE_A_FAILURE = """\
from autograder.worlds.log_lines import Listener

log = Listener()
session, table = case.places["{what}"]
print(record_run(session, case.run, table=table, logger=log))
print(log.events)"""


class DownSession:
    """A Spark session whose cluster is gone: whatever is asked of it raises."""

    def __init__(self, error: BaseException) -> None:
        self._error = error

    def __getattr__(self, name: str) -> Any:
        raise self._error


class RecordRun(Exercise):
    """``record_run(spark, run, table=…)``: runs come, come again, and one cannot be written."""

    name = "record_run"
    testimony = "the rows of the table of runs, after each step"
    needs_spark = True
    hints = (
        "What must the table look like after the same run is recorded twice? And who should notice when the "
        "table cannot be written: the run, or the reader of the log?",
        "Create the schema and the table if they are not there, make a DataFrame of one row with the types "
        "of PIPELINE_RUNS, and MERGE it on run_id. All of it in one try that logs and returns False.",
        'row = asdict(run) | {"metrics": json.dumps(json_value(run.metrics))}; columns = "run_id string, …" '
        "from PIPELINE_RUNS; spark.sql(f'MERGE INTO {table} t USING {{runs}} s ON t.run_id = s.run_id WHEN "
        "MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *', runs=…), with "
        "spark.createDataFrame([row], columns) for the runs.",
    )

    def scenario(self, rng: random.Random) -> Json:
        zone = timezone(timedelta(hours=rng.choice([-8, -5, 2, 9])))
        start = datetime(2013, rng.randint(1, 12), rng.randint(1, 28), rng.randint(0, 23), 50, tzinfo=zone)
        seconds = rng.randint(60, 7_200) + 0.5
        first: Json = {
            "run_id": f"run-{rng.randrange(10**6):06}",
            "pipeline": rng.choice(["flights", "schedule"]),
            "status": "running",
            "started_at": start.isoformat(),
            "finished_at": None,
            "duration_seconds": None,
            "metrics": {},
            "error": None,
        }
        ended = {
            "finished_at": (start + timedelta(seconds=seconds)).isoformat(),
            "duration_seconds": seconds,
            "metrics": {"rows_read": rng.randint(500, 999), "share_late": 0.25, "origins": ["EWR", "JFK"]},
        }
        odd = {"run_id": ODD, "pipeline": ODD, "status": "failed", "error": f"ValueError: {ODD}"}
        return {
            "first": first,
            "ended": first | ended | {"status": "failed", "error": "ValueError: no rows"},
            "odd": first | ended | odd,
            "fee": f"{rng.randint(1, 9)}.50",
        }

    def world(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Bookkeeping:
        return Bookkeeping(answer, lab)

    # --- what is seen ------------------------------------------------------------------------------------

    @probe
    def first(self, scenario: Json, world: Bookkeeping) -> Json:
        """A run starts where there is no schema yet."""
        return world.record(_run(scenario["first"]))

    @probe
    def odd(self, scenario: Json, world: Bookkeeping, first: Json) -> Json:
        """Another one ends, full of odd texts."""
        return world.record(_run(scenario["odd"] | {"metrics": _odd_metrics(scenario)}))

    @probe
    def ended(self, scenario: Json, world: Bookkeeping, odd: Json) -> Json:
        """The first one ends."""
        return world.record(_run(scenario["ended"]))

    @probe
    def failing(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """A session that is down, a catalog that does not exist, and somebody who presses Ctrl-C."""
        run, table = _run(scenario["ended"]), f"{lab.database}.{TABLE}"
        cases = {
            "a session that is down": (DownSession(RuntimeError("the cluster is gone")), table),
            "a catalog that is not there": (lab.spark, f"nowhere.{table}"),
            INTERRUPT: (DownSession(KeyboardInterrupt("from the scenario")), table),
        }
        lab.keep(run=run, places=cases)
        found = {}
        for what, (spark, name) in cases.items():
            log, code = Listener(), f"record_run(…), with {what}"
            call = lab.calling(code, answer.record_run, spark, run, table=name, logger=log)
            found[what] = {"call": call.record(), "events": log.events}
        return found

    @probe
    def no_logger(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """A session that is down, and no logger: whether anything about the run is on sys.stdout."""
        run, out, spark = (
            _run(scenario["ended"]),
            io.StringIO(),
            DownSession(RuntimeError("the cluster is gone")),
        )
        lab.keep(run=run, down=spark)

        def act() -> Any:
            with redirect_stdout(out):
                return answer.record_run(spark, run)

        call = lab.calling("record_run(…), with a session that is down, without a logger", act)
        return {"call": call.record(), "told": run.run_id in out.getvalue()}

    @witness
    def first_rows(self, first: Json, root: Path) -> Any:
        """The table as delta-rs reads it, after the first run has started."""
        return _rows(root, first)

    @witness
    def odd_rows(self, odd: Json, root: Path) -> Any:
        """The same after the run of odd texts."""
        return _rows(root, odd)

    @witness
    def ended_rows(self, ended: Json, root: Path) -> Any:
        """The same after the first run has ended."""
        return _rows(root, ended)

    # --- what must hold ----------------------------------------------------------------------------------

    @criterion(points=3)
    def writes_a_row(self, scenario: Json, first: Any, first_rows: Any) -> None:
        """the run is one row of a Delta table that it creates, schema and all

        An aware datetime goes into a timestamp column as the moment it is. metrics is a text: json.dumps.
        CREATE SCHEMA IF NOT EXISTS, then CREATE TABLE IF NOT EXISTS … USING delta.
        """
        with seeing(SEE_THE_ROW):
            said = expect_returned(first["call"], what="True")
            readable = isinstance(first_rows, list)
            expect(readable, expected="a Delta table with all columns", got=first_rows)
            _compare(_as_runs(first_rows), [scenario["first"]], "a first run")
            expect_equal(said, True, what="the answer")

    @criterion(points=3, needs=(writes_a_row,))
    def replaces(self, scenario: Json, ended: Any, odd_rows: Any, ended_rows: Any) -> None:
        """recording a run again replaces its row, and only its row

        MERGE on run_id, with an update clause: a run is recorded when it starts and when it ends. Append
        would keep both rows, overwrite would keep one run.
        """
        with seeing(SEE_THE_ROW):
            expect_equal(expect_returned(ended["call"], what="True"), True, what="the answer")
            run_id, rows = scenario["first"]["run_id"], _as_runs(ended_rows)
            others = [row for row in _as_runs(odd_rows) if row["run_id"] != run_id]
            mine = [row for row in rows if row["run_id"] == run_id]
            _compare(mine, [scenario["ended"]], "a run that has ended")
            left = [row for row in rows if row["run_id"] != run_id]
            expect_equal(left, others, what="the other runs")

    @criterion(points=2)
    def never_fails_the_run(self, scenario: Json, failing: Any, no_logger: Any) -> None:
        """a failure of the record is no failure of the run: False, and an error in the log

        `except Exception` around all of it, the first word to Spark included; logger.error with the
        run_id, so that the gap in the table has a trace. KeyboardInterrupt is no Exception.
        """
        expect_raised(failing[INTERRUPT]["call"], INTERRUPT, what=f"{INTERRUPT} at the caller")
        for what in (name for name in failing if name != INTERRUPT):
            with seeing(SEE_A_FAILURE.format(what=what)):
                said = expect_returned(failing[what]["call"], what="False")
                expect_equal(said, False, what="the answer")
                errors = [event for event in failing[what]["events"] if event["level"] == "error"]
                expect_equal(len(errors), 1, what="errors in the log")
                due = scenario["ended"]["run_id"]
                expect_equal(errors[0]["fields"].get("run_id"), due, what="run_id of that error")
        with seeing("record_run(case.down, case.run)"):
            said = expect_returned(no_logger["call"], what="False, without a logger too")
            expect_equal(said, False, what="the answer")
            expect(no_logger["told"], expected="the run_id on sys.stdout", got="nothing of it")

    @criterion(points=2, core=False, needs=(writes_a_row,))
    def takes_odd_values(self, scenario: Json, odd: Any, odd_rows: Any) -> None:
        """texts are values, and metrics may hold anything

        A value inside an f-string of SQL is read as SQL. Hand a DataFrame to spark.sql instead, and pass
        the metrics through json_value: a Decimal and NaN are not JSON.
        """
        with seeing(SEE_THE_ROW):
            expect_equal(expect_returned(odd["call"], what="True"), True, what="the answer")
            metrics = {"fee": scenario["fee"], "share": None, "day": "2013-11-02"}
            rows = [row for row in _as_runs(odd_rows) if row["run_id"] == ODD]
            _compare(rows, [scenario["odd"] | {"metrics": metrics}], "the row of that run")


class Bookkeeping:
    """The table of a check's runs, in a schema that is not there at first."""

    def __init__(self, answer: SimpleNamespace, lab: Lab) -> None:
        self.answer, self.lab, self.schema = answer, lab, f"{lab.database}_ops"
        lab.forgotten.callback(lab.spark.sql, f"DROP SCHEMA IF EXISTS {self.schema} CASCADE")

    def record(self, run: PipelineRun) -> Json:
        """One call, and the version that the table has afterwards."""
        table = f"{self.schema}.{TABLE}"
        self.lab.keep(run=run, table=table)
        code = f"record_run(lesson.spark, {run!r}, table={table!r})"
        call = self.lab.calling(
            code, self.answer.record_run, self.lab.spark, run, table=table, logger=Listener()
        )
        return {"call": call.record(), "version": _copied(self.lab, self.schema)}


def _copied(lab: Lab, schema: str) -> int:
    """Copy the table's folder to where the witness looks, and say which version it has (-1: no table)."""
    if not lab.spark.catalog.databaseExists(schema):
        return -1
    folder = Path(unquote(urlsplit(lab.spark.catalog.getDatabase(schema).locationUri).path)) / TABLE
    if folder.is_dir():
        shutil.copytree(folder, lab.root / TABLE, dirs_exist_ok=True)
    return lake.version(lab.root / TABLE)


def _rows(root: Path, step: Json) -> list[Any] | str:
    return lake.rows_at(root / TABLE, step["version"], {name: name for name in PIPELINE_RUNS})


def _run(plain: Json) -> PipelineRun:
    times = {name: _moment(plain[name]) for name in ("started_at", "finished_at")}
    return PipelineRun(**(plain | times))


def _odd_metrics(scenario: Json) -> Json:
    fee, day = Decimal(scenario["fee"]), datetime(2013, 11, 2, tzinfo=UTC).date()
    return {"fee": fee, "share": float("nan"), "day": day}


def _as_runs(rows: list[Any] | str) -> list[Json]:
    """Rows in the columns' order as objects, times in UTC, metrics parsed."""
    found = []
    for row in rows if isinstance(rows, list) else []:
        run = dict(zip(PIPELINE_RUNS, row, strict=True))
        found.append(run | {"metrics": _parsed(run["metrics"])})
    return found


def _parsed(text: Any) -> Any:
    try:
        return json.loads(text, parse_constant=lambda name: f"bare {name}, which is no JSON")
    except (TypeError, ValueError):
        return f"no JSON: {text!r}"


def _compare(got: list[Json], wanted: list[Json], what: str) -> None:
    expect_equal(len(got), len(wanted), what=f"rows for {what}")
    in_order = sorted(wanted, key=lambda run: str(run["run_id"]))
    for row, due in zip(sorted(got, key=lambda run: str(run["run_id"])), in_order, strict=True):
        for name in PIPELINE_RUNS:
            read = _moment if name.endswith("_at") else _as_it_is
            same = read(row[name]) == read(due[name])
            expect(same, expected=f"{name} of run {due['run_id']!r} ({what}): {due[name]!r}", got=row[name])


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _as_it_is(value: Any) -> Any:
    return value


EXERCISES = (RecordRun(),)
