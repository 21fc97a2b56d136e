"""``FullHealthCheck``: the rows that a weekday lets expect, the agreed shape, a run that did happen."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from functools import cache
from statistics import median
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from autograder import flights
from autograder.checks import (
    Evidence,
    Exercise,
    Json,
    Lab,
    criterion,
    expect,
    expect_equal,
    expect_returned,
    probe,
)
from autograder.exercises.monitoring_and_alerting.results import (
    age_of,
    clock,
    expect_result,
    result_record,
    view,
)
from autograder.worlds.driver import rows_to_driver
from autograder.worlds.frames import spark_frame
from autograder.worlds.zones import process_zone, session_zone

if TYPE_CHECKING:
    from pyspark.sql import DataFrame
    from pyspark.sql.types import StructType

NEW_YORK = "America/New_York"
THANKSGIVING = date(2013, 11, 28)
WEEK = timedelta(weeks=1)
COLUMN = "local_day"  # where a table does not call it flight_date
MANY = 120  # old runs of one pipeline
NOT_ENOUGH = 3  # same weekdays: one less than a comparison needs

NESTED = (
    "flight_date DATE NOT NULL, carrier STRING, flight INT, position STRUCT<gate: STRING NOT NULL, "
    "stand: INT>, legs ARRAY<STRUCT<dest: STRING, miles: INT>>, codes MAP<STRING, INT>"
)
# case: what stands in NESTED, what stands there now, outcome, paths that must be named
SHAPES = {
    "the very same schema": ("", "", "same", ()),
    "fields in another order": (
        "carrier STRING, flight INT, position",
        "flight INT, carrier STRING, position",
        "same",
        (),
    ),
    "carrier NOT NULL now": ("carrier STRING", "carrier STRING NOT NULL", "same", ()),
    "a comment on flight": ("flight INT", "flight INT COMMENT 'number of the flight'", "same", ()),
    "a new column gate_code": ("flight INT", "flight INT, gate_code STRING", "additive", ("gate_code",)),
    "no column carrier": ("carrier STRING, ", "", "breaking", ("carrier",)),
    "flight as a string": ("flight INT", "flight STRING", "breaking", ("flight",)),
    "flight as a bigint": ("flight INT", "flight BIGINT", "breaking", ("flight",)),
    "carrier renamed to airline": ("carrier STRING", "airline STRING", "breaking", ("carrier", "airline")),
}
DEEP = {
    "flight_date may be NULL now": ("DATE NOT NULL", "DATE", "breaking", ("flight_date",)),
    "a new field position.terminal": (
        "stand: INT",
        "stand: INT, terminal: INT",
        "additive",
        ("position.terminal",),
    ),
    "no field position.stand": (", stand: INT", "", "breaking", ("position.stand",)),
    "position.gate may be NULL now": (
        "gate: STRING NOT NULL",
        "gate: STRING",
        "breaking",
        ("position.gate",),
    ),
    "fields of position in another order": (
        "gate: STRING NOT NULL, stand: INT",
        "stand: INT, gate: STRING NOT NULL",
        "same",
        (),
    ),
    "miles of the legs as a double": ("miles: INT", "miles: DOUBLE", "breaking", ("legs.element.miles",)),
    "a new field in the legs": ("miles: INT", "miles: INT, tail: STRING", "additive", ("legs.element.tail",)),
    "codes with strings": ("MAP<STRING, INT>", "MAP<STRING, STRING>", "breaking", ("codes.value",)),
    "an array where position was": (
        "STRUCT<gate: STRING NOT NULL, stand: INT>",
        "ARRAY<STRING>",
        "breaking",
        ("position",),
    ),
}
STATUS = {"same": "passed", "additive": "warning", "breaking": "failed"}
RUNS = {
    "run_id": "string",
    "pipeline": "string",
    "status": "string",
    "started_at": "timestamp",
    "finished_at": "timestamp",
    "error": "string",
}
# An hour was won in the night before; a wall clock makes every age since then one hour too small.
AFTER_THE_CHANGE = datetime(2013, 11, 3, 17, tzinfo=UTC)


@cache
def november() -> dict[date, int]:
    """Flights a day in the four weeks up to Thanksgiving, all of which the committed slice holds."""
    days = flights.days(date(2013, 10, 28), THANKSGIVING + timedelta(days=1))
    return {day: len(flights.actuals_batch(day)) for day in days}


def thursdays() -> list[int]:
    """The four Thursdays before Thanksgiving."""
    return [november()[THANKSGIVING - week * WEEK] for week in (4, 3, 2, 1)]


class FullHealth(Exercise):
    """Counts, schemas and runs that are known, judged by number and by the class."""

    name = "full_health_check"
    answers = ("FullHealthCheck", "judge_volume")
    needs_spark = True
    hints = (
        "Which days does a Thursday resemble? And what tells a quiet day from a broken one, when both are "
        "far from usual?",
        "judge_volume: the simple answers first, in the order of the contract, then median and MAD. Ask "
        "count < median - 5 * 1.4826 * MAD: no division. check_row_count has to pick the days: same "
        "weekday(), day - 8 weeks <= d < day.",
        "One groupBy over the days between day - 8 weeks and day gives the count and, without a history, the "
        "baseline. Schemas: two dicts name → field; missing and added are differences of keys, what "
        "is in both "
        "is compared by type (go down) and by `nullable`. Last run: filter, then max(finished_at) as epoch.",
    )

    def scenario(self, rng: random.Random) -> Json:
        usual = rng.randint(400, 900)
        wave = [usual + rng.randint(-9, 9) for _ in range(rng.randint(5, 8))]
        now = AFTER_THE_CHANGE + timedelta(minutes=rng.randint(0, 200))
        kinds = sorted(SHAPES), sorted(DEEP)
        return {
            "history": {day.isoformat(): count for day, count in november().items()},
            "thursdays": thursdays(),
            "usual": usual,
            "wave": wave,
            "wild": [usual, usual // 2, usual * 2, usual // 3, usual + 5, usual * 2 - 7],
            "min_rows": rng.randint(20, 200),
            "ancient": rng.randint(15, 30),  # weeks of old counts, of half the size
            "ddl": {case: rng.random() < 0.5 for case in kinds[0] + kinds[1]},
            "now": now.isoformat(),
            "runs": self._runs(rng, now),
        }

    @staticmethod
    def _runs(rng: random.Random, now: datetime) -> Json:
        """Pipelines and their runs: status, and hours since the end (None: no end); the limit is 24 h."""
        late, early = 24 + rng.uniform(0.3, 0.7), 24 - rng.uniform(0.3, 0.7)
        return {
            "now": now.isoformat(),
            "ages": {
                "on_time": [["succeeded", 60], ["succeeded", 3 + rng.randint(0, 9)], ["failed", 1]],
                "gold": [["succeeded", late], ["succeeded", 80]],
                "bronze": [["succeeded", early], ["failed", 0.5]],
                "export": [["failed", 2], ["failed", 26]],
                "backfill": [["succeeded", 90], ["failed", 5], ["succeeded", None]],
                "o'hare": [["succeeded", 2]],
            },
        }

    # --- what is seen ---

    @probe
    def volumes(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        return {
            case: lab.call(answer.judge_volume, count, least, None if days is None else list(days)).record()
            for case, (count, least, days, _) in _volumes(scenario).items()
        }

    @probe
    def counts(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """A table of the Thursdays, an ordinary day and a half Thanksgiving, asked in several ways."""
        half, history = _half(scenario), _dated(scenario["history"])
        kept = {day: n for day, n in history.items() if day.weekday() == THANKSGIVING.weekday()}
        kept[THANKSGIVING] = half
        ordinary = THANKSGIVING - timedelta(days=1)
        frame = _days(lab, {**kept, ordinary: history[ordinary]})
        table = view(lab, frame.withColumnRenamed("flight_date", COLUMN))
        health = lab.must(answer.FullHealthCheck, "on_time")
        ancient = {THANKSGIVING - (9 + n) * WEEK: half for n in range(scenario["ancient"])}
        later = {THANKSGIVING + (1 + n) * WEEK: half for n in range(9)}
        other = {day + timedelta(days=shift): half for day in kept for shift in (2, 3)}
        # Four weeks earlier, so that all of the eight weeks count; the day itself as it should have been.
        early = {day - 4 * WEEK: n for day, n in kept.items()} | {THANKSGIVING: history[THANKSGIVING]}
        del early[THANKSGIVING - 4 * WEEK]
        short = {day: n for day, n in kept.items() if day > THANKSGIVING - (NOT_ENOUGH + 1) * WEEK}
        asked: dict[str, dict[str, Any]] = {
            "whole": {},
            "day": {"day": THANKSGIVING},
            "absent": {"day": THANKSGIVING - timedelta(days=2)},
            "ordinary": {"day": ordinary, "history": history},
            "distracted": {"day": THANKSGIVING, "history": {**ancient, **later, **other, **early}},
            "short": {"day": THANKSGIVING, "history": {**ancient, **later, **other, **short}},
        }
        seen = {
            case: self._counted(lab, health, table, scenario["min_rows"], options)
            for case, options in asked.items()
        }
        many = 1 + sum(kept.values()) + history[ordinary]
        seen["few"] = result_record(lab, lab.call(health.check_row_count, table, many))
        seen["gone"] = result_record(lab, lab.call(health.check_row_count, f"{table}_gone", 1))
        return {"seen": seen, "results": len(lab.must(lambda: health.results))}

    @staticmethod
    def _counted(lab: Lab, health: Any, table: str, least: int, options: dict[str, Any]) -> Json:
        named = {"column": COLUMN, **options} if options else {}
        return result_record(lab, lab.call(health.check_row_count, table, least, **named))

    @probe
    def holiday(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """Thanksgiving as it was, by the table's own days; the rows that this brings to the driver."""
        history = _dated(scenario["history"])
        frame = _days(lab, {d: n for d, n in history.items() if d.weekday() == THANKSGIVING.weekday()})
        table = view(lab, frame)
        health = lab.must(answer.FullHealthCheck, "on_time")
        with rows_to_driver(type(frame)) as rows:
            done = lab.call(health.check_row_count, table, 1, day=THANKSGIVING)
        return {**result_record(lab, done), "most": rows.most}

    @probe
    def shapes(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        found = self._schemas(scenario, answer, lab, SHAPES)
        health, table = lab.must(answer.FullHealthCheck, "on_time"), view(lab, lab.spark.range(0))
        found["gone"] = result_record(lab, lab.call(health.check_schema, f"{table}_gone", NESTED))
        found["no DDL"] = result_record(lab, lab.call(health.check_schema, table, "id BIGINT NOT"))
        return found

    @probe
    def deep(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """The shapes of DEEP, and one that DDL cannot say: elements and values that may not be NULL."""
        found = self._schemas(scenario, answer, lab, DEEP)
        table = view(lab, lab.spark.createDataFrame([], _collections(nullable=True)))
        health = lab.must(answer.FullHealthCheck, "on_time")
        done = lab.call(health.check_schema, table, _collections(nullable=False))
        return {**found, "inside": result_record(lab, done)}

    @staticmethod
    def _schemas(scenario: Json, answer: SimpleNamespace, lab: Lab, cases: dict[str, Any]) -> Json:
        from pyspark.sql.types import StructType

        health, found = lab.must(answer.FullHealthCheck, "on_time"), {}
        expected = StructType.fromDDL(NESTED)
        for case, (old, new, *_) in cases.items():
            schema = cast(StructType, StructType.fromDDL(NESTED.replace(old, new, 1)))
            table = view(lab, lab.spark.createDataFrame([], schema))
            given = NESTED if scenario["ddl"][case] else expected
            found[case] = result_record(lab, lab.call(health.check_schema, table, given))
        return found

    @probe
    def runs(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        ages, now = scenario["runs"]["ages"], datetime.fromisoformat(scenario["runs"]["now"])
        rows = [
            _run(name, number, status, hours, now)
            for name, each in ages.items()
            for number, (status, hours) in enumerate(each)
        ]
        rows += [_run("on_time", MANY + n, "succeeded", 100 + n, now) for n in range(MANY)]
        frame = spark_frame(lab.spark, RUNS, rows)
        table = view(lab, frame)
        health = lab.must(answer.FullHealthCheck, "monitor", clock(scenario["runs"]["now"]))
        with (
            process_zone(NEW_YORK),
            session_zone(lab.spark, NEW_YORK),
            rows_to_driver(type(frame)) as fetched,
        ):
            seen = {
                name: result_record(lab, lab.call(health.check_last_run, name, 24, table=table))
                for name in [*ages, "never scheduled"]
            }
        gone = lab.call(health.check_last_run, "on_time", 24, table=f"{table}_gone")
        return {**seen, "gone": result_record(lab, gone), "most": fetched.most}

    # --- what must hold ---

    @criterion(points=2, core=False)
    def counts_rows(self, scenario: Json, evidence: Evidence) -> None:
        """counts the table, or one day of it; too few and none at all are told apart

        0 rows first, then min_rows; the weekday comes last. A day without rows has a count of 0.
        """
        for case in ("empty", "few", "enough", "few before the weekday"):
            _expect_volume(scenario, evidence, case)
        seen, least = evidence["counts"]["seen"], scenario["min_rows"]
        for case, status, outcome, what in (
            ("whole", "passed", "enough", f"the whole table, min_rows={least}"),
            ("few", "failed", "few", "a table with one row less than min_rows"),
            ("absent", "failed", "empty", "a day that is not in the table"),
            ("gone", "error", "error", "a table that does not exist"),
        ):
            expect_result(seen[case], status, outcome, case=what, reproduce="health.check_row_count(…)")
        expect_equal(evidence["counts"]["results"], len(seen), what=f"results after {len(seen)} checks")

    @criterion(points=3, core=False, needs=(counts_rows,))
    def tells_holidays(self, scenario: Json, evidence: Evidence) -> None:
        """a holiday warns, half a day fails, an ordinary day passes

        z < -5 and less than 0.6 of the median: failed. z < -5 alone: warning. Median and MAD, not mean
        and standard deviation: one odd week must not move them.
        """
        for case in (
            "Thanksgiving",
            "half",
            "ordinary",
            "a little less",
            "wild",
            "one odd week",
            "holiday low",
            "z = -4.7",
            "z = -5.4",
        ):
            _expect_volume(scenario, evidence, case)
        reproduce = "health.check_row_count(table, min_rows, day=date(2013, 11, 28))"
        what = "the real Thanksgiving, compared with the table's own Thursdays"
        expect_result(evidence["holiday"], "warning", "low", case=what, reproduce=reproduce)
        seen = evidence["counts"]["seen"]
        what = "55 % of a Thursday, compared with the table's own Thursdays"
        expect_result(seen["day"], "failed", "partial", case=what, reproduce=reproduce)

    @criterion(points=2, core=False, needs=(tells_holidays,))
    def picks_the_days(self, scenario: Json, evidence: Evidence) -> None:
        """compares with the same weekday of the 8 weeks before, and says when that is too little

        A history may hold anything: the day itself, later days, last winter. And with all counts alike
        the MAD is 0: multiply by it, do not divide.
        """
        for case in (
            "alike, as usual",
            "alike, half",
            "alike, a quarter less",
            "alike, more",
            "three days",
            "no days",
        ):
            _expect_volume(scenario, evidence, case)
        seen = evidence["counts"]["seen"]
        extra = "later weeks, older ones and other weekdays, all with 55 % of the flights, and the day itself"
        eight = f"the 5th to 8th Thursday before, in a history that also holds {extra} as it should have been"
        for case, status, outcome, what in (
            ("ordinary", "passed", "enough", "an ordinary Wednesday with the history of November"),
            ("distracted", "failed", "partial", f"55 % of a Thursday, compared with {eight}"),
            (
                "short",
                "passed",
                "no_baseline",
                f"{NOT_ENOUGH} Thursdays in the 8 weeks before; beside them {extra}",
            ),
        ):
            reproduce = "health.check_row_count(table, min_rows, day=…, history=…)"
            expect_result(seen[case], status, outcome, case=what, reproduce=reproduce)

    @criterion(points=2, core=False)
    def compares_schemas(self, scenario: Json, shapes: Any) -> None:
        """schema: missing and changed columns fail, added ones warn, order does not matter

        Compare by name. Names alone are not enough: a type may have changed under the same name.
        """
        seen = shapes
        _expect_shapes(scenario, seen, SHAPES)
        expect_result(seen["gone"], "error", "error", case="a table that does not exist")
        case = 'an expected schema that is no DDL, "id BIGINT NOT"'
        expect_result(seen["no DDL"], "error", "error", case=case)

    @criterion(points=2, core=False, needs=(compares_schemas,))
    def compares_deeply(self, scenario: Json, deep: Any) -> None:
        """schema: also inside structs, arrays and maps, and where a value may be NULL now

        A struct in a struct is the same question again: recurse with a longer path. `nullable` may become
        stricter in silence, never laxer.
        """
        seen = deep
        _expect_shapes(scenario, seen, DEEP)
        case = "elements of `legs` and values of `codes` that may be NULL now (containsNull of the type)"
        observed = expect_result(seen["inside"], "failed", "breaking", case=case)["observed"]
        for path in ("legs.element", "codes.value"):
            expect(path in str(observed), expected=f"`observed` to name {path} for {case}", got=observed)

    @criterion(points=2, core=False)
    def misses_runs(self, scenario: Json, evidence: Evidence) -> None:
        """the last run that succeeded: recent, overdue, or never

        Filter by pipeline and status, then take the latest finished_at. Names are values, not SQL. A run
        that never started leaves no row: that is the answer, not an error.
        """
        seen = evidence["runs"]
        reproduce = "health.check_last_run(pipeline, 24, table=…), process and session in America/New_York"
        for name, runs in {**scenario["runs"]["ages"], "never scheduled": []}.items():
            ends = [hours for status, hours in runs if status == "succeeded" and hours is not None]
            age = min(ends, default=None)
            status, outcome = ("failed", "never" if age is None else "overdue")
            if age is not None and age <= 24:
                status, outcome = "passed", "recent"
            case = (
                f"{name!r} with the runs (status, hours since its end) {_rounded(runs) or 'none'}, limit 24 h"
            )
            result = expect_result(seen[name], status, outcome, case=case, reproduce=reproduce)
            got = age_of(result)
            close = got is None if age is None else isinstance(got, int | float) and abs(got - age) < 0.01
            expect(
                close, expected=f"an age of {age} h for {case}", got=result["observed"], reproduce=reproduce
            )
        expect_result(
            seen["gone"], "error", "error", case="a table of runs that does not exist", reproduce=reproduce
        )

    @criterion(points=1, core=False, needs=(counts_rows,))
    def rows_stay(self, holiday: Any, runs: Any) -> None:
        """at most 100 rows reach the driver

        Let Spark count, by day: eight weeks are 57 rows. Let it find the newest end of a run as well.
        """
        seen = holiday
        expect_returned(seen, what="a result")
        for what, most in (
            ("the row count of a day", seen["most"]),
            ("the last run", runs["most"]),
        ):
            got = f"{most} rows brought to the driver for {what}"
            expect(most <= 100, expected="at most 100 rows", got=got)


# --- counts ------------------------------------------------------------------------------------------------


def _volumes(scenario: Json) -> dict[str, tuple[int, int, list[int] | None, str]]:
    """case → (count, min_rows, baseline, outcome)."""
    usual, wave, days, least = (scenario[key] for key in ("usual", "wave", "thursdays", "min_rows"))
    alike, middle, wild = [usual] * 5, int(median(wave)), scenario["wild"]
    around = [usual + n for n in (0, -10, 10, 0, 10, -10, 0)]  # a MAD of 10
    return {
        "empty": (0, 0, wave, "empty"),
        "few": (least - 1, least, None, "few"),
        "enough": (least, least, None, "enough"),
        "few before the weekday": (usual, usual + 1, alike, "few"),
        "Thanksgiving": (scenario["history"][THANKSGIVING.isoformat()], 1, days, "low"),
        "half": (_half(scenario), 1, days, "partial"),
        "ordinary": (middle, 1, wave, "enough"),
        "a little less": (min(wave) - 2, 1, wave, "enough" if _z(min(wave) - 2, wave) >= -4.5 else ""),
        "wild": (usual // 2, 1, wild, "enough"),
        "one odd week": (
            int(0.55 * usual),
            1,
            [*[usual + n for n in (-4, -2, 0, 2, 4)], usual // 9],
            "partial",
        ),
        "holiday low": (int(0.75 * middle), 1, wave, "low"),
        "z = -4.7": (usual - 70, 1, around, "enough"),
        "z = -5.4": (usual - 80, 1, around, "low"),
        "alike, as usual": (usual, 1, alike, "enough"),
        "alike, half": (int(0.55 * usual), 1, alike, "partial"),
        "alike, a quarter less": (int(0.75 * usual), 1, alike, "low"),
        "alike, more": (usual + 30, 1, alike, "enough"),
        "three days": (usual // 2, 1, wave[:NOT_ENOUGH], "no_baseline"),
        "no days": (usual // 2, 1, [], "no_baseline"),
    }


def _z(count: int, days: list[int]) -> float:
    middle = median(days)
    spread = 1.4826 * median(abs(n - middle) for n in days)
    return (count - middle) / spread if spread else float("-inf")


def _half(scenario: Json) -> int:
    return int(0.55 * median(scenario["thursdays"]))


def _expect_volume(scenario: Json, evidence: Evidence, case: str) -> None:
    count, least, days, outcome = _volumes(scenario)[case]
    if not outcome:  # too near to z = -5 to be a fair question
        return
    code = f"judge_volume({count}, {least}, {days})"
    status = {"enough": "passed", "no_baseline": "passed", "low": "warning"}.get(outcome, "failed")
    got = expect_returned(evidence["volumes"][case], what=f"{status!r}, {outcome!r} from {code}")
    pair = list(got[:2]) if isinstance(got, list) else got
    expect_equal(pair, [status, outcome], what=f"status and outcome of {code}", reproduce=code)
    observed = got[2] if len(got) > 2 else None
    seen = (observed.get("rows"), observed.get("days")) if isinstance(observed, dict) else observed
    expect_equal(seen, (count, len(days or [])), what=f"observed rows and days of {code}", reproduce=code)


def _dated(history: Json) -> dict[date, int]:
    return {date.fromisoformat(day): count for day, count in history.items()}


def _days(lab: Lab, counts: dict[date, int]) -> DataFrame:
    """A frame with so many rows per day, made in Spark."""
    frame = spark_frame(
        lab.spark, {"flight_date": "date", "n": "int"}, [[d.isoformat(), n] for d, n in counts.items()]
    )
    return frame.selectExpr("flight_date", "explode(sequence(1, n)) AS flight")


# --- schemas and runs --------------------------------------------------------------------------------------


def _expect_shapes(scenario: Json, seen: Json, cases: dict[str, Any]) -> None:
    for case, (_, _, outcome, paths) in cases.items():
        given = "DDL" if scenario["ddl"][case] else "a StructType"
        reproduce = f"check_schema(table, expected) with {given}: {NESTED}; the table has {case}"
        result = expect_result(seen[case], STATUS[outcome], outcome, case=case, reproduce=reproduce)
        for path in paths:
            expect(
                path in str(result["observed"]),
                expected=f"`observed` to name {path} for {case}",
                got=result["observed"],
                reproduce=reproduce,
            )


def _collections(*, nullable: bool) -> StructType:
    from pyspark.sql.types import ArrayType, IntegerType, MapType, StringType, StructType

    legs = ArrayType(StringType(), containsNull=nullable)
    codes = MapType(StringType(), IntegerType(), valueContainsNull=nullable)
    return StructType().add("legs", legs).add("codes", codes)


def _run(pipeline: str, number: int, status: str, hours: float | None, now: datetime) -> list[Any]:
    end = None if hours is None else now - timedelta(hours=hours)
    start = (end or now) - timedelta(minutes=9)
    error = "TimeoutError" if status == "failed" else None
    return [f"{pipeline}-{number}", pipeline, status, start.isoformat(), end and end.isoformat(), error]


def _rounded(runs: list[Any]) -> list[Any]:
    return [[status, hours and round(hours, 2)] for status, hours in runs]


EXERCISES = (FullHealth(),)
