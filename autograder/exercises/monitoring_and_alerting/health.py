"""``PipelineHealthCheck``: the age of data whatever the zones, and a status that does not lie."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

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
)
from autograder.exercises.monitoring_and_alerting.results import (
    FIELDS,
    age_of,
    clock,
    expect_result,
    result_record,
    view,
)
from autograder.worlds.driver import rows_to_driver
from autograder.worlds.frames import spark_frame
from autograder.worlds.zones import zones

NEW_YORK, KOLKATA = "America/New_York", "Asia/Kolkata"
# (process, session): each zone in each place, and a pair that agrees. Each pair costs three queries.
ZONES = ((NEW_YORK, NEW_YORK), (NEW_YORK, "UTC"), ("UTC", KOLKATA), (KOLKATA, NEW_YORK))
# The clocks of New York: forward on 10 March at 02:00, back on 3 November at 02:00 (01:30 comes twice).
CHANGES = {
    "spring": datetime(2013, 3, 9, 23, tzinfo=UTC),
    "autumn": datetime(2013, 11, 2, 22, tzinfo=UTC),
    "the second 01:30": datetime(2013, 11, 3, 6, 30, tzinfo=UTC),
}
SECOND = 1 / 3600  # hours
MANY = 2_000  # rows of the table whose rows must stay where they are
# case: the view and the column that are checked, and the outcome
AGES = {
    "fresh": ("table", "fresh", "fresh"),
    "stale": ("table", "stale", "stale"),
    "future": ("table", "future", "future"),
    "a table with no rows": ("empty", "fresh", "empty"),
    "a table with only NULLs": ("table", "unset", "empty"),
}
EXACT = {"exact": ("table", "exact", "fresh")}
BLIND = {
    "no such table": ("gone", "fresh", "error"),
    "no such column": ("table", "arrived_at", "error"),
    "a row that cannot be read": ("unreadable", "updated_at", "error"),
}
Cases = dict[str, tuple[str, str, str]]
ERRORS = {error.__name__: error for error in (ValueError, KeyError, OSError)}
# What others may put into a result, and JSON does not know.
ODD = {"day": date(2013, 11, 28), "at": datetime(2013, 11, 28, 6, tzinfo=UTC), "share": Decimal("0.64")}
PAGE = ("passed", "warning", "error", "passed", "failed", "warning")
RANK = {"failed": 0, "error": 0, "warning": 1, "passed": 2}
OVERALL = {  # statuses of the results so far: status of the whole
    "": "unknown",
    "passed": "healthy",
    "passed warning passed": "degraded",
    "failed warning passed": "unhealthy",
    "error": "unhealthy",
    "passed error": "unhealthy",
}


class PipelineHealth(Exercise):
    """Freshness on tables of known age, and statuses made of known results."""

    name = "pipeline_health_check"
    answers = ("PipelineHealthCheck",)
    needs_spark = True
    hints = (
        "Which part of a check can raise: the line that names the table, or the line that fetches "
        "the number? And what does max() say of a table without rows?",
        "run: try look(), turn an Exception into ('error', 'error', text), append, return. Freshness: "
        "compare seconds since 1970 with seconds since 1970, and ask for None before you subtract.",
        "look(): newest = spark.table(table).agg(F.unix_micros(F.max(column))).first()[0]; None is empty; "
        "age = (self.now().timestamp() - newest / 1e6) / 3600; below 0 is future, above the limit stale. "
        "Status: an empty list of results first, then failed or error, then warning.",
    )

    def scenario(self, rng: random.Random) -> Json:
        now = datetime(
            2013, rng.randint(4, 9), rng.randint(1, 28), rng.randint(0, 23), rng.randint(1, 59), tzinfo=UTC
        )
        limit = rng.randint(8, 40)
        ages = {
            "fresh": round(limit * rng.uniform(0.2, 0.7), 2),
            "stale": round(limit * 1.5 + rng.uniform(3, 200), 2),
            "future": -round(rng.uniform(2.5, 9), 2),
            "exact": limit,
        }
        hours = round(rng.randint(20, 30) + rng.uniform(0.5, 0.8), 2)  # whole hours would be below the limit
        return {
            "now": now.astimezone(ZoneInfo(rng.choice(["UTC", NEW_YORK, KOLKATA]))).isoformat(),
            "limit": limit,
            "ages": ages,
            "spread": rng.randint(100, 900),  # hours between the newest row and the oldest
            "hours": hours,
            "moments": _moments(hours, [rng.uniform(0.3, 0.45), -rng.uniform(0.3, 0.45)]),
            "error": rng.choice(list(ERRORS)),
        }

    def world(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> World:
        return World(scenario, answer, lab)

    # --- what is seen ---

    @probe
    def guarded(self, scenario: Json, lab: Lab, world: World) -> Json:
        """A check of somebody else's that raises, one that does not, and one that a person stops."""
        health = world.health()
        broken = _raising(ERRORS[scenario["error"]]("the feed's index is gone"))
        stopped = _raising(KeyboardInterrupt("somebody stops the round"))
        looks = [(broken,), (lambda: ("passed", "found", 7), 9), (stopped,)]
        seen = [result_record(lab, lab.call(health.run, "index", "feed", *look)) for look in looks]
        return {"seen": seen, "results": len(lab.must(lambda: health.results))}

    @probe
    def overall(self, lab: Lab, world: World) -> Json:
        return {case: lab.call(world.after(case.split()).get_health_status).record() for case in OVERALL}

    @probe
    def page(self, lab: Lab, world: World) -> Json:
        """Results in a mixed order, holding what JSON does not know."""
        health = world.after(PAGE, observed={"odd": ODD})
        status = lab.must(health.get_health_status)
        text = lab.call(json.dumps, status)
        kept = lab.must(lambda: [result.status for result in health.results])
        return {"status": status, "json": text.record(), "kept": kept}

    @probe
    def ages(self, world: World) -> Json:
        return world.checked(AGES)

    @probe
    def exact(self, world: World) -> Json:
        return world.checked(EXACT)

    @probe
    def blind(self, world: World) -> Json:
        return world.checked(BLIND)

    @probe
    def fetched(self, lab: Lab, world: World) -> Json:
        frame = lab.spark.range(MANY).selectExpr("timestamp_seconds(1300000000 + id) AS updated_at")
        table = view(lab, frame)
        lab.keep(table=table)
        with rows_to_driver(type(frame)) as rows:
            lab.must(world.health().check_data_freshness, table, "updated_at", 24)
        return {"most": rows.most}

    @probe
    def across(self, scenario: Json, lab: Lab, world: World) -> list[Json]:
        types = dict.fromkeys(CHANGES, "timestamp")
        table = view(lab, spark_frame(lab.spark, types, [[at.isoformat() for at in CHANGES.values()]]))
        lab.keep(table=table)
        found = []
        for each in scenario["moments"]:
            with zones(lab.spark, process=each["process"], session=each["session"]):
                check = world.health(each["now"]).check_data_freshness
                found.append(result_record(lab, lab.call(check, table, each["change"], each["limit"])))
        return found

    # --- what must hold ---

    @criterion(points=3)
    def outcomes_told_apart(self, scenario: Json, ages: Json) -> None:
        """tells fresh, stale, empty and future apart, and records each

        max() of no rows is NULL, and so is max() of NULLs: None in Python. A time after now() makes the
        age negative, which is below every limit. Use the clock you were given.
        """
        _expect_checked(scenario, ages, AGES)

    @criterion(points=3, core=False, needs=(outcomes_told_apart,))
    def age_is_elapsed_time(self, scenario: Json, exact: Json, across: list[Json]) -> None:
        """the age is elapsed time, in every zone and across both clock changes

        collect() gives naive datetimes in the process's zone; timestampdiff and the difference of two
        timestamps use the session's wall clock; whole hours are cut off. Seconds since 1970 do none of
        this.
        """
        _expect_checked(scenario, exact, EXACT)
        hours = scenario["hours"]
        for seen, moment in zip(across, scenario["moments"], strict=True):
            where = f"process in {moment['process']}, session in {moment['session']}"
            row = f"a row of {CHANGES[moment['change']]:%d %B %H:%M} UTC, {hours} h ago"
            outcome = "fresh" if hours <= moment["limit"] else "stale"
            with seeing(IN_ZONES.format(**moment)):
                case = f"{row}, limit {moment['limit']} h; {where}"
                result = expect_result(seen, outcome, case=case)
                near = _close(age_of(result), hours)
                expect(near, expected=f"an age of {hours} h; {where}", got=result["observed"])

    @criterion(points=2)
    def errors_are_results(self, scenario: Json, blind: Json, guarded: Json) -> None:
        """records what cannot be checked as an error, and goes on

        Some errors come when the table is named, others when Spark computes: the try has to surround
        both. An error is a result like any other: append it.
        """
        _expect_checked(scenario, blind, BLIND)
        with seeing(GUARDED.format(error=scenario["error"])):
            _expect_guarded(guarded, scenario["error"])

    @criterion(points=2)
    def overall_status(self, overall: Json) -> None:
        """the overall status: unknown without checks, else by the worst

        all([]) is True. Ask first whether anything was checked at all; a check that could not look is no
        better than one that failed.
        """
        for case, wanted in OVERALL.items():
            what = f"the status after {', '.join(case.split()) or 'no check at all'}"
            with seeing(SUMMED_UP.format(statuses=case.split())):
                told = expect_returned(overall[case], what=f"{what}: {wanted!r}")
                expect_equal(told.get("status") if isinstance(told, dict) else told, wanted, what=what)

    @criterion(points=2, core=False)
    def page_is_useful(self, scenario: Json, page: Json) -> None:
        """the status is JSON, worst first, and says what to do

        Results may hold dates and Decimals: json.dumps(…, default=str) and back. asdict() has all fields.
        sorted() leaves `results` alone; give it a rank, the alphabet puts passed before warning.
        """
        with seeing(PAGED.format(now=scenario["now"])):
            _expect_page(page, scenario["now"])

    @criterion(points=1, core=False, needs=(outcomes_told_apart,))
    def rows_stay(self, fetched: Json) -> None:
        """leaves the table's rows where they are

        Let Spark find the maximum; one row is all that has to come back.
        """
        got = f"{fetched['most']} rows brought to the driver"
        with seeing(FETCHED):
            expect(fetched["most"] <= 100, expected=f"a few rows from a table of {MANY}", got=got)


# --- what the probes share ---------------------------------------------------------------------------------


@dataclass
class World:
    """The answer's rounds of checks, and views of known ages."""

    scenario: Json
    answer: SimpleNamespace
    lab: Lab

    def health(self, now: str = "") -> Any:
        """A round of checks, at the scenario's time or another."""
        return self.lab.must(self.answer.PipelineHealthCheck, "on_time", clock(now or self.scenario["now"]))

    def after(self, statuses: Iterable[str], observed: Any = None) -> Any:
        """A round after checks that ended like this; from the fifth on their names come again."""
        health = self.health()
        for number, status in enumerate(statuses):
            seen = (status, "unheard-of", observed)
            self.lab.must(health.run, f"check {number % 4}", "gold", lambda s=seen: s, date(2013, 1, 1))
        return health

    def checked(self, cases: Cases) -> Json:
        """The freshness of each case, and how many results there are then."""
        lab, health, found = self.lab, self.health(), {}
        lab.keep(**self.views)
        for case, (name, column, _) in cases.items():
            done = lab.call(health.check_data_freshness, self.views[name], column, self.scenario["limit"])
            found[case] = result_record(lab, done) | {"results": len(lab.must(lambda: health.results))}
        return found

    @cached_property
    def views(self) -> dict[str, str]:
        """Views of known ages, of no rows, and of one that can be analysed and not computed."""
        lab, ages = self.lab, self.scenario["ages"]
        now, spread = datetime.fromisoformat(self.scenario["now"]), self.scenario["spread"]
        rows = [
            [*((now - timedelta(hours=age + back)).isoformat() for age in ages.values()), None]
            for back in (spread, 0, spread / 2)
        ]
        table = spark_frame(lab.spark, dict.fromkeys([*ages, "unset"], "timestamp"), rows)
        texts = spark_frame(lab.spark, {"text": "string"}, [["2013-11-28 06:00"], ["soon"]])
        unreadable = texts.selectExpr("CAST(text AS TIMESTAMP) AS updated_at")
        frames = {"table": table, "empty": table.limit(0), "unreadable": unreadable}
        return {"gone": "a_table_that_is_gone", **{name: view(lab, frame) for name, frame in frames.items()}}


def _raising(error: BaseException) -> Callable[[], Any]:
    def look() -> Any:
        raise error

    return look


def _moments(hours: float, margins: list[float]) -> list[Json]:
    """Each change of the clocks in each pair of zones, so many hours ago; the limit a bit more or less."""
    return [
        {
            "process": process,
            "session": session,
            "change": change,
            "now": (at + timedelta(hours=hours)).astimezone(ZoneInfo(session)).isoformat(),
            "limit": round(hours + margins[place % 2], 2),
        }
        for process, session in ZONES
        for place, (change, at) in enumerate(CHANGES.items())
    ]


# --- what a learner can run --------------------------------------------------------------------------------

CHECKED = """\
health = PipelineHealthCheck("on_time", lambda: datetime.fromisoformat("{now}"))
result = health.check_data_freshness(case.{view}, "{column}", {limit})
print(result, bool(result), len(health.results))"""

IN_ZONES = """\
from autograder.worlds.zones import zones

health = PipelineHealthCheck("on_time", lambda: datetime.fromisoformat("{now}"))
with zones(lesson.spark, process="{process}", session="{session}"):
    print(health.check_data_freshness(case.table, "{change}", {limit}))"""

GUARDED = """\
def broken():
    raise {error}("the feed's index is gone")

def stopped():
    raise KeyboardInterrupt("somebody stops the round")

health = PipelineHealthCheck("on_time")
print(health.run("index", "feed", broken))
print(health.run("index", "feed", lambda: ("passed", "found", 7), 9))
try:
    print(health.run("index", "feed", stopped))
except KeyboardInterrupt as stop:
    print(repr(stop))
print(len(health.results), "recorded")"""

PAGED = """\
from autograder.exercises.monitoring_and_alerting.health import ODD, PAGE

health = PipelineHealthCheck("on_time", lambda: datetime.fromisoformat("{now}"))
for status in PAGE:
    health.run("custom", "gold", lambda: (status, "unheard-of", {{"odd": ODD}}), date(2013, 1, 1))
page = health.get_health_status()
print(page, [result.status for result in health.results])
print(json.dumps(page, indent=1))"""

SUMMED_UP = """\
health = PipelineHealthCheck("on_time")
for status in {statuses}:
    health.run("check", "silver", lambda: (status, "seen", None))
print(health.get_health_status()["status"])"""

FETCHED = """\
from autograder.worlds.driver import rows_to_driver

with rows_to_driver(type(lesson.spark.range(1))) as rows:
    PipelineHealthCheck("on_time").check_data_freshness(case.table, "updated_at", 24)
print(rows.most, "rows brought to the driver")"""


# --- comparing ---------------------------------------------------------------------------------------------


def _expect_checked(scenario: Json, seen: Json, cases: Cases) -> None:
    """Fail at the first case whose result, age or place in the list is not as it should be."""
    now, limit = scenario["now"], scenario["limit"]
    for number, (case, (name, column, outcome)) in enumerate(cases.items(), start=1):
        age = scenario["ages"].get(case)
        about = f"a newest row {age} h old, limit {limit} h" if age else case
        with seeing(CHECKED.format(now=now, view=name, column=column, limit=limit)):
            result = expect_result(seen[case], outcome, case=about)
            expect_equal(seen[case]["results"], number, what=f"results after check {number}, of {about}")
            said = age_of(result)
            # How exact it is, the zones ask.
            near = said is None if age is None else _close(said, age, hours=1.1)
            expect(near, expected=f'observed["age_hours"] of {age}', got=result["observed"])


def _expect_guarded(guarded: Json, kind: str) -> None:
    first, second, stopped = guarded["seen"]
    observed = expect_result(first, "error", case=f"a {kind}")["observed"]
    expect(kind in str(observed), expected=f"`observed` to name {kind}", got=observed)
    after_it = expect_returned(second, what="the result of the check after it")
    wanted = ["index", "feed", "passed", "found", 7, 9, ""]
    expect_equal([after_it[field] for field in FIELDS], wanted, what=", ".join(FIELDS))
    expect_raised(stopped, "KeyboardInterrupt", what="the KeyboardInterrupt itself")
    what = "results after a check that raises, one that does not, and one that was interrupted"
    expect_equal(guarded["results"], 2, what=what)


def _expect_page(seen: Json, now: str) -> None:
    what = "a status that json.dumps accepts, with a date, a datetime and a Decimal in `observed`"
    expect_returned(seen["json"], what=what)
    page = seen["status"]
    expect(isinstance(page, dict), expected="a dict", got=page)
    expect_equal(page.get("pipeline"), "on_time", what="pipeline on the page")
    at = page.get("checked_at")
    expect(_same_moment(at, now), expected=f"checked_at on the page: {now}, in any zone", got=at)
    checks = page.get("checks", [])
    got = [one.get("status") for one in checks]
    expect_equal(len(got), len(PAGE), what="checks on the page")
    missing = [name for name in FIELDS if any(not one.get(name) for one in checks) and name != "action"]
    expect(not missing, expected="all seven fields of each result", got=f"nothing in {missing}")
    expect_equal(seen["kept"], list(PAGE), what="statuses in `results` after get_health_status()")
    ranks = [RANK.get(status, 3) for status in got]
    expect(ranks == sorted(ranks), expected="failed and error first, then warning, then passed", got=got)
    silent = [one for one in checks if one.get("status") != "passed" and not one.get("action")]
    expected = "an action for each check that did not pass, also when ACTIONS has none for its outcome"
    expect(not silent, expected=expected, got=f"none for {silent[:1]}")


def _same_moment(said: Any, moment: str) -> bool:
    try:
        apart = datetime.fromisoformat(said) - datetime.fromisoformat(moment)
    except (TypeError, ValueError):  # no text, no time, or no zone
        return False
    return abs(apart.total_seconds()) < 1


def _close(said: Any, age: float, hours: float = 2 * SECOND) -> bool:
    return isinstance(said, int | float) and abs(said - age) <= hours
