"""``FullHealthCheck``: the rows that a weekday lets expect, the agreed shape, a run that did happen."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, cached_property
from statistics import median
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from autograder import flights
from autograder.checks import (
    Exercise,
    Json,
    Lab,
    criterion,
    expect,
    expect_equal,
    expect_returned,
    probe,
    seeing,
)
from autograder.exercises.monitoring_and_alerting.results import (
    age_of,
    clock,
    expect_result,
    result_record,
    status_of,
    view,
)
from autograder.worlds.driver import rows_to_driver
from autograder.worlds.frames import spark_frame
from autograder.worlds.zones import zones

if TYPE_CHECKING:
    from pyspark.sql import DataFrame
    from pyspark.sql.types import StructType

NEW_YORK = "America/New_York"
THANKSGIVING = date(2013, 11, 28)
WEDNESDAY = THANKSGIVING - timedelta(days=1)
WEEK = timedelta(weeks=1)
LIMIT = 24  # hours since the last run
NO_DDL = "id BIGINT NOT"
AT = {"column": "local_day"}  # where a table does not call it flight_date
MANY = 120  # old runs of one pipeline
NOT_ENOUGH = 3  # same weekdays: one less than a comparison needs

NESTED = (
    "flight_date DATE NOT NULL, carrier STRING, flight INT, position STRUCT<gate: STRING NOT NULL, "
    "stand: INT>, legs ARRAY<STRUCT<dest: STRING, miles: INT>>, codes MAP<STRING, INT>"
)
Shapes = dict[str, tuple[str, str, str, str]]
# case: what stands in NESTED, what stands there now, outcome, paths that must be named
SHAPES = {
    "the very same schema": ("", "", "same", ""),
    "fields in another order": (
        "carrier STRING, flight INT, position",
        "flight INT, carrier STRING, position",
        "same",
        "",
    ),
    "carrier NOT NULL now": ("carrier STRING", "carrier STRING NOT NULL", "same", ""),
    "a comment on flight": ("flight INT", "flight INT COMMENT 'number of the flight'", "same", ""),
    "a new column gate_code": ("flight INT", "flight INT, gate_code STRING", "additive", "gate_code"),
    "no column carrier": ("carrier STRING, ", "", "breaking", "carrier"),
    "flight as a string": ("flight INT", "flight STRING", "breaking", "flight"),
    "flight as a bigint": ("flight INT", "flight BIGINT", "breaking", "flight"),
    "carrier renamed to airline": ("carrier STRING", "airline STRING", "breaking", "carrier airline"),
}
DEEP = {
    "flight_date may be NULL now": ("DATE NOT NULL", "DATE", "breaking", "flight_date"),
    "a new field position.terminal": (
        "stand: INT",
        "stand: INT, terminal: INT",
        "additive",
        "position.terminal",
    ),
    "no field position.stand": (", stand: INT", "", "breaking", "position.stand"),
    "position.gate may be NULL now": ("gate: STRING NOT NULL", "gate: STRING", "breaking", "position.gate"),
    "fields of position in another order": (
        "gate: STRING NOT NULL, stand: INT",
        "stand: INT, gate: STRING NOT NULL",
        "same",
        "",
    ),
    "miles of the legs as a double": ("miles: INT", "miles: DOUBLE", "breaking", "legs.element.miles"),
    "a new field in the legs": ("miles: INT", "miles: INT, tail: STRING", "additive", "legs.element.tail"),
    "codes with strings": ("MAP<STRING, INT>", "MAP<STRING, STRING>", "breaking", "codes.value"),
    "an array where position was": (
        "STRUCT<gate: STRING NOT NULL, stand: INT>",
        "ARRAY<STRING>",
        "breaking",
        "position",
    ),
}
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
        return {
            "history": {day.isoformat(): count for day, count in november().items()},
            "usual": usual,
            "wave": [usual + rng.randint(-9, 9) for _ in range(rng.randint(5, 8))],
            "wild": [usual, usual // 2, usual * 2, usual // 3, usual + 5, usual * 2 - 7],
            "min_rows": rng.randint(20, 200),
            "ancient": rng.randint(15, 30),  # weeks of old counts, of half the size
            "ddl": {case: rng.random() < 0.5 for case in sorted(SHAPES) + sorted(DEEP)},
            "now": (AFTER_THE_CHANGE + timedelta(minutes=rng.randint(0, 200))).isoformat(),
            "runs": self._runs(rng),
        }

    @staticmethod
    def _runs(rng: random.Random) -> Json:
        """Pipelines and their runs: status, and hours since the end (None: no end)."""
        late, early = LIMIT + rng.uniform(0.3, 0.7), LIMIT - rng.uniform(0.3, 0.7)
        return {
            "on_time": [["succeeded", 60], ["succeeded", 3 + rng.randint(0, 9)], ["failed", 1]],
            "gold": [["succeeded", late], ["succeeded", 80]],
            "bronze": [["succeeded", early], ["failed", 0.5]],
            "export": [["failed", 2], ["failed", 26]],
            "backfill": [["succeeded", 90], ["failed", 5], ["succeeded", None]],
            "o'hare": [["succeeded", 2]],
            "never scheduled": [],
        }

    def world(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> World:
        return World(scenario, answer, lab)

    # --- what is seen ---

    @probe
    def volumes(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        return {
            name: [lab.call(answer.judge_volume, *asked).record() for *asked, _ in each]
            for name, each in _volumes(scenario).items()
        }

    @probe
    def counts(self, scenario: Json, world: World) -> Json:
        return world.counted(_counts(scenario))

    @probe
    def half_day(self, scenario: Json, world: World) -> Json:
        return world.counted(_half_day(scenario))

    @probe
    def histories(self, scenario: Json, world: World) -> Json:
        return world.counted(_histories(scenario))

    @probe
    def holiday(self, scenario: Json, lab: Lab, world: World) -> Json:
        """Thanksgiving as it was, by the table's own days; the rows that this brings to the driver."""
        frame = _days(lab, _thursdays(scenario))
        flights_view = view(lab, frame)
        lab.keep(flights=flights_view)
        with rows_to_driver(type(frame)) as rows:
            done = lab.call(world.health().check_row_count, flights_view, 1, day=THANKSGIVING)
        return {**result_record(lab, done), "most": rows.most}

    @probe
    def shapes(self, lab: Lab, world: World) -> Json:
        table = view(lab, lab.spark.range(0))
        return {
            **world.compared(SHAPES),
            "gone": world.schema(f"{table}_gone", NESTED),
            "no DDL": world.schema(table, NO_DDL),
        }

    @probe
    def deep(self, lab: Lab, world: World) -> Json:
        """The shapes of DEEP, and one that DDL cannot say: elements and values that may not be NULL."""
        table = view(lab, lab.spark.createDataFrame([], legs_and_codes(nullable=True)))
        return {**world.compared(DEEP), "inside": world.schema(table, legs_and_codes(nullable=False))}

    @probe
    def runs(self, scenario: Json, lab: Lab, world: World) -> Json:
        now = datetime.fromisoformat(scenario["now"])
        rows = [
            _run(name, number, status, hours, now)
            for name, each in scenario["runs"].items()
            for number, (status, hours) in enumerate(each)
        ]
        rows += [_run("on_time", MANY + n, "succeeded", 100 + n, now) for n in range(MANY)]
        frame = spark_frame(lab.spark, RUNS, rows)
        table = view(lab, frame)
        lab.keep(runs=table, gone=f"{table}_gone")
        check = world.health(scenario["now"]).check_last_run
        with zones(lab.spark, process=NEW_YORK, session=NEW_YORK), rows_to_driver(type(frame)) as fetched:
            seen = {n: result_record(lab, lab.call(check, n, LIMIT, table=table)) for n in scenario["runs"]}
        gone = lab.call(check, "on_time", LIMIT, table=f"{table}_gone")
        return {**seen, "gone": result_record(lab, gone), "most": fetched.most}

    # --- what must hold ---

    @criterion(points=2, core=False)
    def counts_rows(self, scenario: Json, volumes: Json, counts: Json) -> None:
        """counts the table, or one day of it; too few and none at all are told apart

        0 rows first, then min_rows; the weekday comes last. A day without rows has a count of 0.
        """
        _expect_volumes(scenario, volumes, "counts_rows")
        _expect_counts(_counts(scenario), counts)

    @criterion(points=3, core=False, needs=(counts_rows,))
    def tells_holidays(self, scenario: Json, volumes: Json, holiday: Json, half_day: Json) -> None:
        """a holiday warns, half a day fails, an ordinary day passes

        z < -5 and less than 0.6 of the median: failed. z < -5 alone: warning. Median and MAD, not mean
        and standard deviation: one odd week must not move them.
        """
        _expect_volumes(scenario, volumes, "tells_holidays")
        with seeing(HOLIDAY):
            expect_result(
                holiday, "low", case="the real Thanksgiving, compared with the table's own Thursdays"
            )
        _expect_counts(_half_day(scenario), half_day)

    @criterion(points=2, core=False, needs=(tells_holidays,))
    def picks_the_days(self, scenario: Json, volumes: Json, histories: Json) -> None:
        """compares with the same weekday of the 8 weeks before, and says when that is too little

        A history may hold anything: the day itself, later days, last winter. And with all counts alike
        the MAD is 0: multiply by it, do not divide.
        """
        _expect_volumes(scenario, volumes, "picks_the_days")
        _expect_counts(_histories(scenario), histories)

    @criterion(points=2, core=False)
    def compares_schemas(self, scenario: Json, shapes: Json) -> None:
        """schema: missing and changed columns fail, added ones warn, order does not matter

        Compare by name. Names alone are not enough: a type may have changed under the same name.
        """
        _expect_shapes(scenario, shapes, SHAPES)
        with seeing('FullHealthCheck("on_time").check_schema("a_table_that_is_gone", "id BIGINT")'):
            expect_result(shapes["gone"], "error", case="a table that does not exist")
        with seeing(NOT_DDL):
            expect_result(shapes["no DDL"], "error", case=f'an expected schema that is no DDL, "{NO_DDL}"')

    @criterion(points=2, core=False, needs=(compares_schemas,))
    def compares_deeply(self, scenario: Json, deep: Json) -> None:
        """schema: also inside structs, arrays and maps, and where a value may be NULL now

        A struct in a struct is the same question again: recurse with a longer path. `nullable` may become
        stricter in silence, never laxer.
        """
        _expect_shapes(scenario, deep, DEEP)
        case = "elements of `legs` and values of `codes` that may be NULL now (containsNull of the type)"
        with seeing(INSIDE):
            _expect_paths(deep["inside"], "breaking", "legs.element codes.value", case)

    @criterion(points=2, core=False)
    def misses_runs(self, scenario: Json, runs: Json) -> None:
        """the last run that succeeded: recent, overdue, or never

        Filter by pipeline and status, then take the latest finished_at. Names are values, not SQL. A run
        that never started leaves no row: that is the answer, not an error.
        """
        for name, each in scenario["runs"].items():
            ends = [hours for status, hours in each if status == "succeeded" and hours is not None]
            age = min(ends, default=None)
            outcome = "never" if age is None else "recent" if age <= LIMIT else "overdue"
            told = _rounded(each) or "none"
            case = f"{name!r} with the runs (status, hours since its end) {told}, limit {LIMIT} h"
            with seeing(LAST_RUN.format(name=name, table="runs", limit=LIMIT, **scenario)):
                result = expect_result(runs[name], outcome, case=case)
                got = age_of(result)
                close = got is None if age is None else isinstance(got, int | float) and abs(got - age) < 0.01
                expect(close, expected=f"an age of {age} h for {case}", got=result["observed"])
        with seeing(LAST_RUN.format(name="on_time", table="gone", limit=LIMIT, **scenario)):
            expect_result(runs["gone"], "error", case="a table of runs that does not exist")

    @criterion(points=1, core=False, needs=(counts_rows,))
    def rows_stay(self, holiday: Json, runs: Json) -> None:
        """at most 100 rows reach the driver

        Let Spark count, by day: eight weeks are 57 rows. Let it find the newest end of a run as well.
        """
        expect_returned(holiday, what="a result")
        for what, seen in (("the row count of a day", holiday), ("the last run", runs)):
            got = f"{seen['most']} rows brought to the driver for {what}"
            with seeing(FETCHED):
                expect(seen["most"] <= 100, expected="at most 100 rows", got=got)


# --- what the probes share ---------------------------------------------------------------------------------


@dataclass
class World:
    """The answer's checks, and the table of days that they count."""

    scenario: Json
    answer: SimpleNamespace
    lab: Lab

    def health(self, *now: str) -> Any:
        return self.lab.must(self.answer.FullHealthCheck, "on_time", *map(clock, now))

    @cached_property
    def table(self) -> str:
        """The Thursdays, an ordinary day and half a Thanksgiving, in a column with a name of its own."""
        return view(
            self.lab, _days(self.lab, _in_table(self.scenario)).withColumnRenamed("flight_date", AT["column"])
        )

    def counted(self, cases: Counts) -> Json:
        """What the row count says of each case, and how many results there are in the end."""
        lab, health, found = self.lab, self.health(), {}
        views = {"table": self.table, "gone": f"{self.table}_gone"}
        lab.keep(**views, **{case: options for case, (_, _, options, *_) in cases.items()})
        for case, (name, least, options, *_) in cases.items():
            done = lab.call(health.check_row_count, views[name], least, **options)
            found[case] = result_record(lab, done)
        return {"seen": found, "results": len(lab.must(lambda: health.results))}

    def schema(self, table: str, expected: Any) -> Json:
        return result_record(self.lab, self.lab.call(self.health().check_schema, table, expected))

    def compared(self, cases: Shapes) -> Json:
        """What the comparison with NESTED says of each shape."""
        from pyspark.sql.types import StructType

        found = {}
        for case, (old, new, *_) in cases.items():
            schema: Any = StructType.fromDDL(NESTED.replace(old, new, 1))
            table = view(self.lab, self.lab.spark.createDataFrame([], schema))
            found[case] = self.schema(
                table, NESTED if self.scenario["ddl"][case] else StructType.fromDDL(NESTED)
            )
        return found


# --- counts ------------------------------------------------------------------------------------------------


Count = tuple[str, int, Json, str, str]
"""A row count: the table, min_rows, more options, the outcome, and how the case is told."""
Counts = dict[str, Count]
Volume = tuple[int, int, list[int] | None, str]
"""The count, min_rows, the baseline, and the outcome."""


def _volumes(scenario: Json) -> dict[str, list[Volume]]:
    """What is asked of judge_volume for each criterion."""
    usual, wave, least = (scenario[key] for key in ("usual", "wave", "min_rows"))
    alike = [usual] * 5
    return {
        "counts_rows": [
            (0, 0, wave, "empty"),
            (least - 1, least, None, "few"),
            (least, least, None, "enough"),
            (usual, usual + 1, alike, "few"),
        ],
        "tells_holidays": _holidays(scenario),
        "picks_the_days": [
            (usual, 1, alike, "enough"),
            (int(0.55 * usual), 1, alike, "partial"),
            (int(0.75 * usual), 1, alike, "low"),
            (usual + 30, 1, alike, "enough"),
            (usual // 2, 1, wave[:NOT_ENOUGH], "no_baseline"),
            (usual // 2, 1, [], "no_baseline"),
        ],
    }


def _holidays(scenario: Json) -> list[Volume]:
    usual, wave, days = scenario["usual"], scenario["wave"], _before(scenario)
    middle, low = int(median(wave)), min(wave) - 2
    around = [usual + n for n in (0, -10, 10, 0, 10, -10, 0)]  # a MAD of 10
    one_odd_week = [*[usual + n for n in (-4, -2, 0, 2, 4)], usual // 9]
    fair: list[Volume] = [(low, 1, wave, "enough")] if _z(low, wave) >= -4.5 else []  # not too near to -5
    return [
        (_thursdays(scenario)[THANKSGIVING], 1, days, "low"),
        (_half(scenario), 1, days, "partial"),
        (middle, 1, wave, "enough"),
        *fair,
        (usual // 2, 1, scenario["wild"], "enough"),
        (int(0.55 * usual), 1, one_odd_week, "partial"),
        (int(0.75 * middle), 1, wave, "low"),
        (usual - 70, 1, around, "enough"),  # z = -4.7
        (usual - 80, 1, around, "low"),  # z = -5.4
    ]


def _z(count: int, days: list[int]) -> float:
    middle = median(days)
    spread = 1.4826 * median(abs(n - middle) for n in days)
    return (count - middle) / spread if spread else float("-inf")


def _half(scenario: Json) -> int:
    return int(0.55 * median(_before(scenario)))


def _expect_volumes(scenario: Json, volumes: Json, criterion: str) -> None:
    asked = _volumes(scenario)[criterion]
    for (count, least, days, outcome), record in zip(asked, volumes[criterion], strict=True):
        code, status = f"judge_volume({count}, {least}, {days})", status_of(outcome)
        with seeing(code):
            got = expect_returned(record, what=f"{status!r}, {outcome!r} from {code}")
            said = got if isinstance(got, list) else [got]
            observed = said[2] if len(said) > 2 and isinstance(said[2], dict) else {}
            seen = [*said[:2], observed.get("rows"), observed.get("days")]
            wanted = [status, outcome, count, len(days or [])]
            expect_equal(seen, wanted, what=f"status, outcome, observed rows and days of {code}")


def _counts(scenario: Json) -> Counts:
    least, absent = scenario["min_rows"], THANKSGIVING - timedelta(days=2)
    many = 1 + sum(_in_table(scenario).values())
    return {
        "whole": ("table", least, {}, "enough", f"the whole table, min_rows={least}"),
        "few": ("table", many, {}, "few", "a table with one row less than min_rows"),
        "absent": ("table", least, {**AT, "day": absent}, "empty", "a day that is not in the table"),
        "nowhere": ("gone", 1, {}, "error", "a table that does not exist"),
    }


def _half_day(scenario: Json) -> Counts:
    what = "55 % of a Thursday, compared with the table's own Thursdays"
    return {"half": ("table", scenario["min_rows"], {**AT, "day": THANKSGIVING}, "partial", what)}


def _histories(scenario: Json) -> Counts:
    """Days compared with histories that hold more than should count."""
    least, half, kept = scenario["min_rows"], _half(scenario), _thursdays(scenario)
    more = {THANKSGIVING - (9 + n) * WEEK: half for n in range(scenario["ancient"])}
    more |= {THANKSGIVING + (1 + n) * WEEK: half for n in range(9)}
    more |= {day + timedelta(days=shift): half for day in kept for shift in (2, 3)}
    # Four weeks earlier, so that all of the eight weeks count; the day itself as it should have been.
    early = {day - 4 * WEEK: n for day, n in kept.items() if day < THANKSGIVING}
    early[THANKSGIVING] = kept.pop(THANKSGIVING)
    short = {day: n for day, n in kept.items() if day >= THANKSGIVING - NOT_ENOUGH * WEEK}
    short[THANKSGIVING] = half
    extra = "later weeks, older ones and other weekdays, all with 55 % of the flights, and the day itself"
    eight = f"the 5th to 8th Thursday before, in a history that also holds {extra} as it should have been"
    wednesday = "an ordinary Wednesday with the history of November"
    three = f"{NOT_ENOUGH} Thursdays in the 8 weeks before; beside them {extra}"

    def asked(day: date, history: dict[date, int], outcome: str, what: str) -> Count:
        return "table", least, {**AT, "day": day, "history": history}, outcome, what

    return {
        "ordinary": asked(WEDNESDAY, _dated(scenario["history"]), "enough", wednesday),
        "distracted": asked(
            THANKSGIVING, more | early, "partial", f"55 % of a Thursday, compared with {eight}"
        ),
        "short": asked(THANKSGIVING, more | short, "no_baseline", three),
    }


def _in_table(scenario: Json) -> dict[date, int]:
    """Days and counts of the table."""
    ordinary = _dated(scenario["history"])[WEDNESDAY]
    return _thursdays(scenario) | {THANKSGIVING: _half(scenario), WEDNESDAY: ordinary}


def _thursdays(scenario: Json) -> dict[date, int]:
    """Thanksgiving as it was, and the Thursdays before it."""
    history = _dated(scenario["history"])
    return {day: n for day, n in history.items() if day.weekday() == THANKSGIVING.weekday()}


def _before(scenario: Json) -> list[int]:
    """The four Thursdays before Thanksgiving."""
    return [n for day, n in _thursdays(scenario).items() if day < THANKSGIVING]


def _dated(history: Json) -> dict[date, int]:
    return {date.fromisoformat(day): count for day, count in history.items()}


def _days(lab: Lab, counts: dict[date, int]) -> DataFrame:
    """A frame with so many rows per day, made in Spark."""
    rows = [[day.isoformat(), n] for day, n in counts.items()]
    frame = spark_frame(lab.spark, {"flight_date": "date", "n": "int"}, rows)
    return frame.selectExpr("flight_date", "explode(sequence(1, n)) AS flight")


def _expect_counts(cases: Counts, counts: Json) -> None:
    for case, (name, least, _, outcome, what) in cases.items():
        with seeing(COUNTED.format(view=name, least=least, case=case)):
            expect_result(counts["seen"][case], outcome, case=what)
            expect_equal(counts["results"], len(cases), what=f"results after {len(cases)} checks")


# --- schemas and runs --------------------------------------------------------------------------------------


def _expect_shapes(scenario: Json, seen: Json, cases: Shapes) -> None:
    for case, (old, new, outcome, paths) in cases.items():
        expected = "expected" if scenario["ddl"][case] else "StructType.fromDDL(expected)"
        with seeing(COMPARED.format(nested=NESTED, old=old, new=new, expected=expected)):
            _expect_paths(seen[case], outcome, paths, case)


def _expect_paths(record: Json, outcome: str, paths: str, case: str) -> None:
    observed = expect_result(record, outcome, case=case)["observed"]
    for path in paths.split():
        expect(path in str(observed), expected=f"`observed` to name {path} for {case}", got=observed)


def legs_and_codes(*, nullable: bool) -> StructType:
    """A schema with an array and a map, whose elements and values may be NULL or not."""
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


# --- what a learner can run --------------------------------------------------------------------------------

COUNTED = """\
health = FullHealthCheck("on_time")
print(health.check_row_count(case.{view}, {least}, **case.{case}))
print(len(health.results))"""

HOLIDAY = """\
health = FullHealthCheck("on_time")
print(health.check_row_count(case.flights, 1, day=date(2013, 11, 28)))"""

COMPARED = """\
expected = "{nested}"
actual = StructType.fromDDL(expected.replace("{old}", "{new}", 1))
lesson.spark.createDataFrame([], actual).createOrReplaceTempView("shape")
print(FullHealthCheck("on_time").check_schema("shape", {expected}))"""

NOT_DDL = f"""\
lesson.spark.range(0).createOrReplaceTempView("shape")
print(FullHealthCheck("on_time").check_schema("shape", "{NO_DDL}"))"""

INSIDE = """\
from autograder.exercises.monitoring_and_alerting.full import legs_and_codes

actual, expected = legs_and_codes(nullable=True), legs_and_codes(nullable=False)
lesson.spark.createDataFrame([], actual).createOrReplaceTempView("shape")
print(FullHealthCheck("on_time").check_schema("shape", expected))"""

LAST_RUN = """\
from autograder.worlds.zones import zones

health = FullHealthCheck("on_time", lambda: datetime.fromisoformat("{now}"))
with zones(lesson.spark, process="America/New_York", session="America/New_York"):
    print(health.check_last_run({name!r}, {limit}, table=case.{table}))"""

FETCHED = """\
from autograder.worlds.driver import rows_to_driver

health = FullHealthCheck("on_time")
with rows_to_driver(type(lesson.spark.range(1))) as rows:
    health.check_row_count(case.flights, 1, day=date(2013, 11, 28))
    print(rows.most, "rows for the day")
    health.check_last_run("on_time", 24, table=case.runs)
    print(rows.most, "rows for the day or the last run")"""
