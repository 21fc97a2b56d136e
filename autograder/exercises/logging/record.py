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
    Evidence,
    Exercise,
    Json,
    Lab,
    criterion,
    expect,
    expect_equal,
    expect_raised,
    expect_returned,
    probe,
    witness,
)
from autograder.ops import PIPELINE_RUNS, PipelineRun
from autograder.worlds import lake
from autograder.worlds.log_lines import Listener

TABLE = "pipeline_runs"
ODD = """it's "over" at O'Hare \\ 100 %; -- {x} $y\nsecond line"""  # all that SQL might take for its own


class DownSession:
    """A Spark session whose cluster is gone: whatever is asked of it raises."""

    def __init__(self, error: BaseException) -> None:
        self._error = error

    def __getattr__(self, name: str) -> Any:
        raise self._error


class RecordRun(Exercise):
    """``record_run(spark, run, table=…)``: runs come, come again, and one cannot be written."""

    name = "record_run"
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

    # --- what is seen ------------------------------------------------------------------------------------

    @probe
    def story(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """A run starts where there is no schema yet; another one ends, full of odd texts; the first ends."""
        schema = f"{lab.database}_ops"
        lab.cleanup.callback(lab.spark.sql, f"DROP SCHEMA IF EXISTS {schema} CASCADE")
        odd = scenario["odd"] | {"metrics": _odd_metrics(scenario)}
        steps = {}
        for name, plain in (("first", scenario["first"]), ("odd", odd), ("ended", scenario["ended"])):
            call = lab.call(
                answer.record_run, lab.spark, _run(plain), table=f"{schema}.{TABLE}", logger=Listener()
            )
            steps[name] = {"call": call.record(), "version": _keep(lab, schema)}
        return steps

    @probe
    def failing(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """A session that is down, a catalog that does not exist, and somebody who presses Ctrl-C."""
        down = DownSession(RuntimeError("the cluster is gone"))
        interrupted = DownSession(KeyboardInterrupt("from the scenario"))
        run, table = _run(scenario["ended"]), f"{lab.database}.{TABLE}"
        cases = {
            "a session that is down": (down, table),
            "a catalog that is not there": (lab.spark, f"nowhere.{table}"),
            "KeyboardInterrupt": (interrupted, table),
        }
        found = {}
        for what, (spark, name) in cases.items():
            log = Listener()
            call = lab.call(answer.record_run, spark, run, table=name, logger=log)
            found[what] = {"call": call.record(), "events": log.events}
        return found

    @probe
    def no_logger(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """A session that is down, and no logger: whether anything about the run is on sys.stdout."""
        run, out = _run(scenario["ended"]), io.StringIO()

        def act() -> Any:
            with redirect_stdout(out):
                return answer.record_run(DownSession(RuntimeError("the cluster is gone")), run)

        return {"call": lab.call(act).record(), "told": run.run_id in out.getvalue()}

    @witness
    def witness(self, evidence: Evidence, root: Path) -> Json:
        """The table as delta-rs reads it, after each step of the story."""
        types = {name: name for name in PIPELINE_RUNS}
        steps = evidence["story"].items()
        return {name: lake.rows_at(root / TABLE, step["version"], types) for name, step in steps}

    # --- what must hold ----------------------------------------------------------------------------------

    @criterion(points=3)
    def writes_a_row(self, scenario: Json, story: Any, witness: Any) -> None:
        """the run is one row of a Delta table that it creates, schema and all

        An aware datetime goes into a timestamp column as the moment it is. metrics is a text: json.dumps.
        CREATE SCHEMA IF NOT EXISTS, then CREATE TABLE IF NOT EXISTS … USING delta.
        """
        reproduce = 'record_run(spark, run, table="new_schema.pipeline_runs")'
        said = expect_returned(story["first"]["call"], what="True", reproduce=reproduce)
        rows = witness["first"]
        readable = isinstance(rows, list)
        expect(readable, expected="a Delta table with all columns", got=rows, reproduce=reproduce)
        _compare(_as_runs(rows), [scenario["first"]], "a first run", reproduce)
        expect_equal(said, True, what="the answer", reproduce=reproduce)

    @criterion(points=3, needs=(writes_a_row,))
    def replaces(self, scenario: Json, story: Any, witness: Any) -> None:
        """recording a run again replaces its row, and only its row

        MERGE on run_id, with an update clause: a run is recorded when it starts and when it ends. Append
        would keep both rows, overwrite would keep one run.
        """
        reproduce = "record_run(spark, run) when it starts, and again when it has ended"
        said = expect_returned(story["ended"]["call"], what="True", reproduce=reproduce)
        expect_equal(said, True, what="the answer", reproduce=reproduce)
        run_id, rows = scenario["first"]["run_id"], _as_runs(witness["ended"])
        others = [row for row in _as_runs(witness["odd"]) if row["run_id"] != run_id]
        mine = [row for row in rows if row["run_id"] == run_id]
        _compare(mine, [scenario["ended"]], "a run that has ended", reproduce)
        left = [row for row in rows if row["run_id"] != run_id]
        expect_equal(left, others, what="the other runs", reproduce=reproduce)

    @criterion(points=2)
    def never_fails_the_run(self, scenario: Json, failing: Any, no_logger: Any) -> None:
        """a failure of the record is no failure of the run: False, and an error in the log

        `except Exception` around all of it, the first word to Spark included; logger.error with the
        run_id, so that the gap in the table has a trace. KeyboardInterrupt is no Exception.
        """
        for what, seen in failing.items():
            reproduce = f"record_run(spark, run, logger=log) with {what}"
            if what == "KeyboardInterrupt":
                expect_raised(seen["call"], what, what="KeyboardInterrupt at the caller", reproduce=reproduce)
                continue
            said = expect_returned(seen["call"], what="False", reproduce=reproduce)
            expect_equal(said, False, what="the answer", reproduce=reproduce)
            errors = [e for e in seen["events"] if e["level"] == "error"]
            expect_equal(len(errors), 1, what="errors in the log", reproduce=reproduce)
            run_id, due = errors[0]["fields"].get("run_id"), scenario["ended"]["run_id"]
            expect_equal(run_id, due, what="run_id of that error", reproduce=reproduce)
        seen, reproduce = no_logger, "record_run(spark, run) with a session that is down"
        said = expect_returned(seen["call"], what="False, without a logger too", reproduce=reproduce)
        expect_equal(said, False, what="the answer", reproduce=reproduce)
        expect(seen["told"], expected="the run_id on sys.stdout", got="nothing of it", reproduce=reproduce)

    @criterion(points=2, core=False, needs=(writes_a_row,))
    def takes_odd_values(self, scenario: Json, story: Any, witness: Any) -> None:
        """texts are values, and metrics may hold anything

        A value inside an f-string of SQL is read as SQL. Hand a DataFrame to spark.sql instead, and pass
        the metrics through json_value: a Decimal and NaN are not JSON.
        """
        reproduce = f"a run with error {ODD!r} and metrics {_odd_metrics(scenario)!r}"
        said = expect_returned(story["odd"]["call"], what="True", reproduce=reproduce)
        expect_equal(said, True, what="the answer", reproduce=reproduce)
        metrics = {"fee": scenario["fee"], "share": None, "day": "2013-11-02"}
        rows = [row for row in _as_runs(witness["odd"]) if row["run_id"] == ODD]
        _compare(rows, [scenario["odd"] | {"metrics": metrics}], "the row of that run", reproduce)


def _keep(lab: Lab, schema: str) -> int:
    """Copy the table's folder to where the witness looks, and say which version it has (-1: no table)."""
    if not lab.spark.catalog.databaseExists(schema):
        return -1
    folder = Path(unquote(urlsplit(lab.spark.catalog.getDatabase(schema).locationUri).path)) / TABLE
    if folder.is_dir():
        shutil.copytree(folder, lab.root / TABLE, dirs_exist_ok=True)
    return lake.version(lab.root / TABLE)


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


def _compare(got: list[Json], wanted: list[Json], what: str, reproduce: str) -> None:
    expect_equal(len(got), len(wanted), what=f"rows for {what}", reproduce=reproduce)
    in_order = sorted(wanted, key=lambda run: str(run["run_id"]))
    for row, due in zip(sorted(got, key=lambda run: str(run["run_id"])), in_order, strict=True):
        for name in PIPELINE_RUNS:
            read = _moment if name.endswith("_at") else _as_it_is
            same = read(row[name]) == read(due[name])
            expected = f"{name} of run {due['run_id']!r} ({what}): {due[name]!r}"
            expect(same, expected=expected, got=row[name], reproduce=reproduce)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _as_it_is(value: Any) -> Any:
    return value


EXERCISES = (RecordRun(),)
